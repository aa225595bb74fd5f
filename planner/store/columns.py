"""Columns: a table's columns as arrays, some thousand rows at a time, texts as codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection
from sqlmodel import SQLModel

from planner.plan import positions
from planner.snapshot import NONE, UNKNOWN, Bits, Ids, Ints, Points, integers
from planner.store import bulk

Column = np.ndarray[Any, Any]
Encode = Callable[[Sequence[Any]], Column]


class Texts(dict[str, int]):
    """Codes 0, 1, 2 ... for texts, given out in the order in which the texts first come."""

    def __missing__(self, text: str) -> int:
        code = self[text] = len(self)
        return code

    def encode(self, column: Sequence[str]) -> Ints:
        """The code of each text; new ones get one."""
        return np.fromiter(map(self.__getitem__, column), np.int64, len(column))

    def each(self, value: Callable[[str], int]) -> Ints:
        """A value for each code, to be indexed by a column of codes."""
        return integers([value(text) for text in self])

    def names(self) -> tuple[str, ...]:
        """The texts in order, without the empty one."""
        return tuple(sorted(text for text in self if text))

    def places(self) -> Ints:
        """Each code's index into `names`; NONE for the empty text."""
        place = {name: k for k, name in enumerate(self.names())}
        return self.each(lambda text: place.get(text, NONE))

    def members(self) -> tuple[str, ...]:
        """Of texts that are sets (a;b): all their members, in order."""
        return tuple(sorted({name for text in self for name in text.split(";") if name}))

    def bits(self, members: Sequence[str]) -> Bits:
        """Of texts that are sets: each code's bits, bit k standing for the k-th of `members`.

        What is not among them has no bit.
        """
        bit = {name: 1 << k for k, name in enumerate(members)}
        sets = [sum(bit.get(name, 0) for name in set(text.split(";"))) for text in self]
        return np.array(sets, dtype=np.uint64)


def read_columns(
    connection: Connection,
    table: type[SQLModel],
    encode: Mapping[str, Encode],
    order: tuple[str, ...],
    where: str = "",
) -> dict[str, Column]:
    """Columns of a table as arrays, each made by its own function, rows sorted by code points."""
    parts: dict[str, list[Column]] = {name: [make(())] for name, make in encode.items()}
    for rows in bulk.portions(bulk.select(connection, table, encode, order, where)):
        for (name, make), column in zip(encode.items(), zip(*rows, strict=True), strict=True):
            parts[name].append(make(column))
    return {name: np.concatenate(parts.pop(name)) for name in encode}


def texts(column: Sequence[str]) -> Ids:
    """Texts as they are."""
    return np.array(column, dtype=np.str_)


def whole(column: Sequence[int | None]) -> Ints:
    """Whole numbers, NONE for an empty cell."""
    if None in column:
        return integers([NONE if value is None else value for value in column])
    return integers(column)


def degrees(column: Sequence[float | None]) -> Points:
    """Degrees, NaN for an empty cell."""
    return np.array(column, dtype=np.float64)  # None becomes NaN


def indices(given: Texts, ids: Ids) -> Ints:
    """Each code's index into `ids`: NONE for the empty text, UNKNOWN where it is nobody's."""
    at = positions(texts(list(given)), ids)
    at[at == NONE] = UNKNOWN
    if "" in given:
        at[given[""]] = NONE
    return at
