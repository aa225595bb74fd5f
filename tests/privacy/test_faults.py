"""What goes wrong is told without people: cells in the wrong column, sheets without a header, and
faults of Mitan itself, whatever their own texts say.
"""

from unittest import mock

import pytest

from tests.privacy.planted import (
    AREAS,
    NAME,
    NOTE,
    PHONE,
    PLEDGES,
    VENUES,
    days,
    enrolments,
    files,
    found,
    history,
    is_store,
    name,
    note,
    people,
    phone,
    run,
)
from tests.privacy.runs import RUNS

# An id is shown everywhere, so it must not be a name (docs/privacy.md). What places are called, and
# the words of the policy, are no personal data: an unknown category is repeated to be mapped.
SHOWN = {"* id", "enrolments mitan", "areas category", "venues zone"}
SHEETS = {
    ("import", "people"): people(),
    ("import", "enrolments"): enrolments(),
    ("import", "pledges"): PLEDGES,
    ("import", "areas"): AREAS,
    ("progress", "import"): days(),
    ("train", "attendance"): "id,day,attended\nR6,2020-08-27,yes\n",
    ("train", "plan", "--on", "2020-08-25", "--venues"): VENUES,
}
OTHERS = {  # columns that a sheet may have besides
    "people": "visits_available,skills,languages,joined_on,active,reserve,synthetic",
    "enrolments": "pledged_on,pledged_at,latitude,longitude,synthetic",
    "pledges": "rakshak,area,synthetic",
    "areas": "different_rakshaks,priority,whole,skills,languages,source,synthetic,locality",
    "attendance": "session,venue,team,name,phone,signature",
    "venues": "locality,first day,last day,sessions,synthetic",
}
MARKED = [name(400), name(401), phone(402), f"+91 {phone(403)}", note(404)]


def planted(text, more, column, word):
    """The sheet with a word in one column of its first row."""
    lines = [line.split(",") for line in text.splitlines()]
    for extra in more:
        if extra not in lines[0]:
            lines = [[*lines[0], extra], *([*line, ""] for line in lines[1:])]
    lines[1][lines[0].index(column)] = word
    return "\n".join(",".join(line) for line in lines) + "\n"


def columns():
    for words, text in SHEETS.items():
        kind = "progress" if words[0] == "progress" else words[-1].strip("-")
        more = tuple(filter(None, OTHERS.get(kind, "").split(",")))
        for column in dict.fromkeys([*text.splitlines()[0].split(","), *more]):
            if not SHOWN & {f"{kind} {column}", f"* {column}"}:
                yield pytest.param(words, text, more, column, id=f"{kind} {column}")


@pytest.mark.parametrize(("words", "text", "more", "column"), [*columns()])
def test_a_cell_in_the_wrong_column_is_not_repeated(folder, words, text, more, column):
    for k, word in enumerate(MARKED, len(column)):  # each form with each word in some column
        (folder / "bad.csv").write_text(planted(text, more, column, word), encoding="utf-8")
        told = run(folder, *words, "bad.csv", "--format", ("table", "json")[k % 2])
        assert told.code in (0, 3, 4), told
        for pattern in (NAME, PHONE, NOTE):
            assert found(pattern, told.out, told.err, history(folder)) == set(), (word, told)


@pytest.mark.parametrize("words", [*SHEETS], ids=" ".join)
def test_a_sheet_without_a_header_is_not_repeated(folder, words):
    for text in (people(), enrolments(), days()):
        (folder / "bad.csv").write_text(text.split("\n", 1)[1], encoding="utf-8")
        told = run(folder, *words, "bad.csv", "--format", "json")
        assert told.code == 3
        for pattern in (NAME, PHONE, NOTE):
            assert found(pattern, told.out, told.err) == set()


TEXT = f"{name(405)} {name(406)} {phone(407)}"


def broken(*_args, **_words):
    """As a driver or a parser might: an error about a row, because of another about its cell."""
    try:
        raise ValueError(TEXT)
    except ValueError as error:
        raise KeyError(TEXT) from error


# Methods, not functions: a module that is imported meanwhile would keep a function for good.
PLACES = [
    "planner.store.database.Store.reading",
    "planner.store.database.Store.writing",
    "planner.report.desk.Desk.show",
]
ONCE = list({one.command: one for one in RUNS if one.code in (0, 5)}.values())


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("one", ONCE, ids=lambda one: one.command)
def test_a_fault_of_ours_tells_where_it_is_and_nothing_of_people(folder, one, place):
    before = files(folder)
    with mock.patch(place, broken):
        told = run(folder, *one.typed)
    new = [path for path, state in files(folder).items() if before.get(path) != state]
    said = [told.err, *([told.out] if not one.names else [])]
    for pattern in (NAME, PHONE, NOTE):
        assert found(pattern, *said, history(folder)) == set(), told
    if place == PLACES[0]:  # nothing is handed out of a store that cannot be read
        assert found(NAME, *(path.read_bytes() for path in new if not is_store(path))) == set()
    assert "Traceback" not in told.err
    if place == PLACES[2]:
        assert told.code == 1  # every command shows an answer, so the fault was met
    if told.code == 1:
        assert "(KeyError at " in told.err
        assert str(folder) not in told.err
