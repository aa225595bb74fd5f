"""Hostile files by way of the commands: an answer or a plain no, and a screen left as it was."""

import json

import pytest

from benchmarks.fuzzing.__main__ import made
from benchmarks.fuzzing.importers import IMPORTERS
from benchmarks.fuzzing.watch import UNPRINTABLE
from benchmarks.fuzzing.world import begun

COMMANDS = {
    "people": ("import", "people"),
    "areas": ("import", "areas"),
    "enrolments": ("import", "enrolments"),
    "pledges": ("import", "pledges"),
    "progress": ("progress", "import"),
    "attendance": ("train", "attendance"),
    "categories": ("import", "areas", "areas.csv", "--map"),
    "workbook": ("import", "workbook", "--yes"),
    "answers": ("audit", "results"),
    "policy": ("doctor", "--campaign"),
    "scenario": ("simulate", "--reps", "10"),
    "texts": ("message", "R1", "--texts"),
    "backup": ("restore",),
}
ENDS = {0, 2, 3, 4, 5, 6}
FEW = 4
AREAS = "id,name,category,zone,visits\nA1,Bazaar,market,A,4\n"


@pytest.fixture
def campaign(desk):
    (desk.folder / "campaign.db").write_bytes(begun())
    (desk.folder / "areas.csv").write_text(AREAS)
    return desk


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_ends_in_a_fault_of_mitan(campaign, name):
    importer = IMPORTERS[name]
    for number in range(FEW):
        file = campaign.folder / f"f{number}{importer.suffix}"
        file.write_bytes(made(name, importer, 7, number))
        code, out, err = campaign(*COMMANDS[name], file.name)
        assert code in ENDS, (number, err)
        assert "Traceback" not in err
        assert "A fault in Mitan" not in err
        assert not UNPRINTABLE.search(out + err)


@pytest.mark.parametrize("name", ["\x1b[2J\x07.csv", "\u202evsc.csv", "a\nb.csv", "CON", "x" * 200])
def test_a_name_of_a_file_does_nothing_to_the_screen(campaign, name):
    (campaign.folder / name).write_text(AREAS.replace("A1", "A9"), encoding="utf-8")
    for form in ("table", "json", "csv"):
        code, out, err = campaign("import", "areas", name, "--format", form)
        assert code == 0, err
        assert not UNPRINTABLE.search(out + err)
    code, out, err = campaign("import", "people", name, "--format", "json")
    assert code == 3
    assert not UNPRINTABLE.search(out + err)
    assert json.loads(out)["file"] == name  # spelt out, it says the same


@pytest.mark.parametrize(
    "words",
    [
        ("import", "people"),
        ("restore",),
        ("backup", "-o"),
        ("report", "-o"),
        ("roster", "--all", "-o"),
        ("plans", "-o"),
        ("init", "--db"),
        ("audit", "verify"),
    ],
)
@pytest.mark.parametrize("path", ["x" * 5_000, "../" * 2_000 + "x", "x" * 300])
def test_a_name_that_no_file_can_have_is_refused(campaign, words, path):
    code, _, err = campaign(*words, path)
    assert code in {2, 3, 6}
    assert "A fault in Mitan" not in err
    assert "too long" in err
    assert [file.name for file in campaign.folder.iterdir()].count("campaign.db") == 1
