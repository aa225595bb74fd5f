"""Tree: who stands under whom, how full every rakshak's quota is, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphs import measures
from graphs.tree import ROOT, STATES, build, faults, subtree_counts
from planner.findings import Finding
from planner.hierarchy.faults import told
from planner.policy import Policy
from planner.snapshot import NONE, Flags, Ids, Ints, Role, Snapshot
from planner.stages import Stage, stage

INACTIVE = "inactive"  # what Tree.rows says in place of a state
TOTALS = ("rakshaks", "filled", "short", "over", "mitans", "wanted", "missing", "pledged")
COLUMNS = ("id", "leader", "zone", "enrolled", "missing", "pledged", "state")  # of `Tree.rows`


@dataclass(frozen=True, eq=False)
class Staff:
    """The n leaders and rakshaks, sorted by id. All arrays have length n; 0 for leaders."""

    ids: Ids
    role: Ints  # Role.LEADER or Role.RAKSHAK
    active: Flags
    parent: Ints  # index into ids, or NONE (which is ROOT to graphs)
    zone: Ints  # index into Tree.zones
    enrolled: Ints  # active mitans
    pledged: Ints  # of them
    missing: Ints  # mitans that a short rakshak still has to enrol
    state: Ints  # index into STATES, or NONE for leaders and inactive rakshaks

    @cached_property
    def serving(self) -> Flags:
        """The rakshaks who are active, and so have a quota."""
        serving: Flags = np.logical_and(self.role == Role.RAKSHAK, self.active)
        return serving

    def in_service(self) -> Staff:
        """The active rakshaks, and leaders who are active or still lead somebody, for pictures.

        Every rakshak among them has a state.
        """
        still = subtree_counts(self.parent, self.active.astype(np.int64)) > 0
        stay = self.serving | ((self.role == Role.LEADER) & still)
        number = np.append(np.where(stay, np.cumsum(stay) - 1, NONE), NONE)
        return Staff(
            ids=self.ids[stay],
            role=self.role[stay],
            active=self.active[stay],
            parent=number[self.parent[stay]],  # NONE takes the last
            zone=self.zone[stay],
            enrolled=self.enrolled[stay],
            pledged=self.pledged[stay],
            missing=self.missing[stay],
            state=self.state[stay],
        )


@dataclass(frozen=True, eq=False)
class Tree:
    """The campaign's tree at one moment, with its quotas rolled up.

    `counts` and `levels` count everybody there is. Quotas are those of active rakshaks, filled
    by active mitans: whoever has left is in no total of `quota`, leaders and zones. A mitan
    enrolled by two rakshaks counts for the quota of both, and so in the totals of leaders and
    zones; in `counts` and in `quota` he is one mitan.
    """

    has_leaders: bool
    counts: dict[str, int]  # leaders, rakshaks, mitans, depth
    levels: tuple[dict[str, int], ...]  # who stands how many steps below the campaign
    quota: dict[str, int]  # TOTALS of the campaign, and wanted_each
    zones: Ids  # codes; the last is "", for people without a zone
    staff: Staff
    faults: tuple[Finding, ...]

    @cached_property
    def leader_totals(self) -> Ints:
        """TOTALS of everyone below each of the staff: n x 8. Only those of leaders mean much."""
        return subtree_counts(self.staff.parent, self._own_totals)

    @cached_property
    def states(self) -> Ints:
        """Index into STATES, or NONE, of each of the staff: of a rakshak his own.

        A leader is short while a rakshak anywhere below him is, else over if one is, else filled;
        NONE where nobody below him has a quota.
        """
        rolled = _rolled(self.leader_totals)
        leads = self.staff.role == Role.LEADER
        return np.where(leads, rolled, self.staff.state)

    @cached_property
    def zone_totals(self) -> Ints:
        """TOTALS of the rakshaks of each zone: Z x 8."""
        totals = np.zeros((len(self.zones), len(TOTALS)), dtype=np.int64)
        np.add.at(totals, self.staff.zone, self._own_totals)
        return totals

    @cached_property
    def spans(self) -> Ints:
        """How many active leaders and rakshaks report directly to each of the staff."""
        return measures.spans(np.where(self.staff.active, self.staff.parent, ROOT))

    def rows(self) -> list[tuple[str | int, ...]]:
        """One line of COLUMNS for each rakshak, sorted by id; INACTIVE for a state if he is."""
        staff = self.staff
        at = np.flatnonzero(staff.role == Role.RAKSHAK)
        columns: Sequence[NDArray[Any]] = (
            staff.ids[at],
            self._superiors[at],
            self.zones[staff.zone[at]],
            staff.enrolled[at],
            staff.missing[at],
            staff.pledged[at],
            np.array([*STATES, INACTIVE])[staff.state[at]],  # NONE takes the last
        )
        return list(zip(*(column.tolist() for column in columns), strict=True))

    def as_dict(self) -> dict[str, Any]:
        """The whole tree for JSON."""
        return {
            "has_leaders": self.has_leaders,
            "counts": self.counts,
            "quota": self.quota,
            "levels": list(self.levels),
            "leaders": self._leader_entries(),
            "zones": self._zone_entries(),
            "rakshaks": [dict(zip(COLUMNS, row, strict=True)) for row in self.rows()],
            "faults": [finding.as_dict() for finding in self.faults],
        }

    def _leader_entries(self) -> list[dict[str, Any]]:
        staff = self.staff
        return [
            {
                "id": str(staff.ids[at]),
                "reports_to": str(self._superiors[at]),
                "zone": str(self.zones[staff.zone[at]]),
                "span": int(self.spans[at]),
                **dict(zip(TOTALS, self.leader_totals[at].tolist(), strict=True)),
                "state": state_name(self.states[at]),
            }
            for at in np.flatnonzero(staff.role == Role.LEADER)
        ]

    def _zone_entries(self) -> list[dict[str, Any]]:
        leads = self.staff.role == Role.LEADER
        leaders = np.bincount(self.staff.zone[leads], minlength=len(self.zones))
        states = _rolled(self.zone_totals)
        return [
            {
                "zone": str(self.zones[at]),
                "leaders": int(leaders[at]),
                **dict(zip(TOTALS, self.zone_totals[at].tolist(), strict=True)),
                "state": state_name(states[at]),
            }
            for at in np.flatnonzero((leaders > 0) | (self.zone_totals[:, 0] > 0))
        ]

    @cached_property
    def _own_totals(self) -> Ints:
        """TOTALS of each of the staff alone: zeros for leaders and inactive rakshaks."""
        staff, serving = self.staff, self.staff.serving
        by_name = {
            "rakshaks": serving,
            **{state: staff.state == code for code, state in enumerate(STATES)},
            "mitans": serving * staff.enrolled,
            "wanted": serving * self.quota["wanted_each"],
            "missing": staff.missing,
            "pledged": serving * staff.pledged,
        }
        return np.stack([by_name[name].astype(np.int64) for name in TOTALS], axis=1)

    @cached_property
    def _superiors(self) -> Ids:
        return np.append(self.staff.ids, "")[self.staff.parent]  # NONE takes the last


def state_name(state: int | np.integer[Any]) -> str:
    """What STATES calls it; empty for NONE."""
    return "" if state == NONE else STATES[int(state)]


def _rolled(totals: Ints) -> Ints:
    """The state of n groups of rakshaks, from their TOTALS."""
    by_name = dict(zip(TOTALS, totals.T, strict=True))
    full = np.where(by_name["rakshaks"] > 0, STATES.index("filled"), NONE)
    worse = [by_name["short"] > 0, by_name["over"] > 0]
    return np.select(worse, [STATES.index("short"), STATES.index("over")], full)


@stage(Stage.TREE)
def read_tree(snapshot: Snapshot, policy: Policy) -> Tree:
    """The tree of a snapshot: people by `parent`, mitans by their enrolments.

    A leader who reports to nobody stands right under the campaign. Inactive people stay in the
    tree, but whoever has left needs nobody above him, and enrolments of such mitans make no
    fault. While the campaign has no leader at all, rakshaks need none. Nothing is refused: what
    is wrong is listed in `Tree.faults`.
    """
    people, enrolments = snapshot.people, snapshot.enrolments
    has_leaders = bool((people.role == Role.LEADER).any())
    tops = _tops(snapshot, has_leaders)
    led = np.flatnonzero(people.parent >= 0)
    child = np.concatenate([np.flatnonzero(tops), led, enrolments.mitan])
    parent = np.concatenate([np.full(tops.sum(), ROOT), people.parent[led], enrolments.rakshak])

    stands = np.append(np.ones(tops.sum() + len(led), np.bool_), people.active[enrolments.mitan])
    found = faults(build(len(people.ids), child[stands], parent[stands]), people.role)
    staff = _staff(snapshot, policy)
    levels = _levels(people.role, child, parent)
    names = ("leaders", "rakshaks", "mitans")
    held = dict(zip(names, np.bincount(people.role, minlength=3).tolist(), strict=True))
    return Tree(
        has_leaders=has_leaders,
        counts={**held, "depth": len(levels)},
        levels=tuple({"depth": d, **dict(zip(names, n, strict=True))} for d, n in levels),
        quota=_quota(snapshot, policy, staff),
        zones=np.array([*snapshot.zones, ""]),
        staff=staff,
        faults=tuple(told(found, snapshot)),
    )


def _tops(snapshot: Snapshot, has_leaders: bool) -> Flags:
    """Who stands right under the campaign."""
    people = snapshot.people
    top = Role.LEADER if has_leaders else Role.RAKSHAK
    tops: Flags = (people.role == top) & (people.parent == NONE)
    return tops


def _staff(snapshot: Snapshot, policy: Policy) -> Staff:
    people, enrolments = snapshot.people, snapshot.enrolments
    at = np.flatnonzero(people.role != Role.MITAN)
    number = np.full(len(people.ids) + 2, NONE)  # NONE and UNKNOWN take the last two
    number[at] = np.arange(len(at))

    rakshak = people.role[at] == Role.RAKSHAK
    serving = rakshak & people.active[at]
    size = len(people.ids)
    there = people.active[enrolments.mitan]
    pledges = enrolments.rakshak[there & (enrolments.pledged != NONE)]
    enrolled = np.bincount(enrolments.rakshak[there], minlength=size)[at] * rakshak
    pledged = np.bincount(pledges, minlength=size)[at] * rakshak
    wanted, tolerance = policy.quota.mitans_per_rakshak, policy.quota.tolerance
    state = 1 + (enrolled > wanted + tolerance) - (enrolled < wanted - tolerance).astype(np.int64)
    return Staff(
        ids=people.ids[at],
        role=people.role[at],
        active=people.active[at],
        parent=number[people.parent[at]],
        zone=np.where(people.zone[at] == NONE, len(snapshot.zones), people.zone[at]),
        enrolled=enrolled,
        pledged=pledged,
        missing=np.where(serving & (state == 0), wanted - enrolled, 0),
        state=np.where(serving, state, NONE),
    )


def _quota(snapshot: Snapshot, policy: Policy, staff: Staff) -> dict[str, int]:
    """Campaign totals; mitans and pledges are counted as people, each once."""
    enrolments, people = snapshot.enrolments, snapshot.people
    serving = (people.role == Role.RAKSHAK) & people.active
    counted = serving[enrolments.rakshak] & people.active[enrolments.mitan]
    pledged = counted & (enrolments.pledged != NONE)
    rakshaks = int(staff.serving.sum())
    each = policy.quota.mitans_per_rakshak
    return {
        "rakshaks": rakshaks,
        **{state: int((staff.state == code).sum()) for code, state in enumerate(STATES)},
        "mitans": len(np.unique(enrolments.mitan[counted])),
        "wanted": rakshaks * each,
        "missing": int(staff.missing.sum()),
        "pledged": len(np.unique(enrolments.mitan[pledged])),
        "wanted_each": each,
    }


def _levels(role: Ints, child: Ints, parent: Ints) -> list[tuple[int, list[int]]]:
    """For each depth below the campaign how many leaders, rakshaks and mitans stand there.

    Of two parents the first counts. Whoever is not under the campaign is in no level.
    """
    above = np.arange(len(role))  # whoever has no parent is his own, and so never comes to ROOT
    above[child[::-1]] = parent[::-1]
    depth = measures.depth(above)
    deepest = int(depth.max(initial=0))
    table = np.bincount(depth * 3 + role, minlength=3 * (deepest + 1)).reshape(-1, 3)
    return [(at, table[at].tolist()) for at in range(1, deepest + 1)]
