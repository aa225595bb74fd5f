"""Documents: three forms of one answer, harmless in a spreadsheet, whole on disk."""

import csv
import io
import json

import pytest

from planner.report.document import ROWS_ON_SCREEN, Document, Table, show

DOCUMENT = Document(
    {"zone": "कोटा", "visits": 12345},
    (
        Table("Empty", ("x",), []),
        Table("Zones", ("zone", "visits", "fair"), [("कोटा", 12345, True), ("Bilha", 7, False)]),
    ),
    ("Two zones.",),
)


def test_json_is_one_document_with_hindi_unescaped():
    text = DOCUMENT.render("json")
    assert json.loads(text) == DOCUMENT.data
    assert "कोटा" in text


def test_csv_is_the_last_table():
    rows = list(csv.reader(io.StringIO(DOCUMENT.render("csv"))))
    assert rows == [["zone", "visits", "fair"], ["कोटा", "12345", "True"], ["Bilha", "7", "False"]]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1"])
def test_a_formula_is_marked_as_text_in_csv(cell):
    document = Document({}, (Table("t", ("a",), [(cell,)]),))
    (row,) = list(csv.reader(io.StringIO(document.render("csv"), newline="")))[1:]
    assert row == [f"'{cell}"]


def test_negative_numbers_stay_numbers_in_csv():
    document = Document({}, (Table("t", ("a", "b"), [(-3, None)]),))
    assert document.render("csv") == "a,b\n-3,\n"


def test_the_screen_shows_lines_titles_and_groups_thousands():
    text = DOCUMENT.render("table", width=80)
    assert text.startswith("Two zones.\n")
    assert "12,345" in text
    assert "yes" in text
    assert "Empty: none" in text
    assert "\x1b[" not in text


def test_the_screen_says_how_many_rows_it_leaves_out():
    rows = [(k,) for k in range(ROWS_ON_SCREEN + 5)]
    text = Document({}, (Table("t", ("n",), rows),)).render("table")
    assert "... and 5 more" in text
    assert str(ROWS_ON_SCREEN + 4) not in text


def test_long_words_are_folded_never_cut():
    word = "x" * 300
    text = Document({}, (Table("t", ("a",), [(word,)]),)).render("table", width=60)
    assert text.count("x") == 300


def test_markup_in_data_is_shown_as_it_is():
    text = Document({}, (Table("t", ("a",), [("[bold]no[/bold] :smile:",)]),)).render("table")
    assert "[bold]no[/bold] :smile:" in text


class Terminal(io.StringIO):
    def isatty(self):
        return False


def test_show_off_a_terminal_has_no_colour():
    stream = Terminal()
    show(DOCUMENT, "table", stream)
    assert "\x1b[" not in stream.getvalue()


def test_a_hindi_document_groups_numbers_and_speaks_as_hindi_does():
    rows = [(600_000 + k, 1234567.5, True) for k in range(ROWS_ON_SCREEN + 100_000)]
    tables = (Table("क्षेत्र", ("क", "ख", "ग"), rows), Table("दल", ("क",), []))
    text = Document({}, tables, lang="hi").render("table")
    assert "6,00,000" in text
    assert "12,34,567.5" in text
    assert "हाँ" in text
    assert "... और 1,00,000; सब देखने के लिए --format csv या json" in text
    assert "दल: कुछ नहीं" in text
