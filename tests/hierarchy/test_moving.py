"""Moving people of a small tree, and every reason not to."""

import pytest

from planner.findings import ExitCode, Refusal
from planner.hierarchy.draft import Draft
from planner.hierarchy.moving import CAMPAIGN, move
from tests.hierarchy.worlds import policy, under, with_rakshak, world

# L0 over L1 (R1, R2) and L2 (R3); M1 with R1, M2 with R1 and R3, M3 with nobody
PEOPLE = {
    "L0": {},
    "L1": {"under": "L0", "at": 0},
    "L2": {"under": "L0", "at": 900},
    "L3": {"at": 500, "active": False},
    "R1": {"under": "L1", "at": 100},
    "R2": {"under": "L1", "at": 200},
    "R3": {"under": "L2", "at": 800},
    "M1": {},
    "M2": {},
    "M3": {},
}
ENROLLED = [("M1", "R1"), ("M2", "R1"), ("M2", "R3")]


@pytest.fixture
def draft():
    return Draft(world(PEOPLE, ENROLLED))


def test_a_rakshak_reports_to_another_leader(draft):
    move(draft, ["R2"], "L2", policy())
    assert under(draft.snapshot()) == under(draft.before) | {"R2": "L2"}
    moves = draft.moves()
    assert draft.ids[[*moves.person, *moves.was_under, *moves.under]].tolist() == ["R2", "L1", "L2"]
    assert len(moves) == 1


def test_a_leader_comes_to_stand_under_another_or_under_the_campaign(draft):
    move(draft, ["L2"], "L1", policy())
    move(draft, ["L1"], CAMPAIGN, policy())
    after = under(draft.snapshot())
    assert (after["L1"], after["L2"]) == ("", "L1")


def test_a_mitan_gets_another_rakshak_and_keeps_his_pledge(draft):
    move(draft, ["M1", "M3"], "R2", policy())
    after = draft.snapshot()
    assert with_rakshak(after) == [("M1", "R2"), ("M2", "R1"), ("M2", "R3"), ("M3", "R2")]
    assert after.enrolments.pledged[0] == draft.before.enrolments.pledged[0]
    moves = draft.moves()
    assert draft.ids[moves.mitan].tolist() == ["M1", "M3"]
    assert moves.was_with.tolist() == [draft.ids.tolist().index("R1"), -1]


@pytest.mark.parametrize(
    ("ids", "to", "codes", "words"),
    [
        (["R01"], "L1", ["TRE002"], "do you mean R"),
        (["R1"], "L01", ["TRE002"], "do you mean L"),
        (["R1"], "L3", ["TRE003"], "choose somebody else"),
        (["L3"], "L1", ["TRE003"], "choose somebody else"),
        (["R1"], "R2", ["TRE004"], "name a leader"),
        (["M1"], "L1", ["TRE004"], "name a rakshak"),
        (["R1"], "M1", ["TRE004"], "name a leader"),
        (["R1"], CAMPAIGN, ["TRE004"], "name a leader"),
        (["L0"], "L1", ["TRE005"], "first move L1 out"),
        (["L1"], "L1", ["TRE005"], "first move L1 out"),
        (["M2"], "R2", ["TRE006"], "--replace"),
        (["R03", "x"], "L3", ["TRE002", "TRE002"], "R3"),
    ],
)
def test_what_cannot_be_moved_is_told_and_nothing_moves(draft, ids, to, codes, words):
    with pytest.raises(Refusal) as refused:
        move(draft, ids, to, policy())
    found = refused.value.findings
    assert [one.code for one in found] == codes
    assert words in found[0].remedy
    assert refused.value.exit_code is ExitCode.REJECTED
    assert len(draft.moves()) == 0


def test_a_leader_takes_no_more_than_the_span_and_others_with_room_are_named(draft):
    with pytest.raises(Refusal) as refused:
        move(draft, ["R3"], "L1", policy(most=2))
    assert refused.value.exit_code is ExitCode.IMPOSSIBLE
    (fault,) = refused.value.findings
    assert (fault.code, fault.subject) == ("TRE001", "L1")
    assert "leads 2 and would lead 3; span.most is 2" in fault.message
    assert "L2" in fault.remedy


def test_who_is_there_already_takes_up_no_room(draft):
    move(draft, ["R1"], "L1", policy(most=2))
    assert len(draft.moves()) == 0
