"""`mitan target` and `mitan sensitivity`, as a planner types them."""

import csv
import io

import click
import pytest

from planner.commands.options import Number

QUICK = ("--reps", "50")
ONE_GROUND = """
[[ground]]
code = "all"
label = "All"
label_hi = "सब"
people = 1458598
rakshaks = 1.0
source = "test"

[[pace]]
asks = 6
share = 1.0
source = "test"

[[kind]]
code = "market"
share = [1.0]
people = 130
pledge = 0.3
source = "test"
"""


@pytest.fixture
def small(tmp_path):
    """A scenario with one ground, one pace and one kind of areas, which is simulated quickly."""
    file = tmp_path / "small.toml"
    file.write_text(ONE_GROUND, encoding="utf-8")
    return str(file)


def test_what_it_takes(desk, small, tmp_path):
    picture = tmp_path / "curve.png"
    code, out, err = desk(
        "target", "600000", small, "--by", "2020-09-08", *QUICK, "--plot", str(picture)
    )
    assert code == 0
    assert "600,000 pledges by 8 Sep have a chance of" in out
    for title in ("Each lever alone", "Leaders against seats", "What it costs"):
        assert title in out
    assert "Target: leaders" in err
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_same_seed_gives_the_same_answer(desk, small):
    asked = ("target", "500000", small, "--reps", "50", "--confidence", "0.8")
    first, second = (desk.answer(*asked) for _ in range(2))
    assert first == second
    assert first["confidence"] == 0.8
    assert first["by"] == "2020-09-08"


def test_simulated_again_the_answer_holds_and_one_leader_less_does_not(desk, small):
    told = desk.answer("target", "300000", small, "--reps", "50", "--seats", "9000")
    leaders = told["levers"][0]
    again = {
        count: desk.answer(
            "simulate", small, "--reps", "50", "--seats", "9000", "--target", "300000",
            "--rakshaks", str(20 * count),
        )["chance"]
        for count in (leaders["needed"], leaders["below"])
    }  # fmt: skip
    assert again == {
        leaders["needed"]: leaders["chance"],
        leaders["below"]: leaders["below_chance"],
    }
    assert leaders["below_chance"] < 0.9 <= leaders["chance"]
    assert leaders["below"] == leaders["needed"] - 1


def test_the_csv_has_a_row_for_each_lever(desk, small):
    code, out, _ = desk("target", "300000", small, *QUICK, "--format", "csv")
    assert code == 0
    assert [row["lever"] for row in csv.DictReader(io.StringIO(out))] == [
        "leaders",
        "seats",
        "days",
    ]


def test_nothing_reaches_it(desk, small):
    code, out, _ = desk("target", "1458598", small, *QUICK, "--lang", "hi")
    assert code == 4
    assert "कोई रास्ता नहीं मिला" in out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["target", "2000000"], 3, "there are 1,458,598 people"),
        (["target", "600000", "--by", "2020-09-05"], 3, "first day of pledges is 2020-09-08"),
        (["target", "600000", "--by", "2021-09-08"], 3, "no day of the campaign"),
        (["target", "600000", "--by", "8.9."], 2, "--by"),
        (["target", "600000", "--reps", "20", "--confidence", "0.99"], 2, "--reps 500"),
        (["target", "600000", "--confidence", "1"], 2, "--confidence"),
        (["target", "0"], 2, "PLEDGES"),
        (["target", "600000", "bilaspu"], 2, "Did you mean bilaspur"),
        (["target", "600000", "--rakshaks", "9000000"], 2, "cannot be simulated"),
        (["target", "600000", "--rate", "acceptance=2"], 2, "lies between 0 and 1"),
    ],
)
def test_what_cannot_be_asked(desk, words, code, said):
    ended, _, err = desk(*words)
    assert (ended, said in err) == (code, True), err


@pytest.mark.parametrize("command", [("target", "600000"), ("sensitivity",)])
def test_a_picture_that_cannot_be_written_is_told_before_the_work(desk, small, command):
    code, out, err = desk(*command, small, "--plot", "none/x.png")
    assert (code, out) == (6, "")
    assert "none/x.png cannot be written" in err
    assert "Target:" not in err


def test_which_number_matters_most(desk, small, tmp_path):
    picture = tmp_path / "tornado.png"
    code, out, _ = desk("sensitivity", small, "--samples", "64", *QUICK, "--plot", str(picture))
    assert code == 0
    assert "what matters most for pledges is" in out
    assert "What a planner can set" in out
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_sensitivity_in_json_the_same_again(desk, small):
    asked = (
        "sensitivity",
        small,
        "--samples",
        "64",
        "--reps",
        "5",
        "--outcome",
        "mitans",
        "--lang",
        "hi",
    )
    first, second = (desk.answer(*asked) for _ in range(2))
    assert first == second
    assert first["outcome"] == "mitans"
    assert len(first["rates"]) == 19
    assert {one["lever"] for one in first["levers"]} == {
        "leaders", "seats", "days", "training", "bench",
    }  # fmt: skip


def test_a_rate_that_is_fixed_is_no_part_of_it(desk, small):
    told = desk.answer(
        "sensitivity", small, "--samples", "64", "--reps", "2", "--rate", "brings=1.7"
    )
    assert "brings" not in {one["rate"] for one in told["rates"]}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--samples", "100"], "power of 2"),
        (["--samples", "32"], "64<=x<=65536"),
        (["--outcome", "luck"], "--outcome"),
        (["--outcome", "chance", "--target", "1400000", "--samples", "64"], "chance: 0 whatever"),
        (["--rate", "brings"], "NAME=VALUE"),
    ],
)
def test_what_sensitivity_cannot_be_asked(desk, words, said):
    ended, _, err = desk("sensitivity", *words)
    assert (ended, said in err) == (2, True), err


@pytest.mark.parametrize("text", ["600000", "600,000", "6,00,000"])
def test_numbers_are_read_as_people_write_them(text):
    assert Number(1).convert(text, None, None) == 600_000


@pytest.mark.parametrize("text", ["6,,000", ",600", "6.5", "six", "0"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(click.BadParameter):
        Number(1).convert(text, None, None)
