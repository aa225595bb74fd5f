"""Cascade: what is simulated: levels of people, training, the people around, days, rates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from planner.findings import ExitCode, Refusal
from planner.policy import Policy
from planner.snapshot import Ints
from scenarios.growth import laws
from scenarios.growth.calendar import Calendar, calendar
from scenarios.growth.rates import Floats, Rate
from scenarios.growth.scenario import Growth
from scenarios.hierarchies import Hierarchy, hierarchy

MOST_RAKSHAKS = 2_000_000
MOST_LEVELS = 8
REMEDY = (
    "Lower the target (campaign.target in campaign.toml, or --target), or correct the people of "
    "the scenario's grounds."
)
MOST_QUOTA = 1_000  # mitans of a rakshak: he stands at one of so many places


@dataclass(frozen=True, eq=False)
class Cascade:
    """A campaign as the growth model sees it.

    L levels are trained: leaders from the top down, then rakshaks. `spans` has L - 1 numbers: how
    many of the next level one leads. G grounds, K paces (those who ask most last), C kinds of
    areas.
    """

    title: str
    rakshaks: int
    spans: tuple[int, ...]
    quota: int
    reserve: float  # rakshaks kept on the bench, as a share of those wanted
    seats: int  # in training, a day
    calendar: Calendar
    target: int  # pledges
    people: Ints  # G
    spread: Floats  # G: share of rakshaks
    asks: Ints  # K, ascending
    pace: Floats  # K: share of rakshaks
    kinds: tuple[str, ...]
    sessions: Floats  # G x C: share of the sessions of a ground
    crowd: Floats  # C: people at a session
    pledge: Floats  # C: share of them who pledge
    rates: Mapping[str, Rate]
    there: tuple[int, ...] = ()  # L: found before the first day; nobody is, where it is empty

    @property
    def levels(self) -> int:
        """How many levels are trained."""
        return len(self.spans) + 1

    @cached_property
    def wanted(self) -> tuple[int, ...]:
        """How many are wanted at each of the L levels."""
        counts = [self.rakshaks]
        for span in reversed(self.spans):
            counts.append(math.ceil(counts[-1] / span))
        return tuple(reversed(counts))

    @property
    def leaders(self) -> int:
        """How many leaders of all levels are wanted."""
        return sum(self.wanted[:-1])

    @property
    def staff(self) -> int:
        """How many places there are at the last level, with the bench."""
        return int(laws.benched(self.rakshaks, self.reserve))

    def with_rakshaks(self, rakshaks: int) -> Cascade:
        """The same with so many rakshaks, and the leaders whom they need."""
        _check_size(rakshaks)
        return replace(self, rakshaks=rakshaks)

    def with_chain(self, chain: tuple[int, ...]) -> Cascade:
        """The same number of mitans wanted, by other spans: leaders' first, the quota last.

        Raises Refusal (USAGE) where the chain cannot be one.
        """
        spans, quota = chain[:-1], chain[-1] if chain else 0
        if not 1 <= len(spans) < MOST_LEVELS or min(chain) < 1 or quota > MOST_QUOTA:
            raise Refusal(
                f"{'-'.join(map(str, chain))} is no chain of spans: give from 2 to {MOST_LEVELS} "
                "numbers, the leaders' spans first and the mitans of a rakshak (at most "
                f"{MOST_QUOTA:,}) last, as in 20-25.",
                exit_code=ExitCode.USAGE,
            )
        rakshaks = math.ceil(self.rakshaks * self.quota / quota)
        _check_size(rakshaks)
        return replace(self, spans=spans, quota=quota, rakshaks=rakshaks, there=())


def cascade(growth: Growth, policy: Policy | None = None) -> Cascade:
    """The cascade of a growth scenario: of its own hierarchy's policy, or of the one given.

    Whoever simulates it calls `check_people` first, when all that it is to be is put in. Raises
    Refusal, with findings, where the phases cannot be simulated.
    """
    shape = hierarchy(growth.hierarchy)
    policy = policy or shape.policy
    paces = sorted(growth.paces, key=lambda pace: pace.asks)
    made = Cascade(
        title=growth.title,
        rakshaks=round(growth.rakshaks.value),
        spans=leader_spans(shape),
        quota=policy.quota.mitans_per_rakshak,
        reserve=policy.reserve.share,
        seats=round(growth.seats.value),
        calendar=calendar(policy, growth.activity.model_dump()),
        target=policy.campaign.target,
        people=np.array([ground.people for ground in growth.grounds], dtype=np.int64),
        spread=_shares([ground.rakshaks for ground in growth.grounds]),
        asks=np.array([pace.asks for pace in paces], dtype=np.int64),
        pace=_shares([pace.share for pace in paces]),
        kinds=tuple(kind.code for kind in growth.kinds),
        sessions=np.array([_shares([k.share[g] for k in growth.kinds])
                           for g in range(len(growth.grounds))]),
        crowd=np.array([kind.people for kind in growth.kinds]),
        pledge=np.array([kind.pledge for kind in growth.kinds]),
        rates=growth.rates,
    )  # fmt: skip
    _check_size(made.rakshaks)
    return made


def leader_spans(shape: Hierarchy) -> tuple[int, ...]:
    """The usual spans of a hierarchy's levels of leaders, from the top down."""
    return tuple(level.span.usual for level in shape.levels if level.span is not None)[:-1]


def check_people(cascade: Cascade, remedy: str = REMEDY) -> None:
    """Make sure that the campaign does not want more than there are; `remedy` against a target.

    Raises Refusal (REJECTED) where the rakshaks of a ground outnumber its people, the target
    all people, or a rakshak's mitans what the model can count; or where there are fewer days than
    levels.
    """
    days = len(cascade.calendar)
    if days < cascade.levels and not any(cascade.there):
        raise Refusal(
            f"In {days} day(s) there would be no rakshak: {cascade.levels} levels are found and "
            "trained one after the other, a day for each at least. Give the phases more days in "
            "campaign.toml."
        )
    if cascade.quota > MOST_QUOTA:
        raise Refusal(
            f"{cascade.quota:,} mitans of a rakshak cannot be simulated: set "
            f"quota.mitans_per_rakshak in campaign.toml to {MOST_QUOTA:,} at most."
        )
    everybody = int(cascade.people.sum())
    if cascade.target > everybody:
        raise Refusal(
            f"{cascade.target:,} pledges are wanted, and there are {everybody:,} people. {remedy}"
        )
    if (cascade.spread * cascade.staff > cascade.people).any():
        raise Refusal(
            f"{cascade.staff:,} rakshaks with the reserve are more than the people around them "
            f"({', '.join(f'{count:,}' for count in cascade.people.tolist())} in the grounds)."
        )


def _check_size(rakshaks: int) -> None:
    if not 1 <= rakshaks <= MOST_RAKSHAKS:
        raise Refusal(
            f"{rakshaks:,} rakshaks cannot be simulated: give from 1 to {MOST_RAKSHAKS:,}.",
            exit_code=ExitCode.USAGE,
        )


def _shares(values: list[float]) -> Floats:
    """Shares that make exactly a whole."""
    shares = np.array(values, dtype=np.float64)
    result: Floats = shares / shares.sum()
    return result
