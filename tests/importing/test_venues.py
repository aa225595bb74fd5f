"""A sheet of venues: what it may say, what is refused and where, and which days are of use."""

import io
from datetime import date

import pytest
import xlsxwriter

from planner.findings import Refusal
from planner.store.importing import import_file
from planner.store.importing.venues import CODES, Span, Usual, read_venues

HEAD = "id,name,zone,seats,trainers,from,to,sessions\n"
SPAN = Span(date(2020, 8, 24), date(2020, 9, 1))


@pytest.fixture
def read(store, policy, tmp_path):
    """Read a sheet given as text, in a campaign with zones A and B and three localities."""
    people = "id,name,role,zone\nL1,a,leader,A\nL2,b,leader,B\n"
    areas = (
        "id,name,category,zone,locality,latitude,longitude\n"
        "P1,x,market,A,Sadar,22.0,82.0\nP2,y,market,A,sadar,22.2,82.2\n"
        "P3,z,market,A,Kota,22.1,82.1\nP4,z,market,B,Kota,22.3,82.3\nP5,z,market,B,Ratanpur,,\n"
    )
    for kind, text in (("people", people), ("areas", areas)):
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
        import_file(store, kind, tmp_path / f"{kind}.csv", policy)

    def read(text, name="venues.csv", span=SPAN, **options):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with store.reading() as connection:
            return read_venues(connection, path, policy, Usual(2, span), **options)

    return read


def refused(read, text, **options):
    with pytest.raises(Refusal) as refusal:
        read(text, **options)
    assert refusal.value.exit_code == 3
    return [(found.code, found.where) for found in refusal.value.findings], refusal.value


def test_a_venue_with_everything(read):
    (venue,) = read(
        HEAD + "V1,Town Hall,A,60,Ram Rao; Sita Sahu ;ram rao,25-8-2020,27-8-2020,3\n"
    ).venues
    assert venue.days == (date(2020, 8, 25), date(2020, 8, 26), date(2020, 8, 27))
    assert (venue.seats, venue.sessions, venue.trainer_count) == (60, 3, 2)
    assert venue.trainers == ("ram rao", "Sita Sahu")
    assert (venue.zone, venue.latitude) == ("A", None)
    assert venue.row == "venues.csv, row 2"


def test_hindi_headings_and_lists_of_days(read):
    text = (
        "आईडी,केंद्र का नाम,अक्षांश,देशांतर,सीटें,प्रशिक्षक,तिथियाँ,प्रतिदिन सत्र\n"
        "V1,शासकीय विद्यालय,22.08,82.15,४०,2,27-08-2020; 25.08.2020,\n"
    )
    (venue,) = read(text).venues
    assert venue.days == (date(2020, 8, 25), date(2020, 8, 27))
    assert (venue.name, venue.seats, venue.sessions) == ("शासकीय विद्यालय", 40, 2)
    assert (venue.trainers, venue.trainer_count, venue.latitude) == ((), 2, 22.08)


def test_without_days_those_of_the_training_phase_count(read):
    (venue,) = read("id,name,zone,seats\nV1,x,A,5\n").venues
    assert (venue.days[0], venue.days[-1]) == (date(2020, 8, 25), date(2020, 8, 30))
    assert len(venue.days) == 6
    assert (venue.trainers, venue.trainer_count) == ((), None)


def test_a_locality_is_where_its_areas_are(read):
    rows = "V1,x,,SADAR,5\nV2,x,B,Kota,5\nV3,x,B,Nowhere,5\nV4,x,,Ratanpur,5\n"
    text = "id,name,zone,locality,seats\n" + rows
    places = [(v.zone, v.latitude, v.longitude) for v in read(text).venues]
    assert places == [
        ("A", pytest.approx(22.1), pytest.approx(82.1)),
        ("B", 22.3, 82.3),
        ("B", None, None),
        ("B", None, None),
    ]


def test_days_that_are_over_or_too_late_are_left_out_and_told(read):
    text = HEAD + "V1,x,A,5,,30-8-2020,2-9-2020,\nV2,y,A,5,,1-9-2020,1-9-2020,\n"
    found = read(text, span=Span(date(2020, 8, 31), date(2020, 9, 1)))
    assert [venue.days for venue in found.venues] == [(date(2020, 8, 31),), ()]
    told = [(one.code, str(one.severity), one.where) for one in found.findings]
    assert told == [
        ("TRN006", "warning", "venues.csv, row 2, column from"),
        ("TRN006", "warning", "venues.csv, row 3, column from"),
    ]
    late = "left out, for people go out from 2020-09-01 on"
    assert found.findings[0].message == f"2020-08-30 to 2020-09-02, 3 days: {late}"
    nobody = "so nobody is trained at this venue"
    assert found.findings[1].message == f"2020-09-01: {late}; {nobody}"


def test_days_that_are_over_need_no_remedy(read):
    text = HEAD + "V1,x,A,5,,29-8-2020,31-8-2020,\n"
    found = read(text, span=Span(date(2020, 8, 30), date(2020, 9, 1)))
    [finding] = found.findings
    assert finding.message == "2020-08-29: left out, for it is 2020-08-30 already"
    assert finding.remedy == "nothing need be done"


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (",x,A,5,,,,", "IMP020", "id"),
        ("V1,,A,5,,,,", "IMP020", "name"),
        ("V1,x,A,,,,,", "IMP020", "seats"),
        ("V1,x,A,0,,,,", "IMP027", "seats"),
        ("V1,x,A,many,,,,", "IMP026", "seats"),
        ("V1,x,A,5,0,,,", "TRN005", "trainers"),
        ("V1,x,A,5,1.5,,,", "IMP026", "trainers"),
        ("V1,x,A,5,,31-8-20,,", "IMP028", "from"),
        ("V1,x,A,5,,26-8-2020,,", "TRN002", "to"),
        ("V1,x,A,5,,,26-8-2020,", "TRN002", "from"),
        ("V1,x,A,5,,27-8-2020,26-8-2020,", "TRN002", "to"),
        ("V1,x,A,5,,27-8-2020,26-8-2022,", "IMP027", "to"),
        ("V1,x,A,5,,,,13", "IMP027", "sessions"),
        ("V1,x,C,5,,,,", "TRN004", "zone"),
        ("V1,x,,5,,,,", "IMP035", "zone"),
    ],
)
def test_a_bad_row_is_refused_with_its_place(read, row, code, column):
    findings, _ = refused(read, HEAD + row + "\n")
    assert findings == [(code, f"venues.csv, row 2, column {column}")]


def test_what_needs_other_columns(read):
    both = "id,name,zone,seats,dates,from,to\nV1,x,A,5,25-8-2020,25-8-2020,26-8-2020\n"
    assert refused(read, both)[0] == [("TRN002", "venues.csv, row 2, column dates")]
    kota = "id,name,locality,seats\nV1,x,Kota,5\nV2,x,Atlantis,5\n"
    assert refused(read, kota)[0] == [
        ("TRN004", "venues.csv, row 2, column locality"),
        ("TRN004", "venues.csv, row 3, column locality"),
    ]
    swapped = "id,name,lat,lon,seats\nV1,x,82.1,22.1,5\n"
    assert refused(read, swapped)[0] == [("IMP034", "venues.csv, row 2, column lat")]
    assert refused(read, "id,name,zone\nV1,x,A\n")[0][0][0] == "IMP010"
    assert refused(read, HEAD)[0][0][0] == "IMP006"
    assert refused(read, b"%PDF-1.7")[0][0][0] == "IMP003"


def test_without_a_phase_for_training_days_are_needed(store, policy, tmp_path):
    bare = policy.model_copy(update={"phases": ()})
    (tmp_path / "p.csv").write_text("id,name,role,zone\nL1,a,leader,A\n", encoding="utf-8")
    import_file(store, "people", tmp_path / "p.csv", policy)
    path = tmp_path / "v.csv"
    path.write_text("id,name,zone,seats\nV1,x,A,5\n", encoding="utf-8")
    with store.reading() as connection, pytest.raises(Refusal) as refusal:
        read_venues(connection, path, bare, Usual(2, Span(date(2020, 8, 1), None)))
    assert [found.code for found in refusal.value.findings] == ["TRN001"]


def test_one_id_in_two_rows(read):
    findings, _ = refused(read, HEAD + "V1,x,A,5,,,,\nV1,y,A,5,,,,\n")
    assert findings == [("IMP022", "venues.csv, row 3, column id")]


def test_a_trainer_is_not_in_two_sessions_at_once(read):
    text = HEAD + (
        "V1,x,A,5,Ram Rao,25-8-2020,26-8-2020,\nV2,y,A,5,Sita; RAM  RAO,26-8-2020,27-8-2020,\n"
        "V3,z,A,5,Ram Rao,27-8-2020,27-8-2020,\n"
    )
    findings, refusal = refused(read, text)
    assert findings == [("TRN003", "venues.csv, row 3, column trainers")]
    message = refusal.findings[0].message
    assert "no. 2 of this row is at V1 (row 2) on 2020-08-26 too" in message
    assert "Rao" not in message
    kept = read(text, skip_bad=True)
    assert [venue.id for venue in kept.venues] == ["V1", "V3"]
    assert [found.code for found in kept.findings] == ["TRN003"]


def test_all_rows_bad_is_refused_even_if_they_may_be_left_out(read):
    assert refused(read, HEAD + "V1,x,C,5,,,,\n", skip_bad=True)[0][0][0] == "TRN004"


def test_every_code_has_a_meaning():
    assert all(code.startswith("TRN") and text for code, text in CODES.items())


def test_a_workbook_is_read_and_its_faults_have_the_sheet(read):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("केंद्र")
        page.write_row(0, 0, ["आईडी", "केंद्र", "थाना", "सीटें", "दिनांक"])
        page.write_row(1, 0, ["V1", "विद्यालय", "A", 40, "25-08-2020"])
        page.write_row(2, 0, ["V2", "भवन", "A", "चालीस", "25-08-2020"])
    content = out.getvalue()
    findings, _ = refused(read, content, name="venues.xlsx")
    assert findings == [("IMP026", "venues.xlsx, sheet केंद्र, row 3, column सीटें")]
    (venue,) = read(content, name="venues.xlsx", skip_bad=True).venues
    assert (venue.id, venue.seats, venue.days) == ("V1", 40, (date(2020, 8, 25),))


def test_a_venue_may_have_the_days_of_a_leap_year_and_no_more(read):
    year = Span(date(2020, 1, 1), date(2021, 12, 31))
    whole = HEAD + "V1,x,A,5,,1-1-2020,{},\n"
    (venue,) = read(whole.format("31-12-2020"), span=year).venues
    assert len(venue.days) == 366
    codes, refusal = refused(read, whole.format("1-1-2021"), span=year)
    assert codes == [("IMP027", "venues.csv, row 2, column to")]
    assert "these are 367 days; 366 are allowed" in refusal.findings[0].message
    days = [date.fromordinal(date(2020, 1, 1).toordinal() + k).isoformat() for k in range(367)]
    listed = "id,name,zone,seats,dates\nV1,x,A,5,{}\n"
    (venue,) = read(listed.format(";".join(days[:366])), span=year).venues
    assert len(venue.days) == 366
    codes, _ = refused(read, listed.format(";".join(days)), span=year)
    assert codes == [("IMP027", "venues.csv, row 2, column dates")]
