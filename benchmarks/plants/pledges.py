"""Pledges: sheets and lists that look made up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.field import Field, Planted
from benchmarks.plants.plant import planted, plants
from planner.snapshot import NONE, UNKNOWN, Ints


def _some_sheets(field: Field) -> Ints:
    """Sheets of different rakshaks."""
    sheets = field.snapshot.pledges
    first = np.unique(sheets.rakshak, return_index=True)[1]
    return field.rng.permutation(first)[: field.number]


@plants("PLG001")
def nobodys_sheets(field: Field) -> Planted:
    """Sheets whose mitan is nobody, in different ways."""
    at, sheets = _some_sheets(field), field.snapshot.pledges
    mitan = sheets.mitan.copy()
    mitan[at] = np.resize([NONE, UNKNOWN, int(np.flatnonzero(field.rakshaks)[0])], len(at))
    return planted(field.sheets(mitan=mitan), sheets.ids[at].tolist())


@plants("PLG002")
def crowds(field: Field) -> Planted:
    """Areas where more people sign than there are."""
    at, sheets, areas = _some_sheets(field), field.snapshot.pledges, field.snapshot.areas
    here = field.some((areas.people > 0) & (areas.people < 50))[: len(at)]
    area, count = sheets.area.copy(), sheets.count.copy()
    area[at[: len(here)]] = here
    count[at[: len(here)]] = areas.people[here] + 1
    return planted(field.sheets(area=area, count=count), field.area_ids(here), {"PLG008", "PLG007"})


@plants("PLG003")
def tireless(field: Field) -> Planted:
    """Mitans with more pledges on a day than a person can take."""
    at, sheets = _some_sheets(field), field.snapshot.pledges
    count = sheets.count.copy()
    count[at] = field.evidence.policy.audit.pledges_a_day + 1
    who = field.ids(sheets.mitan[at])
    return planted(field.sheets(count=count), who, {"PLG002", "PLG008"})


@plants("PLG004")
def phones_in_a_row(field: Field) -> Planted:
    """Lists of mitans whose phones follow one upon another."""
    lists, phones = field.lists(), field.evidence.register.phones.copy()
    least = field.evidence.policy.audit.run_of_phones
    for mitans in lists:
        phones[mitans[:least]] = phones[mitans[0]] + np.arange(least)
    register = replace(field.evidence.register, phones=phones)
    who = [int(field.rakshak_of[mitans[0]]) for mitans in lists]
    return planted(replace(field.evidence, register=register), field.ids(np.array(who)), {"DUP004"})


@plants("PLG005")
def one_family(field: Field) -> Planted:
    """Lists of mitans who all have one surname."""
    lists, people = field.lists(), field.evidence.register.people
    names = [f"{word} Baghel" for word in ("Asha", "Ravi", "Uma", "Om", "Tara", "Hari", "Lata")]
    code = people.code.copy()
    for mitans in lists:
        code[mitans] = len(people.texts) + np.arange(len(mitans)) % len(names)
    named = replace(people, code=code, texts=(*people.texts, *names))
    register = replace(field.evidence.register, people=named)
    who = [int(field.rakshak_of[mitans[0]]) for mitans in lists]
    return planted(replace(field.evidence, register=register), field.ids(np.array(who)), {"DUP004"})


@plants("PLG006")
def at_once(field: Field) -> Planted:
    """Lists of mitans who pledged in one minute."""
    minute, rows = field.snapshot.enrolments.minute.copy(), field.snapshot.enrolments
    lists = field.lists()
    for mitans in lists:
        minute[np.searchsorted(rows.mitan, mitans)] = int(field.rng.integers(1440))
    who = [int(field.rakshak_of[mitans[0]]) for mitans in lists]
    return planted(field.dated(minute=minute), field.ids(np.array(who)))


@plants("PLG007")
def signatures_missing(field: Field) -> Planted:
    """Rakshaks whose sheets bear one signature each."""
    sheets = field.snapshot.pledges
    who = field.some(field.rakshaks)
    count = np.where(np.isin(sheets.rakshak, who), 1, sheets.count)
    return planted(field.sheets(count=count), field.ids(who))


@plants("PLG008")
def stand_out(field: Field) -> Planted:
    """Rakshaks who bring ten times as many pledges."""
    sheets = field.snapshot.pledges
    who = field.some(field.rakshaks)
    count = np.where(np.isin(sheets.rakshak, who), 8 * sheets.count, sheets.count)
    return planted(field.sheets(count=count), field.ids(who), {"PLG002"})


PLANTS = (
    nobodys_sheets,
    crowds,
    tireless,
    phones_in_a_row,
    one_family,
    at_once,
    signatures_missing,
    stand_out,
)
