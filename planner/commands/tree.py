"""`mitan tree`: the hierarchy is built, changed and read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from planner.commands.options import (
    DRY_RUN,
    PICTURE_LANG,
    SEED,
    Counts,
    Span,
    ids_of,
    nothing_before,
)
from planner.findings import ExitCode, Refusal
from planner.report.desk import Desk, say, shared, tell

if TYPE_CHECKING:
    from planner.hierarchy.draft import Draft
    from planner.hierarchy.forming import Level
    from planner.hierarchy.tree import Tree
    from planner.policy import Policy
    from planner.snapshot import Snapshot

Result = TypeVar("Result")

VIEWS = ("people", "map", "levels")
PICTURE = click.Path(path_type=Path, dir_okay=False)


@click.group(invoke_without_command=True)
@click.option("--plot", type=PICTURE, metavar="FILE", help="Draw the tree as a PNG.")
@click.option("--view", type=click.Choice(VIEWS), default="people", show_default=True,
              help="What --plot draws: everybody (or a bubble for each leader), the leaders on the "
              "map, or all levels below one another.")  # fmt: skip
@PICTURE_LANG
@shared
def tree(desk: Desk, plot: Path | None, view: str, lang: str) -> None:
    """Leaders, rakshaks and mitans: counts, quota at every level, faults by name."""
    from planner.report.tree import tree_answer

    context = click.get_current_context()
    if context.invoked_subcommand is not None:
        nothing_before(context)
        return
    campaign, grown, policy = _read(desk)
    if plot is not None:
        _draw(grown, campaign, view, policy.campaign.name, plot, lang)

    desk.show(tree_answer(grown))
    if grown.faults:
        raise Refusal(
            f"The tree has {len(grown.faults)} fault(s).",
            exit_code=ExitCode.AUDIT_FAILED,
            findings=grown.faults,
        )


@tree.command()
@click.argument("one", metavar="[ID]", required=False)
@click.option("--depth", type=click.IntRange(0, 50),
              help="Steps down. Usual: to the rakshaks, or to the mitans of one.")  # fmt: skip
@click.option("--zone", metavar="CODE", help="Only people of this zone.")
@click.option("--plot", type=PICTURE, metavar="FILE", help="Draw the team of a leader as a PNG.")
@PICTURE_LANG
@shared
def show(
    desk: Desk, one: str | None, depth: int | None, zone: str | None, plot: Path | None, lang: str
) -> None:
    """Where somebody stands: who is above him, and everybody below. Without ID: the whole tree."""
    from planner.hierarchy.branch import branch
    from planner.report.tree import branch_answer

    campaign, grown, policy = _read(desk)
    found = branch(campaign, grown, one, depth=depth, zone=zone)
    if plot is not None:
        from planner.report.pictures import team_picture

        if one is None:
            raise click.UsageError("--plot draws one team: give a leader's id, or use "
                                   "mitan tree --plot FILE.")  # fmt: skip
        team_picture(grown, one, policy.campaign.name, plot, lang)
        say(f"Drawn: {plot}")
    desk.show(branch_answer(grown, campaign, found))


@tree.command()
@click.argument("one", metavar="[ID]", required=False)
@click.option("--within", type=click.IntRange(1), metavar="N",
              help="Only those who lack at most N mitans.")  # fmt: skip
@shared
def quota(desk: Desk, one: str | None, within: int | None) -> None:
    """Who is short of his quota, the closest to complete first. ID: below this leader."""
    from planner.report.tree import quota_answer

    _, grown, _ = _read(desk)
    desk.show(quota_answer(grown, one, within))


@tree.command()
@click.argument("file", type=PICTURE)
@click.option("--under", "one", metavar="ID", help="Only this person and those below him.")
@click.option("--mitans", is_flag=True, help="With the mitans, too.")
@shared
def export(desk: Desk, file: Path, one: str | None, mitans: bool) -> None:
    """Write the tree as GraphML (FILE.graphml), for Graphviz (FILE.dot, FILE.gv), or as a sheet.

    FILE.csv is a sheet of all leaders and rakshaks, with their names, that can be imported again.
    """
    from planner.report.graph import SHEET, export_answer, export_sheet, export_tree

    desk.keep_apart(file, [])
    if file.suffix.lower() == SHEET:
        if one or mitans:
            raise click.UsageError("A sheet holds all leaders and rakshaks, and no mitans.")
        from planner.store import roster

        with desk.store() as store, store.reading() as connection:
            rows = roster.staff_sheet(connection)
        desk.show(export_answer(export_sheet(rows, roster.SHEET, file), file))
        return
    campaign, grown, _ = _read(desk)
    desk.show(export_answer(export_tree(campaign, grown, file, one, mitans=mitans), file))


@tree.command()
@click.option("--leaders", "counts", type=Counts(), default="auto", show_default=True,
              metavar="N|auto[,N|auto]",
              help="How many leaders there shall be; auto: as few as will do. After a comma those "
              "above them (nodal officers), and so on.")  # fmt: skip
@click.option("--span", type=Span(), metavar="MIN-MAX",
              help="People of one leader. Usual: [span] of the policy.")  # fmt: skip
@click.option("--among", multiple=True, metavar="ORGANISATION|FILE",
              help="Who may be chosen: an organisation, or a sheet of ids.")  # fmt: skip
@click.option("--reattach", is_flag=True, help="Rakshaks who have a leader get one anew, too.")
@click.option("--fresh", is_flag=True,
              help="Leaders are chosen anew; who is not chosen becomes a rakshak.")  # fmt: skip
@DRY_RUN
@SEED
@shared
def build(
    desk: Desk,
    counts: tuple[int | None, ...],
    span: tuple[int, int] | None,
    among: tuple[str, ...],
    reattach: bool,
    fresh: bool,
    dry_run: bool,
    seed: int,
) -> None:
    """Choose leaders among the rakshaks, and give everybody without a leader one near him.

    Leaders stay leaders, and whoever has one keeps him, unless told otherwise.
    """
    from planner.hierarchy.forming import Wanted, form
    from planner.hierarchy.named import may_lead
    from planner.report.tree import formed_lines

    policy = desk.policy()
    if span is not None:
        limits = policy.span.model_copy(update={"least": span[0], "most": span[1]})
        policy = policy.model_copy(update={"span": limits})
    named = [set(ids_of(desk, [word], "--among")) for word in among]

    def step(draft: Draft) -> Sequence[Level]:
        wanted = Wanted(counts, may_lead(draft, named), reattach, fresh, seed)
        return form(draft, policy, wanted, say)

    def figures(levels: Sequence[Level]) -> dict[str, object]:
        return {"levels": [level.as_dict() for level in levels]}

    _change(desk, policy, "build", step, dry_run, formed_lines, figures)


@tree.command()
@DRY_RUN
@shared
def place(desk: Desk, dry_run: bool) -> None:
    """Give every mitan without a rakshak one near by who is short of his quota.

    So too the mitans of rakshaks who are not active any more. Nobody else is moved.
    """
    from planner.hierarchy.recruits import place_waiting
    from planner.report.tree import placed_lines

    policy = desk.policy()
    _change(
        desk, policy, "place", lambda draft: place_waiting(draft, policy), dry_run, placed_lines
    )


@tree.command()
@click.argument("ids", metavar="ID|FILE...", nargs=-1, required=True)
@click.option("--under", required=True, metavar="ID",
              help="A leader; for mitans a rakshak; or 'campaign'.")  # fmt: skip
@DRY_RUN
@shared
def move(desk: Desk, ids: tuple[str, ...], under: str, dry_run: bool) -> None:
    """Let leaders and rakshaks report to another leader, or give mitans another rakshak."""
    from planner.hierarchy.moving import move

    policy, who = desk.policy(), ids_of(desk, ids, "mitan tree move")
    _change(desk, policy, "move", lambda draft: move(draft, who, under, policy), dry_run)


@tree.command()
@click.argument("ids", metavar="ID|FILE...", nargs=-1, required=True)
@click.option("--promote", "heir", default="", metavar="ID|auto",
              help="A rakshak of the team who takes the leader's place; auto: the one who lives in "
              "the middle of it.")  # fmt: skip
@DRY_RUN
@shared
def remove(desk: Desk, ids: tuple[str, ...], heir: str, dry_run: bool) -> None:
    """People leave, and whoever stood under them stands under others.

    A leader's rakshaks go to leaders near by, within the span, and nobody else is moved; or a
    rakshak is promoted. A rakshak's mitans keep their pledges and go to rakshaks near by.
    """
    from planner.hierarchy.leaving import remove
    from planner.report.tree import handed_lines

    policy, who = desk.policy(), ids_of(desk, ids, "mitan tree remove")
    _change(
        desk,
        policy,
        "remove",
        lambda draft: remove(draft, who, policy, heir=heir),
        dry_run,
        handed_lines,
    )


@tree.command()
@click.argument("rakshak")
@click.option("--take", type=click.IntRange(0), metavar="N",
              help="Rakshaks of his team who come along, the nearest. Usual: half.")  # fmt: skip
@DRY_RUN
@shared
def promote(desk: Desk, rakshak: str, take: int | None, dry_run: bool) -> None:
    """Make a leader of a RAKSHAK, beside the one he reports to now.

    His mitans keep their pledges and go to rakshaks near by.
    """
    from planner.hierarchy.leaving import promote
    from planner.report.tree import handed_lines

    policy = desk.policy()
    _change(
        desk,
        policy,
        "promote",
        lambda draft: promote(draft, rakshak, policy, take=take),
        dry_run,
        handed_lines,
    )


def _draw(grown: Tree, campaign: Snapshot, view: str, title: str, file: Path, lang: str) -> None:
    from planner.report.pictures import leaders_picture, levels_picture, tree_picture

    if view == "people":
        tree_picture(grown, title, file, lang)
    elif view == "map":
        leaders_picture(grown, campaign, title, file, lang)
    else:
        levels_picture(grown, title, file, lang)
    say(f"Drawn: {file}")


def _read(desk: Desk) -> tuple[Snapshot, Tree, Policy]:
    from planner.hierarchy.tree import read_tree
    from planner.store.reading import snapshot

    policy = desk.policy()
    with desk.store() as store, store.reading() as connection:
        campaign = snapshot(connection)
    return campaign, read_tree(campaign, policy), policy


def _change(
    desk: Desk,
    policy: Policy,
    name: str,
    step: Callable[[Draft], Result],
    dry_run: bool,
    told: Callable[[Result], Sequence[str]] = lambda result: (),
    details: Callable[[Result], Mapping[str, object]] = lambda result: {},
) -> None:
    from planner.regrouping import regroup
    from planner.report.tree import regrouped_answer

    with desk.store() as store:
        done = regroup(store, policy, name, step, details=details, dry_run=dry_run)
    desk.show(regrouped_answer(done, told(done.result), details(done.result)))
    if desk.form == "csv":  # the other forms hold them
        tell(done.findings)
