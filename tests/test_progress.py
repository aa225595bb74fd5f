"""Done against plan, counted by hand in a campaign of four rakshaks and three areas."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.lineage import below
from planner.plan import OPTIMAL, Plan
from planner.policy import load, over_usual
from planner.progress import NEVER, Window, measure, usual_day
from planner.snapshot import NONE, Enrolments, Pledges, Role, Work, integers
from tests.snapshots import snapshot

POLICY = load()
SEPTEMBER = date(2020, 9, 1).toordinal() - 1  # the day before the first


def plan_of(*rows):
    """A plan of rows (rakshak, area, visits), ids as texts."""
    rows = sorted(rows)
    return Plan(
        inputs_digest="",
        rakshak=np.array([row[0] for row in rows], dtype=np.str_),
        area=np.array([row[1] for row in rows], dtype=np.str_),
        visits=integers([row[2] for row in rows]),
        rakshaks=4,
        areas=3,
        visits_needed=sum(row[2] for row in rows),
        uncovered=0,
        tiers={},
        status=OPTIMAL,
        proved_over_all_pairs=False,
        pairs_examined=0,
        pairs_possible=0,
        seed=0,
    )


def work_of(campaign, *rows):
    """Rows (rakshak, area, day of September, visits, people, frauds)."""
    rows = sorted((*row, 0, 0)[:6] for row in rows)
    people, areas = campaign.people.ids.tolist(), campaign.areas.ids.tolist()
    return Work(
        rakshak=integers([people.index(row[0]) for row in rows]),
        area=integers([areas.index(row[1]) for row in rows]),
        day=integers([SEPTEMBER + row[2] for row in rows]),
        visits=integers([row[3] for row in rows]),
        people=integers([row[4] for row in rows]),
        frauds=integers([row[5] for row in rows]),
    )


@pytest.fixture
def campaign():
    """L1 leads R1 and R2; R3 and R4 (who has left) report to nobody. M1 and M2 are mitans."""
    people = [
        {"id": "L1", "role": Role.LEADER, "zone": "A"},
        {"id": "M1", "role": Role.MITAN},
        {"id": "M2", "role": Role.MITAN},
        {"id": "R1", "zone": "A"},
        {"id": "R2", "zone": "A"},
        {"id": "R3", "zone": "B"},
        {"id": "R4", "zone": "B", "active": False},
    ]
    made = snapshot(people, [{"id": one, "zone": "A"} for one in ("A1", "A2", "A3")])
    parent = integers([NONE, NONE, NONE, 0, 0, NONE, NONE])
    return replace(made, people=replace(made.people, parent=parent))


PLAN = plan_of(("R1", "A1", 7), ("R1", "A2", 7), ("R2", "A2", 7), ("R3", "A3", 7))


def look(campaign, *rows, day=3, plan=PLAN, policy=POLICY, among=None):
    return measure(
        campaign, plan, work_of(campaign, *rows), policy, date(2020, 9, day), among=among
    )


def by_id(campaign, progress, name):
    doings = progress.doings
    ids = campaign.people.ids[doings.person].tolist()
    return dict(zip(ids, getattr(doings, name).tolist(), strict=True))


def test_visits_that_the_plan_asks_for_are_told_from_others(campaign):
    """R1 makes more at A1 than planned, and some at A3, where only R3 is to go."""
    progress = look(
        campaign,
        ("R1", "A1", 1, 5, 200, 1),
        ("R1", "A1", 2, 4, 100),
        ("R1", "A3", 3, 2),
        ("R2", "A2", 3, 1),
    )
    assert by_id(campaign, progress, "planned") == {"R1": 14, "R2": 7, "R3": 7}
    assert by_id(campaign, progress, "done") == {"R1": 7, "R2": 1, "R3": 0}
    assert by_id(campaign, progress, "outside") == {"R1": 4, "R2": 0, "R3": 0}
    days = progress.days
    assert (days.day - SEPTEMBER).tolist() == [1, 2, 3]
    assert days.visits.tolist() == [5, 4, 3]
    assert days.done.tolist() == [5, 2, 1]
    assert days.due.tolist() == [4, 8, 12]  # of 28 visits in seven days
    assert (days.people.tolist(), days.frauds.tolist()) == ([200, 100, 0], [1, 0, 0])


def test_who_is_silent_and_who_is_behind(campaign):
    """On the third day 3/7 are due: 6 of R1's visits, 3 of R2's and R3's."""
    progress = look(campaign, ("R1", "A1", 2, 5), ("R2", "A2", 1, 1))
    assert by_id(campaign, progress, "due") == {"R1": 6, "R2": 3, "R3": 3}
    assert by_id(campaign, progress, "still") == {"R1": 1, "R2": 2, "R3": 3}
    assert by_id(campaign, progress, "silent") == {"R1": False, "R2": True, "R3": True}
    assert by_id(campaign, progress, "behind") == {"R1": True, "R2": False, "R3": False}
    assert by_id(campaign, progress, "last")["R3"] == NEVER
    patient = over_usual({"progress": {"silent_after": 3}}, file="campaign.toml")
    progress = look(campaign, ("R2", "A2", 1, 1), policy=patient)
    assert by_id(campaign, progress, "silent") == {"R1": True, "R2": False, "R3": True}


def test_a_report_of_no_visits_is_a_report(campaign):
    progress = look(campaign, ("R2", "A2", 3, 0))
    assert by_id(campaign, progress, "silent")["R2"] is False
    assert by_id(campaign, progress, "behind")["R2"] is True
    assert "A2" in campaign.areas.ids[progress.untouched.area]


def test_whoever_has_made_all_his_visits_is_not_silent(campaign):
    progress = look(campaign, ("R2", "A2", 1, 7), day=7)
    assert by_id(campaign, progress, "silent")["R2"] is False
    assert by_id(campaign, progress, "behind")["R2"] is False


def test_nothing_is_due_before_the_visits_and_no_more_after_them(campaign):
    early = measure(campaign, PLAN, work_of(campaign), POLICY, date(2020, 8, 31))
    assert (early.over, early.due(28), early.doings.silent.any()) == (0, 0, False)
    late = look(campaign, ("R1", "A1", 7, 7), day=8)
    assert (late.over, late.due(28)) == (7, 28)
    assert by_id(campaign, late, "still")["R1"] == 0  # the pledge day is no day for visits
    assert (late.days.day - SEPTEMBER).max() == 7


def test_without_a_phase_for_visits_nothing_is_due(campaign):
    phases = [{"code": "all", "label": "x", "label_hi": "x", "start": date(2020, 9, 1)}]
    policy = over_usual({"phases": [phases[0] | {"end": date(2020, 9, 7)}]}, file="x")
    progress = look(campaign, ("R1", "A1", 1, 3), policy=policy)
    assert (progress.window, progress.over, progress.due(28)) == (None, 0, 0)
    assert not progress.doings.silent.any()
    assert by_id(campaign, progress, "done")["R1"] == 3


def test_areas_are_untouched_until_anybody_makes_a_visit(campaign):
    progress = look(campaign, ("R3", "A1", 1, 1))
    assert campaign.areas.ids[progress.untouched.area].tolist() == ["A2", "A2", "A3"]
    assert progress.areas == 3


def test_days_to_come_are_left_out_and_counted(campaign):
    progress = look(campaign, ("R1", "A1", 3, 2), ("R1", "A1", 4, 2))
    assert (by_id(campaign, progress, "done")["R1"], progress.later) == (2, 1)


def test_a_part_counts_its_own_alone(campaign):
    rows = (("R1", "A1", 1, 2), ("R3", "A3", 1, 3))
    of_leader = look(campaign, *rows, among=below(campaign.people.parent, 0))
    assert by_id(campaign, of_leader, "done") == {"R1": 2, "R2": 0}
    assert of_leader.days.visits.tolist() == [2, 0, 0]
    assert of_leader.areas == 2
    of_zone = look(campaign, *rows, among=campaign.people.zone == 1)
    assert by_id(campaign, of_zone, "done") == {"R3": 3}  # R4 has left, and has nothing to do


def test_whoever_has_left_counts_while_the_plan_sends_him(campaign):
    plan = plan_of(("R4", "A1", 7))
    assert by_id(campaign, look(campaign, plan=plan), "silent")["R4"] is True


def test_enrolments_and_pledges_by_day(campaign):
    """M1 was enrolled by R1 and R2: the first counts. M2 has no day."""
    day = SEPTEMBER + 2
    rows = Enrolments(
        mitan=integers([1, 1, 2]),
        rakshak=integers([3, 4, 5]),
        enrolled=integers([day + 1, day, NONE]),
        pledged=integers([day, day, NONE]),
        minute=integers([NONE] * 3),
    )
    sheets = Pledges(
        ids=np.array(["S1", "S2", "S3"]),
        mitan=integers([2, NONE, NONE]),
        rakshak=integers([NONE, NONE, 3]),
        area=integers([NONE] * 3),
        day=integers([day, day, NONE]),
        count=integers([30, 5, 9]),
    )
    told = replace(campaign, enrolments=rows, pledges=sheets)
    progress = look(told)
    assert by_id(told, progress, "enrolments") == {"R1": 0, "R2": 1, "R3": 0}
    assert by_id(told, progress, "pledges") == {"R1": 0, "R2": 0, "R3": 30}
    assert progress.days.enrolments.tolist() == [0, 1, 0]
    assert progress.days.pledges.tolist() == [0, 35, 0]
    assert (progress.nobodys, progress.undated) == (5, {"enrolments": 1, "pledges": 9})
    marked = look(replace(told, pledges=replace(sheets, count=integers([0, 0, 0]))))
    assert by_id(told, marked, "pledges") == {"R1": 1, "R2": 0, "R3": 0}
    part = look(told, among=below(told.people.parent, 0))
    assert (part.nobodys, part.days.pledges.tolist()) == (0, [0, 0, 0])


def test_without_a_day_it_is_today_or_the_last_day_recorded(campaign):
    work = work_of(campaign, ("R1", "A1", 3, 1), ("R1", "A1", 5, 1))
    usual = lambda today, work=work: usual_day(campaign, work, POLICY, today)  # noqa: E731
    assert usual(date(2020, 9, 4)) == date(2020, 9, 4)
    assert usual(date(2021, 9, 4)) == date(2020, 9, 5)
    assert usual(date(2020, 8, 1)) == date(2020, 8, 1)
    assert usual(date(2021, 9, 4), work_of(campaign)) == date(2021, 9, 4)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["R1", "R2", "R3", "R4"]),
            st.sampled_from(["A1", "A2", "A3"]),
            st.integers(1, 7),
            st.integers(0, 5),
        ),
        unique_by=lambda row: row[:3],
    ),
    st.integers(1, 8),
)
def test_counts_add_up(rows, day):
    people = [{"id": one} for one in ("R1", "R2", "R3", "R4")]
    campaign = snapshot(people, [{"id": one} for one in ("A1", "A2", "A3")])
    progress = look(campaign, *rows, day=day)
    made = sum(visits for *_, on, visits in rows if on <= day)
    assert progress.days.visits.sum() == made
    assert (progress.doings.done + progress.doings.outside).sum() == made
    assert progress.days.done.sum() == progress.doings.done.sum() <= 28
    planned = dict.fromkeys(((r, a) for r, a in zip(PLAN.rakshak, PLAN.area, strict=True)), 0)
    for rakshak, area, on, visits in rows:
        if (rakshak, area) in planned and on <= day:
            planned[rakshak, area] += visits
    assert progress.doings.done.sum() == sum(min(visits, 7) for visits in planned.values())
    assert not (progress.doings.silent & progress.doings.behind).any()


def test_a_window_clips():
    window = Window(10, 16)
    assert window.length == 7
    assert window.over(integers([5, 10, 13, 16, 40])).tolist() == [0, 1, 4, 7, 7]
