"""Plants: for each rule of the audit a way to plant its fault at places drawn by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from benchmarks.field import Field, Planted, asked_anew
from planner.audit.evidence import Evidence
from planner.audit.judge import judge
from planner.plan import Tier
from planner.snapshot import NONE, UNKNOWN, Ints, Pairs, Role
from scenarios.names import FIRST_NAMES, SURNAMES

Plant = Callable[[Field], Planted]

ANEW = frozenset({"INT001"})  # the question is another one than the plan answers
ROWS = frozenset({"INT002", "INT003", "INT010", "INT011", "INT012"})  # rows of the plan changed
LEFT = frozenset({"COV003", "COV004", "COV005", "COV010"})  # visits are not made
UNEVEN = frozenset({"WRK001", "WRK002", "WRK003", "WRK008"})
FAR = frozenset({"WRK006", "WRK007", "DUP005", "DUP006", "DUP007"})

SETTLED = ("village", "town", "ward")  # what other places lie in

PLANTS: dict[str, Plant] = {}
ONE_BY_ONE: set[str] = set()  # rules that speak of the campaign or its plan once, however often


def plants(code: str, *, one_by_one: bool = False) -> Callable[[Plant], Plant]:
    """Register a way to plant faults of this rule."""

    def register(plant: Plant) -> Plant:
        PLANTS[code] = plant
        if one_by_one:
            ONE_BY_ONE.add(code)
        return plant

    return register


def planted(
    evidence: Evidence,
    subjects: Iterable[str],
    also: Iterable[str] = (),
    base: Evidence | None = None,
) -> Planted:
    """Faults with their consequences."""
    return Planted(evidence, tuple(subjects), frozenset(also), base)


# ---- hierarchy


@plants("HIE001")
def orphans(field: Field) -> Planted:
    """Rakshaks who report to an id that is nobody's."""
    who = field.some(field.rakshaks)
    parent = field.snapshot.people.parent.copy()
    parent[who] = UNKNOWN
    return planted(field.people(parent=parent), field.ids(who), ANEW | {"HIE005"})


@plants("HIE002")
def circles(field: Field) -> Planted:
    """Leaders who report to each other, two by two."""
    pairs = field.some(field.leaders, 2 * field.number)
    pairs = pairs[: len(pairs) // 2 * 2].reshape(-1, 2)
    parent = field.snapshot.people.parent.copy()
    parent[pairs[:, 0]], parent[pairs[:, 1]] = pairs[:, 1], pairs[:, 0]
    first = field.ids(pairs.min(axis=1))
    return planted(field.people(parent=parent), first, ANEW | {"HIE005"})


@plants("HIE003")
def enrolled_besides(field: Field) -> Planted:
    """Rakshaks whom another one has enrolled."""
    who = field.some(field.rakshaks, 2 * field.number)
    who, by = np.array_split(who, 2)
    who = who[: len(by)]
    found = field.enrolled(who, by[: len(who)])
    return planted(found, field.ids(who), {"HIE004", "COV002", "DUP004"})


@plants("HIE004")
def under_a_rakshak(field: Field) -> Planted:
    """Rakshaks who report to a rakshak."""
    who, over = np.array_split(field.some(field.rakshaks, 2 * field.number), 2)
    who = who[: len(over)]
    parent = field.snapshot.people.parent.copy()
    parent[who] = over[: len(who)]
    return planted(field.people(parent=parent), field.ids(who), ANEW | {"HIE005"})


@plants("HIE005")
def crowded(field: Field) -> Planted:
    """Leaders who get rakshaks of others until they lead more than the span allows."""
    people, most = field.snapshot.people, field.evidence.policy.span.most
    active = field.rakshaks & (people.parent >= 0)
    team = np.bincount(people.parent[active], minlength=len(people.ids))
    number = min(field.number, int(field.leaders.sum()) // 4)
    targets = field.some(field.leaders, number)
    movable = active & ~np.isin(people.parent, targets)
    movers = field.rng.permutation(np.flatnonzero(movable))
    parent, taken = people.parent.copy(), 0
    for leader in targets.tolist():
        wanted = most + 1 - int(team[leader])
        parent[movers[taken : taken + wanted]] = leader
        taken += wanted
    evidence = field.people(parent=parent)
    left = np.bincount(parent[active], minlength=len(people.ids))
    thin = field.leaders & (left < field.evidence.policy.span.least) & (team >= 1)
    return planted(evidence, field.ids(np.append(targets, np.flatnonzero(thin))), ANEW)


@plants("HIE006")
def leaders_gone(field: Field) -> Planted:
    """Leaders who have left their team behind."""
    who = field.some(field.leaders)
    active = field.snapshot.people.active.copy()
    active[who] = False
    return planted(field.people(active=active), field.ids(who), ANEW | {"HIE005"})


@plants("HIE007")
def rakshaks_gone(field: Field) -> Planted:
    """Rakshaks who have left their mitans behind."""
    who = field.some(field.rakshaks)
    active = field.snapshot.people.active.copy()
    active[who] = False
    also = ANEW | LEFT | UNEVEN | {"INT007", "HIE005"}
    return planted(field.people(active=active), field.ids(who), also)


# ---- coverage


@plants("COV001")
def mitans_gone(field: Field) -> Planted:
    """Rakshaks of whose mitans one has left."""
    who = field.some(field.mitans)
    active = field.snapshot.people.active.copy()
    active[who] = False
    return planted(field.people(active=active), field.ids(field.rakshak_of[who]))


@plants("COV002")
def mitans_moved(field: Field) -> Planted:
    """Rakshaks who have a mitan of another one besides their own."""
    mitan = field.some(field.mitans, 2 * field.number)
    mitan, other = np.array_split(mitan, 2)
    mitan = mitan[: len(other)]
    rows = field.snapshot.enrolments
    rakshak = rows.rakshak.copy()
    to = field.rakshak_of[other[: len(mitan)]]
    rakshak[np.searchsorted(rows.mitan, mitan)] = to
    return planted(field.dated(rakshak=rakshak), field.ids(to), {"COV001"})


def _without(field: Field, areas: Ints) -> Evidence:
    return field.planned(field.rows.only(~np.isin(field.rows.area, areas)))


def _visited(field: Field) -> Ints:
    return np.unique(field.rows.area)


@plants("COV003")
def nobodys(field: Field) -> Planted:
    """Areas that the plan has lost."""
    areas = field.rng.permutation(_visited(field))[: field.number]
    also = ROWS | UNEVEN | {"COV010"}
    return planted(_without(field, areas), field.area_ids(areas), also)


@plants("COV004")
def a_visit_less(field: Field) -> Planted:
    """Areas with one visit less than they ask for."""
    rows = field.rows
    at = field.some(rows.visits > 1)
    at = at[np.unique(rows.area[at], return_index=True)[1]]
    visits = rows.visits.copy()
    visits[at] -= 1
    evidence = field.planned(Pairs(rows.rakshak, rows.area, visits))
    return planted(evidence, field.area_ids(rows.area[at]), ROWS | UNEVEN | {"WRK005"})


@plants("COV005")
def faces(field: Field) -> Planted:
    """Areas that ask for one rakshak more than go there."""
    there, areas = field.evidence.rakshaks_by_area, field.snapshot.areas
    at = field.some((there > 0) & (field.evidence.visits_by_area > there))
    different = areas.different.copy()
    different[at] = there[at] + 1
    return planted(field.areas(different=different), field.area_ids(at), ANEW)


def _zoned(field: Field, zone: Ints, at: Ints) -> tuple[Ints, tuple[str, ...]]:
    """A zone of its own for each of n places, and all zones with them."""
    zone = zone.copy()
    zone[at] = len(field.snapshot.zones) + np.arange(len(at))
    return zone, (*field.snapshot.zones, *field.named("ZONE").tolist()[: len(at)])


@plants("COV006")
def zones_of_nobody(field: Field) -> Planted:
    """Areas in zones where nobody lives."""
    at = field.rng.permutation(_visited(field))[: field.number]
    zone, zones = _zoned(field, field.snapshot.areas.zone, at)
    changed = replace(field.snapshot.areas, zone=zone)
    evidence = field.campaign(areas=changed, zones=zones)
    return planted(evidence, zones[-len(at) :], ANEW | {"PLG002", "DUP006", "DUP007"})


@plants("COV007")
def whole_and_shared(field: Field) -> Planted:
    """Areas for one rakshak only of whose visits another one gets one."""
    rows, areas = field.rows, field.snapshot.areas
    alone = field.evidence.rakshaks_by_area[rows.area] == 1
    small = rows.visits <= field.evidence.policy.workload.whole_up_to
    plain = (areas.whole[rows.area] == NONE) & (areas.different[rows.area] == 1)
    at = field.some(alone & small & plain & (rows.visits > 1) & (areas.skills[rows.area] == 0))
    visits = rows.visits.copy()
    visits[at] -= 1
    others = field.some(field.rakshaks & ~np.isin(np.arange(len(field.rakshaks)), rows.rakshak[at]))
    at = at[: len(others)]
    one = np.ones(len(at), dtype=np.int64)
    added = Pairs(
        np.append(rows.rakshak, others[: len(at)]),
        np.append(rows.area, rows.area[at]),
        np.append(visits, one),
    )
    order = np.lexsort((added.area, added.rakshak))
    evidence = field.planned(added.only(order))  # type: ignore[arg-type]
    return planted(evidence, field.area_ids(rows.area[at]), ROWS | UNEVEN | FAR | {"WRK005"})


@plants("COV008")
def zones_without_areas(field: Field) -> Planted:
    """Rakshaks in zones without an area."""
    at = field.some(field.rakshaks)
    zone, zones = _zoned(field, field.snapshot.people.zone, at)
    changed = replace(field.snapshot.people, zone=zone)
    return planted(field.campaign(people=changed, zones=zones), zones[-len(at) :], ANEW)


@plants("COV009")
def categories_forgotten(field: Field) -> Planted:
    """Categories of the policy that no area has."""
    policy = field.evidence.policy
    new = dict.fromkeys(field.named("kind").tolist(), next(iter(policy.categories.values())))
    changed = policy.model_copy(update={"categories": {**policy.categories, **new}})
    return planted(asked_anew(replace(field.evidence, policy=changed)), new, ANEW)


@plants("COV010")
def people_left_out(field: Field) -> Planted:
    """Zones in which the area where most people are gets no visit."""
    areas = field.snapshot.areas
    zones = field.rng.permutation(np.unique(areas.zone[_visited(field)]))[: field.number]
    at = np.array([np.flatnonzero(areas.zone == zone)[0] for zone in zones])
    people = np.maximum(areas.people, 0)
    people[at] = 10 * np.bincount(areas.zone, people)[zones]
    moved = replace(field, evidence=field.areas(people=people))
    names = tuple(moved.evidence.zone_code(int(zone)) for zone in zones)
    also = ANEW | ROWS | UNEVEN | {"COV003", "COV004"}
    return planted(_without(moved, at), names, also)


# ---- workload


def _handed_over(field: Field, at: Ints, to: Ints) -> Evidence:
    """Rows of the plan given to others, who are not at these areas yet."""
    rows = field.rows
    rakshak = rows.rakshak.copy()
    rakshak[at] = to
    order = np.lexsort((rows.area, rakshak))
    return field.planned(Pairs(rakshak[order], rows.area[order], rows.visits[order]))


@plants("WRK001")
def uneven(field: Field) -> Planted:
    """Rakshaks of whom one does the work of two."""
    rows, areas = field.rows, field.snapshot.areas
    heavy = (rows.visits >= 4) & (areas.skills[rows.area] == 0)
    heavy &= field.evidence.rakshaks_by_area[rows.area] == 1
    at = field.some(heavy)
    at = at[np.unique(rows.rakshak[at], return_index=True)[1]]
    free = field.rakshaks.copy()
    free[rows.rakshak[at]] = False
    to = field.some(free, len(at))
    both = np.append(rows.rakshak[at], to)
    loads = field.evidence.visits_by_person
    able = np.zeros(len(loads), dtype=np.int64)
    able[field.evidence.sent] = field.evidence.the_problem.availability
    after = loads.copy()
    np.add.at(after, to, rows.visits[at])
    both = both[after[both] <= able[both]]  # those above what they can do are WRK002's
    also = ROWS | UNEVEN | FAR | {"INT013", "INT014", "INT015"}
    return planted(_handed_over(field, at, to), field.ids(both), also - {"WRK001"})


@plants("WRK002")
def overworked(field: Field) -> Planted:
    """Rakshaks who can make a visit less than they are given."""
    who = field.some(field.rakshaks)
    availability = field.snapshot.people.availability.copy()
    availability[who] = field.evidence.visits_by_person[who] - 1
    evidence = field.people(availability=availability)
    return planted(evidence, field.ids(who), ANEW | UNEVEN - {"WRK002"})


@plants("WRK003", one_by_one=True)
def busiest(field: Field) -> Planted:
    """One rakshak who does most of the work."""
    rows = field.rows
    free = (field.snapshot.areas.skills[rows.area] == 0) & (
        field.evidence.rakshaks_by_area[rows.area] == 1
    )
    (who,) = field.some(field.rakshaks, 1)
    at = field.some(free & (rows.rakshak != who), 40)
    also = ROWS | UNEVEN | FAR | {"INT015"}
    return planted(_handed_over(field, at, np.full(len(at), who)), field.ids(np.array([who])), also)


@plants("WRK004")
def everywhere(field: Field) -> Planted:
    """Rakshaks who go to more areas than the policy allows."""
    count = np.bincount(field.rows.rakshak, minlength=len(field.rakshaks))
    field = field.under(workload={"most_areas": int(count.max())})
    rows = field.rows
    who = field.some(field.rakshaks & (count > 0))
    free = field.evidence.rakshaks_by_area[rows.area] == 1
    free &= ~np.isin(rows.rakshak, who) & (field.snapshot.areas.skills[rows.area] == 0)
    more = int(count.max()) + 1 - count[who]
    at = field.some(free, int(more.sum()))
    evidence = _handed_over(field, at, np.repeat(who, more))
    also = ANEW | ROWS | UNEVEN | FAR | {"INT015"}
    return planted(evidence, field.ids(who), also, field.evidence)


@plants("WRK005")
def single_visits(field: Field) -> Planted:
    """Pairs with a single visit where two are the least."""
    field = field.under(workload={"least_visits": 2})
    rows = field.rows
    at = field.some(rows.visits > 2)
    visits = rows.visits.copy()
    visits[at] = 1
    evidence = field.planned(Pairs(rows.rakshak, rows.area, visits))
    who = field.ids(rows.rakshak[at])
    return planted(evidence, who, ANEW | ROWS | LEFT | UNEVEN, field.evidence)


def _moved_north(field: Field, areas: Ints) -> Evidence:
    """Areas put a hundred kilometres away."""
    position = field.snapshot.areas.position.copy()
    position[areas, 2] += 100_000.0
    return field.areas(position=position)


@plants("WRK006")
def far_away(field: Field) -> Planted:
    """Rakshaks who go to an area a hundred kilometres away."""
    rows = field.rows
    apart = field.snapshot.people.position[rows.rakshak] - field.snapshot.areas.position[rows.area]
    way = np.sqrt((apart**2).sum(axis=1))  # NaN where not known
    near = way < field.evidence.policy.audit.far
    near &= ~np.isin(rows.area, rows.area[~near])  # the others are named without any fault
    areas = field.rng.permutation(np.unique(rows.area[near]))[: field.number]
    who = field.ids(rows.rakshak[np.isin(rows.area, areas)])
    return planted(_moved_north(field, areas), who, ANEW | FAR - {"WRK006"})


@plants("WRK007")
def two_ends(field: Field) -> Planted:
    """Rakshaks of whose areas one lies a hundred kilometres away."""
    rows = field.rows
    known = ~np.isnan(field.snapshot.areas.position[rows.area]).any(axis=1)
    count = np.bincount(rows.rakshak[known], minlength=len(field.rakshaks))
    named = {f.subject for f in judge(field.evidence, select=["WRK007"]).findings}
    several = known & (count[rows.rakshak] > 1)
    several &= ~np.isin(field.snapshot.people.ids[rows.rakshak], sorted(named))
    areas = field.rng.permutation(np.unique(rows.area[several]))[: field.number]
    hit = np.unique(rows.rakshak[several & np.isin(rows.area, areas)])
    share = np.bincount(rows.rakshak[known & np.isin(rows.area, areas)], minlength=len(count))
    who = hit[share[hit] < count[hit]]  # whose areas all moved are together as before
    return planted(_moved_north(field, areas), field.ids(who), ANEW | FAR - {"WRK007"})


@plants("WRK008")
def idle_organisations(field: Field) -> Planted:
    """Organisations of two rakshaks each who do nothing."""
    people = field.snapshot.people
    who = field.some(field.rakshaks & (field.evidence.visits_by_person > 2), 2 * field.number)
    who = who[: len(who) // 2 * 2]
    names = field.named("club").tolist()[: len(who) // 2]
    organisation = people.organisation.copy()
    organisation[who] = len(field.snapshot.organisations) + np.arange(len(who)) // 2
    evidence = field.campaign(
        people=replace(people, organisation=organisation),
        organisations=(*field.snapshot.organisations, *names),
    )
    moved = replace(field, evidence=evidence)
    rows = moved.planned(field.rows.only(~np.isin(field.rows.rakshak, who)))
    return planted(rows, names, ANEW | ROWS | LEFT | UNEVEN - {"WRK008"})


# ---- integrity


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
    at = field.some(np.ones(len(rows), dtype=bool))
    who, areas = rows.rakshak[at], rows.area[at]
    if not there:
        areas = np.roll(areas, 1)
        fresh = ~np.isin(
            who * len(field.snapshot.areas.ids) + areas,
            rows.rakshak * len(field.snapshot.areas.ids) + rows.area,
        )
        fresh &= field.snapshot.areas.skills[areas] == 0
        who, areas = who[fresh], areas[fresh]
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
    at = field.rng.permutation(_visited(field))[: field.number]
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


# ---- phases


@plants("PHA001")
def untrained(field: Field) -> Planted:
    """Rakshaks with visits who were never trained."""
    who = field.some(field.rakshaks)
    trained = field.snapshot.people.trained.copy()
    trained[who] = NONE
    return planted(field.people(trained=trained), field.ids(who), ANEW | UNEVEN)


@plants("PHA002")
def trained_first(field: Field) -> Planted:
    """Rakshaks who joined after their training."""
    who = field.some(field.rakshaks)
    joined = field.snapshot.people.joined.copy()
    joined[who] = field.snapshot.people.trained[who] + 1
    return planted(field.people(joined=joined), field.ids(who))


def _of_mitans(field: Field, column: str, days: int) -> tuple[Evidence, Ints]:
    """A date of some mitans, one of each rakshak, moved by days; and their rakshaks."""
    mitan = field.some(field.mitans)
    rows = field.snapshot.enrolments
    at = np.searchsorted(rows.mitan, mitan)
    dates = getattr(rows, column).copy()
    dates[at] += days
    return field.dated(**{column: dates}), rows.rakshak[at]


@plants("PHA003")
def too_eager(field: Field) -> Planted:
    """Mitans enrolled before their rakshak was trained."""
    evidence, who = _of_mitans(field, "enrolled", -30)
    return planted(evidence, field.ids(who), {"PHA004"})


@plants("PHA004")
def out_of_phase(field: Field) -> Planted:
    """Mitans marked as pledged a week after pledge day."""
    evidence, who = _of_mitans(field, "pledged", 7)
    return planted(evidence, field.ids(who))


@plants("PHA005")
def pledged_first(field: Field) -> Planted:
    """Mitans marked as pledged a month before pledge day."""
    evidence, who = _of_mitans(field, "pledged", -30)
    return planted(evidence, field.ids(who), {"PHA004"})


# ---- pledges


def _some_sheets(field: Field) -> Ints:
    """Sheets of different rakshaks."""
    sheets = field.snapshot.pledges
    first = np.unique(sheets.rakshak, return_index=True)[1]
    return field.rng.permutation(first)[: field.number]


@plants("PLG001")
def nobodys_sheets(field: Field) -> Planted:
    """Sheets whose mitan is nobody, in different ways."""
    at, sheets = _some_sheets(field), field.snapshot.pledges
    mitan = sheets.mitan.copy()
    mitan[at] = np.resize([NONE, UNKNOWN, int(np.flatnonzero(field.rakshaks)[0])], len(at))
    return planted(field.sheets(mitan=mitan), sheets.ids[at].tolist())


@plants("PLG002")
def crowds(field: Field) -> Planted:
    """Areas where more people sign than there are."""
    at, sheets, areas = _some_sheets(field), field.snapshot.pledges, field.snapshot.areas
    here = field.some((areas.people > 0) & (areas.people < 50))[: len(at)]
    area, count = sheets.area.copy(), sheets.count.copy()
    area[at[: len(here)]] = here
    count[at[: len(here)]] = areas.people[here] + 1
    return planted(field.sheets(area=area, count=count), field.area_ids(here), {"PLG008", "PLG007"})


@plants("PLG003")
def tireless(field: Field) -> Planted:
    """Mitans with more pledges on a day than a person can take."""
    at, sheets = _some_sheets(field), field.snapshot.pledges
    count = sheets.count.copy()
    count[at] = field.evidence.policy.audit.pledges_a_day + 1
    who = field.ids(sheets.mitan[at])
    return planted(field.sheets(count=count), who, {"PLG002", "PLG008"})


def _lists(field: Field) -> list[Ints]:
    """The mitans of some rakshaks, each an array of indices."""
    rows = field.snapshot.enrolments
    who = field.some(field.rakshaks)
    return [rows.mitan[rows.rakshak == one] for one in who.tolist()]


@plants("PLG004")
def phones_in_a_row(field: Field) -> Planted:
    """Lists of mitans whose phones follow one upon another."""
    lists, phones = _lists(field), field.evidence.register.phones.copy()
    least = field.evidence.policy.audit.run_of_phones
    for mitans in lists:
        phones[mitans[:least]] = phones[mitans[0]] + np.arange(least)
    register = replace(field.evidence.register, phones=phones)
    who = [int(field.rakshak_of[mitans[0]]) for mitans in lists]
    return planted(replace(field.evidence, register=register), field.ids(np.array(who)), {"DUP004"})


@plants("PLG005")
def one_family(field: Field) -> Planted:
    """Lists of mitans who all have one surname."""
    lists, people = _lists(field), field.evidence.register.people
    names = [f"{word} Baghel" for word in ("Asha", "Ravi", "Uma", "Om", "Tara", "Hari", "Lata")]
    code = people.code.copy()
    for mitans in lists:
        code[mitans] = len(people.texts) + np.arange(len(mitans)) % len(names)
    named = replace(people, code=code, texts=(*people.texts, *names))
    register = replace(field.evidence.register, people=named)
    who = [int(field.rakshak_of[mitans[0]]) for mitans in lists]
    return planted(replace(field.evidence, register=register), field.ids(np.array(who)), {"DUP004"})


@plants("PLG006")
def at_once(field: Field) -> Planted:
    """Lists of mitans who pledged in one minute."""
    minute, rows = field.snapshot.enrolments.minute.copy(), field.snapshot.enrolments
    lists = _lists(field)
    for mitans in lists:
        minute[np.searchsorted(rows.mitan, mitans)] = int(field.rng.integers(1440))
    who = [int(field.rakshak_of[mitans[0]]) for mitans in lists]
    return planted(field.dated(minute=minute), field.ids(np.array(who)))


@plants("PLG007")
def signatures_missing(field: Field) -> Planted:
    """Rakshaks whose sheets bear one signature each."""
    sheets = field.snapshot.pledges
    who = field.some(field.rakshaks)
    count = np.where(np.isin(sheets.rakshak, who), 1, sheets.count)
    return planted(field.sheets(count=count), field.ids(who))


@plants("PLG008")
def stand_out(field: Field) -> Planted:
    """Rakshaks who bring ten times as many pledges."""
    sheets = field.snapshot.pledges
    who = field.some(field.rakshaks)
    count = np.where(np.isin(sheets.rakshak, who), 8 * sheets.count, sheets.count)
    return planted(field.sheets(count=count), field.ids(who), {"PLG002"})


# ---- duplicates


def _with_phones(field: Field, who: Ints, of: Ints) -> Evidence:
    """People who have the phones of others."""
    phone, numbers = field.snapshot.people.phone.copy(), field.evidence.register.phones.copy()
    phone[who], numbers[who] = phone[of], numbers[of]
    register = replace(field.evidence.register, phones=numbers)
    return replace(field.people(phone=phone), register=register)


@plants("DUP001")
def shared_phones(field: Field) -> Planted:
    """Mitans who have another mitan's phone."""
    pairs = field.some(field.mitans, 2 * field.number)
    pairs = pairs[: len(pairs) // 2 * 2].reshape(-1, 2)
    evidence = _with_phones(field, pairs[:, 0], pairs[:, 1])
    return planted(evidence, field.ids(pairs.min(axis=1)), {"DUP004"})


@plants("DUP002")
def claimed_twice(field: Field) -> Planted:
    """Mitans whom another rakshak claims as well."""
    mitan = field.some(field.mitans)
    to = field.rakshak_of[np.roll(mitan, 1)]
    return planted(field.enrolled(mitan, to), field.ids(mitan), {"COV002", "PLG007"})


@plants("DUP003")
def own_mitans(field: Field) -> Planted:
    """Rakshaks who have the phone of a mitan."""
    mitan = field.some(field.mitans)
    who = field.rakshak_of[mitan]
    evidence = _with_phones(field, mitan, who)
    assert (field.snapshot.people.role[who] == Role.RAKSHAK).all()
    return planted(evidence, field.ids(np.minimum(mitan, who)), {"DUP004"})


def _called(field: Field, part: str, at: Ints, texts: list[str]) -> Evidence:
    """People or areas (`part`) under other names."""
    register = field.evidence.register
    names = getattr(register, part)
    code = names.code.copy()
    code[at] = len(names.texts) + np.arange(len(at))
    named = replace(names, code=code, texts=(*names.texts, *texts))
    return replace(field.evidence, register=replace(register, **{part: named}))


@plants("DUP004")
def spelt_twice(field: Field) -> Planted:
    """Mitans of one rakshak of whom one has the other's name in the other script, and no phone."""
    pairs = np.array([np.sort(mitans[:2]) for mitans in _lists(field)])
    scripts = [dict(zip(*names, strict=True)) for names in (FIRST_NAMES, SURNAMES)]
    other = {k: v for words in scripts for k, v in words.items()}
    other |= {v: k for k, v in other.items()}
    texts = [field.evidence.register.people[int(k)] for k in pairs[:, 0]]
    evidence = _called(
        field, "people", pairs[:, 1], [" ".join(other[w] for w in text.split()) for text in texts]
    )
    phones = evidence.register.phones.copy()
    phones[pairs[:, 1]] = NONE
    evidence = replace(evidence, register=replace(evidence.register, phones=phones))
    return planted(evidence, field.ids(pairs[:, 0]))


@plants("DUP005")
def places_twice(field: Field) -> Planted:
    """Areas that say the same as another one in all that tells a place."""
    areas, register = field.snapshot.areas, field.evidence.register
    one, other = np.array_split(field.rng.permutation(_visited(field))[: 2 * field.number], 2)
    one = one[: len(other)]
    columns = {}
    for name in ("category", "zone", "position"):
        columns[name] = getattr(areas, name).copy()
        columns[name][other] = columns[name][one]
    spelt = {}
    for name in ("areas", "localities"):
        code = getattr(register, name).code.copy()
        code[other] = code[one]
        spelt[name] = replace(getattr(register, name), code=code)
    evidence = replace(field.areas(**columns), register=replace(register, **spelt))
    also = ANEW | LEFT | UNEVEN | FAR | {"COV006", "COV007", "COV008", "COV009", "PLG002", "WRK005"}
    return planted(evidence, field.area_ids(np.minimum(one, other)), also - {"DUP005"})


@plants("DUP006")
def out_of_the_village(field: Field) -> Planted:
    """Areas twelve kilometres from the others of their village."""
    areas, village = field.snapshot.areas, field.evidence.register.localities.code
    names, label = np.unique(np.stack([areas.zone, village]), axis=1, return_inverse=True)
    label = label.reshape(-1)
    total = [np.bincount(label, axis, names.shape[1]) for axis in areas.position.T]
    count = np.bincount(label)
    apart = areas.position - (np.stack(total, axis=1) / count[:, None])[label]
    wide = np.zeros(len(count))
    np.maximum.at(wide, label, np.sqrt((apart**2).sum(axis=1)))  # NaN where one is not known
    settled = [k for k, code in enumerate(field.snapshot.categories) if code in SETTLED]
    small = (count[label] > 2) & (wide[label] < 2500) & ~np.isin(areas.category, settled)
    at = field.some(small, len(label))
    at = at[np.unique(label[at], return_index=True)[1]][: field.number]
    position = areas.position.copy()
    position[at, 2] += 12_000.0
    return planted(field.areas(position=position), field.area_ids(at), ANEW | FAR - {"DUP006"})


@plants("DUP007")
def of_another_state(field: Field) -> Planted:
    """Areas a thousand kilometres away, one of a zone: several would move its middle."""
    at = field.rng.permutation(_visited(field))
    at = at[np.unique(field.snapshot.areas.zone[at], return_index=True)[1]][: field.number]
    position = field.snapshot.areas.position.copy()
    at = at[~np.isnan(position[at]).any(axis=1)]
    position[at, 2] += 1_000_000.0
    return planted(field.areas(position=position), field.area_ids(at), ANEW | FAR - {"DUP007"})


@plants("DUP008")
def misnamed(field: Field) -> Planted:
    """Areas that are no school and are called one."""
    category = field.snapshot.areas.category
    names = field.snapshot.categories
    able = [k for k, code in enumerate(names) if code in ("market", "bank", "petrol_pump", "hotel")]
    at = field.some(np.isin(category, able) & (field.evidence.visits_by_area > 0))
    evidence = _called(field, "areas", at, ["Govt High School"] * len(at))
    return planted(evidence, field.area_ids(at), {"DUP005"})
