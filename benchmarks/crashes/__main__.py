"""The commands of the harness; each prints a table, and ends with 1 where anything was lost."""

from __future__ import annotations

from collections.abc import Sequence

import click

from benchmarks.crashes import kills as killing
from benchmarks.crashes import tracing
from benchmarks.crashes.acts import ACTS, Act
from benchmarks.crashes.running import load

SEED = click.option("--seed", type=int, default=1, show_default=True)
ONLY = click.option("--only", multiple=True, metavar="NAME", help="Of these commands, not of all.")


@click.group(help=__package__)
def main() -> None:
    """Load what commands import, once."""
    load()


@main.command()
@click.option("--times", type=click.IntRange(1), default=300, show_default=True)
@SEED
@ONLY
def kills(times: int, seed: int, only: tuple[str, ...]) -> None:
    """Kill (-9) commands at random calls and moments, look, and run them again."""
    if not tracing.there():
        click.echo("Without strace kills are aimed less exactly.", err=True)
    _head("killed", "in mid-write", "as before", "in parts", "all there", "left hidden", "lost")
    tallies = killing.kill_all(chosen(only), times, seed, _tell_kills)
    _row("all", *(sum(column) for column in zip(*map(_of_kills, tallies), strict=True)))
    _end([f"{tally.act.name}: {one}" for tally in tallies for one in tally.lost])


def chosen(only: Sequence[str]) -> tuple[Act, ...]:
    """The acts of these names, or all. Raises BadParameter for a name that is none."""
    known = {act.name: act for act in ACTS}
    for name in only:
        if name not in known:
            raise click.BadParameter(f"{name!r} is none of: {', '.join(known)}")
    return tuple(known[name] for name in only) or ACTS


def _of_kills(tally: killing.Tally) -> tuple[int, ...]:
    killed = tally.tries - tally.late
    return (killed, tally.writing, *tally.places.values(), tally.left, len(tally.lost))


def _tell_kills(tally: killing.Tally) -> None:
    _row(tally.act.name, *_of_kills(tally))


def _head(*columns: str) -> None:
    _row("command", *columns)
    click.echo("|---" * (len(columns) + 1) + "|")


def _row(*cells: object) -> None:
    click.echo("| " + " | ".join(map(str, cells)) + " |")


def _end(lost: Sequence[str]) -> None:
    for one in lost:
        click.echo(f"LOST {one}", err=True)
    raise SystemExit(1 if lost else 0)


if __name__ == "__main__":
    main()
