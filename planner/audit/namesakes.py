"""DUP004: one person who is there twice, under two spellings. Names are compared and never shown.

A name alone is no suspicion: of six lakh people thousands share theirs. Two people are named only
if their names sound alike (`names.alike`) and something else points the same way:

- they have one rakshak or leader, or one is the other's, and one of them has no phone;
- their phones differ by a digit or by two neighbours swapped, and they live in one zone;
- they have exactly the same coordinates.

And only names so rare that chance alone would bring them together once at the most in the whole
campaign (CHANCE). Of n people c who share a name make c (c - 1) / (n (n - 1)) of all pairs
namesakes; so of R pairs who are related in one of these ways R c (c - 1) / (n (n - 1)) are
namesakes by chance. In the district demo (6,25,240 people, 4,212 names, all about as common) one
mitan in ten without a phone makes R = 15 lakh and 374 namesakes by chance: too many, so only the
rarest names count; 20 mitans without a phone make R = 500 and 0.1: every pair of namesakes counts.
476 pairs have phones that differ by a slip (0.1 namesakes), one has one place (0.0002).
People of equal phones are left out: DUP001 and DUP003 name them whatever they are called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from planner.audit import evidence as needs
from planner.audit.evidence import Evidence, Skipped, given
from planner.audit.linked import MOST_BESIDE, sets_of, touched
from planner.audit.names import Name, alike, read_name
from planner.audit.rule import Fault, of_person, rule, runs, some
from planner.findings import Severity
from planner.snapshot import NONE, Flags, Ints, integers

CHANCE = 1.0  # pairs of namesakes that chance may bring together, for each kind of relation
DIGITS = 10  # of a phone
NOBODY = integers([]), integers([])


@dataclass(frozen=True, eq=False)
class Called:
    """n active people with a name that can be read."""

    person: Ints  # n indices of people
    name: Ints  # n indices into names
    key: Ints  # n numbers: equal ones are namesakes
    phone: Ints  # n numbers, NONE where not known
    names: tuple[Name, ...]

    @property
    def namesakes(self) -> Ints:
        """How many people have each key."""
        return np.bincount(self.key)


@dataclass(frozen=True, eq=False)
class Related:
    """m memberships in groups: two members of one group that fit are related.

    `pairs` is the number of related pairs, whatever they are called.
    """

    how: str  # what is said of two who are related
    group: Ints
    member: Ints  # index into Called
    pairs: int
    fits: Callable[[Ints, Ints], Flags]


def _called(evidence: Evidence) -> Called:
    spelt, phones = evidence.register.people, evidence.register.phones
    person = np.flatnonzero(evidence.snapshot.people.active)
    codes, name = np.unique(spelt.code[person], return_inverse=True)
    names = tuple(read_name(spelt.texts[code]) for code in codes.tolist())
    numbers = {key: k for k, key in enumerate(dict.fromkeys(name.key for name in names))}
    key = integers([numbers[name.key] for name in names])[name]
    named = key != numbers.get("", NONE)
    return Called(person[named], name[named], key[named], phones[person[named]], names)


@rule(
    "DUP004",
    title="nobody is there twice under two spellings",
    why="Names are written in Hindi and English, with and without titles, as each clerk hears "
    "them; one person in two rows counts twice.",
    remedy="ask them; if they are one person keep one row and write no under 'active' in the "
    "other, if not write the phone of each; then import the sheet again",
    severity=Severity.WARNING,
    needs=[needs.people],
)
def spelt_twice(evidence: Evidence) -> Iterator[Fault]:
    """One finding for each set of people who may be one, with what points to it."""
    called = _called(evidence)
    if not len(called.person):
        raise Skipped("no names that can be read")
    kinds = [_of_one_team, _of_near_phones, _at_one_place]
    found = [(kind.how, _namesakes(called, kind)) for kind in (k(evidence, called) for k in kinds)]
    ids = evidence.snapshot.people.ids
    sets = sets_of(np.concatenate([pairs for _, pairs in found]))
    ways = [(how, touched(sets, pairs)) for how, pairs in found]
    for k, those in enumerate(sets):
        how = ", ".join(how for how, of in ways if of[k])
        people = called.person[those]
        message = f"{some(ids[people])} may be one person: names that sound alike, {how}"
        yield of_person(evidence, int(people[0]), message)


def _of_one_team(evidence: Evidence, called: Called) -> Related:
    """Those under one person and himself; of two who are related one has no phone."""
    how = "the same rakshak or leader, no phone of at least one"
    below, above = evidence.edges if not given(called.phone).all() else NOBODY
    leads = np.unique(above)
    group, person = np.concatenate([above, leads]), np.concatenate([below, leads])
    index = np.full(len(evidence.snapshot.people.ids), NONE)
    index[called.person] = np.arange(len(called.person))
    there = given(index[person])
    group, member = group[there], index[person[there]]
    lacking = np.unique(group[~given(called.phone[member])])
    there = np.isin(group, lacking)
    group, member = group[there], member[there]
    with_phone = given(called.phone[member])
    related = _pairs_within(group) - _pairs_within(group[with_phone])

    def fits(one: Ints, other: Ints) -> Flags:
        both: Flags = given(called.phone[one]) & given(called.phone[other])
        return ~both

    return Related(how, group, member, related, fits)


def _of_near_phones(evidence: Evidence, called: Called) -> Related:
    """Those of one zone whose phones agree but for one digit, or the order of two neighbours."""
    zone, tens = evidence.snapshot.people.zone[called.person], 10 ** (DIGITS - 1)
    whole = (called.phone >= tens) & (called.phone < 10 * tens) & given(zone)
    those = np.flatnonzero(whole)
    phone, zone = called.phone[those], zone[those]
    groups, members, related, before = [], [], 0, 0
    equal = _pairs_within(zone, phone)  # they share every form, and are DUP001's
    for form in _forms(phone):
        several, group = _shared(form + 10**DIGITS * zone)
        related += _pairs_within(group) - equal
        groups.append(group + before)
        members.append(those[several])
        before += len(several)
    group, member = np.concatenate(groups), np.concatenate(members)
    how = "one zone, phones that differ by a digit or in the order of two"

    def fits(one: Ints, other: Ints) -> Flags:
        differ: Flags = called.phone[one] != called.phone[other]
        return differ

    return Related(how, group, member, related, fits)


def _shared(key: Ints) -> tuple[Ints, Ints]:
    """Which of n keys another has too, and numbers for these keys, equal ones for equal keys."""
    ordered = np.sort(key)  # far faster than to sort indices: most keys stand alone
    shared = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    at = np.searchsorted(shared, key)
    several = np.flatnonzero(np.append(shared, NONE)[at] == key)
    return several, at[several]


def _forms(phone: Ints) -> Iterator[Ints]:
    """Phones with one digit taken out, and with two neighbours in order, for every place.

    Two different phones share the first where they differ in that digit alone, the second where
    these two are swapped.
    """
    for power in 10 ** np.arange(DIGITS):
        digit = phone // power % 10
        yield phone - digit * power
    for power in 10 ** np.arange(DIGITS - 1):
        low, high = phone // power % 10, phone // (10 * power) % 10
        yield phone + np.where(low > high, (low - high) * 9 * power, 0)


def _at_one_place(evidence: Evidence, called: Called) -> Related:
    """Those with the same coordinates, but for those with the same phone."""
    position = evidence.snapshot.people.position[called.person]
    located = np.flatnonzero(~np.isnan(position).any(axis=1))
    order = np.lexsort(position[located].T)
    _, length = runs(*position[located[order]].T)
    several = np.repeat(length, length) > 1
    member, group = located[order][several], np.repeat(np.arange(len(length)), length)[several]
    known = given(called.phone[member])
    same = _pairs_within(group[known], called.phone[member][known])

    def fits(one: Ints, other: Ints) -> Flags:
        equal: Flags = (called.phone[one] == called.phone[other]) & given(called.phone[one])
        return ~equal

    return Related("the same coordinates", group, member, _pairs_within(group) - same, fits)


def _pairs_within(*labels: Ints) -> int:
    """How many pairs of m have equal labels of each kind."""
    order = np.lexsort(labels)
    _, count = runs(*(label[order] for label in labels))
    return int((count * (count - 1) // 2).sum())


def _rare(called: Called, related: int) -> Flags:
    """Which keys are so rare that chance makes CHANCE pairs of all of them at the most.

    Keys of as many namesakes are rare together or not at all.
    """
    count, n = called.namesakes, len(called.person)
    sizes, keys = np.unique(count, return_counts=True)
    by_chance = related * keys * (sizes * (sizes - 1) / max(n * (n - 1), 1))
    most = sizes[np.cumsum(by_chance) <= CHANCE]
    rare: Flags = count <= (most.max() if len(most) else 0)
    return rare


def _namesakes(called: Called, related: Related) -> Ints:
    """Pairs of those related whose names are alike and rare: n x 2 indices into Called.

    In one group each is compared with MOST_BESIDE others of a word in common.
    """
    found = [np.zeros((0, 2), dtype=np.int64)]
    if related.pairs == 0:
        return found[0]
    rare = _rare(called, related.pairs)[called.key[related.member]]
    group, member = related.group[rare], related.member[rare]
    row, block = _blocks(called, called.name[member])
    group, member = group[row], member[row]
    order = np.lexsort((called.phone[member], block, group))  # those without a phone first
    group, member, block = group[order], member[order], block[order]
    for step in range(1, MOST_BESIDE):
        beside = (group[step:] == group[:-step]) & (block[step:] == block[:-step])
        at = np.flatnonzero(beside)
        if not len(at):
            break
        one, other = member[at], member[at + step]
        fit = (one != other) & related.fits(one, other)
        pairs = np.stack([one[fit], other[fit]], axis=1)
        found.append(pairs[_alike(called, called.name[pairs])])
    return np.concatenate(found)


def _blocks(called: Called, name: Ints) -> tuple[Ints, Ints]:
    """For m names their blocks, row by row: index of the name, number of the block."""
    numbers: dict[str, int] = {}
    used, at = np.unique(name, return_inverse=True)
    lists = [
        [numbers.setdefault(block, len(numbers)) for block in sorted(called.names[k].blocks)]
        for k in used.tolist()
    ]
    size = integers([len(blocks) for blocks in lists])
    start = np.cumsum(size) - size
    flat = integers([number for blocks in lists for number in blocks])
    row = np.repeat(np.arange(len(name)), size[at])
    within = np.arange(len(row)) - np.repeat(np.cumsum(size[at]) - size[at], size[at])
    return row, flat[start[at][row] + within]


def _alike(called: Called, pairs: Ints) -> Flags:
    """Which of n x 2 names are alike; each two different names are compared once."""
    several = len(called.names)
    keys, at = np.unique(pairs.min(axis=1) * several + pairs.max(axis=1), return_inverse=True)
    verdict = [
        alike(called.names[one], called.names[other])
        for one, other in zip(*(side.tolist() for side in np.divmod(keys, several)), strict=True)
    ]
    return np.array(verdict, dtype=bool)[at.ravel()]


RULES = (spelt_twice,)
