import shutil

import pytest

from planner.findings import ExitCode, Refusal
from scenarios import presets as presets_module
from scenarios.presets import Parameter, preset, presets, read


def parameters(entry, path=""):
    """Every Parameter within an entry, with where it stands."""
    if isinstance(entry, Parameter):
        yield path, entry
    elif isinstance(entry, tuple):
        for k, one in enumerate(entry):
            yield from parameters(one, f"{path}[{k}]")
    elif hasattr(type(entry), "model_fields"):
        for name in type(entry).model_fields:
            yield from parameters(getattr(entry, name), f"{path}.{name}")


def test_every_fact_has_a_source_a_unit_and_a_date(bilaspur):
    assert len(bilaspur.facts) >= 20
    for fact in bilaspur.facts:
        assert fact.source.strip(), fact.text
        assert fact.unit.strip(), fact.text
        assert fact.date.strip(), fact.text


def test_every_parameter_lies_in_its_range_and_has_a_source_or_is_an_assumption(bilaspur):
    found = list(parameters(bilaspur))
    assert len(found) > 60
    for path, parameter in found:
        assert parameter.source.strip(), path
        assert parameter.range[0] <= parameter.value <= parameter.range[1], path


def test_blocks_city_box_and_sizes_have_sources(bilaspur):
    entries = [*bilaspur.blocks, bilaspur.city, bilaspur.box, *bilaspur.sizes.values()]
    assert all(entry.source.strip() for entry in entries)


def test_the_blocks_add_up_to_the_facts(bilaspur):
    fact = {fact.text: fact.value for fact in bilaspur.facts}
    # 309,780 + 151,499 + 210,147 + 205,026; 250 + 251 + 190 + 226
    assert sum(block.people for block in bilaspur.blocks) == 876452
    assert fact["Rural people of the four blocks"] == 876452
    assert sum(block.places for block in bilaspur.blocks) == 917
    assert fact["Habitations of the four blocks"] == 917


def test_every_category_is_one_of_the_policy(bilaspur, policy):
    assert {kind.code for kind in bilaspur.categories} == set(policy.categories)


def test_texts_are_there_in_both_languages(bilaspur):
    for text in (bilaspur.title_hi, bilaspur.text_hi):
        assert any("\u0900" <= letter <= "\u097f" for letter in text)
    assert bilaspur.title.isascii()


def test_the_catalogue_lists_bilaspur():
    assert "bilaspur" in [one.name for one in presets()]


def test_an_unknown_scenario_is_refused_with_what_is_near():
    with pytest.raises(Refusal, match="Did you mean bilaspur") as refused:
        preset("Bilaspr")
    assert refused.value.exit_code is ExitCode.USAGE


def test_a_path_is_not_a_scenario():
    with pytest.raises(Refusal, match="Scenarios: bilaspur"):
        preset("../catalogue/bilaspur")


def test_an_unknown_size_is_refused_with_the_sizes(bilaspur):
    with pytest.raises(Refusal, match="small, campaign, district") as refused:
        bilaspur.size("huge")
    assert refused.value.exit_code is ExitCode.USAGE


@pytest.mark.parametrize(
    ("old", "new", "subject"),
    [
        ("value = 0.75, range = [0.70, 0.80]", "value = 0.9, range = [0.7, 0.8]", "utilisation"),
        ('block = "BILHA"', 'block = "NOWHERE"', "whole file"),
        ("rakshaks = 240", "rakshaks = 0", "rakshaks"),
        ("rakshaks = 240", "rakshak = 240", "rakshak"),
        ('code = "mall"\nof = "urban"', 'code = "mall"\nof = "sea"', "of"),
        ("zones = 4", "zones = 3", "whole file"),
    ],
)
def test_a_faulty_file_is_refused_with_the_place_of_the_fault(tmp_path, old, new, subject):
    text = (presets_module.CATALOGUE / "bilaspur.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "faulty.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refusal, match=r"faulty\.toml") as refused:
        read(path)
    assert any(subject in finding.subject for finding in refused.value.findings)


def test_an_unknown_key_is_told_from_a_wrong_value(tmp_path):
    text = (presets_module.CATALOGUE / "bilaspur.toml").read_text(encoding="utf-8")
    path = tmp_path / "faulty.toml"
    path.write_text("titel = 'a slip'\n" + text, encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        read(path)
    (finding,) = refused.value.findings
    assert (finding.code, finding.subject) == ("SCN001", "titel")
    assert "spelling" in finding.remedy


def test_a_file_that_is_not_toml_is_refused(tmp_path):
    path = tmp_path / "broken.toml"
    path.write_text("title = ", encoding="utf-8")
    with pytest.raises(Refusal, match=r"broken\.toml: it is not valid TOML"):
        read(path)


def test_another_file_of_the_catalogue_is_another_scenario(tmp_path, monkeypatch):
    shutil.copy(presets_module.CATALOGUE / "bilaspur.toml", tmp_path / "other.toml")
    monkeypatch.setattr(presets_module, "CATALOGUE", tmp_path)
    assert [one.name for one in presets()] == ["other"]
    assert preset("other").name == "other"
