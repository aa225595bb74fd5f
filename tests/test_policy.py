"""The policy: usual values, a campaign's own, and every fault named with its place."""

import tomllib

import pytest

from planner.findings import ExitCode, Refusal
from planner.policy import USUAL_POLICY, fold, load


@pytest.fixture
def campaign_toml(tmp_path):
    def write(text):
        path = tmp_path / "campaign.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def refusal(path):
    with pytest.raises(Refusal) as caught:
        load(path)
    assert caught.value.exit_code is ExitCode.REJECTED
    return caught.value


def test_usual_policy_is_the_campaign_of_2020():
    policy = load()
    assert policy.quota.mitans_per_rakshak == 25
    assert [phase.code for phase in policy.phases][-1] == "pledge"
    assert policy.phases[-1].start.isoformat() == "2020-09-08"


def test_a_campaign_changes_one_number_and_keeps_the_rest(campaign_toml):
    policy = load(campaign_toml("[quota]\nmitans_per_rakshak = 30\n"))
    assert policy.quota.mitans_per_rakshak == 30
    assert policy.quota.tolerance == load().quota.tolerance
    assert policy.categories == load().categories


def test_a_new_category_joins_the_list(campaign_toml):
    text = """
    [categories.temple]
    label = "Temple"
    label_hi = "मंदिर"
    people_per_visit = 100
    least_visits = 1
    most_visits = 5
    usual_visits = 2
    """
    policy = load(campaign_toml(text))
    assert policy.category_code("मंदिर") == "temple"
    assert "market" in policy.categories


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("[quota]\nmitans = 25", "quota.mitans"),
        ("[quota]\nmitans_per_rakshak = 0", "quota.mitans_per_rakshak"),
        ('[quota]\nmitans_per_rakshak = "25"', "quota.mitans_per_rakshak"),
        ("[distance]\nunknown = -5", "distance.unknown"),
        ("[workload]\nleast_in_band = 1.5", "workload.least_in_band"),
        ("[workload]\nleast_in_band = nan", "workload.least_in_band"),
        ('[training]\nrequired = "sometimes"', "training.required"),
        ("[sample]\nconfidence = 0.5", "sample.confidence"),
        ("quota = 25", "quota"),
    ],
)
def test_a_wrong_setting_is_named(campaign_toml, text, setting):
    findings = refusal(campaign_toml(text)).findings
    assert [finding.subject for finding in findings] == [setting]
    assert "campaign.toml" in findings[0].where


def test_all_wrong_settings_are_named_at_once(campaign_toml):
    text = "[quota]\ntolerance = -1\n[span]\nmost = 0\nmiddle = 4\n"
    subjects = {finding.subject for finding in refusal(campaign_toml(text)).findings}
    assert subjects == {"quota.tolerance", "span.most", "span.middle"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[span]\nleast = 9\nmost = 8", "span.least is larger"),
        ("[sample]\nacceptable = 0.18", "no small sample tells closer shares apart"),
        ("[campaign]\nlatitude = [30.0, 20.0]", "from low to high"),
        ("[categories.market]\nleast_visits = 99", "market: least_visits"),
        (
            '[[phases]]\ncode="x"\nlabel="x"\nlabel_hi="x"\nstart=2020-09-02\nend=2020-09-01',
            "'x' ends before it starts",
        ),
    ],
)
def test_numbers_that_contradict_each_other(campaign_toml, text, words):
    assert words in refusal(campaign_toml(text)).findings[0].message


def test_a_file_that_is_no_policy(campaign_toml):
    assert "not valid TOML" in refusal(campaign_toml("[quota")).message


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Market", "market"),
        ("  MARKETS ", "market"),
        ("petrol_pump", "petrol_pump"),
        ("Petrol-Pump", "petrol_pump"),
        ("पेट्रोल पंप", "petrol_pump"),
        ("गांव", "village"),
        ("गाँव", "village"),
        ("markets/committees", "market"),
        ("ward councillors/sarpanches (rural) + government offices", "representative"),
        ("unheard of", None),
        ("", None),
    ],
)
def test_categories_as_people_write_them(written, code):
    assert load().category_code(written) == code


def test_no_alias_belongs_to_two_categories():
    policy, owners = load(), {}
    for code, category in policy.categories.items():
        for alias in {
            fold(a) for a in (code, category.label, category.label_hi, *category.aliases)
        }:
            owners.setdefault(alias, set()).add(code)
    assert {alias: codes for alias, codes in owners.items() if len(codes) > 1} == {}


def test_a_category_in_no_list_has_the_norm_of_the_others():
    assert load().norm("temple") == load().other_category
    assert load().norm("village") == load().categories["village"]


def test_the_usual_policy_file_is_what_init_hands_out():
    assert tomllib.loads(USUAL_POLICY.read_text(encoding="utf-8"))["quota"]["tolerance"] == 0
