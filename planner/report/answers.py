"""What each command answers: a Document for every kind of result. Ids only, no names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from graphs.measures import gini
from planner.audit.judge import Verdict
from planner.audit.rule import Rule
from planner.campaign import Assigned, Begun
from planner.findings import Finding
from planner.hierarchy.tree import COLUMNS, Tree
from planner.plan import TIERS, Plan
from planner.report.document import Document, Table
from planner.store.doctor import Check
from planner.store.importing import ImportResult

UNITS = {
    "coverage": "priority x visits left uncovered",
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
        ("Next: mitan import areas FILE, mitan import people FILE, mitan assign",),
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
    if result.left_out:
        lines.append(f"Left out: {', '.join(map(str, result.left_out))}")
    return Document(result.as_dict(), (findings_table(result.findings),), tuple(lines))


def tree_answer(tree: Tree) -> Document:
    """Counts of every level, the quota rolled up, and each rakshak's state."""
    data = tree.as_dict()
    quota: Mapping[str, Any] = data["quota"]
    counts: Mapping[str, Any] = data["counts"]
    inactive = counts["rakshaks"] - quota["rakshaks"]
    lines = (
        f"{counts['leaders']:,} leaders, {counts['rakshaks']:,} rakshaks, "
        f"{counts['mitans']:,} mitans"
        + (f"; {inactive:,} rakshaks are inactive." if inactive else "."),
        f"Rakshaks filled {quota['filled']:,}, short {quota['short']:,}, over {quota['over']:,}; "
        f"{quota['missing']:,} mitans are missing.",
    )
    return Document(
        data,
        (
            findings_table(tree.faults),
            _rows("Zones", data["zones"]),
            _rows("Leaders", data["leaders"]),
            Table("Rakshaks", COLUMNS, tree.rows()),
        ),
        lines,
    )


def workload(assigned: Assigned) -> dict[str, Any]:
    """How fair a plan is: share of rakshaks in band, the extremes by id, mean and Gini."""
    load, problem = assigned.load, assigned.problem
    in_band = (problem.outside(load, *problem.band()) == 0).mean()
    most, least = int(np.argmax(load)), int(np.argmin(load))
    return {
        "in_band": round(float(in_band), 4),
        "most": {"rakshak": str(problem.rakshaks[most]), "visits": int(load[most])},
        "least": {"rakshak": str(problem.rakshaks[least]), "visits": int(load[least])},
        "mean": round(float(load.mean()), 3),
        "gini": round(gini(load), 4),
    }


def plan_answer(assigned: Assigned) -> Document:
    """A plan's tiers with value, bound and gap, its balance, and its rows."""
    plan, number = assigned.plan, assigned.number
    fair = workload(assigned)
    most, least = fair["most"], fair["least"]
    rows = list(zip(plan.rakshak.tolist(), plan.area.tolist(), plan.visits.tolist(), strict=True))
    return Document(
        {"plan": number, **plan.as_dict(), "workload": fair},
        (_tiers_table(plan), Table("Assignments", ("rakshak", "area", "visits"), rows)),
        (
            f"Plan {number}: {plan.status}. {plan.visits_needed:,} visits at {plan.areas:,} areas "
            f"by {plan.rakshaks:,} rakshaks, {plan.uncovered:,} uncovered.",
            f"Fair share: {fair['in_band']:.1%} of the rakshaks within it; "
            f"most {most['visits']} visits ({most['rakshak']}), "
            f"least {least['visits']} ({least['rakshak']}).",
            f"Proved over {plan.pairs_examined:,} of {plan.pairs_possible:,} possible pairs "
            f"in {plan.seconds:.1f} s.",
        ),
    )


def plans_answer(kept: Sequence[Mapping[str, Any]]) -> Document:
    """All plans, one a row."""
    rows = [
        {
            "number": p["number"],
            "in_force": p["in_force"],
            **{k: p[k] for k in ("made_at", "status", "rakshaks", "areas", "visits")},
            "uncovered": p["uncovered"],
            **{tier: p["tiers"][tier]["value"] for tier in TIERS},
            "digest": p["digest"][:12],
        }
        for p in kept
    ]
    data = [{"plan": p["number"], **{k: v for k, v in p.items() if k != "number"}} for p in kept]
    return Document({"plans": data}, (_rows("Plans", rows),), (f"{len(kept)} plan(s).",))


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
        tier: {"before": old.tiers[tier].value, "after": new.tiers[tier].value} for tier in TIERS
    }
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
            Table("Changes", columns, changes),
            Table(
                "Tiers", ("tier", "before", "after"), [(k, *v.values()) for k, v in tiers.items()]
            ),
        ),
        (
            f"Plan {first} -> plan {second}: {len(changes):,} pairs change, "
            f"{lost:,} visits are taken away, {gained:,} are given.",
        ),
    )


def pins_answer(kept: Sequence[Mapping[str, Any]]) -> Document:
    """Pins and bans, one a row."""
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
    return Document({"pins": rows}, (_rows("Pins and bans", rows),))


def audit_answer(verdict: Verdict, plan: int | None) -> Document:
    """The verdict: passed, failed and skipped are three things."""
    data = verdict.as_dict()
    word = "FAILED" if verdict.failed else "passed" if verdict.passed else "nothing to judge"
    return Document(
        {"plan": plan, **data},
        (_rows("Rules", data["rules"]), findings_table(verdict.findings)),
        (
            f"Audit {word}: {verdict.passed} rules passed, {verdict.failed} failed, "
            f"{verdict.skipped} skipped"
            + (f"; plan {plan}." if plan is not None else "; there is no plan yet."),
        ),
    )


def rules_answer(rules: Sequence[Rule]) -> Document:
    """The audit's rules, one a row."""
    rows = [{"code": r.code, "severity": str(r.severity), "title": r.title} for r in rules]
    return Document({"rules": rows}, (_rows("Rules", rows),))


def rule_answer(rule: Rule) -> Document:
    """One rule: what it looks at, why that matters, what to do."""
    parts = {
        "code": rule.code,
        "severity": str(rule.severity),
        "title": rule.title,
        "why": rule.why,
        "remedy": rule.remedy,
    }
    return Document(parts, (Table(rule.code, ("what", "text"), list(parts.items())),))


def doctor_answer(checks: Sequence[Check]) -> Document:
    """What was looked at, and what came of it."""
    rows = [{"check": c.name, "outcome": c.outcome, "message": c.message} for c in checks]
    counts = Counter(check.outcome for check in checks)
    line = f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped."
    return Document({"checks": rows}, (_rows("Doctor", rows),), (line,))


def _tiers_table(plan: Plan) -> Table:
    rows = [
        (name, tier.value, tier.bound, f"{tier.gap:.2%}", UNITS[name])
        for name, tier in ((name, plan.tiers[name]) for name in TIERS)
    ]
    return Table("Tiers", ("tier", "value", "bound", "gap", "unit"), rows)


def _visits_by_pair(plan: Plan) -> dict[tuple[str, str], int]:
    pairs = zip(plan.rakshak.tolist(), plan.area.tolist(), strict=True)
    return dict(zip(pairs, plan.visits.tolist(), strict=True))


def _rows(
    title: str, rows: Sequence[Mapping[str, Any]], columns: tuple[str, ...] | None = None
) -> Table:
    """A table of equal mappings; `columns` where there may be no row to take them from."""
    names = columns or tuple(rows[0] if rows else ())
    return Table(title, names, [[row[name] for name in names] for row in rows])
