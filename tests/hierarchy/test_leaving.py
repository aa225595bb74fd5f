"""Leaders, rakshaks and mitans leave or rise; the small tree by hand, and long random stories."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.tree import ROOT, build, faults
from planner.findings import ExitCode, Refusal
from planner.hierarchy.draft import Draft
from planner.hierarchy.leaving import AUTO, promote, remove
from planner.hierarchy.moving import CAMPAIGN, move
from planner.hierarchy.remarks import remarks
from planner.snapshot import NONE, Role
from tests.hierarchy.worlds import policy, trees, under, with_rakshak, world

# On a line: L1 with R1, R2 (0 to 300 m), L2 with R3 (900 m), L3 with R4 (5 km); L0 over L1 and L2
PEOPLE = {
    "L0": {"at": 0},
    "L1": {"under": "L0", "at": 0},
    "L2": {"under": "L0", "at": 900},
    "L3": {"at": 5_000},
    "R1": {"under": "L1", "at": 100},
    "R2": {"under": "L1", "at": 300},
    "R3": {"under": "L2", "at": 900},
    "R4": {"under": "L3", "at": 5_000},
    "M1": {},
    "M2": {},
    "M3": {},
    "M4": {"at": 4_900},
}
ENROLLED = [("M1", "R1"), ("M2", "R1"), ("M3", "R2"), ("M4", "R1")]


@pytest.fixture
def draft():
    return Draft(world(PEOPLE, ENROLLED))


def changed(draft):
    """Whom people report to now, where that is another."""
    before, after = under(draft.before), under(draft.snapshot())
    return {one: leader for one, leader in after.items() if before[one] != leader}


def test_a_leader_s_rakshaks_go_to_leaders_near_them_and_nobody_else_moves(draft):
    remove(draft, ["L1"], policy(most=3))
    assert changed(draft) == {"R1": "L2", "R2": "L2"}
    assert draft.ids[draft.moves().left].tolist() == ["L1"]


def test_where_the_span_is_full_they_go_farther(draft):
    remove(draft, ["L1"], policy(most=2))
    assert changed(draft) == {"R1": "L3", "R2": "L2"} or changed(draft) == {"R1": "L2", "R2": "L3"}


def test_where_no_leader_has_room_it_is_refused_with_how_many_are_missing(draft):
    with pytest.raises(Refusal) as refused:
        remove(draft, ["L1"], policy(most=1))
    assert refused.value.exit_code is ExitCode.IMPOSSIBLE
    (fault,) = refused.value.findings
    assert fault.code == "TRE001"
    assert fault.message.startswith("2 of this zone find no leader with room; 2 more")
    assert "--promote auto" in fault.remedy


def test_a_rakshak_of_the_team_takes_over(draft):
    remove(draft, ["L1"], policy(), heir="R2")
    assert changed(draft) == {"R1": "R2", "R2": "L0"}
    assert draft.ids[draft.moves().turned].tolist() == ["R2"]
    # R2's own mitan stands with another rakshak now: a leader has none
    assert ("M3", "R2") not in with_rakshak(draft.snapshot())


def test_the_heir_may_be_found_in_the_middle_of_the_team():
    people = {"L1": {}, **{f"R{k}": {"under": "L1", "at": x} for k, x in enumerate((0, 500, 900))}}
    draft = Draft(world(people))
    remove(draft, ["L1"], policy(), heir=AUTO)
    assert changed(draft) == {"R0": "R1", "R2": "R1", "R1": ""}


def test_leaders_below_one_who_leaves_report_to_the_next_above(draft):
    remove(draft, ["L0"], policy())
    assert changed(draft) == {"L1": "", "L2": ""}
    again = Draft(world(PEOPLE | {"L4": {"under": "L2", "at": 0}}))
    remove(again, ["L2"], policy(most=9))
    assert changed(again)["L4"] == "L0"


def test_a_rakshak_s_mitans_go_to_free_slots_near_by_and_keep_their_pledges(draft):
    remove(draft, ["R1"], policy(quota=2))
    # M4 is at 4.9 km himself; the others live where R1 did, and R2 has one slot free, R3 two
    assert with_rakshak(draft.snapshot()) == [
        ("M1", "R2"),
        ("M2", "R3"),
        ("M3", "R2"),
        ("M4", "R4"),
    ]
    pledges = dict(zip(*_pledges(draft.before), strict=True))
    assert dict(zip(*_pledges(draft.snapshot()), strict=True)) == pledges
    assert remarks(draft, policy(quota=2)) == ()  # least span is 1, and L1 still has R2


def _pledges(snapshot):
    rows = snapshot.enrolments
    return snapshot.people.ids[rows.mitan].tolist(), rows.pledged.tolist()


def test_beyond_the_quota_nobody_is_left_alone_and_it_is_said(draft):
    remove(draft, ["R1", "R3", "R4"], policy(quota=2, least=0))
    assert {rakshak for _, rakshak in with_rakshak(draft.snapshot())} == {"R2"}
    (told,) = remarks(draft, policy(quota=2, least=0))
    assert (told.code, told.subject) == ("TRE008", "R2")
    assert "by 2 mitans" in told.message


def test_the_last_rakshak_cannot_leave_his_mitans_alone(draft):
    with pytest.raises(Refusal) as refused:
        remove(draft, ["R1", "R2", "R3", "R4"], policy())
    assert refused.value.findings[0].code == "TRE009"
    assert refused.value.exit_code is ExitCode.IMPOSSIBLE


def test_a_mitan_with_two_rakshaks_stays_with_the_other():
    draft = Draft(world(PEOPLE, [("M1", "R1"), ("M1", "R3")]))
    remove(draft, ["R1"], policy())
    assert with_rakshak(draft.snapshot()) == [("M1", "R1"), ("M1", "R3")]  # both are shown


def test_a_mitan_who_leaves_is_inactive_and_stays_in_the_books(draft):
    remove(draft, ["M1"], policy())
    assert draft.ids[draft.moves().left].tolist() == ["M1"]
    assert with_rakshak(draft.snapshot()) == with_rakshak(draft.before)


def test_half_a_team_comes_along_with_whoever_rises():
    at = {"R0": 0, "R1": 100, "R2": 200, "R3": 1_000, "R4": 1_100}
    people = {"L0": {}, "L1": {"under": "L0"}} | {
        one: {"under": "L1", "at": x} for one, x in at.items()
    }
    draft = Draft(world(people))
    promote(draft, "R1", policy())
    assert changed(draft) == {"R0": "R1", "R2": "R1", "R1": "L0"}
    draft = Draft(world(people))
    promote(draft, "R1", policy(), take=1)
    assert changed(draft) == {"R0": "R1", "R1": "L0"}  # R0 and R2 are as near: the smaller id
    assert [one.code for one in remarks(draft, policy(least=2))] == ["TRE007"]


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (lambda draft: promote(draft, "L1", policy()), "TRE004"),
        (lambda draft: promote(draft, "M1", policy()), "TRE004"),
        (lambda draft: promote(draft, "R02", policy()), "TRE002"),
        (lambda draft: promote(draft, "R1", policy(), take=2), "TRE010"),
        (lambda draft: remove(draft, ["L1"], policy(), heir="R4"), "TRE004"),
        (lambda draft: remove(draft, ["L0"], policy(), heir=AUTO), "TRE004"),
        (lambda draft: remove(draft, ["L1"], policy(), heir="R9x"), "TRE002"),
        (lambda draft: remove(draft, ["R1", "nobody"], policy()), "TRE002"),
    ],
)
def test_what_cannot_be_done_is_told(draft, step, code):
    with pytest.raises(Refusal) as refused:
        step(draft)
    assert [one.code for one in refused.value.findings] == [code]


def graph_faults(snapshot):
    people, rows = snapshot.people, snapshot.enrolments
    there = people.active & (people.role != Role.MITAN)
    top = np.flatnonzero(there & (people.parent == NONE))
    led = np.flatnonzero(there & (people.parent != NONE))
    stands = people.active[rows.mitan]
    child = np.concatenate([top, led, rows.mitan[stands]])
    parent = np.concatenate([np.full(len(top), ROOT), people.parent[led], rows.rakshak[stands]])
    found = faults(build(len(people.ids), child, parent), people.role)
    return [one for one in found if people.active[one.node]], parent, people.active


def test_hundreds_of_steps_leave_a_tree_in_which_nobody_is_lost():
    """One long story of a district police: 12 leaders, 120 rakshaks, 240 mitans, 300 steps."""
    rng = np.random.default_rng(4)
    people = {f"L{k:02d}": {"at": 500 * k, "under": "L00" if 0 < k < 4 else ""} for k in range(12)}
    for k in range(120):
        people[f"R{k:03d}"] = {"under": f"L{k // 10:02d}", "at": 50 * k}
    people |= {f"M{k:03d}": {} for k in range(240)}
    snapshot = world(people, [(f"M{k:03d}", f"R{k // 2:03d}") for k in range(240)])
    pledges = sorted(snapshot.enrolments.pledged)
    rule, done = policy(quota=3, least=2, most=14), 0
    for _ in range(300):
        draft = Draft(snapshot)
        active = draft.ids[draft.active].tolist()
        one, two = rng.choice(active, 2).tolist()
        step = rng.choice(["move", "remove", "promote"], p=[0.8, 0.1, 0.1])
        try:
            if step == "move":
                move(draft, [one], two, rule)
            elif step == "promote":
                promote(draft, one, rule)
            else:
                remove(draft, [one], rule, heir=str(rng.choice(["", AUTO])))
        except Refusal:
            continue
        done += 1
        snapshot = draft.snapshot()
        found, _, _ = graph_faults(snapshot)
        assert found == []
        assert sorted(snapshot.enrolments.pledged) == pledges
        assert Draft(snapshot).reporting().max() <= 14
    assert done > 60


@settings(max_examples=60, deadline=None)
@given(trees(), st.data())
def test_whatever_happens_it_stays_a_tree_and_nobody_is_lost(snapshot, data):
    """Long stories: each step is made whole or refused; after each the tree has no fault."""
    rule = policy(quota=2, least=1, most=4)
    everybody = snapshot.people.ids.tolist()
    one = st.sampled_from(everybody)
    some = st.lists(one, min_size=1, max_size=3)
    for _ in range(12):
        draft = Draft(snapshot)
        kind = data.draw(st.sampled_from(["move", "remove", "heir", "promote"]))
        try:
            if kind == "move":
                to = data.draw(st.sampled_from([*everybody, CAMPAIGN]))
                move(draft, data.draw(some), to, rule)
            elif kind == "promote":
                promote(draft, data.draw(one), rule, take=data.draw(st.integers(0, 2)))
            else:
                remove(draft, data.draw(some), rule, heir=AUTO if kind == "heir" else "")
        except Refusal:
            continue
        before, after = snapshot, draft.snapshot()
        found, parent, active = graph_faults(after)
        assert found == []
        assert active[parent[parent != ROOT]].all()  # nobody stands under somebody who has left
        gone = before.people.active & ~after.people.active
        assert set(before.people.ids[gone]) == set(before.people.ids[draft.moves().left])
        assert sorted(after.enrolments.mitan) == sorted(before.enrolments.mitan)
        assert sorted(after.enrolments.pledged) == sorted(before.enrolments.pledged)
        told = {fault.subject for fault in remarks(draft, rule) if fault.code == "TRE007"}
        had, has = Draft(before).reporting(), Draft(after).reporting()
        worse = after.people.active & (after.people.role == Role.LEADER) & (has > 4) & (has > had)
        assert {str(x) for x in after.people.ids[worse]} <= told
        snapshot = after


def test_a_leader_and_the_one_above_him_leave_and_their_heirs_hang_together():
    people = {
        "L1": {},
        "L2": {"under": "L1"},
        "L3": {"under": "L2"},
        "R1": {"under": "L1"},
        "R2": {"under": "L2"},
        "R3": {"under": "L2"},
    }
    draft = Draft(world(people))
    remove(draft, ["L2", "L1"], policy(most=5), heir=AUTO)
    assert changed(draft) == {"R1": "", "R2": "R1", "R3": "R2", "L3": "R2"}


def test_an_heir_without_a_leader_who_leaves_is_refused(draft):
    with pytest.raises(Refusal) as refused:
        remove(draft, ["R1"], policy(), heir="R2")
    assert "no leader is among those who leave" in refused.value.findings[0].message


def test_a_mitan_of_two_rakshaks_keeps_one_of_them_from_rising():
    draft = Draft(world(PEOPLE, [("M1", "R1"), ("M1", "R3")]))
    with pytest.raises(Refusal) as refused:
        promote(draft, "R1", policy())
    (fault,) = refused.value.findings
    assert (fault.code, fault.subject) == ("TRE006", "M1")
    assert "R1 and by R3" in fault.message


def test_the_first_leader_is_not_made_by_promoting_somebody():
    draft = Draft(world({"R1": {}, "R2": {}}))
    with pytest.raises(Refusal) as refused:
        promote(draft, "R1", policy())
    assert refused.value.findings[0].remedy == "mitan tree build"
