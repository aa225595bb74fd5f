"""The door: the `mitan` command. It parses, opens the store, calls one library function, shows.

Heavy libraries are imported inside the commands, so that `mitan --help` answers at once.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

import click

from planner import stopping
from planner.commands.audit import audit, rules
from planner.commands.bringing import bring_in
from planner.commands.forecast import forecast
from planner.commands.keeping import backup, db, erase, purge, restore
from planner.commands.options import PICTURE_LANG, SEED
from planner.commands.phase import phase
from planner.commands.plans import assign, diff, explain, plans, replan
from planner.commands.progress import progress
from planner.commands.report import report
from planner.commands.roster import message, roster, texts
from planner.commands.simulate import rates, simulate
from planner.commands.target import sensitivity, target
from planner.commands.train import train
from planner.commands.tree import tree
from planner.commands.wishes import ban, pin, tie
from planner.commands.workbooks import bring_workbook, export, template
from planner.findings import ExitCode, Refusal
from planner.report.desk import POLICY_FILE, Desk, exit_code, is_of_a_name, say, shared, tell

PRESET = click.option("--preset", metavar="NAME",
                      help="The hierarchy to start from; see: mitan scenarios")  # fmt: skip
WORKBOOK = "workbook"
NAMES = {"max_content_width": 100, "help_option_names": ["-h", "--help"]}


@click.group(context_settings=NAMES)
@click.version_option(package_name="mitan", message="mitan %(version)s")
def mitan() -> None:
    """Plan, audit and scale a volunteer campaign: leaders, rakshaks, mitans, areas.

    \b
    Organiser:  init, template, import, export, tree, assign, explain, replan, pin, ban, tie,
                plans, diff
    Field:      train, roster, message, texts, progress, phase, report
    Auditor:    audit, rules
    Planner:    simulate, forecast, target, sensitivity, rates, scenarios, districts, demo
    Store:      backup, restore, db, erase, purge, doctor
    """


for command in (
    template,
    export,
    tree,
    assign,
    replan,
    plans,
    diff,
    explain,
    pin,
    ban,
    tie,
    train,
    progress,
    phase,
    report,
    audit,
    rules,
    roster,
    message,
    texts,
    simulate,
    forecast,
    rates,
    target,
    sensitivity,
    backup,
    restore,
    db,
    erase,
    purge,
):
    mitan.add_command(command)


@mitan.command()
@click.option("--scenario", default="bilaspur", show_default=True, help="See: mitan scenarios")
@click.option(
    "--size",
    type=click.Choice(["small", "campaign", "district"]),
    default="small",
    show_default=True,
    help="A few hundred rakshaks; 10,000; or 24,000 with six lakh mitans.",
)
@click.option(
    "--areas",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Plan your own places with made-up people, instead of made-up places.",
)
@click.option("--map", "category_map", type=click.Path(path_type=Path), metavar="FILE",
              help="What the categories of --areas mean; see: mitan import --help")  # fmt: skip
@click.option("--rakshaks", type=click.IntRange(1, 100_000), help="How many people for --areas.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("mitan-demo"),
              show_default=True, help="Folder for store, files and pictures.")  # fmt: skip
@PRESET
@SEED
@PICTURE_LANG
@shared
def demo(
    desk: Desk,
    scenario: str,
    size: str,
    areas: Path | None,
    category_map: Path | None,
    rakshaks: int | None,
    out: Path,
    preset: str | None,
    seed: int,
    lang: str,
) -> None:
    """Show the whole road: make up a campaign, import, build, assign, audit, draw.

    All people are made up from the seed. Leaves DIR/campaign.db, the imported files and three
    pictures in the folder; `--db` puts the store elsewhere. A progress.csv and a venues.csv are
    there to try `mitan progress import` and `mitan train plan` with.
    """
    from planner.report.progress import steps
    from scenarios.answers import demo_answer
    from scenarios.demo import STEPS, Wanted, run_demo

    if areas is None and (category_map or rakshaks):
        raise click.UsageError("--map and --rakshaks go with --areas.")
    if preset is not None and desk.campaign is not None:
        raise click.UsageError(
            f"--preset writes a policy, and --campaign (or MITAN_CAMPAIGN) names one, "
            f"{desk.campaign}; give one of the two."
        )
    source = click.get_current_context().get_parameter_source("db")
    own_store = source is not click.core.ParameterSource.DEFAULT
    wanted = Wanted(scenario, size, seed, areas, category_map, rakshaks, preset)
    with steps("Demo", STEPS) as step:
        shown = run_demo(
            wanted,
            out,
            target=desk.db if own_store else None,
            policy_file=desk.campaign,
            lang=lang,
            say=step,
        )
    desk.show(demo_answer(shown))
    if shown.verdict.failed:
        raise SystemExit(ExitCode.AUDIT_FAILED)


@mitan.command()
@PRESET
@click.option("--encrypted", is_flag=True,
              help="Encrypt the file; its key is asked for, or taken from MITAN_KEY.")  # fmt: skip
@shared
def init(desk: Desk, preset: str | None, encrypted: bool) -> None:
    """Make a new campaign: an empty store, and a campaign.toml to edit beside it.

    With --preset the campaign.toml has the values of that hierarchy. One that is there already
    is kept as it was; a preset is then refused. Without its key an encrypted campaign is lost.
    """
    from planner.campaign import begin
    from planner.report.answers import init_answer

    page = None
    if preset is not None:
        from scenarios.hierarchies import hierarchy, policy_page

        page = policy_page(hierarchy(preset))
    policy_file = desk.campaign or desk.beside_store() / POLICY_FILE
    desk.show(init_answer(begin(desk.db, policy_file, page, encrypted=encrypted)))


@mitan.command("import")
@click.argument("kind", type=click.Choice(["areas", "people", "enrolments", "pledges", WORKBOOK]))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--map", "category_map", type=click.Path(path_type=Path), metavar="FILE",
              help="CSV with columns category, campaign_area_type.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Check and count, write nothing.")
@click.option("--skip-bad", is_flag=True, help="Write the good rows, list those left out.")
@click.option("--replace", is_flag=True,
              help="Enrolments: take out the mitans' other enrolments.")  # fmt: skip
@click.option("--place", is_flag=True,
              help="Enrolments that name no rakshak: one near by with a free slot.")  # fmt: skip
@click.option("--yes", is_flag=True, help="Workbooks: save what is listed, without asking.")
@shared
def import_(
    desk: Desk,
    kind: str,
    file: Path,
    category_map: Path | None,
    dry_run: bool,
    skip_bad: bool,
    replace: bool,
    place: bool,
    yes: bool,
) -> None:
    """Bring in areas, people, enrolments or pledges from a CSV or Excel FILE.

    English and Hindi headers are understood. One bad row and nothing is written, unless
    --skip-bad. The same file again changes nothing: rows are matched on their id.

    A workbook of `mitan export xlsx` comes back with: mitan import workbook FILE. Every changed
    cell is listed, and saved once you have said yes.
    """
    if kind == WORKBOOK:
        if category_map or skip_bad or replace or place:
            raise click.UsageError("A workbook takes --dry-run and --yes only: all or nothing.")
        bring_workbook(desk, file, dry_run=dry_run, yes=yes)
        return
    if yes:
        raise click.UsageError("--yes is for workbooks: mitan import workbook FILE --yes")
    bring_in(desk, kind, file, category_map=category_map, dry_run=dry_run, skip_bad=skip_bad,
             replace=replace, place=place)  # fmt: skip


@mitan.command()
@click.argument("name", required=False)
@shared
def scenarios(desk: Desk, name: str | None) -> None:
    """List scenarios and hierarchies; with a NAME, one's facts and numbers with their sources."""
    from scenarios.answers import scenarios_answer

    desk.show(scenarios_answer(name))


@mitan.command()
@click.argument("state", required=False)
@click.argument("names", metavar="[DISTRICT]...", nargs=-1)
@shared
def districts(desk: Desk, state: str | None, names: tuple[str, ...]) -> None:
    """List the states of India, or the districts of a STATE, with their people (Census 2011).

    STATE is a name in English or Hindi, or "india" for all of them. DISTRICT is a name or a
    census code; without any, all of the state are listed. As CSV it is a list of districts to
    plan or simulate. Boundaries and names are those of 2011.
    """
    from scenarios.india_answers import districts_answer

    desk.show(districts_answer(state, names))


@mitan.command()
@click.option("--upgrade", is_flag=True, help="Bring an older store to today's schema.")
@shared
def doctor(desk: Desk, upgrade: bool) -> None:
    """Look over the machine, the policy and the store; with --upgrade, migrate it."""
    from planner.report.answers import checks_answer
    from planner.store.doctor import examine
    from planner.store.migrating import upgrade as migrate

    if upgrade:
        before, after = migrate(desk.db, lambda copy: say(f"A copy is kept: {copy}"))
        say(f"Schema {before} -> {after}." if before != after else f"Schema {after}: up to date.")
    checks = examine(desk.db, desk.policy_file())
    desk.show(checks_answer("Doctor", checks))
    raise SystemExit(max(check.exit_code for check in checks))


def main() -> NoReturn:
    """Run the command and leave with the exit code that docs/cli.md promises to scripts."""
    sys.exit(_run(sys.argv[1:]))


def _run(words: list[str]) -> int:
    try:
        stopping.begin()
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        return _answered(words)
    except (KeyboardInterrupt, click.Abort) as stopped:
        stopping.settle()
        say(stopping.told())
        return stopping.exit_code(stopped)
    finally:
        stopping.settle()


def _answered(words: list[str]) -> int:
    try:
        mitan.main(args=words, prog_name="mitan", standalone_mode=False)
    except (KeyboardInterrupt, click.Abort):
        raise
    except (Exception, SystemExit) as error:
        if not isinstance(error, SystemExit):
            _explain(error)
        return exit_code(error)
    return ExitCode.FINE


def _explain(error: Exception) -> None:
    """Say why a command ended with an error."""
    if isinstance(error, click.ClickException):
        error.show()
    elif isinstance(error, Refusal):
        say(error.message)
        tell(error.findings)
    elif is_of_a_name(error):
        say(f"{str(error.filename)[:60]}...: {error.strerror}. Choose another name of a file.")
    elif os.environ.get("MITAN_DEBUG"):
        raise error
    else:
        from planner.fault import told

        say(
            f"A fault in Mitan itself ({told(error)}). What it was to write is written whole or "
            "not at all; mitan doctor looks it over. Please report this line and the command. "
            "MITAN_DEBUG=1 prints more, perhaps with names of people: read that before you send it."
        )


if __name__ == "__main__":
    main()
