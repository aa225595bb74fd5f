"""Workbooks that Mitan exported, and backups that it made, with hostile things in them."""

from __future__ import annotations

import io
import re
import sqlite3
import tempfile
import zipfile
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

from benchmarks.fuzzing.mutate import mutated
from benchmarks.fuzzing.nasty import CELLS
from benchmarks.fuzzing.sheets import packed
from benchmarks.fuzzing.world import World, begun
from planner.report.export import make_workbooks
from planner.store.workbooks.scope import Scope, ScopeKind

_TEXT = re.compile(rb"<t[^>]*>([^<]*)</t>|<v>([^<]*)</v>")
_SHEETS = re.compile(r"xl/(worksheets/sheet\d+|sharedStrings|workbook)\.xml")
_ROWS_END = b"</sheetData>"


@cache
def _exported() -> dict[str, bytes]:
    """The parts of a workbook of the campaign."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        [made] = make_workbooks(world.store, world.policy, [Scope(ScopeKind.LEADER, "L1")], "en")
        world.store.close()
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def make(rng: Random) -> bytes:
    """The workbook with one to four texts changed, with a row more, or with bytes changed."""
    parts = dict(_exported())
    way = rng.random()
    if way < 0.1:
        return mutated(rng, [packed(None, parts)])
    name = rng.choice([one for one in parts if _SHEETS.fullmatch(one)])
    if way < 0.3:
        parts[name] = mutated(rng, [parts[name]])
        return packed(None, parts)
    for _ in range(rng.randint(1, 4)):
        parts[name] = _other_text(rng, parts[name])
    if rng.random() < 0.3 and _ROWS_END in parts[name]:
        parts[name] = parts[name].replace(_ROWS_END, _row(rng) + _ROWS_END)
    return packed(None, parts)


def make_backup(rng: Random) -> bytes:
    """The campaign's file with bytes changed, or with hostile rows and tables in it."""
    data = begun()
    if rng.random() < 0.6:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(data)
            connection.execute("PRAGMA ignore_check_constraints = ON")
            for _ in range(rng.randint(1, 4)):
                with suppress(sqlite3.Error):
                    connection.execute(*_statement(rng, connection))
            connection.commit()
            data = connection.serialize()
        if data != begun() and rng.random() < 0.8:
            return data
    changed = bytearray(data)
    for _ in range(rng.choice((1, 2, 5, 20))):
        page = rng.randrange(len(changed) // 4096) * 4096 if rng.random() < 0.7 else 0
        at = page + (rng.randrange(100) if rng.random() < 0.5 else rng.randrange(4096))
        changed[at] = rng.choice((0, 1, 127, 128, 255, rng.randrange(256)))
    if rng.random() < 0.2:
        del changed[rng.randrange(len(changed)) :]
    return bytes(changed)


def _statement(rng: Random, connection: sqlite3.Connection) -> tuple[str, tuple[object, ...]]:
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master "
                                                     "WHERE type = 'table'")]  # fmt: skip
    table = rng.choice(tables)
    columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
    column = rng.choice(columns)
    value: object = rng.choice(
        (*rng.sample(CELLS, 6), None, -1, 2**63 - 1, 1e308, float("inf"), b"\0\xff", 0)
    )
    return rng.choice(
        (
            (f'UPDATE "{table}" SET "{column}" = ?', (value,)),
            (f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = 1', (value,)),
            (f'UPDATE OR IGNORE "{table}" SET "{column}" = ? || rowid', (value,)),
            (f'DELETE FROM "{table}"', ()),
            (f'DELETE FROM "{table}" WHERE rowid = 1', ()),
            (f'DROP TABLE "{table}"', ()),
            (f'ALTER TABLE "{table}" RENAME TO "{table}_"', ()),
            (f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO "{column}_"', ()),
            (f'ALTER TABLE "{table}" ADD COLUMN more', ()),
            (f'CREATE VIEW "v{table}" AS SELECT * FROM "{table}"', ()),
            (f'CREATE TRIGGER t AFTER INSERT ON "{table}" BEGIN DELETE FROM person; END', ()),
            ("PRAGMA user_version = 99", ()),
            ("PRAGMA application_id = 99", ()),
        )
    )


def _other_text(rng: Random, xml: bytes) -> bytes:
    places = list(_TEXT.finditer(xml))
    if not places:
        return xml
    found = rng.choice(places)
    group = 1 if found[1] is not None else 2
    text = escape(rng.choice(CELLS)).encode("utf-8", "replace")
    if group == 2 and rng.random() < 0.7:
        text = str(rng.randrange(60)).encode()  # of another shared text
    return xml[: found.start(group)] + text + xml[found.end(group) :]


def _row(rng: Random) -> bytes:
    at = rng.choice((*range(2, 12), 2000, 9_999_999))
    cells = "".join(
        f'<c r="{letter}{at}" t="inlineStr"><is><t>{escape(rng.choice(CELLS))}</t></is></c>'
        for letter in "ABCDEFGH"
        if rng.random() < 0.6
    )
    return f'<row r="{at}">{cells}</row>'.encode("utf-8", "replace")
