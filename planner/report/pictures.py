"""Pictures of a campaign: where its areas lie, how fair the work is, how the tree hangs together.

Only ids, codes and numbers are drawn: no names, no phones. `title` is what the campaign is called;
the words beside it are in the language `lang`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from graphs import (
    draw_leaders,
    draw_levels,
    draw_map,
    draw_team,
    draw_tree,
    draw_workload,
    style,
    words,
)
from graphs.lineage import above
from graphs.tree import STATES
from planner.campaign import Assigned
from planner.files import write_atomically
from planner.findings import Refusal
from planner.geo import degrees
from planner.hierarchy.tree import TOTALS, Tree
from planner.plan import positions
from planner.snapshot import NONE, Ints, Pairs, Role, Snapshot
from planner.stages import Stage, stage


@stage(Stage.DRAW)
def map_picture(assigned: Assigned, title: str, path: Path, lang: str) -> None:
    """Areas coloured by the team that makes most of the visits there."""
    people, areas = assigned.snapshot.people, assigned.snapshot.areas
    rows = assigned.plan.pairs(people.ids, assigned.problem.areas)
    team, teams = teams_at_areas(rows, assigned.snapshot)
    latitude, longitude = degrees(areas.position)
    at_latitude, at_longitude = degrees(
        people.position[(people.role == Role.RAKSHAK) & people.active]
    )
    figure = draw_map.draw(
        title=words.say("map_title", lang, campaign=title),
        latitude=latitude,
        longitude=longitude,
        visits=assigned.problem.visits,
        team=team,
        teams=teams,
        zone=areas.zone,
        zones=assigned.snapshot.zones,
        rakshak_latitude=at_latitude,
        rakshak_longitude=at_longitude,
        lang=lang,
    )
    write_atomically(path, style.png(figure))


@stage(Stage.DRAW)
def workload_picture(assigned: Assigned, title: str, path: Path, lang: str) -> None:
    """How many rakshaks make how many visits, and how far that is from their fair shares."""
    problem = assigned.problem
    least, most = problem.band()
    figure = draw_workload.draw(
        title=words.say("workload_title", lang, campaign=title),
        ids=problem.rakshaks,
        visits=assigned.load,
        share=problem.fair_share(),
        tolerance=problem.tolerance,
        least=least,
        most=most,
        lang=lang,
    )
    write_atomically(path, style.png(figure))


@stage(Stage.DRAW)
def tree_picture(tree: Tree, title: str, path: Path, lang: str) -> None:
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
        lang=lang,
    )
    write_atomically(path, style.png(figure))


@stage(Stage.DRAW)
def team_picture(tree: Tree, leader: str, title: str, path: Path, lang: str) -> None:
    """One leader's own team: everybody's quota, those below a leader taken together.

    Raises Refusal where no leader has this id.
    """
    staff = tree.staff
    at = int(positions(np.array([leader]), staff.ids)[0])
    if at == NONE or staff.role[at] != Role.LEADER:
        raise Refusal(f"There is no leader {leader}. mitan tree --format json lists them all.")
    team = np.flatnonzero((staff.parent == at) & staff.active)
    totals = dict(zip(TOTALS, tree.leader_totals[team].T, strict=True))
    figure = draw_team.draw(
        title=title,
        leader=leader,
        above=staff.ids[above(staff.parent, at)[::-1]].tolist(),
        ids=staff.ids[team],
        level=staff.role[team],
        enrolled=totals["mitans"],
        pledged=totals["pledged"],
        wanted=totals["wanted"],
        missing=totals["missing"],
        state=np.where(tree.states[team] == NONE, STATES.index("filled"), tree.states[team]),
        lang=lang,
    )
    write_atomically(path, style.png(figure))


@stage(Stage.DRAW)
def leaders_picture(tree: Tree, snapshot: Snapshot, title: str, path: Path, lang: str) -> None:
    """The map of the leaders, as large as they have rakshaks; `snapshot` is what the tree is of."""
    staff = tree.staff.in_service()
    latitude, longitude = degrees(
        snapshot.people.position[positions(staff.ids, snapshot.people.ids)]
    )
    leads = staff.role == Role.LEADER
    number = np.append(np.where(leads, np.cumsum(leads) - 1, draw_leaders.NOBODY), NONE)
    nowhere = len(tree.zones) - 1  # the zone of those without one
    figure = draw_leaders.draw(
        title=words.say("leaders_title", lang, campaign=title),
        leaders=staff.ids[leads].tolist(),
        latitude=latitude[leads],
        longitude=longitude[leads],
        zone=np.where(staff.zone == nowhere, draw_leaders.NOBODY, staff.zone)[leads],
        zones=tree.zones[:nowhere].tolist(),
        rakshak_leader=number[staff.parent[~leads]],  # NONE takes the last
        rakshak_state=staff.state[~leads],
        rakshak_latitude=latitude[~leads],
        rakshak_longitude=longitude[~leads],
        lang=lang,
    )
    write_atomically(path, style.png(figure))


@stage(Stage.DRAW)
def levels_picture(tree: Tree, title: str, path: Path, lang: str) -> None:
    """All levels at once, from the campaign to the mitans enrolled."""
    staff = tree.staff.in_service()
    figure = draw_levels.draw(
        title=words.say("levels_title", lang, campaign=title),
        ids=staff.ids,
        level=staff.role,
        parent=staff.parent,
        state=staff.state,
        enrolled=staff.enrolled,
        pledged=staff.pledged,
        wanted=tree.quota["wanted_each"],
        lang=lang,
    )
    write_atomically(path, style.png(figure))


def teams_at_areas(rows: Pairs, snapshot: Snapshot) -> tuple[Ints, list[str]]:
    """For each area the index of the leader whose rakshaks make most visits there.

    `rows` index people and areas of the snapshot. NOBODY where no visit is made, UNLED where those
    who make them have no leader.
    """
    people = snapshot.people
    leader, area = people.parent[rows.rakshak], rows.area
    leaders, team = np.unique(leader[leader >= 0], return_inverse=True)
    key = area[leader >= 0] * max(len(leaders), 1) + team
    pairs, place = np.unique(key, return_inverse=True)
    order = np.lexsort((pairs, np.bincount(place, rows.visits[leader >= 0])))
    best = np.full(len(snapshot.areas.ids), draw_map.NOBODY, dtype=np.int64)
    best[area] = draw_map.UNLED
    of_area, of_team = np.divmod(pairs[order], max(len(leaders), 1))
    best[of_area] = of_team  # of an area's teams the last one, with most visits, stays
    return best, people.ids[leaders].tolist()
