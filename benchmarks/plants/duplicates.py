"""Duplicates: people and places that are there twice, or say two things."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.field import Field, Planted
from benchmarks.plants.plant import ANEW, FAR, LEFT, SETTLED, UNEVEN, planted, plants
from planner.audit.evidence import Evidence
from planner.snapshot import NONE, Ints, Role
from scenarios.names import FIRST_NAMES, SURNAMES


def _with_phones(field: Field, who: Ints, of: Ints) -> Evidence:
    """People who have the phones of others."""
    phone, numbers = field.snapshot.people.phone.copy(), field.evidence.register.phones.copy()
    phone[who], numbers[who] = phone[of], numbers[of]
    register = replace(field.evidence.register, phones=numbers)
    return replace(field.people(phone=phone), register=register)


@plants("DUP001")
def shared_phones(field: Field) -> Planted:
    """Mitans who have another mitan's phone."""
    pairs = field.some(field.mitans, 2 * field.number)
    pairs = pairs[: len(pairs) // 2 * 2].reshape(-1, 2)
    evidence = _with_phones(field, pairs[:, 0], pairs[:, 1])
    return planted(evidence, field.ids(pairs.min(axis=1)), {"DUP004"})


@plants("DUP002")
def claimed_twice(field: Field) -> Planted:
    """Mitans whom another rakshak claims as well."""
    mitan = field.some(field.mitans)
    to = field.rakshak_of[np.roll(mitan, 1)]
    return planted(field.enrolled(mitan, to), field.ids(mitan), {"COV002", "PLG007"})


@plants("DUP003")
def own_mitans(field: Field) -> Planted:
    """Rakshaks who have the phone of a mitan."""
    mitan = field.some(field.mitans)
    who = field.rakshak_of[mitan]
    evidence = _with_phones(field, mitan, who)
    assert (field.snapshot.people.role[who] == Role.RAKSHAK).all()
    return planted(evidence, field.ids(np.minimum(mitan, who)), {"DUP004"})


def _called(field: Field, part: str, at: Ints, texts: list[str]) -> Evidence:
    """People or areas (`part`) under other names."""
    register = field.evidence.register
    names = getattr(register, part)
    code = names.code.copy()
    code[at] = len(names.texts) + np.arange(len(at))
    named = replace(names, code=code, texts=(*names.texts, *texts))
    return replace(field.evidence, register=replace(register, **{part: named}))


@plants("DUP004")
def spelt_twice(field: Field) -> Planted:
    """Mitans of one rakshak of whom one has the other's name in the other script, and no phone."""
    pairs = np.array([np.sort(mitans[:2]) for mitans in field.lists()])
    scripts = [dict(zip(*names, strict=True)) for names in (FIRST_NAMES, SURNAMES)]
    other = {k: v for words in scripts for k, v in words.items()}
    other |= {v: k for k, v in other.items()}
    texts = [field.evidence.register.people[int(k)] for k in pairs[:, 0]]
    evidence = _called(
        field, "people", pairs[:, 1], [" ".join(other[w] for w in text.split()) for text in texts]
    )
    phones = evidence.register.phones.copy()
    phones[pairs[:, 1]] = NONE
    evidence = replace(evidence, register=replace(evidence.register, phones=phones))
    return planted(evidence, field.ids(pairs[:, 0]))


@plants("DUP005")
def places_twice(field: Field) -> Planted:
    """Areas that say the same as another one in all that tells a place."""
    areas, register = field.snapshot.areas, field.evidence.register
    one, other = np.array_split(field.rng.permutation(field.visited)[: 2 * field.number], 2)
    one = one[: len(other)]
    columns = {}
    for name in ("category", "zone", "position"):
        columns[name] = getattr(areas, name).copy()
        columns[name][other] = columns[name][one]
    spelt = {}
    for name in ("areas", "localities"):
        code = getattr(register, name).code.copy()
        code[other] = code[one]
        spelt[name] = replace(getattr(register, name), code=code)
    evidence = replace(field.areas(**columns), register=replace(register, **spelt))
    also = ANEW | LEFT | UNEVEN | FAR | {"COV006", "COV007", "COV008", "COV009", "PLG002", "WRK005"}
    return planted(evidence, field.area_ids(np.minimum(one, other)), also - {"DUP005"})


@plants("DUP006")
def out_of_the_village(field: Field) -> Planted:
    """Areas twelve kilometres from the others of their village."""
    areas, village = field.snapshot.areas, field.evidence.register.localities.code
    names, label = np.unique(np.stack([areas.zone, village]), axis=1, return_inverse=True)
    label = label.reshape(-1)
    total = [np.bincount(label, axis, names.shape[1]) for axis in areas.position.T]
    count = np.bincount(label)
    apart = areas.position - (np.stack(total, axis=1) / count[:, None])[label]
    wide = np.zeros(len(count))
    np.maximum.at(wide, label, np.sqrt((apart**2).sum(axis=1)))  # NaN where one is not known
    settled = [k for k, code in enumerate(field.snapshot.categories) if code in SETTLED]
    small = (count[label] > 2) & (wide[label] < 2500) & ~np.isin(areas.category, settled)
    at = field.some(small, len(label))
    at = at[np.unique(label[at], return_index=True)[1]][: field.number]
    position = areas.position.copy()
    position[at, 2] += 12_000.0
    return planted(field.areas(position=position), field.area_ids(at), ANEW | FAR - {"DUP006"})


@plants("DUP007")
def of_another_state(field: Field) -> Planted:
    """Areas a thousand kilometres away, one of a zone: several would move its middle."""
    at = field.rng.permutation(field.visited)
    at = at[np.unique(field.snapshot.areas.zone[at], return_index=True)[1]][: field.number]
    position = field.snapshot.areas.position.copy()
    at = at[~np.isnan(position[at]).any(axis=1)]
    position[at, 2] += 1_000_000.0
    return planted(field.areas(position=position), field.area_ids(at), ANEW | FAR - {"DUP007"})


@plants("DUP008")
def misnamed(field: Field) -> Planted:
    """Areas that are no school and are called one."""
    category = field.snapshot.areas.category
    names = field.snapshot.categories
    able = [k for k, code in enumerate(names) if code in ("market", "bank", "petrol_pump", "hotel")]
    at = field.some(np.isin(category, able) & (field.evidence.visits_by_area > 0))
    evidence = _called(field, "areas", at, ["Govt High School"] * len(at))
    return planted(evidence, field.area_ids(at), {"DUP005"})


PLANTS = (
    shared_phones,
    claimed_twice,
    own_mitans,
    spelt_twice,
    places_twice,
    out_of_the_village,
    of_another_state,
    misnamed,
)
