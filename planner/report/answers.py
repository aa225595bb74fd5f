"""What each command answers: a Document for every kind of result. Ids only, no names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from planner.campaign import Assigned, Begun
from planner.findings import Check, Finding, Outcome
from planner.plan import ALL_TIERS, MOVES, OPTIMAL, Plan
from planner.report.document import Document, Table
from planner.report.workload import workload, workload_lines, workload_tables
from planner.store.importing import ImportResult
from planner.store.importing.replaced import Cell, Replaced

PLAN_COLUMNS = (
    *("number", "in_force", "made_at", "status", "proved_over_all_pairs", "rakshaks", "areas"),
    *("visits", "uncovered", *ALL_TIERS, "replaces", "digest"),
)
UNKNOWN = "-"  # where a plan has no such tier, or nothing is known of its bound
PIN_COLUMNS = ("kind", "rakshak", "area", "visits", "reason")
CELLS_TOLD = 3  # of each column in which an import replaces something
TIE_COLUMNS = ("kind", "of", "one", "other", "reason")
NEXT = ("import areas FILE", "import people FILE", "tree build", "assign")
UNITS = {
    "coverage": "priority x visits left uncovered",
    MOVES: "visits by somebody who did not make them in the plan that it replaces",
    "balance": "visits outside fair share, the k-th of a rakshak counting k",
    "cost": "metres x visits",
}


def init_answer(begun: Begun) -> Document:
    """Where the store and its policy are, and what comes next."""
    note = "written" if begun.policy_written else "kept as it was"
    return Document(
        {
            "db": begun.target,
            "campaign": str(begun.policy_file),
            "campaign_written": begun.policy_written,
        },
        (
            Table(
                "Campaign",
                ("what", "where", "note"),
                [("store", begun.target, "ready"), ("policy", str(begun.policy_file), note)],
            ),
        ),
        (
            f"Its days stand in {begun.policy_file.name} under [[phases]]: set your own.",
            "Next: " + ", ".join(f"mitan {step}" for step in NEXT),
        ),
    )


def findings_table(findings: Sequence[Finding]) -> Table:
    """Findings in their own order, one a row."""
    return Table(
        "Findings",
        ("severity", "code", "subject", "where", "message", "remedy"),
        [(str(f.severity), f.code, f.subject, f.where, f.message, f.remedy) for f in findings],
    )


def import_answer(result: ImportResult) -> Document:
    """How many rows were read, written, unchanged, rejected, and everything found."""
    done = "would be written" if result.dry_run else "written"
    lines = [
        f"{result.kind} from {result.file}: {result.read:,} rows read, {result.written:,} {done} "
        f"({result.new:,} new, {result.changed:,} changed), {result.unchanged:,} unchanged, "
        f"{result.rejected:,} rejected."
    ]
    if result.removed:
        lines.append(f"{result.removed:,} other enrolments of these mitans taken out.")
    lines += map(_replaced_line, result.replaced)
    if result.left_out:
        lines.append(f"Left out: {', '.join(map(str, result.left_out))}")
    return Document(result.as_dict(), (findings_table(result.findings),), tuple(lines))


def _replaced_line(replaced: Replaced) -> str:
    """A column in which something else was there before: somebody may have written it since."""
    cells = replaced.cells[:CELLS_TOLD]
    told = [one.row + _turned(one) for one in cells]
    told += ["..."] if replaced.rows > len(cells) else []
    return f"Replaced what was there: {replaced.column} in {replaced.rows:,} ({'; '.join(told)})"


def _turned(cell: Cell) -> str:
    return "" if cell.before is None else f": {cell.before} -> {cell.after or '(empty)'}"


def proof(plan: Plan) -> str:
    """How far the plan is proved to be the best."""
    possible = f"{plan.pairs_possible:,} pairs of rakshak and area"
    if plan.status == OPTIMAL:
        return f"Proved to be the best over all {possible}"
    if plan.proved_over_all_pairs:
        above = [f"{name} {t.gap:.2%}" for name, t in plan.tiers.items() if t.gap]
        unknown = [name for name, t in plan.tiers.items() if t.gap is None]
        told = [f"above the best possible by at most {', '.join(above)}"] if above else []
        told += [f"not known how far: {', '.join(unknown)}"] if unknown else []
        return f"Bounds proved over all {possible}: {'; '.join(told)}"
    return f"Compared over {plan.pairs_examined:,} of {possible}, not proved over all"


def plan_answer(assigned: Assigned) -> Document:
    """A plan's tiers with value, bound and gap, its balance, and its rows."""
    plan, number = assigned.plan, assigned.number
    fair = workload(assigned)
    sent = int((assigned.problem.availability > 0).sum())
    rows = list(zip(plan.rakshak.tolist(), plan.area.tolist(), plan.visits.tolist(), strict=True))
    return Document(
        {"plan": number, **plan.as_dict(), "workload": fair},
        (
            _tiers_table(plan),
            *workload_tables(fair),
            Table("Assignments", ("rakshak", "area", "visits"), rows),
        ),
        (
            f"Plan {number}: {plan.status}. {plan.visits_needed:,} visits at {plan.areas:,} areas "
            f"by {sent:,} rakshaks, {plan.uncovered:,} uncovered.",
            *workload_lines(fair),
            f"{proof(plan)} ({plan.seconds:.1f} s).",
        ),
    )


def plans_answer(kept: Sequence[Mapping[str, Any]]) -> Document:
    """All plans, one a row; on a screen their digests are cut.

    `replaces` is the number of the plan replaced there, its digest in the data.
    """
    number = {p["digest"]: p["number"] for p in kept}
    rows = [
        {
            **p,
            **{tier: p["tiers"].get(tier, {}).get("value", UNKNOWN) for tier in ALL_TIERS},
            "replaces": number.get(p["replaces"], UNKNOWN),
            "digest": p["digest"][:12],
        }
        for p in kept
    ]
    data = [{"plan": p["number"], **{k: v for k, v in p.items() if k != "number"}} for p in kept]
    return Document(
        {"plans": data},
        (rows_table("Plans", PLAN_COLUMNS, rows),),
        (f"{len(kept)} plan(s).",),
    )


def diff_answer(before: tuple[int, Plan], after: tuple[int, Plan]) -> Document:
    """Pairs whose visits differ, and how many visits change hands."""
    (first, old), (second, new) = before, after
    was, now = _visits_by_pair(old), _visits_by_pair(new)
    changes = [
        (r, a, was.get((r, a), 0), now.get((r, a), 0))
        for r, a in sorted(was.keys() | now.keys())
        if was.get((r, a)) != now.get((r, a))
    ]
    gained = sum(max(visits - earlier, 0) for _, _, earlier, visits in changes)
    lost = sum(max(earlier - visits, 0) for _, _, earlier, visits in changes)
    columns = ("rakshak", "area", "before", "after")
    tiers = {
        name: {side: _value(plan, name) for side, plan in (("before", old), ("after", new))}
        for name in ALL_TIERS
        if name in old.tiers or name in new.tiers
    }
    tier_rows = [
        (name, *(UNKNOWN if value is None else value for value in values.values()))
        for name, values in tiers.items()
    ]
    return Document(
        {
            "before": first,
            "after": second,
            "pairs_changed": len(changes),
            "visits_taken_away": lost,
            "visits_given": gained,
            "same_question": old.inputs_digest == new.inputs_digest,
            "tiers": tiers,
            "changes": [dict(zip(columns, row, strict=True)) for row in changes],
        },
        (
            Table("Tiers", ("tier", "before", "after"), tier_rows),
            Table("Changes", columns, changes),
        ),
        (
            f"Plan {first} -> plan {second}: {len(changes):,} pairs change, "
            f"{lost:,} visits are taken away, {gained:,} are given.",
        ),
    )


def with_findings(document: Document, findings: Sequence[Finding]) -> Document:
    """The document with findings in its JSON; a person reads them on stderr, below the answer."""
    return replace(
        document, data={**document.data, "findings": [found.as_dict() for found in findings]}
    )


def pins_answer(
    kept: Sequence[Mapping[str, Any]], *, before: int | None = None, now: int = 0
) -> Document:
    """Pins and bans, one a row.

    `before` are the visits of the wish that one of `now` visits has just replaced, None where it
    replaced none.
    """
    rows = [
        {
            "kind": "pin" if row["visits"] else "ban",
            "rakshak": row["rakshak"],
            "area": row["area"],
            "visits": row["visits"],
            "reason": row["reason"],
        }
        for row in kept
    ]
    lines = (
        () if before is None else (f"{_wish(before)} is replaced by {_wish(now)}.".capitalize(),)
    )
    replaced = None if before is None else {"kind": "pin" if before else "ban", "visits": before}
    return Document(
        {"pins": rows, "replaced": replaced},
        (rows_table("Pins and bans", PIN_COLUMNS, rows),),
        lines,
    )


def _wish(visits: int) -> str:
    return f"a pin of {visits} visit{'s' * (visits != 1)}" if visits else "a ban"


def ties_answer(kept: Sequence[Mapping[str, Any]]) -> Document:
    """Ties, one a row."""
    rows = [{name: row[name] for name in TIE_COLUMNS} for row in kept]
    return Document({"ties": rows}, (rows_table("Ties", TIE_COLUMNS, rows),))


def checks_answer(title: str, checks: Sequence[Check]) -> Document:
    """What was looked at, and what came of it."""
    rows = [{"check": c.name, "outcome": str(c.outcome), "message": c.message} for c in checks]
    counts = Counter(check.outcome for check in checks)
    outcomes = [outcome for outcome in Outcome if outcome is not Outcome.IGNORED]
    line = ", ".join(f"{counts[outcome]} {outcome}" for outcome in outcomes) + "."
    table = rows_table(title, ("check", "outcome", "message"), rows)
    return Document({"checks": rows}, (table,), (line,))


def _tiers_table(plan: Plan) -> Table:
    rows = [
        (
            name,
            tier.value,
            UNKNOWN if tier.bound is None else tier.bound,
            UNKNOWN if tier.gap is None else f"{tier.gap:.2%}",
            UNITS[name],
        )
        for name, tier in plan.tiers.items()
    ]
    return Table("Tiers", ("tier", "value", "bound", "gap", "unit"), rows)


def _value(plan: Plan, tier: str) -> int | None:
    return plan.tiers[tier].value if tier in plan.tiers else None


def _visits_by_pair(plan: Plan) -> dict[tuple[str, str], int]:
    pairs = zip(plan.rakshak.tolist(), plan.area.tolist(), strict=True)
    return dict(zip(pairs, plan.visits.tolist(), strict=True))


def rows_table(title: str, columns: tuple[str, ...], rows: Sequence[Mapping[str, Any]]) -> Table:
    """A table of mappings that have (at least) these columns."""
    return Table(title, columns, [[row[name] for name in columns] for row in rows])
