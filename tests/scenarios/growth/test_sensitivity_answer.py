"""Which number matters most, in sentences and tables."""

from dataclasses import replace

import pytest

from scenarios.growth.cascade import cascade
from scenarios.growth.gains import gains
from scenarios.growth.levers import ALL_LEVERS
from scenarios.growth.scenario import growth
from scenarios.growth.sensitivity import OUTCOMES, sensitivity
from scenarios.growth.sensitivity_answer import sensitivity_answer
from scenarios.growth.sensitivity_phrases import ENGLISH
from tests.scenarios.growth.test_costs import priced

GROWTH = growth("bilaspur")
BILASPUR = cascade(GROWTH)


@pytest.fixture(scope="module")
def known():
    return sensitivity(BILASPUR, "pledges", 64, 0, reps=5), gains(BILASPUR, GROWTH.costs, 30, 0)


def answer(known, lang="en", costs=GROWTH.costs):
    return sensitivity_answer(*known, BILASPUR, costs, "Bilaspur", lang)


def test_the_first_line_names_the_rate_that_matters_most(known):
    first, nearest, moves, rest, cheapest, how, prices = answer(known).lines
    share = f"{known[0].factors[0].total.value:.0%}"
    assert first == (
        "Bilaspur: what matters most for pledges is “People whom a mitan brings to the pledge”, "
        f"{share} of all that varies."
    )
    assert "“Mitans who pledge”" in nearest
    low, high = known[0].factors[0].ends
    assert f"as it goes from {low:.2g} to {high:.2g}" in moves
    assert "Luck and dice are" in rest
    assert f"{known[1][0].pledges:,.0f} pledges more for {known[1][0].rupees:,.0f}" in cheapest
    assert "64 samples, seed 0" in how
    assert prices.startswith("Prices are assumptions")


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "nothing can be told apart"), ("hi", "अलग-अलग नहीं दिखता")]
)
def test_where_no_rate_stands_out_none_is_named(known, lang, said):
    found, gained = known
    unsure = [replace(one, total=replace(one.total, low=-0.1)) for one in found.factors]
    lines = answer((replace(found, factors=unsure), gained), lang).lines
    assert said in lines[0]
    assert len(lines) == 4  # the levers, how, prices
    assert not any("%" in line for line in lines)


def test_prices_of_ones_own_are_no_assumptions(known):
    mine = priced(leader=1.0, rakshak=1.0, seat=1.0, day=1.0)
    document = answer(known, costs=mine)
    assert document.data["assumed"] == []
    assert not any(line.startswith("Prices") for line in document.lines)


def test_json_and_csv_hold_every_rate_and_lever(known):
    document = answer(known)
    assert {one["rate"] for one in document.data["rates"]} == set(BILASPUR.rates)
    assert {one["lever"] for one in document.data["levers"]} == {
        made(BILASPUR).name for made in ALL_LEVERS
    }
    rows = document.content("csv").decode().splitlines()
    assert rows[0].startswith("rate,unit,from,to,at_low,at_high,first")
    assert rows[1].startswith("brings,people,")
    assert len(rows) == 1 + len(BILASPUR.rates)


def test_in_hindi(known):
    text = "\n".join(answer(known, "hi").lines)
    assert "“शपथ के लिए मितान के साथ आने वाले लोग”" in text
    words = {word for word in text.split() if word.isascii() and word.isalpha()}
    assert words == {"seed", "mitan", "rates", "hi"}


def test_every_outcome_and_every_lever_has_its_words():
    assert {*OUTCOMES, *(f"lever {made(BILASPUR).name}" for made in ALL_LEVERS)} <= set(ENGLISH)


def test_where_no_lever_helps_it_says_so(known):
    idle = [replace(one, pledges=0.0) for one in known[1]]
    lines = sensitivity_answer(known[0], idle, BILASPUR, GROWTH.costs, "Bilaspur", "en").lines
    assert "A tenth more of any lever brings no more than chance may feign." in lines


@pytest.mark.parametrize("outcome", ["pledges", "chance"])
def test_the_picture_is_drawn(known, tmp_path, outcome):
    from scenarios.growth.target_pictures import draw_tornado

    file = tmp_path / "tornado.png"
    draw_tornado(replace(known[0], outcome=outcome), BILASPUR, "Bilaspur", file, "hi")
    assert file.read_bytes().startswith(b"\x89PNG")
