"""Where a campaign stands on a day, and who may not go out."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from planner.gates import Reason, gate, stand
from planner.policy import load, over_usual
from planner.snapshot import NONE, UNKNOWN, Role, integers
from tests.snapshots import snapshot

POLICY = load()
DAY = date(2020, 9, 1)
TRAINED = date(2020, 8, 27).toordinal()


@pytest.mark.parametrize(
    ("day", "phases", "following"),
    [
        (date(2020, 8, 21), [], "teams"),
        (date(2020, 8, 25), ["teams", "training", "publicity"], "awareness"),
        (date(2020, 8, 31), ["publicity"], "awareness"),
        (date(2020, 9, 7), ["awareness"], "pledge"),
        (date(2020, 9, 8), ["pledge"], None),
        (date(2020, 9, 9), [], None),
    ],
)
def test_phases_of_a_day_and_the_next(day, phases, following):
    found = stand(POLICY, day)
    assert [phase.code for phase in found.phases] == phases
    assert (found.next and found.next.code) == following
    assert found.over == (day > date(2020, 9, 8))
    assert found.begun == (day >= date(2020, 8, 22))


def test_a_policy_without_phases_has_neither_begun_nor_ended():
    found = stand(over_usual({"phases": []}, file="x"), DAY)
    assert (found.phases, found.next, found.begun, found.over, found.window) == (
        *((), None, False, False, None),
    )


def people(*rakshaks, leaders=({"id": "L1", "role": Role.LEADER},)):
    made = snapshot([*leaders, *rakshaks], [{"id": "A1"}])
    parent = integers([NONE] * len(leaders) + [one.get("under", 0) for one in rakshaks])
    joined = integers([NONE] * len(leaders) + [one.get("joined", NONE) for one in rakshaks])
    return replace(made, people=replace(made.people, parent=parent, joined=joined))


def held(campaign, policy=POLICY, day=DAY):
    shut = gate(campaign, policy, day)
    ids = campaign.people.ids[shut.person].tolist()
    return {
        one: [reason for reason, those in shut.why.items() if those[k]]
        for k, one in enumerate(ids)
        if shut.closed[k]
    }


@pytest.mark.parametrize(
    ("row", "reasons"),
    [
        ({"trained": TRAINED}, []),
        ({}, [Reason.UNTRAINED]),
        ({"trained": DAY.toordinal()}, []),
        ({"trained": DAY.toordinal() + 1}, [Reason.TRAINED_LATER]),
        ({"trained": TRAINED, "joined": TRAINED + 1}, [Reason.TRAINED_EARLY]),
        ({"trained": TRAINED, "joined": TRAINED}, []),
        ({"trained": TRAINED, "under": NONE}, [Reason.NO_LEADER]),
        ({"trained": TRAINED, "under": UNKNOWN}, [Reason.NO_LEADER]),
        ({"trained": TRAINED, "reserve": True}, [Reason.RESERVE]),
        ({"trained": TRAINED, "visits": 0}, [Reason.NO_VISITS]),
        ({"under": NONE, "reserve": True}, [Reason.UNTRAINED, Reason.NO_LEADER, Reason.RESERVE]),
        ({"active": False}, []),
    ],
)
def test_what_holds_somebody_back(row, reasons):
    campaign = people({"id": "R1", "trained": TRAINED}, {"id": "R2", **row})
    assert held(campaign) == ({"R2": reasons} if reasons else {})


def test_who_joins_later_cannot_have_been_trained_before():
    joins = DAY.toordinal() + 1
    campaign = people({"id": "R1", "trained": joins, "joined": joins})
    assert held(campaign) == {"R1": [Reason.TRAINED_LATER, Reason.JOINS_LATER]}
    assert held(campaign, day=DAY + timedelta(days=1)) == {}


def test_training_counts_as_the_policy_says():
    nobody = people({"id": "R1"}, {"id": "R2"})
    assert held(nobody) == {}  # "recorded": no training is recorded of anybody
    always = over_usual({"training": {"required": "always"}}, file="x")
    assert held(nobody, always) == {"R1": [Reason.UNTRAINED], "R2": [Reason.UNTRAINED]}
    never = over_usual({"training": {"required": "never"}}, file="x")
    some = people({"id": "R1", "trained": DAY.toordinal() + 9}, {"id": "R2"})
    assert held(some, never) == {}


def test_a_leader_who_has_left_leads_nobody_out():
    gone = ({"id": "L1", "role": Role.LEADER, "active": False},)
    campaign = people({"id": "R1", "trained": TRAINED}, leaders=gone)
    assert held(campaign) == {"R1": [Reason.LEADER_LEFT]}


def test_without_any_leader_nobody_lacks_one():
    campaign = people({"id": "R1", "trained": TRAINED, "under": NONE}, leaders=())
    assert held(campaign) == {}


def test_without_visits_of_their_own_the_policy_says():
    none = over_usual({"workload": {"visits_available": 0}}, file="x")
    campaign = people(
        {"id": "R1", "trained": TRAINED}, {"id": "R2", "trained": TRAINED, "visits": 3}
    )
    assert held(campaign, none) == {"R1": [Reason.NO_VISITS]}
