"""The days of a campaign, and phases that cannot be those of one."""

from datetime import date, timedelta

import pytest

from planner.findings import ExitCode, Refusal
from planner.policy import load
from scenarios.growth.calendar import ACTIVITIES, MOST_DAYS, calendar
from tests.scenarios.growth.worlds import ACTIVITY, MONDAY, PHASES, days, phase, with_phases


def test_days_run_from_the_first_phase_to_the_last():
    made = days()
    assert len(made) == 9
    assert (made.days[0], made.days[-1]) == (MONDAY, MONDAY + timedelta(days=8))
    assert [k for k, weekend in enumerate(made.weekend) if weekend] == [5, 6]
    assert set(made.share) == set(ACTIVITIES)


def test_a_day_has_as_much_as_the_phase_with_most():
    made = days(activity={"recruiting": {"teams": 0.25, "training": 0.5, "awareness": 1.0}})
    assert made.share["recruiting"].tolist() == [0.25, 0.5, 0.5, 1, 1, 1, 1, 1, 0]
    assert made.share["forming"].tolist() == [1, 1, 0, 0, 0, 0, 0, 0, 0]
    assert made.share["pledging"].tolist() == [0, 0, 0, 0, 0, 0, 0, 0, 1]


def test_phases_may_stand_in_any_order_and_leave_days_without_work():
    apart = {"pledge": (20, 20), "teams": (0, 1), "awareness": (8, 9), "training": (4, 5)}
    made = days(apart)
    assert len(made) == 21
    assert not any(made.share[name][2:4].any() for name in ACTIVITIES)


def test_the_usual_phases_of_2020():
    made = calendar(load(), ACTIVITY)
    assert (made.days[0], made.days[-1]) == (date(2020, 8, 22), date(2020, 9, 8))
    assert len(made) == 18
    assert made.at(date(2020, 9, 1)) == 10
    assert made.share["visiting"].sum() == 7


def test_a_day_that_the_campaign_does_not_have():
    made = days()
    assert made.at(MONDAY) == 0
    assert made.at(MONDAY + timedelta(days=8)) == 8
    for off in (-1, 9):
        with pytest.raises(Refusal, match=r"no day of the campaign.*2020-08-17 to 2020-08-25"):
            made.at(MONDAY + timedelta(days=off))


def test_a_phase_that_runs_backwards_is_no_phase():
    with pytest.raises(Refusal) as refused:
        load_with_backward_phase()
    assert any("ends before it starts" in one.message for one in refused.value.findings)


def load_with_backward_phase():
    from planner.policy import over_usual

    wrong = {"code": "teams", "label": "a", "label_hi": "a"}
    wrong |= {"start": date(2020, 8, 25), "end": date(2020, 8, 22)}
    over_usual({"phases": [wrong]}, file="campaign.toml")


@pytest.mark.parametrize(
    ("phases", "subject", "said"),
    [
        ({"training": None}, "recruiting training", "no phase of the campaign is for training"),
        ({"pledge": None}, "pledging", "its phases: teams, training, awareness"),
        ({"teams": (2, 3)}, "training", "training begins on 2020-08-18, before forming does"),
        ({"training": (4, 6)}, "visiting", "visiting begins on 2020-08-20, before training"),
        ({"pledge": (2, 8)}, "pledging", "pledging begins on 2020-08-19, before visiting"),
        ({"awareness": (3, 9)}, "awareness", "awareness goes on until 2020-08-26, after the last"),
        ({"training": (1, 9)}, "training", "training goes on until 2020-08-26, after the last"),
        ({"pledge": (MOST_DAYS, MOST_DAYS)}, "campaign", f"there are {MOST_DAYS + 1} days"),
    ],
)
def test_phases_that_cannot_be_simulated(phases, subject, said):
    made = {code: span for code, span in {**PHASES, **phases}.items() if span}
    with pytest.raises(Refusal, match="phases") as refused:
        calendar(with_phases(made), ACTIVITY)
    assert refused.value.exit_code is ExitCode.REJECTED
    found = refused.value.findings
    assert [one.subject for one in found] == subject.split()
    assert any(said in one.message for one in found)
    assert all(
        one.code == "SCN002" and one.remedy and "campaign.toml" in one.where for one in found
    )


def test_rakshaks_who_come_after_the_last_training_are_a_fault():
    late = {"recruiting": {"awareness": 1.0}}
    with pytest.raises(Refusal) as refused:
        days({**PHASES, "training": (1, 2)}, late)
    (one,) = refused.value.findings
    assert one.subject == "training"
    assert "ends on 2020-08-19, before recruiting begins (2020-08-20)" in one.message


def test_mitans_who_are_sought_before_the_first_training_are_a_fault():
    with pytest.raises(Refusal) as refused:
        days({**PHASES, "training": (2, 4)}, {"enrolling": {"teams": 1.0}})
    (one,) = refused.value.findings
    assert one.subject == "enrolling"
    assert "ends on 2020-08-18, before training begins (2020-08-19)" in one.message


def test_a_phase_with_little_work_that_goes_on_after_the_last_pledge_is_a_fault_too():
    little = {"enrolling": {"awareness": 1.0, "publicity": 0.6}}
    with pytest.raises(Refusal) as refused:
        days({**PHASES, "publicity": (2, 20)}, little)
    (one,) = refused.value.findings
    assert one.subject == "publicity"
    assert len(days({**PHASES, "publicity": (2, 20)})) == 21  # nothing is done in it


@pytest.mark.parametrize(
    ("code", "remedy"),
    [("trainng", "did you mean training?"), ("xyz", "write one of awareness, pledge, publicity")],
)
def test_a_phase_that_is_misspelt_in_the_scenario_is_a_fault(code, remedy):
    with pytest.raises(Refusal) as refused:
        days(activity={"training": {"training": 1.0, code: 0.5}})
    (one,) = refused.value.findings
    assert one.where == "scenario, [activity.training]"
    assert one.message == f"there is no phase {code}"
    assert one.remedy.startswith(remedy)
    named = {**PHASES, code: (3, 4)}
    assert days(named, {"training": {"training": 1.0, code: 0.5}})  # the campaign has it


def test_the_longest_campaign():
    made = days({**PHASES, "pledge": (MOST_DAYS - 1, MOST_DAYS - 1)})
    assert len(made) == MOST_DAYS


def test_a_campaign_without_phases_lacks_every_activity():
    with pytest.raises(Refusal) as refused:
        calendar(with_phases({}), ACTIVITY)
    assert [one.subject for one in refused.value.findings] == list(ACTIVITIES)
    assert all("its phases: none" in one.message for one in refused.value.findings)


def test_phases_of_one_code_add_up():
    twice = load().model_copy(
        update={"phases": (*with_phases(PHASES).phases, phase("training", 6, 6))}
    )
    made = calendar(twice, ACTIVITY)
    assert made.share["training"].tolist() == [0, 1, 1, 1, 1, 0, 1, 0, 0]


def spans(made):
    return {p.code: ((p.start - MONDAY).days, (p.end - MONDAY).days) for p in made.phases}


def test_a_longer_phase_begins_earlier_and_what_comes_before_moves_along():
    made = days().lengthened(2)
    assert spans(made) == {"teams": (-2, -1), "training": (-1, 2), "awareness": (1, 7),
                           "pledge": (8, 8)}  # fmt: skip
    assert len(made) == 11
    assert made.share["visiting"].tolist() == [0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 0]
    assert made.days[-1] == days().days[-1]
    assert [day.weekday() >= 5 for day in made.days] == made.weekend.tolist()


def test_any_activity_can_be_given_more_days():
    made = days().lengthened(3, "training")
    assert spans(made) == {"teams": (-3, -2), "training": (-2, 4), "awareness": (3, 7),
                           "pledge": (8, 8)}  # fmt: skip


def test_a_shorter_phase_begins_later_and_has_a_day_left():
    made = days()
    assert made.shortest() == 5
    shorter = made.lengthened(-4)
    assert len(shorter) == 5
    assert spans(shorter)["awareness"] == (7, 7)
    with pytest.raises(Refusal, match="phase awareness cannot be 5 days shorter"):
        made.lengthened(-5)


def test_no_day_more_is_the_same_calendar():
    made, same = days(), days().lengthened(0)
    assert made.days == same.days
    assert made.phases == same.phases
    assert all((made.share[name] == same.share[name]).all() for name in ACTIVITIES)
