"""Every choice of leaders and every way to share rakshaks out: for tiny grounds only."""

import itertools

import numpy as np
from hypothesis import strategies as st

from planner.hierarchy.leaders.stating import state
from planner.snapshot import integers


def best_by_brute_force(ground, count):
    """The least total distance with `count` leaders, or None where they cannot lead everybody."""
    n, m = len(ground.load), len(ground.candidate)
    way = ground.distance(np.arange(n)[:, None], np.arange(m))
    best = None
    for chosen in itertools.combinations(range(m), count):
        if set(np.flatnonzero(ground.keep).tolist()) - set(chosen):
            continue
        found = _shared_out(way[:, chosen], ground.load.tolist(), ground.capacity[list(chosen)])
        if found is not None:
            best = found if best is None else min(best, found)
    return best


def _shared_out(way, load, capacity):
    """Rakshak by rakshak: what is left of each leader's room, and the least it took so far."""
    states = {tuple(capacity.tolist()): 0}
    for row, weight in zip(way.tolist(), load, strict=True):
        after = {}
        for room, value in states.items():
            for k, distance in enumerate(row):
                if room[k] >= weight:
                    left = (*room[:k], room[k] - weight, *room[k + 1 :])
                    after[left] = min(after.get(left, value + distance), value + distance)
        states = after
    return min(states.values(), default=None)


@st.composite
def questions(draw, most=8, different=True):
    """Arguments of `choose_leaders` by name, for a few people on a small plane."""
    n = draw(st.integers(1, most))
    place = st.tuples(st.integers(0, 20), st.integers(0, 20))
    points = np.array(draw(st.lists(place, min_size=n, max_size=n)), dtype=float)
    loads = st.integers(0, 4) if different else st.just(1)
    load = integers(draw(st.lists(loads, min_size=n, max_size=n)))
    capacity = integers(draw(st.lists(st.integers(0, 9), min_size=n, max_size=n)))
    may_lead = np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    able = np.flatnonzero(may_lead)
    keep = able[: draw(st.integers(0, 2))]
    # two or three on a plane would be 2 x 2, which may be a table: a third coordinate tells
    points = np.column_stack([points, np.full(n, 5.0)]) if n != 3 else points
    return {
        "points": points,
        "load": load,
        "capacity": capacity,
        "may_lead": may_lead,
        "keep": keep,
        "count": draw(st.integers(1, max(len(able), 1))),
    }


def ground_of(question):
    """The ground of a question, its count not set."""
    return state(*(question[name] for name in ("points", "load", "capacity", "may_lead", "keep")))
