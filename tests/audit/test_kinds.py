"""Kinds: what an area's name says, what a category holds, and when they contradict each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.audit.kinds import (
    KINDS,
    SETTLEMENTS,
    WITHIN,
    alike,
    beside,
    contradicts,
    kinds_of,
    only_village,
    read_label,
)
from planner.policy import Category, load

POLICY = load()


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("Govt. High School Bohardih", {"school"}),
        ("शासकीय उच्चतर माध्यमिक विद्यालय", {"school"}),
        ("higher secondry shcool", {"school"}),
        ("higher secondry skl", set()),  # too far from any word
        ("Vetarinray", {"veterinary"}),  # two slips in a long one
        ("Murkit", set()),  # but not in a short one
        ("Markt", set()),  # too short a word for a slip in it to be made out
        ("Dhan Collection Kharidi Centre", {"paddy centre"}),
        ("धान खरीदी केंद्र, कोटा", {"paddy centre"}),
        ("veterinray Hospital", {"veterinary"}),
        ("Panchayat headqutar", {"panchayat"}),
        ("Koni B.O", {"post office"}),
        ("Nawagaon-So", set()),
        ("State Bank of India", {"bank"}),
        ("Police Station Road", set()),
        ("School Para", set()),
        ("Colony High School", {"colony", "school"}),  # no school's colony
        ("Bank Colony", set()),
        ("Nehru Nagar Market", {"market"}),
        ("SBI, near Government College", {"bank"}),
        ("SBI (opp. bus stand)", {"bank"}),
        ("कॉलेज के पास, SBI", {"bank"}),
        ("SBI, college ke paas", {"bank"}),
        ("Railway Station ke paas Sharma Hotel", {"hotel"}),
        ("Bank and Post Office", {"bank", "post office"}),
        ("Government office 3, Amgaon", {"office"}),
        ("山田", set()),
    ],
)
def test_the_kinds_that_a_name_says(name, kinds):
    assert read_label(name).kinds == kinds


def test_the_village_says_nothing_in_a_name():
    assert read_label("Mandi", "Mandi").kinds == frozenset()
    assert only_village(read_label("bhaneshar", "BHANESAR"))
    assert read_label("Parsada high school", "Parsada").own == frozenset()
    assert not only_village(read_label("Parsada 2", "Parsada"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Panchayat Bhawan", "panchayat headqurter", True),
        ("bank", "Axis Bank", True),
        ("Axis Bank", "ICICI Bank", False),
        ("Govt High School", "शासकीय हाई स्कूल", True),
        ("Girls High School", "Boys High School", False),
        ("Girls High School", "High School", True),
        ("Primary School", "High School", False),
        ("Market 3", "Market 4", False),
        ("Market 3", "Market", True),
        ("Market 3, ward 11", "Market 4, ward 11", False),
        ("Shanichari Bazaar", "शनिचरी बाज़ार", True),
        ("Mandi", "Dhan kharidi kendra", False),
        ("Sharma Complex", "Verma Complex", False),
        ("vatnery", "post office", False),  # nothing in common
        ("", "", False),
        ("part 2", "Part 02", True),
        ("part 2", "part 3", False),
    ],
)
def test_names_of_one_place(one, other, same):
    mine, theirs = read_label(one), read_label(other)
    assert alike(mine, theirs) == alike(theirs, mine) == same


def test_of_one_kind_side_by_side():
    assert beside(read_label("Axis Bank"), read_label("ICICI Bank"))
    assert not beside(read_label("Bank 1"), read_label("Bank 2"))
    assert not beside(read_label("Sharma"), read_label("Sharma"))


def test_every_usual_category_holds_a_kind_and_the_like_of_itself():
    for code, category in POLICY.categories.items():
        kinds = kinds_of(code, POLICY)
        assert kinds, code
        for name in (category.label, category.label_hi):
            assert contradicts(read_label(name), kinds) is None


def test_the_tables_speak_of_the_same_kinds():
    assert {*WITHIN, *SETTLEMENTS, *(kind for kinds in WITHIN.values() for kind in kinds)} <= set(
        KINDS
    )


def test_a_category_of_a_campaign_of_its_own_needs_no_table():
    norm = {"people_per_visit": 1, "least_visits": 1, "most_visits": 1, "usual_visits": 1}
    hospital = Category(label="Hospital", label_hi="अस्पताल", **norm)
    temple = Category(label="Temple", label_hi="मंदिर", **norm)
    own = POLICY.model_copy(update={"categories": {"h": hospital, "t": temple}})
    school = read_label("Govt School")
    assert contradicts(school, kinds_of("h", own)) == "school"
    assert contradicts(school, kinds_of("t", own)) is None  # nobody knows what it holds
    assert contradicts(school, kinds_of("post_office", own)) == "school"  # in no list
    assert contradicts(read_label("District Hospital"), kinds_of("h", own)) is None


@pytest.mark.parametrize(
    ("name", "category", "kind"),
    [
        ("Government School", "bank", "school"),
        ("Dhan kharidi kendra", "market", "paddy centre"),
        ("Higher Secondary School", "college", None),
        ("Gramin Bank", "government_office", None),
        ("School Para", "colony", None),
        ("Bank Colony", "market", None),
        ("Bank Colony", "colony", None),
        ("Bank and Market", "gym", None),
        ("Ward 12", "market", None),
        ("Petrol Pump", "mall", "petrol pump"),
        ("सरपंच", "village", None),
    ],
)
def test_contradictions(name, category, kind):
    assert contradicts(read_label(name), kinds_of(category, POLICY)) == kind


@given(st.text(max_size=40), st.text(max_size=10))
def test_any_text_has_a_label(name, place):
    label = read_label(name, place)
    assert label.kinds <= set(KINDS)
    assert alike(label, label) != only_village(label)
