"""Campaigns side by side: chains, hierarchies and scenarios, for the same mitans wanted."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from planner.findings import ExitCode, Refusal
from scenarios.growth.answer import side_by_side
from scenarios.growth.calendar import all_days, laid_on
from scenarios.growth.cascade import cascade
from scenarios.growth.compare import compared
from scenarios.growth.pictures import draw_compared
from scenarios.growth.scenario import growth

BILASPUR = cascade(growth("bilaspur"))


def shapes(*names):
    return [
        (one.name, one.done.cascade.spans, one.done.cascade.quota, one.done.cascade.rakshaks)
        for one in compared(BILASPUR, names, 20, seed=0)
    ]


def test_a_chain_wants_the_same_mitans_by_other_spans():
    assert shapes("20-25", "5-5-5") == [
        ("20-25", (20,), 25, 10_500),
        ("5-5-5", (5, 5), 5, 52_500),
    ]


def test_a_hierarchy_gives_its_usual_spans_and_its_quota():
    (polio,) = shapes("pulse-polio")
    assert polio == ("pulse-polio", (10,), 160, 1_641)  # 262,500 / 160, rounded up


def test_a_scenario_stands_as_it_is():
    assert shapes("six-lakh") == [("six-lakh", (20,), 25, 24_000)]


def test_a_deeper_chain_loses_more_and_trains_more():
    flat, deep = compared(BILASPUR, ("20-25", "5-5-5"), 60, seed=0)
    assert deep.done.cascade.leaders > 20 * flat.done.cascade.leaders
    assert deep.done.outcome.last("pledges").mean() < flat.done.outcome.last("pledges").mean()
    assert deep.seated.outcome.last("pledges").mean() > deep.done.outcome.last("pledges").mean()


@pytest.mark.parametrize("name", ["bilaspr", "20-", "-20", "20"])
def test_what_is_none_of_them_is_refused_with_all_there_are(name):
    with pytest.raises(Refusal, match="six-lakh") as refused:
        compared(BILASPUR, (name,), 10, seed=0)
    assert refused.value.exit_code == ExitCode.USAGE


@pytest.mark.parametrize("name", ["0-25", "20-0", "2-2-2-2-2-2-2-2-25"])
def test_a_chain_that_cannot_be_is_refused(name):
    with pytest.raises(Refusal, match="no chain of spans"):
        compared(BILASPUR, (name,), 10, seed=0)


def test_more_rakshaks_than_people_are_refused():
    many = replace(BILASPUR, people=BILASPUR.people // 10, target=1)
    with pytest.raises(Refusal, match="more than the people around them") as refused:
        compared(many, ("20-1",), 10, seed=0)
    assert refused.value.exit_code == ExitCode.REJECTED


@pytest.mark.parametrize("lang", ["en", "hi"])
def test_each_has_its_own_target_and_its_own_days(tmp_path, lang):
    own = replace(BILASPUR, target=500_000, calendar=BILASPUR.calendar.lengthened(9))
    both = [*compared(own, ("20-25",), 20, seed=0), *compared(BILASPUR, ("six-lakh",), 20, seed=0)]
    (table,) = side_by_side(both, lang).tables
    rows = {row[0]: tuple(row[1:]) for row in table.rows}
    wanted = {"en": "pledges wanted", "hi": "शपथ चाहिए"}[lang]
    assert rows[wanted] == {"en": ("500,000", "600,000"), "hi": ("5,00,000", "6,00,000")}[lang]
    (file,) = draw_compared(both, tmp_path, lang)
    assert file.stat().st_size > 10_000


def test_counts_are_laid_on_the_days_of_all():
    days = BILASPUR.calendar.days
    all_of = all_days([days[3:5], days[1:4], days[8:9]])
    assert all_of == days[1:9]
    assert laid_on(all_of, days[3], np.array([[2.0, 5.0]])).tolist() == [[0, 0, 2, 5, 5, 5, 5, 5]]
    assert laid_on(days[3:5], days[3], np.array([[2.0, 5.0]])).tolist() == [[2, 5]]
    assert all_days([days]) == days
    assert all_days([days, (days[-1] + timedelta(days=1),)])[:-1] == days
