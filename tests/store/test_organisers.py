"""Several organisers at once, on both databases: whoever comes second is told, in plain words."""

import multiprocessing
import shutil
import subprocess
import sys
import time

import pytest

from planner.findings import Refusal
from planner.policy import load
from planner.store import database, history
from planner.store.connecting import connect
from planner.store.workbooks.bringing import bring_in
from planner.store.workbooks.returned import read_returned
from tests.store.killing import ROOT
from tests.terminal import Terminal
from tests.workbooks.field import Field, fill, put, row_of

MITAN = [sys.executable, str(ROOT / "cli.py")]
BUSY = "is busy: another program is writing to it. Wait until that is done"
HOLDER = """import sys
from planner.store.database import open_store
with open_store(sys.argv[1]) as store, store.writing():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def field(store, target, tmp_path):
    """The small campaign of the workbooks' tests, with a workbook of the team of L1."""
    opened = Field(store, load(), tmp_path)
    fill(store, opened.policy, tmp_path)
    opened.target = target
    return opened


def entries(field):
    with field.store.reading() as connection:
        return len(history.rows(connection))


# One writes for long


def writing_commands(field):
    """Every command that writes, with nothing wrong in it."""
    book = field.out()
    field.edit(book, put("team", row_of(book, "team", "R1"), "name", "Devi Bai"))
    days = field.folder / "days.csv"
    days.write_text("rakshak,area,day,visits\nR1,A1,2020-09-01,2\n")
    people = field.folder / "people.csv"
    people.write_text("id,name,role,zone\nR9,Nina,rakshak,A\n")
    return [
        ("import", "people", people),
        ("import", "areas", field.folder / "areas.csv"),
        ("import", "enrolments", field.folder / "enrolments.csv"),
        ("import", "workbook", book, "--yes"),
        ("progress", "import", days),
        ("pin", "R1", "A1"),
        ("ban", "R1", "A2"),
        ("tie", "apart", "R1", "007"),
        ("tree", "move", "R1", "--under", "L2"),
        ("tree", "promote", "R1"),
        ("tree", "remove", "007"),
        ("assign",),
        ("assign", "--reserve"),
        ("erase", "M1", "--reason", "asked for it", "--yes"),
        ("export", "xlsx", "--leader", "L1", "--with-phones", "to call them", "-o", "x.xlsx"),
    ]


def test_every_command_that_writes_says_that_the_store_is_busy(field, desk, monkeypatch):
    commands = writing_commands(field)
    before = entries(field)
    monkeypatch.setattr(database, "connect", lambda where, _: connect(where, 0.05))
    with field.store.writing():
        told = {words: desk(*words, "--db", field.target) for words in commands}
    for words, (code, out, err) in told.items():
        assert (code, out) == (6, ""), words
        assert BUSY in err, words
        assert "Traceback" not in err, words
    assert entries(field) == before
    assert not (desk.folder / "x.xlsx").exists()


def test_a_command_waits_for_another_program_and_then_gives_up(field):
    """Real programs, with the wait that users have."""
    pin = [*MITAN, "pin", "R1", "A1", "--db", field.target]
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, field.target],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with holder:
        assert holder.stdout.readline() == "held\n"
        start = time.perf_counter()
        done = subprocess.run(pin, capture_output=True, text=True, check=False)
        assert time.perf_counter() - start >= database.BUSY_SECONDS
        holder.stdin.close()
    assert (done.returncode, done.stdout) == (6, "")
    assert BUSY in done.stderr
    assert done.stderr.count("\n") == 1  # a message, and no more
    assert subprocess.run(pin, capture_output=True, check=False).returncode == 0


def test_readers_do_not_wait_for_a_writer(field, desk):
    with field.store.writing() as connection:
        connection.exec_driver_sql("UPDATE person SET name = 'half' WHERE id = 'R1'")
        code, out, _ = desk("tree", "--format", "json", "--db", field.target)
    assert (code, '"rakshaks": 3' in out) == (0, True)


# Two bring the same team's workbook back


def bring_at_once(field, books):
    """Each workbook by a process of its own, all at the same moment; who saved, and the refusals.

    Forked, as the libraries are loaded; each opens the store for itself.
    """
    context = multiprocessing.get_context("fork")
    start, ends = context.Barrier(len(books)), context.Queue()

    def bring(number, book):
        returned = read_returned(book)
        with database.open_store(field.target) as store:
            start.wait()
            try:
                bring_in(store, returned, field.policy)
            except Refusal as refusal:
                ends.put((number, [finding.code for finding in refusal.findings]))
            else:
                ends.put((number, None))

    at_work = [context.Process(target=bring, args=pair, daemon=True) for pair in enumerate(books)]
    for process in at_work:
        process.start()
    told = dict(ends.get(timeout=60) for _ in books)
    for process in at_work:
        process.join()
    return told


def two_books(field, *edits):
    book = field.out()
    rows = {one: row_of(book, "team", one) for one in ("R1", "007")}
    made = []
    for number, cells in enumerate(edits):
        copy = shutil.copy(book, field.folder / f"copy-{number}.xlsx")
        changes = [put("team", rows[one], column, value) for one, column, value in cells]
        made.append(field.edit(copy, *changes))
    return made


def test_of_two_who_change_the_same_cell_the_second_is_told(field):
    for turn in range(4):
        names = [f"Devi {who} {turn}" for who in "AB"]
        skills = [f"skill {who} {turn}" for who in "ab"]
        books = two_books(
            field,
            *(
                [("R1", "name", n), ("007", "skills", s)]
                for n, s in zip(names, skills, strict=True)
            ),
        )
        told = bring_at_once(field, books)
        [first] = [number for number, codes in told.items() if codes is None]
        assert told[1 - first] == ["IMP086", "IMP086"]
        assert field.value("person", "name", "R1") == names[first]
        assert field.value("person", "skills", "007") == skills[first]


def test_of_two_who_change_different_cells_both_are_kept(field):
    for turn in range(4):
        books = two_books(
            field, [("R1", "name", f"Devi {turn}")], [("R1", "skills", f"skill {turn}")]
        )
        assert bring_at_once(field, books) == {0: None, 1: None}
        assert field.value("person", "name", "R1") == f"Devi {turn}"
        assert field.value("person", "skills", "R1") == f"skill {turn}"


def test_between_the_list_and_the_yes_another_was_faster(field):
    """At a terminal: the list is shown, somebody else saves, and then comes the yes."""
    mine, theirs = two_books(field, [("R1", "name", "Mine")], [("R1", "name", "Theirs")])
    with (
        (field.folder / "shown.txt").open("wb") as shown,
        Terminal(field.folder, "import", "workbook", mine, "--db", field.target, stdout=shown)
        as terminal,
    ):  # fmt: skip
        terminal.until("Save all of it?")
        assert field.back(theirs).saved
        terminal.type("y\n")
        code, said = terminal.end()
    assert "Mine" in (field.folder / "shown.txt").read_text(encoding="utf-8")
    assert code == 3, said
    assert "somebody else has changed this cell in the campaign since the export" in said
    assert "Traceback" not in said
    assert field.value("person", "name", "R1") == "Theirs"


# Two do the same thing otherwise


def test_the_second_is_told_what_the_first_wanted(field, desk):
    """Each command's answer names what it found in place of what it wrote."""

    def answer(*words):
        return desk.answer(*words, "--db", field.target)

    answer("pin", "R1", "A1", "--visits", "3")
    assert answer("pin", "R1", "A1", "--visits", "5")["replaced"] == {"kind": "pin", "visits": 3}
    assert answer("ban", "R1", "A1")["replaced"] == {"kind": "pin", "visits": 5}
    answer("tree", "move", "R1", "--under", "L2")
    back = answer("tree", "move", "R1", "--under", "L1")["changes"]
    assert [tuple(change.values()) for change in back] == [("R1", "reports to", "L2", "L1")]
    answer("tie", "apart", "R1", "007")
    assert "are tied apart already" in desk("tie", "together", "R1", "007", "--db", field.target)[2]
