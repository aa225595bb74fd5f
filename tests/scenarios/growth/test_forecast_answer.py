"""What is said of a forecast, in both languages."""

import csv
import io
import string
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest

from scenarios.growth import forecast_phrases, remarks
from scenarios.growth.catch_up import catch_up, lag
from scenarios.growth.forecast import bank, forecast
from scenarios.growth.forecast_answer import Told, forecast_answer, forecast_lines
from scenarios.growth.live import live
from scenarios.growth.progress import seen
from scenarios.growth.scenario import growth
from tests.scenarios.growth.campaigns import running


@cache
def told(target=4000, as_of=None, times=1.0, days=6):
    snapshot, rules = running(days=days)
    made = live(snapshot, rules, growth("bilaspur"))
    made = replace(made, cascade=replace(made.cascade, target=target))
    so_far = seen(snapshot, made.cascade, as_of)
    so_far = replace(so_far, mitans=np.rint(so_far.mitans * times).astype(np.int64))
    foretold = forecast(bank(made.cascade, so_far, 500, 1), so_far)
    behind = lag(made, so_far, snapshot)
    needed = [] if foretold.is_over or foretold.chance is None else catch_up(
        foretold, made, behind, (0.5, 0.9))  # fmt: skip
    return Told(made, foretold, behind, [one for one in needed if one.rakshaks != 0])


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("phrases", [forecast_phrases.PHRASES, remarks.PHRASES])
def test_each_phrase_is_there_in_both_languages_with_the_same_places(phrases):
    english, hindi = phrases["en"], phrases["hi"]
    assert list(english) == list(hindi)
    assert [key for key in english if places(english[key]) != places(hindi[key])] == []


@pytest.mark.parametrize("lang", ["en", "hi"])
@pytest.mark.parametrize("made", [
    {}, {"target": 1}, {"target": 90_000}, {"times": 30.0}, {"days": 0}, {"days": 13},
])  # fmt: skip
def test_nothing_is_left_to_be_filled_in(made, lang):
    document = forecast_answer(told(**made), lang)
    for form in ("table", "json", "csv"):
        assert "{" not in document.render(form).replace("{\n", "") or form == "json"
    assert all("{" not in line for line in document.lines)


def test_behind_says_by_how_much_and_what_catching_up_takes():
    made = told(target=4000)
    lines = forecast_lines(made, "en")
    behind = made.forecast.behind
    assert lines[0].startswith(f"Behind by {behind:,} pledges: ")
    asked = [line for line in lines if line.startswith("Catch-up needs ")]
    assert [line.split()[2] for line in asked] == [f"{one.rakshaks:,}" for one in made.catch_up]
    assert "in the field from 2 Sep" in asked[0]


def test_on_track_says_the_chance_and_asks_for_nobody():
    lines = forecast_lines(told(target=1), "en")
    assert lines[0].startswith("On track: ")
    assert lines[0].endswith("Chance of reaching it: 100%.")
    assert not [line for line in lines if "atch-up" in line or "Not even" in line]


def test_out_of_reach_is_said_once():
    lines = forecast_lines(told(target=90_000), "en")
    assert [line for line in lines if line.startswith("Not even")] == [
        "Not even 240 more rakshaks in the field from 2 Sep would give a chance of 50%."
    ]


def test_outside_of_the_model_no_chance_and_no_catching_up():
    made = told(times=30.0)
    document = forecast_answer(made, "en")
    assert document.lines[0].startswith("Outside of what the model thinks possible: mitans ")
    assert not any("confidence" in line for line in document.lines)
    assert document.data["chance"] is None
    assert document.data["catch_up"] == []
    assert document.data["fitted"] is False
    assert {one["figure"] for one in document.data["outside"]} >= {"mitans"}


def test_nothing_enrolled_is_said_and_that_it_is_late():
    lines = forecast_lines(told(days=0, as_of=date(2020, 9, 3)), "en")
    assert any(line.startswith("No mitan is enrolled yet") for line in lines)
    assert any("99 of 100 of the model's campaigns have" in line for line in lines)


def test_over_says_whether_it_is_reached():
    over = {"as_of": date(2020, 9, 8), "days": 13}
    assert "4,000 are missing to the target" in forecast_lines(told(**over), "en")[0]


def test_csv_has_every_day_of_both_series_with_what_is_seen():
    made = told()
    rows = list(csv.DictReader(io.StringIO(forecast_answer(made, "hi").content("csv").decode())))
    assert len(rows) == 2 * 18
    mitans = [row for row in rows if row["series"] == "mitans"]
    assert mitans[10]["day"] == "2020-09-01"
    assert mitans[10]["seen"] == "720"
    assert mitans[11]["seen"] == ""
    assert float(mitans[11]["p05"]) <= float(mitans[11]["p50"]) <= float(mitans[11]["p95"])


def test_json_names_zones_by_code_and_nobody_by_name():
    data = forecast_answer(told(), "en").data
    assert [zone["zone"] for zone in data["zones"]] == ["A", "B"]
    assert data["seen"] == {"leaders": 2, "trained": 60, "mitans": 720, "pledges": 0}
    assert data["as_of"] == "2020-09-01"
    assert data["by"] == "2020-09-08"
    assert len(data["fans"]["pledges"]["p50"]) == len(data["days"])
