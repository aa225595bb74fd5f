"""`mitan phase`: where the campaign stands, and who may not go out."""

from __future__ import annotations

from datetime import datetime

import click

from planner.commands.options import LANG
from planner.report.desk import Desk, shared


@click.command()
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Usual: today.")
@LANG
@shared
def phase(desk: Desk, day: datetime | None, lang: str) -> None:
    """Say where the campaign stands: phase of the day, what is next, who may not go out and why.

    A gate that is closed for somebody is said first; the command ends with 0 all the same.
    """
    from planner.gates import gate, stand
    from planner.report.phase_answer import phase_answer
    from planner.store.reading import snapshot
    from planner.today import today

    policy = desk.policy()
    with desk.store() as store, store.reading() as connection:
        campaign = snapshot(connection, mitans=False)
    on = day.date() if day else today()
    desk.show(phase_answer(stand(policy, on), gate(campaign, policy, on), campaign, lang))
