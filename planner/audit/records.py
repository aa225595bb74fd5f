"""INT, of the records: the history is whole, and plans are as they were when they were kept."""

from __future__ import annotations

import json
from collections.abc import Iterator

from planner.audit import evidence as needs
from planner.audit.evidence import Evidence
from planner.audit.rule import Fault, Skipped, of_plan, rule
from planner.chain import first_break


@rule(
    "INT008",
    title="the history is unbroken",
    why="Each entry carries the digest of the one before it: a break means that something was "
    "changed, removed or put in afterwards.",
    remedy="restore the store from the last backup in which this rule passes, and find out who "
    "wrote to it; trust no entry from here on",
    needs=[needs.history],
)
def history_broken(evidence: Evidence) -> Iterator[Fault]:
    """The first entry that does not follow from the one before it."""
    number = first_break(evidence.chain)
    if number is not None:
        message = "does not follow from the entry before it, or is not as it was written"
        yield Fault(f"entry {number}", "history", message)
    elif evidence.plan is None and needs.people(evidence) and needs.areas(evidence):
        raise Skipped("the campaign is empty")  # an unbroken beginning of nothing proves nothing


@rule(
    "INT010",
    title="the plan is as it was when it was kept",
    why="A plan is an answer for good. Rows changed afterwards in the store would send people "
    "elsewhere than was decided.",
    remedy="do not use this plan; plan again (mitan assign), and find out who wrote to the store",
    needs=[needs.plan, needs.history],
)
def plan_rewritten(evidence: Evidence) -> Iterator[Fault]:
    """The digest of the plan's rows is not the one that the history tells of."""
    plan = evidence.plan
    assert plan is not None  # needed above
    told = [json.loads(entry.details) for entry in evidence.chain if entry.action == "plan"]
    digests = [entry.get("digest") for entry in told if entry.get("plan") == evidence.plan_number]
    if not digests:
        yield of_plan(evidence, "is in the store, but the history does not tell of it")
    elif digests != [plan.digest]:
        message = f"was kept as {str(digests[0])[:12]}; worked out from its rows it is "
        yield of_plan(evidence, message + plan.digest[:12])


RULES = (history_broken, plan_rewritten)
