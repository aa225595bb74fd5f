"""Named: ids that a person has written down in a sheet, and which kind of sheet a file is."""

from __future__ import annotations

from pathlib import Path

from planner.store.importing.cells import BadCell, identifier, tidy
from planner.store.importing.headers import meaning_for
from planner.store.importing.reader import read_sheet
from planner.store.importing.sheet import label, locate, refuse

SHEETS = ("people", "areas")


def read_ids(path: Path) -> list[str]:
    """The ids in a sheet's column of ids, of people or areas, each once, in their order.

    Raises Refusal where the file cannot be used, has no such column, or an id is none.
    """
    sheet = read_sheet(path, _is_id)
    at = next((k for k, header in enumerate(sheet.header) if _is_id(header)), None)
    if at is None:
        where = locate(sheet.file, sheet.name)
        raise refuse("IMP010", where, "no column holds ids", "head the column of ids with: id")
    found: dict[str, None] = {}
    for row, cell in zip(sheet.rows, sheet.columns[at], strict=True):
        text = tidy(cell)
        if not text:
            continue
        try:
            found[identifier(text)] = None
        except BadCell as bad:
            where = locate(sheet.file, sheet.name, row, label(sheet.header, at))
            raise refuse(bad.code, where, bad.message, bad.remedy) from None
    if not found:
        raise refuse("IMP006", locate(sheet.file, sheet.name), "it holds no id", "fill it in")
    return list(found)


def kind_of(path: Path) -> str:
    """Whether a sheet is one of "people" or of "areas": of which its headers know more columns.

    Of people where both know as many. Raises Refusal where the file cannot be used.
    """
    known = {}
    for kind in SHEETS:
        meaning = meaning_for(kind)
        known[kind] = len({meaning(header) for header in read_sheet(path, meaning).header} - {None})
    return max(SHEETS, key=lambda kind: known[kind])


def _is_id(header: str) -> str | None:
    """ "id" where the header means that in either kind of sheet."""
    return "id" if any(meaning_for(kind)(header) == "id" for kind in SHEETS) else None
