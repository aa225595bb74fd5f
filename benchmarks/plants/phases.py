"""Phases: days that cannot be."""

from __future__ import annotations

import numpy as np

from benchmarks.field import Field, Planted
from benchmarks.plants.plant import ANEW, UNEVEN, planted, plants
from planner.audit.evidence import Evidence
from planner.snapshot import NONE, Ints


@plants("PHA001")
def untrained(field: Field) -> Planted:
    """Rakshaks with visits who were never trained."""
    who = field.some(field.rakshaks)
    trained = field.snapshot.people.trained.copy()
    trained[who] = NONE
    return planted(field.people(trained=trained), field.ids(who), ANEW | UNEVEN)


@plants("PHA002")
def trained_first(field: Field) -> Planted:
    """Rakshaks who joined after their training."""
    who = field.some(field.rakshaks)
    joined = field.snapshot.people.joined.copy()
    joined[who] = field.snapshot.people.trained[who] + 1
    return planted(field.people(joined=joined), field.ids(who))


def _of_mitans(field: Field, column: str, days: int) -> tuple[Evidence, Ints]:
    """A date of some mitans, one of each rakshak, moved by days; and their rakshaks."""
    mitan = field.some(field.mitans)
    rows = field.snapshot.enrolments
    at = np.searchsorted(rows.mitan, mitan)
    dates = getattr(rows, column).copy()
    dates[at] += days
    return field.dated(**{column: dates}), rows.rakshak[at]


@plants("PHA003")
def too_eager(field: Field) -> Planted:
    """Mitans enrolled before their rakshak was trained."""
    evidence, who = _of_mitans(field, "enrolled", -30)
    return planted(evidence, field.ids(who), {"PHA004"})


@plants("PHA004")
def out_of_phase(field: Field) -> Planted:
    """Mitans marked as pledged a week after pledge day."""
    evidence, who = _of_mitans(field, "pledged", 7)
    return planted(evidence, field.ids(who))


@plants("PHA005")
def pledged_first(field: Field) -> Planted:
    """Mitans marked as pledged a month before pledge day."""
    evidence, who = _of_mitans(field, "pledged", -30)
    return planted(evidence, field.ids(who), {"PHA004"})


PLANTS = (
    untrained,
    trained_first,
    too_eager,
    out_of_phase,
    pledged_first,
)
