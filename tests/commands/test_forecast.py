"""`mitan forecast`, as an organiser types it."""

import csv
import io

import pytest

QUICK = ("--reps", "500")


@pytest.fixture
def campaign(desk):
    """40 rakshaks in two zones, trained on 26 August, who enrol two a day from the 27th on."""
    assert desk("init")[0] == 0
    desk.bring("areas", "id,name,category,zone,people\nV1,Village,village,A,9000\n"
                        "V2,Town,village,B,30000\n")  # fmt: skip
    people = "".join(
        f"R{k:02},Sita {k},98765{k:05},rakshak,{'AB'[k % 2]},L{k % 2},2020-08-26\n"
        for k in range(40)
    )
    leaders = "L0,Sita X,,leader,A,,2020-08-25\nL1,Sita Y,,leader,B,,2020-08-25\n"
    desk.bring("people", f"id,name,phone,role,zone,reports_to,trained_on\n{leaders}{people}")
    rows = "".join(
        f"M{day:02}{k:02},R{k // 2:02},Sita {k},87654{day:02}{k:03},2020-08-{day}\n"
        for day in range(27, 32)
        for k in range(80)
    )
    desk.bring("enrolments", f"mitan,rakshak,name,phone,enrolled_on\n{rows}")
    return desk


def set_target(desk, target):
    file = desk.folder / "campaign.toml"
    text = file.read_text(encoding="utf-8").replace("target = 600000", f"target = {target}")
    file.write_text(text, encoding="utf-8")


def test_the_sentence_that_answers_comes_first(campaign):
    set_target(campaign, 2700)
    code, out, _ = campaign("forecast", *QUICK)
    assert code == 0
    assert out.startswith(("Behind by ", "On track: "))
    assert "Seen up to 31 Aug (the last day with anything recorded" in out
    assert "400 mitans, 40 rakshaks and 2 leaders trained" in out
    for title in ("On 8 Sep", "Rates: as assumed", "Zones: mitans", "Day by day"):
        assert title in out


def test_as_of_a_day_in_hindi(campaign):
    code, out, _ = campaign("forecast", *QUICK, "--as-of", "2020-08-30", "--lang", "hi")
    assert code == 0
    assert "30 अग तक (जैसा पूछा गया): 320 मितान" in out
    assert "6,00,000" in out


def test_json_is_the_same_again_and_says_what_csv_says(campaign):
    one, two = (campaign.answer("forecast", *QUICK, "--seed", "3") for _ in range(2))
    assert one == two
    assert one["as_of"] == "2020-08-31"
    assert one["rakshaks"] == 40
    assert one["spans"] == [20, 25]
    code, out, _ = campaign("forecast", *QUICK, "--seed", "3", "--format", "csv")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    last = [round(float(row["p50"])) for row in rows if row["day"] == "2020-09-08"]
    assert last == [one["mitans"]["p50"], one["pledges"]["p50"]]


def test_nobody_is_named(campaign):
    for form in ("table", "json", "csv"):
        _, out, err = campaign("forecast", *QUICK, "--format", form)
        assert "Sita" not in out + err
        assert "98765" not in out + err


def test_the_fan_is_drawn_for_pledges_and_mitans(campaign):
    code, _, err = campaign("forecast", *QUICK, "--plot", "fan.png")
    assert code == 0
    for name in ("fan.png", "fan-mitans.png"):
        assert f"Drawn: {name}" in err
        assert (campaign.folder / name).read_bytes().startswith(b"\x89PNG")


def test_seats_are_said_unless_told(campaign):
    assert campaign.answer("forecast", *QUICK, "--seats", "3")["seats"] == 3
    told = campaign.answer("forecast", *QUICK)
    assert "seats" in [one["key"] for one in told["remarks"]]


@pytest.mark.parametrize(("words", "code"), [
    (("--as-of", "2020-08-21"), 3),
    (("--as-of", "2020-09-09"), 3),
    (("--as-of", "tomorrow"), 2),
    (("--reps", "3"), 2),
    (("--confidence", "1"), 2),
    (("--scenario", "atlantis"), 2),
])  # fmt: skip
def test_what_cannot_be_asked(campaign, words, code):
    got, out, err = campaign("forecast", *words)
    assert got == code
    assert out == ""
    assert err


def test_a_campaign_without_people(desk):
    assert desk("init")[0] == 0
    code, _, err = desk("forecast", *QUICK)
    assert code == 3
    assert "mitan import people" in err


def test_a_campaign_without_phases(campaign):
    file = campaign.folder / "campaign.toml"
    text = file.read_text(encoding="utf-8")
    start, end = text.index("[[phases]]"), text.index("# Categories of areas")
    file.write_text("phases = []\n" + text[:start] + text[end:], encoding="utf-8")
    code, _, err = campaign("forecast", *QUICK)
    assert code == 3
    assert "no phase of the campaign is for pledging" in err


def test_nothing_enrolled_yet(campaign):
    told = campaign.answer("forecast", *QUICK, "--as-of", "2020-08-26")
    assert told["fitted"] is False
    assert told["chance"] is not None
    assert "nothing yet" in [one["key"] for one in told["remarks"]]
