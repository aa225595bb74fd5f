"""Returned: a workbook that comes back: whose it is, and the rows of its sheets as they are now."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from planner.findings import Finding, Refusal, Severity
from planner.store.importing.cells import tidy
from planner.store.importing.quoting import called, may_be_repeated, quoted
from planner.store.importing.reader import read_bytes
from planner.store.importing.sheet import Sheet, label, locate, make_sheet, refuse, tabulate
from planner.store.importing.workbook import (
    MARK_SHEET,
    TEMPLATE_SHEET,
    Book,
    is_workbook,
    open_book,
    texts,
)
from planner.store.workbooks.layout import LAYOUTS, Layout, header
from planner.store.workbooks.mark import ROW_HEADER, Mark, from_rows

AGAIN = "export the workbook anew, and write the changes into that one"
MOST_TOLD = 10  # cells, rows or ids that are spelt out in one message
MOST_SAVED = 20  # a workbook may have been saved so often by programs that escape anew
# How a workbook writes characters that XML cannot; half of a surrogate pair is no character.
_ESCAPED = re.compile(r"_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")


@dataclass(frozen=True, eq=False)
class Page:
    """A sheet that came back. `at` is the position of each column in it, of those still there.

    `numbers` are, for each row of the sheet, its number among the exported ones; None if new.
    """

    layout: Layout
    sheet: Sheet
    at: Mapping[str, int]
    numbers: Sequence[int | None]
    base: Sequence[Sequence[str]]  # the exported rows, by number: texts in `order`
    order: Sequence[str]  # the exported columns

    def text(self, k: int, column: str) -> str:
        """What stands now in a cell of row k (0 to n-1); empty where the column is gone."""
        at = self.at.get(column)
        return "" if at is None else self.sheet.columns[at][k]

    def was(self, k: int, column: str) -> str:
        """What stood there when it was exported; empty for a new row."""
        number = self.numbers[k]
        return "" if number is None else self.base[number][self.order.index(column)]

    def where(self, k: int | None = None, column: str = "") -> str:
        """The place as a person looks it up."""
        name = label(self.sheet.header, self.at[column]) if column in self.at else column
        row = None if k is None else self.sheet.rows[k]
        return locate(self.sheet.file, self.sheet.name, row, name)


@dataclass(frozen=True, eq=False)
class Returned:
    """A workbook that came back: its mark, its sheets, and remarks on what is no fault."""

    file: str
    sha256: str
    mark: Mark
    pages: tuple[Page, ...]
    remarks: tuple[Finding, ...]


def read_returned(path: Path) -> Returned:
    """Read a workbook that was exported, as it is now.

    Raises Refusal, with a finding for each fault, where it is none, or can no longer be matched
    with what was exported: a sheet or a column of ids is missing, cells were merged, an id was
    changed, or stands in two rows.
    """
    data = read_bytes(path)
    if not is_workbook(data):
        raise _no_mark(path.name)
    book = open_book(path.name, data)
    mark = _mark(path.name, book)
    faults = [*_errors(path.name, book), *_missing(path.name, book, mark)]
    _refuse_any(path.name, faults)
    sha256 = hashlib.sha256(data).hexdigest()
    pages, remarks = [], []
    for layout in LAYOUTS:
        name = mark.titles[layout.sheet]
        faults += _merged(path.name, name, book.visible[name])
        sheet = _read(path.name, sha256, name, book.visible[name])
        lacking = _columns(layout, sheet, mark)
        faults += [fault for fault in lacking if fault.severity is Severity.ERROR]
        remarks += [fault for fault in lacking if fault.severity is not Severity.ERROR]
        faults += [fault for _, fault in sheet.faults]
        if not faults:
            page, wrong, said = _matched(layout, sheet, mark)
            pages.append(page)
            faults += wrong
            remarks += said
    _refuse_any(path.name, faults)
    return Returned(path.name, sha256, mark, tuple(pages), tuple(remarks))


def even(text: str) -> str:
    """A cell's text as it is compared: what Excel and other programs change by saving is gone."""
    for _ in range(MOST_SAVED):
        previous, text = text, _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        if previous == text:
            break
    return tidy(text.replace("\r\n", "\n").replace("\r", "\n"))


def _mark(file: str, book: Book) -> Mark:
    sheet = book.hidden.get(MARK_SHEET) or book.visible.get(MARK_SHEET)
    if sheet is None:
        if TEMPLATE_SHEET in book.hidden:
            message = "this is a template, which stands for no rows of the campaign"
            remedy = "bring its sheets in with: mitan import people|areas|enrolments FILE"
            raise refuse("IMP080", file, message, remedy)
        raise _no_mark(file)
    try:
        return from_rows(texts(sheet))
    except ValueError:
        message = "the hidden sheet by which Mitan knows the workbook was changed"
        raise refuse("IMP080", file, message, AGAIN) from None


def _no_mark(file: str) -> Refusal:
    return refuse(
        "IMP080",
        file,
        "Mitan did not export this file, or the hidden sheet by which Mitan knows it is gone",
        "bring in a sheet of another origin with: mitan import people|areas|enrolments FILE, "
        "mitan progress import FILE, or mitan train attendance FILE",
    )


def _errors(file: str, book: Book) -> list[Finding]:
    if not book.erroneous:
        return []
    cells = _few(book.erroneous)
    message = (
        f"{len(book.erroneous)} cell(s) hold an Excel error such as #N/A, or a formula without its "
        f"result: {cells}"
    )
    return [_fault("IMP085", "file", file, message, "write the values there, not formulas")]


def _missing(file: str, book: Book, mark: Mark) -> list[Finding]:
    return [
        _fault("IMP082", name, file, f"the sheet {name} is missing", f"put it back, or {AGAIN}")
        for name in mark.titles.values()
        if name not in book.visible
    ]


def _merged(file: str, name: str, sheet: Any) -> list[Finding]:
    """Merged cells hide all values but one."""
    ranges = sheet.merged_cell_ranges or []
    if not ranges:
        return []
    rows = _few([str(first[0] + 1) for first, _ in ranges])
    message = f"cells are merged in row(s) {rows}"
    remedy = "part them (Home, Merge & Center) and fill each of them in"
    return [_fault("IMP083", "file", locate(file, name), message, remedy)]


def _read(file: str, sha256: str, name: str, sheet: Any) -> Sheet:
    """The sheet below its first row, which is the header."""
    head = next(texts(sheet), [])
    while head and not head[-1].strip():
        head.pop()
    body = tabulate(islice(texts(sheet), 1, None), 2, len(head))
    return make_sheet(file, name, sha256, head, body, ())


def _columns(layout: Layout, sheet: Sheet, mark: Mark) -> list[Finding]:
    """Columns that are there twice, or are missing: those of ids are needed, others are not."""
    found = []
    where = locate(sheet.file, sheet.name)
    names = [even(text) for text in sheet.header]
    for column in ("", *mark.columns[layout.sheet]):
        title = header(layout.imports, column, mark.lang) if column else ROW_HEADER
        if names.count(title) > 1:
            message = f"the column {title} stands there twice"
            found.append(_fault("IMP082", title, where, message, "delete the one that was added"))
        elif title not in names and (not column or column in layout.key):
            message = f"the column {title}, by which rows are known, is missing"
            found.append(_fault("IMP082", title, where, message, AGAIN))
        elif title not in names:
            message = f"the column {title} is missing; its values stay as they are"
            found.append(
                Finding("IMP082", Severity.INFO, title, where, message, "nothing need be done")
            )
    return found


def _matched(layout: Layout, sheet: Sheet, mark: Mark) -> tuple[Page, list[Finding], list[Finding]]:
    """The rows put beside those exported; faults where they cannot be; what is said of the rest."""
    names = [even(text) for text in sheet.header]
    order, base = mark.columns[layout.sheet], mark.base[layout.sheet]
    at = {
        column: names.index(title)
        for column in order
        if (title := header(layout.imports, column, mark.lang)) in names
    }
    hidden = sheet.columns[names.index(ROW_HEADER)]
    numbers: list[int | None] = []
    page = Page(layout, sheet, at, numbers, base, order)
    faults: list[Finding] = []
    cleared: set[int] = set()
    first: dict[int, int] = {}
    for k, text in enumerate(hidden):
        number = _number(text, len(base))
        blank = not any(even(page.text(k, column)) for column in at)
        if blank:
            cleared.add(k)
            numbers.append(None)
            continue
        numbers.append(number)
        if number is None:
            faults += _new_row(page, k, text, base)
        elif number in first:
            faults.append(_twice(page, k, first[number]))
        else:
            first[number] = k
            faults += _same_id(page, k)
    kept = [k for k in range(len(hidden)) if k not in cleared]
    page = Page(layout, _without(sheet, kept), at, [numbers[k] for k in kept], base, order)
    gone = [" ".join(row[order.index(name)] for name in layout.key)
            for number, row in enumerate(base) if number not in first]  # fmt: skip
    return page, faults, _removed(page, gone) if gone else []


def _number(text: str, size: int) -> int | None:
    """The number of an exported row, None for a new one, -1 where it is none that was exported."""
    plain = tidy(text)
    if not plain:
        return None
    number = int(plain) if re.fullmatch(r"[0-9]{1,9}", plain) else 0
    return number - 1 if 1 <= number <= size else -1


def _new_row(page: Page, k: int, hidden: str, base: Sequence[Sequence[str]]) -> list[Finding]:
    """A new row has no id yet; but an enrolment names its rakshak."""
    own = page.layout.key[0]
    text = even(page.text(k, own))
    if not text:
        return []
    if any(even(row[page.order.index(own)]) == text for row in base):
        message = f"this row was added, and {quoted(text, 'its id')} stands in another row already"
        remedy = "clear its id if somebody or something new is meant, else delete the row"
        return [_fault("IMP084", _subject(page, k), page.where(k, own), message, remedy)]
    message = f"the id{called(text)} was written by hand"
    remedy = "clear it: Mitan gives new ids"
    return [_fault("IMP084", _subject(page, k), page.where(k, own), message, remedy)]


def _same_id(page: Page, k: int) -> list[Finding]:
    if page.numbers[k] == -1:
        message = "the hidden number of this row was changed"
        return [_fault("IMP084", page.where(k), page.where(k), message, AGAIN)]
    for name in page.layout.key:
        was, now = page.was(k, name), page.text(k, name)
        if even(was) != even(now):
            became = quoted(now, "another text") if now else "nothing"
            message = f"{was} was changed to {became} by hand"
            remedy = f"write {was} again"
            if name == "rakshak":
                remedy += "; to give the mitan to another: mitan import enrolments FILE --replace"
            return [_fault("IMP084", was, page.where(k, name), message, remedy)]
    return []


def _twice(page: Page, k: int, first: int) -> Finding:
    own = page.layout.key[0]
    message = f"this row is there twice, in row {page.sheet.rows[first]} too"
    remedy = "clear its id and the hidden number if it is a new one, else delete it"
    return _fault("IMP084", _subject(page, k), page.where(k, own), message, remedy)


def _subject(page: Page, k: int) -> str:
    """A row by its id, where what stands there looks like one."""
    own = page.text(k, page.layout.key[0])
    return own if may_be_repeated(own) else "row"


def _removed(page: Page, ids: list[str]) -> list[Finding]:
    message = f"{len(ids)} row(s) were deleted here; nothing is taken out: {_few(ids)}"
    remedy = "nothing need be done; who has left is set to no under active"
    where = locate(page.sheet.file, page.sheet.name)
    return [Finding("IMP087", Severity.INFO, "rows", where, message, remedy)]


def _without(sheet: Sheet, kept: list[int]) -> Sheet:
    columns = tuple([values[k] for k in kept] for values in sheet.columns)
    rows = [sheet.rows[k] for k in kept]
    return Sheet(sheet.file, sheet.name, sheet.sha256, sheet.header, columns, rows)


def _refuse_any(file: str, faults: Sequence[Finding]) -> None:
    if faults:
        told = f"{file}: {faults[0].message}"
        more = f", and {len(faults) - 1} more fault(s)" if len(faults) > 1 else ""
        raise Refusal(f"{told}{more}. Nothing was saved.", findings=faults)


def _few(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - MOST_TOLD} more" if len(texts) > MOST_TOLD else ""
    return ", ".join(texts[:MOST_TOLD]) + more


def _fault(code: str, subject: str, where: str, message: str, remedy: str) -> Finding:
    return Finding(code, Severity.ERROR, subject, where, message, remedy)
