"""Made-up venues: enough seats for everybody, on days for training, no trainer at two of them."""

from datetime import date

import numpy as np
import pytest

from planner.policy import load
from scenarios.venues import SEATS_A_PERSON, SESSIONS, make_venues


def people(count):
    return {
        "id": [f"SYN-R-{k}" for k in range(count)],
        "zone": [f"Z{k % 7}" for k in range(count)],
        "latitude": [22.0 + k / 1e5 for k in range(count)],
        "longitude": [82.0] * count,
    }


def made(count, policy=None, seed=0):
    return make_venues(people(count), policy or load(), np.random.default_rng(seed))


@pytest.mark.parametrize(("count", "venues"), [(2, 2), (260, 3), (6_200, 10), (25_240, 41)])
def test_seats_for_everybody_and_a_quarter_more(count, venues):
    table = made(count)
    first, last = (list(map(date.fromisoformat, table[name])) for name in ("from", "to"))
    assert len(table["id"]) == len(set(table["id"])) == venues
    assert min(first) >= date(2020, 8, 25)
    assert max(last) <= date(2020, 8, 30)
    days = [(b - a).days + 1 for a, b in zip(first, last, strict=True)]
    seats = sum(s * d * SESSIONS for s, d in zip(table["seats"], days, strict=True))
    assert count * SEATS_A_PERSON <= seats <= count * SEATS_A_PERSON * 1.2 + 10 * venues * max(days)


def test_no_trainer_is_named_twice():
    named = [one for cell in made(25_240)["trainers"] for one in cell.split("; ") if one]
    assert len(named) == len(set(named)) > 41


def test_the_seed_decides_and_nothing_is_made_without_a_phase():
    assert made(260) == made(260)
    assert made(260) != made(260, seed=1)
    bare = load().model_copy(update={"phases": ()})
    assert made(260, bare) == {}
    assert made(0) == {}
