"""Teams formed and formed again: by hand, with every reason not to, and whatever the world."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.findings import ExitCode, Refusal
from planner.hierarchy.draft import Draft
from planner.hierarchy.forming import Wanted, form
from planner.hierarchy.named import may_lead
from planner.hierarchy.tree import read_tree
from planner.snapshot import Role
from tests.hierarchy.worlds import policy, trees, under, with_rakshak, world

# two hamlets of three on a line, 10 km apart
HAMLETS = {f"R{k}": {"at": x} for k, x in enumerate((0, 100, 200, 10_000, 10_100, 10_200))}


def formed(snapshot, *leaders, least=0, most=3, among=(), **more):
    draft = Draft(snapshot)
    wanted = Wanted(tuple(leaders), may_lead(draft, among), **more)
    return draft, form(draft, policy(least=least, most=most), wanted)


def test_each_hamlet_gets_a_leader_in_its_middle():
    draft, (level,) = formed(world(HAMLETS), 2)
    assert under(draft.snapshot()) == {
        "R0": "R1",
        "R1": "",
        "R2": "R1",
        "R3": "R4",
        "R4": "",
        "R5": "R4",
    }
    assert draft.ids[draft.moves().turned].tolist() == ["R1", "R4"]
    assert (level.leaders, level.chosen, level.led) == (2, 2, 4)
    assert level.attached.metres == level.attached.way == 400
    assert level.attached.proved
    assert (level.choice.total_distance, level.choice.status) == (400, "optimal")


def test_auto_takes_as_few_as_the_span_allows():
    assert formed(world(HAMLETS), None, most=5)[1][0].leaders == 1
    assert formed(world(HAMLETS), None, most=2)[1][0].leaders == 2
    assert formed(world(HAMLETS), None, most=1)[1][0].leaders == 3


def test_building_again_changes_nothing():
    draft, _ = formed(world(HAMLETS), 2)
    again, (level,) = formed(draft.snapshot(), 2)
    assert len(again.moves()) == 0
    assert (level.chosen, level.led, level.choice) == (0, 0, None)


def test_leaders_and_teams_that_are_there_are_kept():
    people = HAMLETS | {"L1": {"at": 9_000}, "R2": {"at": 200, "under": "L1"}}
    draft, (level,) = formed(world(people), 2)
    after = under(draft.snapshot())
    assert after["R2"] == "L1"  # far, but he has a leader
    assert after["L1"] == ""
    assert level.chosen == 1
    again, _ = formed(world(people), 2, reattach=True)
    assert under(again.snapshot())["R2"] != "L1"


def test_with_fresh_a_leader_who_is_not_chosen_becomes_a_rakshak():
    people = HAMLETS | {"L1": {"at": 11_000}}
    draft, _ = formed(world(people), 2, most=5, fresh=True)
    roles = dict(zip(draft.ids.tolist(), draft.role.tolist(), strict=True))
    assert roles["L1"] == Role.RAKSHAK
    assert "R1" in [one for one, role in roles.items() if role == Role.LEADER]


def test_a_second_level_leads_the_first():
    draft, levels = formed(world(HAMLETS), 3, 1, most=3)
    leaders = np.flatnonzero(draft.serving(Role.LEADER))
    heads = leaders[draft.parent[leaders] < 0]
    assert [level.leaders for level in levels] == [3, 1]
    assert len(heads) == 1
    assert (draft.parent[np.setdiff1d(leaders, heads)] == heads[0]).all()
    assert draft.reporting().max() <= 3
    again, levels = formed(draft.snapshot(), 3, 1, most=3)
    assert len(again.moves()) == 0


def test_each_leader_gets_the_least_he_should_have():
    people = {"L1": {"at": 0}, "L2": {"at": 50_000}} | {f"R{k}": {"at": k} for k in range(4)}
    draft, _ = formed(world(people), 2, least=2, most=3)
    assert sorted(under(draft.snapshot()).values()).count("L2") == 2


def test_one_alone_whose_leader_is_nobody_becomes_a_leader():
    draft, (level,) = formed(world({"R1": {"reports_to": "nobody"}}), 1)
    assert draft.snapshot().people.role.tolist() == [Role.LEADER]
    assert (level.leaders, level.led) == (1, 0)


def test_only_those_named_are_chosen():
    draft, _ = formed(world(HAMLETS), 2, among=[{"R0", "R5"}])
    assert draft.ids[draft.moves().turned].tolist() == ["R0", "R5"]


def test_mitans_of_whoever_is_chosen_go_to_others():
    people = HAMLETS | {"M1": {}}
    draft, _ = formed(world(people, [("M1", "R1")]), 2)
    ((mitan, rakshak),) = with_rakshak(draft.snapshot())
    assert (mitan, rakshak) == ("M1", "R0") or (mitan, rakshak) == ("M1", "R2")


@pytest.mark.parametrize(
    ("people", "leaders", "more", "codes", "words"),
    [
        ({"L1": {}}, (1,), {}, ["TRE010"], "no active rakshak yet"),
        (HAMLETS, (1,), {}, ["TRE010", "TRE001"], "1 more would do"),
        (HAMLETS, (7,), {}, ["TRE010"], "only 6 people without a leader"),
        (HAMLETS | {"L1": {}, "L2": {}}, (1,), {}, ["TRE010"], "there are 2 already"),
        (HAMLETS, (2,), {"among": [{"R0"}]}, ["TRE010", "TRE001"], "only 1 may lead"),
        (HAMLETS, (None,), {"among": [{"R0"}], "most": 1}, ["TRE010", "TRE001"], "room for 2 of 6"),
        (HAMLETS, (2,), {"among": [{"Rx"}]}, ["TRE002"], "neither an organisation"),
        (HAMLETS | {"R9": {"active": False}}, (2,), {"among": [{"R9"}]}, ["TRE003"], "not active"),
    ],
)
def test_what_cannot_be_formed_is_told(people, leaders, more, codes, words):
    with pytest.raises(Refusal) as refused:
        formed(world(people), *leaders, **more)
    found = refused.value.findings
    assert [one.code for one in found] == codes
    assert words in found[0].message
    impossible = "TRE001" in codes
    assert (refused.value.exit_code is ExitCode.IMPOSSIBLE) == impossible


def test_where_nobody_may_lead_it_is_said_with_how_many_are_missing_and_where():
    people = {f"R{k}": {"at": k, "zone": "A" if k < 4 else "B"} for k in range(6)}
    draft = Draft(world(people))
    nobody = Wanted((None,), np.zeros(len(draft.ids), dtype=bool))
    with pytest.raises(Refusal) as refused:
        form(draft, policy(most=2), nobody)
    first, *zones = refused.value.findings
    assert "nobody may lead" in first.message
    assert [(one.where, one.message[:30]) for one in zones] == [
        ("zone A", "4 of this zone find no leader "),
        ("zone B", "2 of this zone find no leader "),
    ]


@settings(max_examples=60, deadline=None)
@given(trees(), st.integers(1, 4), st.sampled_from(["", "reattach", "fresh"]), st.booleans())
def test_whatever_is_formed_everybody_has_a_leader_within_the_span(snapshot, most, how, heads):
    counts = (None, None) if heads else (None,)
    had = Draft(snapshot).reporting()
    try:
        draft, _ = formed(snapshot, *counts, most=most, **({how: True} if how else {}))
    except Refusal as refusal:
        # mitans whom nobody could take over, or teams too full for anybody to lead another
        codes = {fault.code for fault in refusal.findings}
        assert codes <= ({"TRE009", "TRE010", "TRE001"} if heads else {"TRE009"})
        return
    rakshaks = draft.serving(Role.RAKSHAK)
    assert draft.serving(Role.LEADER)[draft.parent[rakshaks]].all()
    assert (draft.parent[rakshaks] >= 0).all()
    has = draft.reporting()
    assert (has <= np.maximum(had, most)).all()
    assert not (draft.role[draft.rakshak[draft.active[draft.mitan]]] == Role.LEADER).any()
    if how != "fresh" and (has <= most).all() and rakshaks.any():
        again, _ = formed(draft.snapshot(), *counts, most=most)
        assert len(again.moves()) == 0


def test_among_holds_for_leaders_there_are_and_for_the_next_level():
    people = HAMLETS | {"L1": {"at": 100}}
    draft, _ = formed(world(people), 2, most=5, fresh=True, among=[{"R0", "R5"}])
    assert {one for one, over in under(draft.snapshot()).items() if not over} == {"R0", "R5"}
    draft, _ = formed(world(HAMLETS), 3, 1, most=3, among=[{"R0", "R1", "R2"}])
    heads = [one for one, over in under(draft.snapshot()).items() if not over]
    assert heads[0] in {"R0", "R1", "R2"}


def test_heads_with_teams_of_their_own_keep_them_when_teams_are_formed_anew():
    draft, _ = formed(world(HAMLETS), 3, 1, most=3)
    again, levels = formed(draft.snapshot(), 3, most=3, reattach=True)
    assert levels[0].leaders == 3
    assert again.serving(Role.LEADER).sum() == 3


def test_a_leader_under_one_who_has_left_gets_another():
    people = HAMLETS | {
        "L1": {"active": False},
        "L2": {"under": "L1", "at": 0},
        "L3": {"at": 9_000},
    }
    draft, _ = formed(world(people), None, 1, most=9)
    after = under(draft.snapshot())
    assert after["L2"] in ("", "L3")


def test_whoever_has_left_is_in_nobody_s_way():
    people = HAMLETS | {"L1": {}, "R9": {"under": "L1", "active": False}}
    draft, _ = formed(world(people), 1, most=6, fresh=True)
    found = read_tree(draft.snapshot(), policy()).faults
    assert found == ()
