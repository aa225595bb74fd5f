"""`mitan train`: everybody into a training session before people go out, and who was there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.commands.bringing import bring_in
from planner.commands.options import DRY_RUN
from planner.findings import ExitCode, Refusal
from planner.report.desk import Desk, say, shared, sharing, tell

if TYPE_CHECKING:
    from planner.schooling import Schooling


@click.group()
def train() -> None:
    """Plan training sessions, print attendance sheets, take attendance back."""


@train.command()
@click.option("--venues", required=True, type=click.Path(path_type=Path), metavar="FILE",
              help="CSV or Excel: id, name, place, seats, trainers, days, sessions.")  # fmt: skip
@click.option("--per-day", type=click.IntRange(1, 12), default=2, show_default=True,
              help="Sessions a day where the sheet does not say.")  # fmt: skip
@click.option("--per-trainer", type=click.IntRange(1, 100_000), metavar="N",
              help="Most people that one trainer takes. Usual: all the seats.")  # fmt: skip
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY",
              help="Plan as of this day: no session before it, who is trained later is not yet. "
              "Usual: today.")  # fmt: skip
@click.option("--partial", is_flag=True,
              help="Write the sheets also where seats are missing.")  # fmt: skip
@click.option("--skip-bad", is_flag=True, help="Leave bad venues out, and list them.")
@click.option("--lang", type=click.Choice(["hi", "en", "both"]), default="both", show_default=True,
              help="Language of the sheets.")  # fmt: skip
@click.option("-o", "--output", "folder", metavar="DIR", type=click.Path(path_type=Path),
              help="A new folder for the sheets. Usual: only the answer.")  # fmt: skip
@sharing(into_folder=True)
def plan(
    desk: Desk,
    venues: Path,
    per_day: int,
    per_trainer: int | None,
    day: datetime | None,
    partial: bool,
    skip_bad: bool,
    lang: str,
    folder: Path | None,
) -> None:
    """Give everybody who is active and not trained a seat in a training session.

    Nobody without a seat first, then teams together, then short ways, then few sessions. With
    -o DIR: an attendance sheet to print for each session, and one table to fill in and hand back.
    Ends with 4 where seats are missing, and says what would mend it.
    """
    from planner.files import new_folder, require_vacant
    from planner.report.training_answer import (
        in_short,
        missing,
        shortage_findings,
        training_answer,
    )
    from planner.schooling import Terms, plan_training
    from planner.today import today

    if folder is not None:
        require_vacant(folder)
    on = day.date() if day else today()
    policy = desk.policy()
    with desk.store() as store:
        school = plan_training(store, policy, venues, Terms(on, per_day, per_trainer, skip_bad))
    tell(school.listed.findings)
    lack = missing(school)
    files = 0
    if folder is not None and (lack is None or partial):
        made = dict(_files(school, lang))
        files = len(made)
        with new_folder(folder, made):
            pass
    written = folder if files else None
    desk.show(training_answer(school, lack, written, files))
    if lack is not None:
        if folder is not None and written is None:
            say("No sheet was written. The best plan there is, all the same: --partial")
        found = shortage_findings(school, lack)
        raise Refusal(in_short(school), exit_code=ExitCode.IMPOSSIBLE, findings=found)


@train.command()
@click.argument("file", type=click.Path(path_type=Path))
@DRY_RUN
@click.option("--skip-bad", is_flag=True, help="Write the good rows, list those left out.")
@shared
def attendance(desk: Desk, file: Path, dry_run: bool, skip_bad: bool) -> None:
    """Bring in who was at training from a CSV or Excel FILE: id, day, attended.

    Whoever is marked as present is trained on that day, and may go out; see: mitan phase. One bad
    row and nothing is written, unless --skip-bad. The same file again changes nothing.
    """
    bring_in(desk, "attendance", file, dry_run=dry_run, skip_bad=skip_bad)


def _files(school: Schooling, lang: str) -> Iterator[tuple[str, bytes]]:
    """The sheet of each session, the list of them, and the table to hand back."""
    from planner.report import training_form
    from planner.report.training_page import CSV, INDEX, XLSX, TrainingPrinter
    from planner.report.training_phrases import PHRASES
    from planner.report.training_sheet import session_sheets, unseated
    from planner.report.voice import Voice

    voice = Voice.of(lang, PHRASES)
    printer = TrainingPrinter(voice, school.policy.campaign.name, school.digest)
    sheets = list(session_sheets(school))
    for sheet in sheets:
        yield sheet.file, printer.sheet(sheet)
    yield INDEX, printer.index(sheets, unseated(school))
    yield CSV, training_form.as_csv(sheets, lang)
    yield XLSX, training_form.as_xlsx(sheets, lang)
