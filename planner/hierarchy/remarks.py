"""Remarks: what a change of the tree leaves worse than it was, for the one who made it to know."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.findings import Finding, Severity
from planner.hierarchy.draft import Draft
from planner.policy import Policy
from planner.snapshot import Ints, Role


def remarks(draft: Draft, policy: Policy) -> tuple[Finding, ...]:
    """Spans and quotas that were kept before, or missed by less, and are not any more."""
    before = Draft(draft.before)
    return (*_spans(before, draft, policy), *_quotas(before, draft, policy))


def _spans(before: Draft, draft: Draft, policy: Policy) -> Iterator[Finding]:
    least, most = policy.span.least, policy.span.most
    had, has = before.reporting(), draft.reporting()
    leads = draft.serving(Role.LEADER)
    led = before.serving(Role.LEADER)
    short = leads & (has < least) & ((has < had) | ~led)
    over = leads & (has > most) & (has > had)
    for one in np.flatnonzero(short | over).tolist():
        told = f"more than span.most, {most}" if over[one] else f"fewer than span.least, {least}"
        yield _warning(
            draft,
            "TRE007",
            one,
            f"leads {has[one]} now, {told}",
            "move people with `mitan tree move`, or change [span] in campaign.toml",
        )


def _quotas(before: Draft, draft: Draft, policy: Policy) -> Iterator[Finding]:
    most = policy.quota.mitans_per_rakshak + policy.quota.tolerance
    had, has = before.enrolled(), draft.enrolled()
    over = np.flatnonzero(draft.serving(Role.RAKSHAK) & (has > most) & (has > had))
    if len(over):
        yield _warning(
            draft,
            "TRE008",
            int(over[0]),
            f"{_counted(over)} above the quota of {policy.quota.mitans_per_rakshak} now, by "
            f"{int((has[over] - policy.quota.mitans_per_rakshak).sum())} mitans in all",
            "bring in more rakshaks, or take it as it is: nobody was left without one",
        )


def _counted(rakshaks: Ints) -> str:
    return "this rakshak is" if len(rakshaks) == 1 else f"{len(rakshaks)} rakshaks are"


def _warning(draft: Draft, code: str, one: int, message: str, remedy: str) -> Finding:
    subject, where = str(draft.ids[one]), draft.where(one)
    return Finding(code, Severity.WARNING, subject, where, message, remedy)
