"""`mitan backup`, `mitan restore`, `mitan db`: kept, put back, copied elsewhere."""

from __future__ import annotations

from pathlib import Path

import click

from planner.report.desk import Desk, say, shared, sharing


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


@click.group()
def db() -> None:
    """Where the campaign is kept: copy it to a server, or back into a file."""


@db.command("copy")
@click.argument("target", metavar="URL|FILE")
@shared
def copy_(desk: Desk, target: str) -> None:
    """Copy the campaign to an empty PostgreSQL database or schema, or from one to a new FILE.

    All of it in one transaction, compared at the end; the campaign itself stays as it is.
    """
    from planner.report.keeping import copy_answer
    from planner.report.progress import steps
    from planner.store.copying import STEPS, copy_store

    with steps("Copy", STEPS) as step:
        copied = copy_store(desk.db, target, step)
    desk.show(copy_answer(copied))
