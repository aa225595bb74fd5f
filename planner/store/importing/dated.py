"""Dated: days on which something was done lie in the campaign, and are over."""

from __future__ import annotations

from planner.policy import Policy
from planner.store.importing.rows import Rows
from planner.today import today


def check_days(rows: Rows, days: list[str], policy: Policy) -> None:
    """Make it a fault where the column `day` names one outside all phases, or still to come."""
    now = today().isoformat()
    phases = [(phase.start.isoformat(), phase.end.isoformat()) for phase in policy.phases]
    wrong: dict[str, tuple[str, str, str]] = {}
    for day in set(days) - {""}:
        if phases and not any(start <= day <= end for start, end in phases):
            first, last = min(phases)[0], max(end for _, end in phases)
            message = f"{day} lies in no phase of the campaign ({first} to {last})"
            remedy = "correct the date, or the phase under [[phases]] in campaign.toml"
            wrong[day] = ("IMP092", message, remedy)
        elif day > now:
            message = f"{day} is still to come; today is {now}"
            wrong[day] = ("IMP093", message, "correct the date; bring in days that are over")
    if wrong:
        for k, day in enumerate(days):
            if day in wrong:
                rows.fault(k, "day", *wrong[day])
