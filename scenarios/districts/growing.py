"""Growing: what is simulated for one district, of its people and its own number of leaders."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

import numpy as np

from planner.chain import canonical
from planner.findings import ExitCode
from planner.policy import load
from planner.store import reading
from planner.store.database import open_store
from scenarios.districts.attempt import Answered
from scenarios.districts.breaking import Level, first_to_break, people, span, training
from scenarios.districts.listing import District
from scenarios.districts.planning import policy_of
from scenarios.growth.cascade import Cascade, cascade, check_people
from scenarios.growth.live import live
from scenarios.growth.outcome import FAN
from scenarios.growth.rates import Draws, draw, luck
from scenarios.growth.result import Simulated
from scenarios.growth.scenario import Growth
from scenarios.growth.simulate import simulate_draws
from scenarios.hierarchies import hierarchy

KIND = "growth"
MADE_WITH = ("mitan", "numpy")
REMEDY = (
    "Lower campaign.target in the district's campaign.toml, or correct its people: population in "
    "the sheet, or the people of its areas."
)


@dataclass(frozen=True)
class Terms:
    """How every district is simulated: like a scenario. In one replication all districts have the
    same rates, and each has its own luck of days and its own dice.
    """

    like: Growth
    reps: int
    seed: int


def grow_district(district: District, terms: Terms) -> Answered:
    """Simulate the district. Raises Refusal where it cannot be."""
    made, most = cascade_of(district, terms)
    rates = draw(made.rates, len(made.calendar), terms.reps, terms.seed).rates
    own = _own_seed(district, terms)
    draws = Draws(rates, luck(rates["day_luck"], len(made.calendar), own))
    outcome = simulate_draws(made, draws, own, workers=1)
    done = Simulated(made, terms.seed, draws, outcome, [])
    levels = _levels(done, most)
    first = first_to_break(levels)
    answer = {
        "leaders": made.leaders,
        "rakshaks": made.rakshaks,
        "people": int(made.people.sum()),
        "seats": made.seats,
        "target": made.target,
        "wanted": made.rakshaks * made.quota,
        "chance": done.chance,
        "days": [day.isoformat() for day in made.calendar.days],
        "mitans": done.outcome.fan("mitans").round().astype(int).tolist(),
        "pledges": np.quantile(done.outcome.last("pledges"), FAN).round().astype(int).tolist(),
        "each": done.outcome.last("pledges").tolist(),
        "levels": [level.as_dict() for level in levels],
        "first_to_break": first.name if first else None,
        "exit_code": int(ExitCode.FINE),
    }
    return Answered(ask_growth(district, terms), answer)


def ask_growth(district: District, terms: Terms) -> str:
    """Digest of all that the answer follows from. Raises Refusal as `grow_district`."""
    made, _ = cascade_of(district, terms)
    numbers = {
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name, value in vars(made).items()
        if name not in ("calendar", "rates", "title")
    }
    rates = {name: rate.model_dump(mode="json") for name, rate in made.rates.items()}
    days = {name: share.tolist() for name, share in made.calendar.share.items()}
    first = made.calendar.days[0].isoformat()
    versions = {name: metadata.version(name) for name in MADE_WITH}
    seeds = [terms.reps, terms.seed, _own_seed(district, terms)]
    asked = [KIND, numbers, rates, first, days, district.leaders, *seeds, versions]
    return hashlib.sha256(canonical(asked).encode()).hexdigest()


def cascade_of(district: District, terms: Terms) -> tuple[Cascade, int]:
    """The campaign of the district's store; without one the scenario's, for as many people as the
    district has. And the largest span.

    Rakshaks, seats, people of the grounds and the target are in proportion to its people; where
    the sheet gives its leaders, there are as many rakshaks as they lead; where it gives a
    campaign.toml, phases, quota and target are of that.
    """
    like = terms.like
    if district.store:
        own = policy_of(district, None)
        with open_store(district.store) as store, store.reading() as connection:
            made = live(reading.snapshot(connection), own, like).cascade
        made = replace(made, title=district.name)
        check_people(made, REMEDY)
        return made, own.span.most
    policy = None if district.campaign is None else load(Path(district.campaign))
    usual = cascade(like, policy)
    most = (policy or hierarchy(like.hierarchy).policy).span.most
    share = (district.population or int(usual.people.sum())) / int(usual.people.sum())
    rakshaks = max(1, round(usual.rakshaks * share))
    if district.leaders is not None:
        rakshaks = district.leaders * usual.spans[-1]
    made = replace(
        usual.with_rakshaks(rakshaks),
        title=district.name,
        seats=round(usual.seats * share),
        target=usual.target if policy else max(1, round(usual.target * share)),
        people=np.maximum(np.round(usual.people * share), 1).astype(np.int64),
    )
    check_people(made, REMEDY)
    return made, most


def _own_seed(district: District, terms: Terms) -> int:
    """For what is each district's own: another one for another code."""
    text = canonical([terms.seed, district.code])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def _levels(done: Simulated, most: int) -> list[Level]:
    """What is needed of each level and what it bears when the visits begin, in the middle."""
    made, calendar = done.cascade, done.cascade.calendar
    until = int(np.flatnonzero(calendar.share["visiting"] > 0)[0])
    seats = int(np.round(made.seats * calendar.share["training"][:until]).sum())
    to_train = (made.staff + made.leaders) / made.rates["comes_to_training"].value
    willing = made.people.sum() * made.rates["willing"].value
    # those who lead leaders only are found and trained first
    led = done.outcome["leaders"][:, until] - sum(made.wanted[:-2])
    leaders = max(int(np.median(led)), 0)
    return [
        span(made.rakshaks, leaders, most),
        training(round(to_train), seats),
        people(made.rakshaks * made.quota, int(willing)),
    ]
