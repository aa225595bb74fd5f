"""INT001 to INT007: the plan is what it says it is, and keeps what was wished for.

Everything is worked out again from today's data and the rows of the plan; what was recorded
with the plan is only compared with it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.audit import evidence as needs
from planner.audit.evidence import Evidence, Skipped, given
from planner.audit.rule import Fault, counted, of_plan, rule
from planner.audit.workload import fair_bands, outside
from planner.chain import PURGED, HistoryEntry
from planner.findings import Severity
from planner.plan import MOVES, Plan, positions
from planner.snapshot import NONE, Flags, Ints, Pairs, Role, summed

PLANNED = "plan"  # the action in the history
PLAN_AGAIN = "plan again: mitan assign"


@rule(
    "INT001",
    title="the plan answers today's campaign",
    why="People, areas, wishes or rules that changed after planning are not in the plan.",
    remedy=PLAN_AGAIN,
)
def inputs_changed(evidence: Evidence) -> Iterator[Fault]:
    """The digest of today's question is not the one the plan was made for."""
    plan, problem = evidence.the_plan, evidence.problem
    if problem is None:
        yield of_plan(
            evidence,
            "the campaign changed since this plan was made: as it stands now, nothing can be "
            "planned (mitan assign says why)",
        )
    elif plan.inputs_digest != problem.digest:
        if (last := _purged_since(evidence)) is not None:
            raise Skipped(
                f"where people live was purged on {last.at[:10]}: the question cannot be put again"
            )
        yield of_plan(
            evidence,
            "the campaign (people, areas, wishes or rules) is not the one this plan was made "
            f"for: it answers {plan.inputs_digest[:12]}, today's inputs are "
            f"{problem.digest[:12]}",
        )


def _purged_since(evidence: Evidence) -> HistoryEntry | None:
    """The entry of a purge after which nothing was planned; None where there is none."""
    told = (one for one in reversed(evidence.chain) if one.action in (PLANNED, PURGED))
    last = next(told, None)
    return last if last is not None and last.action == PURGED else None


@rule(
    "INT002",
    title="the plan costs what it says",
    why="A cost that cannot be worked out again from the rows was changed, or was never true.",
    remedy="do not use this plan; " + PLAN_AGAIN,
)
def cost_differs(evidence: Evidence) -> Iterator[Fault]:
    """Metres x visits, summed over the rows, and what the policy counts for a second, third ...
    team at an area, is not the recorded value.
    """
    plan, problem = evidence.comparable
    rakshak = positions(plan.rakshak, problem.rakshaks)
    area = positions(plan.area, problem.areas)
    known = given(rakshak) & given(area)
    metres = problem.cost(rakshak[known], area[known])
    cost = int((metres * plan.visits[known]).sum())
    cost += evidence.policy.mismatch.team * _teams_beyond_first(evidence, known)
    if cost != plan.tiers["cost"].value:
        yield of_plan(
            evidence,
            f"says that its way is {plan.tiers['cost'].value} metres in all; worked out from its "
            f"rows it is {cost}",
        )


def _teams_beyond_first(evidence: Evidence, known: Flags) -> int:
    """At each area of the known rows the teams but one, summed.

    One who has no leader is a team of his own.
    """
    who, area = evidence.rows.rakshak[known], evidence.rows.area[known]
    leader = evidence.snapshot.people.parent[who]
    team = np.where(leader >= 0, leader, len(evidence.snapshot.people.ids) + who)
    teams = np.unique(np.stack([area, team]), axis=1).shape[1]
    return int(teams - len(np.unique(area)))


def uncovered_visits(asked: Ints, different: Ints, made: Ints, there: Ints) -> Ints:
    """Visits left uncovered at each of n areas.

    An area asks for `asked` visits by `different` rakshaks or more; `there` rakshaks make `made`
    visits. Of the visits, `different` are each another rakshak's first one: those are missing for
    each rakshak who is missing, and no second visit of somebody else stands in for them. A
    closed area (no visits asked) lacks nothing, however many rakshaks it once asked for.
    """
    different = np.minimum(different, asked)
    first = np.minimum(there, different)
    second = np.maximum((asked - different) - (made - first), 0)
    uncovered: Ints = np.maximum(different - there, 0) + second
    return uncovered


@rule(
    "INT003",
    title="the plan covers and balances what it says",
    why="Values that cannot be worked out again from the rows were changed, or were never true.",
    remedy="do not use this plan; " + PLAN_AGAIN,
)
def values_differ(evidence: Evidence) -> Iterator[Fault]:
    """Coverage, balance, moves or a count that the plan records is not what its rows come to.

    Moves are left out where the plan that this one replaces is not known.
    """
    plan, problem = evidence.comparable
    uncovered = uncovered_visits(
        problem.visits, problem.different, evidence.visits_by_area, evidence.rakshaks_by_area
    )
    asked = int(problem.visits.sum())
    band = fair_bands(problem.availability, asked, problem.tolerance)
    off = outside(evidence.loads, *band)
    rakshaks, areas = problem.shape
    for what, recorded, true in (
        (
            "coverage (priority x visits)",
            plan.tiers["coverage"].value,
            problem.priority @ uncovered,
        ),
        ("balance", plan.tiers["balance"].value, (off * (off + 1) // 2).sum()),
        ("visits uncovered", plan.uncovered, uncovered.sum()),
        ("visits needed", plan.visits_needed, asked),
        ("rakshaks", plan.rakshaks, rakshaks),
        ("areas", plan.areas, areas),
        ("possible pairs", plan.pairs_possible, rakshaks * areas),
        *_moves_recorded(evidence, plan),
    ):
        if recorded != true:
            yield of_plan(evidence, f"says {what}: {recorded}; worked out again it is {true}")


def _moves_recorded(evidence: Evidence, plan: Plan) -> Iterator[tuple[str, int, int]]:
    """Visits that somebody makes where he did not before: as recorded, and as the rows have it."""
    before = evidence.replaced
    if MOVES not in plan.tiers or before is None or before.digest != plan.replaces:
        return
    rows = len(plan.visits)
    who = np.unique(np.concatenate([plan.rakshak, before.rakshak]), return_inverse=True)[1]
    where = np.unique(np.concatenate([plan.area, before.area]), return_inverse=True)[1]
    pairs, pair = np.unique(np.stack([who, where]), axis=1, return_inverse=True)
    pair, count = pair.ravel(), pairs.shape[1]
    now = summed(pair[:rows], plan.visits, count)
    then = summed(pair[rows:], before.visits, count)
    yield "moves", plan.tiers[MOVES].value, int(np.maximum(now - then, 0).sum())


@rule(
    "INT004",
    title="pins are kept",
    why="Somebody asked for this rakshak at this area, and was promised it.",
    remedy=PLAN_AGAIN + ", or take the pin back with `mitan pin --remove`",
)
def pin_broken(evidence: Evidence) -> Iterator[Fault]:
    """Pinned pairs with fewer visits than pinned; a warning where the pinned one cannot go."""
    pins, people, areas = evidence.snapshot.pins, evidence.snapshot.people, evidence.snapshot.areas
    made = _visits_of(evidence, pins)
    if not len(pins):
        raise Skipped("no pins in this campaign")
    goes = evidence.active_rakshaks[pins.rakshak]
    for k in np.flatnonzero(goes & (made < pins.visits)):
        yield Fault(
            str(people.ids[pins.rakshak[k]]),
            evidence.plan_name,
            f"is pinned to at least {counted(pins.visits[k], 'visit')} at "
            f"{areas.ids[pins.area[k]]}, but the plan gives him {made[k]}",
        )
    for k in np.flatnonzero(~goes):
        role = Role(int(people.role[pins.rakshak[k]]))
        now = "is not active any more" if role is Role.RAKSHAK else f"is a {role.name.lower()} now"
        yield Fault(
            str(people.ids[pins.rakshak[k]]),
            evidence.plan_name,
            f"is pinned to {areas.ids[pins.area[k]]}, but {now}",
            "take the pin back: mitan pin --remove",
            Severity.WARNING,
        )


@rule(
    "INT005",
    title="bans are kept",
    why="Somebody had a reason not to send this rakshak to this area.",
    remedy=PLAN_AGAIN + ", or take the ban back with `mitan pin --remove`",
)
def ban_broken(evidence: Evidence) -> Iterator[Fault]:
    """Banned pairs that have visits."""
    bans, snapshot = evidence.snapshot.bans, evidence.snapshot
    made = _visits_of(evidence, bans)
    if not len(bans):
        raise Skipped("no bans in this campaign")
    for k in np.flatnonzero(made > 0):
        yield Fault(
            str(snapshot.people.ids[bans.rakshak[k]]),
            evidence.plan_name,
            f"must not be sent to {snapshot.areas.ids[bans.area[k]]}, but the plan gives him "
            f"{counted(made[k], 'visit')} there",
        )


def _visits_of(evidence: Evidence, pairs: Pairs) -> Ints:
    """Visits that the plan gives each pair of indices of people and areas."""
    areas, rows = len(evidence.snapshot.areas.ids), evidence.standing
    keys = rows.rakshak * areas + rows.area  # sorted, none twice
    wanted = pairs.rakshak * areas + pairs.area
    at = np.searchsorted(keys, wanted)
    there = np.append(keys, NONE)[at] == wanted
    return np.append(rows.visits, 0)[np.where(there, at, len(keys))]


@rule(
    "INT006",
    title="skills are met",
    why="The work at this area cannot be done without the skill it asks for.",
    remedy=PLAN_AGAIN + ", or record the skill in the sheet of people if he has it",
    needs=[needs.areas],
)
def skill_missing(evidence: Evidence) -> Iterator[Fault]:
    """Rows where the rakshak lacks a skill that the area requires."""
    snapshot, rows = evidence.snapshot, evidence.standing
    if not snapshot.areas.skills.any():
        raise Skipped("no area asks for a skill")
    lacking = snapshot.areas.skills[rows.area] & ~snapshot.people.skills[rows.rakshak]
    for k in np.flatnonzero(lacking):
        mask = int(lacking[k])
        names = [name for bit, name in enumerate(snapshot.skills) if mask >> bit & 1]
        yield Fault(
            str(snapshot.people.ids[rows.rakshak[k]]),
            evidence.plan_name,
            f"is sent to {snapshot.areas.ids[rows.area[k]]} without a skill it requires: "
            + ", ".join(names),
        )


@rule(
    "INT007",
    title="everybody and every area in the plan is there",
    why="Visits of people who have left, or at areas that are gone, will not be made.",
    remedy=PLAN_AGAIN + "; or correct the sheet and import it again",
)
def not_there(evidence: Evidence) -> Iterator[Fault]:
    """Unknown ids, people who are no active rakshaks, areas that are gone or closed, rows without
    visits, pairs named twice.
    """
    plan, rows, people = evidence.the_plan, evidence.rows, evidence.snapshot.people
    role = np.append(people.role, NONE)[rows.rakshak]  # the index NONE finds the last
    active = np.append(people.active, True)[rows.rakshak]
    asked = np.append(evidence.snapshot.areas.visits, NONE)[rows.area]
    for why, ids, wrong in (
        ("is nobody's id in this campaign", plan.rakshak, ~given(role)),
        ("is no rakshak", plan.rakshak, given(role) & (role != Role.RAKSHAK)),
        ("is not active any more", plan.rakshak, (role == Role.RAKSHAK) & ~active),
        ("is no area of this campaign", plan.area, ~given(rows.area)),
        ("is closed (it asks for 0 visits)", plan.area, asked == 0),
    ):
        names, at = np.unique(ids[wrong], return_inverse=True)
        number = np.bincount(at)
        visits = summed(at, plan.visits[wrong], len(names))
        for name, of, made in zip(names.tolist(), number, visits, strict=True):
            message = f"{why}, but has {counted(of, 'row')} with {counted(made, 'visit')}"
            yield Fault(name, evidence.plan_name, f"{message} in the plan")
    yield from _odd_rows(evidence, plan)


def _odd_rows(evidence: Evidence, plan: Plan) -> Iterator[Fault]:
    """Rows that no plan may hold: without visits, or naming a pair again."""
    again: Flags = np.zeros(len(plan.visits), dtype=bool)
    order = np.lexsort((plan.area, plan.rakshak))
    same = plan.rakshak[order][1:] == plan.rakshak[order][:-1]
    again[order[1:]] = same & (plan.area[order][1:] == plan.area[order][:-1])
    for why, wrong in (
        ("has a row without visits", plan.visits < 1),
        ("stands in the plan twice", again),
    ):
        for k in np.flatnonzero(wrong):
            message = f"{why} at {plan.area[k]}"
            yield Fault(str(plan.rakshak[k]), evidence.plan_name, message)


RULES = (
    inputs_changed,
    cost_differs,
    values_differ,
    pin_broken,
    ban_broken,
    skill_missing,
    not_there,
)
