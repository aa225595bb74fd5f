"""What is made for a part of the campaign has nobody from outside of it, in no byte."""

import contextlib
import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.privacy.planted import (
    AREAS,
    ENROLLED,
    EVERYBODY,
    NAME,
    PARENT,
    PHONE,
    below,
    do,
    files,
    found,
    is_store,
    name,
    number_of,
    phone,
    sheet,
    tokens,
    zone_of,
)


def visitors(folder, zone):
    """Who goes to an area of a zone by the plan."""
    with contextlib.closing(sqlite3.connect(folder / "campaign.db")) as store:
        rows = store.execute(
            "SELECT rakshak FROM plan_row JOIN area ON area.id = area WHERE zone = ?", [zone]
        )
        return {one for (one,) in rows}


LEADERS = ("L1", "L2", "L3", "L4", "L5")
PHONES = ("--with-phones", "checked")


def made(folder, *words):
    """The bytes of whatever a command writes, with what it says."""
    before = files(folder)
    told = do(folder, *words)
    new = [path for path, state in files(folder).items() if before.get(path) != state]
    return [told.out, told.err, *(path.read_bytes() for path in new if not is_store(path))]


def above(one):
    """Those above somebody, whose names his own sheet needs: whom he calls."""
    while one := (PARENT | ENROLLED).get(one):
        yield one


def check(said, inside, expected):
    """Nobody but those inside is named or can be called; whoever is expected is named."""
    names, phones = found(NAME, *said), found(PHONE, *said)
    assert names <= tokens(inside), names - tokens(inside)
    assert tokens(expected) <= names
    assert phones <= {phone(number_of(one)) for one in inside}


@pytest.mark.parametrize("leader", LEADERS)
@pytest.mark.parametrize("lang", ["en", "hi"])
def test_a_leaders_workbook(folder, leader, lang):
    words = ("export", "xlsx", "--leader", leader, "--lang", lang, *PHONES, "-o", "out.xlsx")
    check(made(folder, *words), below(leader), below(leader) - set(LEADERS))


def test_each_leaders_own_workbook(folder):
    do(folder, "export", "xlsx", "--all", *PHONES, "-o", "out")
    for leader, team in (("L4", ("R3", "R4", "R5", "R6")), ("L5", ("R1", "R2"))):
        mitans = [one for one, rakshak in ENROLLED.items() if rakshak in team]
        said = [(folder / "out" / f"{leader}.xlsx").read_bytes()]
        check(said, {leader, *team, *mitans}, {*team, *mitans})


@pytest.mark.parametrize("leader", LEADERS)
def test_a_leaders_rosters(folder, leader):
    words = ("roster", "--leader", leader, "--pdf", *PHONES, "-o", "out")
    staff = below(leader) - set(ENROLLED)
    check(made(folder, *words), staff | set(above(leader)), staff)


@pytest.mark.parametrize("leader", LEADERS)
def test_a_leaders_messages(folder, leader):
    for to in ("rakshak", "leader"):
        for form in ("table", "json", "csv"):
            words = ("message", "--leader", leader, "--to", to, "--format", form, *PHONES)
            staff = below(leader) - set(ENROLLED)
            check(made(folder, *words), staff | set(above(leader)), ())


@pytest.mark.parametrize("leader", LEADERS)
def test_a_leaders_report(folder, leader):
    said = made(folder, "report", "--leader", leader, "--as-of", "2020-09-04", "-o", "out.html")
    staff = below(leader) - set(ENROLLED)
    check(said, staff, staff)
    assert found(PHONE, *said) == set()


@pytest.mark.parametrize("zone", ["A", "B"])
def test_a_zones_workbook_rosters_messages_and_report(folder, zone):
    inside = {one for one in EVERYBODY if zone_of(one) == zone}
    words = ("--zone", zone, *PHONES)
    rows = inside - set(LEADERS)
    check(made(folder, "export", "xlsx", *words, "-o", "out.xlsx"), inside, rows)
    said = made(folder, "report", "--zone", zone, "--as-of", "2020-09-04", "-o", "out.html")
    check(said, inside - set(ENROLLED), inside - set(ENROLLED))
    # Rosters go by the leader's zone: whoever is in a team of it, and those above them. The page of
    # the zone tells who comes to its areas, those of other teams by name and never with a phone.
    teams = {one for one, leader in PARENT.items() if leader and zone_of(leader) == zone}
    inside = teams | {over for one in teams for over in above(one)}
    said = made(folder, "roster", *words, "-o", "out")
    check(said, inside | visitors(folder, zone), teams)
    assert found(PHONE, *said) <= {phone(number_of(one)) for one in inside}
    check(made(folder, "message", *words), inside, teams - set(LEADERS))


@st.composite
def trees(draw):
    """Whom everybody reports to: leaders to an earlier one or to nobody, rakshaks to any leader."""
    leaders = draw(st.integers(2, 5))
    parent = {
        f"L{k}": draw(st.sampled_from(["", *(f"L{j}" for j in range(1, k))]))
        for k in range(1, leaders + 1)
    }
    among = [*parent]
    return parent | {f"R{k}": draw(st.sampled_from(among)) for k in range(1, 6)}


@settings(max_examples=10, deadline=None)
@given(trees())
def test_any_part_of_any_tree(parent):
    over = {one: above for one, above in parent.items() if above}

    def under(leader):
        found_ = {leader}
        for _ in parent:
            found_ |= {one for one, above in over.items() if above in found_}
        return found_

    rows = [
        {
            "id": one,
            "name": name(number_of(one)),
            "phone": phone(number_of(one)),
            "role": "leader" if one[0] == "L" else "rakshak",
            "reports_to": above,
            "zone": "A",
            "trained_on": "2020-08-26",
        }
        for one, above in parent.items()
    ]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "people.csv").write_text(sheet(rows), encoding="utf-8")
        (folder / "areas.csv").write_text(AREAS, encoding="utf-8")
        do(folder, "init")
        do(folder, "import", "people", "people.csv")
        do(folder, "import", "areas", "areas.csv")
        do(folder, "assign")
        for leader in {above for one, above in over.items() if one[0] == "R"}:
            inside, up = under(leader), {leader}
            for _ in parent:
                up |= {over[one] for one in up if one in over}
            words = ("--leader", leader, *PHONES)
            file = f"{leader}.xlsx"
            rows_of = {one for one in inside if one[0] == "R"}
            check(made(folder, "export", "xlsx", *words, "-o", file), inside, rows_of)
            check(made(folder, "roster", *words, "-o", leader), inside | up, inside)
            check(
                made(folder, "report", "--leader", leader, "-o", f"{leader}.html"), inside, inside
            )
