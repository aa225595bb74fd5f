"""The promise of the generator: a plan for what it makes covers everything, fairly."""

from datetime import date

import numpy as np
import pytest

from planner.assignment.solve import solve
from planner.geo import on_sphere
from planner.snapshot import NONE, Areas, Enrolments, Pairs, People, Role, Snapshot, integers
from planner.statement import state_problem
from scenarios.generate import generate

NOTHING = integers([])


def bits(cells, names):
    """One number for each cell that lists names, a bit for each."""
    masks = [sum(1 << names.index(name) for name in cell.split(";") if name) for cell in cells]
    return np.array(masks, dtype=np.uint64)


def numbers(cells):
    return integers([NONE if cell == "" else cell for cell in cells])


def snapshot_of(campaign):
    """The campaign as the store would hand it over, without its mitans."""
    areas, people = campaign.areas, campaign.people
    order = sorted(range(len(people["id"])), key=people["id"].__getitem__)
    people = {name: [column[k] for k in order] for name, column in people.items()}
    at = {one: k for k, one in enumerate(people["id"])}
    zones = sorted(set(areas["zone"]))
    categories = sorted(set(areas["category"]))
    cells = {*areas["skills"], *people["skills"]}
    skills = sorted({skill for cell in cells for skill in cell.split(";")} - {""})
    languages = ["cg", "en", "hi"]
    return Snapshot(
        people=People(
            ids=np.array(people["id"]),
            role=integers([Role[role.upper()] for role in people["role"]]),
            active=np.array(people["active"], dtype=bool),
            parent=integers([at.get(one, NONE) for one in people["reports_to"]]),
            zone=integers([zones.index(zone) for zone in people["zone"]]),
            position=on_sphere(people["latitude"], people["longitude"]),
            availability=numbers(people["visits_available"]),
            reserve=np.zeros(len(at), dtype=bool),
            joined=integers([NONE] * len(people["id"])),
            trained=integers([date.fromisoformat(d).toordinal() for d in people["trained_on"]]),
            organisation=np.full(len(at), NONE),
            skills=bits(people["skills"], skills),
            languages=bits(people["languages"], languages),
            phone=np.arange(len(at)),
        ),
        areas=Areas(
            ids=np.array(areas["id"]),
            category=integers([categories.index(one) for one in areas["category"]]),
            zone=integers([zones.index(zone) for zone in areas["zone"]]),
            position=on_sphere(areas["latitude"], areas["longitude"]),
            people=integers(areas["people"]),
            visits=np.full(len(areas["id"]), NONE),
            different=integers(areas["different_rakshaks"]),
            priority=integers(areas["priority"]),
            whole=np.full(len(areas["id"]), NONE),
            skills=bits(areas["skills"], skills),
            languages=bits(areas["languages"], languages),
        ),
        enrolments=Enrolments(*[NOTHING] * 5),
        pins=Pairs(NOTHING, NOTHING, NOTHING),
        bans=Pairs(NOTHING, NOTHING, NOTHING),
        zones=tuple(zones),
        categories=tuple(categories),
        organisations=(),
        skills=tuple(skills),
        languages=tuple(languages),
    )


@pytest.mark.parametrize("seed", range(1, 9))
def test_a_plan_covers_every_area_and_keeps_everybody_in_his_fair_share(bilaspur, policy, seed):
    problem = state_problem(snapshot_of(generate(bilaspur, "small", seed, policy)), policy)
    plan = solve(problem, policy.search)
    assert plan.uncovered == 0
    at = np.searchsorted(problem.rakshaks, plan.rakshak)
    load = np.bincount(at, plan.visits, len(problem.rakshaks)).astype(np.int64)
    least, most = problem.band()
    in_band = (load >= least) & (load <= most)
    assert in_band.mean() >= policy.workload.least_in_band
