"""Replan: what changes hands, and whom to call about it; names and masked phones come last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from planner.plan import ALL_TIERS, MOVES, OPTIMAL, OPTIMAL_OVER_CANDIDATES, Plan
from planner.replanning import Replanned
from planner.report.answers import diff_answer, proof
from planner.report.consent import silent_line
from planner.report.document import Document, Table
from planner.store.roster import Contact, masked

CALL_COLUMNS = ("id", "name", "phone", "leader", "leader_name", "note", "loses", "gains", "visits")
NOBODY = Contact("", "", "")


def replan_answer(done: Replanned, *, dry_run: bool, opened: bool = False) -> Document:
    """The tiers, every pair whose visits change, and the people to call; phones if `opened`."""
    plan, number = done.plan, done.number or done.before
    changes = diff_answer((done.before, done.old), (number, plan)).data["changes"]
    concerned = _calls(done, changes, opened=opened)
    silent = [one for one in concerned if done.book.people.get(one, NOBODY).silent]
    calls = [call for one, call in concerned.items() if one not in silent]
    held = _held(done.old, done.leaving.rakshaks)
    tiers = [_tier(done.old, plan, name) for name in ALL_TIERS if name in plan.tiers]
    columns = ("rakshak", "area", "before", "after")
    return Document(
        {
            "plan": done.number,
            "before": done.before,
            "dry_run": dry_run,
            "dropped": list(done.leaving.rakshaks),
            "closed": list(done.leaving.areas),
            "called_up": list(done.called),
            "imported": [result.as_dict() for result in done.imported],
            "visits_dropped": held,
            **plan.as_dict(),
            "pairs_changed": len(changes),
            "visits_moved": _moves(done),
            "changes": changes,
            "phones": "whole" if opened else "masked",
            "without_consent": silent,
            "calls": calls,
        },
        (
            Table("Tiers", ("tier", "before", "after", "bound", "gap"), tiers),
            Table("Changes", columns, [[change[name] for name in columns] for change in changes]),
            Table("People to call", CALL_COLUMNS, [_row(call) for call in calls]),
        ),
        (
            *_lines(done, held, len(changes), len(calls), dry_run=dry_run),
            *silent_line(len(silent), "They are in no list of calls: tell their leaders."),
        ),
    )


def _lines(done: Replanned, held: int, changes: int, calls: int, *, dry_run: bool) -> Iterable[str]:
    for sheet in done.imported:
        written = "would be written" if dry_run else "written"
        rows = f"{sheet.new:,} new and {sheet.changed:,} changed rows"
        yield f"{sheet.kind} from {sheet.file}: {rows} {written}."
    if done.plan is done.old:
        yield f"Plan {done.before} answers the campaign as it is now; it stays in force."
        return
    kept = "nothing was written" if dry_run else f"plan {done.number} replaces it"
    leaving = done.leaving
    yield (
        f"{len(leaving.rakshaks):,} rakshaks drop out, who held {held:,} visits; "
        f"{len(leaving.areas):,} areas close; {len(done.called):,} are called up from the bench."
    )
    yield (
        f"Plan {done.before} changes in {changes:,} pairs: {_moves(done):,} visits change hands, "
        f"{done.plan.uncovered:,} of {done.plan.visits_needed:,} stay uncovered; {kept}."
    )
    yield f"{calls:,} people are to be called. {_proof(done.plan)} ({done.plan.seconds:.1f} s)."


def _proof(plan: Plan) -> str:
    """How far the plan is proved to be the best, tier by tier as far as that is known."""
    if plan.status in (OPTIMAL, OPTIMAL_OVER_CANDIDATES):
        return proof(plan)
    tiers = plan.tiers.items()
    known = [f"{name} {tier.gap:.2%}" for name, tier in tiers if tier.gap is not None]
    unknown = [name for name, tier in tiers if tier.gap is None]
    told = f"Above the best possible by at most: {', '.join(known)}"
    return f"{told}; not known: {', '.join(unknown)}" if unknown else told


def _moves(done: Replanned) -> int:
    return 0 if done.plan is done.old else done.plan.tiers[MOVES].value


def _held(plan: Plan, rakshaks: Sequence[str]) -> int:
    leaving = set(rakshaks)
    rows = zip(plan.rakshak.tolist(), plan.visits.tolist(), strict=True)
    return sum(visits for rakshak, visits in rows if rakshak in leaving)


def _tier(old: Plan, new: Plan, name: str) -> list[object]:
    tier, before = new.tiers[name], old.tiers.get(name)
    then = before.value if before is not None and name != MOVES else "-"
    known = tier.bound is not None
    return [
        name,
        then,
        tier.value,
        tier.bound if known else "-",
        f"{tier.gap:.2%}" if known else "-",
    ]


def _calls(
    done: Replanned, changes: Sequence[dict[str, Any]], *, opened: bool
) -> dict[str, dict[str, Any]]:
    """One entry for everybody whose visits change, by leader, then id."""
    people, places = done.book.people, done.book.areas
    load: dict[str, int] = {}
    for rakshak, visits in zip(done.plan.rakshak.tolist(), done.plan.visits.tolist(), strict=True):
        load[rakshak] = load.get(rakshak, 0) + visits
    left, called = set(done.leaving.rakshaks), set(done.called)
    calls: dict[str, dict[str, Any]] = {}
    for change in changes:
        one, area = change["rakshak"], change["area"]
        if one not in calls:
            contact = people.get(one, NOBODY)
            note = "dropped out" if one in left else "from the bench" if one in called else ""
            calls[one] = {
                "id": one,
                "name": contact.name,
                "phone": contact.phone if opened else masked(contact.phone),
                "leader": contact.leader,
                "leader_name": people.get(contact.leader, NOBODY).name,
                "note": note,
                "loses": [],
                "gains": [],
                "visits": load.get(one, 0),
            }
        more = change["after"] - change["before"]
        entry = {"area": area, "name": places.get(area, ""), "visits": abs(more)}
        calls[one]["gains" if more > 0 else "loses"].append(entry)
    ordered = sorted(calls.values(), key=lambda call: (call["leader"], call["id"]))
    return {call["id"]: call for call in ordered}


def _row(call: dict[str, Any]) -> list[object]:
    told = {side: "; ".join(map(_visits, call[side])) for side in ("loses", "gains")}
    return [{**call, **told}[name] for name in CALL_COLUMNS]


def _visits(entry: dict[str, Any]) -> str:
    """Visits at an area, as they are read out on the phone: 'Gole Bazar (A12): 3'."""
    place = f"{entry['name']} ({entry['area']})" if entry["name"] else entry["area"]
    return f"{place}: {entry['visits']}"
