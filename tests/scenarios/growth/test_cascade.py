"""Cascades: how many are wanted at each level, other sizes and chains, and too few people."""

import pytest

from planner.findings import ExitCode, Refusal
from planner.policy import over_usual
from scenarios.growth.cascade import MOST_LEVELS, MOST_QUOTA, MOST_RAKSHAKS, cascade, check_people
from scenarios.growth.scenario import growth
from scenarios.growth.simulate import simulate
from scenarios.hierarchies import hierarchy, hierarchy_names
from tests.scenarios.growth.worlds import days, world


@pytest.fixture(scope="module")
def bilaspur():
    return cascade(growth("bilaspur"))


def test_bilaspur_as_it_was_in_2020(bilaspur):
    assert bilaspur.wanted == (525, 10_500)  # 20 rakshaks a leader
    assert (bilaspur.leaders, bilaspur.levels, bilaspur.quota) == (525, 2, 25)
    assert bilaspur.staff == 11_550  # a tenth more, to the rakshak
    assert bilaspur.target == 600_000
    assert bilaspur.asks.tolist() == [3, 6, 9]


@pytest.mark.parametrize(
    ("rakshaks", "spans", "wanted"),
    [
        (6, (3,), (2, 6)),
        (7, (3,), (3, 7)),  # the third has only one
        (100, (4, 5), (5, 20, 100)),
        (101, (4, 5), (6, 21, 101)),
        (1, (20, 20, 20), (1, 1, 1, 1)),
    ],
)
def test_wanted_at_each_level(rakshaks, spans, wanted):
    made = world(rakshaks=rakshaks, spans=spans)
    assert made.wanted == wanted
    assert made.leaders == sum(wanted[:-1])
    assert made.levels == len(wanted)


def test_with_other_rakshaks_all_else_stays(bilaspur):
    more = bilaspur.with_rakshaks(24_000)
    assert more.wanted == (1200, 24_000)
    assert more.staff == 26_400
    assert (more.seats, more.quota, more.target) == (bilaspur.seats, 25, 600_000)
    assert bilaspur.rakshaks == 10_500


@pytest.mark.parametrize("rakshaks", [0, -3, MOST_RAKSHAKS + 1])
def test_a_number_of_rakshaks_that_cannot_be(bilaspur, rakshaks):
    with pytest.raises(Refusal, match="rakshaks cannot be simulated") as refused:
        bilaspur.with_rakshaks(rakshaks)
    assert refused.value.exit_code is ExitCode.USAGE


@pytest.mark.parametrize(
    ("chain", "rakshaks", "wanted"),
    [
        ((20, 25), 10_500, (525, 10_500)),
        ((5, 5, 5), 52_500, (2100, 10_500, 52_500)),
        ((10, 50), 5250, (525, 5250)),
        ((7, 11), 23_864, (3410, 23_864)),  # 262,500 / 11 = 23,863.6
    ],
)
def test_another_chain_wants_as_many_mitans(bilaspur, chain, rakshaks, wanted):
    made = bilaspur.with_chain(chain)
    assert (made.rakshaks, made.wanted, made.quota) == (rakshaks, wanted, chain[-1])
    assert made.rakshaks * made.quota >= 10_500 * 25


@pytest.mark.parametrize(
    "chain",
    [(25,), (), (0, 25), (20, 0), (20, -25), (2,) * (MOST_LEVELS + 1), (20, MOST_QUOTA + 1)],
)
def test_a_chain_that_is_none(bilaspur, chain):
    with pytest.raises(Refusal, match="no chain of spans") as refused:
        bilaspur.with_chain(chain)
    assert refused.value.exit_code is ExitCode.USAGE


def test_the_longest_chain(bilaspur):
    assert bilaspur.with_chain((2,) * (MOST_LEVELS - 1) + (25,)).levels == MOST_LEVELS


def test_a_chain_that_wants_too_many_rakshaks(bilaspur):
    with pytest.raises(Refusal, match="cannot be simulated"):
        bilaspur.with_rakshaks(1_000_000).with_chain((20, 1))


@pytest.mark.parametrize("name", hierarchy_names())
def test_the_spans_of_every_hierarchy(name):
    shape = hierarchy(name)
    made = cascade(growth("bilaspur").model_copy(update={"hierarchy": name}))
    assert made.spans == tuple(level.span.usual for level in shape.levels[:-2])
    assert made.spans[-1] == shape.team
    assert made.quota == shape.policy.quota.mitans_per_rakshak


# ---- more than there are -------------------------------------------------------------------------


def test_a_target_above_the_population_is_refused():
    check_people(world(people=[24], target=24))
    with pytest.raises(Refusal, match="25 pledges are wanted, and there are 24 people") as refused:
        check_people(world(people=[24], target=25))
    assert refused.value.exit_code is ExitCode.REJECTED
    policy = over_usual({"campaign": {"target": 1_458_599}}, file="campaign.toml")
    with pytest.raises(Refusal, match="1,458,599 pledges are wanted"):
        check_people(cascade(growth("bilaspur"), policy))


def test_more_rakshaks_than_people_are_refused():
    two = {"spread": [0.5, 0.5], "sessions": [[1.0], [1.0]], "target": 1, "reserve": 0.5}
    check_people(world(people=[5, 5], **two))  # 9 of staff, half in each ground
    with pytest.raises(Refusal, match=r"9 rakshaks with the reserve.*\(4, 50 in the grounds\)"):
        check_people(world(people=[4, 50], **two))


def test_a_quota_that_nobody_could_fill_is_refused():
    quota = {"mitans_per_rakshak": MOST_QUOTA + 1}
    with pytest.raises(Refusal, match=r"quota\.mitans_per_rakshak"):
        check_people(cascade(growth("bilaspur"), over_usual({"quota": quota}, file="c.toml")))


def test_the_largest_campaign_can_be_simulated():
    """All of India, at the bounds: no count runs over."""
    land = world(
        {"sessions": 1, "crowd": 10, "brings": 50, "acceptance": 0.5, "averted": 1000},
        rakshaks=MOST_RAKSHAKS, spans=(1000,), quota=MOST_QUOTA, seats=10**9, asks=[50],
        people=[2_000_000_000] * 2, spread=[0.5, 0.5], sessions=[[1.0], [1.0]], crowd=[100_000],
    )  # fmt: skip
    _, told = simulate(land, 1, 1)
    assert all((series >= 0).all() for series in told.series.values())
    assert told.last("pledges") > 2**31


def test_fewer_days_than_levels_are_refused():
    one = days(dict.fromkeys(("teams", "training", "awareness", "pledge"), (0, 0)))
    with pytest.raises(Refusal, match=r"In 1 day\(s\) there would be no rakshak: 2 levels"):
        check_people(world(calendar=one))
    check_people(world(calendar=one, there=(2, 6)))
    check_people(world(calendar=days({"teams": (0, 0), "training": (0, 1), "awareness": (1, 1),
                                      "pledge": (1, 1)})))  # fmt: skip
