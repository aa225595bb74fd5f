"""Campaigns side by side: chains, hierarchies and scenarios, for the same mitans wanted."""

import pytest

from planner.findings import ExitCode, Refusal
from scenarios.growth.cascade import cascade
from scenarios.growth.compare import compared
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
