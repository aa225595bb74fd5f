"""DUP: groups of equal phones and mitans claimed twice; no phone is ever shown."""

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.audit.judge import judge
from tests.audit.worlds import World, sound_world


def findings(world, code="DUP"):
    return judge(world.evidence(), select=[code]).findings


def test_a_phone_of_seven_names_five_and_no_digit():
    world = sound_world()
    for k in range(1, 8):
        world.people[f"M{k:02}"]["phone"] = 9876543210
    (finding,) = findings(world)
    assert (finding.code, finding.subject, finding.where) == ("DUP001", "M01", "A")
    assert finding.message == "7 mitans have one phone: M01, M02, M03, M04, M05 and 2 more"
    assert "98765" not in " ".join(finding.as_dict().values())


def test_no_phone_is_no_shared_phone():
    world = sound_world()
    for person in world.people.values():
        person.pop("phone")
    verdict = judge(world.evidence(), select=["DUP001", "DUP003"])
    assert {ruling.reason for ruling in verdict.rulings} == {"no phones recorded yet"}


def test_three_roles_on_one_phone():
    world = sound_world()
    for person in ("L1", "R1", "M01", "M02"):
        world.people[person]["phone"] = 5
    assert [(f.code, f.subject, f.message) for f in findings(world)] == [
        ("DUP001", "M01", "2 mitans have one phone: M01 and M02"),
        (
            "DUP003",
            "L1",
            "one phone is that of a leader and a rakshak and a mitan: L1, M01, M02 and R1",
        ),
    ]


def test_a_mitan_claimed_by_three():
    world = sound_world()
    world.enrolments += [("M01", "R2"), ("M01", "R3")]
    (finding,) = findings(world, "DUP002")
    assert (finding.subject, finding.where) == ("M01", "A")
    assert finding.message == "is claimed by 3 rakshaks: R1, R2 and R3"


def test_the_row_of_one_who_has_left_may_stay():
    world = sound_world()
    world.people["M01"] |= {"phone": 5, "active": False}  # R1 and M02 are who he was
    world.people["M02"]["phone"] = world.people["R1"]["phone"] = 5
    assert [(f.code, f.subject) for f in findings(world)] == [("DUP003", "M02")]
    world.people["M02"]["active"] = False
    assert findings(world) == ()


def test_a_mitan_who_has_left_is_nobodys():
    world = sound_world()
    world.enrolments += [("M01", "R2"), ("M03", "R1")]
    world.people["M01"]["active"] = False
    assert [f.subject for f in findings(world, "DUP002")] == ["M03"]


one_person = st.tuples(st.sampled_from("LRM"), st.sampled_from([None, 1, 2, 3]), st.booleans())


@settings(max_examples=150, deadline=None)
@given(st.lists(one_person, max_size=12))
def test_groups_are_those_of_a_dictionary(people):
    world = World()
    for k, (role, phone, active) in enumerate(people):
        world.people[f"{role}{k:02}"] = {"active": active} | ({"phone": phone} if phone else {})
    same_role, all_roles = defaultdict(list), defaultdict(list)
    for person, row in sorted(world.people.items()):
        if row["active"] and "phone" in row:
            same_role[row["phone"], person[0]].append(person)
            all_roles[row["phone"]].append(person)
    expected = {("DUP001", who[0]) for who in same_role.values() if len(who) > 1}
    expected |= {("DUP003", who[0]) for who in all_roles.values() if len({p[0] for p in who}) > 1}
    found = [(finding.code, finding.subject) for finding in findings(world)]
    assert sorted(found) == sorted(expected)
