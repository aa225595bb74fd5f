"""How near the choice of leaders comes to the best known, on published instances and a district.

    python benchmarks/pmedcap.py --instances DIR --format json
    python benchmarks/pmedcap.py --district

The instances are those of the OR-Library (Osman and Christofides 1994, International Transactions
in Operational Research 1, 317-336): customers with demands are rakshaks with loads, medians are
leaders. One text file each: its number and the best known value; customers, medians, capacity;
then a line for each customer with his number, x, y and demand. Distances are Euclidean, cut off
to whole numbers.

The district is made up from the seed: villages and towns of very different sizes, 24,000 rakshaks
to be led by 1,200 of them, 25 each at the most.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from planner.hierarchy.leaders import LeaderChoice, TooFewLeaders, choose_leaders
from planner.snapshot import Ints, Points, integers

DISTRICT = 24_000, 1_200, 25  # rakshaks, leaders, span
ACROSS = 90_000  # metres from one end of the district to the other
PER_PLACE = 60  # rakshaks for each town or village, on the average
ALONE = 0.25  # share of them who live anywhere
MOST_WORK = 8.0, 75.0  # about seconds, for an instance and for the district


@dataclass(frozen=True, eq=False)
class Instance:
    """n customers with demands, and how many medians of one capacity are to serve them."""

    name: str
    best: int  # the best known total distance
    medians: int
    capacity: int
    demand: Ints  # n
    points: Ints  # n x 2

    def table(self) -> Ints:
        """n x n Euclidean distances, cut off to whole numbers."""
        apart = self.points[:, None] - self.points
        return integers(np.sqrt((apart**2).sum(axis=2)))


def read_instance(path: Path) -> Instance:
    """One text file as an instance. Raises ValueError, with the file's name, where it is bad."""
    try:
        numbers = integers([int(word) for word in path.read_text(encoding="utf-8").split()])
    except (OSError, ValueError) as error:
        raise ValueError(f"{path.name}: not a file of whole numbers.") from error
    if len(numbers) < 5 or len(numbers) != 5 + 4 * numbers[2]:
        raise ValueError(f"{path.name}: not the number of values that its second line says.")
    _, best, _, medians, capacity = numbers[:5].tolist()
    rows = numbers[5:].reshape(-1, 4)
    return Instance(path.stem, best, medians, capacity, rows[:, 3], rows[:, 1:3])


def made_up(rakshaks: int, seed: int) -> Points:
    """Where they live, n x 2 metres: most in places of very different sizes, some anywhere."""
    rng = np.random.default_rng(seed)
    places = max(rakshaks // PER_PLACE, 1)
    centre, size = rng.uniform(0, ACROSS, (places, 2)), rng.pareto(1.1, places) + 0.3
    home = rng.choice(places, rakshaks, p=size / size.sum())
    wide = 900 * np.sqrt(size / size.mean())
    points = centre[home] + rng.normal(size=(rakshaks, 2)) * wide[home][:, None]
    alone = rng.random(rakshaks) < ALONE
    points[alone] = rng.uniform(0, ACROSS, (int(alone.sum()), 2))
    return points


def measure(name: str, best: int | None, choose: Callable[[], LeaderChoice]) -> dict[str, Any]:
    """Choose, and say what it came to, what was proved, and how long it took.

    `gap` is above the best known value; above the proved bound where none is known.
    """
    started = time.perf_counter()
    choice = choose()
    seconds = time.perf_counter() - started
    least = choice.bound if best is None else best
    return {
        "name": name,
        "value": choice.total_distance,
        "bound": choice.bound,
        "best": best,
        "gap": choice.total_distance / least - 1 if least else None,
        "status": choice.status,
        "seconds": round(seconds, 3),
    }


def measure_instance(one: Instance, seed: int, limit: float) -> dict[str, Any]:
    """A published instance through the library."""
    table = one.table()
    return measure(
        one.name,
        one.best,
        lambda: choose_leaders(
            table, one.demand, one.capacity, one.medians, seed=seed, limit=limit
        ),
    )


def measure_district(
    rakshaks: int, leaders: int, span: int, seed: int, limit: float
) -> dict[str, Any]:
    """A made-up district through the library."""
    points = made_up(rakshaks, seed)
    return measure(
        f"district {rakshaks}",
        None,
        lambda: choose_leaders(points, 1, span, leaders, seed=seed, limit=limit),
    )


def _table(results: list[dict[str, Any]]) -> str:
    lines = [f"{'instance':16}{'value':>12}{'bound':>12}{'best known':>12}{'gap':>9}{'seconds':>9}"]
    for one in results:
        best = "-" if one["best"] is None else one["best"]
        gap = "-" if one["gap"] is None else f"{one['gap']:.3%}"
        lines.append(
            f"{one['name']:16}{one['value']:12}{one['bound']:12}{best:>12}{gap:>9}"
            f"{one['seconds']:9.2f}"
        )
    return "\n".join(lines)


@click.command()
@click.option(
    "--instances", "folder", type=click.Path(path_type=Path), help="Folder of pmedcap_*.txt."
)
@click.option("--district", is_flag=True, help="Also (or only) the made-up district.")
@click.option("--size", type=(int, int, int), default=DISTRICT, show_default=True,
              metavar="RAKSHAKS LEADERS SPAN", help="Of the district.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--limit", type=click.FloatRange(0), help="About seconds of work for each.")
def main(
    folder: Path | None,
    district: bool,
    size: tuple[int, int, int],
    form: str,
    seed: int,
    limit: float | None,
) -> None:
    """Choose leaders on every instance of a folder, and compare with the best known."""
    if folder is None and not district:
        raise click.UsageError("Name a folder with --instances, or ask for --district.")
    small, large = MOST_WORK if limit is None else (limit, limit)
    try:
        instances = []
        if folder is not None:
            paths = sorted(folder.glob("pmedcap_*.txt"), key=lambda path: (len(path.stem), path))
            if not paths:
                raise ValueError(f"{folder} holds no pmedcap_*.txt.")
            instances = [read_instance(path) for path in paths]
        results = [measure_instance(one, seed, small) for one in instances]
    except (ValueError, TooFewLeaders) as error:
        click.echo(str(error), err=True)
        raise SystemExit(3) from None
    if district:
        results.append(measure_district(*size, seed, large))
    click.echo(json.dumps({"instances": results}) if form == "json" else _table(results))


if __name__ == "__main__":
    main()
