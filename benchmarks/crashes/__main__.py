"""The commands of the harness; each prints a table, and ends with 1 where anything was lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import click
from sqlalchemy import make_url

from benchmarks.crashes import full as filling
from benchmarks.crashes import kills as killing
from benchmarks.crashes import lost as losing
from benchmarks.crashes import readonly as keeping
from benchmarks.crashes import tracing
from benchmarks.crashes.acts import ACTS, Act
from benchmarks.crashes.running import load

SEED = click.option("--seed", type=int, default=1, show_default=True)
ONLY = click.option("--only", multiple=True, metavar="NAME", help="Of these commands, not of all.")


@click.group(chain=True)
def main() -> None:
    """Break commands, and look what is lost; several kinds after one another if you like."""
    load()


@main.result_callback()
def end(lost: Sequence[Sequence[str]]) -> None:
    """Name what was lost, and end with 1 if anything was."""
    every = [one for kind in lost for one in kind]
    for one in every:
        click.echo(f"LOST {one}", err=True)
    raise SystemExit(1 if every else 0)


@main.command()
@click.option("--times", type=click.IntRange(1), default=300, show_default=True)
@SEED
@ONLY
def kills(times: int, seed: int, only: tuple[str, ...]) -> list[str]:
    """Kill (-9) commands at random calls and moments, look, and run them again."""
    if not tracing.there():
        click.echo("Without strace kills are aimed less exactly.", err=True)
    ends = ("as before", "in parts", "all there", "left hidden", "lost")
    _head("tries", "killed", "in mid-write", *ends)
    tallies = killing.kill_all(chosen(only), times, seed, _tell_kills)
    _row("all", *(sum(column) for column in zip(*map(_of_kills, tallies), strict=True)))
    return [f"{tally.act.name}: {one}" for tally in tallies for one in tally.lost]


@main.command()
@click.option("--cases", type=click.IntRange(1), default=60, show_default=True)
@SEED
@ONLY
def full(cases: int, seed: int, only: tuple[str, ...]) -> list[str]:
    """Give commands too little room on a small disk, look, make room, and run them again."""
    _head("too little room", "enough after all", "in parts", "lost")
    try:
        tallies = filling.fill_all(chosen(only), cases, seed, _tell_full)
    except PermissionError as error:
        click.echo(f"Left out: no small disk can be mounted here ({error}).", err=True)
        return []
    _row("all", *(sum(column) for column in zip(*map(_of_full, tallies), strict=True)))
    for message, count in sum((tally.messages for tally in tallies), Counter()).most_common():
        click.echo(f"{count} x {message}", err=True)
    return [f"{tally.act.name}: {one}" for tally in tallies for one in tally.lost]


@main.command()
@click.option("--cases", type=click.IntRange(1), default=84, show_default=True)
@SEED
@ONLY
def readonly(cases: int, seed: int, only: tuple[str, ...]) -> list[str]:
    """Keep commands from writing, look, let them, and run them again."""
    _head("cases", "refused", "not needed", "in parts", "lost", first="kept off by")
    tallies = keeping.keep_off_all(chosen(only), cases, seed, _tell_readonly)
    _row("all", *(sum(column) for column in zip(*map(_of_readonly, tallies), strict=True)))
    for message, count in sum((tally.messages for tally in tallies), Counter()).most_common():
        click.echo(f"{count} x {message}", err=True)
    return [f"{tally.name}: {one}" for tally in tallies for one in tally.lost]


@main.command()
@click.option("--times", type=click.IntRange(1), default=60, show_default=True)
@click.option("--postgres", metavar="URL", help="A server to use. Usual: one of our own, which is "
              "stopped and started too.")  # fmt: skip
@SEED
@ONLY
def lost(times: int, postgres: str | None, seed: int, only: tuple[str, ...]) -> list[str]:
    """Take the connection to PostgreSQL from commands that write, look, and run them again."""
    _head("tries", "too late", "in mid-transaction", "in parts", "there, not told", "lost")
    server = None if postgres is None else make_url(postgres)
    try:
        tallies = losing.lose_all(chosen(only), times, seed, server, _tell_lost)
    except FileNotFoundError as error:
        click.echo(f"Left out: {error}.", err=True)
        return []
    _row("all", *(sum(column) for column in zip(*map(_of_lost, tallies), strict=True)))
    for message, count in sum((tally.messages for tally in tallies), Counter()).most_common():
        click.echo(f"{count} x {message}", err=True)
    return [f"{tally.act.name}: {one}" for tally in tallies for one in tally.lost]


def chosen(only: Sequence[str]) -> tuple[Act, ...]:
    """The acts of these names, or all. Raises BadParameter for a name that is none."""
    known = {act.name: act for act in ACTS}
    for name in only:
        if name not in known:
            raise click.BadParameter(f"{name!r} is none of: {', '.join(known)}")
    return tuple(known[name] for name in only) or ACTS


def _of_kills(tally: killing.Tally) -> tuple[int, ...]:
    killed = tally.tries - tally.late
    return (tally.tries, killed, tally.writing, *tally.places.values(), tally.left, len(tally.lost))


def _tell_kills(tally: killing.Tally) -> None:
    _row(tally.act.name, *_of_kills(tally))


def _of_full(tally: filling.Tally) -> tuple[int, ...]:
    return (tally.cases, tally.room, tally.between, len(tally.lost))


def _tell_full(tally: filling.Tally) -> None:
    _row(tally.act.name, *_of_full(tally))


def _of_readonly(tally: keeping.Tally) -> tuple[int, ...]:
    return (tally.cases, tally.refused, tally.done, tally.between, len(tally.lost))


def _tell_readonly(tally: keeping.Tally) -> None:
    _row(tally.name, *_of_readonly(tally))


def _of_lost(tally: losing.Tally) -> tuple[int, ...]:
    ends = (tally.between, tally.unsure, len(tally.lost))
    return (tally.tries, tally.late, tally.writing, *ends)


def _tell_lost(tally: losing.Tally) -> None:
    _row(tally.act.name, *_of_lost(tally))


def _head(*columns: str, first: str = "command") -> None:
    _row(first, *columns)
    click.echo("|---" * (len(columns) + 1) + "|")


def _row(*cells: object) -> None:
    click.echo("| " + " | ".join(map(str, cells)) + " |")


if __name__ == "__main__":
    main()
