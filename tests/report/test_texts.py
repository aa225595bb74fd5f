"""The texts of a campaign: complete in both languages, checked before anything is printed."""

import tomllib

import pytest

from planner.findings import Refusal
from planner.report.roster_phrases import PHRASES
from planner.report.texts import PLACES, USUAL_TEXTS, Words, load_texts
from tests.report.test_call_sheet import values

FULL = {"id": "R1", "name": "Ram"}


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "campaign-texts.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def faults(path):
    with pytest.raises(Refusal) as refused:
        load_texts(path)
    return [finding.message for finding in refused.value.findings]


def test_both_languages_are_complete():
    raw = tomllib.loads(USUAL_TEXTS.read_text(encoding="utf-8"))
    assert raw.keys() == {"en", "hi"}
    assert raw["en"].keys() == raw["hi"].keys() == set(Words.model_fields)
    usual = load_texts()
    assert len(usual.en.pledge) == len(usual.hi.pledge) == 12
    assert len(usual.en.say) == len(usual.hi.say)
    for key in PLACES:
        assert values(getattr(usual.en, key)) == values(getattr(usual.hi, key))


def test_labels_are_the_same_in_both_languages_with_the_same_values():
    assert PHRASES["en"].keys() == PHRASES["hi"].keys()
    for key, phrase in PHRASES["en"].items():
        assert values(phrase) == values(PHRASES["hi"][key]), key


def test_every_place_of_a_message_is_told_at_the_top_of_the_file():
    head = USUAL_TEXTS.read_text(encoding="utf-8").split("[en]")[0]
    assert [
        place for places in PLACES.values() for place in places if f"{{{place}}}" not in head
    ] == []


def test_what_is_missing_falls_back(file):
    mine = load_texts(file('[hi]\npledge = ["एक", "दो"]\n'))
    assert mine.hi.pledge == ("एक", "दो")
    assert mine.hi.say == load_texts().hi.say
    assert mine.en == load_texts().en


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[fr]\nsay = []\n", "this setting does not exist"),
        ('[hi]\npleges = ["x"]\n', "this setting does not exist"),
        ("hi = 3\n", "valid dictionary"),
        (f'[hi]\npledge_opening = "{"x" * 201}"\n', "at most 200"),
        ("[hi]\npledge = []\n", "at least 1"),
        ('[en]\nmessage_rakshak = "{phone}"\n', "nothing fills {phone}; there are {campaign}"),
        ('[en]\nmessage_rakshak = "{team}"\n', "nothing fills {team}"),
        ('[en]\nmessage_leader = "{name.__class__}"\n', "nothing fills {name.__class__}"),
        ('[en]\nmessage_leader = "{name!r}"\n', "nothing fills {name!r}"),
        ('[en]\nmessage_leader = "{name:>99}"\n', "nothing fills {name:>99}"),
        ('[en]\nmessage_leader = "{}"\n', "nothing fills {}"),
        ('[en]\nmessage_leader = "{name"\n', "a brace is opened and not closed"),
    ],
)
def test_faults(file, text, said):
    assert any(said in message for message in faults(file(text)))


def test_braces_may_be_written_twice(file):
    assert load_texts(file('[en]\nmessage_leader = "{{x}}"\n')).en.message_leader == "{{x}}"
