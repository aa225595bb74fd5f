"""Rows: a sheet whose columns are known, while its cells are parsed and its faults collected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from typing import Any, TypeVar

from planner.findings import Finding, Severity
from planner.store.importing.cells import BadCell, tidy
from planner.store.importing.headers import match
from planner.store.importing.quoting import added, may_be_repeated
from planner.store.importing.sheet import Sheet, label, locate

MOST_ALIKE = 10_000  # findings of one code in one column that are listed one by one

Columns = dict[str, list[Any]]  # by name of the store's column; all equally long

T = TypeVar("T")
B = TypeVar("B")


class Rows:
    """n rows under examination. Rows are named by position, 0 to n-1.

    `bad` are rows with an error, `repeats` those that only say again what another row says:
    neither are used. `blocked` is set where the sheet as a whole cannot be used, whichever rows
    are left out. `ids` name the rows in findings, once they are known.
    """

    def __init__(self, sheet: Sheet, kind: str, spare: tuple[str, ...] = ()) -> None:
        """Match the columns, of which the `spare` ones may be missing though they are needed else.

        Raises Refusal where columns are missing or mean the same.
        """
        self.sheet = sheet
        self._positions, remarks = match(sheet, kind, spare)
        self.faulty = {k for k, _ in sheet.faults}
        self.bad: set[int] = set(self.faulty)
        self.repeats: set[int] = set()
        self.blocked = False
        self.ids: list[str] = []
        self.known: Container[str] = ()  # ids that a message may name, whatever they look like
        self.faulted: dict[str, set[int]] = {}
        self._found: list[tuple[int, int, Finding]] = []  # with row and column, -1: none
        self._alike: Counter[tuple[str, str, Severity]] = Counter()  # by code and column
        self.add([*sheet.findings, *remarks])
        self._found += [(k, -1, finding) for k, finding in sheet.faults]

    def __len__(self) -> int:
        return len(self.sheet.rows)

    def has(self, column: str) -> bool:
        """Whether the sheet has this column."""
        return column in self._positions

    def usable(self) -> list[int]:
        """Positions of the rows that are to be written."""
        unused = self.bad | self.repeats
        return [k for k in range(len(self)) if k not in unused]

    def findings(self) -> tuple[Finding, ...]:
        """All findings: of the file first, then by row and column; at last what is only counted."""
        listed = [found[2] for found in sorted(self._found, key=lambda f: f[:2])]
        return (*listed, *self._counted())

    def where(self, k: int | None = None, column: str = "") -> str:
        """FILE, sheet S, row R, column C as the sheet's reader sees them; no row for None."""
        header = label(self.sheet.header, self._positions[column]) if column else ""
        row = None if k is None else self.sheet.rows[k]
        return locate(self.sheet.file, self.sheet.name, row, header)

    def row(self, k: int) -> str:
        """How a row is called in a message about another one."""
        return f"row {self.sheet.rows[k]}"

    def texts(self, column: str) -> list[str]:
        """A column's raw texts."""
        return self.sheet.columns[self._positions[column]]

    def parse(self, column: str, parser: Callable[[str], T], blank: B) -> list[T | B]:
        """A column's values; `blank` where a cell is empty or has a fault.

        Each distinct text is looked at once. A column that the sheet lacks is all blank.
        """
        if column not in self._positions:
            return [blank] * len(self)
        texts = self.texts(column)
        values: dict[str, T | B] = {}
        faults: dict[str, BadCell] = {}
        for text in dict.fromkeys(texts):
            plain = tidy(text)
            try:
                values[text] = parser(plain) if plain else blank
            except BadCell as bad:
                values[text], faults[text] = blank, bad
        if faults:
            for k, text in enumerate(texts):
                if text in faults:
                    why, plain = faults[text], tidy(text)
                    shown = added(plain) if why.show else ""
                    self.fault(k, column, why.code, why.message + shown, why.remedy)
        return [values[text] for text in texts]

    def require(self, column: str, values: list[str], remedy: str = "fill it in") -> None:
        """Make every blank of a column a fault, where the cell has none already."""
        if "" in values:
            known = self.faulted.get(column, set())
            for k, value in enumerate(values):
                if value == "" and k not in known and k not in self.faulty:
                    self.fault(k, column, "IMP020", f"the {column} is blank", remedy)

    def fault(self, k: int, column: str, code: str, message: str, remedy: str) -> None:
        """Record an error of row k; in one of its cells, unless `column` is empty."""
        self.bad.add(k)
        self.faulted.setdefault(column, set()).add(k)
        self.remark(k, column, code, Severity.ERROR, message, remedy)

    def remark(
        self, k: int, column: str, code: str, severity: Severity, message: str, remedy: str
    ) -> None:
        """Record a finding about row k; of very many alike, the later ones are only counted."""
        self._alike[code, column, severity] += 1
        if self._alike[code, column, severity] > MOST_ALIKE:
            return
        own = self.ids[k] if self.ids else ""
        subject = own if own in self.known or may_be_repeated(own) else self.row(k)
        finding = Finding(code, severity, subject, self.where(k, column), message, remedy)
        self._found.append((k, self._positions.get(column, -1), finding))

    def block(self, finding: Finding) -> None:
        """Record an error that leaving out rows does not mend."""
        self.blocked = True
        self.add([finding])

    def _counted(self) -> Iterator[Finding]:
        for (code, column, severity), count in self._alike.items():
            if count > MOST_ALIKE:
                yield Finding(
                    code,
                    severity,
                    "file",
                    self.where(column=column),
                    f"{count - MOST_ALIKE:,} more rows have the same fault, {count:,} in all",
                    "mend the column as a whole",
                )

    def add(self, findings: Iterable[Finding]) -> None:
        """Record findings about more than one row, or about another file."""
        self._found += [(-1, -1, finding) for finding in findings]


def repeated(keys: Iterable[T], blank: T | None = None) -> list[tuple[int, int]]:
    """Pairs (later, first) of positions that hold one key; `blank` ones are left out."""
    first: dict[T, int] = {}
    found = []
    for k, value in enumerate(keys):
        before = first.setdefault(value, k)
        if before != k and value != blank:
            found.append((k, before))
    return found


def take(columns: Columns, wanted: list[int]) -> Columns:
    """The wanted rows of some columns."""
    return {name: [values[k] for k in wanted] for name, values in columns.items()}
