"""What it takes, in sentences and tables: the cheapest way first, and every reason named."""

from dataclasses import replace
from datetime import timedelta

import pytest

from scenarios.growth.costs import rupees
from scenarios.growth.scenario import growth
from scenarios.growth.target import Question, Why, reach
from scenarios.growth.target_answer import cheapest, percent, target_answer
from scenarios.growth.target_phrases import ENGLISH
from tests.scenarios.growth.worlds import MONDAY, world

LAST = MONDAY + timedelta(days=8)
COSTS = growth("bilaspur").costs


def told(campaign, target, lang="en"):
    reached = reach(campaign, Question(target, LAST, 0.9, 60, 0))
    return reached, target_answer(reached, COSTS, "By hand", lang)


@pytest.fixture(scope="module")
def short():
    """Six rakshaks of four mitans are too few for 36 pledges; seats there are enough."""
    return told(world(seats=100), 36)


def test_the_first_line_answers(short):
    _, document = short
    first, now, *others = document.lines
    assert "as it is, 36 pledges by 25 Aug have a chance of 0%, with 90% asked for" in first
    assert "The cheapest way found to that: 3 leaders with 9 rakshaks" in first
    assert "2 leaders, 6 rakshaks, 100 seats in training a day, 9 days from 17 Aug" in now
    text = "\n".join(others)
    assert "alone: 3 leaders (9 rakshaks) instead of 2 leaders (6 rakshaks)." in text
    assert "Chance 100%; with 2 leaders (6 rakshaks) 0%." in text
    assert "Seats in training a day alone: not enough. At best 0%" in text
    assert "Simulated 60 times for each number, seed 0" in text
    assert "Prices are assumptions" in text


def test_fewer_seats_with_the_same_leaders_are_cheaper_than_all_of_them(short):
    reached, document = short
    best = cheapest(reached, COSTS)
    prices = [rupees(way.least.cascade, COSTS) for way in reached.ways()]
    assert rupees(best.least.cascade, COSTS) == min(prices) == document.data["cheapest"]["rupees"]
    assert best.name == "both"
    assert best.least.cascade.seats == 50


def test_json_and_csv_say_the_same(short):
    _, document = short
    leaders = document.data["levers"][0]
    assert (leaders["needed"], leaders["chance"]) == (3, 1.0)
    assert (leaders["below"], leaders["below_chance"]) == (2, 0.0)
    seats = document.data["levers"][1]
    assert (seats["needed"], seats["why"], seats["best_chance"]) == (None, "everybody", 0.0)
    rows = document.content("csv").decode().splitlines()
    assert rows[0].startswith("lever,now,needed,chance,below,below_chance")
    assert rows[1].startswith("leaders,2,3,1.0,2,0.0")
    assert len(rows) == 4
    assert document.data["by"] == "2020-08-25"
    assert document.data["assumed"] == ["leader", "rakshak", "seat", "day"]


def test_what_is_reached_already():
    _, document = told(world(rakshaks=30, seats=100), 36)
    first = document.lines[0]
    assert first.startswith("By hand: yes, as it is")
    assert "The cheapest way found:" in first
    assert "less than as it is" in first
    assert "could go down to 3 leaders (9 rakshaks) from 10 leaders (30 rakshaks)" in "\n".join(
        document.lines
    )
    assert document.data["reached"]
    days = next(line for line in document.lines if line.startswith("Days of the campaign"))
    assert "days later" in days


def test_what_nothing_reaches():
    reached, document = told(world(rakshaks=6, people=[50]), 50)
    assert reached.ways() == []
    assert "no way was found to 50 pledges" in document.lines[0]
    assert document.data["cheapest"] is None
    assert "None: with so few seats" in document.render("table")


def test_in_hindi(short):
    reached, _ = short
    document = target_answer(reached, COSTS, "हाथ से", "hi")
    text = "\n".join(document.lines)
    assert "25 अग तक 36 शपथ" in text
    assert [word for word in text.split() if word.isascii() and word.isalpha()] == ["seed"]


def test_every_why_has_its_words():
    assert {f"why {why}" for why in Why} <= set(ENGLISH)


@pytest.mark.parametrize(
    ("share", "reps", "text"),
    [(0.8995, 2000, "89.95%"), (0.9, 1000, "90.0%"), (0.902, 500, "90.2%"), (1.0, 60, "100%")],
)
def test_a_chance_is_told_to_one_replication(share, reps, text):
    assert percent(share, reps) == text


def test_the_picture_is_drawn(short, tmp_path):
    from scenarios.growth.target_pictures import draw_tradeoff

    reached, _ = short
    for name, one in (("some", reached), ("none", replace(reached, curve=[
        replace(point, least=None, below=None) for point in reached.curve
    ]))):  # fmt: skip
        file = tmp_path / f"{name}.png"
        draw_tradeoff(one, COSTS, "By hand", file, "hi")
        assert file.read_bytes().startswith(b"\x89PNG")
