"""The growth model as mesa and simpy have it: an agent, or a process, for each leader and rakshak.

Written in favour of both: people who have no place of their own in the model (mitans, and all whom
they tell or who come to a session) are arrays of numpy, not agents, and dice are Python's, which
cost a tenth of numpy's. The chances of a day are those of scenarios/growth/laws.py.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Generator, Mapping
from typing import Any

import mesa  # type: ignore[import-untyped]
import numpy as np
import simpy

from scenarios.growth import laws
from scenarios.growth.cascade import Cascade

MAIN = ("trained", "field", "mitans", "aware", "pledges")  # what is compared
NOWHERE = -1  # the kind of area of somebody who was told by a mitan

Rates = Mapping[str, float]
Told = dict[str, int]


class Around:
    """The people of one ground, who are numbers from 0 on."""

    def __init__(self, cascade: Cascade, ground: int, rates: Rates, rng: np.random.Generator):
        self.cascade, self.ground, self.rates, self.rng = cascade, ground, rates, rng
        self.people = int(cascade.people[ground])
        self.aware = np.zeros(self.people, dtype=bool)
        self.reached = np.zeros(len(cascade.kinds), dtype=np.int64)
        self.mitans = self.early = self.pledged = self.pledges = 0
        self.mitans_before = 0
        self.sessions: list[int] = []  # of today: the kinds of areas

    def morning(self) -> None:
        """Some mitans think better of it."""
        self.mitans -= int(self.rng.binomial(self.mitans, self.rates["mitans_leave"]))
        self.early -= int(self.rng.binomial(self.early, self.rates["mitans_leave"]))
        self.mitans_before = self.mitans

    def left(self) -> float:
        """The share of the willing who are not mitans yet."""
        return float(laws.unsaturated(self.all_mitans(), self.people, self.rates["willing"]))

    def all_mitans(self) -> int:
        """Mitans who have not pledged, who pledged before they came themselves, who came."""
        return self.mitans + self.early + self.pledged

    def before(self, mitans: int) -> None:
        """So many have pledged already, not as mitans."""
        self.mitans -= mitans
        self.early += mitans

    def evening(self) -> None:
        """Whoever was at a session today, became a mitan or was told by one, knows."""
        joined = self.mitans - self.mitans_before
        others = self.pledges - self.pledged - self.early
        if others > 0:
            free = self.people - self.all_mitans() + joined
            self.before(int(self.rng.hypergeometric(others, free - others, joined)))
        told = joined + int(self.rng.poisson(joined * self.rates["tells"]))
        kinds = np.array(self.sessions, dtype=np.int64)
        came = self.rng.poisson(self.cascade.crowd[kinds] * self.rates["crowd"])
        met = np.concatenate([np.full(told, NOWHERE), np.repeat(kinds, came)])
        self.rng.shuffle(met)
        persons = self.rng.integers(self.people, size=len(met))
        persons, first = np.unique(persons, return_index=True)
        new = ~self.aware[persons]
        self.aware[persons] = True
        kinds = met[first[new]]
        self.reached += np.bincount(kinds[kinds != NOWHERE], minlength=len(self.reached))
        self.sessions = []

    def pledge(self, at: int, days: int) -> None:
        """Mitans pledge, and those whom they bring, and people met at areas."""
        rates = self.rates
        come = laws.of_the_day(rates["comes_to_pledge"], at, days)
        came = int(self.rng.binomial(self.mitans, come))
        again = int(self.rng.binomial(self.early, come))
        self.mitans -= came
        self.early -= again
        self.pledged += came + again
        brought = int(self.rng.poisson((came + again) * rates["brings"]))
        persuaded = rates["pledges_at_areas"] * laws.persuasion(rates, self.cascade.levels)
        sign = np.minimum(persuaded * self.cascade.pledge, 1.0)
        signed = self.rng.binomial(self.reached, laws.of_the_day(sign, at, days))
        self.reached -= signed
        before = min(self.pledges + came, self.people)
        # those who have pledged are taken to be the first; of the others whoever comes counts once
        others = self.rng.integers(self.people, size=brought + int(signed.sum()))
        new = len(np.unique(others[others >= before]))
        self.pledges = before + new
        if at < days - 1:
            free = self.people - before - self.mitans
            self.before(int(self.rng.hypergeometric(self.mitans, free, new)))


class Day:
    """What of each activity a day has, and the chances of that day."""

    def __init__(self, cascade: Cascade, rates: Rates, luck: list[float], day: int) -> None:
        share = {name: float(much[day]) for name, much in cascade.calendar.share.items()}
        weekend = bool(cascade.calendar.weekend[day])
        self.share = share
        self.seats = round(cascade.seats * share["training"])
        self.asks = int(cascade.asks[-1]) if share["enrolling"] else 0
        self.asking = float(
            laws.asking(rates, cascade.levels, share["enrolling"], weekend, luck[day])
        )
        self.holding = float(laws.holding(rates, share["visiting"], weekend))
        pledging = np.flatnonzero(cascade.calendar.share["pledging"] > 0).tolist()
        self.pledging = (pledging.index(day), len(pledging)) if day in pledging else None


class Seen:
    """What agents and processes alike look at and write down; `dice` are Python's."""

    def __init__(self, cascade: Cascade, rates: Rates, luck: list[float], seed: int) -> None:
        self.cascade, self.rates = cascade, rates
        self.dice = random.Random(seed)
        self.rng = np.random.default_rng(seed)
        self.days = [Day(cascade, rates, luck, day) for day in range(len(cascade.calendar))]
        self.grounds = [
            Around(cascade, ground, rates, self.rng) for ground in range(len(cascade.people))
        ]
        self.waiting = [0] * cascade.levels
        self.ready = [0] * cascade.levels  # rakshaks: on the bench
        self.field = 0
        self.left = [1.0] * len(self.grounds)
        self.spread, self.pace = cascade.spread.tolist(), cascade.pace.tolist()
        self.sessions, self.asks = cascade.sessions.tolist(), cascade.asks.tolist()

    def leaves(self, level: int) -> float:
        """The chance that one of a level leaves, a day."""
        last = level == self.cascade.levels - 1
        return self.rates["rakshaks_leave" if last else "leaders_leave"]

    def found(self, level: int, day: Day) -> int:
        """How many new ones there are at a level today."""
        cascade, last = self.cascade, level == self.cascade.levels - 1
        places = cascade.staff if last else cascade.wanted[level]
        if level:
            led = self.ready[level - 1] * cascade.spans[level - 1]
            places = min(places, int(laws.benched(led, cascade.reserve)) if last else led)
        there = self.waiting[level] + self.ready[level] + (self.field if last else 0)
        share = day.share["recruiting" if last else "forming"]
        chance = self.rates["rakshaks_found" if last else "leaders_found"] * share
        return int(self.rng.binomial(max(places - there, 0), chance))

    def place(self) -> tuple[int, int]:
        """The ground and the pace of one who goes into the field."""
        (ground,) = self.dice.choices(range(len(self.spread)), self.spread)
        (asks,) = self.dice.choices(self.asks, self.pace)
        return ground, asks

    def kind(self, ground: int) -> int:
        """The kind of area of a session."""
        shares = self.sessions[ground]
        return self.dice.choices(range(len(shares)), shares)[0]

    def told(self) -> Told:
        """The main series, as they stand."""
        return {
            "trained": self.ready[-1] + self.field,
            "field": self.field,
            "mitans": sum(one.all_mitans() for one in self.grounds),
            "aware": sum(int(one.aware.sum()) for one in self.grounds),
            "pledges": sum(one.pledges for one in self.grounds),
        }


# ---- mesa ----------------------------------------------------------------------------------------


class Volunteer(mesa.Agent):  # type: ignore[misc]
    """A leader, or a rakshak before he is sent out."""

    def __init__(self, model: Campaign, level: int) -> None:
        super().__init__(model)
        self.level, self.seen = level, model.seen
        self.trained = False

    def leave(self) -> None:
        """Leave for good, perhaps."""
        if self.seen.dice.random() < self.seen.leaves(self.level):
            (self.seen.ready if self.trained else self.seen.waiting)[self.level] -= 1
            self.remove()

    def train(self) -> None:
        """Come to the training, or leave a seat empty."""
        if self.seen.dice.random() < self.seen.rates["comes_to_training"]:
            self.trained = True
            self.seen.waiting[self.level] -= 1
            self.seen.ready[self.level] += 1

    def send_out(self) -> None:
        """Another takes his place in the field."""
        self.seen.ready[self.level] -= 1
        Rakshak(self.model, *self.seen.place())
        self.remove()


class Rakshak(mesa.Agent):  # type: ignore[misc]
    """A rakshak in the field."""

    def __init__(self, model: Campaign, ground: int, asks: int) -> None:
        super().__init__(model)
        self.seen, self.ground, self.asks = model.seen, ground, asks
        self.mitans = 0
        self.seen.field += 1

    def leave(self) -> None:
        """Leave for good, perhaps; his mitans stay."""
        if self.seen.dice.random() < self.seen.rates["rakshaks_leave"]:
            self.seen.field -= 1
            self.remove()

    def ask(self, chance: float) -> None:
        """Ask one person to become a mitan."""
        if self.seen.dice.random() < chance * self.seen.left[self.ground]:
            self.mitans += 1
            self.seen.grounds[self.ground].mitans += 1

    def visit(self, chance: float) -> None:
        """Hold a session at an area, perhaps."""
        if self.seen.dice.random() < chance:
            self.seen.grounds[self.ground].sessions.append(self.seen.kind(self.ground))


class Campaign(mesa.Model):  # type: ignore[misc]
    """One replication; a step is a day."""

    def __init__(self, seen: Seen) -> None:
        super().__init__(seed=seen.dice.randrange(2**31))
        self.seen = seen
        self.days = iter(seen.days)

    def step(self) -> None:
        """One day."""
        seen, day = self.seen, next(self.days)
        for ground in seen.grounds:
            ground.morning()
        self.agents.do("leave")
        for level in range(seen.cascade.levels):
            new = seen.found(level, day)
            seen.waiting[level] += new
            Volunteer.create_agents(self, new, level)
        self._train(day)
        self._send_out()
        field = self.agents_by_type.get(Rakshak)
        if field:
            for ask in range(day.asks):
                seen.left = [one.left() for one in seen.grounds]
                field = field.select(lambda one, ask=ask: one.asks > ask)
                field.select(self._has_room).do("ask", day.asking)
            if day.holding:
                self.agents_by_type[Rakshak].do("visit", day.holding)
        for ground in seen.grounds:
            ground.evening()
            if day.pledging:
                ground.pledge(*day.pledging)

    def _has_room(self, one: Rakshak) -> bool:
        return one.mitans < self.seen.cascade.quota

    def _volunteers(self, trained: bool) -> Any:
        volunteers = self.agents_by_type.get(Volunteer)
        return volunteers.select(lambda one: one.trained == trained) if volunteers else None

    def _train(self, day: Day) -> None:
        seats = day.seats
        waiting = self._volunteers(trained=False) if seats else None
        if waiting is None:
            return
        for level in range(self.seen.cascade.levels):
            called = waiting.select(lambda one, level=level: one.level == level, at_most=seats)
            seats -= len(called)
            called.do("train")

    def _send_out(self) -> None:
        seen, last = self.seen, self.seen.cascade.levels - 1
        open_places = seen.cascade.rakshaks - seen.field
        bench = self._volunteers(trained=True) if open_places and seen.ready[-1] else None
        if bench:
            bench.select(lambda one: one.level == last, at_most=open_places).do("send_out")


def by_mesa(cascade: Cascade, rates: Rates, luck: list[float], seed: int) -> Told:
    """The main series at the end of the last day, by mesa."""
    campaign = Campaign(Seen(cascade, rates, luck, seed))
    for _ in campaign.seen.days:
        campaign.step()
    return campaign.seen.told()


# ---- simpy ---------------------------------------------------------------------------------------

# What happens when in a day: office and people take turns, so that at any moment only one of
# the two acts.
LEAVE, FIND, TRAIN, SEND_OUT, ASK, VISIT, EVENING, DAY = 0, 10, 20, 40, 100, 500, 600, 1000
TURN = 2  # from one ask, or one level of training, to the next

Process = Generator[simpy.Event, Any, None]


class Office:
    """One replication: what is open today, and a process for whoever is found."""

    def __init__(self, env: simpy.Environment, seen: Seen) -> None:
        self.env, self.seen = env, seen
        self.seats = 0

    @property
    def today(self) -> Day:
        """The day that it is."""
        return self.seen.days[int(self.env.now // DAY)]

    def until(self, moment: int) -> simpy.Event:
        """The next time that it will be so late in a day."""
        return self.env.timeout((moment - self.env.now - 1) % DAY + 1)

    def run(self) -> Process:
        """Day after day; the turn before a step of the people."""
        seen, until = self.seen, self.until
        for day in seen.days:
            self.seats = day.seats
            for ground in seen.grounds:
                ground.morning()
            yield until(FIND)
            for level in range(seen.cascade.levels):
                for _ in range(seen.found(level, day)):
                    seen.waiting[level] += 1
                    self.env.process(self.volunteer(level))
            for ask in range(day.asks):
                yield until(ASK + TURN * ask)
                seen.left = [one.left() for one in seen.grounds]
            yield until(EVENING)
            for ground in seen.grounds:
                ground.evening()
                if day.pledging:
                    ground.pledge(*day.pledging)
            yield until(LEAVE)

    def goes_on(self, level: int) -> Callable[[], bool]:
        """Whether one who was found today is still there, each morning anew.

        On which morning he leaves is drawn once.
        """
        chance, draw = self.seen.leaves(level), self.seen.dice.random()
        if chance >= 1:
            stays = 0.0
        else:
            stays = math.log(1 - draw) // math.log1p(-chance) if chance else math.inf
        leaves = self.env.now // DAY + 1 + stays
        return lambda: self.env.now // DAY < leaves

    def volunteer(self, level: int) -> Process:
        """A leader or a rakshak, from the day he is found to the day he leaves."""
        seen, until, goes_on = self.seen, self.until, self.goes_on(level)
        trained = False
        while not trained:
            yield until(TRAIN + TURN * level)
            if self.seats:
                self.seats -= 1
                trained = seen.dice.random() < seen.rates["comes_to_training"]
            if not trained:
                yield until(LEAVE)
                if not goes_on():
                    seen.waiting[level] -= 1
                    return
        seen.waiting[level] -= 1
        seen.ready[level] += 1
        rakshak = level == seen.cascade.levels - 1
        while True:
            if rakshak:
                yield until(SEND_OUT)
                if seen.field < seen.cascade.rakshaks:
                    break
            yield until(LEAVE)
            if not goes_on():
                seen.ready[level] -= 1
                return
        seen.ready[level] -= 1
        seen.field += 1
        yield from self.rakshak(goes_on)

    def rakshak(self, goes_on: Callable[[], bool]) -> Process:
        """A rakshak in the field."""
        seen, until, dice = self.seen, self.until, self.seen.dice
        place, asks = seen.place()
        ground, quota, mitans = seen.grounds[place], seen.cascade.quota, 0
        while True:
            day = self.today
            for ask in range(min(asks, day.asks)):
                if mitans == quota:
                    break
                yield until(ASK + TURN * ask + 1)
                if dice.random() < day.asking * seen.left[place]:
                    mitans += 1
                    ground.mitans += 1
            if day.holding and dice.random() < day.holding:  # nobody looks at it before evening
                ground.sessions.append(seen.kind(place))
            yield until(LEAVE)
            if not goes_on():
                seen.field -= 1
                return


def by_simpy(cascade: Cascade, rates: Rates, luck: list[float], seed: int) -> Told:
    """The main series at the end of the last day, by simpy."""
    env = simpy.Environment()
    office = Office(env, Seen(cascade, rates, luck, seed))
    office.env.process(office.run())
    env.run(until=DAY * len(office.seen.days) - 1)
    return office.seen.told()
