"""Whatever stands in a campaign goes out and comes back; an edit is that edit and nothing else."""

import shutil

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from planner.store.database import open_store
from planner.store.importing.cells import BadCell, free_text, name, tidy
from planner.store.workbooks.layout import LAYOUTS, TEAM, header
from tests.workbooks.field import L1, Field, headers, texts

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "'quoted",
    '"quoted"',
    '=HYPERLINK("http://x","y")',
    "{=1}",
    "001",
    "9.87654E+09",
    "1e5",
    "TRUE",
    "#N/A",
    "_x0041_",
    "_x000D_",
    "😀👩‍👩‍👧",
    "𝒜𐍈",
    "é e\u0301 \u0915\u093c",
    "\u200fשלום\u200e",
    "\u202eevil\u202c",
    "\u200b",
    "line\nbreak",
    "tab\tinside",
    "<b>&amp;</b>",
    "a]]>b",
    "क्ष त्र श्री ज्ञ र्य कि",
    "08-09-2020",
    "http://example.org",
    "a" * 500,
]
hostile = st.sampled_from(HOSTILE) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufffe\uffff"), max_size=30
)
repeatedly = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def fresh(filled_campaign, policy, tmp_path):
    """The small campaign again and again, one for each example."""

    def fresh():
        shutil.copy(filled_campaign, tmp_path / "campaign.db")
        return open_store(tmp_path / "campaign.db")

    return lambda: (store := fresh(), Field(store, policy, tmp_path))


@repeatedly
@given(values=st.lists(hostile, min_size=4, max_size=4), lang=st.sampled_from(["en", "hi"]))
def test_whatever_is_stored_comes_back_unchanged(fresh, values, lang):
    store, field = fresh()
    with store:
        with store.writing() as connection:
            for column, value in zip(
                ("name", "organisation", "zone", "phone"), values, strict=True
            ):
                connection.exec_driver_sql(
                    f"UPDATE person SET {column} = ? WHERE id IN ('R1', 'M1')", (value,)
                )
        before = field.tables()
        path = field.out(L1, lang, "test")
        assert "<f>" not in texts(path)
        assert "<hyperlink" not in texts(path)
        assert field.back(path).changes == ()
        field.edit(path)  # saved by another program
        assert field.back(path).changes == ()
        assert field.tables() == before


def usable(parser, text):
    """The text as it would be stored, None where an import refuses it."""
    plain = tidy(text)
    try:
        return parser(plain) if plain else ""
    except BadCell:
        return None


edits = st.lists(
    st.one_of(
        st.tuples(
            st.just("team"),
            st.integers(0, 1),
            st.sampled_from(["name", "organisation", "zone"]),
            hostile,
        ),
        st.tuples(st.just("team"), st.integers(0, 1), st.just("visits_available"),
                  st.none() | st.integers(0, 20)),
        st.tuples(st.just("team"), st.integers(0, 1), st.sampled_from(["active", "reserve"]),
                  st.sampled_from(["yes", "no", "हाँ", "नहीं"])),
        st.tuples(st.just("enrolments"), st.integers(0, 2), st.just("name"), hostile),
        st.tuples(st.just("enrolments"), st.integers(0, 2), st.just("enrolled_on"),
                  st.dates().filter(lambda d: 1990 <= d.year <= 2100)),
        st.tuples(st.just("areas"), st.just(0), st.sampled_from(["people", "visits"]),
                  st.integers(0, 1_000)),
    ),
    max_size=6,
    unique_by=lambda edit: edit[:3],
)  # fmt: skip
PARSERS = {"name": name, "organisation": free_text, "zone": free_text}
TABLES = {"team": "person", "areas": "area", "enrolments": "enrolment"}


def wanted(column, value):
    """What an edit should store; None where it is refused or is none."""
    if column in PARSERS:
        stored = usable(PARSERS[column], value)
        return None if stored is None or (stored == "" and column in ("name", "zone")) else stored
    if column in ("active", "reserve"):
        return int(value in ("yes", "हाँ"))
    return value.isoformat() if column == "enrolled_on" else value


@repeatedly
@given(edits=edits, lang=st.sampled_from(["en", "hi"]))
def test_what_is_edited_and_nothing_else_is_changed(fresh, edits, lang):
    layouts = {layout.sheet: layout for layout in LAYOUTS}
    edits = [
        edit for edit in edits if edit[2] == "visits_available" or wanted(*edit[2:]) is not None
    ]
    # openpyxl writes _x0041_ as A, whatever it is told, and no control characters at all
    edits = [edit for edit in edits if not ILLEGAL_CHARACTERS_RE.search(str(edit[3]))]
    edits = [edit for edit in edits if not ("_x" in str(edit[3]) and edit[2] in PARSERS)]
    store, field = fresh()
    with store:
        path = field.out(L1, lang)
        expected = expectation(field)
        book = openpyxl.load_workbook(path)
        for sheet, row, column, value in edits:
            layout = layouts[sheet]
            page = book[layout.title(lang)]
            at = headers(page).index(header(layout.imports, column, lang)) + 1
            cell = page.cell(row + 2, at)
            key = page.cell(row + 2, 2).value
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
            table = "person" if sheet == "enrolments" and column == "name" else TABLES[sheet]
            expected[table, key][column] = wanted(column, value)
        book.save(path)
        before = {(key, name): value for key, row in expectation(field).items()
                  for name, value in row.items()}  # fmt: skip
        after = {(key, name): value for key, row in expected.items() for name, value in row.items()}
        differing = {cell for cell in after if after[cell] != before[cell]}
        found = field.back(path)
        assert len(found.changes) == len(differing)
        assert expectation(field) == expected


def expectation(field):
    """Every row of the tables as a dict, by table and (first) id."""
    found = {}
    with field.store.reading() as connection:
        for table in ("person", "area", "enrolment"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").mappings()
            for row in rows:
                found[table, row.get("id") or row["mitan"]] = dict(row)
    return found


def test_every_layout_has_its_table_in_this_test():
    assert set(TABLES) == {layout.sheet for layout in LAYOUTS}
    assert TEAM.table.__tablename__ == TABLES["team"]
