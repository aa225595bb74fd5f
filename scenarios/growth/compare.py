"""Compare: campaigns side by side, for as many mitans wanted and with the same rates drawn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.growth.cascade import Cascade, cascade, check_people, leader_spans
from scenarios.growth.jams import LIFTED
from scenarios.growth.result import Simulated, simulated
from scenarios.growth.scenario import growth, growth_names
from scenarios.hierarchies import hierarchy, hierarchy_names
from scenarios.presets import unknown

CHAIN = re.compile(r"\d+(-\d+)+")


@dataclass(frozen=True)
class Compared:
    """A campaign simulated as it is, and with a seat in training for everybody."""

    name: str
    done: Simulated
    seated: Simulated


def compared(base: Cascade, names: Sequence[str], reps: int, seed: int) -> list[Compared]:
    """Each of `names` simulated.

    A name is a growth scenario (or a file of one), as it stands; or a hierarchy, or a chain of
    spans like 20-25, for the mitans that `base` wants. Raises Refusal: USAGE where it is none,
    REJECTED where it wants more than there are.
    """
    result = []
    for name in names:
        one = _cascade(base, name)
        check_people(one)
        both = [simulated(c, reps, seed, why=False) for c in (one, LIFTED["seats"](one))]
        result.append(Compared(name, *both))
    return result


def is_scenario(name: str) -> bool:
    """Whether a name is that of a growth scenario, which is compared as it stands."""
    return name.endswith(".toml") or name in growth_names()


def _cascade(base: Cascade, name: str) -> Cascade:
    if CHAIN.fullmatch(name):
        return base.with_chain(tuple(int(span) for span in name.split("-")))
    if is_scenario(name):
        return cascade(growth(name))
    if name in hierarchy_names():
        shape = hierarchy(name)
        return base.with_chain((*leader_spans(shape), shape.policy.quota.mitans_per_rakshak))
    raise unknown("growth scenarios, presets and chains (like 20-25)", name,
                  [*growth_names(), *hierarchy_names()])  # fmt: skip
