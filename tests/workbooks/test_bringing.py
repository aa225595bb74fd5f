"""What a workbook changes: exactly what was changed in it, all of it or nothing."""

import shutil

import pytest

from planner.chain import read_details
from planner.findings import Refusal
from planner.store import history
from planner.store.database import create_store, open_store
from planner.store.importing import import_file
from planner.store.sums import standing
from planner.store.workbooks.bringing import bring_in, preview
from planner.store.workbooks.returned import read_returned
from planner.store.workbooks.scope import Scope, ScopeKind
from tests.workbooks.field import L1, TEAM, ZONE, Field, add, fill, put, row_of


def refused(field, path):
    """Codes of the refusal; and nothing is saved."""
    before = field.tables()
    with pytest.raises(Refusal) as caught:
        field.back(path)
    assert field.tables() == before
    return sorted(finding.code for finding in caught.value.findings)


def elsewhere(field, kind, text):
    """Somebody else imports a sheet."""
    path = field.folder / f"else-{kind}.csv"
    path.write_text(text, encoding="utf-8")
    import_file(field.store, kind, path, field.policy)


def team_row(path, one):
    return row_of(path, "team", one)


def test_an_untouched_workbook_changes_nothing_and_leaves_no_trace(field):
    for scope in (L1, TEAM, ZONE, Scope(ScopeKind.LEADER, "N1")):
        for lang in ("en", "hi"):
            path = field.out(scope, lang)
            before = field.tables()
            found = field.back(path)
            assert (found.changes, found.saved, found.since) == ((), False, 0)
            assert field.tables() == before


def test_changed_cells_are_listed_and_nothing_else_is_touched(field):
    path = field.out()
    devi = team_row(path, "R1")
    field.edit(
        path,
        put("team", devi, "name", "Devi Bai"),
        put("team", devi, "phone", "+91 98765 43210"),
        put("team", devi, "active", "नहीं"),
        put("team", devi, "latitude", 22.5),
        put("team", devi, "trained on", "26/8/2020"),
        put("areas", 2, "category", "Gym"),
        put("enrolments", row_of(path, "enrolments", "M2"), "pledged on", "08-09-2020"),
        put("enrolments", row_of(path, "enrolments", "M2"), "name", "Hema Devi"),
    )
    told = [
        ("team", "R1", "name", "Devi", "Devi Bai"),
        ("team", "R1", "phone", "90xxxxxx04", "98xxxxxx10"),
        ("team", "R1", "latitude", "22.001", "22.5"),
        ("team", "R1", "trained on", "25-08-2020", "26-08-2020"),
        ("team", "R1", "active", "yes", "no"),
        ("areas", "A1", "category", "Market", "Gym"),
        ("enrolments", "M2", "name", "Hema", "Hema Devi"),
        ("enrolments", "M2", "pledged on", "", "08-09-2020"),
    ]
    before = field.tables()
    assert field.told(path) == told
    assert field.tables() == before
    found = field.back(path)
    assert found.saved
    assert found.changed == {"team": 1, "areas": 1, "enrolments": 1}
    assert field.value("person", "phone", "R1") == "9876543210"
    assert field.value("person", "trained_on", "R1") == "2020-08-26"
    assert field.value("person", "latitude", "R1") == 22.5
    assert field.value("person", "active", "R1") == 0
    assert field.value("area", "category", "A1") == "gym"
    assert field.value("person", "name", "M2") == "Hema Devi"
    assert field.value("enrolment", "pledged_on", "M2") == "2020-09-08"
    after = field.tables()
    touched = {"R1", "M2", "A1"}
    for name, rows in before.items():
        assert [r for r in rows if r[0] not in touched] == [
            r for r in after[name] if r[0] not in touched
        ]
    assert field.told(path) == []  # the same again changes nothing


def test_it_stands_in_the_history_without_names_and_the_sums_hold(field):
    path = field.out()
    field.back(field.edit(path, put("team", team_row(path, "R1"), "name", "Plantedname")))
    with field.store.reading() as connection:
        last = history.rows(connection)[-1]
        assert standing(connection).changed == ()
    details = read_details(last.details)
    assert (last.action, details["kind"], details["cells"]) == ("import", "workbook", 1)
    assert details["scope"] == {"kind": "leader", "of": "L1"}
    assert "Plantedname" not in last.details


def test_an_emptied_cell_empties_what_may_be_empty(field):
    path = field.out()
    row = team_row(path, "R1")
    field.edit(path, put("team", row, "phone", None), put("team", row, "skills", None))
    field.back(path)
    assert field.value("person", "phone", "R1") == ""
    assert field.value("person", "skills", "R1") == ""
    assert refused(field, field.edit(path, put("team", row, "name", None))) == ["IMP020"]


def test_a_masked_phone_that_comes_back_is_unchanged(field):
    path = field.out()
    assert field.told(path) == []
    row = row_of(path, "enrolments", "M1")
    field.back(field.edit(path, put("enrolments", row, "pledged on", "07-09-2020")))
    assert field.value("person", "phone", "M1") == "9111111111"
    path = field.edit(field.out(), put("enrolments", row, "phone", "91xxxxxx99"))
    assert refused(field, path) == ["IMP024"]


def test_phones_that_may_be_read_come_back_too(field):
    path = field.out(reason="the station asked")
    assert field.told(path) == []
    with field.store.reading() as connection:
        last = history.rows(connection)[-1]
    assert (last.action, read_details(last.details)) == (
        "phones exported",
        {"reason": "the station asked", "parts": [{"kind": "leader", "of": "L1"}]},
    )


@pytest.mark.parametrize("phone", ["9.87654E+09", "98765", "=9876543210"])
def test_a_damaged_phone_is_rejected_and_never_repaired(field, phone):
    path = field.out()
    row = team_row(path, "R1")
    [code] = refused(field, field.edit(path, put("team", row, "phone", phone)))
    assert code == ("IMP025" if "E" in phone else "IMP024")


def test_a_phone_that_became_a_number_has_all_its_digits(field):
    path = field.out()
    field.back(field.edit(path, put("team", team_row(path, "R1"), "phone", 9876543210)))
    assert field.value("person", "phone", "R1") == "9876543210"


def test_ids_with_noughts_in_front_stay_texts(field):
    path = field.out()
    field.back(field.edit(path, put("team", team_row(path, "007"), "name", "Esha Bai")))
    assert field.value("person", "name", "007") == "Esha Bai"


def test_all_or_nothing(field):
    path = field.out()
    field.edit(
        path,
        put("team", team_row(path, "R1"), "name", "Devi Bai"),
        put("areas", 2, "people", "many"),
        put("enrolments", 2, "pledged on", "31-02-2020"),
    )
    assert refused(field, path) == ["IMP026", "IMP028"]


def test_a_new_phone_of_somebody_who_has_not_agreed_is_kept(field):
    """He went out without one; that nobody has changed."""
    elsewhere(field, "people", "id,name,role,zone,consent\nR1,Devi,rakshak,A,no\n")
    path = field.out()
    field.edit(path, put("team", team_row(path, "R1"), "phone", "9444444444"))
    field.back(path)
    assert field.value("person", "phone", "R1") == "9444444444"


def test_a_name_where_an_id_belongs_is_not_repeated(field):
    path = field.out()
    said = "Sita Ram Das 9811144444"
    field.edit(
        path,
        add("team", id=said, name="Naya", zone="A"),
        put("team", team_row(path, "007"), "id", said),
    )
    with pytest.raises(Refusal) as caught:
        field.back(path)
    told = [caught.value.message, *map(repr, caught.value.findings)]
    assert len(told) > 2
    assert not any("Sita" in text or "98111" in text for text in told)
    path = field.edit(field.out(), add("enrolments", name="Mohan", rakshak=said))
    with pytest.raises(Refusal) as caught:
        field.back(path)
    assert not any("Sita" in repr(one) for one in caught.value.findings)


def test_new_rows_get_ids_and_the_same_ones_again(field):
    path = field.edit(
        field.out(),
        add("team", name="Naya", zone="A"),
        add("enrolments", name="Mohan", rakshak="007", phone="9222222222"),
        add("areas", name="New gym", category="Gym", zone="A"),
    )
    found = field.back(path)
    assert found.new == {"team": 1, "areas": 1, "enrolments": 1}
    rakshak, area, mitan = (
        next(change.id for change in found.changes if change.sheet == sheet)
        for sheet in ("team", "areas", "enrolments")
    )
    assert field.value("person", "role || reports_to || active", rakshak) == "rakshakL11"
    assert field.value("person", "role || phone", mitan) == "mitan9222222222"
    assert field.value("enrolment", "rakshak", mitan) == "007"
    assert field.value("area", "category", area) == "gym"
    before = field.tables()
    assert field.back(path).changes == ()
    assert field.tables() == before
    elsewhere(field, "people", f"id,name,role,zone,phone\n{mitan},Mohan,mitan,A,9333333333\n")
    assert refused(field, path) == ["IMP089"]


def test_ids_of_two_workbooks_are_never_the_same(field):
    ids = []
    for _ in range(2):
        path = field.edit(field.out(), add("enrolments", name="Mohan", rakshak="R1"))
        ids.append(field.look(path).changes[0].id)
    assert ids[0] != ids[1]


def test_new_rows_have_what_they_need(field):
    path = field.edit(field.out(), add("team", phone="9222222222"))
    assert refused(field, path) == ["IMP020", "IMP035"]
    path = field.edit(field.out(), add("enrolments", phone="9222222222"))
    assert refused(field, path) == ["IMP020", "IMP020"]
    path = field.edit(
        field.out(),
        add("enrolments", name="Mohan", rakshak="R1"),
        add("enrolments", name="Mohan", rakshak="R1"),
    )
    assert "IMP089" in refused(field, path)


def test_nobody_is_moved_into_another_team(field):
    path = field.out()
    row = team_row(path, "R1")
    assert refused(field, field.edit(path, put("team", row, "reports to", "L2"))) == ["IMP088"]
    path = field.edit(field.out(), add("enrolments", name="Mohan", rakshak="R3"))
    assert refused(field, path) == ["IMP088"]
    path = field.out(Scope(ScopeKind.LEADER, "N1"))
    field.back(field.edit(path, put("team", team_row(path, "R1"), "reports to", "L2")))
    assert field.value("person", "reports_to", "R1") == "L2"


def test_two_organisers_the_second_is_told_and_nothing_is_overwritten(field):
    first, second = field.out(), field.out(TEAM)
    second = second.rename(field.folder / "second.xlsx")
    first = field.out()
    row = team_row(first, "R1")
    field.back(field.edit(first, put("team", row, "name", "First")))
    assert refused(field, field.edit(second, put("team", row, "name", "Second"))) == ["IMP086"]
    assert field.value("person", "name", "R1") == "First"
    third = field.out()
    assert field.told(third) == []


def test_what_nobody_else_touched_comes_in_from_an_older_workbook(field):
    path = field.out()
    elsewhere(field, "people", "id,name,role,zone,trained_on\nR1,Devi,rakshak,A,2020-08-27\n")
    row = team_row(path, "R1")
    field.edit(path, put("team", row, "visits available", 9))
    found = field.back(path)
    assert (len(found.changes), found.since) == (1, 1)
    assert field.value("person", "visits_available", "R1") == 9
    assert field.value("person", "trained_on", "R1") == "2020-08-27"


def test_both_wrote_the_same(field):
    path = field.out()
    elsewhere(field, "people", "id,name,role,zone\nR1,Devi Bai,rakshak,A\n")
    field.edit(path, put("team", team_row(path, "R1"), "name", "Devi Bai"))
    assert field.told(path) == []


def test_a_place_is_one_thing(field):
    path = field.out()
    elsewhere(field, "people", "id,name,role,latitude,longitude\nR1,Devi,rakshak,22.3,82.3\n")
    field.edit(path, put("team", team_row(path, "R1"), "zone", "B"))
    assert refused(field, path) == ["IMP086"]


def test_half_a_place_is_none(field):
    path = field.out()
    field.edit(path, put("team", team_row(path, "007"), "latitude", 22.1))
    assert refused(field, path) == ["IMP032"]


def test_a_row_that_is_gone_from_the_campaign(field):
    path = field.out()
    elsewhere_replace(field, "mitan,rakshak\nM2,007\n")
    assert field.told(path) == []
    row = row_of(path, "enrolments", "M2")
    field.edit(path, put("enrolments", row, "pledged on", "08-09-2020"))
    assert refused(field, path) == ["IMP086"]


def elsewhere_replace(field, text):
    path = field.folder / "replace.csv"
    path.write_text(text, encoding="utf-8")
    import_file(field.store, "enrolments", path, field.policy, replace=True)


def test_a_mitan_in_two_rows_has_one_name(field):
    elsewhere(field, "enrolments", "mitan,rakshak\nM1,007\n")
    path = field.out()
    rows = [k for k in (2, 3, 4, 5) if one_of(path, k) == "M1"]
    assert len(rows) == 2
    field.edit(path, put("enrolments", rows[0], "name", "Gita Bai"))
    field.back(path)
    assert field.value("person", "name", "M1") == "Gita Bai"
    field.edit(path := field.out(), put("enrolments", rows[0], "name", "Gita Sahu"))
    field.edit(path, put("enrolments", rows[1], "name", "Gita Rao"))
    assert refused(field, path) == ["IMP065"]


def one_of(path, row):
    import openpyxl

    return openpyxl.load_workbook(path)["enrolments"].cell(row, 2).value


def test_faults_that_nobody_touched_are_nobodys_concern(field):
    """Another program wrote what no import would take; the row can be mended elsewhere."""
    with field.store.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE person SET skills = 'a' || char(10) || 'b', phone = '12345', zone = '' "
            "WHERE id = '007'"
        )
    path = field.out()
    assert field.told(path) == []
    field.back(field.edit(path, put("team", team_row(path, "007"), "name", "Esha Bai")))
    assert field.value("person", "name || phone || skills", "007") == "Esha Bai12345a\nb"


def test_a_workbook_of_another_campaign(field, policy, tmp_path):
    path = field.out()
    (tmp_path / "other").mkdir()
    with create_store(tmp_path / "other" / "campaign.db") as store:
        fill(store, policy, tmp_path / "other")
        elsewhere(
            Field(store, policy, tmp_path / "other"), "areas", "name,category,zone\nx,gym,A\n"
        )
        with store.reading() as connection:
            first = history.rows(connection)[0].digest
        with field.store.reading() as connection:
            same = first == history.rows(connection)[0].digest
        if not same:  # both were begun in one second, by the same sheet
            assert refused(Field(store, policy, tmp_path), path) == ["IMP081"]


def test_a_workbook_of_a_copy_that_went_another_way(field, policy, tmp_path):
    shutil.copy(tmp_path / "campaign.db", tmp_path / "copy.db")
    with open_store(tmp_path / "copy.db") as store:
        copy = Field(store, policy, tmp_path)
        elsewhere(copy, "areas", "name,category,zone\nx,gym,A\n")
        path = copy.out()
    assert refused(field, path) == ["IMP081"]
    elsewhere(field, "areas", "name,category,zone\ny,gym,A\n")
    assert refused(field, path) == ["IMP081"]


def test_an_answer_that_would_be_another_by_now_is_not_saved(field):
    path = field.edit(field.out(), put("areas", 2, "people", 1300))
    returned = read_returned(path)
    looked_at = preview(field.store, returned, field.policy)
    elsewhere(field, "areas", "id,name,category,zone,people\nA1,Bazaar,market,A,1300\n")
    before = field.tables()
    with pytest.raises(Refusal) as caught:
        bring_in(field.store, returned, field.policy, expected=looked_at)
    assert caught.value.exit_code == 6
    assert field.tables() == before


def test_a_scope_that_is_no_more(field):
    path = field.out()
    with field.store.writing() as connection:
        connection.exec_driver_sql("UPDATE person SET role = 'rakshak' WHERE id = 'L1'")
    with pytest.raises(Refusal, match="no leader L1"):
        field.back(path)
