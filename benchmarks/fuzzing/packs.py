"""Packs: an evidence pack of which one file was changed, sealed anew in half of the cases."""

from __future__ import annotations

import csv
import io
import tempfile
from functools import cache
from pathlib import Path
from random import Random

from benchmarks.fuzzing.mutate import mutated
from benchmarks.fuzzing.nasty import CELLS
from benchmarks.fuzzing.settings import shaped_json
from benchmarks.fuzzing.world import World
from planner.audit.judge import judge
from planner.campaign import gather_evidence
from planner.report.pack import make_pack
from planner.report.sums import SUMS, sums_of
from planner.report.verification import verify_pack

SEALED, OPEN = b"sealed", b"open"


@cache
def files() -> dict[str, bytes]:
    """The pack of a small campaign."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        with world.store.reading() as connection:
            evidence = gather_evidence(connection, world.policy, None)
        world.store.close()
    made = make_pack(evidence, judge(evidence), ("en", "hi"), made_at="2020-09-09T04:00:00Z")
    return dict(made.files)


def make(rng: Random) -> bytes:
    """A line that says which file is replaced, and its content below."""
    name = rng.choice(sorted(files()))
    if name.endswith(".html") and rng.random() < 0.8:
        name = rng.choice(("manifest.json", "history.jsonl", "plan.csv", "zones.csv", SUMS))
    content = files()[name]
    if rng.random() < 0.5:
        content = mutated(rng, [content])
    elif name.endswith((".json", ".jsonl")):
        content = shaped_json([content], rng)
    else:
        content = _shaped_csv(rng, content)
    seal = rng.choice((SEALED, OPEN)) if name != SUMS else OPEN
    return b" ".join((seal, name.encode())) + b"\n" + content


def hand(world: World, path: Path, number: int) -> object:
    """Put the file into the pack, and have that verified."""
    head, _, content = path.read_bytes().partition(b"\n")
    seal, _, name = head.partition(b" ")
    folder = world.folder / "pack"
    whole = files()
    if not folder.exists():
        folder.mkdir()
        for one, its in whole.items():
            (folder / one).write_bytes(its)
    changed = whole | {name.decode(): content}
    if seal == SEALED:
        changed[SUMS] = sums_of({one: its for one, its in changed.items() if one != SUMS})
    try:
        for one in (name.decode(), SUMS):
            (folder / one).write_bytes(changed[one])
        found = verify_pack(
            folder, head="ab" if number % 3 else "", seal="cd" if number % 5 else ""
        )
    finally:
        for one in (name.decode(), SUMS):
            (folder / one).write_bytes(whole[one])
    for check in found.checks:
        if not check.message.isprintable():
            raise AssertionError(f"unprintable: {check!r}")
    return found


def _shaped_csv(rng: Random, content: bytes) -> bytes:
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    cells = [(r, c) for r, row in enumerate(rows) for c in range(len(row))]
    for r, c in rng.sample(cells, min(len(cells), rng.randint(1, 3))):
        rows[r][c] = rng.choice(CELLS)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8", "replace")
