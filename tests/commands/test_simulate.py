"""`mitan simulate` and `mitan rates`, as a planner types them."""

import csv
import io

import pytest

QUICK = ("--reps", "40")
SMALL = """
known = []
[rakshaks]
value = 100
range = [100, 100]
source = "test"
[[ground]]
code = "all"
label = "All"
label_hi = "सब"
people = 10000
rakshaks = 1.0
source = "test"
[[kind]]
code = "market"
share = [1.0]
people = 130
pledge = 0.3
source = "test"
"""


def test_the_answer_in_sentences_levels_limits_fit_and_days(desk):
    code, out, _ = desk("simulate", *QUICK)
    assert code == 0
    assert "10,500 rakshaks under 525 leaders" in out
    assert "Pledges by 8 Sep:" in out
    for title in ("From level to level", "What holds it up", "Held against what is known",
                  "Day by day"):  # fmt: skip
        assert title in out


def test_in_hindi_with_indian_grouping(desk):
    code, out, _ = desk("simulate", *QUICK, "--lang", "hi")
    assert code == 0
    assert "6,00,000 की संभावना" in out
    assert "From level" not in out


def test_json_says_the_same_and_the_same_again(desk):
    first, second = (desk.answer("simulate", *QUICK, "--seed", "4") for _ in range(2))
    assert first == second
    assert first != desk.answer("simulate", *QUICK, "--seed", "5")
    assert first["replications"] == 40
    assert first["target"] == 600_000
    assert first["by"] == "2020-09-08"
    assert len(first["series"]["pledges"]["p50"]) == len(first["days"]) == 18
    assert {limit["limit"] for limit in first["limits"]} >= {"seats", "saturation", "rakshaks"}
    assert 0 <= first["chance"] <= 1


def test_csv_has_every_series_day_by_day(desk):
    code, out, _ = desk("simulate", *QUICK, "--format", "csv")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 15 * 18
    last = rows[-1]
    assert last["day"] == "2020-09-08"
    assert float(last["p05"]) <= float(last["p50"]) <= float(last["p95"])


def test_options_change_what_is_simulated(desk):
    told = desk.answer("simulate", *QUICK, "--rakshaks", "24000", "--seats", "0", "--target", "7")
    assert (told["rakshaks"], told["leaders"]) == (24_000, 1_200)
    assert told["series"]["pledges"]["p95"][-1] == 0  # nobody is trained
    sure = desk.answer("simulate", *QUICK, "--target", "7")
    assert sure["chance"] == 1.0
    none = desk.answer("simulate", *QUICK, "--rate", "acceptance=0", "--rate", "sessions=0")
    assert none["series"]["mitans"]["p95"][-1] == 0


def test_a_campaign_of_ones_own_gives_phases_quota_and_target(desk):
    policy = "[campaign]\ntarget = 5000\n[quota]\nmitans_per_rakshak = 3\n"
    (desk.folder / "own.toml").write_text(policy, encoding="utf-8")
    told = desk.answer("simulate", *QUICK, "--campaign", "own.toml")
    assert (told["target"], told["spans"]) == (5_000, [20, 3])


def test_two_side_by_side(desk):
    code, out, _ = desk("simulate", *QUICK, "--compare", "20-25", "5-5-5")
    assert code == 0
    assert "20-25 has more pledges than 5-5-5" in out
    told = desk.answer("simulate", *QUICK, "--compare", "20-25", "20-25")
    assert told["median_difference"] == 0


def test_side_by_side_is_headed_by_the_mitans_only_where_they_are_the_same(desk):
    _, out, _ = desk("simulate", *QUICK, "--compare", "20-25", "7-11")
    assert "for the same 262,500 mitans wanted" in out  # 262,504 in truth: of the last quota a part
    _, out, _ = desk("simulate", *QUICK, "--compare", "bilaspur", "six-lakh")
    assert "each for the mitans that it wants itself" in out
    assert "262,500" not in out


def test_a_tie_is_called_one(desk):
    _, out, _ = desk("simulate", *QUICK, "--compare", "20-25", "cyber-mitan")
    assert "20-25 and cyber-mitan have equally many pledges" in out


@pytest.mark.parametrize(
    "words",
    [("--rakshaks", "9000"), ("--seats", "100"), ("--target", "9"), ("--rate", "acceptance=0.5"),
     ("--campaign", "own.toml")],
)  # fmt: skip
def test_a_scenario_is_compared_as_it_stands(desk, words):
    (desk.folder / "own.toml").write_text("[campaign]\ntarget = 5000\n", encoding="utf-8")
    code, _, err = desk("simulate", *QUICK, *words, "--compare", "20-25", "six-lakh")
    assert code == 2
    assert "six-lakh in --compare is simulated as it stands" in err
    assert desk("simulate", *QUICK, *words, "--compare", "20-25", "10-25")[0] == 0


def test_a_small_scenario_needs_no_campaign_of_its_own(desk):
    (desk.folder / "small.toml").write_text(SMALL, encoding="utf-8")
    told = desk.answer("simulate", *QUICK, "small.toml", "--target", "5000")
    assert (told["target"], told["rakshaks"]) == (5_000, 100)
    code, _, err = desk("simulate", *QUICK, "small.toml")
    assert code == 3
    assert "600,000 pledges are wanted, and there are 10,000 people" in err


def test_pictures_go_into_a_folder(desk):
    _, _, err = desk("simulate", *QUICK, "--pictures", "pics", "--lang", "hi")
    names = {path.name for path in (desk.folder / "pics").iterdir()}
    assert names >= {"fan-pledges.png", "fan-mitans.png", "funnel.png", "phases.png"}
    assert all(name in err for name in names)
    desk("simulate", *QUICK, "--compare", "20-25", "5-5-5", "--pictures", "pics")
    assert (desk.folder / "pics" / "compare.png").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("nowhere",), 2, "no 'nowhere' among the growth scenarios"),
        (("missing.toml",), 3, "missing.toml: it cannot be read"),
        (("--rate", "acceptance"), 2, "NAME=VALUE"),
        (("--rate", "acceptance=-1"), 2, "lies between 0 and 1"),
        (("--rate", "acceptance=0.6..0.2"), 2, "the lower end first"),
        (("--rate", "acceptance=much"), 2, "give a number"),
        (("--rate", "acceptance=0.5.."), 2, "give a number"),
        (("--rate", "acceptance=0.5", "--rate", "acceptance=0.6"), 2, "acceptance is given twice"),
        (("--rate", "acceptnce=0.5"), 2, "Did you mean acceptance"),
        (("--reps", "100001"), 2, "10<=x<=100000"),
        (("--pictures", "file/pics"), 6, "file/pics cannot be written"),
        (("--pictures", "file/pics", "--compare", "20-25", "5-5-5"), 6, "cannot be written"),
        (("--target", "99999999"), 3, "there are 1,458,598 people"),
        (("--rakshaks", "1500000"), 3, "more than the people around them"),
        (("--rakshaks", "9000000"), 2, "cannot be simulated"),
        (("--compare", "20-25", "x"), 2, "There is no 'x'"),
    ],
)
def test_bad_input_says_what_is_wrong(desk, words, code, said):
    (desk.folder / "file").touch()
    got, out, err = desk("simulate", *QUICK, *words)
    assert (got, out) == (code, "")
    assert said in err


@pytest.mark.parametrize(
    ("phases", "said"),
    [
        ([("teams", "22", "25"), ("awareness", "26", "28"), ("pledge", "29", "29")],
         "no phase of the campaign is for training"),
        ([("teams", "22", "25"), ("training", "20", "21"), ("awareness", "26", "28"),
          ("pledge", "29", "29")], "training begins on 2020-08-20, before forming does"),
        ([("teams", "20", "21"), ("training", "22", "23"), ("awareness", "24", "29"),
          ("pledge", "25", "25")], "goes on until 2020-08-29, after the last day of pledges"),
    ],
)  # fmt: skip
def test_phases_that_cannot_be_are_each_named(desk, phases, said):
    text = "".join(
        f'[[phases]]\ncode = "{code}"\nlabel = "-"\nlabel_hi = "-"\n'
        f"start = 2020-08-{start}\nend = 2020-08-{end}\n"
        for code, start, end in phases
    )
    (desk.folder / "own.toml").write_text(text, encoding="utf-8")
    code, _, err = desk("simulate", *QUICK, "--campaign", "own.toml")
    assert code == 3
    assert said in err


def test_rates_are_listed_with_range_and_source(desk):
    told = desk.answer("rates")["rates"]
    assert all(rate["source"] for rate in told.values())
    assert told["kept_per_level"]["value"] == 0.75
    code, out, _ = desk("rates", "--lang", "hi", "--format", "csv")
    assert code == 0
    assert "बची रहने वाली बात" in out


def test_districts_are_simulated_one_by_one_and_together(desk):
    text = "code,name,population\n1,North,200000\n2,South,300000\n"
    (desk.folder / "state.csv").write_text(text, encoding="utf-8")
    words = ("simulate", *QUICK, "--districts", "state.csv", "--workers", "1")
    told = desk.answer(*words, "--pictures", "pics")
    assert [one["code"] for one in told["districts"]] == ["1", "2"]
    assert told["together"]["districts"] == 2
    assert told["together"]["target"] == sum(one["target"] for one in told["districts"])
    assert (desk.folder / "pics" / "districts.png").exists()
    again = desk.answer(*words)
    assert [one["resumed"] for one in again["districts"]] == [True, True]
    assert again["together"] == told["together"]
    other = desk.answer(*words, "--rate", "acceptance=0.9")
    assert [one["resumed"] for one in other["districts"]] == [False, False]


def test_one_district_that_cannot_be_spoils_no_other(desk):
    text = "code,name,population,leaders\n1,North,200000,\n2,South,300,500\n"
    (desk.folder / "state.csv").write_text(text, encoding="utf-8")
    words = ("simulate", *QUICK, "--districts", "state.csv", "--workers", "1")
    told = desk.answer(*words, code=3)
    assert [one["exit_code"] for one in told["districts"]] == [0, 3]
    assert "more than the people" in told["districts"][1]["trouble"]["message"]
    assert told["together"]["districts"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [(("--rate", "acceptnce=0.5"), "Did you mean acceptance"), (("nowhere",), "no 'nowhere'"),
     (("--pictures", "file/pics"), "file/pics cannot be written")],
)  # fmt: skip
def test_what_is_wrong_for_all_districts_is_told_once(desk, words, said):
    (desk.folder / "file").touch()
    text = "code,population\n1,200000\n2,300000\n"
    (desk.folder / "state.csv").write_text(text, encoding="utf-8")
    code, out, err = desk("simulate", *QUICK, "--districts", "state.csv", *words)
    assert (code, out) == (6 if "--pictures" in words else 2, "")
    assert err.count(said) == 1
    assert not (desk.folder / "state-results").exists()


def test_what_is_of_one_campaign_does_not_go_with_districts(desk):
    code, _, err = desk("simulate", "--districts", "x.csv", "--seats", "5")
    assert code == 2
    assert "of one campaign; with --districts" in err


def test_the_campaign_in_a_store_is_simulated(desk):
    (desk.folder / "areas.csv").write_text(
        "name,category,zone,people\nOld town,ward,A,9000\nRampur,village,B,4000\n", encoding="utf-8"
    )
    people = ["id,name,role,zone,reports_to", "L1,Asha,leader,A,"]
    people += [f"R{k},Ram {k},rakshak,{'AB'[k % 2]},L1" for k in range(30)]
    (desk.folder / "people.csv").write_text("\n".join(people) + "\n", encoding="utf-8")
    (desk.folder / "campaign.toml").write_text("[campaign]\ntarget = 1500\n", encoding="utf-8")
    assert desk("init")[0] == 0
    assert desk("import", "areas", "areas.csv")[0] == 0
    assert desk("import", "people", "people.csv")[0] == 0
    told = desk.answer("simulate", "--live", *QUICK)
    assert (told["rakshaks"], told["leaders"], told["target"]) == (30, 1, 1500)
    assert told["known"] == []
    assert "Training seats are not in the store" in desk("simulate", "--live", *QUICK)[2]
    assert desk.answer("simulate", "--live", *QUICK, "--seats", "9")["seats"] == 9
    text = "code,name,store\n1,North,campaign.db\n"
    (desk.folder / "state.csv").write_text(text, encoding="utf-8")
    many = desk.answer("simulate", *QUICK, "--districts", "state.csv", "--workers", "1")
    assert many["districts"][0]["rakshaks"] == 30
    assert many["districts"][0]["target"] == 1500
