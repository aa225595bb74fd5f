"""Report figures: what is shown of a plan on the map, and how visits are shared and made, by day.

Here names are joined to numbers. Only who and what belongs to the report's scope has a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from graphs import draw_map, live_map
from graphs.ground import kilometres, middle_latitude
from graphs.live import bars, item, ticks
from graphs.style import GREY, STATE_COLOURS
from graphs.words import day
from planner.geo import degrees
from planner.report.pictures import teams_at_areas
from planner.report.pocket import one_line
from planner.report.report_shown import Shown
from planner.report.voice import Voice
from planner.snapshot import NONE, Flags, Ints, Points

MAP, SHARED, DAYS = "map-figure", "shared-figure", "days-figure"  # ids of the page's elements


def page_data(shown: Shown) -> dict[str, object]:
    """What the page's own script needs beside the pictures: labels, zones, categories."""
    reported, words = shown.reported, shown.words
    snapshot = reported.snapshot
    labels = (
        *("all", "shown", "more rows", "who", "others", "nobody", "elsewhere", "no zone", "area"),
        *("name", "category", "zone", "visits", "visits of", "people to reach", "mitans"),
        *("state short", "state filled", "state over"),
    )
    return {
        "lang": words.main,
        "words": {label: words.phrases[words.main][label] for label in labels},
        "zones": [snapshot.zones[k] for k in shown.zones.tolist()],
        "categories": [
            words.category(reported.policy, snapshot.categories[k]) for k in shown.categories
        ],
        "wanted": reported.policy.quota.mitans_per_rakshak,
    }


def map_item(shown: Shown) -> dict[str, Any]:
    """The map of areas, rakshaks and leaders."""
    words, say = shown.words, shown.words.say
    where = (say("zone"), "zone_code")
    tips = {
        live_map.AREAS: [
            (say("area"), "name"), ("id", "id"), (say("category"), "category_name"), where,
            (say("visits"), "visits_told"), (say("people to reach"), "people_told"),
            (say("leaders"), "teams_told"),
        ],
        live_map.RAKSHAKS: [
            (say("rakshak"), "name"), ("id", "id"), (say("leader"), "leader_name"), where,
            (say("visits"), "load"), (say("mitans"), "mitans_told"),
        ],
        live_map.LEADERS: [
            (say("leader"), "name"), ("id", "id"), where, (say("rakshaks"), "below"),
        ],
    }  # fmt: skip
    areas, rakshaks, leaders = _areas(shown), _rakshaks(shown), _leaders(shown)
    everything = (areas, rakshaks, leaders)
    middle = tuple(
        middle_latitude(np.concatenate([one[side] for one in everything]))
        for side in ("latitude", "longitude")
    )
    outlines = [
        (int(shown.zone_places(np.array([one.zone]))[0]), one.rings) for one in shown.outlines
    ]
    chart = live_map.live_map(
        areas=areas,
        rakshaks=rakshaks,
        leaders=leaders,
        rows=_rows(shown),
        outlines=outlines,
        words={name: words.say(name) for name in tips},
        tips=tips,
        middle=(middle[0], middle[1]),
    )
    return item(chart, MAP)


def _areas(shown: Shown) -> dict[str, Any]:
    reported, those = shown.reported, shown.areas
    areas = reported.snapshot.areas
    team, teams = teams_at_areas(reported.rows, reported.snapshot)
    latitude, longitude = degrees(areas.position)
    known = np.isfinite(latitude)
    x, y = kilometres(latitude[known], longitude[known], middle_latitude(latitude))
    colours = draw_map.colours(x, y, team[known], len(teams))
    colour = np.append(colours, [NONE, NONE])[team]  # UNLED and NOBODY take the last two
    spots = [reported.spots[one] for one in areas.ids[those].tolist()]
    return {
        "id": areas.ids[those].tolist(),
        "name": [_place(spot.name, spot.locality) for spot in spots],
        "latitude": latitude[those],
        "longitude": longitude[those],
        "category": small(np.searchsorted(shown.categories, areas.category[those])),
        "zone": small(shown.zone_places(areas.zone[those])),
        "visits": small(reported.needed[those]),
        "planned": small(reported.planned[those]),
        "people": small(areas.people[those]),
        "bare": small(shown.missing > 0),
        "colour": small(colour[those]),
    }


def _place(name: str, locality: str) -> str:
    name, locality = one_line(name), one_line(locality)
    return f"{name}, {locality}" if locality and locality not in name else name


def _rakshaks(shown: Shown) -> dict[str, Any]:
    reported, those = shown.reported, shown.rakshaks
    people, staff = reported.snapshot.people, reported.tree.staff
    latitude, longitude = degrees(people.position[those])
    at = shown.staff_place(those)
    return {
        "id": people.ids[those].tolist(),
        "name": [shown.name(one) for one in those.tolist()],
        "latitude": latitude,
        "longitude": longitude,
        "leader": small(shown.leader_of(those)),
        "zone": small(shown.zone_places(people.zone[those])),
        "load": small(reported.load[those]),
        "enrolled": small(staff.enrolled[at]),
        "state": small(staff.state[at]),
    }


def _leaders(shown: Shown) -> dict[str, Any]:
    reported, those = shown.reported, shown.leaders
    people, tree = reported.snapshot.people, reported.tree
    latitude, longitude = degrees(people.position[those])
    return {
        "id": people.ids[those].tolist(),
        "name": [shown.name(one) for one in those.tolist()],
        "latitude": latitude,
        "longitude": longitude,
        "leader": small(shown.leader_of(those)),
        "zone": small(shown.zone_places(people.zone[those])),
        "below": small(tree.leader_totals[shown.staff_place(those), 0]),
    }


def _rows(shown: Shown) -> dict[str, Ints]:
    """Who of the shown goes to which of the shown areas, and how often; by area."""
    rows = shown.reported.rows
    rakshak = _places(shown.rakshaks, len(shown.reported.snapshot.people.ids))[rows.rakshak]
    area = _places(shown.areas, len(shown.reported.needed))[rows.area]
    there = np.flatnonzero((rakshak != NONE) & (area != NONE))
    there = there[np.lexsort((rakshak[there], area[there]))]
    columns = {"rakshak": rakshak, "area": area, "visits": rows.visits}
    return {name: small(column[there]) for name, column in columns.items()}


def _places(those: Ints, count: int) -> Ints:
    place = np.full(count, NONE)
    place[those] = np.arange(len(those))
    return place


def small(column: Ints | Flags) -> Ints:
    """Whole numbers in the four bytes that a browser reads."""
    return column.astype(np.int32)


def shared_item(shown: Shown) -> dict[str, Any] | None:
    """How many rakshaks make how many visits, within their fair share or not; None without any."""
    assigned, words = shown.reported.assigned, shown.words
    if assigned is None:
        return None
    problem = assigned.problem
    ours = np.isin(problem.rakshaks, shown.reported.snapshot.people.ids[shown.rakshaks])
    going = ours & (problem.availability > 0)
    if not going.any():
        return None
    load = assigned.load[going]
    inside = (problem.outside(assigned.load, *problem.band()) == 0)[going]
    first, last = int(load.min()), int(load.max())
    heights = {
        "in band": np.bincount(load[inside] - first, minlength=last - first + 1).tolist(),
        "outside": np.bincount(load[~inside] - first, minlength=last - first + 1).tolist(),
    }
    top = int(np.bincount(load - first).max())
    chart = bars(
        at=[words.number(k) for k in range(first, last + 1)],
        heights=heights,
        names={kind: words.say(kind) for kind in heights},
        told={kind: [words.number(k) for k in ups] for kind, ups in heights.items()},
        axes=(words.say("visits each"), words.say("rakshaks")),
        number={k: words.number(k) for k in ticks(top)},
        colours=(STATE_COLOURS["filled"], STATE_COLOURS["short"]),
        stacked=True,
    )
    return item(chart, SHARED)


def days_item(days: Sequence[Mapping[str, Any]], words: Voice) -> dict[str, Any] | None:
    """Visits done and due, added up day by day; None where there is no day.

    `days` are rows as `mitan progress` tells them.
    """
    if not days:
        return None
    heights = {
        "done": [int(row["done_so_far"]) for row in days],
        "due": [int(row["due"]) for row in days],
    }
    chart = bars(
        at=[day(date.fromisoformat(row["day"]), words.main) for row in days],
        heights=heights,
        names={kind: words.say(kind) for kind in heights},
        told={kind: [words.number(k) for k in ups] for kind, ups in heights.items()},
        axes=(words.say("day"), words.say("visits so far")),
        number={k: words.number(k) for k in ticks(max(map(max, heights.values())))},
        colours=(STATE_COLOURS["filled"], GREY),
        stacked=False,
    )
    return item(chart, DAYS)


def without_place(points: Points, those: Ints) -> int:
    """How many of those have no coordinates."""
    return int(np.isnan(points[those]).any(axis=1).sum())
