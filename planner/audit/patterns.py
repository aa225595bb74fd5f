"""PLG004 to PLG006: a rakshak's list of mitans does not look made up.

Names and phones are compared here and never shown.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.audit import evidence as needs
from planner.audit.evidence import Evidence, Skipped, given
from planner.audit.rule import Fault, of_person, on_day, rule, runs, some
from planner.findings import Severity

LARGEST_PHONE = 10**10  # ten digits


@rule(
    "PLG004",
    title="mitans' phones do not follow one upon another",
    why="Friends have numbers from everywhere; 9100000001, 9100000002, 9100000003 is a list that "
    "somebody wrote down.",
    remedy="phone some of these mitans; take out those who do not exist",
    severity=Severity.WARNING,
    needs=[needs.enrolments],
)
def run_of_phones(evidence: Evidence) -> Iterator[Fault]:
    """Rakshaks of whose mitans `run_of_phones` or more have consecutive numbers."""
    (mitan, rakshak), least = evidence.enrolments, evidence.policy.audit.run_of_phones
    phone = evidence.register.phones[mitan]
    if not given(phone).any():
        raise Skipped("no mitan's phone is recorded")
    order = np.lexsort((mitan, phone, rakshak))
    order = order[given(phone[order])]
    twice = np.diff(rakshak[order] * LARGEST_PHONE + phone[order], prepend=-1) == 0
    order = order[~twice]  # DUP001 has those who share one
    mitan, rakshak, phone = mitan[order], rakshak[order], phone[order]
    # phones that follow one upon another are as far ahead of their places in the row
    starts, length = runs(rakshak, phone - np.arange(len(phone)))
    for k in np.flatnonzero(length >= least).tolist():
        those = mitan[starts[k] : starts[k] + length[k]]
        message = f"has {length[k]} mitans whose phones follow one upon another: "
        message += some(evidence.snapshot.people.ids[those])
        yield of_person(evidence, int(rakshak[starts[k]]), message)


@rule(
    "PLG005",
    title="a rakshak's mitans are not of one surname",
    why="A list copied from one family or one voters' page is no circle of friends. In some "
    "villages one name is common: then it is nothing.",
    remedy="phone some of these mitans and ask who enrolled them; where one name is common, "
    "ignore this rule with that reason, or raise [audit] one_surname in campaign.toml",
    severity=Severity.WARNING,
    needs=[needs.rakshaks, needs.enrolments],
)
def one_surname(evidence: Evidence) -> Iterator[Fault]:
    """Rakshaks with a full quota of whose mitans `one_surname` of the policy (a share) or more
    have the same last name. Mitans without two names are left out: they may be half of all.
    """
    mitan, rakshak = evidence.enrolments
    surname = evidence.surnames[mitan]
    named = given(surname)
    if not named.any():
        raise Skipped("no mitan's surname is recorded")
    people = len(evidence.snapshot.people.ids)
    pairs, count = np.unique(np.stack([rakshak, surname])[:, named], axis=1, return_counts=True)
    of = np.bincount(rakshak[named], minlength=people)[pairs[0]]
    quota = evidence.policy.quota
    has = evidence.enrolled[pairs[0]]  # one without a surname put in hides no list
    full = (has >= quota.mitans_per_rakshak - quota.tolerance) & (2 * of >= has) & (of > 1)
    for k in np.flatnonzero(full & (count >= evidence.policy.audit.one_surname * of)).tolist():
        message = f"has {of[k]} mitans with two names or more; {count[k]} share the last one"
        yield of_person(evidence, int(pairs[0, k]), message)


@rule(
    "PLG006",
    title="a rakshak's mitans do not pledge in one minute",
    why="People sign one after the other. Many in one minute were entered, not signed.",
    remedy="ask the rakshak how they were taken; phone some of these mitans",
    severity=Severity.WARNING,
    needs=[needs.enrolments],
)
def in_one_minute(evidence: Evidence) -> Iterator[Fault]:
    """Rakshaks of whose mitans `in_one_minute` of the policy or more pledged in the same minute,
    and at least one in five: of very many a few meet by chance.
    """
    rows = evidence.snapshot.enrolments
    timed = given(rows.minute) & evidence.snapshot.people.active[rows.mitan]
    if not timed.any():
        raise Skipped("no time of a pledge is recorded")
    order = np.lexsort((rows.mitan, rows.minute, rows.pledged, rows.rakshak))
    order = order[timed[order]]
    when = np.stack([rows.rakshak, rows.pledged, rows.minute])[:, order]
    starts, length = runs(*when)
    of = np.bincount(when[0])[when[0, starts]]
    many = (length >= evidence.policy.audit.in_one_minute) & (5 * length >= of)
    for k in np.flatnonzero(many).tolist():
        person, day, minute = when[:, starts[k]].tolist()
        those = rows.mitan[order[starts[k] : starts[k] + length[k]]]
        message = f"has {length[k]} mitans who pledged {on_day(day)} at {minute // 60:02}:"
        message += f"{minute % 60:02}: {some(evidence.snapshot.people.ids[those])}"
        yield of_person(evidence, person, message)


RULES = (run_of_phones, one_surname, in_one_minute)
