"""DUP005, DUP008: near-duplicate areas and contradictions; no name is ever shown."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.audit.judge import judge
from planner.policy import load
from tests.audit.worlds import World

METRE = 1 / 111_195  # in degrees of latitude


def place(name, metres=0, **more):
    """A bank of Kargi in zone A, so many metres north of the first."""
    at = (22.0 + metres * METRE, 82.0)
    return {"name": name, "category": "bank", "zone": "A", "locality": "Kargi", "at": at, **more}


def findings(*rows, code="DUP005", **limits):
    policy = load()
    places = policy.places.model_copy(update=limits)
    world = World(policy=policy.model_copy(update={"places": places}))
    world.areas = {f"A{k}": row for k, row in enumerate(rows)}
    return judge(world.evidence(), select=[code]).findings


def test_two_rows_of_one_place():
    (finding,) = findings(place("Gramin Bank"), place("ग्रामीण बैंक, Kargi", 200))
    assert (finding.subject, finding.where, finding.severity) == ("A0", "A", "warning")
    assert finding.message == (
        "A0 and A1 may be one place: names that say the same, within 250 m of each other"
    )


def test_the_limit_is_the_policys():
    rows = place("State Bank"), place("State Bank", 200)
    assert not findings(*rows, duplicate_within=190)
    assert findings(*rows, duplicate_within=210)


@pytest.mark.parametrize(
    "other",
    [
        {"zone": "B"},
        {"locality": "Koni"},
        {"visits": 0},
        {"category": "temple"},
        {"name": "State Bank 2"},
        {"name": "State Bank, Market Branch 2"},
        {"metres": 260},
    ],
)
def test_what_tells_them_apart(other):
    first = place("State Bank 1")
    second = {"name": "State Bank", **other}
    second = place(second.pop("name"), second.pop("metres", 120), **second)
    if second["category"] == "temple":
        first["name"], second["name"] = "Mahamaya", "Mahamaya"
        first["category"] = "shrine"
    assert not findings(first, second)


def test_where_the_village_of_one_is_not_known():
    assert findings(place("State Bank"), place("State Bank", 100, locality=""))
    assert findings(place("State Bank", locality=""), place("State Bank", 100))
    assert findings(place("State Bank", locality=""), place("State Bank", 100, locality=""))


def test_other_names_side_by_side_are_a_remark():
    (finding,) = findings(place("Axis Bank"), place("ICICI Bank", 80))
    assert finding.severity == "info"
    assert finding.message == (
        "A0 and A1 may be one place: of one kind, within 100 m of each other, under other names"
    )
    assert not findings(place("Axis Bank"), place("ICICI Bank", 120))


def test_under_two_categories():
    (finding,) = findings(place("Dhan Kharidi Kendra"), place("धान खरीदी", 90, category="market"))
    assert finding.message.endswith("within 250 m of each other, under different categories")
    girls = place("Kanya School", category="school"), place("School", category="college")
    assert not findings(*girls)


def test_a_name_that_only_says_where_may_be_any_of_its_kind():
    assert findings(place("Kargi"), place("Gramin Bank", 100))
    assert not findings(place("Kargi"), place("Panchayat", 100))
    many = {"category": "government_office"}
    assert not findings(place("Kargi", **many), place("Post office", 100, **many))


def test_two_rows_of_one_village_or_one_part_of_it():
    village = {"category": "village"}
    assert findings(place("Kargi", **village), place("करगी", 100, **village))
    assert findings(place("Kargi, part 2", **village), place("KARGI PART 2", 100, **village))
    assert not findings(place("Kargi, part 2", **village), place("Kargi, part 3", 100, **village))
    office = {"category": "government_office"}
    assert findings(place("Kargi", **office), place("Kargi", 100, **office))


def test_whichever_village_comes_first_two_villages_are_two():
    here, there = place("State Bank"), place("State Bank", 100, locality="Koni")
    assert not findings(here, there)
    koni = place("Koni bus stand", 90_000, locality="Koni")  # now Koni is the first village
    assert not findings(koni, here, there)
    assert findings(koni, here, {**there, "locality": ""})


def test_what_lies_at_the_limit_is_within():
    assert findings(place("Axis Bank"), place("ICICI Bank"), beside_within=0)
    assert findings(place("Gramin Bank"), place("ग्रामीण बैंक"), duplicate_within=0)


def test_a_name_that_only_says_where_is_anything_in_a_category_of_one_known_kind_alone():
    own = {"category": "temple"}  # nobody knows what it holds
    assert not findings(place("Kargi", **own), place("Mahamaya", 100, **own))
    assert findings(place("Kargi", **own), place("Kargi", 100, **own))


def test_without_coordinates_names_must_be_equal():
    nowhere = {"at": (np.nan, np.nan)}
    (finding,) = findings(place("Gramin Bank"), place("ग्रामीण बैंक", **nowhere))
    assert finding.message.endswith("in one village, not all with coordinates")
    assert not findings(place("Axis Bank"), place("Bank", **nowhere))
    assert not findings(place("Axis Bank", locality=""), place("Axis Bank", locality="", **nowhere))


def test_three_rows_are_one_finding():
    (finding,) = findings(*(place("State Bank", 100 * k) for k in range(3)))
    assert finding.message.startswith("A0, A1 and A2 may be one place")


def test_an_area_that_is_closed_may_be_the_other_row():
    (ruling,) = _rulings(place("State Bank", visits=0))
    assert ruling.reason == "no area is open"


def _rulings(*rows):
    world = World(areas={f"A{k}": row for k, row in enumerate(rows)})
    return judge(world.evidence(), select=["DUP005"]).rulings


def test_a_category_that_contradicts_the_name():
    (finding,) = findings(place("Govt High School"), place("Axis Bank", 900), code="DUP008")
    assert (finding.subject, finding.severity) == ("A0", "warning")
    assert finding.message == "its category is bank, but its name says school"
    assert not findings(place("Govt High School", visits=0), place("Bank"), code="DUP008")


def test_no_name_and_no_village_is_ever_shown():
    rows = place("Ghasidas Axis Bank"), place("Ghasidas Axis", 10), place("Ghasidas School", 20)
    for code in ("DUP005", "DUP008"):
        told = " ".join(" ".join(f.as_dict().values()) for f in findings(*rows, code=code))
        assert told
        assert not any(word in told.casefold() for word in ("ghasidas", "axis", "kargi"))


area = st.fixed_dictionaries(
    {"visits": st.sampled_from([0, 1, 5])},
    optional={
        "name": st.text(max_size=12) | st.sampled_from(["Bank", "बैंक", "High School", "Kargi"]),
        "locality": st.text(max_size=6) | st.just("Kargi"),
        "category": st.sampled_from(["bank", "market", "village", "", "x"]),
        "zone": st.sampled_from("AB"),
        "at": st.tuples(
            st.sampled_from([22.0, 22.0005, -90.0, 90.0]), st.sampled_from([82.0, 180])
        ),
    },
)


@settings(max_examples=150, deadline=None)
@given(st.lists(area, max_size=6))
def test_every_rule_has_an_answer_to_any_areas(rows):
    for code in ("DUP005", "DUP006", "DUP007", "DUP008"):
        for finding in findings(*rows, code=code):
            assert finding.subject in {f"A{k}" for k in range(len(rows))}
