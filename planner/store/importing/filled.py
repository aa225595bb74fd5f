"""Filled: a call sheet that comes back with answers, held against the samples that were drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.audit.acceptance import Answer
from planner.audit.frame import AREAS, MITANS, RAKSHAKS
from planner.findings import MOST_GUESSED, Finding, Refusal, meant
from planner.policy import fold
from planner.store.importing import cells
from planner.store.importing.cells import BadCell
from planner.store.importing.headers import meaning_for
from planner.store.importing.reader import read_sheet
from planner.store.importing.rows import Rows, repeated
from planner.store.importing.sheet import refuse
from planner.store.samples import Draw

NOT_REACHED = (
    *("unreachable", "u", "not reached", "no answer", "not reachable"),
    *("संपर्क नहीं हुआ", "संपर्क नहीं", "सम्पर्क नहीं हुआ", "उत्तर नहीं मिला", "नहीं मिले"),
)
_NOT_REACHED = {fold(word) for word in NOT_REACHED}
KIND_WORDS = {
    MITANS: ("mitan", "mitans", "मितान"),
    RAKSHAKS: ("rakshak", "rakshaks", "रक्षक"),
    AREAS: ("area", "areas", "क्षेत्र"),
}
_KIND = {fold(word): kind for kind, words in KIND_WORDS.items() for word in words}
SHEET_NAME = "answers"
WORDS = "yes, no or unreachable (हाँ, नहीं, संपर्क नहीं हुआ)"
Unit = tuple[str, str]  # kind and id


@dataclass(frozen=True)
class Filled:
    """Whose answers a file holds: the draw, and for each of its lots a letter for each id."""

    draw: Draw
    file: str
    sha256: str
    answers: tuple[str, ...]
    remarks: tuple[Finding, ...]


def read_filled(path: Path) -> Rows:
    """The rows of a filled call sheet. Raises Refusal where the file cannot be used."""
    rows = Rows(read_sheet(path, meaning_for(SHEET_NAME)), SHEET_NAME)
    if len(rows) == 0:
        message = "there is a header but no row below it"
        raise refuse("IMP006", path.name, message, "choose the file that was filled in")
    return rows


def match_draw(rows: Rows, draws: Sequence[Draw]) -> Filled:
    """The answers, put where they belong in one of the `draws` (oldest first, at least one).

    A row without an answer, and a unit without a row, has none. Raises Refusal, with a finding
    for each fault, where a cell cannot be read, an id was not drawn or stands there twice, or the
    sheet is of no draw or of several; and where it has no answer at all.
    """
    ids = rows.ids = rows.parse("id", cells.identifier, "")
    rows.require("id", ids)
    answers = rows.parse("answer", _answer, Answer.MISSING)
    draw = _which_draw(rows, draws)
    units = _units(rows, draw, draws)
    for k, before in repeated(units, ("", "")):
        message = f"{ids[k]} stands in {rows.row(before)} already"
        rows.fault(k, "id", "SMP002", message, "delete the row that is wrong")
    if rows.bad:
        raise Refusal(
            f"{rows.sheet.file}: {len(rows.bad):,} of {len(rows):,} rows have faults; nothing was "
            "written. Mend them and try again.",
            findings=rows.findings(),
        )
    found = dict(zip(units, answers, strict=True))
    texts = tuple(
        "".join(found.get((lot.kind, one), Answer.MISSING) for one in lot.ids) for lot in draw.lots
    )
    if not set("".join(texts)) - {Answer.MISSING}:
        where, remedy = rows.where(column="answer"), f"write {WORDS} in each row"
        raise refuse("SMP007", where, "no answer is filled in", remedy)
    return Filled(draw, rows.sheet.file, rows.sheet.sha256, texts, rows.findings())


def _which_draw(rows: Rows, draws: Sequence[Draw]) -> Draw:
    """The draw that the first row with a number names, the last one where none does."""
    numbers = rows.parse("draw", cells.whole_number(1, 1_000_000), 0)
    named = next((number for number in numbers if number), draws[-1].number)
    known = {draw.number: draw for draw in draws}
    for k, number in enumerate(numbers):
        if number and number != named:
            message = f"this row is of draw {number}, the first of draw {named}"
            rows.fault(k, "draw", "SMP006", message, "give in the sheet of each draw by itself")
    if named not in known:
        there = f"{len(draws)} draw(s) were made in this campaign"
        remedy = "give in the sheet of a draw of this campaign"
        raise refuse("SMP006", rows.where(column="draw"), f"{there}, no draw {named}", remedy)
    return known[named]


def _units(rows: Rows, draw: Draw, draws: Sequence[Draw]) -> list[Unit]:
    """Kind and id of each row, ("", "") where it is none that was drawn; a fault says so."""
    said = rows.parse("kind", _kind, "")
    kinds = _kinds(draw)
    elsewhere = {one: d.number for d in draws if d is not draw for one in _kinds(d)}
    found: list[Unit] = []
    strangers = 0
    for k, one in enumerate(rows.ids):
        fit = [kind for kind in kinds.get(one, ()) if said[k] in ("", kind)]
        found.append((fit[0], one) if len(fit) == 1 else ("", ""))
        if len(fit) > 1:
            message = f"{one} is the id of several that were drawn: {', '.join(fit)}"
            remedy = "keep the column kind of the sheet, and say which one is meant"
            rows.fault(k, "id", "SMP005", message, remedy)
        elif one and not fit:
            strangers += 1
            _stranger(rows, k, kinds, elsewhere, guess=strangers <= MOST_GUESSED)
    return found


def _stranger(
    rows: Rows,
    k: int,
    kinds: Mapping[str, list[str]],
    elsewhere: Mapping[str, int],
    *,
    guess: bool,
) -> None:
    one = rows.ids[k]
    if one in kinds:
        message = f"{one} was drawn as one of the {kinds[one][0]}, not as what this row says"
        rows.fault(k, "kind", "SMP004", message, "correct the kind")
        return
    remedy = "take the row out: only who was drawn may be asked"
    if one in elsewhere:
        remedy = f"it belongs to draw {elsewhere[one]}: give in that draw's sheet by itself"
    elif guess and (alike := meant(one, kinds)).startswith("do you mean"):
        remedy = alike
    rows.fault(k, "id", "SMP001", f"{one} is not in this sample", remedy)


def _kinds(draw: Draw) -> dict[str, list[str]]:
    """Kinds under which each id was drawn."""
    found: dict[str, list[str]] = {}
    for lot in draw.lots:
        for one in lot.ids:
            found.setdefault(one, []).append(lot.kind)
    return found


def _answer(text: str) -> Answer:
    if fold(text) in _NOT_REACHED:
        return Answer.UNREACHABLE
    try:
        return Answer.GOOD if cells.truth(text) else Answer.BAD
    except BadCell:
        raise BadCell("SMP003", "this is no answer", f"write {WORDS}, or nothing") from None


def _kind(text: str) -> str:
    value = _KIND.get(fold(text))
    if value is None:
        raise BadCell("SMP004", "this is no kind", "write mitan, rakshak or area")
    return value
