"""India: 35 states and 640 districts that add up, found by code and by name, never guessed."""

import csv
import shutil
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.findings import ExitCode, Refusal
from scenarios.india import (
    COLUMNS,
    DISTRICTS,
    INDIA,
    STATES,
    District,
    State,
    district,
    districts,
    india,
    key,
    read,
    state,
    states,
)
from scenarios.india_answers import districts_answer
from scenarios.presets import MOST_LISTED, preset_names, unknown

SAME_NAMES = {"Aurangabad", "Bijapur", "Bilaspur", "Hamirpur", "Pratapgarh", "Raigarh"}


def refusal(act, *words):
    with pytest.raises(Refusal) as caught:
        act(*words)
    assert caught.value.exit_code == ExitCode.USAGE
    return caught.value.message


def test_the_published_totals():
    assert (len(states()), len(districts())) == (35, 640)
    assert sum(one.population for one in states()) == 1_210_854_977
    assert sum(one.population for one in districts()) == 1_210_854_977


@pytest.mark.parametrize(
    ("name", "count", "people"),
    [
        ("Chhattisgarh", 18, 25_545_198),
        ("Uttar Pradesh", 71, 199_812_341),
        ("Maharashtra", 35, 112_374_333),
        ("Andhra Pradesh", 23, 84_580_777),
        ("Lakshadweep", 1, 64_473),
    ],
)
def test_the_districts_of_a_state_add_up_to_it(name, count, people):
    assert state(name).population == people
    assert len(districts(name)) == count
    assert sum(one.population for one in districts(name)) == people


def test_codes_are_the_census_s_in_order():
    assert [one.code for one in states()] == [f"{k:02d}" for k in range(1, 36)]
    assert [one.code for one in districts()] == [f"{k:03d}" for k in range(1, 641)]
    assert {one.state for one in districts()} == {one.code for one in states()}
    assert [one.state for one in districts()] == sorted(one.state for one in districts())


@pytest.mark.parametrize(
    ("code", "name", "people"),
    [
        ("001", "Kupwara", 870_354),
        ("257", "Dibang Valley", 8_004),  # the smallest
        ("517", "Thane", 11_060_148),  # the largest
        ("640", "South Andaman", 238_142),
    ],
)
def test_districts_that_anybody_may_look_up(code, name, people):
    one = district(code)
    assert (one.name, one.population) == (name, people)
    assert district(name) == one


def test_the_bilaspur_of_the_catalogue_is_that_of_the_scenario(bilaspur):
    whole = next(fact for fact in bilaspur.facts if "boundaries of 2011" in fact.text)
    assert district("Bilaspur", "Chhattisgarh").population == whole.value


def test_telangana_and_ladakh_as_they_were_formed():
    parts = [district(str(code)) for code in range(532, 542)]
    assert {one.state for one in parts} == {state("Andhra Pradesh").code}
    assert sum(one.population for one in parts) == 35_193_978
    assert [district(code).name for code in ("003", "004")] == ["Leh (Ladakh)", "Kargil"]
    assert "532 to 541 of Andhra Pradesh" in refusal(state, "telangana")
    assert "003 and 004 of Jammu and Kashmir" in refusal(state, "लद्दाख")


def test_every_district_is_found_by_its_code_and_in_its_state_by_its_name():
    for one in districts():
        assert district(one.code) is one
        assert all(district(name, one.state) is one for name in one.names)


@given(st.text() | st.integers(0, 10**9).map(str) | st.just("9" * 5000))
def test_whatever_is_typed_is_found_or_refused(text):
    for act, found in ((state, State), (district, District)):
        try:
            answer = act(text)
        except Refusal as refusal:
            answer = refusal.exit_code
        assert answer == ExitCode.USAGE or isinstance(answer, found)


@pytest.mark.parametrize(
    "name",
    [
        "Chhattisgarh",
        "CHHATTISGARH",
        " chhattisgarh",
        "22",
        "२२",
        "छत्तीसगढ़",
        "छत्तीसगढ",
        "छत्तीसग\u095d",
    ],
)
def test_a_state_by_any_of_its_names(name):
    assert state(name).code == "22"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("JAMMU & KASHMIR", "01"),
        ("उत्तराखण्ड", "05"),
        ("NCT of Delhi", "07"),
        ("मिजोरम", "15"),
        ("झारखण्ड", "20"),
        ("Orissa", "21"),
        ("आन्ध्र प्रदेश", "28"),
        ("तमिल नाडु", "33"),
    ],
)
def test_other_ways_of_writing_a_state(name, code):
    assert state(name).code == code


def test_every_state_has_a_hindi_name_of_its_own():
    names = [one.name_hi for one in states()]
    assert len({key(name) for name in names}) == 35
    assert all("\u0900" <= c <= "\u097f" or c == " " for name in names for c in name)
    assert [state(name).name_hi for name in names] == names


def test_names_that_two_states_have_are_never_chosen_from():
    count = Counter(one.name for one in districts())
    assert {name for name, times in count.items() if times > 1} == SAME_NAMES
    for name in SAME_NAMES:
        told = refusal(district, name)
        for one in (one for one in districts() if one.name == name):
            assert f"{one.code} in {india().state_of[one.state].name}" in told
            assert district(name.lower(), one.state) == one
            assert district(one.code) == one


@pytest.mark.parametrize(
    ("name", "of", "code"),
    [
        ("Kaimur", "Bihar", "233"),
        ("bhabua", "Bihar", "233"),
        ("Leh", None, "003"),
        ("barabanki", None, "176"),
        ("YSR", None, "551"),
        ("3", None, "003"),
        ("४०६", "छत्तीसगढ़", "406"),
        ("Puducherry", "Puducherry", "635"),
        ("North", "Delhi", "091"),
        ("Bangalore", "Karnataka", "572"),  # not Bangalore Rural
    ],
)
def test_a_district_by_name_or_code(name, of, code):
    assert district(name, of).code == code


def test_a_code_of_another_state_is_none_of_this_one():
    assert "Chhattisgarh" in refusal(district, "030", "Chhattisgarh")


def test_unknown_names_with_near_ones():
    told = refusal(state, "Chatisgarh")
    assert "Did you mean Chhattisgarh" in told
    assert "Lakshadweep" in told  # all states are told
    assert "छत्तीसगढ़" in refusal(state, "छत्तीसगड")
    assert "Bastar" in refusal(district, "bastr", "Chhattisgarh")
    told = refusal(district, "Ahmedabad")
    assert "Did you mean Ahmadabad" in told
    assert "those of 2011" in told
    assert "Zunheboto" not in told  # not all 640 are told
    assert "states" in refusal(district, "Bilaspur", "Nowhere")


def test_a_district_in_place_of_a_state():
    told = refusal(state, "bilaspur")
    assert "030 in Himachal Pradesh, 406 in Chhattisgarh" in told


def test_no_more_names_are_told_than_can_be_read():
    few, many = ([f"name {k}" for k in range(n)] for n in (MOST_LISTED, MOST_LISTED + 1))
    assert "name 39" in unknown("things", "x", few).message
    assert "name" not in unknown("things", "x", many).message
    assert "Name 1" in unknown("things", "name 1x", ["Name 1"]).message


def test_what_is_asserted_has_a_source():
    whole = india()
    assert "Registrar General" in whole.source
    assert all(fact.source and fact.date for fact in whole.facts)
    assert "india" not in preset_names()  # it is no scenario of `mitan demo`


@pytest.fixture
def broken(tmp_path):
    """A copy of the catalogue, and what becomes of it when a text in a file is replaced."""

    def act(file, before, after):
        folder = shutil.copytree(INDIA, tmp_path / "india")
        text = (folder / file).read_text(encoding="utf-8")
        assert before in text
        (folder / file).write_text(text.replace(before, after, 1), encoding="utf-8")
        with pytest.raises(Refusal) as caught:
            read(folder)
        assert caught.value.exit_code == ExitCode.REJECTED
        return " ".join([caught.value.message, *(one.message for one in caught.value.findings)])

    return act


@pytest.mark.parametrize(
    ("file", "before", "after", "told"),
    [
        (DISTRICTS, "406,22,Bilaspur,2663629", "406,22,Bilaspur,2663630", "Chhattisgarh"),
        (DISTRICTS, "406,22,Bilaspur,2663629\n", "", "Chhattisgarh"),
        (DISTRICTS, "406,22,", "405,22,", "district code 405 is there twice"),
        (DISTRICTS, "406,22,", "406,36,", "not there: 36"),
        (DISTRICTS, ",22,Bilaspur,", ",22,Durg,", "22 durg is there twice"),
        (DISTRICTS, "406,22,Bilaspur,2663629", "406,22,Bilaspur,many", "integer"),
        (DISTRICTS, "406,22,Bilaspur,2663629", "406,22,Bilaspur,0", "greater"),
        (DISTRICTS, "code,state", "id,state", "code,state,name,population"),
        (DISTRICTS, "Bilaspur", '"Bilaspur', "cannot be read"),
        (STATES, "population = 1210854977", "population = 1210193422", "1,210,193,422"),
        (STATES, 'name_hi = "गोवा"', 'name_hi = "केरल"', "state name"),
    ],
)
def test_a_faulty_catalogue_is_refused(broken, file, before, after, told):
    assert told in broken(file, before, after)


def test_a_missing_file_is_named(tmp_path):
    shutil.copy(INDIA / STATES, tmp_path)
    with pytest.raises(Refusal, match=DISTRICTS):
        read(tmp_path)


def test_the_list_as_csv_is_the_catalogue_itself():
    text = districts_answer("India", ()).render("csv")
    rows = list(csv.DictReader(text.splitlines()))
    assert list(rows[0]) == ["code", "name", "state", "population"]
    with (INDIA / DISTRICTS).open(encoding="utf-8", newline="") as file:
        kept = list(csv.DictReader(file))
    assert list(kept[0]) == list(COLUMNS)
    assert [{**row, "state": state(row["state"]).code} for row in rows] == kept


def test_districts_are_listed_as_they_are_named_each_once():
    told = districts_answer("Chhattisgarh", ("Durg", "406", "bilaspur")).data
    assert [one["code"] for one in told["districts"]] == ["409", "406"]
    assert told["population"] == 3_343_872 + 2_663_629


def test_the_command(desk):
    code, out, _ = desk("districts")
    assert code == 0
    assert "छत्तीसगढ़" in out
    assert "1,210,854,977 people in 35" in out
    code, out, _ = desk("districts", "छत्तीसगढ़", "--format", "csv", "-o", "list.csv")
    assert (code, out) == (0, "")
    lines = (desk.folder / "list.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "code,name,state,population"
    assert "406,Bilaspur,Chhattisgarh,2663629" in lines
    assert len(lines) == 19
    assert desk("districts", "india", "Bilaspur")[0] == 2
    assert desk("districts", "nowhere")[0] == 2
    assert not (desk.folder / "campaign.db").exists()
