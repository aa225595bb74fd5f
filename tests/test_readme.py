"""The README says what is true: every command it shows is run, and prints what it shows."""

import re

import click
import pytest

import cli
from planner.audit.judge import rules
from planner.findings import ExitCode
from planner.hierarchy.named import CODES as TREE_CODES
from planner.store.importing import CODES
from planner.store.importing.venues import CODES as VENUE_CODES
from planner.store.importing.vocabulary import (
    AREAS,
    ATTENDANCE,
    DISTRICTS,
    ENROLMENTS,
    PEOPLE,
    PROGRESS,
    VENUES,
)
from scenarios.districts.listing import CODES as DISTRICT_CODES
from tests.readme import BLOCK, README, ROOT, commands, run, steady

TEXT = README.read_text(encoding="utf-8")
SHOWN = [pair for block in BLOCK.findall(TEXT) for pair in commands(block)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the first command of the README has been run."""
    place = tmp_path_factory.mktemp("newcomer")
    run("mitan demo", place)
    return place


def test_three_doors_of_few_commands():
    assert [len(commands(block)) for block in BLOCK.findall(TEXT)] == [4, 2, 4, 5]


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=[words for words, _ in SHOWN])
def test_a_command_of_the_readme_prints_what_the_readme_shows(folder, command, output):
    assert steady(run(command, folder)) == steady(output)


def test_links_and_pictures_of_the_readme_are_there():
    targets = re.findall(r"\]\(([^)]+)\)", TEXT)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_every_command_and_exit_code_is_in_the_contract():
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert [name for name in cli.mitan.commands if f"`mitan {name}" not in text] == []
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", text, flags=re.MULTILINE)}
    assert codes == set(ExitCode)


def test_every_option_of_the_contract_is_one_of_its_command():
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for name, rest in re.findall(r"^\| `mitan (\w+)([^`]*)`", text, flags=re.MULTILINE):
        command = cli.mitan.commands[name]
        if isinstance(command, click.Group) and (word := re.match(r" (\w+)", rest)):
            command = command.commands[word[1]]
        options = {option for p in command.params for option in p.opts}
        assert set(re.findall(r"--[\w-]+", rest)) <= options, name
        own = {o for o in options if o.startswith("--")} - {
            *("--db", "--campaign", "--format", "--log-file", "--profile", "--output"),
        }
        assert own <= set(re.findall(r"--[\w-]+", rest)), name


def test_every_column_and_code_of_an_import_is_documented():
    text = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")
    for columns in (AREAS, PEOPLE, ENROLMENTS, PROGRESS):
        for name, words in columns.items():
            assert f"`{name}`" in text
            assert [
                word for word in words if word not in text and word != name.replace("_", " ")
            ] == []
    assert [code for code in CODES if code not in text] == []


def test_every_column_and_code_of_a_sheet_of_districts_is_documented():
    text = (ROOT / "docs" / "districts.md").read_text(encoding="utf-8")
    for name, words in DISTRICTS.items():
        row = re.search(rf"^\| `{name}` .*$", text, flags=re.MULTILINE)[0]
        assert set(words) - {name} == set(row.rsplit("|", 2)[1].strip().split(", "))
    contract = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\bDIS\d{3}\b", contract)) == set(DISTRICT_CODES)


def test_every_column_and_code_of_training_is_documented():
    text = (ROOT / "docs" / "training.md").read_text(encoding="utf-8")
    seen = ("id", "day", "attended")  # the others are for the reader
    for columns in (VENUES, {name: ATTENDANCE[name] for name in seen}):
        for name, words in columns.items():
            rows = re.findall(rf"^\| `{name}` .*$", text, flags=re.MULTILINE)
            told = [set(row.split("|")[2].strip().split(", ")) for row in rows]
            assert any(set(words) - {name} == one for one in told), name
    assert [name for name in ATTENDANCE if f"`{name}`" not in text] == []
    assert set(re.findall(r"\bTRN\d{3}\b", text)) == {*VENUE_CODES, "TRN010", "TRN011"}


def test_every_finding_of_the_tree_is_documented():
    text = (ROOT / "docs" / "tree.md").read_text(encoding="utf-8")
    assert [code for code in TREE_CODES if code not in text] == []
    assert set(re.findall(r"\bTRE\d{3}\b", text)) == set(TREE_CODES)


def test_every_rule_that_a_page_names_is_there():
    known = {rule.code for rule in rules()}
    for page in [README, *(ROOT / "docs").glob("*.md")]:
        named = re.findall(r"\b(?:HIE|COV|WRK|INT|DUP|PHA)\d{3}\b", page.read_text("utf-8"))
        assert set(named) <= known, page
