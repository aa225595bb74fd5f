"""`mitan audit sample` and `mitan audit results`: a sample nobody can choose, and its verdict."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.commands.options import LANG
from planner.findings import ExitCode
from planner.report.desk import Desk, say, shared, tell

if TYPE_CHECKING:
    from planner.policy import Policy
    from planner.sampling import Drawn
    from planner.store.database import Store

FORMS = (".html", ".csv", ".xlsx")


@click.command()
@click.option(
    "--seed", required=True, metavar="TEXT", help="Any text on one line; best several words."
)
@click.option("--commit", is_flag=True, help="Only write down the seed's digest, before the draw.")
@click.option("--of", type=click.Choice(["mitans", "rakshaks", "areas", "all"]),
              help="Whom to look at. Usual: all.")  # fmt: skip
@click.option("--lots", type=click.Choice(["zone", "leader", "campaign"]),
              help="What is accepted or rejected as one. Usual: zone.")  # fmt: skip
@click.option("--confidence", type=click.FloatRange(0.5, 0.9999, min_open=True),
              help="Usual: sample.confidence of the policy, 0.95.")  # fmt: skip
@click.option("--clusters", type=click.IntRange(1, 1000), metavar="MITANS",
              help="Draw rakshaks, and so many mitans of each.")  # fmt: skip
@click.option("--sheet", "sheets", type=click.Path(path_type=Path, dir_okay=False), multiple=True,
              metavar="FILE",
              help="Call sheet: .html to print, .csv or .xlsx to fill in.")  # fmt: skip
@click.option("--with-phones", "reason", metavar="REASON",
              help="Names and whole phones in the sheet; the reason is kept.")  # fmt: skip
@click.option("--lang", type=click.Choice(["en", "hi"]), default="en", show_default=True,
              help="Language of the call sheets.")  # fmt: skip
@shared
def sample(
    desk: Desk,
    seed: str,
    commit: bool,
    of: str | None,
    lots: str | None,
    confidence: float | None,
    clusters: int | None,
    sheets: tuple[Path, ...],
    reason: str | None,
    lang: str,
) -> None:
    """Draw whom to phone and visit, by lot quality assurance sampling.

    Write down a seed early with --commit; draw with the same seed when all sheets are in. The
    answers go into the sheet, and the sheet to: mitan audit results FILE
    """
    from planner.report.sampling import commitment_answer, sample_answer
    from planner.sampling import Wanted, commit_seed, draw_sample

    if commit and sheets:
        raise click.UsageError("--commit draws nobody yet, so there is no sheet to write.")
    if reason is not None and not (sheets and reason.strip()):
        raise click.UsageError("--with-phones needs a reason, and a --sheet to put them in.")
    _check_sheets(desk, sheets)
    wanted = Wanted(_kinds(of), lots, confidence, clusters)
    policy = desk.policy()
    with desk.store() as store:
        if commit:
            desk.show(commitment_answer(commit_seed(store, policy.sample, seed, wanted), seed))
            return
        drawn = draw_sample(store, policy.sample, seed, wanted)
        _write_sheets(store, drawn, policy, sheets, reason, lang)
    desk.show(sample_answer(drawn, seed, sheets))


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@LANG
@shared
def results(desk: Desk, file: Path | None, lang: str) -> None:
    """Judge the answers in a filled call sheet; without a FILE, show the last ones again.

    Each lot is accepted or rejected by its decision number, and the share of good units is
    estimated with its confidence interval. Ends with 5 unless every lot is accepted.
    """
    from planner.report.results import results_answer
    from planner.sampling import last_results, take_results

    with desk.store() as store:
        judged = last_results(store) if file is None else take_results(store, file)
    document = results_answer(judged, lang)
    desk.show(document)
    tell(judged.remarks)
    if not document.data["accepted"]:
        raise SystemExit(ExitCode.AUDIT_FAILED)


def _kinds(of: str | None) -> tuple[str, ...] | None:
    from planner.audit.frame import KINDS

    return KINDS if of == "all" else None if of is None else (of,)


def _check_sheets(desk: Desk, sheets: tuple[Path, ...]) -> None:
    """Refuse files of another kind, those of the campaign, and one for two things."""
    for path in sheets:
        if path.suffix.lower() not in FORMS:
            raise click.UsageError(f"A sheet is {' or '.join(FORMS)}, not {path}.")
        desk.keep_apart(path, [])
    written = [path.absolute() for path in (*sheets, desk.output) if path]
    if len(set(written)) < len(written):
        raise click.UsageError("Two of the files to be written are the same.")


def _write_sheets(
    store: Store,
    drawn: Drawn,
    policy: Policy,
    sheets: tuple[Path, ...],
    reason: str | None,
    lang: str,
) -> None:
    from planner.files import write_atomically
    from planner.report.call_form import as_csv, as_xlsx
    from planner.report.call_page import as_html
    from planner.report.call_sheet import call_sheet
    from planner.report.consent import silent_line
    from planner.sampling import open_names

    if not sheets:
        return
    book = open_names(store, drawn.draw, (reason or "").strip(), sheets, policy.privacy)
    sheet = call_sheet(drawn, book, policy.campaign.name, lang, opened=reason is not None)
    write = dict(zip(FORMS, (as_html, as_csv, as_xlsx), strict=True))
    for path in sheets:
        write_atomically(path, write[path.suffix.lower()](sheet))
        say(f"Written: {path}")
    silent = sum(book.people[one].silent for lot in drawn.draw.lots for one in lot.ids
                 if one in book.people)  # fmt: skip
    say(
        *silent_line(
            silent, "Nobody is to ask them; the sheet says so, and they count as not reached."
        )
    )
    if reason is None:
        say("People without names, their phones masked; for those: --with-phones REASON")
