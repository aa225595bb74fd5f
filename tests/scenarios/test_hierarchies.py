"""Hierarchies: sourced numbers, and a campaign.toml that says exactly what they say."""

import tomllib

import pytest

from planner.findings import ExitCode, Refusal
from planner.policy import USUAL_POLICY, load
from scenarios.hierarchies import (
    HIERARCHIES,
    hierarchies,
    hierarchy,
    hierarchy_names,
    policy_page,
    read,
    settings,
)
from scenarios.presets import preset_names

NAMES = hierarchy_names()


def flat(values, path=""):
    """Every value of a tree of tables, by the way to it."""
    if not isinstance(values, dict):
        return {path: values}
    return {k: v for key, one in values.items() for k, v in flat(one, f"{path}.{key}").items()}


def comments(text):
    return [line.partition("#")[2].strip() for line in text.splitlines() if "#" in line]


def test_the_four_of_the_catalogue():
    assert NAMES == ["census", "cyber-mitan", "page-committee", "pulse-polio"]
    assert [one.name for one in hierarchies()] == NAMES
    assert not set(NAMES) & set(preset_names())  # `mitan scenarios NAME` knows both


@pytest.mark.parametrize(
    ("name", "team", "mitans"),
    [
        ("cyber-mitan", 20, 25),
        ("census", 6, 155),  # 750 people / 4.85 a household = 154.6
        ("pulse-polio", 10, 160),  # 3,919,000 children / 24,000 booths = 163
        ("page-committee", 30, 30),
    ],
)
def test_what_one_has_below(name, team, mitans):
    one = hierarchy(name)
    assert one.team == team
    assert one.policy.quota.mitans_per_rakshak == mitans
    assert one.policy.span.least <= team <= one.policy.span.most


def test_a_tenth_of_the_census_is_reserve():
    assert hierarchy("census").policy.reserve.share == 0.10


@pytest.mark.parametrize("name", NAMES)
def test_every_number_has_a_source_and_texts_are_there_in_hindi(name):
    one = hierarchy(name)
    assert len(one.facts) >= 3
    assert all(fact.source and fact.unit and fact.date for fact in one.facts)
    for text in (one.title_hi, one.text_hi, *(level.label_hi for level in one.levels)):
        assert any("\u0900" <= letter <= "\u097f" for letter in text)


@pytest.mark.parametrize("name", NAMES)
def test_its_campaign_toml_loads_to_its_policy(name, tmp_path):
    path = tmp_path / "campaign.toml"
    path.write_text(policy_page(hierarchy(name)), encoding="utf-8")
    assert load(path) == hierarchy(name).policy


@pytest.mark.parametrize("name", NAMES)
def test_its_campaign_toml_differs_from_the_usual_in_what_it_sets_only(name):
    one = hierarchy(name)
    usual = flat(tomllib.loads(USUAL_POLICY.read_text(encoding="utf-8")))
    page = flat(tomllib.loads(policy_page(one)))
    assert page == {**usual, **flat(one.sets)}


@pytest.mark.parametrize("name", NAMES)
def test_no_comment_is_lost_and_the_preset_is_named_first(name):
    usual = USUAL_POLICY.read_text(encoding="utf-8")
    page = policy_page(hierarchy(name))
    assert page.startswith(f"# Preset {name}: ")
    assert comments(page)[-len(comments(usual)) :] == comments(usual)
    gone = set(usual.splitlines()) - set(page.splitlines())
    assert len(gone) <= len(settings(hierarchy(name)))


def test_settings_stand_beside_the_usual_ones():
    told = {name: (value, usual) for name, value, usual in settings(hierarchy("census"))}
    assert told["quota.mitans_per_rakshak"] == (155, 25)
    assert told["span.most"] == (6, 40)


def test_an_unknown_preset_is_refused_with_what_is_near():
    with pytest.raises(Refusal, match="Did you mean census") as refused:
        hierarchy("Censsus")
    assert refused.value.exit_code is ExitCode.USAGE
    with pytest.raises(Refusal, match="Presets: census"):
        hierarchy("../hierarchies/census")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("mitans_per_rakshak = 155", "mitans_per_rakshak = 150", "quota.mitans_per_rakshak"),
        ("least = 4\nmost = 6", "least = 4\nmost = 7", "span.least to span.most"),
        ("usual = 155", "usual = 15", "do not go up"),
        ('code = "leader"', 'code = "mitan"', "leaders, then rakshak, then mitan"),
        ("share = 0.10", "share = 10", "reserve.share"),
        ("share = 0.10", "part = 0.10", "reserve.part"),
        ("share = 0.10", "share = 0.10\n[policy.other_category]\nnorm = 3", "other_category.norm"),
        ("[policy.quota]", "latitude = [1.0, 2.0]\n[policy.quota]", "policy.campaign.latitude"),
        ('title = "Census', 'title = "Two\\nlines', "title"),
        ('label = "Household"', "", "label"),
    ],
)
def test_a_faulty_file_is_refused_with_the_fault(tmp_path, old, new, fault):
    text = (HIERARCHIES / "census.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "faulty.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refusal, match=r"faulty\.toml") as refused:
        read(path)
    assert any(fault in f"{one.subject} {one.message}" for one in refused.value.findings)
