"""HIE: the tree of people, compared with a slow walk from person to person."""

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.audit.judge import judge
from planner.snapshot import Role
from tests.audit.worlds import ROLES, World, policy, sound_world


def found(world, *codes):
    verdict = judge(world.evidence(), select=codes or ["HIE"])
    return {(finding.code, finding.subject) for finding in verdict.findings}


def messages(world, code):
    return [finding.message for finding in judge(world.evidence(), select=[code]).findings]


def skipped(world):
    verdict = judge(world.evidence(), select=["HIE"])
    return {r.code: r.reason for r in verdict.rulings if r.outcome == "skipped"}


def people(*ids, **reports_to):
    world = World(people={i: {} for i in ids})
    for person, leader in reports_to.items():
        world.people[person] = {"reports_to": leader}
    return world


def test_a_leader_may_report_to_nobody_but_not_to_somebody_unknown():
    assert found(people("L1"), "HIE001") == set()
    world = people(L1="L9")
    assert messages(world, "HIE001") == [
        "is a leader who reports to an id that is not in this campaign"
    ]


def test_a_mitan_without_a_rakshak_is_an_orphan_even_where_nobody_leads():
    world = people("R1", "M1", "M2")
    world.enrolments = [("M1", "R1")]
    assert found(world) == {("HIE001", "M2")}
    assert messages(world, "HIE001") == ["is a mitan who was enrolled by no rakshak"]
    assert set(skipped(world)) == {"HIE005", "HIE006"}


def test_a_campaign_of_mitans_alone_has_orphans():
    assert found(people("M1", "M2"), "HIE001") == {("HIE001", "M1"), ("HIE001", "M2")}


def test_a_mitan_who_has_left_is_no_fault_wherever_he_stands():
    world = people("M1", "M2", L1="", R1="L1", R2="L1")
    world.enrolments = [("M1", "R1"), ("M2", "L1")]
    world.people["M1"]["active"] = world.people["M2"]["active"] = False
    world.policy = policy(span={"least": 0})
    assert found(world) == set()
    del world.people["L1"], world.people["R1"], world.people["R2"]
    world.enrolments = []
    assert set(skipped(world)) == {f"HIE00{k}" for k in range(1, 8)}


def test_one_who_reports_to_a_mitan_who_has_left_is_still_at_a_wrong_level():
    world = people("M1", L1="M1", R1="L1")
    world.enrolments = [("M1", "R1")]
    world.people["M1"]["active"] = False
    assert found(world, "HIE001", "HIE002", "HIE003", "HIE004") == {("HIE004", "L1")}


def test_an_inactive_rakshak_is_fine_once_his_mitans_have_another():
    world = sound_world()
    world.people["R1"]["active"] = False
    assert messages(world, "HIE007") == ["is inactive but still has 2 active mitans"]
    world.people["M01"]["active"] = False
    assert messages(world, "HIE007") == ["is inactive but still has 1 active mitan"]
    world.enrolments = [(m, "R2" if m == "M02" else r) for m, r in world.enrolments]
    assert messages(world, "HIE007") == []


def test_without_leaders_rakshaks_alone_give_nothing_to_look_at():
    reasons = skipped(people("R1", "R2"))
    assert reasons == {
        **{f"HIE00{k}": "no leaders in this campaign yet" for k in range(1, 7)},
        "HIE007": "no enrolments yet",
    }


def test_a_circle_of_six_names_five():
    world = people(**{f"L{k}": f"L{k % 6 + 1}" for k in range(1, 7)})
    assert found(world, "HIE002") == {("HIE002", "L1")}
    assert messages(world, "HIE002") == [
        "6 people stand under each other: L1, L2, L3, L4, L5 and 1 more"
    ]


def test_one_who_reports_to_himself_is_a_circle_and_not_at_a_wrong_level():
    world = people("L1", R1="R1")
    assert found(world, "HIE001", "HIE002", "HIE004") == {("HIE002", "R1")}
    assert messages(world, "HIE002") == ["stands under himself"]


def test_those_below_a_circle_are_not_reported_again():
    world = people(L1="L2", L2="L1", R1="L1")
    assert found(world, "HIE001", "HIE002", "HIE003", "HIE004") == {("HIE002", "L1")}


def test_a_circle_may_lead_through_a_mitan():  # L1 -> M1 -> R1 -> L1
    world = people("M1", L1="M1", R1="L1")
    world.enrolments = [("M1", "R1")]
    assert found(world) >= {("HIE002", "L1"), ("HIE004", "L1")}


def test_a_mitan_with_two_rakshaks_is_left_to_the_duplicates():
    world = sound_world()
    world.enrolments.append(("M01", "R2"))
    assert found(world) == set()


def test_a_leader_enrolled_by_his_own_rakshak():
    world = people("L1", R1="L1")
    world.enrolments = [("L1", "R1")]
    assert found(world) >= {("HIE002", "L1"), ("HIE003", "L1"), ("HIE004", "L1")}
    assert messages(world, "HIE003") == ["is a leader who stands under the campaign and R1"]


def test_span_counts_active_people_of_active_leaders():
    world = sound_world()  # 2 to 3 people a leader
    world.people["R1"]["active"] = world.people["R2"]["active"] = False
    assert messages(world, "HIE005") == ["leads 1 person, 1 fewer than the least wished, 2"]
    assert judge(world.evidence(), select=["HIE005"]).passed == 1  # a warning
    world.people["L1"]["active"] = False
    assert found(world, "HIE005") == set()
    assert messages(world, "HIE006") == ["is inactive but still leads 1 active person"]


def test_an_inactive_leader_of_nobody_active_is_fine():
    world = sound_world()
    for person in ("L1", "R1", "R2", "R3", *(f"M0{k}" for k in range(1, 7))):
        world.people[person]["active"] = False
    assert found(world) == set()


def test_span_at_its_limits():
    world = sound_world()
    world.policy = policy(span={"least": 3, "most": 3})
    assert found(world, "HIE005") == set()


@st.composite
def tangled(draw):
    """Any role under any person, and enrolments between any two: mostly not a tree."""
    ids = [f"{draw(st.sampled_from('LRM'))}{k}" for k in range(draw(st.integers(1, 9)))]
    world = World(people={i: {"active": draw(st.integers(0, 3)) > 0} for i in ids})
    for person in ids:
        leader = draw(st.sampled_from([None, "X", *ids]))
        if person[0] != "M" and leader:
            world.people[person]["reports_to"] = leader
    pairs = st.tuples(st.sampled_from(ids), st.sampled_from(ids))
    world.enrolments = draw(st.lists(pairs, unique=True, max_size=6))
    return world


def slow_faults(world):
    """(code, subject) of HIE001 to HIE004, person by person, from the definitions."""
    role = {i: ROLES[i[0]] for i in world.people}
    active = {i: row["active"] for i, row in world.people.items()}
    above = {i: {r for m, r in world.enrolments if m == i and active[m]} for i in world.people}
    for i, row in world.people.items():
        if row.get("reports_to") in role:
            above[i].add(row["reports_to"])
    top = Role.LEADER if Role.LEADER in role.values() else Role.RAKSHAK

    def ancestors(person):
        seen, todo = set(), [person]
        while todo:
            fresh = above[todo.pop()] - seen
            seen |= fresh
            todo += fresh
        return seen

    reached = {i: ancestors(i) for i in world.people}
    for i, row in world.people.items():
        under_campaign = role[i] is top and not row.get("reports_to")
        if not above[i] and not under_campaign and active[i]:
            yield "HIE001", i
        if i in reached[i] and i == min(j for j in reached[i] if i in reached[j]):
            yield "HIE002", i
        if len(above[i]) + under_campaign > 1 and role[i] is not Role.MITAN:
            yield "HIE003", i
        right = Role.RAKSHAK if role[i] is Role.MITAN else Role.LEADER
        for over in above[i] - {i}:
            if role[over] is not right and active[i]:
                yield "HIE004", i


@settings(max_examples=300, deadline=None)
@given(tangled())
def test_faults_are_those_of_a_slow_walk(world):
    codes = ["HIE001", "HIE002", "HIE003", "HIE004"]
    verdict = judge(world.evidence(), select=codes)
    assert sorted((f.code, f.subject) for f in verdict.findings) == sorted(slow_faults(world))
