"""DUP005, DUP008: what the names of areas say. They are compared and never shown.

Only open areas are looked at: one with 0 visits is closed, and may be the other row of a place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from planner.audit import evidence as needs
from planner.audit.evidence import Evidence, Skipped, given
from planner.audit.kinds import (
    Label,
    alike,
    beside,
    contradicts,
    holds,
    kinds_of,
    only_village,
    read_label,
)
from planner.audit.linked import neighbours, sets_of, touched
from planner.audit.rule import Fault, of_area, rule, some
from planner.audit.spelling import End, sound, words
from planner.findings import Severity
from planner.snapshot import NONE, Flags, Ints, Points, integers

Pair = tuple[int, int]


def open_areas(evidence: Evidence) -> Ints:
    """Indices of the areas where anybody is needed. Raises Skipped where there are none."""
    found = np.flatnonzero(evidence.asking)
    if not len(found):
        raise Skipped("no area is open")
    return found


def villages(evidence: Evidence) -> Ints:
    """A number for the village (mohalla, ward) of each area, by its sound; NONE: not known."""
    spelt, numbers = evidence.register.localities, {"": NONE}
    for text in spelt.texts:
        numbers.setdefault(_village(text), len(numbers))
    each = integers([numbers[_village(text)] for text in spelt.texts] or [NONE])
    return each[spelt.code]


def _village(text: str) -> str:
    sounds = [sound(word) for word in words(text)]
    return "".join(core + "a" * (end is End.OPEN) for core, end in sounds)


def _labels(evidence: Evidence, areas: Ints) -> list[Label]:
    """What the name of each of these areas says, but for its village."""
    names, localities = evidence.register.areas, evidence.register.localities
    read: dict[Pair, Label] = {}
    found = []
    for name, place in zip(
        names.code[areas].tolist(), localities.code[areas].tolist(), strict=True
    ):
        if (name, place) not in read:
            read[name, place] = read_label(names.texts[name], localities.texts[place])
        found.append(read[name, place])
    return found


@rule(
    "DUP005",
    title="no place is there as two areas",
    why="A place in two rows gets twice the visits, and two rakshaks who know nothing of each "
    "other.",
    remedy="if they are one place, write 0 under 'visits' of the row to be dropped; if not, "
    "give each a name or number that tells it apart; then import the sheet again",
    severity=Severity.WARNING,
    needs=[needs.areas],
)
def listed_twice(evidence: Evidence) -> Iterator[Fault]:
    """Sets of areas of one zone and village that may be one place.

    A warning where their names say the same; a remark where they stand side by side and are of one
    kind, but under other names.
    """
    areas, limits = open_areas(evidence), evidence.policy.places
    of, labels = evidence.snapshot.areas, _labels(evidence, areas)
    position, village = of.position[areas], villages(evidence)[areas]
    category, kinds = _categories(evidence, areas)
    by_category = _numbered(category, of.zone[areas])
    by_kind = _numbered(_kind(labels), of.zone[areas])

    def same(one: int, other: int) -> bool:
        return alike(labels[one], labels[other]) or any_of(one, other) or any_of(other, one)

    def any_of(one: int, other: int) -> bool:
        """One says no more than its village, and may be whatever its category is: the other?"""
        if not only_village(labels[one]) or village[one] == NONE:
            return False
        plain = len(kinds[one]) == 1 and holds(kinds[one], labels[other])
        return plain or only_village(labels[other])

    pairs, metres = _of_one_village(position, by_category, village, limits.duplicate_within)
    alikes = _each(pairs, same)
    near = pairs[np.logical_not(alikes) & (metres <= limits.beside_within)]
    near = near[_each(near, lambda one, other: beside(labels[one], labels[other]))]
    across, _ = _of_one_village(position, by_kind, village, limits.duplicate_within)
    across = across[category[across[:, 0]] != category[across[:, 1]]]
    across = across[_each(across, lambda one, other: _agree_fully(labels[one], labels[other]))]
    hidden = _without_coordinates(position, by_category, village, labels)

    def named(those: Ints, how: str) -> Fault:
        ids = some(of.ids[areas[those]])
        return of_area(evidence, int(areas[those[0]]), f"{ids} may be one place: {how}")

    sets = sets_of(np.concatenate([pairs[alikes], across, hidden]))
    unlocated, elsewhere = touched(sets, hidden), touched(sets, across)
    for k, those in enumerate(sets):
        how = f"names that say the same, within {limits.duplicate_within} m of each other"
        if unlocated[k]:
            how = "names that say the same, in one village, not all with coordinates"
        if elsewhere[k]:
            how += ", under different categories"
        yield named(those, how)
    for those in sets_of(near):
        how = f"of one kind, within {limits.beside_within} m of each other, under other names"
        yield replace(named(those, how), severity=Severity.INFO)


def _categories(evidence: Evidence, areas: Ints) -> tuple[Ints, list[frozenset[str]]]:
    """A number for the category of each area, and what kinds it holds.

    Categories of the same kinds count as one: a sheet may tell high schools of girls from others.
    """
    codes = evidence.snapshot.categories
    kinds = [kinds_of(code, evidence.policy) for code in codes]
    numbers: dict[object, int] = {}
    each = [
        numbers.setdefault(k or code, len(numbers)) for k, code in zip(kinds, codes, strict=True)
    ]
    category = evidence.snapshot.areas.category[areas]
    return integers(each)[category], [kinds[c] for c in category.tolist()]


def _kind(labels: list[Label]) -> Ints:
    """A number for the one kind that each name says; one of its own where it says none or more."""
    numbers: dict[object, int] = {}
    said = [label.kinds if len(label.kinds) == 1 else k for k, label in enumerate(labels)]
    return integers([numbers.setdefault(one, len(numbers)) for one in said])


def _numbered(one: Ints, other: Ints) -> Ints:
    """A number for each two numbers."""
    _, number = np.unique(np.stack([one, other]), axis=1, return_inverse=True)
    flat: Ints = number.ravel()
    return flat


def _of_one_village(
    position: Points, group: Ints, village: Ints, within: int
) -> tuple[Ints, Points]:
    """Pairs of one group within so many metres that are not of two villages; their metres."""
    pairs, metres = neighbours(position, group, within)
    mine, theirs = village[pairs].T
    fits = (mine == theirs) | ~given(mine) | ~given(theirs)
    return pairs[fits], metres[fits]


def _agree_fully(one: Label, other: Label) -> bool:
    """Of two areas of different categories: their names leave nothing open."""
    return one.marks == other.marks and alike(one, other)


def _each(pairs: Ints, verdict: Callable[[int, int], bool]) -> Flags:
    """The verdict on each pair."""
    told = [verdict(one, other) for one, other in pairs.tolist()]
    return np.array(told, dtype=bool)


def _without_coordinates(position: Points, group: Ints, village: Ints, labels: list[Label]) -> Ints:
    """Pairs of one group and village whose names say exactly the same, one without coordinates."""
    known: Flags = np.logical_not(np.isnan(position).any(axis=1))
    rows: dict[tuple[int, int, Label], list[int]] = {}
    for k in np.argsort(known, kind="stable").tolist():
        if village[k] != NONE:
            rows.setdefault((int(group[k]), int(village[k]), labels[k]), []).append(k)
    pairs = [(those[0], k) for those in rows.values() if not known[those[0]] for k in those[1:]]
    return integers(pairs).reshape(-1, 2)


@rule(
    "DUP008",
    title="the category of an area agrees with its name",
    why="The category says how many visits a place needs and who is best sent there.",
    remedy="correct the category in the sheet of areas, or its row in the category map, and "
    "import it again",
    severity=Severity.WARNING,
    needs=[needs.areas],
)
def contradicted(evidence: Evidence) -> Iterator[Fault]:
    """Areas whose name says one thing that its category does not hold."""
    areas = open_areas(evidence)
    category, codes = evidence.snapshot.areas.category, evidence.snapshot.categories
    kinds = [kinds_of(code, evidence.policy) for code in codes]
    for a, label in zip(areas.tolist(), _labels(evidence, areas), strict=True):
        kind = contradicts(label, kinds[category[a]])
        if kind:
            message = f"its category is {codes[category[a]]}, but its name says {kind}"
            yield of_area(evidence, a, message)


RULES = (listed_twice, contradicted)
