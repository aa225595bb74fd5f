"""`mitan backup`, `restore`, `db`, `erase` and `purge`: kept, put back, copied, erased."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from planner.commands.options import DRY_RUN, nothing_before
from planner.commands.workbooks import at_terminal
from planner.findings import ExitCode
from planner.report.desk import Desk, say, shared, sharing
from planner.stopping import held


@click.command()
@click.option("-o", "--output", "place", type=click.Path(path_type=Path), metavar="FILE|DIR",
              help="The backup, or a folder for it. Usual: the folder backups beside the "
              "store.")  # fmt: skip
@click.option("--keep", type=click.IntRange(1), metavar="N",
              help="In a folder: remove all but the newest N of this campaign.")  # fmt: skip
@sharing(into_folder=True)
def backup(desk: Desk, place: Path | None, keep: int | None) -> None:
    """Copy the campaign into a new file, compare the two, and thin the older backups.

    In a folder the file is named by moment and history, and of this campaign's older backups stay:
    all of the last 24 hours, one a day for 30 days, one a month before. What is removed is named.
    """
    from planner.report.keeping import backup_answer
    from planner.store.backup import back_up

    if keep is not None and place is not None and place.suffix and not place.is_dir():
        raise click.UsageError("--keep thins a folder of backups; name one with -o DIR.")
    desk.show(backup_answer(back_up(desk.db, place, keep=keep)))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--to", "target", metavar="FILE", help="Where to. Usual: the store.")
@shared
def restore(desk: Desk, file: Path, target: str | None) -> None:
    """Put a backup in the place of the campaign, or where none is.

    The backup is looked through first. A campaign that is there is backed up first; a damaged one
    is moved aside. The history says that this was done.
    """
    from planner.report.keeping import restore_answer
    from planner.store.restoring import restore as put_back

    done = put_back(file, target or desk.db, lambda kept: say(f"What was there is kept: {kept}"))
    desk.show(restore_answer(done))


@click.group(invoke_without_command=True)
@shared
def db(desk: Desk) -> None:
    """What the store holds; or copy it to a server, encrypt it, or change its key."""
    from planner.report.keeping import contents_answer
    from planner.store.soundness import contents

    context = click.get_current_context()
    if context.invoked_subcommand is not None:
        nothing_before(context)
        return
    with desk.store() as store, store.reading() as connection:
        desk.show(contents_answer(store.target, contents(connection)))


@db.command("copy")
@click.argument("target", metavar="URL|FILE")
@click.option("--encrypted", "become", flag_value="encrypted",
              help="Encrypt the new file; asks for a key, unless one is set.")  # fmt: skip
@click.option("--plain", "become", flag_value="plain", help="The new file is not encrypted.")
@shared
def copy_(desk: Desk, target: str, become: Literal["encrypted", "plain"] | None) -> None:
    """Copy the campaign to an empty PostgreSQL database or schema, or from one to a new FILE.

    From a file to a FILE with --encrypted or --plain. All of it in one transaction, compared at
    the end; the campaign itself stays as it is.
    """
    from planner.report.keeping import copy_answer
    from planner.report.progress import steps
    from planner.store.copying import STEPS, copy_store, places

    places(desk.db, target, become)  # a key is asked for before anything is drawn
    with steps("Copy", STEPS) as step:
        copied = copy_store(desk.db, target, step, become)
    desk.show(copy_answer(copied, become))


@db.command()
@shared
def rekey(desk: Desk) -> None:
    """Give an encrypted campaign another key, asked for twice, or taken from MITAN_NEW_KEY.

    Nobody can use the campaign meanwhile. Its backups keep the key of their time.
    """
    from planner.report.keeping import rekey_answer
    from planner.store import key
    from planner.store.rekeying import rekey as change
    from planner.store.rekeying import require_key

    require_key(desk.db)
    desk.show(rekey_answer(change(desk.db, key.changed(desk.db))))


@click.command()
@click.argument("person")
@click.option("--reason", default="", metavar="TEXT",
              help="Why: kept in the history for good, so without names.")  # fmt: skip
@click.option("--backups", "folders", multiple=True, metavar="DIR",
              type=click.Path(path_type=Path, file_okay=False, exists=True),
              help="Look for him in these backups too.")  # fmt: skip
@DRY_RUN
@click.option("--yes", is_flag=True, help="Erase without asking.")
@shared
def erase(
    desk: Desk, person: str, reason: str, folders: tuple[Path, ...], dry_run: bool, yes: bool
) -> None:
    """Take from the campaign what says who PERSON (an id) is: name, phone, place, notes.

    His id, team, enrolments, work and plans stay, so all counts do. Backups that hold him still are
    named; a sheet that would bring him back is refused. There is no way back but a backup.
    """
    from planner.report.keeping import erase_answer
    from planner.store import erasing
    from planner.store.target import parse
    from planner.store.traces import scrub, traces

    where = parse(desk.db)
    with desk.store() as store:
        with store.reading() as connection:
            found = erasing.look(connection, person)
        left = traces(where, person, folders)
        if dry_run or not yes:
            desk.show(erase_answer(found, left, dry_run=True))
        if dry_run or not (yes or _agreed(f"Erase {person}")):
            return
        with held():  # who is erased is gone from the file, too
            with store.writing() as connection:
                found = erasing.erase(connection, person, reason)
            scrubbed = scrub(where)
    if yes:
        desk.show(erase_answer(found, left, dry_run=False, scrubbed=scrubbed))
    else:
        _done("Erased.", scrubbed=scrubbed)


@click.command()
@click.option("--now", is_flag=True, help="Before the day of the policy, too; with a reason.")
@click.option("--reason", default="", metavar="TEXT",
              help="Why: kept in the history for good, so without names.")  # fmt: skip
@click.option("--backups", "folders", multiple=True, metavar="DIR",
              type=click.Path(path_type=Path, file_okay=False, exists=True),
              help="Look for people in these backups too.")  # fmt: skip
@DRY_RUN
@click.option("--yes", is_flag=True, help="Purge without asking.")
@shared
def purge(
    desk: Desk, now: bool, reason: str, folders: tuple[Path, ...], dry_run: bool, yes: bool
) -> None:
    """When all is over, take from the campaign what says who anybody is: names, phones, places.

    Only after the day up to which data is kept (privacy.keep_until in campaign.toml). Ids, tree,
    plans, work, counts and history stay. Backups that hold people still are named.
    """
    from planner.report.keeping import purge_answer
    from planner.store import purging
    from planner.store.target import parse
    from planner.store.traces import scrub, traces
    from planner.today import today

    where, reason = parse(desk.db), reason.strip()
    if not dry_run:
        kept = desk.policy().privacy.keep_until
        purging.require_due(kept, today(), now=now, reason=reason)
    with desk.store() as store:
        with store.reading() as connection:
            found = purging.look(connection)
        left = traces(where, None, folders)
        if dry_run or not yes:
            desk.show(purge_answer(found, left, dry_run=True))
        if dry_run or not (yes or _agreed("Purge everybody")):
            return
        with held():  # who is purged is gone from the file, too
            with store.writing() as connection:
                found = purging.purge(connection, reason)
            scrubbed = scrub(where)
    if yes:
        desk.show(purge_answer(found, left, dry_run=False, scrubbed=scrubbed))
    else:
        _done("Purged.", scrubbed=scrubbed)


def _agreed(what: str) -> bool:
    """Whether somebody at a terminal says yes. Ends the command where there is nobody to ask."""
    if not at_terminal():
        say(f"{what}: the same command with --yes. Nothing was written.")
        raise SystemExit(ExitCode.USAGE)
    agreed = click.confirm(f"{what} for good?", default=False, err=True)
    if not agreed:
        say("Nothing was taken away.")
    return agreed


def _done(told: str, *, scrubbed: bool) -> None:
    """The last word to somebody who has seen the answer already, before he was asked."""
    say(told if scrubbed else f"{told} Close other programs that use it, then run this again.")
