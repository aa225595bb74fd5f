"""Faults: what is wrong with a tree, in words: who, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graphs.tree import ROOT, Fault
from planner.findings import Finding, Severity
from planner.snapshot import NONE, UNKNOWN, Role, Snapshot

CODES = {"orphan": "HIE001", "cycle": "HIE002", "two parents": "HIE003", "wrong level": "HIE004"}
TWO_RAKSHAKS = "DUP002"  # two parents of a mitan; the codes are those of the audit
OF_THE_ACTIVE = ("orphan", "wrong level")  # no faults of whoever has left
MOST_NAMED = 12  # ids of one cycle that a message spells out


def told(found: Iterable[Fault], snapshot: Snapshot) -> Iterator[Finding]:
    """A finding for each fault; whoever has left makes none that is OF_THE_ACTIVE."""
    for fault in found:
        if snapshot.people.active[fault.node] or fault.kind not in OF_THE_ACTIVE:
            yield _finding(fault, snapshot)


def _finding(fault: Fault, snapshot: Snapshot) -> Finding:
    people = snapshot.people
    what = Role(int(people.role[fault.node])).name.lower()
    subject = str(people.ids[fault.node])
    others = ["the campaign" if o == ROOT else str(people.ids[o]) for o in fault.others]
    if fault.kind == "orphan":
        message, remedy = _orphan(what, int(people.parent[fault.node]) == UNKNOWN)
    elif fault.kind == "cycle":
        message, remedy = _cycle(subject, others)
    elif fault.kind == "two parents":
        message = f"this {what} stands in {len(others)} places: under {', under '.join(others)}"
        remedy = "keep one of them: take the other rows out of the enrolments and import again"
    else:
        over = Role(int(people.role[fault.others[0]])).name.lower()
        message = f"this {what} stands under {others[0]}, who is a {over}"
        remedy = f"{_RIGHT_PLACE[what]}; or correct the role of one of the two"
    where = _where(fault, snapshot, others)
    code = TWO_RAKSHAKS if fault.kind == "two parents" and what == "mitan" else CODES[fault.kind]
    return Finding(code, Severity.ERROR, subject, where, message, remedy)


_RIGHT_PLACE = {
    "leader": "write another leader's id under 'reports to', or leave it empty",
    "rakshak": "write a leader's id under 'reports to', or let mitan tree build find one",
    "mitan": "write a rakshak's id in the enrolments",
}


def _orphan(what: str, unknown: bool) -> tuple[str, str]:
    if what == "mitan":
        return (
            "no rakshak has enrolled this mitan",
            "add a row with this mitan and a rakshak to the enrolments and import them, or let "
            "mitan tree place find one",
        )
    if unknown:
        return f"this {what} reports to an id that nobody has", _RIGHT_PLACE[what]
    return f"this {what} reports to nobody", _RIGHT_PLACE[what]


def _cycle(subject: str, others: list[str]) -> tuple[str, str]:
    if not others:
        return "reports to himself", "write his leader's id under 'reports to', or leave it empty"
    shown = [subject, *others[: MOST_NAMED - 1]]
    left = len(others) + 1 - len(shown)
    ring = " over ".join(shown) + (f" over {left} more" if left else "")
    return (
        f"{ring} over {subject} again: they lead each other in a circle, under nobody else",
        "let one of them report to a leader outside the circle; a leader may report to nobody",
    )


def _where(fault: Fault, snapshot: Snapshot, others: list[str]) -> str:
    zone = int(snapshot.people.zone[fault.node])
    if zone != NONE:
        return f"zone {snapshot.zones[zone]}"
    return f"under {others[0]}" if others else "campaign"
