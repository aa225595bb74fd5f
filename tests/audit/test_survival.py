"""The judge answers whatever the store can hold: no campaign, plan or history makes it fail."""

import dataclasses
import json

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planner.audit.judge import judge, rules
from planner.chain import HistoryEntry
from planner.findings import Outcome
from planner.plan import ALL_TIERS, MOVES, STATUSES, Plan, Proof, Tier
from planner.report.audit_report import audit_report
from planner.snapshot import NONE, Role, integers
from tests.audit.worlds import PLEDGE_DAY, TRAINED, World, policy, sound_world

MOST = 2**62  # an eight-byte number, with room for one sum
numbers = st.sampled_from([-5, -1, 0, 1, 2, 30, 10**6])
places = {
    "zone": st.sampled_from(["A", "B", "C"]),
    "at": st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
}
days = st.sampled_from([NONE, 1, TRAINED - 365, TRAINED, TRAINED + 5, PLEDGE_DAY])
skills = {"skills": st.sampled_from([(), ("banking",), ("banking", "talk")])}


@st.composite
def worlds(draw):
    """People, areas and wishes in any state: nobody, all inactive, all closed, no zones."""
    areas_open, active, zones = (draw(st.integers(0, 4)) > 0 for _ in range(3))
    place = places if zones else {"at": places["at"]}
    person = st.fixed_dictionaries(
        {"active": st.sampled_from([True, True, False]) if active else st.just(False)},
        optional={
            **place,
            **skills,
            "visits": numbers,
            "trained": st.just(TRAINED),
            "phone": st.integers(0, 2),
            "number": st.integers(6 * 10**9, 6 * 10**9 + 3),
            "name": st.sampled_from(["Asha Sahu", "आशा साहू", "Asha", " ", "a b c"])
            | st.text(max_size=6),
            "joined": days,
            "role": st.sampled_from(Role),  # whatever it was at first
        },
    )
    area = st.fixed_dictionaries(
        {"visits": st.sampled_from([-5, -1, 0, 1, 5, 10**6]) if areas_open else st.just(0)},
        optional={
            **place,
            **skills,
            "different": st.integers(1, 2),
            "priority": numbers,
            "whole": st.integers(0, 1),
            "people": numbers,
            "name": st.sampled_from(["School", "स्कूल", "Bank 1"]) | st.text(max_size=6),
            "locality": st.sampled_from(["", "Kargi"]) | st.text(max_size=3),
        },
    )
    ids = [f"{draw(st.sampled_from('LRRM'))}{k}" for k in range(draw(st.integers(0, 8)))]
    world = World(people={i: draw(person) for i in ids})
    for row in world.people.values():
        if row.get("role", Role.MITAN) is not Role.MITAN:
            row["reports_to"] = draw(st.sampled_from(["", "X", *ids]))
    world.areas = {f"A{k}": draw(area) for k in range(draw(st.integers(0, 4)))}
    if ids:
        people = st.sampled_from(ids)
        world.enrolments = draw(st.lists(st.tuples(people, people), unique=True, max_size=8))
        dates = st.fixed_dictionaries({}, optional=dict.fromkeys(("enrolled", "pledged"), days))
        world.days = draw(st.dictionaries(people, dates, max_size=4))
        for of_day in world.days.values():
            of_day["minute"] = draw(st.sampled_from([0, 600, 1439]))
    anybody, anywhere = (st.sampled_from(["", "X", *those]) for those in (ids, world.areas))
    sheet = st.fixed_dictionaries(
        {"count": st.sampled_from([1, 30, 10**6])},
        optional={"mitan": anybody, "rakshak": anybody, "area": anywhere, "day": days},
    )
    world.pledges = draw(st.dictionaries(st.sampled_from(["S1", "S2", "S3"]), sheet))
    if ids and world.areas:
        pairs = st.tuples(people, st.sampled_from(sorted(world.areas)))
        world.bans = draw(st.lists(pairs, unique=True, max_size=3))
        pins = draw(st.lists(pairs, unique=True, max_size=3)) if draw(st.booleans()) else []
        world.pins = [(r, a, draw(st.integers(1, 4))) for r, a in pins]
    for those in filter(None, (ids, sorted(world.areas))):
        ties = st.lists(st.tuples(st.sampled_from(those), st.sampled_from(those)), max_size=2)
        world.together += draw(ties)
        world.apart += draw(ties)
    world.policy = policy(
        quota={"mitans_per_rakshak": draw(st.integers(0, 3)), "tolerance": draw(st.integers(0, 1))},
        workload={
            "tolerance": draw(st.integers(0, 2)),
            "least_in_band": draw(st.floats(0, 1)),
            "most_areas": draw(st.integers(0, 2)),
            "least_visits": draw(st.integers(1, 3)),
        },
        mismatch={"team": draw(st.sampled_from([0, 700]))},
        team={"zone": draw(st.sampled_from(["must", "prefer", "ignore"]))},
        training={"required": draw(st.sampled_from(["recorded", "always", "never"]))},
    )
    if draw(st.integers(0, 4)) == 0:
        world.policy = world.policy.model_copy(update={"phases": ()})
    return world


@st.composite
def plans(draw, world, digest):
    """A plan of anybody for anywhere, strangers too, with any record."""
    strangers = draw(st.booleans())
    who = st.sampled_from(
        [*world.people, *(["", "X", "अ"] if strangers or not world.people else [])]
    )
    where = st.sampled_from([*world.areas, *(["", "Y"] if strangers or not world.areas else [])])
    visits = st.sampled_from([1, 2, 9, 10**6, MOST, 0, -1, -MOST])
    rows = sorted(draw(st.lists(st.tuples(who, where, visits), max_size=8)))
    whole = st.sampled_from([-MOST, -1, 0, 1, 2, 12, MOST])
    left_out = draw(st.sampled_from([MOVES, MOVES, *ALL_TIERS]))
    bound = st.none() | whole
    tiers = {name: Tier(draw(whole), draw(bound)) for name in ALL_TIERS if name != left_out}
    return Plan(
        inputs_digest=draw(st.sampled_from([digest, digest, "", "f" * 64])),
        rakshak=np.array([r for r, _, _ in rows], dtype=np.str_),
        area=np.array([a for _, a, _ in rows], dtype=np.str_),
        visits=integers([v for _, _, v in rows]),
        rakshaks=draw(whole),
        areas=draw(whole),
        visits_needed=draw(whole),
        uncovered=draw(whole),
        tiers=tiers,
        status=draw(st.sampled_from([*STATUSES, "", "splendid"])),
        proved_over_all_pairs=draw(st.booleans()),
        pairs_examined=draw(whole),
        pairs_possible=draw(whole),
        seed=draw(whole),
        replaces=draw(st.sampled_from(["", "", "f" * 64])),
    )


@st.composite
def proofs(draw, problem):
    """A flow and prices of any numbers, of about as many people and areas as there are."""
    rakshaks, areas = problem.shape if problem else (2, 2)
    rows, more = draw(st.integers(0, 3)), draw(st.sampled_from([0, 0, 0, 1, -1]))
    number = st.sampled_from([0, 0, 1, 1, 2, -1, MOST, -MOST, -(2**63)])

    def column(count):
        return integers(draw(st.lists(number, min_size=count, max_size=count)))

    def prices(count):
        return column(3 * count).reshape(count, 3)

    flow = [column(rows) for _ in range(3)]
    tables = [prices(count) for count in (max(rakshaks + more, 0), areas, areas)]
    return Proof(*flow, column(max(rows + more, 0)), *tables)


details = st.one_of(
    st.text(max_size=8),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.floats(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["plan", "digest", "n"]), inner, max_size=3)
        ),
        max_leaves=5,
    ).map(json.dumps),
    st.fixed_dictionaries(
        {"plan": st.sampled_from([3, 3, 1]), "digest": st.sampled_from(["", "f" * 64])}
    ).map(json.dumps),
)
entries = st.builds(
    HistoryEntry,
    st.sampled_from([-1, 0, 1, 2, 3]),
    st.text(max_size=4),
    st.sampled_from(["plan", "import", ""]),
    details,
    st.sampled_from(["", "f" * 64]),
    st.sampled_from(["", "f" * 64]),
)


@st.composite
def oddities(draw):
    """Evidence of a world, a plan, a history and kept plans that need not fit each other."""
    world = draw(worlds())
    evidence = world.evidence()
    plan = proof = replaced = None
    if draw(st.integers(0, 3)):
        plan = draw(plans(world, evidence.problem.digest if evidence.problem else ""))
        proof = draw(st.none() | proofs(evidence.problem))
        replaced = draw(st.none() | plans(world, ""))
    if plan and replaced and draw(st.booleans()):
        plan = dataclasses.replace(plan, replaces=replaced.digest)
    return dataclasses.replace(
        evidence,
        plan=plan,
        plan_number=3 if plan else None,
        proof=proof,
        replaced=replaced,
        rerun=draw(st.sampled_from([None, plan, replaced])),
        head=draw(st.sampled_from(["", "f" * 64])),
        chain=tuple(draw(st.lists(entries, max_size=3))),
        kept=draw(st.dictionaries(st.integers(1, 4), st.sampled_from(["", "f" * 64]), max_size=3)),
    )


def of_strangers():
    """The sound plan, judged in a campaign where everybody has another id."""
    plan, other = sound_world().plan(), World(areas={"Z": {"visits": 1}})
    for k in range(3):
        other.people[f"R{k + 50}"] = {}
    return other.evidence(plan)


def all_gone():
    """The sound campaign after everybody has left and every area is closed."""
    world = sound_world()
    plan = world.plan()
    for person in world.people.values():
        person["active"] = False
    for area in world.areas.values():
        area["visits"] = 0
    return world.evidence(plan)


def of_countless_visits():
    """The sound plan with a number of visits that is too large to be summed or doubled."""
    world = sound_world()
    return world.evidence(dataclasses.replace(world.plan(), visits=integers([MOST, *[2] * 5])))


@settings(max_examples=200, deadline=None)
@given(oddities())
@example(of_strangers())
@example(all_gone())
@example(of_countless_visits())
def test_every_rule_has_an_answer_to_anything(evidence):
    verdict = judge(evidence)
    assert [ruling.code for ruling in verdict.rulings] == [rule.code for rule in rules()]
    for ruling in verdict.rulings:
        assert (ruling.outcome is Outcome.SKIPPED) == bool(ruling.reason)
        assert ruling.count == sum(finding.code == ruling.code for finding in verdict.findings)
    assert all(f.message and f.remedy and f.where for f in verdict.findings)
    told = audit_report(verdict, evidence.plan_number, snapshot=evidence.snapshot).as_dict()
    assert json.loads(json.dumps(told)) == told


def test_when_all_have_left_the_plan_is_the_fault_and_not_the_people():
    verdict = judge(all_gone())
    errors = {(f.code, f.subject) for f in verdict.findings if f.severity == "error"}
    assert errors == {
        ("INT001", "plan 3"),
        *(("INT007", f"R{k}") for k in range(1, 7)),
        *(("INT007", area) for area in ("G1", "G2", "H1", "H2")),
    }
