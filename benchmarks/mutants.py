"""Would the tests notice if the code were wrong? A sample of its mutants, drawn by a seed.

    uv run --with cosmic-ray==8.7.0 python -m benchmarks.mutants map audit M
    uv run --with cosmic-ray==8.7.0 python -m benchmarks.mutants run audit M --number 500 --seed 1

A mutant is planner/audit (or planner/store) with one operator, number, condition, decorator or
loop changed by cosmic-ray. It is killed where a test fails, loads no more, or runs out of time.
`map` runs the tests once and keeps which of them reach which function; `run` gives each mutant
those tests, in a process of its own that is forked with the libraries loaded. No file is changed.

Tests on PostgreSQL take part where MITAN_TEST_POSTGRES is set, and longest. So map with it, run
without it, and run those that survive with it: `--again FILE`.
"""

from __future__ import annotations

import ast
import importlib
import importlib.machinery
import json
import os
import resource
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click
import numpy as np
from scipy.stats import binomtest

ROOT = Path(__file__).resolve().parents[1]
USUAL = ["-x", "-q", "-p", "no:xdist", "-p", "no:cacheprovider"]
USUAL += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
USUAL += ["-o", "addopts=--import-mode=importlib", "--hypothesis-profile=mutants"]
USUAL += ["-o", "timeout=0"]  # each mutant's process has a limit for all of its tests
LIBRARIES = (
    *("hypothesis.extra.numpy", "pytest", "scipy.stats", "scipy.sparse.csgraph", "scipy.spatial"),
    *("networkx", "sqlmodel", "rapidfuzz", "xlsxwriter", "jsonschema", "alembic", "rich.table"),
    *("openpyxl", "python_calamine", "planner.policy", "planner.proof"),
)
NEAR = {"rule", "evidence", "judge"}  # modules of the audit whose first tests are the judge's
ORDER = {"Add", "Sub", "Mul", "Div", "FloorDiv", "Mod", "Pow"}
BITS = {"BitOr", "BitAnd", "BitXor", "LShift", "RShift"}
IDENTITY = {"Is", "IsNot"}
COMPARED = {"Eq", "NotEq", "Lt", "LtE", "Gt", "GtE"}


@dataclass(frozen=True)
class Part:
    """A package that is changed, the tests that are run on it, and what is loaded before.

    `own` are files with a module's own tests, where they are not called as it is.
    """

    name: str
    tests: tuple[str, ...]
    libraries: tuple[str, ...] = LIBRARIES
    own: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where its modules are."""
        return ROOT / "planner" / self.name

    def modules(self) -> dict[str, Path]:
        """Its files, by their names as from its folder, without .py."""
        paths = sorted(self.folder.rglob("*.py"))
        return {path.relative_to(self.folder).with_suffix("").as_posix(): path for path in paths}

    def near(self, module: str) -> list[str]:
        """The files with the tests that are a module's own."""
        *under, stem = module.split("/")
        names = ["judge" if stem in NEAR else stem, "cases"] if self.name == "audit" else [stem]
        files = [f"tests/{under[0] if under else self.name}/test_{name}.py" for name in names]
        files += [self.own[module]] if module in self.own else []
        return [file for file in files if (ROOT / file).exists()]


PARTS = {
    "audit": Part(
        "audit",
        (
            *("tests/audit", "tests/commands/test_pack.py", "tests/commands/test_sampling.py"),
            "tests/report/test_audit.py",
        ),
        (*LIBRARIES, "planner.store.database", "planner.store.reading"),
    ),
    "store": Part(
        "store",
        (
            *("tests/store", "tests/importing", "tests/workbooks", "tests/test_replan_cli.py"),
            *("tests/commands/test_keeping.py", "tests/commands/test_sampling.py"),
        ),
        own={
            "samples": "tests/commands/test_sampling.py",
            "checksum": "tests/store/test_sums.py",
            "connecting": "tests/store/test_database.py",
            "columns": "tests/store/test_reading.py",
            "erasures": "tests/store/test_erasing.py",
            "tables": "tests/store/test_migrating.py",
            "traces": "tests/store/test_erasing.py",
            "migrations/versions/0001_campaign": "tests/store/test_migrating.py",
            "migrations/versions/0002_pledges": "tests/store/test_migrating.py",
            "migrations/versions/0003_checksums": "tests/store/test_migrating.py",
            "migrations/versions/0004_progress": "tests/store/test_migrating.py",
            "importing/categories": "tests/importing/test_areas.py",
            "importing/dated": "tests/importing/test_progress.py",
            "importing/delimited": "tests/importing/test_reader.py",
            "importing/filled": "tests/commands/test_sampling.py",
            "importing/known": "tests/importing/test_people.py",
            "importing/localities": "tests/importing/test_venues.py",
            "importing/merge": "tests/importing/test_importer.py",
            "importing/places": "tests/importing/test_areas.py",
            "importing/result": "tests/importing/test_importer.py",
            "importing/rows": "tests/importing/test_importer.py",
            "importing/sheet": "tests/importing/test_reader.py",
            "importing/vocabulary": "tests/importing/test_headers.py",
            "importing/workbook": "tests/importing/test_reader.py",
            "workbooks/content": "tests/workbooks/test_bringing.py",
            "workbooks/edited": "tests/workbooks/test_bringing.py",
            "workbooks/layout": "tests/workbooks/test_bringing.py",
            "workbooks/mark": "tests/workbooks/test_returned.py",
            "workbooks/returned": "tests/workbooks/test_bringing.py",
        },
    ),
}


@dataclass(frozen=True, order=True)
class Mutant:
    """One change: the `occurrence`-th place of a module where an operator of cosmic-ray can act."""

    module: str
    line: int
    column: int
    operator: str
    occurrence: int
    function: str


def mutants(module: str, path: Path) -> Iterator[Mutant]:
    """All mutants of a module but those that are left out by rule (see docs/audit.md)."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.plugins import get_operator, operator_names

    source = path.read_text(encoding="utf-8")
    nodes = list(ast_nodes(get_ast(source)))
    idle, functions = _idle(source), _functions(source)
    for name in operator_names():
        operator = get_operator(name)
        if operator.arguments() or not _alike(name):
            continue
        places = (place for node in nodes for place in operator().mutation_positions(node))
        for occurrence, ((line, column), _) in enumerate(places):
            if not any(first <= (line, column) < last for first, last in idle):
                function = next((f for f, at in functions if line in at), "")
                yield Mutant(module, line, column, name, occurrence, function)


def _alike(name: str) -> bool:
    """Whether an operator changes for one of its own kind (`+` for `-`, not for `<<`)."""
    if not name.startswith(("core/ReplaceBinaryOperator", "core/ReplaceComparisonOperator")):
        return True
    pair = set(name.split("_")[-2:])
    return any(pair <= kind for kind in (ORDER, BITS, IDENTITY, COMPARED))


def _idle(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where code only states what must hold: annotations, `@dataclass(...)`, `strict=`."""
    found: list[ast.AST | None] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.arg | ast.AnnAssign):
            found.append(node.annotation)
        elif isinstance(node, ast.FunctionDef):
            found.append(node.returns)
        elif isinstance(node, ast.ClassDef):
            found += node.decorator_list
        elif isinstance(node, ast.keyword) and node.arg == "strict":
            found.append(node.value)
    spans = [node for node in found if node is not None]
    return [((n.lineno, n.col_offset), (n.end_lineno, n.end_col_offset)) for n in spans]  # type: ignore[attr-defined]


def _functions(source: str) -> list[tuple[str, range]]:
    """Functions of a module with their lines, decorators left out; the innermost first."""
    return [
        (node.name, range(node.body[0].lineno, (node.end_lineno or 0) + 1))
        for node in reversed(list(ast.walk(ast.parse(source))))
        if isinstance(node, ast.FunctionDef)
    ]


def mutated(mutant: Mutant, path: Path) -> str:
    """The module's source with the change made."""
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    source = path.read_text(encoding="utf-8")
    return str(mutate_code(source, get_operator(mutant.operator)(), mutant.occurrence))


@click.group()
def main() -> None:
    """Mutation testing of planner/audit and planner/store."""


class _Clock:
    """Seconds of each test function."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: object) -> None:
        node = str(report.nodeid).split("[")[0]  # type: ignore[attr-defined]
        self.seconds[node] += report.duration  # type: ignore[attr-defined]


@main.command("map")
@click.argument("name", metavar="PART", type=click.Choice(list(PARTS)))
@click.argument("target", type=click.Path(path_type=Path))
def draw_map(name: str, target: Path) -> None:
    """Run the tests once and write TARGET: seconds, and the tests that reach each function."""
    import coverage

    part = PARTS[name]
    _load(part)
    watch = coverage.Coverage(data_file=None, config_file=False, include=[f"{part.folder}/*"])
    watch.set_option("run:dynamic_context", "test_function")
    clock = _Clock()
    watch.start()
    code = _tests(list(part.tests), clock)
    watch.stop()
    if code:
        raise click.ClickException("the tests do not pass as they are")
    reach: dict[str, set[str]] = defaultdict(set)
    for module, path in part.modules().items():
        lines = watch.get_data().contexts_by_lineno(str(path))
        for function, at in _functions(path.read_text(encoding="utf-8")):
            for line in at:
                reach[f"{module}:{function}"] |= {_node(c) for c in lines.get(line, ()) if c}
    known = {name: sorted(tests & set(clock.seconds)) for name, tests in reach.items()}
    target.write_text(json.dumps({"seconds": clock.seconds, "reach": known}))


def _node(context: str) -> str:
    """'tests.audit.test_ties.test_x' as pytest names it."""
    module, _, test = context.rpartition(".")
    return f"{module.replace('.', '/')}.py::{test}"


@main.command()
@click.argument("name", metavar="PART", type=click.Choice(list(PARTS)))
@click.argument("target", type=click.Path(path_type=Path, exists=True))
@click.option("--number", default=0, metavar="N", help="How many are drawn (all).")
@click.option("--seed", default=1, show_default=True)
@click.option("--only", multiple=True, metavar="MODULE", help="Of these modules alone.")
@click.option("--again", type=click.Path(path_type=Path), help="The survivors of an earlier run.")
@click.option(
    "--longest", default=1e9, metavar="SECONDS", help="Leave out longer tests of other files."
)
@click.option("--workers", default=1, show_default=True)
def run(
    name: str,
    target: Path,
    number: int,
    seed: int,
    only: tuple[str, ...],
    again: Path | None,
    longest: float,
    workers: int,
) -> None:
    """Print each mutant with its end as a JSON line, and on stderr how many were killed."""
    part = PARTS[name]
    chosen = _survivors(again) if again else _drawn(part, number, seed, only)
    map_ = json.loads(target.read_text())
    _load(part)
    running: dict[int, Mutant] = {}
    ends: Counter[str] = Counter()
    while chosen or running:
        while chosen and len(running) < workers:
            mutant = chosen.pop(0)
            running[_start(part, mutant, map_["reach"], map_["seconds"], longest)] = mutant
        pid, status = os.wait()
        end = _end(status)
        ends[end] += 1
        click.echo(json.dumps({**asdict(running.pop(pid)), "end": end}))
    _tell(ends)


def _drawn(part: Part, number: int, seed: int, only: tuple[str, ...]) -> list[Mutant]:
    chosen = {name: path for name, path in part.modules().items() if not only or name in only}
    every = sorted(mutant for name, path in chosen.items() for mutant in mutants(name, path))
    click.echo(f"{len(every)} mutants", err=True)
    if not number:
        return every
    picked = np.random.default_rng(seed).choice(len(every), min(number, len(every)), replace=False)
    return [every[k] for k in picked.tolist()]


def _survivors(path: Path) -> list[Mutant]:
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    return [
        Mutant(**{k: v for k, v in row.items() if k != "end"})
        for row in rows
        if row["end"] == "survived"
    ]


def _start(
    part: Part,
    mutant: Mutant,
    reach: dict[str, list[str]],
    seconds: dict[str, float],
    longest: float,
) -> int:
    """Begin a process that runs the tests on the mutant: those of its own file first."""
    files = part.near(mutant.module)
    reached = reach.get(f"{mutant.module}:{mutant.function}") or list(seconds)
    far = [
        node for node in reached if node.split("::")[0] not in files and seconds[node] <= longest
    ]
    far.sort(key=lambda node: (seconds[node], node))
    pid = os.fork()
    if pid:
        return pid
    near = [node for node in seconds if node.split("::")[0] in files]
    allowed = 20 + 2 * round(sum(seconds[node] for node in near + far))
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, allowed))
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    signal.alarm(10 * allowed)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    code = 1
    try:
        _put_in(mutant, part.modules()[mutant.module])
        if not mutant.module.startswith("migrations/"):  # which alembic alone can load
            # loads no more: pytest itself would take that, in a conftest, for a mistake of ours
            importlib.import_module(f"planner.{part.name}.{mutant.module.replace('/', '.')}")
        code = (_tests(files) if files else 0) or (_tests(far) if far else 0)
    finally:
        os._exit(int(code))


def _put_in(mutant: Mutant, path: Path) -> None:
    """Have Python load the mutant where the module is imported."""
    import warnings

    usual = importlib.machinery.SourceFileLoader.get_code
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        code = compile(mutated(mutant, path), str(path), "exec")

    def get_code(self, name):  # type: ignore[no-untyped-def]
        return code if Path(self.path) == path else usual(self, name)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign]


def _tests(nodes: list[str], *plugins: object) -> int:
    import pytest

    return int(pytest.main([*USUAL, *nodes], plugins=list(plugins)))


def _load(part: Part) -> None:
    """Import what the tests need but the part; failing examples are not to be made smaller."""
    from hypothesis import HealthCheck, Phase, settings

    os.chdir(ROOT)
    for library in part.libraries:
        importlib.import_module(library)
    if any(name.startswith(f"planner.{part.name}") for name in sys.modules):
        raise click.ClickException("what is changed must not be loaded before")
    settings.register_profile(
        "mutants",
        derandomize=True,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def _end(status: int) -> str:
    if os.WIFSIGNALED(status):
        late = os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL)
        return "timeout" if late else "killed"
    code = os.WEXITSTATUS(status)
    if code == 4:
        raise click.ClickException("pytest did not understand its arguments")
    return "survived" if code in (0, 5) else "killed"


def _tell(ends: Counter[str]) -> None:
    dead, number = ends["killed"] + ends["timeout"], ends.total()
    sure = binomtest(dead, number).proportion_ci(0.95)
    click.echo(
        f"{dict(ends)}: {dead / number:.1%} killed ({sure.low:.1%}-{sure.high:.1%})", err=True
    )


if __name__ == "__main__":
    main()
