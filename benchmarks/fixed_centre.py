"""How near the planner comes to the proved optimum of published instances with whole areas.

    python benchmarks/fixed_centre.py --instances DIR --format json

Any folder of CSV files will do, one instance each, with the columns `kind,x,y,demand,capacity`: a
row of kind `rakshak` has a capacity, one of kind `area` a demand. An area goes to one rakshak as a
whole and costs the Euclidean distance to him, once. `optima.csv` (columns `instance,optimum`) may
lie beside them and says what is known.

This is generalized assignment as it comes out of the capacitated p-median problem once its medians
are chosen (Lorena and Senne 2004, Computers & Operations Research 31, 863-876).
"""

from __future__ import annotations

import csv
import json
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from planner.assignment.solve import solve
from planner.findings import Finding, Refusal, Severity
from planner.places import Places
from planner.plan import Plan
from planner.policy import load
from planner.problem import Problem, Rates
from planner.snapshot import NO_PAIRS, NONE, Ints, Pairs, Points, summed

COLUMNS = ("kind", "x", "y", "demand", "capacity")
OPTIMA = "optima.csv"
FINEST = 1e10  # the longest way of one visit in the problem's whole units: finer than 1 in 10^9
MOST_UNITS = 10_000_000  # of demand or capacity in one row; more is taken for a slip


@dataclass(frozen=True, eq=False)
class Instance:
    """R rakshaks with capacities, A areas with demands, and the distances between them."""

    name: str
    capacity: Ints  # R
    demand: Ints  # A, 1 or more
    distance: Points  # R x A, in the units of the file


def read_instance(path: Path) -> Instance:
    """One CSV file as an instance. Raises Refusal, with a finding for each bad cell."""
    places: dict[str, list[tuple[float, float, int]]] = {"rakshak": [], "area": []}
    faults: list[Finding] = []
    for line, row in _rows(path, COLUMNS):
        kind = (row["kind"] or "").strip()
        if kind not in places:
            faults.append(_fault(path, line, "kind", row["kind"], "write rakshak or area"))
            continue
        count = "capacity" if kind == "rakshak" else "demand"
        cells = {
            "x": _number(row["x"]),
            "y": _number(row["y"]),
            count: _whole(row[count], least=1 if kind == "area" else 0),
        }
        for column, value in cells.items():
            if value is None:
                kind_of = "a whole number" if column == count else "a number"
                faults.append(_fault(path, line, column, row[column], f"write {kind_of} there"))
        if None not in cells.values():
            places[kind].append(tuple(cells.values()))  # type: ignore[arg-type]
    for kind, those in places.items():
        if not those and not faults:
            faults.append(_fault(path, None, "kind", None, f"add a row of kind {kind}"))
    if faults:
        raise Refusal(f"{path.name} cannot be read: {len(faults)} fault(s).", findings=faults)
    rakshaks, areas = (np.array(those, dtype=np.float64) for those in places.values())
    apart = rakshaks[:, None, :2] - areas[None, :, :2]
    return Instance(
        name=path.stem,
        capacity=rakshaks[:, 2].astype(np.int64),
        demand=areas[:, 2].astype(np.int64),
        distance=np.hypot(apart[..., 0], apart[..., 1]),
    )


def read_optima(folder: Path) -> dict[str, float]:
    """The known optima by name of the instance; none where the folder has no such file."""
    path = folder / OPTIMA
    if not path.exists():
        return {}
    optima: dict[str, float] = {}
    for line, row in _rows(path, ("instance", "optimum")):
        value = _number(row["optimum"])
        if value is None:
            fault = _fault(path, line, "optimum", row["optimum"], "write a number there")
            raise Refusal(f"{path.name} cannot be read.", findings=[fault])
        optima[(row["instance"] or "").strip()] = value
    return optima


def state(instance: Instance) -> tuple[Problem, float]:
    """The instance as a problem, and how many of the problem's units one unit of distance is.

    A visit costs distance / demand, rounded down: so no plan costs more in the problem than it
    does in fact, and a bound on the one is a bound on the other. Everybody is in band.
    """
    rakshaks, areas = instance.distance.shape
    each = instance.distance / instance.demand
    longest = float(each.max())
    scale = 10.0 ** math.floor(math.log10(FINEST / longest)) if longest > 0 else 1.0
    bits_r, bits_a = np.zeros(rakshaks, np.uint64), np.zeros(areas, np.uint64)
    problem = Problem(
        rakshaks=np.array([f"R{k:06d}" for k in range(rakshaks)]),
        rakshak_place=_nowhere(rakshaks),
        availability=instance.capacity,
        rakshak_skills=bits_r,
        rakshak_languages=bits_r,
        rakshak_organisation=bits_r,
        areas=np.array([f"A{k:06d}" for k in range(areas)]),
        area_place=_nowhere(areas),
        visits=instance.demand,
        different=np.ones(areas, dtype=np.int64),
        priority=np.ones(areas, dtype=np.int64),
        area_skills=bits_a,
        area_languages=bits_a,
        area_organisations=bits_a,
        pins=NO_PAIRS,
        bans=NO_PAIRS,
        rates=Rates(same_zone=0, unknown=0, zone=0, language=0, organisation=0),
        tolerance=int(instance.capacity.max()),
        whole=np.ones(areas, dtype=bool),
        rakshak_team=np.full(rakshaks, NONE),
        team_zone=np.full(rakshaks, NONE),
        ways=np.floor(each * scale).astype(np.int64),
    )
    return problem, scale


def value_of(instance: Instance, rows: Pairs) -> float | None:
    """The distance that the rows come to; None unless they answer the instance.

    That is: every area has all its demand from one rakshak, and nobody has more than he can bear.
    """
    rakshaks, areas = instance.distance.shape
    once = len(rows) == areas and len(np.unique(rows.area)) == areas
    if not once or (rows.visits != instance.demand[rows.area]).any():
        return None
    if (summed(rows.rakshak, rows.visits, rakshaks) > instance.capacity).any():
        return None
    return math.fsum(instance.distance[rows.rakshak, rows.area])


def bound_of(plan: Plan, scale: float) -> float | None:
    """A distance that no answer comes below; None where the plan proves none.

    Cut off after two digits behind the point: never above what is proved, nor above an optimum that
    was published with two digits.
    """
    bound = plan.tiers["cost"].bound
    if plan.uncovered or bound is None:
        return None
    return math.floor(bound / scale * 100) / 100


def measure(instance: Instance, optimum: float | None, seed: int) -> dict[str, Any]:
    """Solve one instance through the library: what it came to, what was proved, how long."""
    started = time.perf_counter()
    problem, scale = state(instance)
    plan = solve(problem, load().search, seed=seed)
    seconds = time.perf_counter() - started
    value = value_of(instance, plan.pairs(problem.rakshaks, problem.areas))
    if value is None:
        split = len(plan.area) - len(np.unique(plan.area))
        told = f"{plan.uncovered:,} units are uncovered, {split:,} rows split an area"
        click.echo(f"{instance.name}: no answer, {told}.", err=True)
    return {
        "name": instance.name,
        "value": value,
        "bound": bound_of(plan, scale),
        "optimum": optimum,
        "seconds": round(seconds, 3),
    }


def _nowhere(count: int) -> Places:
    zone = np.full(count, NONE)
    return Places(np.full((count, 2), np.nan), np.zeros(count, dtype=bool), zone)


def _rows(path: Path, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str | None]]]:
    """The rows of a CSV file, each with the number of its line."""
    fault = None
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, restkey="", restval="")
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            if not missing:
                return [(reader.line_num, row) for row in reader]
            fault = _fault(path, 1, missing[0], None, "name this column in the first row")
    except OSError as error:
        fault = _fault(path, None, "file", error.strerror, "check the path and its permissions")
    except (UnicodeDecodeError, csv.Error):
        fault = _fault(path, None, "file", "not a CSV in UTF-8", "save it as CSV UTF-8")
    raise Refusal(f"{path.name} cannot be read.", findings=[fault])


def _fault(path: Path, line: int | None, column: str, found: str | None, mend: str) -> Finding:
    where = f"{path.name}, " + (f"line {line}, " if line else "") + f"column {column}"
    message = f"found {found!r}" if found else "missing"
    return Finding("BEN001", Severity.ERROR, path.stem, where, message, mend)


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _whole(text: str | None, *, least: int) -> int | None:
    value = _number(text)
    if value is None or value != int(value) or not least <= value <= MOST_UNITS:
        return None
    return int(value)


def _table(results: list[dict[str, Any]]) -> str:
    lines = [f"{'instance':16}{'value':>14}{'bound':>14}{'optimum':>14}{'above':>9}{'seconds':>9}"]
    for one in results:
        figures = "".join(
            f"{'-' if one[name] is None else format(one[name], '.2f'):>14}"
            for name in ("value", "bound", "optimum")
        )
        known = one["value"] is not None and one["optimum"]
        above = f"{one['value'] / one['optimum'] - 1:.3%}" if known else "-"
        lines.append(f"{one['name']:16}{figures}{above:>9}{one['seconds']:9.2f}")
    return "\n".join(lines)


@click.command()
@click.option(
    "--instances",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder of CSV files.",
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.option("--limit", type=click.IntRange(1), help="Only the first so many, by name.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
def main(folder: Path, form: str, limit: int | None, seed: int) -> None:
    """Solve every instance of a folder and compare with what is known."""
    try:
        paths = sorted(path for path in folder.glob("*.csv") if path.name != OPTIMA)[:limit]
        if not paths:
            raise Refusal(f"{folder} holds no instance. Name a folder with CSV files.")
        optima = read_optima(folder)
        instances = [read_instance(path) for path in paths]
    except Refusal as refusal:
        click.echo(refusal.message, err=True)
        for finding in refusal.findings:
            click.echo(f"  {finding.where}: {finding.message}; {finding.remedy}", err=True)
        raise SystemExit(int(refusal.exit_code)) from None
    results = [measure(one, optima.get(one.name), seed) for one in instances]
    click.echo(json.dumps({"instances": results}) if form == "json" else _table(results))


if __name__ == "__main__":
    main()
