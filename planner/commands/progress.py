"""`mitan progress`: what the field has done is brought in."""

from __future__ import annotations

from pathlib import Path

import click

from planner.commands.options import DRY_RUN
from planner.report.desk import Desk, shared


@click.group()
def progress() -> None:
    """What the field has done, held against the plan."""


@progress.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@DRY_RUN
@click.option("--skip-bad", is_flag=True, help="Write the good rows, list those left out.")
@shared
def import_(desk: Desk, file: Path, dry_run: bool, skip_bad: bool) -> None:
    """Bring in days of work from a CSV or Excel FILE: rakshak, area, day, visits, people, frauds.

    English and Hindi headers are understood. One bad row and nothing is written, unless
    --skip-bad. Rows are matched on rakshak, area and day: the same file again changes nothing, a
    changed row replaces what was there.
    """
    from planner.report.answers import import_answer
    from planner.store.importing import ImportRefusal, import_file

    policy = desk.policy()
    with desk.store() as store:
        try:
            result = import_file(
                store, "progress", file, policy, dry_run=dry_run, skip_bad=skip_bad
            )
        except ImportRefusal as refusal:
            if desk.form == "json":
                desk.show(import_answer(refusal.result))
            raise
    desk.show(import_answer(result))
