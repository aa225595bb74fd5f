"""Imports run downward only, and asking for help loads nothing heavy."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = ("cli", "scenarios", "planner", "graphs")

# From the top floor to the ground. A module may import what stands on a later line, and from
# within its own line. The longest prefix that fits a module decides where it stands.
FLOORS = [
    ["planner.entry"],
    ["cli"],
    ["planner.commands"],
    ["scenarios"],
    ["planner.report"],
    ["planner.replanning", "planner.regrouping"],
    [
        "planner.campaign",
        "planner.packing",
        "planner.reporting",
        "planner.rostering",
        "planner.sampling",
        "planner.schooling",
        "planner.tracking",
    ],
    ["planner.store"],
    ["planner.assignment", "planner.hierarchy", "planner.audit", "planner.training"],
    ["planner.flow", "planner.cp"],
    ["planner.gates"],
    ["planner.statement", "planner.wishes", "planner.obstacles", "planner.proof"],
    ["planner.progress"],
    ["planner.plan", "planner.problem"],
    ["planner.places", "planner.schedule"],
    ["planner.register"],
    ["planner.snapshot", "planner.chain"],
    ["planner.policy", "planner.settings", "planner.geo", "planner.files", "planner.today"],
    ["planner.logbook"],
    ["planner.stopping", "planner.stages", "planner.fault"],
    ["planner.findings"],
    ["graphs"],
    ["planner"],
]
NEIGHBOURS_APART = {
    "planner.assignment",
    "planner.hierarchy",
    "planner.audit",
    "planner.training",
}
NOT_FOR_THE_JUDGE = {"planner.flow", "planner.cp", "ortools"}


def modules():
    for path in sorted(ROOT.glob("*.py")) + sorted(
        p for name in OURS for p in (ROOT / name).rglob("*.py")
    ):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def place(module):
    """(depth, prefix) of a module of ours."""
    fits = [
        (len(prefix), depth, prefix)
        for depth, floor in enumerate(FLOORS)
        for prefix in floor
        if module == prefix or module.startswith(prefix + ".")
    ]
    _, depth, prefix = max(fits)
    return depth, prefix


@pytest.mark.parametrize(("module", "path"), list(modules()), ids=lambda value: str(value))
def test_imports_run_downward(module, path):
    depth, prefix = place(module)
    for name in imports(path):
        if name.split(".")[0] not in OURS or name in OURS:
            continue
        other_depth, other_prefix = place(name)
        if module == other_prefix or name.startswith(prefix + ".") or name == prefix:
            continue
        assert other_depth >= depth, f"{module} imports {name}, which stands above it"
        apart = prefix in NEIGHBOURS_APART and other_prefix in NEIGHBOURS_APART
        assert not (apart and prefix != other_prefix), f"{module} imports its neighbour {name}"


def test_the_floor_list_can_tell_up_from_down():
    assert place("planner.store.tables")[0] < place("planner.audit.rule")[0]
    assert place("planner.snapshot")[0] < place("graphs.tree")[0]


def test_every_module_has_a_floor_of_its_own():
    """On the ground floor of `planner` itself anybody may import anything of it."""
    grounded = {name for name, _ in modules() if place(name)[1] == "planner"}
    assert grounded == {"planner"}


def test_the_judge_never_imports_the_player():
    for module, path in modules():
        if module.startswith("planner.audit"):
            assert not NOT_FOR_THE_JUDGE & {n for i in imports(path) for n in (i, i.split(".")[0])}


def test_graphs_never_sees_our_classes():
    for module, path in modules():
        if module.startswith("graphs"):
            assert not any(name.split(".")[0] == "planner" for name in imports(path))


@pytest.mark.parametrize("words", [["--help"], ["assign", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(words):
    code = (
        "import sys; sys.argv = ['mitan', *sys.argv[1:]]\n"
        "import cli\n"
        "try: cli.main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "heavy = {'ortools', 'matplotlib', 'bokeh', 'networkx', 'sqlmodel', 'numpy', 'pydantic'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
