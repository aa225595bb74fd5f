"""Sensitivity: which rate matters most, one at a time and as a share of all that varies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planner.findings import ExitCode, Refusal
from planner.snapshot import Ints
from scenarios.growth.cascade import Cascade
from scenarios.growth.outcome import Outcome
from scenarios.growth.rates import Draws, Floats, at_quantiles, draw, luck, usual
from scenarios.growth.simulate import simulate_draws

OUTCOMES = ("pledges", "mitans", "aware", "averted", "chance")
ENDS = (0.05, 0.95)  # quantiles: of every rate equally unlikely, as the ends of a range are not
BAND = (0.025, 0.975)
RESAMPLES = 400
REPS = 200  # for each end of each rate
Progress = Callable[[int], None]  # told how many rounds are done


@dataclass(frozen=True)
class Share:
    """A share of the variance, and the band it lies in 19 times of 20."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Factor:
    """One rate: its ends, the outcome at them, and its shares of the variance.

    `first` is what it does alone, `total` what it does alone and together with others.
    """

    name: str
    ends: tuple[float, float]
    outcome: tuple[float, float]
    first: Share
    total: Share


@dataclass(frozen=True)
class Sensitivity:
    """Which rates an outcome depends on, the one with the largest total share first.

    `base` is the outcome as assumed. `dice` is the share of luck and dice, whatever the rates;
    `together` what rates do only together.
    """

    outcome: str
    base: float
    spread: float  # standard deviation of the outcome
    factors: Sequence[Factor]
    dice: Share
    together: float
    samples: int
    seed: int


@dataclass(frozen=True)
class Asked:
    """A cascade, and what is looked at."""

    cascade: Cascade
    outcome: str
    seed: int

    def values(self, draws: Draws, seed: int) -> Floats:
        """The outcome of every replication at the end: R numbers; of a chance 0 or 1."""
        told = simulate_draws(self.cascade, draws, seed)
        return _read(told, self.outcome, self.cascade.target)


def free(cascade: Cascade) -> list[str]:
    """The rates that have a range."""
    return [name for name, rate in cascade.rates.items() if rate.range[0] < rate.range[1]]


def rounds(cascade: Cascade) -> int:
    """How often all samples are simulated."""
    return len(free(cascade)) + 3


def sensitivity(
    cascade: Cascade,
    outcome: str,
    samples: int,
    seed: int,
    progress: Progress | None = None,
    reps: int = REPS,
) -> Sensitivity:
    """How an outcome depends on each rate that has a range; `reps` campaigns for each of its ends.

    Raises Refusal (USAGE) where `samples` is no power of 2, where no rate has a range, or where
    the outcome is the same whatever the rates.
    """
    asked = Asked(cascade, outcome, seed)
    names = free(cascade)
    if samples < 2 or samples & (samples - 1):
        raise Refusal(
            f"{samples} samples: give a power of 2, such as 256, 512 or 1024.",
            exit_code=ExitCode.USAGE,
        )
    if not names:
        raise Refusal(
            "No rate has a range, so nothing can matter more than another: give one with "
            "--rate NAME=LOW..HIGH.",
            exit_code=ExitCode.USAGE,
        )
    values = evaluated(asked, names, samples, progress)
    spread = float(np.std(np.concatenate(values[:2])))
    if spread == 0:
        raise Refusal(
            f"{outcome}: {values[0][0]:g} whatever the rates, so none can matter. Look at another "
            "--outcome, or at another target.",
            exit_code=ExitCode.USAGE,
        )
    first, total, dice = shares(*values, seed)
    base, ends, moved = tornado(asked, names, reps)
    factors = [
        Factor(name, ends[name], moved[name], first[k], total[k]) for k, name in enumerate(names)
    ]
    return Sensitivity(
        outcome,
        base,
        spread,
        sorted(factors, key=lambda factor: -factor.total.value),
        dice,
        1 - dice.value - sum(one.value for one in first),
        samples,
        seed,
    )


def tornado(
    asked: Asked, names: Sequence[str], reps: int = REPS
) -> tuple[float, dict[str, tuple[float, float]], dict[str, tuple[float, float]]]:
    """The outcome as assumed; the ends of each rate; the outcome with it alone at each end.

    All others are as usual, the luck and the dice the same each time. A chance would then be 0 or
    1, so for that one the others are drawn, the same each time.
    """
    days, chance = len(asked.cascade.calendar), asked.outcome == "chance"
    rates = asked.cascade.rates
    drawn = draw(rates, days, reps, asked.seed) if chance else usual(rates, days, reps)

    def mean(changed: Mapping[str, float]) -> float:
        values = {name: np.full(reps, value) for name, value in changed.items()}
        mixed = {**drawn.rates, **values}
        draws = Draws(mixed, luck(mixed["day_luck"], days, asked.seed))
        return float(asked.values(draws, asked.seed).mean())

    both = at_quantiles(rates, {name: np.array(ENDS) for name in names})
    ends = {name: (float(both[name][0]), float(both[name][1])) for name in names}
    moved = {name: (mean({name: low}), mean({name: high})) for name, (low, high) in ends.items()}
    return mean({}), ends, moved


def evaluated(
    asked: Asked, names: Sequence[str], samples: int, progress: Progress | None = None
) -> tuple[Floats, Floats, Floats]:
    """The outcome at Saltelli's points: of A and of B (n each), and of A with one column of B.

    The third has (d + 1) x n: its last row is A once more. Every evaluation has dice of its own,
    so that the last row differs from A by luck and dice alone.
    """
    from scipy.stats import qmc

    d, days = len(names), len(asked.cascade.calendar)
    points = qmc.Sobol(2 * d, seed=np.random.default_rng(asked.seed)).random(samples).T
    first, second = points[:d], points[d:]
    mixed = [np.where(np.arange(d)[:, None] == k, second, first) for k in range(d + 1)]
    seeds = np.random.SeedSequence(asked.seed).generate_state(d + 3)
    fixed = usual(asked.cascade.rates, days, samples).rates
    found = []
    for k, chances in enumerate((first, second, *mixed)):
        quantiles = dict(zip(names, chances, strict=True))
        rates = {**fixed, **at_quantiles(asked.cascade.rates, quantiles)}
        seed = int(seeds[k])
        draws = Draws(rates, luck(rates["day_luck"], days, seed))
        found.append(asked.values(draws, seed))
        if progress is not None:
            progress(k + 1)
    return found[0], found[1], np.stack(found[2:])


def shares(
    first: Floats, second: Floats, mixed: Floats, seed: int
) -> tuple[list[Share], list[Share], Share]:
    """First-order and total shares of each of d rates, and the share of luck and dice.

    By Saltelli and others (2010), as scipy has it. Where nothing changes but the dice, the total
    share is that of the dice; every other total share holds as much, which is taken off. Bands by
    drawing the rows anew (percentiles).
    """
    from scipy.stats import sobol_indices

    count = len(first)

    def indices(rows: Ints) -> Floats:
        told = {"f_A": first[None, rows], "f_B": second[None, rows], "f_AB": mixed[:, None, rows]}
        found = sobol_indices(func=told, n=count)
        result: Floats = np.stack([found.first_order, found.total_order])
        result[1, :-1] -= result[1, -1]
        return result

    rng = np.random.default_rng(seed)
    value = indices(np.arange(count))
    drawn = [indices(rng.integers(count, size=count)) for _ in range(RESAMPLES)]
    low, high = np.quantile(drawn, BAND, axis=0)

    def share(order: int, at: int) -> Share:
        return Share(*(float(one[order, at]) for one in (value, low, high)))

    rates = range(len(mixed) - 1)
    return [share(0, k) for k in rates], [share(1, k) for k in rates], share(1, -1)


def _read(told: Outcome, outcome: str, target: int) -> Floats:
    if outcome == "chance":
        return (told.last("pledges") >= target).astype(np.float64)
    return told.last(outcome).astype(np.float64)
