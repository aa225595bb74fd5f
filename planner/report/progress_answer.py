"""What `mitan progress` answers: done against plan, by day, leader, zone and rakshak. Ids only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from graphs.words import number
from planner.progress import NEVER, Progress
from planner.report.answers import rows_table
from planner.report.document import Document, Table, as_csv, csv_text
from planner.report.progress_phrases import PHRASES
from planner.snapshot import NONE, Ids, Ints
from planner.tracking import Tracked

SUMS = ("planned", "done", "outside", "people", "frauds", "enrolments", "pledges")
DAY_COLUMNS = (
    *("day", "visits", "done", "done_so_far", "due", "share", "people_so_far", "frauds_so_far"),
    *("enrolments_so_far", "pledges_so_far"),
)
UNIT_COLUMNS = ("rakshaks", *SUMS[:3], "due", "share", *SUMS[3:], "silent", "behind")
AREA_COLUMNS = ("area", "zone", "planned", "rakshaks")
RAKSHAK_COLUMNS = (
    "rakshak",
    "leader",
    "zone",
    "state",
    "last",
    "still",
    *SUMS[:3],
    "due",
    *SUMS[3:],
)
SILENT_COLUMNS = (
    "id",
    "leader",
    "zone",
    "last_report",
    "days_silent",
    "visits_left",
    "untouched_areas",
)
SILENT, BEHIND, FINE = "silent", "behind", "fine"
STATES = (SILENT, BEHIND, FINE)


def progress_answer(told: Tracked, lang: str, sheet: Path | None = None) -> Document:
    """Done against plan, who is silent, who is behind, and what nobody has touched yet.

    `sheet` is where those who are silent are listed, if that was asked for.
    """
    words = PHRASES[lang]
    rakshaks, days = _rakshaks(told), _days(told.progress)
    units = {kind: _units(told.progress, rakshaks, kind) for kind in ("leader", "zone")}
    areas = _untouched(told)
    silent = _silent(told, rakshaks)
    data = {
        "plan": told.plan,
        "as_of": told.progress.as_of.isoformat(),
        "only": {told.part.of: told.part.id} if told.part else None,
        "days_over": told.progress.over,
        "days_for_visits": told.progress.window.length if told.progress.window else None,
        "visits": _sums(told.progress, rakshaks),
        "silent_after": told.silent_after,
        "silent": len(silent),
        "behind": sum(row["state"] == BEHIND for row in rakshaks),
        "untouched": len(areas),
        "areas": told.progress.areas,
        "later": told.progress.later,
        "undated": told.progress.undated,
        "pledges_of_nobody": told.progress.nobodys,
        "reassign": {
            "rakshaks": silent,
            "visits": sum(one["visits_left"] for one in silent),
            "command": f"mitan replan --drop {sheet}" if sheet and silent else None,
        },
        "days": days,
        "leaders": units["leader"],
        "zones": units["zone"],
        "untouched_areas": areas,
        "rakshaks": rakshaks,
    }
    spoken = [
        {**row, "state": words[f"state {row['state']}"], "last": row["last"] or words["none"]}
        for row in rakshaks
    ]
    tables = (
        _table(words, "days", DAY_COLUMNS, days),
        _table(words, "leaders", ("leader", *UNIT_COLUMNS), units["leader"]),
        _table(words, "zones", ("zone", *UNIT_COLUMNS), units["zone"]),
        _table(words, "areas", AREA_COLUMNS, [_joined(row) for row in areas]),
        _table(words, "rakshaks", RAKSHAK_COLUMNS, spoken),
    )
    plain = rows_table("Rakshaks", RAKSHAK_COLUMNS, rakshaks)  # for a script, in any language
    lines = tuple(_lines(told, data, lang, sheet))
    return Document(data, tables, lines, {"csv": lambda: as_csv(plain).encode()}, lang)


def silent_sheet(silent: Sequence[Mapping[str, Any]]) -> bytes:
    """Those who are silent as a sheet that `mitan replan --drop` takes."""
    rows = [[_joined(one)[name] for name in SILENT_COLUMNS] for one in silent]
    return csv_text(SILENT_COLUMNS, rows).encode()


def _joined(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with its lists of ids as texts."""
    return {k: " ".join(v) if isinstance(v, list) else v for k, v in row.items()}


def _table(
    words: Mapping[str, str], title: str, names: tuple[str, ...], rows: Sequence[Mapping[str, Any]]
) -> Table:
    columns = tuple(words[f"column {name}"] for name in names)
    shown = [{**row, "share": f"{row.get('share', 0):.0%}"} for row in rows]
    cells = [[row[name] for name in names] for row in shown]
    return Table(words[title], columns, cells, words.get(f"{title} note", ""))


def _lines(told: Tracked, data: Mapping[str, Any], lang: str, sheet: Path | None) -> Iterator[str]:
    words = PHRASES[lang]
    progress, sums = told.progress, data["visits"]
    head = "head" if progress.window else "head no window"
    yield words[head].format(
        plan=told.plan, day=data["as_of"], over=progress.over, length=data["days_for_visits"]
    )
    if told.part:
        yield words["part"].format(part=words[told.part.of].format(one=told.part.id))
    yield words["visits"].format(**_grouped(sums, lang), share=f"{sums['share']:.1%}")
    yield words["sums"].format(**_grouped(sums, lang))
    if progress.window:
        left = data["reassign"]["visits"]
        told_of = {"days": told.silent_after, "silent": data["silent"], "left": left}
        yield words["silent"].format(**_grouped(told_of, lang))
        behind = [row["due"] - row["done"] for row in data["rakshaks"] if row["state"] == BEHIND]
        told_of = {"behind": len(behind), "missing": sum(behind)}
        yield words["behind"].format(**_grouped(told_of, lang))
    visits = sum(row["planned"] for row in data["untouched_areas"])
    counts = {"untouched": data["untouched"], "areas": data["areas"], "visits": visits}
    yield words["untouched"].format(**_grouped(counts, lang))
    if progress.later:
        yield words["later"].format(later=number(progress.later, lang))
    if any(progress.undated.values()):
        yield words["undated"].format(**_grouped(progress.undated, lang))
    if progress.nobodys:
        yield words["nobodys"].format(nobodys=number(progress.nobodys, lang))
    if sheet is not None:
        yield words["written" if data["silent"] else "nobody silent"].format(file=sheet)
    elif data["silent"]:
        yield words["write"]


def _grouped(counts: Mapping[str, Any], lang: str) -> dict[str, str]:
    return {name: number(count, lang) for name, count in counts.items() if isinstance(count, int)}


def _sums(progress: Progress, rakshaks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The whole in numbers. Pledges of nobody who is known are among them."""
    sums = {name: sum(row[name] for row in rakshaks) for name in SUMS}
    sums["pledges"] += progress.nobodys
    return {
        **sums,
        "due": progress.due(sums["planned"]),
        "share": _share(sums["done"], sums["planned"]),
    }


def _share(done: int, given: int) -> float:
    return round(done / given, 4) if given else 0.0


def _days(progress: Progress) -> list[dict[str, Any]]:
    days = progress.days
    so_far = {
        "done_so_far": days.done,
        "people_so_far": days.people,
        "frauds_so_far": days.frauds,
        "enrolments_so_far": days.enrolments,
        "pledges_so_far": days.pledges,
    }
    columns = {
        "visits": days.visits,
        "done": days.done,
        "outside": days.visits - days.done,
        "due": days.due,
        "people": days.people,
        "frauds": days.frauds,
        "enrolments": days.enrolments,
        "pledges": days.pledges,
        **{name: np.cumsum(column) for name, column in so_far.items()},
    }
    given = int(progress.doings.planned.sum())
    return [
        {
            "day": date.fromordinal(day).isoformat(),
            **{name: int(column[k]) for name, column in columns.items()},
            "share": _share(int(columns["done_so_far"][k]), given),
        }
        for k, day in enumerate(days.day.tolist())
    ]


def _rakshaks(told: Tracked) -> list[dict[str, Any]]:
    """A row for each rakshak: the silent first, then those behind, who lack most first."""
    doings, people = told.progress.doings, told.snapshot.people
    state = np.where(doings.silent, 0, np.where(doings.behind, 1, 2))
    lacking = np.where(state == 0, doings.planned - doings.done, doings.due - doings.done)
    order = np.lexsort((doings.person, -lacking * (state < 2), state))
    leader, zone = np.maximum(people.parent[doings.person], NONE), people.zone[doings.person]
    columns: dict[str, Sequence[Any]] = {
        "rakshak": people.ids[doings.person].tolist(),
        "leader": _named(leader, people.ids),
        "zone": _named(zone, np.array(told.snapshot.zones, dtype=np.str_)),
        "state": [STATES[k] for k in state],
        "last": [
            date.fromordinal(k).isoformat() if k != NEVER else None for k in doings.last.tolist()
        ],
        **{name: getattr(doings, name).tolist() for name in ("still", "due", *SUMS)},
    }
    return [{name: column[k] for name, column in columns.items()} for k in order.tolist()]


def _named(index: Ints, names: Ids) -> list[str | None]:
    return [None if k == NONE else str(names[k]) for k in index.tolist()]


def _units(
    progress: Progress, rakshaks: Sequence[Mapping[str, Any]], kind: str
) -> list[dict[str, Any]]:
    """The sums of each leader's, or each zone's, rakshaks: those who have done least first."""
    found: dict[str | None, dict[str, Any]] = {}
    blank: dict[str, Any] = dict.fromkeys(("rakshaks", *SUMS, SILENT, BEHIND), 0)
    for row in rakshaks:
        unit = found.setdefault(row[kind], {kind: row[kind], **blank})
        unit["rakshaks"] += 1
        for name in SUMS:
            unit[name] += row[name]
        if row["state"] != FINE:
            unit[row["state"]] += 1
    for unit in found.values():
        unit["due"] = progress.due(unit["planned"])
        unit["share"] = _share(unit["done"], unit["planned"])
    return sorted(found.values(), key=lambda unit: (unit["share"], unit[kind] or ""))


def _silent(told: Tracked, rakshaks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Those who are silent, with what they leave undone, those who leave most first."""
    untouched = _areas_of(told)
    return [
        {
            "id": row["rakshak"],
            "leader": row["leader"],
            "zone": row["zone"],
            "last_report": row["last"],
            "days_silent": row["still"],
            "visits_left": row["planned"] - row["done"],
            "untouched_areas": untouched.get(row["rakshak"], []),
        }
        for row in rakshaks
        if row["state"] == SILENT
    ]


def _areas_of(told: Tracked) -> dict[str, list[str]]:
    """The areas of each rakshak that nobody has touched."""
    found: dict[str, list[str]] = {}
    rows, snapshot = told.progress.untouched, told.snapshot
    for rakshak, area in zip(rows.rakshak, rows.area, strict=True):
        found.setdefault(str(snapshot.people.ids[rakshak]), []).append(
            str(snapshot.areas.ids[area])
        )
    return found


def _untouched(told: Tracked) -> list[dict[str, Any]]:
    """Areas where nobody has made a visit, those that need most first."""
    found: dict[int, dict[str, Any]] = {}
    rows, snapshot = told.progress.untouched, told.snapshot
    zones = np.array(snapshot.zones, dtype=np.str_)
    for rakshak, area, visits in zip(
        rows.rakshak.tolist(), rows.area.tolist(), rows.visits.tolist(), strict=True
    ):
        (zone,) = _named(snapshot.areas.zone[[area]], zones)
        blank: dict[str, Any] = {
            "area": str(snapshot.areas.ids[area]),
            "zone": zone,
            "planned": 0,
            "rakshaks": [],
        }
        one = found.setdefault(area, blank)
        one["planned"] += visits
        one["rakshaks"].append(str(snapshot.people.ids[rakshak]))
    return sorted(found.values(), key=lambda one: (-one["planned"], one["area"]))
