"""Rostering: who goes where on which days, team by team, read from the store in one moment.

What is handed out with whole phones is told of in the history first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from graphs.lineage import below
from planner.files import new_folder
from planner.findings import Refusal, meant
from planner.plan import positions
from planner.policy import Policy
from planner.schedule import PLEDGING, VISITING, days_of, spread_visits
from planner.snapshot import NONE, Flags, Ids, Ints, Role, Snapshot, integers
from planner.store import history, plans, reading
from planner.store.database import Store
from planner.store.roster import Book, Contact, Spot, count_mitans, open_book, spots

HANDED_OUT = "roster"  # the action of the history by which phones are handed out


@dataclass(frozen=True)
class Choice:
    """Whose rosters: a leader's and all below him, a zone's teams, or one person's; else all."""

    leader: str = ""
    zone: str = ""
    person: str = ""

    def told(self) -> str:
        """As the history tells of it."""
        parts = {"leader": self.leader, "zone": self.zone, "person": self.person}
        return next((f"{what} {which}" for what, which in parts.items() if which), "all")


@dataclass(frozen=True)
class HandedOut:
    """What the history tells of whole phones that leave the store: in what, of whom, and why."""

    plan: int
    what: str
    of: str
    people: int
    reason: str

    def as_dict(self) -> dict[str, object]:
        """The details of the history's entry."""
        return asdict(self)


@dataclass(frozen=True, eq=False)
class Team:
    """Active people who report to one leader. Nobody's rakshaks are a team for each zone."""

    leader: int  # index into People.ids, or NONE
    zone: int  # index into Snapshot.zones, or NONE
    rakshaks: Ints  # indices into People.ids, ascending
    leaders: Ints  # the same of leaders who report to this one


@dataclass(frozen=True, eq=False)
class Rows:
    """n rows of a plan, sorted by rakshak, then area."""

    rakshak: Ints  # index into People.ids; NONE: he is not there any more
    area: Ints  # index into Areas.ids; NONE: it is not there any more
    area_id: Ids
    visits: Ints
    by_day: Ints  # n x days


@dataclass(frozen=True, eq=False)
class Roster:
    """A plan as it is handed to people, with their names: whoever shows it masks their phones."""

    snapshot: Snapshot
    policy: Policy
    plan: int
    digest: str
    head: tuple[int, str]  # number and digest of the last entry of the history
    days: tuple[date, ...]  # on which visits are made
    pledge_days: tuple[date, ...]
    rows: Rows
    starts: Ints  # rows of person i are starts[i] to starts[i + 1]
    enrolled: Ints  # active mitans of each person
    teams: tuple[Team, ...]  # by zone, then leader; those without a leader last
    book: Book
    spots: Mapping[str, Spot]

    def contact(self, person: int) -> Contact:
        """Name and phone of a person."""
        return self.book.people[str(self.snapshot.people.ids[person])]

    def silent(self, teams: Iterable[Team]) -> int:
        """How many people of some teams have not agreed to be called, their leaders too."""
        own = [np.append(np.concatenate([t.rakshaks, t.leaders]), t.leader) for t in teams]
        people = np.unique(np.concatenate([integers([]), *own]))
        return sum(self.contact(one).silent for one in people[people != NONE].tolist())

    def zone_code(self, zone: int) -> str:
        """The code of a zone, empty for NONE."""
        return "" if zone == NONE else self.snapshot.zones[zone]

    def missing(self, person: int) -> int:
        """How many mitans a rakshak still has to enrol."""
        return max(self.policy.quota.mitans_per_rakshak - int(self.enrolled[person]), 0)

    @property
    def astray(self) -> int:
        """Visits of the plan that nobody makes: their rakshaks have left or are no rakshaks."""
        told = np.concatenate([team.rakshaks for team in self.teams] or [integers([])])
        rows = self.rows
        return int(rows.visits[~np.isin(rows.rakshak, told)].sum())

    def chosen(self, choice: Choice) -> tuple[Team, ...]:
        """The teams that a choice means, in order.

        Raises Refusal where there is no such leader or zone, or nobody to make a sheet for.
        """
        if choice.leader:
            led = self._led(choice.leader)
            return tuple(team for team in self.teams if team.leader != NONE and led[team.leader])
        if not choice.zone:
            return self.teams
        teams = tuple(team for team in self.teams if self.zone_code(team.zone) == choice.zone)
        if not teams:
            known = sorted({self.zone_code(team.zone) for team in self.teams} - {""})
            remedy = meant(choice.zone, known)
            raise Refusal(f"There is no team in a zone {choice.zone}: {remedy}")
        return teams

    def of_person(self, person: str) -> tuple[str, Team]:
        """Role and team of one person: of a leader his whole team, of a rakshak himself in it.

        Raises Refusal where no active leader with a team and no active rakshak has this id.
        """
        ids = self.snapshot.people.ids
        at = int(positions(np.array([person]), ids)[0])
        for team in self.teams:
            if team.leader == at != NONE and len(team.rakshaks):
                return "leader", team
            if (team.rakshaks == at).any():
                return "rakshak", replace(team, rakshaks=integers([at]), leaders=integers([]))
        led = [team.leader for team in self.teams if team.leader != NONE]
        known = ids[np.concatenate([integers(led), *(team.rakshaks for team in self.teams)])]
        raise Refusal(f"There is no rakshak or leader {person}: {meant(person, known.tolist())}")

    def _led(self, leader: str) -> Flags:
        """Who is this leader or stands below him, of all people."""
        people = self.snapshot.people
        leads = np.zeros(len(people.ids), dtype=bool)
        leads[[team.leader for team in self.teams if team.leader != NONE]] = True
        at = int(positions(np.array([leader]), people.ids)[0])
        if at == NONE or not leads[at]:
            remedy = meant(leader, people.ids[leads].tolist())
            raise Refusal(f"There is no leader {leader} with a team: {remedy}")
        return below(people.parent, at)


def read_roster(store: Store, policy: Policy, number: int | None = None) -> Roster:
    """The roster of plan `number`, of the one in force where None, as the campaign stands now.

    Raises Refusal where there is no such plan, or nobody to hand a sheet to.
    """
    with store.reading() as connection:
        number, plan = plans.load_plan(connection, number)
        snapshot = reading.snapshot(connection, mitans=False)
        book, places = open_book(connection, policy.privacy), spots(connection)
        mitans = count_mitans(connection)
        last = history.last_entry(connection, but=HANDED_OUT)
    people = snapshot.people
    teams = _teams(snapshot)
    if not any(len(team.rakshaks) for team in teams):
        raise Refusal(
            "This campaign has no active rakshak, so there is nobody to make a sheet for."
        )
    days = days_of(policy, VISITING)
    rakshak = positions(plan.rakshak, people.ids)
    order = np.argsort(rakshak, kind="stable")
    rakshak, visits = rakshak[order], plan.visits[order]
    turn = _turns(teams, np.bincount(rakshak[rakshak != NONE], minlength=len(people.ids)) > 0)
    rows = Rows(
        rakshak=rakshak,
        area=positions(plan.area, snapshot.areas.ids)[order],
        area_id=plan.area[order],
        visits=visits,
        by_day=spread_visits(rakshak, visits, turn[rakshak], len(days)),
    )
    return Roster(
        snapshot=snapshot,
        policy=policy,
        plan=number,
        digest=plan.digest,
        head=(last.number, last.digest) if last else (0, ""),
        days=days,
        pledge_days=days_of(policy, PLEDGING),
        rows=rows,
        starts=np.searchsorted(rakshak, np.arange(len(people.ids) + 1)).astype(np.int64),
        enrolled=integers([mitans.get(one, 0) for one in people.ids.tolist()]),
        teams=teams,
        book=book,
        spots=places,
    )


def tell_of_phones(store: Store, handed: HandedOut) -> None:
    """Write into the history that whole phones are handed out, and why; ids and counts only."""
    with store.writing() as connection:
        history.append(connection, HANDED_OUT, handed.as_dict())


def keep_rosters(
    store: Store, folder: Path, files: Iterable[tuple[str, bytes]], handed: HandedOut | None
) -> None:
    """Write the files into a new folder, and tell the history of phones that are `handed` out.

    The files are taken one by one as they are made. Raises Refusal where the folder is there
    already or cannot be written, or the store cannot be written to: then there is no folder.
    """
    with new_folder(folder, files):
        if handed is not None:
            tell_of_phones(store, handed)


def _teams(snapshot: Snapshot) -> tuple[Team, ...]:
    """Everybody active once: with the leader he reports to, else with the others of his zone."""
    people = snapshot.people
    staff = np.flatnonzero(people.active & (people.role != Role.MITAN))
    rakshak = people.role[staff] == Role.RAKSHAK
    parent = np.maximum(people.parent[staff], NONE)
    lone = rakshak & (parent == NONE)
    alone = [
        Team(NONE, int(zone), staff[lone & (people.zone[staff] == zone)], integers([]))
        for zone in np.unique(people.zone[staff[lone]])
    ]
    led = np.flatnonzero(parent != NONE)
    led = led[np.argsort(parent[led], kind="stable")]
    found, starts = np.unique(parent[led], return_index=True)
    teams = []
    for leader, start, end in zip(found.tolist(), starts, [*starts[1:], len(led)], strict=False):
        part = led[start:end]
        own, below = staff[part[rakshak[part]]], staff[part[~rakshak[part]]]
        teams.append(Team(leader, _zone(snapshot, leader, own), own, below))
    in_order = sorted(teams, key=lambda team: (team.zone == NONE, team.zone, team.leader))
    return (*in_order, *sorted(alone, key=lambda team: (team.zone == NONE, team.zone)))


def _zone(snapshot: Snapshot, leader: int, rakshaks: Ints) -> int:
    """The leader's zone; where it is not known, the one in which most of his rakshaks live."""
    zone = snapshot.people.zone
    if zone[leader] != NONE:
        return int(zone[leader])
    known = zone[rakshaks][zone[rakshaks] != NONE]
    return int(np.bincount(known).argmax()) if len(known) else NONE


def _turns(teams: Sequence[Team], goes: Flags) -> Ints:
    """The place of each rakshak who goes anywhere among those of his team, by id; else 0."""
    turn = np.zeros(len(goes) + 1, dtype=np.int64)  # the last for those who are not there any more
    for team in teams:
        out = team.rakshaks[goes[team.rakshaks]]
        turn[out] = np.arange(len(out))
    return turn
