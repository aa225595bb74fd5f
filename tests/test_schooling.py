"""Who is to be trained and with whom: read from a campaign one can count by hand."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

PEOPLE_HEAD = "id,name,role,zone,reports_to,trained_on,active,reserve\n"
VENUES = "id,name,zone,seats,from,to,sessions\nV1,x,A,50,25-08-2020,26-08-2020,1\n"


@pytest.fixture
def ask(desk):
    """The plan for a sheet of people: rows by id."""
    desk("init")
    (desk.folder / "venues.csv").write_text(VENUES, encoding="utf-8")

    def ask(rows, *words):
        desk.bring("people", PEOPLE_HEAD + rows)
        told = desk.answer("train", "plan", "--venues", "venues.csv", "--on", "2020-08-24", *words)
        return told, {row["id"]: row for row in told["people_seats"]}

    return ask


def test_who_is_active_and_not_trained_the_bench_too(ask):
    told, rows = ask(
        "L1,a,leader,A,,2020-08-23,yes,\nR1,b,rakshak,A,L1,,yes,\nR2,c,rakshak,A,L1,,yes,yes\n"
        "R3,d,rakshak,A,L1,,no,\nR4,e,rakshak,A,L1,2020-08-23,yes,\nM1,f,mitan,A,,,yes,\n"
    )
    assert set(rows) == {"R1", "R2"}
    assert (told["trained_already"], told["teams"]) == (2, 1)
    assert {row["leader"] for row in rows.values()} == {"L1"}


def test_teams(ask):
    """N leads leaders: L2, who leads nobody, is of his team; L1 is of his own."""
    told, rows = ask(
        "N,a,leader,A,,,yes,\nL1,a,leader,A,N,,yes,\nL2,a,leader,A,N,,yes,\n"
        "R1,b,rakshak,A,L1,,yes,\nR2,b,rakshak,A,L1,,yes,\n"
    )
    leaders = {one: row["leader"] for one, row in rows.items()}
    assert leaders == {"N": "N", "L2": "N", "L1": "L1", "R1": "L1", "R2": "L1"}
    assert told["teams"] == 2


def test_people_without_a_leader_are_a_team_each(ask):
    told, rows = ask("R1,b,rakshak,A,,,yes,\nR2,b,rakshak,A,,,yes,\n")
    assert [row["leader"] for row in rows.values()] == ["", ""]
    assert told["teams"] == 2


def test_the_way_to_a_place_known_by_its_zone(ask):
    """Nobody's coordinates are known: the policy's distance within one zone counts."""
    told, rows = ask("R1,b,rakshak,A,,,yes,\n")
    assert rows["R1"]["metres"] == 2_000 == told["tiers"]["distance"]["value"]


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_nobody_twice_and_nobody_who_is_trained(tmp_path_factory, data):
    """Any campaign of two teams: each untrained active person has exactly one row."""
    from tests.commands.test_train import quiet_desk

    flags = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=8, max_size=8)
    drawn = data.draw(flags)
    rows, wanted = [], set()
    for k, (trained, active) in enumerate(drawn):
        role, boss = ("leader", "") if k < 2 else ("rakshak", f"P{k % 2}")
        day = "2020-08-23" if trained else ""
        rows.append(f"P{k},x,{role},A,{boss},{day},{'yes' if active else 'no'},\n")
        wanted |= {f"P{k}"} if active and not trained else set()
    with quiet_desk(tmp_path_factory.mktemp("any")) as desk:
        for name, text in (("people", PEOPLE_HEAD + "".join(rows)), ("venues", VENUES)):
            (desk.folder / f"{name}.csv").write_text(text, encoding="utf-8")
        assert desk("init")[0] == desk("import", "people", "people.csv")[0] == 0
        code = desk("train", "plan", "--venues", "venues.csv", "--on", "2020-08-24", "-o", "out")[0]
        assert code == (0 if wanted else 3)
        if wanted:
            text = (desk.folder / "out" / "attendance.csv").read_text(encoding="utf-8-sig")
            _, *seats = csv.reader(io.StringIO(text))
            assert sorted(row[4] for row in seats) == sorted(wanted)
