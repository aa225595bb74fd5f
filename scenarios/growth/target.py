"""Target: the least of each lever with which so many pledges are reached, as surely as wanted."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np

from planner.findings import ExitCode, Refusal
from scenarios.growth.cascade import Cascade, check_people
from scenarios.growth.levers import LEVERS, Lever, leaders, seats
from scenarios.growth.search import STEP, Found, find
from scenarios.growth.simulate import BLOCK, simulate

LEAST_MISSES = 5  # replications, of those that hit and of those that miss, or the chance is unsure
GRID = (
    0.5,
    0.7,
    0.85,
    1.0,
    1.1,
    1.2,
    1.35,
    1.5,
    2.0,
)  # seats for the trade-off, times those of now
FINE_STEP = 1.15  # from rung to rung, where the answer is known to be near
SEEN = 1.01  # times as many pledges, and more seats are said to help
Look = Callable[[str, int], None]  # told what is tried next


@dataclass(frozen=True)
class Question:
    """So many pledges on or before a day, with such a chance; by so many replications."""

    target: int
    by: date
    confidence: float
    reps: int = 2000
    seed: int = 0


@dataclass(frozen=True)
class Trial:
    """A campaign simulated with a lever at `amount`: the chance of the target."""

    amount: int
    cascade: Cascade
    chance: float
    sure: int  # pledges that are reached with the confidence asked for
    error: float  # standard error of the chance


class Why(StrEnum):
    """Why a lever alone does not do."""

    SEATS = "seats"  # more people would find no seat in training
    PEOPLE = "people"  # there are no more people
    EVERYBODY = "everybody"  # nobody waits for a seat any more
    LONGEST = "longest"  # longer campaigns are not tried
    FLAT = "flat"  # more of it brings nothing more


@dataclass(frozen=True)
class Answer:
    """What one lever alone can do.

    `least` holds and `below`, one step less, does not; where the least there can be holds,
    `below` is None. Where nothing holds, `least` is None, and `best` is the best that was found.
    """

    lever: Lever
    now: Trial
    least: Trial | None
    below: Trial | None
    best: Trial
    why: Why | None = None


@dataclass(frozen=True)
class Point:
    """Of a trade-off: so many seats a day, and the least leaders with them, if any will do."""

    seats: int
    least: Trial | None
    below: Trial | None


@dataclass(frozen=True)
class Way:
    """A way to reach the target: "leaders", "seats" or "days" alone, or "both" of the first."""

    name: str
    least: Trial
    below: Trial | None


@dataclass(frozen=True)
class Reach:
    """The whole answer: the campaign as it is, each lever alone, leaders against seats."""

    question: Question
    now: Trial
    answers: Sequence[Answer]
    curve: Sequence[Point]

    def ways(self) -> list[Way]:
        """Every way that reaches the target: by one lever alone, or by leaders and seats."""
        ways = [Way(one.lever.name, one.least, one.below) for one in self.answers if one.least]
        ways += [
            Way("both", point.least, point.below)
            for point in self.curve
            if point.least and point.seats != self.now.cascade.seats
        ]
        return ways


def reach(cascade: Cascade, question: Question, look: Look | None = None) -> Reach:
    """What it takes. `look` is called with each lever, and each point of the trade-off, to come.

    Raises Refusal where the question cannot be one: see `check`.
    """
    check(cascade, question)
    trials = Trials(question)
    look = look or (lambda name, amount: None)
    answers = []
    for made in LEVERS:
        lever = made(cascade)
        look(lever.name, lever.now)
        answers.append(trials.answer(lever))
    curve: list[Point] = []
    for count in reversed(grid(cascade)):
        look("both", count)
        curve.append(trials.point(cascade, count, curve))
    return Reach(question, answers[0].now, answers, curve[::-1])


def grid(cascade: Cascade) -> list[int]:
    """The seats a day of the trade-off."""
    return sorted({max(round(cascade.seats * share), 1) for share in GRID})


def check(cascade: Cascade, question: Question) -> None:
    """Make sure that the question can be answered.

    Raises Refusal: REJECTED where the target is above the people, or the day is none of the
    campaign's, or before pledge day; USAGE where the chance is too fine for the replications.
    """
    check_people(replace(cascade, target=question.target))
    calendar = cascade.calendar
    first = calendar.days[calendar.first("pledging")]
    if calendar.days[calendar.at(question.by)] < first:
        raise Refusal(
            f"By {question.by} nobody has pledged: the first day of pledges is {first}. Ask for "
            "that day or a later one, or change the phases in campaign.toml."
        )
    share = min(question.confidence, 1 - question.confidence)
    if share * question.reps < LEAST_MISSES - 1e-9:
        enough = math.ceil(LEAST_MISSES / share - 1e-9)
        raise Refusal(
            f"{question.reps:,} campaigns are too few to tell a chance of "
            f"{question.confidence:.6g}: give --reps {enough:,} or more, or a --confidence "
            "nearer to one half.",
            exit_code=ExitCode.USAGE,
        )


class Trials:
    """Campaigns tried for one question, each simulated once."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self._known: dict[tuple[int, int, int, int], Trial] = {}

    def at(self, lever: Lever, amount: int, reps: int | None = None) -> Trial:
        """The campaign with a lever set so. The same seed gives the same rates each time."""
        asked, reps = self.question, reps or self.question.reps
        cascade = lever.at(amount)
        key = (cascade.rakshaks, cascade.seats, len(cascade.calendar), reps)
        if key not in self._known:
            _, outcome = simulate(cascade, reps, asked.seed)
            pledges = np.sort(outcome["pledges"][:, cascade.calendar.at(asked.by)])
            chance = float((pledges >= asked.target).mean())
            self._known[key] = Trial(
                amount,
                cascade,
                chance,
                sure=int(pledges[reps - math.ceil(asked.confidence * reps - 1e-9)]),
                error=math.sqrt(chance * (1 - chance) / reps),
            )
        return replace(self._known[key], amount=amount)

    def answer(self, lever: Lever) -> Answer:
        """The least of one lever, all else as in its cascade."""
        found = self._found(lever)
        now = self.at(lever, lever.now)
        if found.least is None:
            trial = self.at(lever, found.best)
            if lever.name == "seats":  # there is no better, but for the dice
                most = self.at(lever, lever.most)
                trial = trial if most.sure >= self.question.target else most
            return Answer(lever, now, None, None, trial, self._why(lever, trial))
        least = self.at(lever, found.least)
        below = None if found.below is None else self.at(lever, found.below)
        return Answer(lever, now, least, below, least)

    def point(self, cascade: Cascade, count: int, before: Sequence[Point]) -> Point:
        """The least leaders with so many seats. The points `before` have more seats.

        They say where to look first; and where those will not do, fewer will not either.
        """
        lever, step = leaders(replace(cascade, seats=count)), STEP
        if before:
            near = before[-1].least
            if near is None:
                return Point(count, None, None)
            lever, step = replace(lever, now=near.amount), FINE_STEP
        found = self._found(lever, step)
        return Point(
            count,
            None if found.least is None else self.at(lever, found.least),
            None if found.below is None else self.at(lever, found.below),
        )

    def _found(self, lever: Lever, step: float = STEP) -> Found:
        reps = self.question.reps
        return find(
            lambda amount: self._margin(lever, amount, reps),
            lambda amount: self._margin(lever, amount, min(BLOCK, reps)),
            lever.least,
            lever.now,
            lever.most,
            step,
        )

    def _margin(self, lever: Lever, amount: int, reps: int) -> float:
        return self.at(lever, amount, reps).sure - self.question.target

    def _why(self, lever: Lever, best: Trial) -> Why:
        """What keeps a lever from doing more than its best."""
        if lever.name == "seats":
            return Why.EVERYBODY
        if lever.name == "days":
            return Why.LONGEST if best.amount == lever.most else Why.FLAT
        free = seats(best.cascade)
        reps = min(BLOCK, self.question.reps)
        if self.at(free, free.most, reps).sure > self.at(lever, best.amount, reps).sure * SEEN:
            return Why.SEATS
        return Why.PEOPLE if best.amount == lever.most else Why.FLAT
