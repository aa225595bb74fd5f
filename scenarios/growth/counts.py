"""Counts: many campaigns at once, by how many people stand where.

A rakshak's state is how many mitans he has, so a campaign is some hundred counts and not
thousands of people: how many of those who ask k people a day, in ground g, have 0, 1 ... all
their mitans. A day moves binomial numbers of them, which is exactly what as many people, each
with the same chance, would do; persons.py does it that way, slowly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.snapshot import Ints
from scenarios.growth import laws
from scenarios.growth.cascade import Cascade
from scenarios.growth.outcome import Outcome, empty
from scenarios.growth.rates import Draws
from scenarios.growth.staff import Staff

TOLD = 1  # one more kind than those of areas: people told by a mitan
MOST_MET = 10_000_000  # at one kind in one ground and day; numpy shares out no more than 10**9


@dataclass
class Campaigns:
    """R campaigns on their way; R is the first axis of every array."""

    waiting: Ints  # R x L: found, not trained
    ready: Ints  # R x L: trained; of the rakshaks those on the bench
    field: Ints  # R x G x K x (quota + 1): rakshaks by mitans they have
    mitans: Ints  # R x G, who have not pledged
    early: Ints  # R x G: mitans who pledged as others of the people did, and have yet to come
    pledged: Ints  # R x G: mitans who came to the pledge
    aware: Ints  # R x G
    reached: Ints  # R x G x C: people first met at an area, who have not pledged
    averted: Ints  # R
    sessions: Ints  # R
    informed: Ints  # R
    pledges: Ints  # R x G
    source: Ints  # R x 3: pledges of mitans, of those they brought, of people met at areas


def grow(
    cascade: Cascade, draws: Draws, rng: np.random.Generator, staff: Staff | None = None
) -> Outcome:
    """Simulate every replication of the draws, from the first day to the last.

    On the days of `staff` people are found and trained as is recorded there, not by chance.
    """
    reps, days = draws.luck.shape
    told = empty(reps, days)
    go_on(begin(cascade, reps), cascade, draws, range(days), rng, told, staff)
    return told


def go_on(
    now: Campaigns,
    cascade: Cascade,
    draws: Draws,
    days: range,
    rng: np.random.Generator,
    told: Outcome,
    staff: Staff | None = None,
) -> None:
    """Live through some days, which follow upon each other: `now` and `told` are changed."""
    for day in days:
        _leave(now, draws, rng)
        if staff is not None and day < staff.days:
            _follow(now, staff, day)
        else:
            _find(now, cascade, draws, day, rng)
            _train(now, cascade, draws, day, rng)
        _send_out(now, cascade, rng)
        joined = _enrol(now, cascade, draws, day, rng)
        _visit(now, cascade, draws, day, joined, rng)
        _pledge(now, cascade, draws, day, rng)
        _avert(now, cascade, draws, rng)
        _tell(now, told, day)


def begin(cascade: Cascade, reps: int) -> Campaigns:
    """R campaigns on the eve of their first day: nobody is trained yet."""
    grounds, kinds = cascade.sessions.shape

    def none(*shape: int) -> Ints:
        return np.zeros((reps, *shape), dtype=np.int64)

    waiting = none(cascade.levels)
    waiting += np.array(cascade.there or (0,) * cascade.levels)
    return Campaigns(
        waiting=waiting,
        ready=none(cascade.levels),
        field=none(grounds, len(cascade.asks), cascade.quota + 1),
        mitans=none(grounds),
        early=none(grounds),
        pledged=none(grounds),
        aware=none(grounds),
        reached=none(grounds, kinds),
        averted=none(),
        sessions=none(),
        informed=none(),
        pledges=none(grounds),
        source=none(3),
    )


def _leave(now: Campaigns, draws: Draws, rng: np.random.Generator) -> None:
    """Some of every level leave; the mitans of a rakshak who leaves stay."""
    leaders, rakshaks = draws.rates["leaders_leave"], draws.rates["rakshaks_leave"]
    level = np.repeat(leaders[:, None], now.ready.shape[1], axis=1)
    level[:, -1] = rakshaks
    now.waiting -= rng.binomial(now.waiting, level)
    now.ready -= rng.binomial(now.ready, level)
    now.field -= rng.binomial(now.field, _as(rakshaks, now.field))
    mitans = _as(draws.rates["mitans_leave"], now.mitans)
    now.mitans -= rng.binomial(now.mitans, mitans)
    now.early -= rng.binomial(now.early, mitans)


def _follow(now: Campaigns, staff: Staff, day: int) -> None:
    """Found and trained are as many as is recorded: whoever left the field is replaced."""
    trained = staff.trained[:, day]
    now.waiting[:] = np.maximum(staff.found - trained, 0)
    now.ready[:, :-1] = trained[:-1]
    now.ready[:, -1] = np.maximum(trained[-1] - _total(now.field), 0)


def _find(
    now: Campaigns, cascade: Cascade, draws: Draws, day: int, rng: np.random.Generator
) -> None:
    """Each open place is filled with the day's chance: below trained leaders, and at the top."""
    share = cascade.calendar.share
    field = _total(now.field)
    for level in range(cascade.levels):
        last = level == cascade.levels - 1
        name, activity = ("rakshaks_found", "recruiting") if last else ("leaders_found", "forming")
        places = np.full(len(field), cascade.staff if last else cascade.wanted[level])
        if level > 0:
            led = now.ready[:, level - 1] * cascade.spans[level - 1]
            led = laws.benched(led, cascade.reserve).astype(np.int64) if last else led
            places = np.minimum(places, led)
        there = now.waiting[:, level] + now.ready[:, level] + (field if last else 0)
        chance = draws.rates[name] * share[activity][day]
        now.waiting[:, level] += rng.binomial(np.maximum(places - there, 0), chance)


def _train(
    now: Campaigns, cascade: Cascade, draws: Draws, day: int, rng: np.random.Generator
) -> None:
    """Those who wait are called, the top level first, as long as there are seats."""
    share = cascade.calendar.share["training"][day]
    free = np.full(len(now.waiting), round(cascade.seats * share))
    for level in range(cascade.levels):
        called = np.minimum(now.waiting[:, level], free)
        came = rng.binomial(called, draws.rates["comes_to_training"])
        now.waiting[:, level] -= came
        now.ready[:, level] += came
        free -= called


def _send_out(now: Campaigns, cascade: Cascade, rng: np.random.Generator) -> None:
    """Trained rakshaks go from the bench to the places that are open in the field."""
    bench = now.ready[:, -1]
    sent = np.minimum(bench, np.maximum(cascade.rakshaks - _total(now.field), 0))
    bench -= sent  # a view: of now.ready too
    cells = np.outer(cascade.spread, cascade.pace)
    drawn = rng.multinomial(sent, cells.ravel() / cells.sum())
    now.field[..., 0] += drawn.reshape(-1, *cells.shape)


def _enrol(
    now: Campaigns, cascade: Cascade, draws: Draws, day: int, rng: np.random.Generator
) -> Ints:
    """Every rakshak asks as many people as is his pace; gives the mitans won (R x G)."""
    share = cascade.calendar.share["enrolling"][day]
    before = now.mitans.copy()
    some = np.flatnonzero(now.field[..., :-1].any(axis=(0, 1, 2)))
    if share == 0 or not len(some):
        return now.mitans - before
    chance = laws.asking(
        draws.rates, cascade.levels, share, bool(cascade.calendar.weekend[day]), draws.luck[:, day]
    )
    willing = draws.rates["willing"][:, None]
    for ask in range(int(cascade.asks[-1])):
        left = laws.unsaturated(_mitans(now), cascade.people, willing)
        # of all places from 0 to the quota, those at which any rakshak can stand by now
        places = slice(some[0], min(some[-1] + ask + 1, cascade.quota) + 1)
        asking = now.field[:, :, int((cascade.asks <= ask).sum()) :, places]
        won = rng.binomial(asking[..., :-1], (chance[:, None] * left)[..., None, None])
        asking[..., :-1] -= won
        asking[..., 1:] += won
        now.mitans += won.sum(axis=(2, 3))
    joined = now.mitans - before
    if now.pledges.any():  # between two pledge days: some of them have pledged
        others = now.pledges - now.pledged - now.early
        everybody = np.maximum(cascade.people - _mitans(now) + joined, 1)
        _before(now, rng.binomial(joined, np.clip(others / everybody, 0.0, 1.0)))
    return joined


def _visit(
    now: Campaigns,
    cascade: Cascade,
    draws: Draws,
    day: int,
    joined: Ints,
    rng: np.random.Generator,
) -> None:
    """Rakshaks hold sessions at areas, new mitans tell others: people come to know."""
    share = cascade.calendar.share["visiting"][day]
    rates = draws.rates
    kinds = len(cascade.kinds)
    met = np.zeros((*joined.shape, kinds + TOLD), dtype=np.int64)
    met[..., kinds] = joined + rng.poisson(joined * rates["tells"][:, None])
    if share > 0:
        holding = laws.holding(rates, share, bool(cascade.calendar.weekend[day]))
        sessions = rng.binomial(now.field.sum(axis=(2, 3)), holding[:, None])
        now.sessions += sessions.sum(axis=1)
        at = rng.multinomial(sessions, cascade.sessions)
        come = rng.poisson(at * cascade.crowd * rates["crowd"][:, None, None])
        met[..., :kinds] = np.minimum(come, MOST_MET)
        now.informed += met[..., :kinds].sum(axis=(1, 2))
    everybody = met.sum(axis=2)
    new = rng.binomial(*laws.first_met(cascade.people - now.aware, everybody, cascade.people))
    now.aware += new
    if share > 0:
        for kind in range(kinds):  # whose first meeting was where: drawn without putting back
            everybody -= met[..., kind]
            first = rng.hypergeometric(met[..., kind], everybody, new)
            now.reached[..., kind] += first
            new = new - first


def _pledge(
    now: Campaigns, cascade: Cascade, draws: Draws, day: int, rng: np.random.Generator
) -> None:
    """On pledge day mitans pledge, and who comes with them, and people met at areas."""
    days = np.flatnonzero(cascade.calendar.share["pledging"] > 0)
    if day not in days:
        return
    at, rates = int(np.searchsorted(days, day)), draws.rates
    come = laws.of_the_day(rates["comes_to_pledge"], at, len(days))
    came, again = (rng.binomial(mitans, come[:, None]) for mitans in (now.mitans, now.early))
    now.mitans -= came
    now.early -= again
    now.pledged += came + again
    brought = rng.poisson((came + again) * rates["brings"][:, None])
    persuaded = rates["pledges_at_areas"] * laws.persuasion(rates, cascade.levels)
    sign = np.minimum(persuaded[:, None] * cascade.pledge, 1.0)
    signed = rng.binomial(now.reached, laws.of_the_day(sign, at, len(days))[:, None])
    now.reached -= signed
    _sign(now, 0, np.minimum(came, cascade.people - now.pledges))
    free = cascade.people - now.pledges
    for k, more in ((1, brought), (2, signed.sum(axis=2))):  # some have pledged: nobody does twice
        left = laws.first_met(cascade.people - now.pledges, more, cascade.people)
        _sign(now, k, rng.binomial(*left))
    if day != days[-1]:  # some of those are mitans, who may come another day
        share = 1 - (cascade.people - now.pledges) / np.maximum(free, 1)
        _before(now, rng.binomial(now.mitans, np.clip(share, 0.0, 1.0)))


def _before(now: Campaigns, mitans: Ints) -> None:
    """So many mitans of each ground have pledged already, not as mitans (R x G)."""
    now.mitans -= mitans
    now.early += mitans


def _sign(now: Campaigns, source: int, people: Ints) -> None:
    """So many people of each ground pledge (R x G)."""
    now.pledges += people
    now.source[:, source] += people.sum(axis=1)


def _avert(now: Campaigns, cascade: Cascade, draws: Draws, rng: np.random.Generator) -> None:
    """People who know of the trick see through it."""
    rate = draws.rates["averted"] * laws.knowledge(draws.rates, cascade.levels) / 100_000
    now.averted += rng.poisson(now.aware.sum(axis=1) * rate)


def _tell(now: Campaigns, told: Outcome, day: int) -> None:
    field = _total(now.field)
    trained = now.ready[:, -1] + field
    today = {
        "leaders": now.ready[:, :-1].sum(axis=1),
        "found": trained + now.waiting[:, -1],
        "trained": trained,
        "waiting": now.waiting.sum(axis=1),
        "field": field,
        "full": now.field[..., -1].sum(axis=(1, 2)),
        "mitans": _mitans(now).sum(axis=1),
        "sessions": now.sessions,
        "informed": now.informed,
        "aware": now.aware.sum(axis=1),
        "averted": now.averted,
        "pledges": now.pledges.sum(axis=1),
        "of_mitans": now.source[:, 0],
        "of_brought": now.source[:, 1],
        "of_areas": now.source[:, 2],
    }
    for name, counts in today.items():
        told[name][:, day] = counts


def _mitans(now: Campaigns) -> Ints:
    """All mitans: R x G."""
    return now.mitans + now.early + now.pledged


def _total(field: Ints) -> Ints:
    """Rakshaks in the field: R."""
    total: Ints = field.sum(axis=(1, 2, 3))
    return total


def _as(rate: NDArray[np.float64], like: NDArray[Any]) -> NDArray[np.float64]:
    """A rate (R) with as many axes as `like`."""
    return rate.reshape(-1, *[1] * (like.ndim - 1))
