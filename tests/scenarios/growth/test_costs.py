"""What a campaign costs, added up by hand."""

from dataclasses import replace

import pytest

from planner.findings import Refusal
from scenarios.growth.cascade import cascade
from scenarios.growth.costs import assumed, bill, rupees
from scenarios.growth.scenario import growth
from tests.scenarios.growth.worlds import world

COSTS = growth("bilaspur").costs


def priced(**values):
    return COSTS.model_copy(
        update={
            name: getattr(COSTS, name).model_copy(update={"value": value, "source": "my office"})
            for name, value in values.items()
        }
    )


def test_by_hand():
    prices = priced(leader=100.0, rakshak=10.0, seat=1.0, day=1000.0)
    campaign = world(reserve=0.5)
    items = {item.name: (item.count, item.rupees) for item in bill(campaign, prices)}
    # 2 leaders; 6 rakshaks and 3 on the bench; 4 seats on 4 days of training; 9 days
    assert items == {"leader": (2, 200), "rakshak": (9, 90), "seat": (16, 16), "day": (9, 9000)}
    assert rupees(campaign, prices) == 9306


def test_half_a_day_of_training_has_half_of_the_seats():
    campaign = cascade(growth("bilaspur"))
    seats = next(item for item in bill(campaign, COSTS) if item.name == "seat")
    assert seats.count == pytest.approx(2500 * (7 * 1.0 + 7 * 0.2))


def test_what_costs_more_is_dearer():
    campaign = world()
    assert rupees(campaign.with_rakshaks(9), COSTS) > rupees(campaign, COSTS)
    assert rupees(replace(campaign, seats=5), COSTS) > rupees(campaign, COSTS)


def test_prices_are_assumptions_until_somebody_gives_his_own():
    assert assumed(COSTS) == ["leader", "rakshak", "seat", "day"]
    assert assumed(priced(leader=100.0)) == ["rakshak", "seat", "day"]


def test_ones_own_prices_in_a_file(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text('[cost.seat]\nvalue = 90\nrange = [90, 90]\nsource = "bill of 3 May"\n')
    mine = growth(str(file)).costs
    assert (mine.seat.value, mine.leader.value) == (90, COSTS.leader.value)
    assert "seat" not in assumed(mine)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[cost.seat]\nvalue = -1\nrange = [-1, 5]", "cost.seat"),
        ("[cost.seat]\nvalue = 500", "outside its range"),
        ("[cost.tea]\nvalue = 5", "does not exist"),
    ],
)
def test_prices_that_cannot_be(tmp_path, text, said):
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(Refusal) as refused:
        growth(str(file))
    assert any(said in f"{one.message} {one.subject}" for one in refused.value.findings)
