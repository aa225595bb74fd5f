"""Integrity: plans, wishes and histories that are not what they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.field import Field, Planted
from benchmarks.plants.plant import ANEW, LEFT, ROWS, UNEVEN, planted, plants
from planner.audit.evidence import Evidence
from planner.plan import Tier
from planner.snapshot import Pairs


@plants("INT001", one_by_one=True)
def changed_since(field: Field) -> Planted:
    """Somebody's availability is another one since the plan."""
    (who,) = field.some(field.rakshaks, 1)
    availability = field.snapshot.people.availability.copy()
    availability[who] = int(field.evidence.visits_by_person[who]) + 7
    return planted(field.people(availability=availability), [field.evidence.plan_name], UNEVEN)


def _retold(field: Field, **changes: object) -> Evidence:
    """The plan with other values recorded."""
    return replace(field.evidence, plan=replace(field.evidence.the_plan, **changes))  # type: ignore[arg-type]


@plants("INT002", one_by_one=True)
def cost_written_over(field: Field) -> Planted:
    """The plan says that it costs otherwise."""
    tiers = dict(field.evidence.the_plan.tiers)
    tiers["cost"] = Tier(tiers["cost"].value + int(field.rng.integers(1, 999)), None)
    also = ROWS | {"INT009"}
    return planted(_retold(field, tiers=tiers), [field.evidence.plan_name], also)


@plants("INT003", one_by_one=True)
def counts_written_over(field: Field) -> Planted:
    """The plan says another number than its rows come to."""
    what = str(field.rng.choice(["rakshaks", "areas", "visits_needed", "uncovered"]))
    true = getattr(field.evidence.the_plan, what)
    changes = {what: true + int(field.rng.integers(1, 9))}
    return planted(_retold(field, **changes), [field.evidence.plan_name], ROWS)


def _pairs(field: Field, there: bool) -> Pairs:
    """Pairs of rakshak and area that the plan has, or has not."""
    rows = field.rows
    at = field.some(np.ones(len(rows), dtype=bool), 2 * field.number)  # some will not do
    who, areas = rows.rakshak[at], rows.area[at]
    if not there:
        areas = np.roll(areas, 1)
        fresh = ~np.isin(
            who * len(field.snapshot.areas.ids) + areas,
            rows.rakshak * len(field.snapshot.areas.ids) + rows.area,
        )
        fresh &= field.snapshot.areas.skills[areas] == 0
        who, areas = who[fresh], areas[fresh]
    who, areas = who[: field.number], areas[: field.number]
    order = np.lexsort((areas, who))
    who, areas = who[order], areas[order]
    return Pairs(who, areas, np.full(len(who), 0 if there else 1))


@plants("INT004")
def pins_broken(field: Field) -> Planted:
    """Pins to areas where the plan does not send them."""
    pins = _pairs(field, there=False)
    also = ANEW | {"COV007", "WRK001"}
    return planted(field.campaign(pins=pins), field.ids(pins.rakshak), also)


@plants("INT005")
def bans_broken(field: Field) -> Planted:
    """Bans from areas to which the plan sends them."""
    bans = _pairs(field, there=True)
    return planted(field.campaign(bans=bans), field.ids(bans.rakshak), ANEW)


@plants("INT006")
def unskilled(field: Field) -> Planted:
    """Rakshaks who have lost a skill that their area asks for."""
    rows = field.rows
    skilled = field.snapshot.areas.skills[rows.area] != 0
    who = field.rng.permutation(np.unique(rows.rakshak[skilled]))[: field.number]
    skills = field.snapshot.people.skills.copy()
    skills[who] = 0
    hit = rows.rakshak[skilled & np.isin(rows.rakshak, who)]
    return planted(field.people(skills=skills), field.ids(hit), ANEW)


@plants("INT007")
def strangers(field: Field) -> Planted:
    """Rows of the plan for people who are nobody."""
    plan, rows = field.evidence.the_plan, field.rows
    at = field.some(np.ones(len(plan.visits), dtype=bool))
    rakshak = plan.rakshak.astype(object)
    names = field.named("NOBODY")[: len(at)]
    rakshak[at] = names
    order = np.lexsort((plan.area, rakshak.astype(np.str_)))
    evidence = _retold(
        field,
        rakshak=rakshak.astype(np.str_)[order],
        area=plan.area[order],
        visits=plan.visits[order],
    )
    assert len(rows) == len(plan.visits)
    return planted(evidence, names.tolist(), ROWS | LEFT | UNEVEN)


@plants("INT008", one_by_one=True)
def history_rewritten(field: Field) -> Planted:
    """One entry of the history says something else, or is gone from the middle."""
    chain = list(field.evidence.chain)
    k = int(field.rng.integers(len(chain) - 1))
    if field.rng.random() < 0.5:
        chain[k] = replace(chain[k], details=chain[k].details + " ")
        broken = chain[k].number
    else:
        del chain[k]
        broken = chain[k].number
    evidence = replace(field.evidence, chain=tuple(chain))
    return planted(evidence, [f"entry {broken}"], {"INT010", "INT011"})


@plants("INT009", one_by_one=True)
def overclaimed(field: Field) -> Planted:
    """A bound above the value that it is to be a bound of."""
    tiers = dict(field.evidence.the_plan.tiers)
    name = str(field.rng.choice(sorted(tiers)))
    tiers[name] = Tier(tiers[name].value, tiers[name].value + int(field.rng.integers(1, 99)))
    return planted(_retold(field, tiers=tiers), [field.evidence.plan_name], ROWS)


@plants("INT010", one_by_one=True)
def a_visit_swapped(field: Field) -> Planted:
    """One visit of the plan is made somewhere else than was decided."""
    rows = field.rows
    at = field.some(rows.visits > 1, 2)
    visits = rows.visits.copy()
    visits[at] += np.array([1, -1])
    evidence = field.planned(Pairs(rows.rakshak, rows.area, visits))
    also = ROWS | LEFT | UNEVEN | {"COV007"}
    return planted(evidence, [field.evidence.plan_name], also)


@plants("INT011")
def plans_untold(field: Field) -> Planted:
    """Plans in the store that the history does not tell of."""
    numbers = 100 + field.rng.permutation(900)[: field.number]
    kept = {**field.evidence.kept, **dict.fromkeys(numbers.tolist(), "f" * 64)}
    names = [f"plan {number}" for number in numbers.tolist()]
    return planted(replace(field.evidence, kept=kept), names)


@plants("INT012", one_by_one=True)
def proof_tampered(field: Field) -> Planted:
    """One price of the proof is another one; nothing is said of a search, before or after."""
    evidence = replace(field.evidence, rerun=field.evidence.plan)
    proof = evidence.proof
    assert proof is not None
    price = proof.area_price.copy()
    price[int(field.rng.integers(len(price))), 2] += int(field.rng.choice([-1, 1])) * 10_000
    changed = replace(evidence, proof=replace(proof, area_price=price))
    return planted(changed, [evidence.plan_name], base=evidence)


@plants("INT013")
def parted(field: Field) -> Planted:
    """Rakshaks tied together who go to different areas."""
    who = field.some(field.rakshaks, 2 * field.number)
    pairs = who[: len(who) // 2 * 2].reshape(-1, 2)
    first = np.searchsorted(field.rows.rakshak, pairs)  # rows are sorted by rakshak
    pairs = pairs[field.rows.area[first[:, 0]] != field.rows.area[first[:, 1]]]
    tied = field.tied(pairs)
    return planted(field.campaign(together=tied), field.ids(tied.people[:, 0]), ANEW)


@plants("INT014")
def met(field: Field) -> Planted:
    """Rakshaks tied apart who go to one area."""
    rows = field.rows
    order = np.argsort(rows.area, kind="stable")
    together = np.flatnonzero(np.diff(rows.area[order]) == 0)
    at = field.rng.permutation(together)[: field.number]
    pairs = np.stack([rows.rakshak[order[at]], rows.rakshak[order[at + 1]]], axis=1)
    tied = field.tied(np.unique(np.sort(pairs, axis=1), axis=0))
    return planted(field.campaign(apart=tied), field.ids(tied.people[:, 0]), ANEW)


@plants("INT015")
def strayed(field: Field) -> Planted:
    """Areas that lie in another zone than the teams that go there."""
    field = field.under(team={"zone": "must"})
    rows, zone = field.rows, field.snapshot.areas.zone.copy()
    at = field.rng.permutation(field.visited)[: field.number]
    zone[at] = (zone[at] + 1) % len(field.snapshot.zones)
    evidence = field.areas(zone=zone)
    people = field.snapshot.people
    home = people.zone[people.parent[rows.rakshak]]
    hit = np.isin(rows.area, at) & (home != zone[rows.area])
    before = np.isin(rows.area, at) & (home != field.snapshot.areas.zone[rows.area])
    who = field.ids(rows.rakshak[hit & ~before])
    also = ANEW | {"COV006", "COV010", "PLG002", "DUP006", "DUP007"}
    return planted(evidence, who, also, field.evidence)


@plants("INT016", one_by_one=True)
def solved_otherwise(field: Field) -> Planted:
    """The plan solved again is another one."""
    plan = field.evidence.the_plan
    other = replace(plan, seed=plan.seed + 1 + int(field.rng.integers(99)))
    return planted(replace(field.evidence, rerun=other), [field.evidence.plan_name])


@plants("INT017", one_by_one=True)
def head_lost(field: Field) -> Planted:
    """A digest that was written down is not in the history."""
    digest = field.rng.bytes(32).hex()
    return planted(replace(field.evidence, head=digest), ["history"])


@plants("INT018", one_by_one=True)
def written_to(field: Field) -> Planted:
    """Rows of one kind are others than Mitan wrote."""
    (what,) = field.rng.permutation(["people", "areas", "enrolments", "pledges", "pins", "ties"])[
        :1
    ]
    changed = replace(field.evidence, tables=field.rng.bytes(32).hex(), tables_changed=(what,))
    return planted(changed, [str(what)])


PLANTS = (
    changed_since,
    cost_written_over,
    counts_written_over,
    pins_broken,
    bans_broken,
    unskilled,
    strangers,
    history_rewritten,
    overclaimed,
    a_visit_swapped,
    plans_untold,
    proof_tampered,
    parted,
    met,
    strayed,
    solved_otherwise,
    head_lost,
    written_to,
)
