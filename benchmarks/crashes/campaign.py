"""Campaign: a small made-up one at each stage of its life, in a folder to be copied."""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openpyxl
from sqlalchemy import text

from benchmarks.crashes.acts import KEYED
from benchmarks.crashes.running import run
from planner.store import migrating
from planner.store.connecting import connect, transaction
from planner.store.target import parse

STORE = "campaign.db"
VERSION = migrating.VERSION_TABLE
OLDER = "0003"  # the revision of the stage "older"
EDITED = "visits available"  # the column of a workbook that its leader has changed
ZONES = ("BILHA", "KOTA", "MASTURI")
LEADERS, RAKSHAKS, AREAS, EACH, WAITING = 6, 60, 36, 20, 40
DAYS = ("2020-09-01", "2020-09-02", "2020-09-03")

Rows = list[dict[str, object]]


@dataclass(frozen=True)
class Stages:
    """Folders of one campaign: `nothing`, `begun`, `peopled`, `planned`, `older`, `sealed`."""

    root: Path

    def copy(self, stage: str, to: Path) -> Path:
        """A fresh copy of a stage in a folder that is made for it."""
        shutil.copytree(self.root / stage, to)
        return to


def lay_out(root: Path, seed: int) -> Stages:
    """Make all stages by commands that nobody disturbs. Raises RuntimeError where one fails."""
    sheets = root / "nothing"
    sheets.mkdir(parents=True)
    _write_sheets(sheets, np.random.default_rng(seed))
    begun = _next(root, "nothing", "begun")
    _must(begun, "init")
    peopled = _next(root, "begun", "peopled")
    _must(peopled, "import areas areas.csv")
    _must(peopled, "import people people.csv")
    planned = _next(root, "peopled", "planned")
    _must(planned, "import enrolments enrolments.csv")
    _must(planned, "backup -o kept.db")
    _must(planned, "import pledges pledges.csv")
    _must(planned, "assign")
    older = _next(root, "planned", "older")
    _take_back(older / STORE)
    _must(planned, "progress import first.csv")
    _must(planned, "export xlsx --leader L-001 -o team.xlsx")
    _edit(planned / "team.xlsx")
    _must(planned, "audit sample --seed drawn --sheet drawn.csv")
    _answer(planned / "drawn.csv")
    _must(planned, "audit sample --seed sealed --commit")
    sealed = _next(root, "planned", "sealed")
    _must(sealed, f"{KEYED} db copy sealed.db --encrypted")
    (sealed / "sealed.db").replace(sealed / STORE)
    (sealed / "kept.db").unlink()
    _must(sealed, f"{KEYED} backup -o kept.db")
    return Stages(root)


def _next(root: Path, stage: str, following: str) -> Path:
    shutil.copytree(root / stage, root / following)
    return root / following


def _must(folder: Path, words: str) -> None:
    ran = run(words.split(), folder)
    if ran.code:
        raise RuntimeError(f"mitan {words} ended with {ran.code}: {ran.err}{ran.out}")


def _write_sheets(folder: Path, rng: np.random.Generator) -> None:
    leaders = [f"L-{k + 1:03}" for k in range(LEADERS)]
    rakshaks = [f"R-{k + 1:03}" for k in range(RAKSHAKS)]
    areas = [f"A-{k + 1:03}" for k in range(AREAS)]
    people: Rows = [_person(one, "leader", k, rng) for k, one in enumerate(leaders)]
    for k, one in enumerate(rakshaks):
        crowded = leaders[k % LEADERS if k < RAKSHAKS // 2 else 0]  # for `tree build` to even out
        people.append({**_person(one, "rakshak", k, rng), "reports_to": crowded})
    people += [_person(f"W-{k + 1:03}", "mitan", k, rng) for k in range(WAITING)]
    mitans = [f"M-{k + 1:04}" for k in range(RAKSHAKS * EACH)]
    of = {one: rakshaks[k // EACH] for k, one in enumerate(mitans)}
    zone = {str(row["id"]): row["zone"] for row in people}
    new = [f"N-{k + 1:03}" for k in range(200)]
    sheets: dict[str, Rows] = {
        "people": people,
        "areas": [_area(one, k, rng) for k, one in enumerate(areas)],
        "enrolments": [_enrolment(one, of[one], rng) for one in mitans],
        "more": [_enrolment(one, rakshaks[k % RAKSHAKS], rng) for k, one in enumerate(new)],
        "looking": [{**_enrolment(one, "", rng), "zone": ZONES[k % 3]}
                    for k, one in enumerate(new[:60])],
        "pledges": [{"id": f"S-{k + 1:04}", "mitan": one, "rakshak": of[one],
                     "day": "2020-09-08", "pledges": int(rng.integers(10, 40))}
                    for k, one in enumerate(mitans[::4])],
        "joining": [{**_person(f"J-{k + 1:03}", "rakshak", k, rng), "reports_to": leaders[k % 6]}
                    for k in range(6)],
        "attendance": [{"id": one, "day": "2020-08-28", "attended": "yes"}
                       for one in (*leaders, *rakshaks[:40])],
        "venues": [{"id": f"V-{k + 1}", "name": f"School {k + 1}", "zone": one, "seats": 40,
                    "trainers": f"T{k}", "from": "2020-08-27", "to": "2020-08-29", "sessions": 2}
                   for k, one in enumerate(ZONES)],
    }  # fmt: skip
    pairs = [(r, a) for r in rakshaks for a in areas if zone[r] == ZONES[(int(a[2:]) - 1) % 3]]
    for name, days in (("first", DAYS[:1]), ("second", DAYS)):
        sheets[name] = [
            {"rakshak": r, "area": a, "day": day, "visits_done": 1,
             "people_reached": int(rng.integers(5, 60)), "frauds_averted": 0}
            for day in days for r, a in pairs[::11]
        ]  # fmt: skip
    for name, rows in sheets.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def _person(one: str, role: str, k: int, rng: np.random.Generator) -> dict[str, object]:
    trained = role != "mitan" and not one.startswith("J") and k % 3 != 0
    return {
        "id": one,
        "name": f"Made-up {one}",
        "phone": f"{6_000_000_000 + int(rng.integers(10**9)):010}",
        "role": role,
        "reports_to": "",
        "zone": ZONES[k % 3],
        "latitude": round(22.0 + rng.random() / 5, 5),
        "longitude": round(82.1 + rng.random() / 5, 5),
        "visits_available": 10 if role == "rakshak" else "",
        "joined_on": "2020-08-23" if role != "mitan" else "",
        "trained_on": "2020-08-26" if trained else "",
        "synthetic": "yes",
    }


def _area(one: str, k: int, rng: np.random.Generator) -> dict[str, object]:
    return {
        "id": one,
        "name": f"Market {k + 1}",
        "category": "market",
        "zone": ZONES[k % 3],
        "latitude": round(22.0 + rng.random() / 5, 5),
        "longitude": round(82.1 + rng.random() / 5, 5),
        "people": int(rng.integers(100, 900)),
        "visits": int(rng.integers(3, 10)),
        "different_rakshaks": 1,
        "synthetic": "yes",
    }


def _enrolment(one: str, rakshak: str, rng: np.random.Generator) -> dict[str, object]:
    return {
        "mitan": one,
        "rakshak": rakshak,
        "name": f"Made-up {one}",
        "phone": f"{7_000_000_000 + int(rng.integers(10**9)):010}",
        "zone": "",
        "enrolled_on": "2020-09-02",
        "pledged_on": "2020-09-08",
        "synthetic": "yes",
    }


def _edit(workbook: Path) -> None:
    """Change a number of each rakshak, as a leader would in Excel."""
    book = openpyxl.load_workbook(workbook)
    team = book["team"]
    column = [cell.value for cell in team[1]].index(EDITED) + 1
    for row in range(2, team.max_row + 1):
        if team.cell(row, 2).value:
            team.cell(row, column).value = 9
    book.save(workbook)


def _answer(sheet: Path) -> None:
    """Fill in a call sheet: all was as it was told."""
    header, *rows = csv.reader(io.StringIO(sheet.read_text(encoding="utf-8-sig")))
    at = header.index("answer")
    for row in rows:
        row[at] = "yes"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def _take_back(store: Path) -> None:
    """Put the campaign into a store of an older Mitan's, row by row."""
    newer = store.with_name("newer.db")
    store.rename(newer)
    store.touch(mode=0o600)
    migrating.use_write_ahead_log(store, str(store))
    where, source = parse(store), parse(newer)
    with (
        transaction(connect(source), source.shown, "reading") as origin,
        transaction(connect(where), where.shown, "writing") as goal,
    ):
        migrating._apply(goal, OLDER)
        kept = text(f"SELECT name FROM sqlite_master WHERE type = 'table' AND name <> '{VERSION}'")
        there = set(goal.execute(kept).scalars())
        every = text("SELECT name FROM pragma_table_info(:table)")
        for table in (
            "person",
            "area",
            *sorted(there - {"person", "area", "plan_row"}),
            "plan_row",
        ):
            old = goal.execute(every, {"table": table}).scalars().all()
            columns = ", ".join(f'"{name}"' for name in old)
            goal.execute(text(f'DELETE FROM "{table}"'))
            for row in origin.execute(text(f'SELECT {columns} FROM "{table}"')).mappings():
                marks = ", ".join(f":{name}" for name in old)
                goal.execute(text(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})'), dict(row))
    newer.unlink()
