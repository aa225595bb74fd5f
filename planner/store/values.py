"""Values: from a text that the store holds to its number. Raises Refusal where Mitan wrote no such.

Whatever is not as Mitan writes it was put there by another program.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

import numpy as np

from planner.findings import Refusal
from planner.plan import positions
from planner.snapshot import NONE, Ids, Ints, Role, integers

IDS_TOLD = 5
ROLES = {role.name.lower(): role for role in Role}


def all_there(wanted: Ids, among: Ids, table: str) -> Ints:
    """Index of each wanted id. Foreign keys see to it that all are there, where they are kept.

    Raises Refusal where one is not.
    """
    at = positions(wanted, among)
    lost = np.unique(wanted[at == -1]).tolist()
    if lost:
        told = ", ".join(lost[:IDS_TOLD]) + (" ..." if len(lost) > IDS_TOLD else "")
        raise Refusal(
            f"The table {table} of the store names {len(lost)} id(s) that are not there: {told}. "
            "It was changed by another program. Put back the last good copy."
        )
    return at


def role_of(text: str) -> int:
    """The Role that a text names."""
    if text not in ROLES:
        raise _not_ours(text, "role of a person", ", ".join(ROLES))
    return ROLES[text]


def day_of(text: str) -> int:
    """The proleptic ordinal of an ISO day, NONE for an empty text."""
    if not text:
        return NONE
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        raise _not_ours(text, "day", "a date such as 2020-09-08") from None


def phones_of(column: Sequence[str]) -> Ints:
    """Phones as numbers; NONE where none is kept, or no number."""
    return integers([int(phone) if phone.isdecimal() else NONE for phone in column])


def minute_of(text: str) -> int:
    """The minute of the day of a time HH:MM, NONE for an empty text."""
    if not text:
        return NONE
    try:
        at = time.fromisoformat(text)
    except ValueError:
        raise _not_ours(text, "time of a pledge", "a time such as 10:31") from None
    return at.hour * 60 + at.minute


def _not_ours(text: str, what: str, wanted: str) -> Refusal:
    return Refusal(
        f"The store holds {text[:40]!r} as the {what}, where {wanted} is expected: it was changed "
        "by another program. Put back the last good copy, or import the sheet again."
    )
