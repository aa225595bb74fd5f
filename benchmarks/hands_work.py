"""What the writers of `benchmarks.hands` do: a small campaign, and one transaction after another.

Each stroke is a call of the library as a command makes it. What it wrote is noted in a journal
once the call has returned, by a mark under which the history must tell of it exactly once.
"""

from __future__ import annotations

import csv
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from planner.findings import ExitCode, Refusal
from planner.hierarchy.draft import Draft
from planner.hierarchy.moving import move
from planner.plan import FEASIBLE, Plan, Tier
from planner.policy import Policy
from planner.regrouping import regroup
from planner.statement import state_problem
from planner.store import bulk, erasing, pins, plans, reading
from planner.store.database import Store, create_store
from planner.store.importing import import_file
from planner.store.importing.progress import MOST_REACHED
from planner.store.tables import Pin

LEADERS, RAKSHAKS, AREAS = 4, 24, 12
DAYS = tuple(f"2020-09-{day:02}" for day in range(1, 8))
EVERYBODYS_ROW = ("R00", "A00", DAYS[0])  # of progress, that all writers change
EVERYBODYS_PAIRS = [(f"R{r:02}", f"A{a:02}") for r in range(4) for a in range(2)]
LEAST, MOST = 1, 100  # visits that a rakshak can make
MARK = "mark"  # in the details of a move

Effects = list[tuple[str, tuple[Any, ...], Any]]  # what is written: kind, key, value


class Done(NamedTuple):
    """One acknowledged write: the mark that the history has of it, and what it wrote."""

    mark: str
    effects: Effects


def leader_at_first(rakshak: int) -> str:
    """Whom a rakshak reports to when the campaign begins."""
    return f"L{rakshak % LEADERS}"


def begin(target: str, folder: Path, policy: Policy) -> None:
    """Make a campaign with leaders, rakshaks and areas, and no plan."""
    leaders = [(f"L{k}", f"Leader {k}", "leader", "Z1", "") for k in range(LEADERS)]
    rakshaks = [
        (f"R{k:02}", f"Rakshak {k}", "rakshak", "Z1", leader_at_first(k)) for k in range(RAKSHAKS)
    ]
    areas = [(f"A{k:02}", f"Area {k}", "market", "Z1", 8) for k in range(AREAS)]
    header = ("id", "name", "role", "zone", "reports_to")
    people_sheet = _sheet(folder / "people.csv", header, [*leaders, *rakshaks])
    header = ("id", "name", "category", "zone", "visits")
    area_sheet = _sheet(folder / "areas.csv", header, areas)
    with create_store(target) as store:
        import_file(store, "people", people_sheet, policy)
        import_file(store, "areas", area_sheet, policy)


class Waiting(Store):
    """A store that notes how long each writer waited for his turn, in seconds."""

    def __init__(self, store: Store) -> None:
        super().__init__(store._engine, store.target)
        self.waits: list[float] = []

    @contextmanager
    def writing(self) -> Iterator[Any]:  # type: ignore[override]
        """As in Store."""
        asked = time.perf_counter()
        with super().writing() as connection:
            self.waits.append(time.perf_counter() - asked)
            yield connection


class Writer:
    """One of the organisers: `stroke` does something, drawn by the seed, and says what."""

    def __init__(
        self, store: Store, policy: Policy, folder: Path, number: int, writers: int, seed: int
    ) -> None:
        self.store, self.policy, self.folder = store, policy, folder
        self.number, self.writers = number, writers
        self.rng = np.random.default_rng([seed, number])
        self.own = [f"R{k:02}" for k in range(number, RAKSHAKS, writers)]  # whose days he writes
        self.strokes = 0
        self.mitans: list[str] = []  # whom he brought in
        with store.reading() as connection:
            self.problem = state_problem(reading.snapshot(connection), policy)

    def stroke(self) -> Done:
        """One transaction that writes. Raises Refusal where it is refused: nothing was written."""
        self.strokes += 1
        doings: dict[Callable[[], Done], float] = {
            self._progress: 0.3,
            self._mitans: 0.2,
            self._pin: 0.2,
            self._availability: 0.1,
            self._plan: 0.1,
            self._move: 0.05,
            self._erase: 0.05,
        }
        drawn = self.rng.choice(len(doings), p=list(doings.values()))
        return list(doings)[drawn]()

    @property
    def _mark(self) -> str:
        return f"{self.number}-{self.strokes}"

    def _any(self, those: list[Any]) -> Any:
        return those[int(self.rng.integers(len(those)))]

    def _bring(self, kind: str, header: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
        file = _sheet(self.folder / f"{kind}-{self._mark}.csv", header, rows)
        try:
            import_file(self.store, kind, file, self.policy)
        finally:
            file.unlink()
        return file.name

    def _progress(self) -> Done:
        """A day of one of his rakshaks, and the row that everybody changes."""
        area = f"A{int(self.rng.integers(1, AREAS)):02}"
        keys = [EVERYBODYS_ROW, (self._any(self.own), area, self._any(list(DAYS)))]
        reached = (self.strokes * self.writers + self.number) % MOST_REACHED
        header = ("rakshak", "area", "day", "visits_done", "people_reached")
        mark = self._bring("progress", header, [(*key, 1, reached) for key in keys])
        return Done(mark, [("progress", key, reached) for key in keys])

    def _mitans(self) -> Done:
        """Two new mitans and their enrolments."""
        rows = [
            (f"M-{self._mark}-{k}", f"Mitan {self._mark} {k}", "mitan", "Z1", self._any(self.own))
            for k in range(2)
        ]
        mark = self._bring("people", ("id", "name", "role", "zone", "reports_to"), rows)
        self.mitans += [row[0] for row in rows]
        return Done(mark, [("mitan", (one,), [name, under]) for one, name, _, _, under in rows])

    def _availability(self) -> Done:
        """Other visits of two rakshaks whom everybody changes."""
        able = int(self.rng.integers(LEAST, MOST))
        rows = [(f"R{k:02}", f"Rakshak {k}", "rakshak", "Z1", able) for k in range(2)]
        mark = self._bring("people", ("id", "name", "role", "zone", "visits_available"), rows)
        return Done(mark, [("able", (row[0],), able) for row in rows])

    def _pin(self) -> Done:
        """One visit more of a pin that everybody raises: read, added to, written."""
        rakshak, area = self._any(EVERYBODYS_PAIRS)
        with self.store.writing() as connection:
            where = f"rakshak = '{rakshak}' AND area = '{area}'"
            found = list(bulk.select(connection, Pin, ("visits",), (), where))
            visits = (found[0][0] if found else 0) + 1
            pins.set_pin(connection, rakshak, area, visits)
        return Done(f"pin {rakshak} {area} {visits}", [("pin", (rakshak, area), visits)])

    def _plan(self) -> Done:
        """A plan of rows by chance."""
        there = self.rng.random((RAKSHAKS, AREAS)) < 0.2
        rakshak, area = np.nonzero(there)
        plan = Plan(
            inputs_digest=hashlib.sha256(self._mark.encode()).hexdigest(),
            rakshak=np.array([f"R{k:02}" for k in rakshak]),
            area=np.array([f"A{k:02}" for k in area]),
            visits=self.rng.integers(1, 9, len(rakshak)),
            rakshaks=RAKSHAKS,
            areas=AREAS,
            visits_needed=AREAS * 8,
            uncovered=0,
            tiers={tier: Tier(1, 1) for tier in ("coverage", "balance", "cost")},
            status=FEASIBLE,
            proved_over_all_pairs=False,
            pairs_examined=1,
            pairs_possible=RAKSHAKS * AREAS,
            seed=0,
        )
        with self.store.writing() as connection:
            number, _ = plans.save_plan(connection, plan, self.policy, self.problem)
        return Done(f"plan {plan.digest}", [("plan", (number,), plan.digest)])

    def _move(self) -> Done:
        """Another leader for one of the rakshaks, whoever leads him now."""
        who, step = f"R{int(self.rng.integers(RAKSHAKS)):02}", int(self.rng.integers(1, LEADERS))
        chosen: list[str] = []

        def another(draft: Draft) -> None:
            at = draft.ids.tolist().index(who)
            now = int(str(draft.ids[draft.parent[at]])[1:])
            chosen.append(f"L{(now + step) % LEADERS}")
            move(draft, [who], chosen[0], self.policy)

        mark = f"move {self._mark}"
        told = {MARK: mark, "who": who}
        regroup(
            self.store, self.policy, "move", another, details=lambda _: {**told, "to": chosen[0]}
        )
        return Done(mark, [("leader", (who,), chosen[0])])

    def _erase(self) -> Done:
        """One of the mitans whom he brought in is erased."""
        if not self.mitans:
            return self._pin()
        one = self.mitans.pop(int(self.rng.integers(len(self.mitans))))
        with self.store.writing() as connection:
            erasing.erase(connection, one, "asked for it")
        return Done(f"erase {erasing.id_digest(one)}", [("erased", (one,), True)])


def mark_of(action: str, details: dict[str, Any]) -> str:
    """The mark of an entry of the history."""
    if action == "import":
        return str(details["file"])
    if action == "pin":
        return f"pin {details['rakshak']} {details['area']} {details['visits']}"
    if action == "plan":
        return f"plan {details['digest']}"
    if action == "erase":
        return f"erase {details['id_sha256']}"
    return str(details[MARK])


class Refused(NamedTuple):
    """How often a writer was told to try again."""

    busy: int = 0
    overtaken: int = 0  # what it had worked out did not hold any more


def refused(refusal: Refusal, so_far: Refused) -> Refused:
    """One more. Raises the refusal where it is of another kind."""
    if refusal.exit_code != ExitCode.STORE:
        raise refusal
    if "meanwhile" in refusal.message:
        return so_far._replace(overtaken=so_far.overtaken + 1)
    if "is busy" in refusal.message:
        return so_far._replace(busy=so_far.busy + 1)
    raise refusal


def read_journal(file: Path) -> Iterator[Done]:
    """The acknowledged writes of one writer, in the order in which he made them."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            mark, effects = json.loads(line)
            yield Done(mark, [(kind, tuple(key), value) for kind, key, value in effects])


def _sheet(file: Path, header: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as sheet:
        csv.writer(sheet).writerows([header, *rows])
    return file
