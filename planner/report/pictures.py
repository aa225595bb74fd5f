"""Pictures of a campaign: where its areas lie, how fair the work is, how the tree hangs together.

Only ids, codes and numbers are drawn: no names, no phones.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from graphs import draw_map, draw_tree, draw_workload, style
from planner.campaign import Assigned
from planner.files import write_atomically
from planner.geo import degrees
from planner.hierarchy.tree import Tree
from planner.snapshot import Ints, Role


def map_picture(assigned: Assigned, title: str, path: Path) -> None:
    """Areas coloured by the team that makes most of the visits there."""
    people, areas = assigned.snapshot.people, assigned.snapshot.areas
    team, teams = _teams(assigned)
    latitude, longitude = degrees(areas.position)
    at_latitude, at_longitude = degrees(
        people.position[(people.role == Role.RAKSHAK) & people.active]
    )
    figure = draw_map.draw(
        title=f"{title}: areas by team",
        latitude=latitude,
        longitude=longitude,
        visits=assigned.problem.visits,
        team=team,
        teams=teams,
        zone=areas.zone,
        zones=assigned.snapshot.zones,
        rakshak_latitude=at_latitude,
        rakshak_longitude=at_longitude,
    )
    write_atomically(path, style.png(figure))


def workload_picture(assigned: Assigned, title: str, path: Path) -> None:
    """How many rakshaks make how many visits, and how far that is from their fair shares."""
    problem = assigned.problem
    least, most = problem.band()
    figure = draw_workload.draw(
        title=f"{title}: how the visits are shared",
        ids=problem.rakshaks,
        visits=assigned.load,
        share=problem.fair_share(),
        tolerance=problem.tolerance,
        least=least,
        most=most,
    )
    write_atomically(path, style.png(figure))


def tree_picture(tree: Tree, title: str, path: Path) -> None:
    """Leaders and rakshaks, and who has filled the quota."""
    staff = tree.staff.in_service()
    figure = draw_tree.draw(
        title=title,
        ids=staff.ids,
        level=staff.role,
        parent=staff.parent,
        state=staff.state,
        zone=staff.zone,
        zones=tree.zones.tolist(),
        mitans=tree.counts["mitans"],
    )
    write_atomically(path, style.png(figure))


def _teams(assigned: Assigned) -> tuple[Ints, list[str]]:
    """For each area the index of the leader whose rakshaks make most visits there.

    NOBODY where no visit is made, UNLED where those who make them have no leader.
    """
    plan, problem, people = assigned.plan, assigned.problem, assigned.snapshot.people
    rows = plan.pairs(people.ids, problem.areas)
    leader, area = people.parent[rows.rakshak], rows.area
    leaders, team = np.unique(leader[leader >= 0], return_inverse=True)
    key = area[leader >= 0] * max(len(leaders), 1) + team
    pairs, place = np.unique(key, return_inverse=True)
    order = np.lexsort((pairs, np.bincount(place, plan.visits[leader >= 0])))
    best = np.full(len(problem.areas), draw_map.NOBODY, dtype=np.int64)
    best[area] = draw_map.UNLED
    of_area, of_team = np.divmod(pairs[order], max(len(leaders), 1))
    best[of_area] = of_team  # of an area's teams the last one, with most visits, stays
    return best, people.ids[leaders].tolist()
