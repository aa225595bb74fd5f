"""What the readers of `benchmarks.hands` see: whether the store is what its history tells.

A `Sight` goes along the history and keeps what the campaign must hold after its last entry. It is
held against the tables of the same moment: at each look of a reader, and at the end with the
journals of the writers, which know the cells that an entry wrote.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select
from sqlmodel import SQLModel, col

from benchmarks.hands_work import RAKSHAKS, Done, leader_at_first, mark_of, read_journal
from planner.audit.judge import judge
from planner.campaign import gather_evidence
from planner.chain import TABLES, entry_digest
from planner.policy import Policy
from planner.snapshot import Role
from planner.store import bulk, pins, plans, reading, soundness, sums
from planner.store.personal import NAME
from planner.store.tables import Enrolment, HistoryRow, Person, PlanRecord, Progress

DEEP = 10  # every so many looks the rows of all tables are summed up
RULES = ("INT008", "INT010", "INT011", "INT018")  # history, plans and tables as Mitan wrote them
_FIELDS = [
    col(column)
    for column in (
        *(HistoryRow.number, HistoryRow.at, HistoryRow.action, HistoryRow.details),
        *(HistoryRow.previous, HistoryRow.digest),
    )
]


class Sight:
    """What must be there after the entries of the history that were seen. `faults` are texts."""

    def __init__(self) -> None:
        self.looks = 0
        self.faults: list[str] = []
        self.number, self.digest, self.tables = 0, "", ""
        self.pins: dict[tuple[str, str], int] = {}
        self.leaders = {f"R{k:02}": leader_at_first(k) for k in range(RAKSHAKS)}
        self.plans: dict[int, str] = {}
        self.in_force = 0
        self.rows: Counter[str] = Counter()  # of each table

    def look(self, connection: Connection) -> None:
        """Take in the entries that are new, and hold the tables against all of them."""
        self.looks += 1
        self._go_on(connection)
        self._see(connection)
        if self.looks % DEEP == 1:
            standing = sums.standing(connection)
            self._expect("digest of the tables", standing.digest, self.tables)
            self._expect("tables that other programs changed", standing.changed, ())

    def _go_on(self, connection: Connection) -> None:
        """The entries from the last one seen on: it must still be there, and the chain go on."""
        newer = select(*_FIELDS).where(_FIELDS[0] >= self.number).order_by(_FIELDS[0])
        for number, at, action, details, previous, digest in connection.execute(newer):
            if number == self.number:
                self._expect(f"entry {number}", digest, self.digest)
                continue
            self._expect("next entry", (number, previous), (self.number + 1, self.digest))
            own = entry_digest(number, at, action, details, previous)
            self._expect(f"digest of entry {number}", digest, own)
            self.number, self.digest = number, digest
            self._take_in(action, json.loads(details))

    def _take_in(self, action: str, told: Mapping[str, Any]) -> None:
        self.tables = told.get(TABLES, self.tables)
        if action == "pin":
            pair = (told["rakshak"], told["area"])
            self._expect(f"pin {pair}, raised by one", told["visits"], self.pins.get(pair, 0) + 1)
            self.pins[pair] = told["visits"]
        elif action == "tree":
            self.leaders[told["who"]] = told["to"]
        elif action == "plan":
            self._expect("number of a new plan", told["plan"], len(self.plans) + 1)
            self.plans[told["plan"]] = told["digest"]
            self.in_force = told["plan"]
        elif action == "import":
            self.rows[told["kind"]] += told["new"]
            if told["kind"] == "people" and told["file"] != "people.csv":
                self.rows["enrolments"] += told["new"]

    def _see(self, connection: Connection) -> None:
        for name, table in (
            ("people", Person),
            ("progress", Progress),
            ("enrolments", Enrolment),
            ("plans", PlanRecord),
        ):
            told = len(self.plans) if name == "plans" else self.rows[name]
            self._expect(f"rows of {name}", _count(connection, table), told)
        found = {(row["rakshak"], row["area"]): row["visits"] for row in pins.list_pins(connection)}
        self._expect("pins", found, self.pins)
        self._expect("leaders", _leaders(connection), self.leaders)
        if self.plans:
            number, plan = plans.load_plan(connection)
            seen = (number, plan.digest)
            self._expect("plan in force", seen, (self.in_force, self.plans[self.in_force]))

    def _expect(self, what: str, seen: object, wanted: object) -> None:
        if seen != wanted:
            self.faults.append(f"after entry {self.number}: {what}: {seen!r} instead of {wanted!r}")


def last_look(connection: Connection, journals: Iterable[Path], policy: Policy) -> list[str]:
    """Everything once more when all have gone; the faults.

    Each acknowledged write stands in the history exactly once and no other does; written one
    after the other in that order, they make the tables as they are.
    """
    sight = Sight()
    sight.look(connection)
    done: Counter[str] = Counter()
    effects: dict[str, Done] = {}
    for journal in journals:
        for one in read_journal(journal):
            done[one.mark] += 1
            effects[one.mark] = one
    told: list[str] = []
    entries = select(col(HistoryRow.action), col(HistoryRow.details)).order_by(_FIELDS[0])
    for action, details in list(connection.execute(entries))[2:]:  # after the two of the beginning
        told.append(mark_of(action, json.loads(details)))
    faults = [*sight.faults, *_differ("acknowledged writes", done, Counter(told))]
    held: dict[tuple[Any, ...], Any] = {}
    for mark in told:
        for kind, key, value in effects[mark].effects if mark in effects else ():
            held[kind, *key] = value
    faults += _differ("cells", dict(_cells(connection, held)), held)
    faults += _plans(connection, sight.plans)
    soundness.require_sound(connection)
    soundness.require_unbroken(connection)
    verdict = judge(gather_evidence(connection, policy, None), select=RULES)
    faults += [f"{finding.code} {finding.message}" for finding in verdict.findings]
    faults += [] if verdict.passed == len(RULES) else [f"only {verdict.passed} rules passed"]
    return faults


def _cells(
    connection: Connection, held: Mapping[tuple[Any, ...], Any]
) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """What the tables have in the cells that were written."""
    names = dict(bulk.select(connection, Person, ("id", "name")))
    for row in bulk.select(connection, Progress, ("rakshak", "area", "day", "people_reached")):
        yield ("progress", *row[:3]), row[3]
    for mitan, rakshak in bulk.select(connection, Enrolment, ("mitan", "rakshak")):
        erased = ("erased", mitan) in held
        yield ("mitan", mitan), [held["mitan", mitan][0] if erased else names[mitan], rakshak]
        if erased:
            yield ("erased", mitan), names[mitan] == NAME
    for one, able in bulk.select(connection, Person, ("id", "visits_available")):
        if able is not None:
            yield ("able", one), able
    for row in pins.list_pins(connection):
        yield ("pin", row["rakshak"], row["area"]), row["visits"]
    for one, leader in _leaders(connection).items():
        if ("leader", one) in held:
            yield ("leader", one), leader
    for kept in plans.list_plans(connection):
        yield ("plan", kept["number"]), kept["digest"]


def _plans(connection: Connection, told: Mapping[int, str]) -> list[str]:
    """Plans whose rows do not make the digest that the history has."""
    return [
        f"rows of plan {number} are not those that were kept"
        for number, digest in told.items()
        if plans.load_plan(connection, number)[1].digest != digest
    ]


def _differ(what: str, seen: Mapping[Any, Any], wanted: Mapping[Any, Any]) -> list[str]:
    return [
        f"{what}: {key}: {seen.get(key)!r} instead of {wanted.get(key)!r}"
        for key in sorted({*seen, *wanted}, key=str)
        if seen.get(key) != wanted.get(key)
    ]


def _count(connection: Connection, table: type[SQLModel]) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _leaders(connection: Connection) -> dict[str, str]:
    """Whom each rakshak reports to, as the planner reads it."""
    people = reading.snapshot(connection, mitans=False).people
    rakshaks = people.role == Role.RAKSHAK
    return dict(
        zip(
            people.ids[rakshaks].tolist(), people.ids[people.parent[rakshaks]].tolist(), strict=True
        )
    )
