"""Persons: one campaign, person by person. Slow, and plain: what counts.py must agree with.

Every leader, rakshak and mitan throws his own dice, every person who is met is one of those who
live there. Nothing is counted that could be looked at; the chances of a day are those of laws.py.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from scenarios.growth import laws
from scenarios.growth.cascade import Cascade
from scenarios.growth.outcome import SERIES
from scenarios.growth.rates import Floats

Rates = Mapping[str, float]


@dataclass
class Rakshak:
    """One in the field: where, how many people he asks in a day, and how many mitans he has."""

    ground: int
    asks: int
    mitans: int = 0


@dataclass
class Ground:
    """The people of one ground, who are numbers from 0 on, and what they have done."""

    people: int
    mitans: int = 0  # who have not pledged
    early: int = 0  # mitans who pledged as others of the people did, and have yet to come
    pledged: int = 0  # mitans who came to the pledge
    aware: set[int] = field(default_factory=set)
    reached: list[int] = field(default_factory=list)  # kinds at which people were first met
    pledges: int = 0

    @property
    def all_mitans(self) -> int:
        """Mitans, whether they have pledged or not."""
        return self.mitans + self.early + self.pledged


class World:
    """One replication on its way; `day` after `day` it goes on by one."""

    def __init__(self, cascade: Cascade, rates: Rates, luck: list[float], seed: int) -> None:
        self.cascade, self.rates, self.luck = cascade, rates, luck
        self.dice = random.Random(seed)  # a throw costs a tenth of numpy's
        self.rng = np.random.default_rng(seed)  # for what the dice cannot
        self.waiting = list(cascade.there) or [0] * cascade.levels
        self.ready = [0] * cascade.levels
        self.field: list[Rakshak] = []
        self.grounds = [Ground(people) for people in cascade.people.tolist()]
        self.told = dict.fromkeys(SERIES, 0)

    def happens(self, chance: float) -> bool:
        """One throw of the dice."""
        return self.dice.random() < chance

    def one_of(self, shares: Floats) -> int:
        """One of several, each as often as is its share."""
        return self.dice.choices(range(len(shares)), shares.tolist())[0]

    def of(self, people: int, chance: float) -> int:
        """How many of so many people do it, each for himself."""
        return sum(self.happens(chance) for _ in range(people))

    def live(self, day: int) -> None:
        """One day, in the order in which counts.py goes."""
        self.leave()
        self.find(day)
        self.train(day)
        self.send_out()
        joined = self.enrol(day)
        self.visit(day, joined)
        self.pledge(day)
        self.avert()
        self.tell()

    def leave(self) -> None:
        """People of every level leave."""
        last = self.cascade.levels - 1
        for level in range(self.cascade.levels):
            rate = self.rates["rakshaks_leave" if level == last else "leaders_leave"]
            self.waiting[level] -= self.of(self.waiting[level], rate)
            self.ready[level] -= self.of(self.ready[level], rate)
        self.field = [one for one in self.field if not self.happens(self.rates["rakshaks_leave"])]
        for ground in self.grounds:
            ground.mitans -= self.of(ground.mitans, self.rates["mitans_leave"])
            ground.early -= self.of(ground.early, self.rates["mitans_leave"])

    def find(self, day: int) -> None:
        """Open places are filled, one by one."""
        cascade = self.cascade
        for level in range(cascade.levels):
            last = level == cascade.levels - 1
            places = cascade.staff if last else cascade.wanted[level]
            if level > 0:
                led = self.ready[level - 1] * cascade.spans[level - 1]
                led = int(laws.benched(led, cascade.reserve)) if last else led
                places = min(places, led)
            there = self.waiting[level] + self.ready[level] + (len(self.field) if last else 0)
            activity = "recruiting" if last else "forming"
            found = self.rates["rakshaks_found" if last else "leaders_found"]
            chance = found * cascade.calendar.share[activity][day]
            self.waiting[level] += self.of(max(places - there, 0), chance)

    def train(self, day: int) -> None:
        """A seat for each who waits, as long as there are seats; not all come."""
        seats = round(self.cascade.seats * self.cascade.calendar.share["training"][day])
        for level in range(self.cascade.levels):
            called = min(self.waiting[level], seats)
            came = self.of(called, self.rates["comes_to_training"])
            self.waiting[level] -= came
            self.ready[level] += came
            seats -= called

    def send_out(self) -> None:
        """The bench fills the places that are open in the field."""
        cascade = self.cascade
        sent = min(self.ready[-1], max(cascade.rakshaks - len(self.field), 0))
        self.ready[-1] -= sent
        for _ in range(sent):
            asks = int(cascade.asks[self.one_of(cascade.pace)])
            self.field.append(Rakshak(self.one_of(cascade.spread), asks))

    def enrol(self, day: int) -> list[int]:
        """Rakshaks ask one person after the other, all of them at the same time."""
        cascade, share = self.cascade, self.cascade.calendar.share["enrolling"][day]
        before = [ground.all_mitans for ground in self.grounds]
        if share == 0:
            return [0 for _ in before]
        weekend = bool(cascade.calendar.weekend[day])
        chance = laws.asking(self.rates, cascade.levels, share, weekend, self.luck[day])
        for ask in range(int(cascade.asks[-1])):
            left = [
                laws.unsaturated(one.all_mitans, one.people, self.rates["willing"])
                for one in self.grounds
            ]
            for rakshak in self.field:
                if rakshak.asks <= ask or rakshak.mitans >= cascade.quota:
                    continue
                if self.happens(chance * left[rakshak.ground]):
                    rakshak.mitans += 1
                    self.join(self.grounds[rakshak.ground])
        return [one.all_mitans - was for one, was in zip(self.grounds, before, strict=True)]

    def join(self, ground: Ground) -> None:
        """One more mitan, who may have pledged on an earlier day."""
        others = ground.pledges - ground.pledged - ground.early
        if others > 0 and self.happens(others / (ground.people - ground.all_mitans)):
            ground.early += 1
        else:
            ground.mitans += 1

    def visit(self, day: int, joined: list[int]) -> None:
        """Each rakshak holds a session or does not; whoever is met there may know already."""
        cascade, rates = self.cascade, self.rates
        share = cascade.calendar.share["visiting"][day]
        holding = laws.holding(rates, share, bool(cascade.calendar.weekend[day]))
        for at, ground in enumerate(self.grounds):
            met: list[int | None] = [None] * joined[at]
            for _ in range(joined[at]):
                met += [None] * int(self.rng.poisson(rates["tells"]))
            for rakshak in self.field:
                if rakshak.ground == at and self.happens(holding):
                    kind = self.one_of(cascade.sessions[at])
                    people = int(self.rng.poisson(cascade.crowd[kind] * rates["crowd"]))
                    met += [kind] * people
                    self.told["sessions"] += 1
                    self.told["informed"] += people
            self.dice.shuffle(met)
            for met_at in met:
                person = self.dice.randrange(ground.people)
                if person not in ground.aware:
                    ground.aware.add(person)
                    if met_at is not None:
                        ground.reached.append(met_at)

    def pledge(self, day: int) -> None:
        """Mitans come and bring others; people met at areas come by themselves."""
        cascade, rates = self.cascade, self.rates
        days = np.flatnonzero(cascade.calendar.share["pledging"] > 0).tolist()
        if day not in days:
            return
        at, count = days.index(day), len(days)
        come = laws.of_the_day(rates["comes_to_pledge"], at, count)
        persuaded = rates["pledges_at_areas"] * laws.persuasion(rates, cascade.levels)
        for ground in self.grounds:
            came, again = self.of(ground.mitans, come), self.of(ground.early, come)
            ground.mitans -= came
            ground.early -= again
            ground.pledged += came + again
            brought = sum(int(self.rng.poisson(rates["brings"])) for _ in range(came + again))
            stay = []
            for kind in ground.reached:
                sign = laws.of_the_day(min(persuaded * cascade.pledge[kind], 1.0), at, count)
                if not self.happens(sign):
                    stay.append(kind)
            signed, ground.reached = len(ground.reached) - len(stay), stay
            self.sign(ground, "of_mitans", min(came, ground.people - ground.pledges))
            for name, more in (("of_brought", brought), ("of_areas", signed)):
                for _ in range(more):  # whoever it is, he may have pledged already
                    if self.dice.randrange(ground.people) >= ground.pledges:
                        if day != days[-1] and self.happens(
                            ground.mitans / (ground.people - ground.pledges)
                        ):  # it is a mitan, who may come another day
                            ground.mitans -= 1
                            ground.early += 1
                        self.sign(ground, name, 1)

    def sign(self, ground: Ground, source: str, people: int) -> None:
        """So many people pledge."""
        ground.pledges += people
        self.told[source] += people

    def avert(self) -> None:
        """Whoever knows may see through a fraud."""
        rate = self.rates["averted"] * laws.knowledge(self.rates, self.cascade.levels) / 100_000
        aware = sum(len(ground.aware) for ground in self.grounds)
        self.told["averted"] += int(self.rng.poisson(aware * rate))

    def tell(self) -> None:
        """Count who stands where."""
        rakshaks = self.ready[-1] + len(self.field)
        self.told |= {
            "leaders": sum(self.ready[:-1]),
            "found": rakshaks + self.waiting[-1],
            "trained": rakshaks,
            "waiting": sum(self.waiting),
            "field": len(self.field),
            "full": sum(one.mitans == self.cascade.quota for one in self.field),
            "mitans": sum(ground.all_mitans for ground in self.grounds),
            "aware": sum(len(ground.aware) for ground in self.grounds),
            "pledges": sum(ground.pledges for ground in self.grounds),
        }


def live_through(
    cascade: Cascade, rates: Rates, luck: list[float], seed: int
) -> dict[str, list[int]]:
    """Every series of SERIES, at the end of each day, of one campaign with these rates."""
    world = World(cascade, rates, luck, seed)
    series: dict[str, list[int]] = {name: [] for name in SERIES}
    for day in range(len(cascade.calendar)):
        world.live(day)
        for name in SERIES:
            series[name].append(world.told[name])
    return series
