"""Register: how people and places are called and phoned, for the judge alone.

It is kept apart from the snapshot, so that names never reach the solver. No rule may repeat any of
it in what it says: findings name people and areas by their ids.
"""

from __future__ import annotations

from dataclasses import dataclass

from planner.snapshot import Ints


@dataclass(frozen=True, eq=False)
class Spellings:
    """A column of n texts: `texts` are the different ones, `code` (n) is the index of each."""

    code: Ints
    texts: tuple[str, ...]

    def __getitem__(self, k: int) -> str:
        return self.texts[int(self.code[k])]


@dataclass(frozen=True, eq=False)
class Register:
    """Names and phones of the people of a snapshot, names and localities of its areas.

    One entry for each person or area, in the snapshot's order; an empty text is: not known.
    """

    people: Spellings
    phones: Ints  # ten digits as one number; NONE where not known
    areas: Spellings
    localities: Spellings  # village, mohalla or ward
