"""Part: some rakshaks and areas of a problem, asked anew while all else stays as it is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from planner.problem import NO_TIES, Problem
from planner.snapshot import Flags, Ints, Pairs


@dataclass(frozen=True, eq=False)
class Part(Problem):
    """Some rakshaks and areas of a problem. What is fair for them was settled in the whole."""

    bands: Ints = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))  # R x 2

    def band(self) -> tuple[Ints, Ints]:
        """Least and most fair visits of each rakshak, as in the whole problem."""
        return self.bands[:, 0], self.bands[:, 1]

    def with_any_load(self) -> Part:
        """The same part where every workload that a rakshak can do is fair."""
        return replace(
            self, bands=np.stack([np.zeros_like(self.availability), self.availability], axis=1)
        )


def part(problem: Problem, rows: Pairs, rakshaks: Ints, areas: Ints) -> Part:
    """The question to these rakshaks alone, about these areas, while all others stay as they are.

    `areas` hold every area where `rows` have one of these rakshaks. What others do there is
    taken off what the area needs. Areas that are tied, or whole and others', stay as they are.
    """
    inside = np.isin(rows.rakshak, rakshaks)
    others, own = rows.only(~inside), rows.only(inside)
    count = len(problem.areas)
    heads = np.bincount(others.area, minlength=count)
    frozen = tied_areas(problem) | (problem.whole & (heads > 0))
    pins = within(problem.pinned, rakshaks, areas)
    held = within(own.only(frozen[own.area]), rakshaks, areas)

    open_ = problem.visits - others.by_area(count)
    left = np.where(frozen, own.by_area(count), open_)[areas]
    different = np.where(frozen, 0, np.maximum(problem.different - heads, 0))[areas]
    asked = Part(
        rakshaks=problem.rakshaks[rakshaks],
        rakshak_place=problem.rakshak_place.only(rakshaks),
        availability=problem.availability[rakshaks],
        rakshak_skills=problem.rakshak_skills[rakshaks],
        rakshak_languages=problem.rakshak_languages[rakshaks],
        rakshak_organisation=problem.rakshak_organisation[rakshaks],
        areas=problem.areas[areas],
        area_place=problem.area_place.only(areas),
        visits=left,
        different=np.minimum(different, left),
        priority=problem.priority[areas],
        area_skills=problem.area_skills[areas],
        area_languages=problem.area_languages[areas],
        area_organisations=problem.area_organisations[areas],
        pins=pins,
        bans=within(problem.bans, rakshaks, areas),
        rates=problem.rates,
        tolerance=problem.tolerance,
        whole=(problem.whole & ~frozen)[areas],
        rakshak_team=problem.rakshak_team[rakshaks],
        team_zone=problem.team_zone[rakshaks],
        rules=problem.rules,
        together=NO_TIES,
        apart=NO_TIES,
        ways=None if problem.ways is None else problem.ways[np.ix_(rakshaks, areas)],
        bands=np.stack(problem.band(), axis=1)[rakshaks],
    )
    return replace(asked, pins=merged(asked, pins, held))


def within(pairs: Pairs, rakshaks: Ints, areas: Ints) -> Pairs:
    """The pairs of these rakshaks and areas (both sorted), numbered as among them."""
    there = pairs.only(np.isin(pairs.rakshak, rakshaks) & np.isin(pairs.area, areas))
    return Pairs(
        np.searchsorted(rakshaks, there.rakshak),
        np.searchsorted(areas, there.area),
        there.visits,
    )


def merged(problem: Problem, one: Pairs, other: Pairs) -> Pairs:
    """Both, sorted; the larger number of visits where a pair is in both."""
    rakshak = np.concatenate([one.rakshak, other.rakshak])
    area = np.concatenate([one.area, other.area])
    keys, at = np.unique(problem.pair_key(rakshak, area), return_inverse=True)
    visits = np.zeros(len(keys), dtype=np.int64)
    np.maximum.at(visits, at, np.concatenate([one.visits, other.visits]))
    return Pairs(*np.divmod(keys, len(problem.areas)), visits)


def tied_rakshaks(problem: Problem) -> Flags:
    """Which of the R rakshaks are tied to another, together or apart."""
    return _tied(len(problem.rakshaks), problem.together.rakshaks, problem.apart.rakshaks)


def tied_areas(problem: Problem) -> Flags:
    """Which of the A areas are tied to another, together or apart."""
    return _tied(len(problem.areas), problem.together.areas, problem.apart.areas)


def _tied(count: int, together: Ints, apart: Ints) -> Flags:
    tied = np.zeros(count, dtype=bool)
    tied[together] = tied[apart] = True
    return tied
