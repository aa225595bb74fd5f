"""PHA: nobody goes out before his time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.audit import evidence as needs
from planner.audit.evidence import Evidence, Skipped
from planner.audit.rule import Fault, counted, of_person, rule
from planner.snapshot import NONE


@rule(
    "PHA001",
    title="nobody is sent out untrained",
    why="People ask rakshaks about their money: wrong advice does harm.",
    remedy="train him and record the day ('trained on' in the sheet of people), or plan again: "
    "mitan assign",
    needs=[needs.rakshaks],
)
def untrained(evidence: Evidence) -> Iterator[Fault]:
    """Active rakshaks with visits but no day of training, as far as the policy asks for one.

    'always': everybody needs a day. 'recorded': as soon as one active rakshak has one, all need
    one. 'never': nobody does.
    """
    visits = evidence.visits_by_person
    rakshaks, trained = evidence.active_rakshaks, evidence.snapshot.people.trained != NONE
    required = evidence.policy.training.required
    if required == "never":
        raise Skipped("this campaign's policy does not ask for training")
    if required == "recorded" and not (rakshaks & trained).any():
        raise Skipped("no training recorded yet")
    for i in np.flatnonzero(rakshaks & ~trained & (visits > 0)).tolist():
        message = f"is given {counted(visits[i], 'visit')} but no training is recorded"
        yield of_person(evidence, i, message)


RULES = (untrained,)
