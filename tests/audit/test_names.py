"""Names: titles, order, initials and split words do not count; measured on a list of pairs."""

import csv
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.audit.names import alike, read_name
from scenarios.names import FIRST_NAMES, SURNAMES

PAIRS = Path(__file__).with_name("name_pairs.csv")
DOCS = Path(__file__).resolve().parents[2] / "docs" / "audit-names.md"


def pairs(written, kind):
    """Those of the list that are one person's (1), or two people's (0).

    Most were written before the rules of spelling were settled, some after.
    """
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["written"] == written]
    return [(row["one"], row["other"]) for row in rows if row["alike"] == kind]


def are_alike(one, other):
    return alike(read_name(one), read_name(other))


@pytest.mark.parametrize(("written", "least"), [("before", 200), ("after", 50)])
def test_precision_and_recall_are_what_the_docs_say(written, least):
    true, false = pairs(written, "1"), pairs(written, "0")
    assert min(len(true), len(false)) >= least
    assert len({frozenset(pair) for pair in true + false}) == len(true + false)
    found = sum(are_alike(*pair) for pair in true)
    wrong = sum(are_alike(*pair) for pair in false)
    assert found / (found + wrong) >= 0.97
    assert found / len(true) >= 0.92
    said = f"{found} of {len(true)} | {wrong} of {len(false)}"
    assert said in DOCS.read_text(encoding="utf-8")


@pytest.mark.parametrize("table", [FIRST_NAMES, SURNAMES])
def test_no_two_made_up_names_are_alike(table):
    """Nobody in a demo is taken for another for his name."""
    for script in table:
        for one, other in combinations(script, 2):
            assert not are_alike(f"{one} Xaxa", f"{other} Xaxa")


def test_an_initial_is_no_word_in_full_though_it_sounds_like_one():
    assert not are_alike("R. Sahu", "Ra Sahu")
    assert are_alike("R. Sahu Ram", "Ra Sahu Ram")


@pytest.mark.parametrize("name", ["", "  ", "Dr.", "श्रीमती", "山田", "R. K.", "9876"])
def test_what_is_no_name_is_like_nothing(name):
    assert read_name(name).key == ""
    assert not are_alike(name, name)
    assert not are_alike(name, "Ramesh Sahu")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ram Lal Sahu", "Ram Prasad Sahu"),  # fillers on both sides
        ("R. Sahu", "Ramesh Sahu"),  # one word in full
        ("Ramesh K. Sahu", "Ramesh Prasad Sahu"),
        ("Kamal Verma", "Kamla Verma"),
        ("Ramesh", "Ramesh Sahu"),
        ("Kumar Sahu", "Sahu"),
    ],
)
def test_too_little_in_common(one, other):
    assert not are_alike(one, other)


def test_an_initial_stands_for_a_word_on_either_side():
    for one in ("Ramesh Chandra Sahu", "R. Chandra Sahu"):
        assert are_alike(one, "Ramesh Chandra Sahu")
        assert are_alike(one, "R. Chandra Sahu")
        assert not are_alike(one, "S. Chandra Sahu")


def test_a_final_a_counts_in_first_names_only():
    assert are_alike("Manoj Yadav", "Manoj Yadava")
    assert not are_alike("Vimla Manoj Yadav", "Vimal Manoj Yadav")


def test_whose_child_or_wife_somebody_is_does_not_count():
    assert are_alike("रमेश साहू पिता मोहन साहू", "Ramesh Sahu s/o Mohan Sahu")
    assert are_alike("Ramesh Sahu", "रमेश साहू सुपुत्र मोहन साहू")
    assert are_alike("गणपति साहू", "Ganpati Sahu")  # no पति of anybody


def test_namesakes_have_one_key():
    assert read_name("Om Verma").key != read_name("Verma").key
    assert read_name("Smt. Sahu Anita Bai").key == read_name("अनीता साहू").key


names = st.builds(
    " ".join,
    st.lists(
        st.sampled_from(
            [
                *(name for table in (FIRST_NAMES, SURNAMES) for script in table for name in script),
                *("Kumar", "Lal", "R.", "K", "Smt.", "श्री", "Ram", "Ramlal", "Devi", "Md"),
            ]
        ),
        max_size=4,
    ),
)


@given(names, names)
def test_alike_goes_both_ways_and_leaves_a_common_block(one, other):
    mine, theirs = read_name(one), read_name(other)
    verdict = alike(mine, theirs)
    assert verdict == alike(theirs, mine)
    assert not verdict or mine.blocks & theirs.blocks
    assert alike(mine, mine) == bool(mine.key)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_have_an_answer(one, other):
    assert are_alike(one, other) == are_alike(other, one)
