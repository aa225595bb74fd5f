"""Importers: every way by which a file comes into Mitan, and files to begin with."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.fuzzing import packs, settings, sheets, workbooks
from benchmarks.fuzzing.mutate import mutated
from benchmarks.fuzzing.world import World
from planner.audit.draw import Design, Lot
from planner.chain import HistoryEntry
from planner.findings import Refusal
from planner.policy import load
from planner.report.texts import load_texts
from planner.report.zone_outlines import read_outlines
from planner.store import backup
from planner.store.importing import import_within, parse_file
from planner.store.importing.categories import read_category_map
from planner.store.importing.filled import match_draw, read_filled
from planner.store.importing.named import kind_of, read_ids
from planner.store.importing.venues import Span, Usual, read_venues
from planner.store.restoring import restore
from planner.store.samples import Commitment, Draw
from planner.store.workbooks.bringing import bring_in, preview
from planner.store.workbooks.returned import read_returned
from scenarios.districts.listing import read_districts
from scenarios.growth.scenario import growth

Hand = Callable[[World, Path, int], object]  # the number of the input decides what is carried on
SHARE = 0.5  # of the inputs that are bytes changed; the others are well-formed


@dataclass(frozen=True)
class Importer:
    """`make` makes an input, `hand` hands over the file that holds it."""

    make: Callable[[Random], bytes]
    hand: Hand
    suffix: str = ".csv"


def _either(good: Sequence[bytes], shaped: Callable[[Random], bytes]) -> Callable[[Random], bytes]:
    def make(rng: Random) -> bytes:
        return mutated(rng, good) if rng.random() < SHARE else shaped(rng)

    return make


def _sheet(kind: str, hand: Hand, every: str = "") -> Importer:
    return Importer(_either(sheets.good(kind), partial(sheets.shaped, kind=kind)), hand)


CARRIED = 100  # one of so many is held against the store, too
WRITTEN = 1_000  # and one of so many is written, with a look at the whole file
RESTORED = 20  # one backup of so many is put in a campaign's place; the others are looked through


def _bring(kind: str, world: World, path: Path, number: int) -> object:
    options: dict[str, Any] = {"skip_bad": number % 3 == 0}
    if kind == "enrolments":
        options |= {"replace": number % 5 == 0, "place": number % 7 == 0}
    parsed = parse_file(kind, path, world.policy, **options)
    if number % CARRIED:
        return None
    return world.carried(lambda c: import_within(c, parsed), written=number % WRITTEN == 0)


def _category_map(world: World, path: Path, number: int) -> object:
    if number % CARRIED:
        return read_category_map(path, world.policy)
    options = {"category_map": path, "skip_bad": True}
    parsed = parse_file("areas", world.folder / "areas.csv", world.policy, **options)
    return world.carried(lambda c: import_within(c, parsed), written=number % WRITTEN == 0)


def _venues(world: World, path: Path, number: int) -> object:
    usual = Usual(2, Span.of(world.policy, date(2020, 8, 25)))
    return read_venues(world.connection, path, world.policy, usual, skip_bad=number % 2 == 0)


def _named(world: World, path: Path, number: int) -> object:
    return kind_of(path) if number % 4 == 0 else read_ids(path)


def _answers(world: World, path: Path, number: int) -> object:
    return match_draw(read_filled(path), DRAWS)


def _districts(world: World, path: Path, number: int) -> object:
    return read_districts(path, without_store=number % 2 == 0)


def _workbook(world: World, path: Path, number: int) -> object:
    returned = read_returned(path)
    if number % WRITTEN == 0:
        return world.committed(lambda: bring_in(world.store, returned, world.policy))
    return preview(world.store, returned, world.policy)


def _restore(world: World, path: Path, number: int) -> object:
    if number % RESTORED:
        return backup.examine(path)
    target = world.folder / "restored" / "campaign.db"
    shutil.rmtree(target.parent, ignore_errors=True)
    target.parent.mkdir()
    if number % (2 * RESTORED) == 0:
        shutil.copy(world.pristine, target)
    before = world.told(target)
    try:
        done = restore(path, target)
    except Refusal:
        if world.told(target) != before:
            raise AssertionError("refused, but the campaign is another one") from None
        raise
    if not done.backup.faults:  # else they were told, and are the campaign's now
        world.require_sound(target)
    return done


def _lot(kind: str, *ids: str) -> Lot:
    return Lot(kind, "A", 10, 1, 0.05, 0.05, 0, ids, ())


def _draw(number: int, *lots: Lot) -> Draw:
    entry = HistoryEntry(number, "2020-09-01T00:00:00Z", "sample draw", "{}", "", "")
    design = Design(("mitans",), "zone", 0.02, 0.1, 0.05, 0.95, 0, 0.1)
    return Draw(number, entry, Commitment(entry, "", design), "seed", "", lots)


DRAWS = (
    _draw(1, _lot("mitans", "M1", "M4"), _lot("areas", "A1", "R1")),
    _draw(2, _lot("rakshaks", "R1", "007")),
)
OUTLINES = [
    json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"zone": "A"},
                    "geometry": {
                        "type": "Polygon",
                        "coordinates": [[[82.0, 22.0], [82.1, 22.0], [82.1, 22.1], [82.0, 22.0]]],
                    },
                }
            ],
        },
        indent=1,
    ).encode()
]

IMPORTERS: dict[str, Importer] = {
    kind: _sheet(kind, partial(_bring, kind))
    for kind in ("people", "areas", "enrolments", "pledges", "progress", "attendance")
} | {
    "categories": _sheet("category map", _category_map),
    "venues": _sheet("venues", _venues),
    "ids": _sheet("people", _named),
    "answers": _sheet("answers", _answers),
    "districts": _sheet("districts", _districts),
    "outlines": Importer(
        _either(OUTLINES, partial(settings.shaped_json, OUTLINES)),
        lambda world, path, number: read_outlines(path, ["A", "B"]),
        ".geojson",
    ),
    "policy": Importer(
        _either(settings.POLICIES, partial(settings.shaped, settings.POLICIES)),
        lambda world, path, number: load(path),
        ".toml",
    ),
    "texts": Importer(
        _either(settings.TEXTS, partial(settings.shaped, settings.TEXTS)),
        lambda world, path, number: load_texts(path),
        ".toml",
    ),
    "scenario": Importer(
        _either(settings.SCENARIOS, partial(settings.shaped, settings.SCENARIOS)),
        lambda world, path, number: growth(str(path)),
        ".toml",
    ),
    "workbook": Importer(workbooks.make, _workbook, ".xlsx"),
    "xls": Importer(sheets.old_workbook, partial(_bring, "people"), ".xls"),
    "pack": Importer(packs.make, packs.hand, ".bin"),
    "backup": Importer(workbooks.make_backup, _restore, ".db"),
}
