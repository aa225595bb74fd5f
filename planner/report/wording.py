"""Wording: the sentences of an explanation. What is said when is decided here, for all languages;
how it is said stands in planner.report.phrases.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from graphs.words import number
from planner.assignment.explain import (
    Absence,
    AreaExplained,
    Assignment,
    RakshakExplained,
    Way,
    Workload,
)
from planner.assignment.reasons import ELSEWHERE, UNAVAILABLE
from planner.assignment.swap import Swap
from planner.plan import TIERS, positions
from planner.policy import Policy
from planner.report.phrases import PHRASES
from planner.snapshot import NONE, Ids, Snapshot

UNTRAINED = "untrained"  # said instead of UNAVAILABLE where that is why


@dataclass(frozen=True, eq=False)
class Labels:
    """What zones, categories and skills are called; by the ids of rakshaks and areas."""

    snapshot: Snapshot
    policy: Policy
    lang: str
    untrained: Ids  # rakshaks who may not go out for want of training, sorted

    def zone_of_rakshak(self, one: str) -> str | None:
        """The code of the zone he lives in, or None."""
        return self._zone(self.snapshot.people.zone[_at(one, self.snapshot.people.ids)])

    def zone_of_area(self, area: str) -> str | None:
        """The code of its zone, or None."""
        return self._zone(self.snapshot.areas.zone[_at(area, self.snapshot.areas.ids)])

    def category(self, area: str) -> str:
        """The label of its category; the sheet's own word where it is in no list."""
        areas = self.snapshot.areas
        code: str = self.snapshot.categories[areas.category[_at(area, areas.ids)]]
        known = self.policy.categories.get(code)
        if known is None:
            return code
        return known.named(self.lang)

    def skills(self, area: str) -> tuple[str, ...]:
        """The skills that it asks for."""
        areas = self.snapshot.areas
        bits = int(areas.skills[_at(area, areas.ids)])
        return tuple(name for k, name in enumerate(self.snapshot.skills) if bits >> k & 1)

    def is_untrained(self, rakshak: str) -> bool:
        """Whether he is held back until he is trained."""
        return _at(rakshak, self.untrained) != NONE

    def _zone(self, code: int) -> str | None:
        return None if code == NONE else self.snapshot.zones[code]


@dataclass(frozen=True, eq=False)
class Wording:
    """The sentences about the parts of an explanation, in the language of `labels`."""

    labels: Labels

    def say(self, phrase: str, **values: object) -> str:
        """A phrase of this language with its values put in."""
        return PHRASES[self.labels.lang][phrase].format(**values)

    def rakshak(self, his: RakshakExplained) -> str:
        """How much a rakshak has to do, and why not more or less."""
        load = his.workload
        reason = self._because(load.reason, load.rakshak)
        head = self.say("rakshak", available=load.available, **self._load(load))
        bars = self._bars(load.bars)
        return f"{head} {self.say(f'load {reason}', rakshak=load.rakshak, bars=bars)}"

    def gone(self, plan: int, rakshak: str, visits: int) -> str:
        """That somebody who has left makes visits in the plan."""
        return self.say("gone", plan=plan, rakshak=rakshak, visits=self._visits(visits))

    def area(self, its: AreaExplained) -> str:
        """What an area needs, and why it lacks some of it."""
        if its.visits == 0:
            return self.say("area idle", area=self._named(its.area))
        several = self.say("by several", n=its.different) if its.different > 1 else ""
        how = self.say("by one") if its.whole else several
        visits = self._visits(its.visits)
        needs = self.say("area", area=self._named(its.area), visits=visits, how=how)
        return f"{needs} {self._covered(its)}"

    def assignment(self, one: Assignment) -> str:
        """One row: visits, way, zone, skill, workload, and who would come next at what price."""
        load = one.workload
        zone = self.labels.zone_of_area(one.area)
        skills = ", ".join(self.labels.skills(one.area))
        row = self.say(
            "row",
            rakshak=load.rakshak,
            visits=self._visits(one.visits),
            area=self._named(one.area, zone=False),
            way=self._way(one.way),
            zone=self.say(f"zone {one.way.zone}", rakshak=load.rakshak, zone=zone),
            skills=self.say("skills", skills=skills) if skills else "",
        )
        parts = [row, self.say("load", **self._load(load))]
        other = one.runner_up
        if one.fixed:
            parts.append(self.say(f"fixed {one.fixed}", rakshak=load.rakshak, area=one.area))
        elif other is None:
            parts.append(self.say("no runner-up"))
        else:
            by = "runner-up" if other.swap.estimate else "runner-up by way"
            parts.append(self.say(by, other=other.rakshak, way=self._way(other.way)))
            parts += self._swap(other.swap, load.rakshak, other.rakshak)
        return " ".join(parts)

    def nearest(self, away: Absence, its: AreaExplained) -> str:
        """Why the nearest does not come, and what it would cost if he did."""
        load = away.workload
        reason = self._because(away.reason, load.rakshak)
        if reason == ELSEWHERE and not load.areas:
            reason = "idle"
        areas = ", ".join(f"{area} ({visits})" for area, visits in load.areas.items())
        because = self.say(
            f"away {reason}",
            other=load.rakshak,
            areas=areas,
            available=self._visits(load.available),
            needed=its.visits,
            skills=", ".join(self.labels.skills(its.area)),
            visits=load.visits,
            least=load.least,
            most=load.most,
        )
        way = self._way(away.way)
        parts = [self.say("nearest", other=load.rakshak, way=way, because=because)]
        if away.swap is not None:
            parts += self._swap(away.swap, away.instead_of, load.rakshak)
        return " ".join(parts)

    def _swap(self, swap: Swap, rakshak: str, other: str) -> list[str]:
        parts = []
        if swap.change is not None:
            change = self._change(swap.change)
            how = "exact" if swap.exact else "at most"
            parts.append(self.say(how, rakshak=rakshak, other=other, change=change))
        if swap.estimate is not None and not swap.exact:
            parts.append(self.say("estimate", change=self._change(swap.estimate)))
        return parts

    def _change(self, change: Mapping[str, int]) -> str:
        parts = []
        for name in TIERS:
            size = abs(change[name])
            if size:
                phrase = f"{name} {'more' if change[name] > 0 else 'less'}"
                visits = size if name == "balance" else self._visits(size)
                parts.append(self.say(phrase, n=visits, length=self._length(size)))
        return ", ".join(parts) or self.say("no change")

    def _covered(self, its: AreaExplained) -> str:
        if its.uncovered == 0:
            return self.say("covered")
        because = self.say(
            f"lacking {its.reason}",
            bars=self._bars(its.bars),
            different=its.different,
            able=its.able,
            reach=its.reach,
            spare=self._visits(its.spare),
        )
        return self.say("uncovered", visits=self._visits(its.uncovered), because=because)

    def _load(self, load: Workload) -> dict[str, object]:
        return {
            "rakshak": load.rakshak,
            "visits": self._visits(load.visits),
            "share": f"{load.share:.1f}",
            "least": load.least,
            "most": load.most,
        }

    def _named(self, area: str, *, zone: bool = True) -> str:
        """An area's id with its category, and its zone if wanted."""
        code = self.labels.zone_of_area(area) if zone else None
        details = [self.labels.category(area), *([self.say("zone", zone=code)] if code else [])]
        return self.say("with", area=area, details=", ".join(details))

    def _way(self, way: Way) -> str:
        return self.say(
            "way" if way.measured else "way unmeasured", length=self._length(way.metres)
        )

    def _length(self, metres: int) -> str:
        return self.say("km" if metres >= 1000 else "m", n=_number(metres))

    def _bars(self, bars: Mapping[str, int]) -> str:
        return ", ".join(self.say(f"bar {bar}", n=count) for bar, count in bars.items())

    def _visits(self, count: int) -> str:
        return self.say("visit" if count == 1 else "visits", n=number(count, self.labels.lang))

    def _because(self, reason: str, rakshak: str) -> str:
        """The reason, told apart where it is for want of training."""
        untrained = reason == UNAVAILABLE and self.labels.is_untrained(rakshak)
        return UNTRAINED if untrained else reason


def _number(metres: int) -> str:
    """Metres below one kilometre, else kilometres."""
    return f"{metres / 1000:,.1f}" if metres >= 1000 else str(metres)


def _at(wanted: str, ids: Ids) -> int:
    return int(positions(np.array([wanted]), ids)[0])
