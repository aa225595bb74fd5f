"""Simulate: replications in blocks, side by side, the same whatever the number of workers."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from planner.stages import Stage, stage
from scenarios.growth.cascade import Cascade
from scenarios.growth.counts import grow
from scenarios.growth.outcome import Outcome, joined
from scenarios.growth.rates import Draws, draw
from scenarios.growth.staff import Staff

BLOCK = 250  # replications simulated together: their counts fit a processor's cache
_CHANCE = 2  # stream of random numbers, beside those of rates.py


def simulate(
    cascade: Cascade,
    reps: int,
    seed: int,
    *,
    staff: Staff | None = None,
    workers: int | None = None,
) -> tuple[Draws, Outcome]:
    """`reps` replications, each with rates of its own. Same seed, same answer, any workers."""
    draws = draw(cascade.rates, len(cascade.calendar), reps, seed)
    return draws, simulate_draws(cascade, draws, seed, staff=staff, workers=workers)


def simulate_draws(
    cascade: Cascade,
    draws: Draws,
    seed: int,
    *,
    staff: Staff | None = None,
    workers: int | None = None,
) -> Outcome:
    """As many replications as there are draws. numpy draws outside Python's lock: threads do."""
    reps = len(draws.luck)
    starts = range(0, reps, BLOCK)

    def block(start: int) -> Outcome:
        key = (_CHANCE, start // BLOCK)
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))
        return grow(cascade, draws.block(start, start + BLOCK), rng, staff)

    parts = []
    with (
        stage(Stage.SIMULATE, reps) as done,
        ThreadPoolExecutor(workers or os.cpu_count()) as pool,
    ):
        try:
            for start, part in zip(starts, pool.map(block, starts), strict=True):
                parts.append(part)
                done(min(start + BLOCK, reps))
        except BaseException:  # Ctrl-C: do not wait for the blocks that have not begun
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return joined(parts)
