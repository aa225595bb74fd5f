"""How days, numbers and labels are said."""

from datetime import date

import pytest

from planner.policy import load
from planner.report.pocket import clipped, one_line
from planner.report.roster import file_names
from planner.report.voice import Voice

WEEK = [date(2020, 8, 30 + k) if k < 2 else date(2020, 9, k - 1) for k in range(7)]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([1, 1, 1, 1, 1, 1, 1], "30 Aug – 5 Sep"),
        ([0, 0, 2, 1, 1, 0, 1], "1 Sep ×2, 2–3 Sep, 5 Sep"),
        ([0, 0, 0, 0, 0, 0, 0], ""),
    ],
)
def test_days_in_words(counts, said):
    assert Voice.of("en").days(WEEK, counts) == said


def test_days_that_are_no_neighbours_stand_apart():
    days = [date(2020, 9, 1), date(2020, 9, 3)]
    assert Voice.of("en").days(days, [1, 1]) == "1 Sep, 3 Sep"


def test_both_languages_with_hindi_first():
    both = Voice.of("both")
    assert both.day(date(2020, 9, 1)) == "1 सितं / 1 Sep"
    assert both.category(load(), "market") == "बाज़ार / Market"
    assert both.category(load(), "ghat") == "ghat"
    assert both.number(600_000) == "6,00,000"
    assert Voice.of("en").number(600_000) == "600,000"
    assert both.labels["id"] == "आईडी / id"


def test_names_on_one_line():
    assert one_line(" Ram\n\tVerma\x00\u202e ") == "Ram Verma"
    assert one_line("क्‍ष") == "क्‍ष"  # with its joiner
    assert len(clipped("x" * 500)) == 80
    assert clipped("x" * 80) == "x" * 80


def test_names_of_files():
    names = file_names(["leader-L1", "leader-l1", "leader-../x", "zone-", "leader-ज़ोन", "a" * 99])
    assert names[3] == "zone-"
    assert len({name.casefold() for name in names}) == 6
    assert all("/" not in name and len(name) < 80 for name in names)
    assert names[4] == "leader-ज़ोन"
    assert names == file_names(
        ["leader-L1", "leader-l1", "leader-../x", "zone-", "leader-ज़ोन", "a" * 99]
    )
