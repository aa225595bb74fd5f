"""Whatever is written is readable by its owner only, whatever the umask, whoever writes it."""

import ast
import os
import stat
from pathlib import Path

import pytest

from planner.files import make_folder, new_folder, write_atomically
from tests.reports import make_campaign

ROOT = Path(__file__).parents[1]
OURS = (
    ROOT / "cli.py",
    *(p for n in ("planner", "graphs", "scenarios") for p in (ROOT / n).rglob("*.py")),
)
# The doors to the disk. The store's make an empty file, and a folder, that only their owner reads.
DOORS = {"planner/files.py", "planner/store/target.py", "planner/store/backup.py"}
WRITERS = {"write_text", "write_bytes", "mkdir", "makedirs", "touch", "savefig", "copy", "copy2",
           "copyfile", "copytree", "chmod", "mkstemp", "mkdtemp", "NamedTemporaryFile"}  # fmt: skip
OF_MODULES = {"copy", "copy2", "copyfile", "copytree"}  # of shutil; other things have a copy too

pytestmark = pytest.mark.skipif(os.name != "posix", reason="file rights of POSIX")
SHEETS = {
    "days.csv": "rakshak,area,day,visits\nRK-3,AR-3,2020-09-01,1\n",
    "venues.csv": "id,name,lat,lon,seats,trainers,from,to\n"
    "V1,Hall,22.08,82.15,20,2,2020-08-25,2020-08-26\n",
    "districts.csv": "code,name,population,rakshaks\nK,Kota,20000,20\n",
}
# Every command that makes files, by each of its options that names one; the pictures of `target`
# and `sensitivity` take long and go the way of `forecast`'s.
WRITING = [
    ("init",),
    ("assign", "--format", "json", "-o", "deep.json"),
    ("template", "-o", "template.xlsx"),
    ("export", "xlsx", "--leader", "LD-1", "-o", "team.xlsx"),
    ("export", "xlsx", "--all", "-o", "workbooks"),
    ("tree", "--plot", "tree.png", "-o", "tree.txt"),
    ("tree", "show", "LD-1", "--plot", "team.png"),
    ("tree", "export", "tree.graphml"),
    ("tree", "export", "branch.csv"),
    ("progress", "--silent", "silent.csv", "--as-of", "2020-09-05"),
    ("train", "plan", "--venues", "venues.csv", "--on", "2020-08-24", "-o", "training"),
    ("report", "-o", "report.html"),
    ("roster", "--all", "-o", "rosters"),
    ("roster", "--all", "--pdf", "-o", "printed"),
    ("message", "--all", "-o", "messages.txt"),
    ("texts", "-o", "campaign-texts.toml"),
    ("audit", "--format", "xlsx", "-o", "audit.xlsx"),
    ("audit", "sample", "--seed", "1", "--sheet", "call.html", "--sheet", "call.xlsx"),
    ("audit", "pack", "-o", "pack"),
    ("simulate", "--reps", "200", "--pictures", "growth/pictures"),
    ("simulate", "--reps", "200", "--districts", "districts.csv", "--out", "results"),
    ("forecast", "--reps", "500", "--plot", "forecast.png"),
    ("backup",),
    ("backup", "-o", "kept.db"),
    ("restore", "kept.db", "--to", "again.db"),
    ("demo", "--rakshaks", "5", "--areas", "areas.csv", "--out", "made/demo"),
]  # fmt: skip


@pytest.fixture
def open_umask():
    """Nothing but the program itself keeps others out."""
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(folder):
    return {
        str(path.relative_to(folder)): oct(path.stat().st_mode)
        for path in folder.rglob("*")
        if stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
    }


def test_every_command_writes_for_its_owner_only(desk, open_umask):
    make_campaign(desk)
    for name, text in SHEETS.items():
        (desk.folder / name).write_text(text, encoding="utf-8")
    assert desk("progress", "import", "days.csv")[0] == 0
    by_hand = {path for path in desk.folder.iterdir() if path.suffix == ".csv"}
    for path in by_hand:
        path.chmod(0o600)
    for words in WRITING:
        before = set(desk.folder.rglob("*"))
        code, _, err = desk(*words)
        assert code in (0, 4, 5), f"{words}: {err}"
        assert words == ("init",) or set(desk.folder.rglob("*")) > before, f"{words} wrote nothing"
        assert open_to_others(desk.folder) == {}, words


def test_what_others_could_read_is_closed_when_it_is_written_again(tmp_path, open_umask):
    file = tmp_path / "team.csv"
    file.touch(0o666)
    write_atomically(file, b"names")
    assert open_to_others(tmp_path) == {}


def test_folders_are_made_for_their_owner_only(tmp_path, open_umask):
    make_folder(tmp_path / "deep" / "deeper")
    with new_folder(tmp_path / "pack", {"a.txt": b"a"}):
        assert open_to_others(tmp_path) == {}
    assert open_to_others(tmp_path) == {}


def test_a_store_that_others_can_read_is_told_of(desk):
    desk("init")
    assert desk("backup")[0] == 0
    (backup,) = (desk.folder / "backups").iterdir()
    for file in (desk.folder / "campaign.db", backup):
        file.chmod(0o644)
        got, out, _ = desk("doctor", "--format", "csv")
        assert got == 6
        assert f"chmod 600 {file.relative_to(desk.folder)}" in out
        file.chmod(0o600)
    assert desk("doctor")[0] == 0


def writes(path):
    """Calls that make files or folders: (line, name)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        owner = getattr(getattr(called, "value", None), "id", "")
        words = [a.value for a in (*node.args, *(k.value for k in node.keywords))
                 if isinstance(a, ast.Constant) and isinstance(a.value, str)]  # fmt: skip
        opened = name == "open" and any(set(word) & set("wax+") and len(word) < 4 for word in words)
        if opened or (name in WRITERS and (name not in OF_MODULES or owner == "shutil")):
            yield node.lineno, name


def test_nothing_else_writes_files():
    found = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in OURS
        if str(path.relative_to(ROOT)) not in DOORS
        for line, name in writes(path)
    ]
    assert found == []


def test_a_writer_would_be_seen(tmp_path):
    text = (
        "path.write_text('x')\nopen('f', 'wb')\npath.open('a')\nshutil.copy(a, b)\npath.mkdir()\n"
        "array.copy()\nopen('f', 'rb')\npath.open(encoding='utf-8')\n"
    )
    (tmp_path / "m.py").write_text(text, encoding="utf-8")
    assert [line for line, _ in writes(tmp_path / "m.py")] == [1, 2, 3, 4, 5]
