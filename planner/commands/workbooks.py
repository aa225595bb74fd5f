"""`mitan export`, `mitan template`, and `mitan import workbook`: Excel both ways."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from planner.commands.options import LANG, phones_wanted
from planner.findings import ExitCode, Refusal
from planner.report.desk import Desk, say, sharing

KINDS = ("people", "areas", "enrolments", "progress", "all")


def _require_new(file: Path) -> None:
    """Raise Refusal where a workbook is there: nobody else has what its leader filled in."""
    if file.is_file():
        raise Refusal(
            f"{file} is there already, and may hold what its leader has written: nothing was "
            "exported. Bring it in first, move it away, or choose another name."
        )


@click.command()
@click.argument("kind", type=click.Choice(["xlsx"]))
@click.option("--leader", metavar="ID", help="The part of this leader and all under him.")
@click.option("--zone", metavar="ZONE", help="The part of this zone.")
@click.option("--all", "everybody", is_flag=True, help="A workbook for each leader's own team.")
@click.option("--with-phones", "reason", metavar="REASON",
              help="Show phones; the reason is kept in the history.")  # fmt: skip
@LANG
@click.option("-o", "--output", "place", required=True, metavar="FILE|DIR",
              type=click.Path(path_type=Path),
              help="The workbook, or a folder for it; with --all a new folder.")  # fmt: skip
@sharing(into_folder=True)
def export(
    desk: Desk,
    kind: str,
    leader: str | None,
    zone: str | None,
    everybody: bool,
    reason: str | None,
    lang: str,
    place: Path,
) -> None:
    """Write a team, its areas and its enrolments as an Excel workbook that can come back.

    Name one of --leader, --zone and --all. Only the people and areas of that part are in it, and
    phones are masked. Change cells, add rows: `mitan import workbook FILE` brings it back.
    """
    from planner.files import new_folder, require_vacant, require_writable, write_new
    from planner.report.export import make_workbooks, scopes_of_all
    from planner.report.progress import running
    from planner.report.workbook_answers import export_answer
    from planner.store.workbooks.scope import Scope, ScopeKind

    if sum((leader is not None, zone is not None, everybody)) != 1:
        raise click.UsageError("Name one of --leader ID, --zone ZONE and --all.")
    why = phones_wanted(reason)
    desk.keep_apart(place, [])
    if not everybody:
        _require_new(place)
        require_writable(place / "any" if place.is_dir() else place)  # the history tells of phones
    policy = desk.policy()
    with desk.store() as store:
        if everybody:
            require_vacant(place)
            scopes, left_out = scopes_of_all(store)
            with running("Export", len(scopes)) as show:
                made = []
                for book in make_workbooks(store, policy, scopes, lang, why or None):
                    made.append(book)
                    show(len(made))
                with new_folder(place, {book.name: book.content for book in made}):
                    pass
            files = [place / book.name for book in made]
        else:
            one = Scope(ScopeKind.ZONE, zone or "")
            if leader is not None:
                one = Scope(ScopeKind.LEADER, leader)
            made = list(make_workbooks(store, policy, [one], lang, why or None))
            files = [place / made[0].name if place.is_dir() else place]
            left_out = 0
            _require_new(files[0])
            write_new(files[0], made[0].content)
    desk.show(export_answer(list(zip(files, made, strict=True)), left_out, why or None))


@click.command()
@click.argument("kind", type=click.Choice(KINDS), default="all")
@click.option("--lang", type=click.Choice(["en", "hi", "both"]), default="both", show_default=True,
              help="Language of the headers.")  # fmt: skip
@click.option("-o", "--output", "file", required=True, metavar="FILE",
              type=click.Path(path_type=Path, dir_okay=False), help="The workbook.")  # fmt: skip
@sharing(into_folder=True)
def template(desk: Desk, kind: str, lang: str, file: Path) -> None:
    """Write an empty workbook to fill in, with instructions and one example row.

    Its sheets come in with `mitan import people|areas|enrolments FILE`, and days of work with
    `mitan progress import FILE`; the example is left out.
    """
    from planner.files import write_atomically
    from planner.report.template import template_answer, template_workbook

    desk.keep_apart(file, [])
    kinds = KINDS[:-1] if kind == "all" else (kind,)
    write_atomically(file, template_workbook(kinds, desk.policy(), lang))
    desk.show(template_answer(kinds, file))


def bring_workbook(desk: Desk, file: Path, *, dry_run: bool, yes: bool) -> None:
    """List every cell that a workbook changes, then save all of it, if that is wanted."""
    from planner.report.workbook_answers import brought_answer
    from planner.store.workbooks.bringing import bring_in, preview
    from planner.store.workbooks.returned import read_returned

    policy, returned = desk.policy(), read_returned(file)
    with desk.store() as store:
        if yes and not dry_run:
            desk.show(brought_answer(bring_in(store, returned, policy), dry_run=False))
            return
        looked_at = preview(store, returned, policy)
        desk.show(brought_answer(looked_at, dry_run=dry_run))
        if dry_run or not looked_at.changes:
            return
        if not at_terminal():
            say("To save it: the same command with --yes.")
            raise SystemExit(ExitCode.USAGE)
        if click.confirm("Save all of it?", default=False, err=True):
            bring_in(store, returned, policy, expected=looked_at)
            say("All of it is saved.")
        else:
            say("Nothing is saved.")


def at_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()
