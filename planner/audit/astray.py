"""DUP006, DUP007: areas whose coordinates, zone and village do not go together.

What is in the middle is told by medians, which a few wrong rows cannot move; what is far by the
policy's metres, and by SPREADS times the median distance where that is more, so that a large
village, zone or campaign is not found odd for being large. Each area is named once: as far from
the whole campaign, else from its village, else from its zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from planner.audit import evidence as needs
from planner.audit.evidence import Evidence, Skipped, given
from planner.audit.kinds import kinds_of
from planner.audit.places import open_areas, villages
from planner.audit.rule import Fault, kilometres, of_area, rule
from planner.findings import Severity
from planner.snapshot import NONE, Flags, Ints, Points

SPREADS = 5  # times the median distance is not far
LEAST = 3  # points that have a middle; of two nobody knows which is wrong
LEAST_SPREAD = 5  # points around a known village that have a spread worth the name
APART = 1e9  # metres; farther than any two points on Earth
SETTLED = {"village", "town"}  # kinds of areas that are a village themselves


@dataclass(frozen=True, eq=False)
class Cloud:
    """n open areas with coordinates."""

    area: Ints  # index into the snapshot's areas
    position: Points  # n x 3 metres
    zone: Ints
    village: Ints  # a number for its village, NONE where not known
    settled: Flags  # the area is the village (or town) itself

    @property
    def named(self) -> Flags:
        """Whose zone and village are known."""
        return given(self.zone) & given(self.village)


@dataclass(frozen=True, eq=False)
class Far:
    """Which of n areas are too far away, how many metres they are, and from which other of them."""

    flag: Flags
    metres: Points
    other: Ints  # index among the n, or NONE: from the middle of several


def _middles(label: Ints, values: Points) -> Points:
    """For each of n x d values the median of those of its label, n x d."""
    _, at, count = np.unique(label, return_inverse=True, return_counts=True)
    start, middle = np.cumsum(count) - count, np.empty_like(values)
    for k, column in enumerate(values.T):
        ordered = column[np.lexsort((column, label))]
        halves = ordered[start + (count - 1) // 2] + ordered[start + count // 2]
        middle[:, k] = halves[at] / 2
    return middle


def _distances(label: Ints, position: Points) -> tuple[Points, Points, Ints]:
    """For each of n points: metres to the middle of its label, their median, how many they are."""
    metres = np.linalg.norm(position - _middles(label, position), axis=1)
    _, at, count = np.unique(label, return_inverse=True, return_counts=True)
    return metres, _middles(label, metres[:, None])[:, 0], count[at]


def _outlying(label: Ints, position: Points, least: int) -> tuple[Flags, Points]:
    """Which of n points lie far outside the cloud of their label; metres to its middle."""
    metres, spread, count = _distances(label, position)
    return (count >= LEAST) & (metres > np.maximum(least, SPREADS * spread)), metres


def _nearest(label: Ints, position: Points, among: Ints, within: float) -> tuple[Points, Ints]:
    """For each of n points the nearest of its label among some, within so many metres.

    Its distance (infinite) and its index (NONE where there is none).
    """
    from scipy.spatial import cKDTree

    if not len(among):
        return np.full(len(label), np.inf), np.full(len(label), NONE)
    points = np.hstack([position, label[:, None] * APART])
    metres, found = cKDTree(points[among]).query(points, distance_upper_bound=within)
    return metres, np.append(among, NONE)[found]


def _cloud(evidence: Evidence) -> Cloud:
    """Raises Skipped where nothing can be far from anything."""
    of, areas = evidence.snapshot.areas, open_areas(evidence)
    areas = areas[~np.isnan(of.position[areas]).any(axis=1)]
    if len(areas) < 2:
        raise Skipped("fewer than two open areas have coordinates")
    kinds = [kinds_of(code, evidence.policy) for code in evidence.snapshot.categories]
    settled = np.array([bool(kind) and kind <= SETTLED for kind in kinds], dtype=bool)
    return Cloud(
        areas,
        of.position[areas],
        of.zone[areas],
        villages(evidence)[areas],
        settled[of.category[areas]],
    )


def _far_from_campaign(cloud: Cloud, least: int) -> Far:
    everywhere = np.zeros(len(cloud.area), dtype=np.int64)
    flag, metres = _outlying(everywhere, cloud.position, least)
    return Far(flag, metres, np.full(len(flag), NONE))


def _far_from_zone(cloud: Cloud, least: int, rest: Flags) -> Far:
    rows = np.flatnonzero(rest & given(cloud.zone))
    return _spread_out(rows, rest, *_outlying(cloud.zone[rows], cloud.position[rows], least))


def _far_from_village(cloud: Cloud, least: int, rest: Flags) -> Far:
    """Areas far from the row of their village; without one from the middle of its areas.

    Of two alone both are far. Rows of the village itself (its parts, or two villages of one name)
    are far from the middle of several of them only. A village is told by its name within one zone:
    without a zone a name says too little, for many villages share it.
    """
    rows = np.flatnonzero(rest & cloud.named)
    position, settled = cloud.position[rows], cloud.settled[rows]
    names = np.stack([cloud.zone[rows], cloud.village[rows]])
    _, label = np.unique(names, axis=1, return_inverse=True)
    label = label.ravel()
    parts, others = np.flatnonzero(settled), np.flatnonzero(~settled)
    strayed, from_parts = _outlying(label[parts], position[parts], least)

    flag, metres = _outlying(label, position, least)
    to_village, other = _nearest(label, position, parts[~strayed], APART)
    known = given(other)
    limit = np.full(len(rows), float(least))
    _, spread, around = _distances(label[others], position[others])
    limit[others] = np.where(around < LEAST_SPREAD, least, np.maximum(least, SPREADS * spread))
    flag, metres = np.where(known, to_village > limit, flag), np.where(known, to_village, metres)
    flag[parts], metres[parts], other[parts] = strayed, from_parts, NONE

    pairs = _of_two(label, ~np.isin(label, label[parts]))
    between = np.linalg.norm(position[pairs[:, 0]] - position[pairs[:, 1]], axis=1)
    for mine, theirs in (pairs.T, pairs.T[::-1]):
        flag[mine], metres[mine], other[mine] = between > least, between, theirs
    return _spread_out(rows, rest, flag, metres, np.append(rows, NONE)[other])


def _of_two(label: Ints, among: Flags) -> Ints:
    """The two indices of each label that two of those flagged have, n x 2."""
    those = np.flatnonzero(among)
    those = those[np.argsort(label[those], kind="stable")]
    _, at, count = np.unique(label[those], return_inverse=True, return_counts=True)
    pairs: Ints = those[count[at] == 2].reshape(-1, 2)
    return pairs


def _spread_out(
    rows: Ints, rest: Flags, flag: Flags, metres: Points, other: Ints | None = None
) -> Far:
    """What is known of some rows, as something of all of them."""
    far = Far(np.zeros(len(rest), dtype=bool), np.zeros(len(rest)), np.full(len(rest), NONE))
    far.flag[rows], far.metres[rows] = flag, metres
    if other is not None:
        far.other[rows] = other
    return far


def _beside_a_namesake(cloud: Cloud, least: int, astray: Flags) -> Ints:
    """For those far from their village an area near by whose village has the same name, or NONE.

    It lies in another zone: in their own none of that name is near.
    """
    at_home = np.flatnonzero(~astray & cloud.named)
    _, near = _nearest(cloud.village, cloud.position, at_home, float(least))
    return np.where(astray, near, NONE)


@dataclass(frozen=True, eq=False)
class Astray:
    """What is odd about the places of n areas."""

    cloud: Cloud
    elsewhere: Far  # from the whole campaign
    far: Far  # from its village, of the others
    namesake: Ints  # index of the area beside which such a one lies, or NONE


def _astray(evidence: Evidence) -> Astray:
    cloud, limits = _cloud(evidence), evidence.policy.places
    elsewhere = _far_from_campaign(cloud, limits.far_from_campaign)
    far = _far_from_village(cloud, limits.far_from_village, ~elsewhere.flag)
    namesake = _beside_a_namesake(cloud, limits.far_from_village, far.flag | elsewhere.flag)
    return Astray(cloud, elsewhere, far, namesake)


@rule(
    "DUP006",
    title="every area lies near its own village",
    why="A rakshak is sent by the coordinates; where they are another village's he looks for the "
    "place in vain.",
    remedy="correct its coordinates, zone or village, or leave the coordinates blank; then import "
    "the sheet again",
    severity=Severity.WARNING,
    needs=[needs.areas],
)
def far_from_village(evidence: Evidence) -> Iterator[Fault]:
    """Areas far from their village, but for those that DUP007 names."""
    found = _astray(evidence)
    cloud, far, namesake = found.cloud, found.far, found.namesake
    if not cloud.named.any():
        raise Skipped("no open area has coordinates, a zone and a village")
    for k in np.flatnonzero(far.flag & ~given(namesake)).tolist():
        other, metres = int(far.other[k]), kilometres(far.metres[k])
        if other == NONE:
            message = f"lies {metres} from the middle of the areas of its village and zone"
        elif cloud.settled[other]:
            message = f"lies {metres} from its village, {_id(evidence, cloud, other)}"
        elif namesake[other] != NONE or other < k:
            continue  # the other one is the wrong one, or has said it
        else:
            message = f"lies {metres} from the only other area of its village and zone, "
            message += f"{_id(evidence, cloud, other)}: one of the two is wrong"
        yield of_area(evidence, int(cloud.area[k]), message)


@rule(
    "DUP007",
    title="places of the same name are not mixed up",
    why="Districts and villages share their names with others, and lists drawn up by name bring "
    "in the others' places.",
    remedy="take it out if it belongs elsewhere (write 0 under 'visits'), else correct its "
    "coordinates or its zone; then import the sheet again",
    severity=Severity.WARNING,
    needs=[needs.areas],
)
def mixed_up(evidence: Evidence) -> Iterator[Fault]:
    """Areas far from all others of the campaign: an error; far from their village and beside one
    of the same name, or far from all others of their zone: a warning.
    """
    found = _astray(evidence)
    cloud, elsewhere, far = found.cloud, found.elsewhere, found.far
    least = evidence.policy.places.far_from_zone
    zone = _far_from_zone(cloud, least, ~elsewhere.flag & ~far.flag)
    for k in np.flatnonzero(elsewhere.flag).tolist():
        message = f"lies {kilometres(elsewhere.metres[k])} from the middle of the campaign's areas"
        fault = of_area(evidence, int(cloud.area[k]), message)
        yield replace(fault, severity=Severity.ERROR)
    for k in np.flatnonzero(far.flag & given(found.namesake)).tolist():
        other = int(found.namesake[k])
        message = f"lies {kilometres(far.metres[k])} from its own village but near "
        message += f"{_id(evidence, cloud, other)}, whose village has the same name but lies in "
        message += evidence.zone_code(int(cloud.zone[other]))
        yield of_area(evidence, int(cloud.area[k]), message)
    for k in np.flatnonzero(zone.flag).tolist():
        message = f"lies {kilometres(zone.metres[k])} from the middle of its zone's areas"
        yield of_area(evidence, int(cloud.area[k]), message)


def _id(evidence: Evidence, cloud: Cloud, k: int) -> str:
    return str(evidence.snapshot.areas.ids[cloud.area[k]])


RULES = (far_from_village, mixed_up)
