"""Headers: which column of a sheet means what."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import cache

from planner.findings import Finding, Refusal, Severity
from planner.policy import fold
from planner.store.importing.sheet import Row, Sheet, label, locate, refuse
from planner.store.importing.vocabulary import COLUMNS, NEEDED, OTHERWISE, ZONE_LEVELS

HEADER_WITHIN = 20  # the header is looked for in so many rows from the top
MOST_NAMED = 20  # headers in one message

Meaning = Callable[[str], str | None]

# Left out when headers are compared: joiners, nukta. Candrabindu counts as anusvara.
_EVEN = str.maketrans({"\u200c": "", "\u200d": "", "\u093c": "", "\u0901": "\u0902"})
_PARTS = re.compile(r"[/()|\[\]]")


def key(header: str) -> str:
    """A header as it is compared."""
    plain = header.isascii()  # most cells are, and each cell near the top is looked at
    even = fold(header) if plain else fold(header.translate(_EVEN)).translate(_EVEN)
    return re.sub(r"[\s.:*#'\"?]+", " ", even).strip()


@cache
def meaning_for(kind: str) -> Meaning:
    """The function that tells which column of this kind of sheet a header names, or `None`.

    A header in two languages ('Name / नाम', 'थाना (zone)') counts if both mean the same.
    """
    table = {key(word): column for column, words in COLUMNS[kind].items() for word in words}

    @cache
    def meaning(header: str) -> str | None:
        whole = table.get(key(header))
        if whole is not None:
            return whole
        found = {table.get(key(part)) for part in _PARTS.split(header) if key(part)}
        return found.pop() if len(found) == 1 else None

    return meaning


def find_header(file: str, head: Sequence[Row], meaning: Meaning) -> int:
    """Index of the row that has the most headers with a meaning, the first of equals.

    Where no row has any it is the first that is not blank. Raises Refusal where all are.
    """
    known = [len({meaning(text) for text in row} - {None}) for row in head]
    if any(known):
        return known.index(max(known))
    at = next((k for k, row in enumerate(head) if "".join(row).strip()), None)
    if at is None:
        raise refuse("IMP006", file, "the file holds no rows", "choose the file that was saved")
    return at


def rows_above(file: str, sheet: str, head: Sequence[Row], at: int) -> list[Finding]:
    """A remark where rows that are not blank stand above the header."""
    above = [k + 1 for k in range(at) if "".join(head[k]).strip()]
    if not above:
        return []
    numbers = f"row {above[0]}" if len(above) == 1 else f"rows {above[0]} to {above[-1]}"
    return [
        Finding(
            "IMP009",
            Severity.INFO,
            "file",
            locate(file, sheet, at + 1),
            f"this row was taken for the header; {numbers} above it were not read",
            "remove what stands above the header if this is not right",
        )
    ]


def match(
    sheet: Sheet, kind: str, spare: tuple[str, ...] = ()
) -> tuple[dict[str, int], list[Finding]]:
    """Position of every column that has a meaning, and remarks on those that have none.

    Of columns that mean the zone the most local one is taken; those named `spare` may be missing.
    Raises Refusal, with a finding for each, where columns are missing or others mean the same.
    """
    meaning = meaning_for(kind)
    found: dict[str, list[int]] = {}
    unknown: list[int] = []
    for at, header in enumerate(sheet.header):
        column = meaning(header)
        if column is None:
            unknown.append(at)
        else:
            found.setdefault(column, []).append(at)
    wider = _wider_zones(sheet, found.get("zone", []))
    positions: dict[str, int] = {}
    faults: list[Finding] = []
    for column, places in found.items():
        first, *others = (at for at in places if at not in wider)
        positions[column] = first
        faults += [_twice(sheet, column, first, at) for at in others]
    lacking = _missing(sheet, kind, positions, unknown)
    faults += [fault for fault in lacking if fault.subject not in spare]
    if faults:
        words = "; ".join(fault.message for fault in faults)
        raise Refusal(f"{sheet.file} cannot be imported: {words}.", findings=faults)
    remarks = [_not_read(sheet, positions["zone"], wider)] if wider else []
    return positions, [*remarks, *_ignored(sheet, kind, unknown)]


def _wider_zones(sheet: Sheet, zones: Sequence[int]) -> list[int]:
    """Those of the columns that mean the zone which are less local than another of them."""
    levels = {at: _zone_level(sheet.header[at]) for at in zones}
    return [at for at in zones if levels[at] > min(levels.values())]


def _zone_level(header: str) -> int:
    """How far down ZONE_LEVELS a header stands that means the zone; 0 is the most local."""
    words = {key(header), *map(key, _PARTS.split(header))}
    return next(k for k, level in enumerate(ZONE_LEVELS) if words & set(map(key, level)))


def _not_read(sheet: Sheet, zone: int, wider: Sequence[int]) -> Finding:
    names = ", ".join(label(sheet.header, at) for at in wider)
    return Finding(
        "IMP016",
        Severity.INFO,
        "zone",
        locate(sheet.file, sheet.name, None, label(sheet.header, zone)),
        f"the zone was read from the column {label(sheet.header, zone)}, the most local one; "
        f"ignored: {names}",
        "nothing need be done; to use another one, delete this column or call that one zone",
    )


def _twice(sheet: Sheet, column: str, first: int, second: int) -> Finding:
    names = f"{label(sheet.header, first)!r} and {label(sheet.header, second)!r}"
    return Finding(
        "IMP011",
        Severity.ERROR,
        column,
        locate(sheet.file, sheet.name, None, label(sheet.header, second)),
        f"two columns mean {column}: {names}",
        "delete one of them, or give it another header",
    )


def _missing(
    sheet: Sheet, kind: str, positions: dict[str, int], unknown: Sequence[int]
) -> list[Finding]:
    lacking = [
        choices for choices in NEEDED[kind] if not any(set(c) <= set(positions) for c in choices)
    ]
    if not lacking:
        return []
    close = _close_matches(sheet, kind, positions, unknown)
    # With fewer than two known headers the row may be data: names and phones are not repeated.
    known = [sheet.header[at] for at in positions.values()]
    told = sheet.header if len(known) > 1 else (*known, *close)
    found = _several([repr(text.strip()[:40]) for text in told if text.strip()])
    found = f"found {found}" if found else f"none of the {len(sheet.header)} headers is known"
    needed = " and ".join(_spelt(choices) for choices in NEEDED[kind])
    hint = "".join(f"; {text[:40]!r} may mean {column}" for text, column in close.items())
    return [
        Finding(
            "IMP010",
            Severity.ERROR,
            _spelt(choices),
            locate(sheet.file, sheet.name),
            f"there is no column {_spelt(choices)} ({found})",
            f"write the column names in the row above the data; needed are {needed}{hint}"
            + OTHERWISE.get((kind, _spelt(choices)), ""),
        )
        for choices in lacking
    ]


def _spelt(choices: Sequence[Sequence[str]]) -> str:
    return " or ".join(" with ".join(choice) for choice in choices)


def _close_matches(
    sheet: Sheet, kind: str, positions: dict[str, int], unknown: Sequence[int]
) -> dict[str, str]:
    """Headers without a meaning that look much like one that has, and is not there."""
    absent = {column: words for column, words in COLUMNS[kind].items() if column not in positions}
    table = {key(word): column for column, words in absent.items() for word in words}
    found = {}
    for at in unknown[:200]:
        near = get_close_matches(key(sheet.header[at])[:40], table, n=1, cutoff=0.7)
        if near:
            found[sheet.header[at]] = table[near[0]]
    return found


def _ignored(sheet: Sheet, kind: str, unknown: Sequence[int]) -> list[Finding]:
    told = [
        at for at in unknown if sheet.header[at].strip() or any(map(str.strip, sheet.columns[at]))
    ]
    if not told:
        return []
    names = _several([label(sheet.header, at) for at in told])
    return [
        Finding(
            "IMP012",
            Severity.INFO,
            "columns",
            locate(sheet.file, sheet.name),
            f"{len(told)} column(s) have no meaning for {kind} and were ignored: {names}",
            "nothing need be done; rename a column if it should have been read",
        )
    ]


def _several(names: Sequence[str]) -> str:
    """Names in a row; of very many only the first."""
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
