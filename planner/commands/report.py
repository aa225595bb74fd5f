"""`mitan report`: a plan as one file that opens anywhere, without internet."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from planner.commands.options import LANG
from planner.report.desk import Desk, sharing


@click.command()
@click.option("--plan", "number", type=click.IntRange(1), help="Usual: the plan in force.")
@click.option("--against", type=click.IntRange(1), metavar="PLAN",
              help="Tell what changes hands from this plan to the other.")  # fmt: skip
@click.option("--leader", metavar="ID", help="Only this leader, and all who are below him.")
@click.option("--zone", metavar="CODE", help="Only this zone: who lives there, and its areas.")
@click.option("--zones", "outlines_file", type=click.Path(path_type=Path), metavar="FILE",
              help="GeoJSON polygons of zones to draw; each has a property zone.")  # fmt: skip
@click.option("--as-of", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY",
              help="Progress up to this day. Usual: as `mitan progress`.")  # fmt: skip
@LANG
@click.option("-o", "--output", "file", required=True, metavar="FILE",
              type=click.Path(path_type=Path, dir_okay=False), help="The HTML file.")  # fmt: skip
@sharing(into_folder=True)
def report(
    desk: Desk,
    number: int | None,
    against: int | None,
    leader: str | None,
    zone: str | None,
    outlines_file: Path | None,
    day: datetime | None,
    lang: str,
    file: Path,
) -> None:
    """Show a plan in one HTML file: summary, map, shares, tree, findings, progress.

    It opens in any browser without internet. Names are in it, phones are not. With --leader or
    --zone nobody and nothing else is in it.
    """
    from planner.files import write_atomically
    from planner.report.report import report_answer, report_file
    from planner.report.zone_outlines import read_outlines
    from planner.reporting import Wanted, read_report
    from planner.tracking import Part

    if leader is not None and zone is not None:
        raise click.UsageError("Give --leader or --zone, not both.")
    if "" in (leader, zone):
        raise click.UsageError("--leader and --zone need an id or a code.")
    desk.keep_apart(file, [outlines_file] if outlines_file else [])
    part = Part("leader", leader) if leader else Part("zone", zone) if zone else None
    wanted = Wanted(number, against, part, day.date() if day else None)
    policy = desk.policy()
    with desk.store() as store:
        reported = read_report(store, policy, wanted)
    outlines = read_outlines(outlines_file, reported.snapshot.zones) if outlines_file else ()
    content, shown = report_file(reported, lang, outlines)
    write_atomically(file, content)
    desk.show(report_answer(shown, file, content))
