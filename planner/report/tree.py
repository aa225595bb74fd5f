"""Tree: what the commands about the hierarchy answer. Ids only, no names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from graphs import measures
from graphs.lineage import below
from planner.findings import Refusal, meant
from planner.hierarchy.branch import TOP, Branch
from planner.hierarchy.forming import Level
from planner.hierarchy.leaders import LeaderChoice
from planner.hierarchy.moving import CAMPAIGN
from planner.hierarchy.recruits import Hosted
from planner.hierarchy.tree import COLUMNS, TOTALS, Tree, state_name
from planner.plan import positions
from planner.regrouping import Regrouped
from planner.report.answers import findings_table, rows_table
from planner.report.document import Document, Table
from planner.snapshot import NONE, Flags, Ids, Role, Snapshot
from planner.wishes import counted

LEADER_COLUMNS = ("id", "reports_to", "zone", "span", *TOTALS, "state")
ZONE_COLUMNS = ("zone", "leaders", *TOTALS, "state")
BRANCH_COLUMNS = ("id", "role", "depth", "zone", "span", *TOTALS, "state")
QUOTA_COLUMNS = ("id", "leader", "zone", "enrolled", "missing")
CHANGE_COLUMNS = ("id", "what", "before", "after")
NOBODYS = "an id that nobody has"
BY_DISTANCE = "By distance alone, without zones and the least of the span,"
CLOSE = 3  # mitans that somebody lacks who is told to be close to complete


def tree_answer(tree: Tree) -> Document:
    """Counts of every level, the quota rolled up, and each rakshak's state."""
    data = tree.as_dict()
    quota: Mapping[str, Any] = data["quota"]
    counts: Mapping[str, Any] = data["counts"]
    inactive = int((~tree.staff.active).sum())
    lines = (
        f"{counts['leaders']:,} leaders, {counts['rakshaks']:,} rakshaks, "
        f"{counts['mitans']:,} mitans"
        + (f"; {inactive:,} leaders and rakshaks are inactive." if inactive else "."),
        f"Rakshaks filled {quota['filled']:,}, short {quota['short']:,}, over {quota['over']:,}; "
        f"{quota['missing']:,} mitans are missing.",
        *_spans(tree),
    )
    return Document(
        {**data, "spans": _span_measures(tree)},
        (
            findings_table(tree.faults),
            rows_table("Zones", ZONE_COLUMNS, data["zones"]),
            rows_table("Leaders", LEADER_COLUMNS, data["leaders"]),
            Table("Rakshaks", COLUMNS, tree.rows()),
        ),
        lines,
    )


def branch_answer(tree: Tree, snapshot: Snapshot, found: Branch) -> Document:
    """Somebody's place: the way up, and everybody below as far as was asked."""
    rows = _branch_rows(tree, snapshot, found)
    ids = [*snapshot.people.ids.tolist(), CAMPAIGN]  # TOP takes the last
    above = [[ids[one] for one in step] for step in found.above]
    role = "" if found.person == TOP else Role(int(snapshot.people.role[found.person])).name.lower()
    active = found.person == TOP or bool(snapshot.people.active[found.person])
    shown = [
        (f"{'  ' * row['depth']}{row['id']}", *(row[name] for name in BRANCH_COLUMNS[1:]))
        for row in rows
    ]
    return Document(
        {"id": ids[found.person], "role": role, "above": above, "people": rows},
        (Table("People", BRANCH_COLUMNS, shown),),
        tuple(_branch_lines(tree, ids[found.person], role, above, rows[0], active=active)),
    )


def quota_answer(tree: Tree, one: str | None, within: int | None) -> Document:
    """Who is short of his quota, who is closest first; below a leader, or of everybody."""
    staff = tree.staff
    among = np.ones(len(staff.ids), dtype=np.bool_) if one is None else _staff_below(tree, one)
    short = among & (staff.missing > 0)
    close = short & (staff.missing <= (CLOSE if within is None else within))
    told = np.flatnonzero(short if within is None else close)
    told = told[np.lexsort((staff.ids[told], staff.missing[told]))]
    rows = [
        {
            "id": str(staff.ids[k]),
            "leader": str(np.append(staff.ids, "")[staff.parent[k]]),
            "zone": str(tree.zones[staff.zone[k]]),
            "enrolled": int(staff.enrolled[k]),
            "missing": int(staff.missing[k]),
        }
        for k in told.tolist()
    ]
    near = CLOSE if within is None else within
    lacking = int(staff.missing[short].sum())
    whose = "" if one is None else f" of {one}"
    lines = (
        f"Short of the quota: {counted(int(short.sum()), 'rakshak')}{whose}, by "
        f"{counted(lacking, 'mitan')}. Within {near} of complete: {int(close.sum()):,} of them.",
    )
    return Document(
        {
            "id": one or CAMPAIGN,
            "short": int(short.sum()),
            "missing": lacking,
            "within": near,
            "close": int(close.sum()),
            "rakshaks": rows,
        },
        (rows_table("Short, the closest first", QUOTA_COLUMNS, rows),),
        lines,
    )


def regrouped_answer(
    done: Regrouped[Any], told: Sequence[str] = (), details: Mapping[str, object] | None = None
) -> Document:
    """What a change of the tree comes to, one row for everything that changes.

    `told` are lines about the step itself, `details` its figures.
    """
    moves, ids = done.moves, done.before.people.ids
    named = np.append(ids, [NOBODYS, CAMPAIGN])  # UNKNOWN and NONE take the last two
    had = np.append(ids, "")
    roles = [role.name.lower() for role in Role]
    changes = [
        *(
            (str(ids[one]), "role", roles[done.before.people.role[one]], roles[role])
            for one, role in zip(moves.turned.tolist(), moves.role.tolist(), strict=True)
        ),
        *((one, "active", "yes", "no") for one in ids[moves.left].tolist()),
        *_pairs(ids[moves.person], "reports to", named[moves.was_under], named[moves.under]),
        *_pairs(ids[moves.mitan], "rakshak", had[moves.was_with], ids[moves.rakshak]),
    ]
    written = "nothing was written (a dry run)" if done.dry_run else "written"
    lines = [
        *told,
        f"{len(moves.person):,} report to another, {len(moves.turned):,} have another role, "
        f"{len(moves.left):,} leave, {len(moves.mitan):,} mitans get another rakshak: "
        + (f"{written}." if len(moves) else "nothing changes."),
    ]
    if done.plan is not None:
        lines.append(f"Plan {done.plan} does not know of it. Next: mitan replan")
    return Document(
        {
            "dry_run": done.dry_run,
            "moved": len(moves.person),
            "turned": len(moves.turned),
            "left": len(moves.left),
            "mitans": len(moves.mitan),
            "plan": done.plan,
            **(details or {}),
            "changes": [dict(zip(CHANGE_COLUMNS, row, strict=True)) for row in changes],
            "findings": [finding.as_dict() for finding in done.findings],
        },
        (findings_table(done.findings), Table("Changes", CHANGE_COLUMNS, changes)),
        tuple(lines),
    )


def _pairs(who: Ids, what: str, before: Ids, after: Ids) -> list[tuple[str, ...]]:
    """Rows of one kind of change."""
    whats = [what] * len(who)
    return list(zip(who.tolist(), whats, before.tolist(), after.tolist(), strict=True))


def formed_lines(levels: Sequence[Level]) -> list[str]:
    """How many leaders each level has now, how near they are, and how good that is proved to be."""
    lines = []
    for k, level in enumerate(levels):
        who = counted(level.led, "rakshak" if k == 0 else "leader")
        lines.append(
            f"Level {k + 1}: {counted(level.leaders, 'leader')}, {level.chosen:,} of them chosen "
            f"now; {who} got one" + (_how_far(level) if level.led else ".")
        )
        if level.choice is not None:
            lines.append(_how_good(level.choice))
    return lines


def _how_far(level: Level) -> str:
    told = f", {level.attached.way / level.led / 1000:.2f} km away on average"
    if level.attached.elsewhere:
        told += f", {level.attached.elsewhere:,} of them in another zone"
    return f"{told}" + (": the best for these leaders, proved." if level.attached.proved else ".")


def _how_good(choice: LeaderChoice) -> str:
    if choice.status == "optimal":
        return f"{BY_DISTANCE} no other choice of leaders is nearer to their people: proved."
    least, these = choice.bound / 1000, choice.total_distance / 1000
    return (
        f"{BY_DISTANCE} these are {these:,.1f} km from their people in all; no other choice "
        f"comes to less than {least:,.1f} km (so they are at most {choice.gap:.1%} above the best)."
    )


def handed_lines(handed: Hosted) -> list[str]:
    """How far away the rakshaks are who took over mitans."""
    number = len(handed.rakshak)
    if number == 0:
        return []
    return [
        f"{number:,} mitans have another rakshak, on average {handed.metres / number / 1000:.2f} "
        "km from where they live (or, where that is not known, from the one they had)."
    ]


def placed_lines(placed: Hosted) -> list[str]:
    """How mitans were placed, and what is missing for those who were not."""
    there = placed.rakshak != NONE
    number, left = int(there.sum()), int((~there).sum())
    if number == 0 and left == 0:
        return ["No mitan is without a rakshak."]
    lines = []
    if number:
        proved = placed.metres == placed.bound
        least = "which is proved to be the least" if placed.exact else "measured by locality"
        lines.append(
            f"{number:,} mitans placed, {placed.metres / number / 1000:.2f} km from their rakshaks "
            "on average" + (f", {least}." if proved or not placed.exact else ".")
        )
    if left:
        lines.append(f"{left:,} mitans find no rakshak with a free slot.")
    return lines


def _spans(tree: Tree) -> list[str]:
    """The widest and the thinnest teams, by id."""
    told = _span_measures(tree)
    if not told:
        return []
    return [
        f"Teams: {told['mean']:.1f} people each, the widest {told['most']} "
        f"({told['widest']}), the thinnest {told['least']} ({told['thinnest']}); "
        f"{tree.counts['depth']} levels."
    ]


def _span_measures(tree: Tree) -> dict[str, Any]:
    staff = tree.staff
    leads = np.flatnonzero((staff.role == Role.LEADER) & staff.active)
    if len(leads) == 0:
        return {}
    span = tree.spans[leads]
    return {
        "mean": round(float(span.mean()), 3),
        "least": int(span.min()),
        "thinnest": str(staff.ids[leads[np.argmin(span)]]),
        "most": int(span.max()),
        "widest": str(staff.ids[leads[np.argmax(span)]]),
        "gini": round(measures.gini(span), 4),
    }


def _branch_rows(tree: Tree, snapshot: Snapshot, found: Branch) -> list[dict[str, Any]]:
    """One entry for each person of a branch; quota columns are empty for mitans."""
    people, staff = snapshot.people, tree.staff
    at = positions(np.append(people.ids, "")[found.below], staff.ids)  # TOP takes the last
    zones = [*snapshot.zones, ""]
    rows = []
    for one, depth, k in zip(found.below.tolist(), found.depth.tolist(), at.tolist(), strict=True):
        if one == TOP:
            totals = [tree.quota[name] for name in TOTALS]
            top = int((staff.active & (staff.parent == NONE)).sum())
            rows.append(_row(CAMPAIGN, "", depth, "", top, totals, ""))
            continue
        role, zone = Role(int(people.role[one])).name.lower(), zones[people.zone[one]]
        if k == NONE:
            rows.append(_row(str(people.ids[one]), role, depth, zone, "", [""] * len(TOTALS), ""))
            continue
        totals = tree.leader_totals[k].tolist()
        state, span = state_name(tree.states[k]), int(tree.spans[k])
        rows.append(_row(str(staff.ids[k]), role, depth, zone, span, totals, state))
    return rows


def _row(*cells: Any) -> dict[str, Any]:
    one, role, depth, zone, span, totals, state = cells
    return dict(zip(BRANCH_COLUMNS, (one, role, depth, zone, span, *totals, state), strict=True))


def _branch_lines(
    tree: Tree,
    one: str,
    role: str,
    above: list[list[str]],
    row: Mapping[str, Any],
    *,
    active: bool,
) -> list[str]:
    way = " under ".join(" and ".join(step) for step in above)
    place = f"{one} is a {role}" + (f" under {way}" if way else "")
    if not active:
        return [f"{place}, and is not active any more."]
    if role == "mitan":
        return [f"{place}, under the campaign." if way else f"{place} whom no rakshak has."]
    if role == "rakshak":
        missing, wanted = row["missing"], tree.quota["wanted_each"]
        lack = "1 person completes him" if missing == 1 else f"{missing} people complete him"
        told = lack if missing else f"he is {row['state']}"
        return [f"{place}.", f"{row['mitans']} of {wanted} mitans: {told}."]
    who = "The campaign" if role == "" else f"{place}; he"
    return [
        f"{who} leads {row['span']:,} directly, {row['rakshaks']:,} rakshaks with "
        f"{row['mitans']:,} mitans in all; {row['missing']:,} mitans are missing."
    ]


def _staff_below(tree: Tree, one: str) -> Flags:
    """Who stands anywhere below a leader or rakshak, himself included."""
    ids = tree.staff.ids
    at = int(positions(np.array([one]), ids)[0])
    if at == NONE:
        raise Refusal(f"There is no leader or rakshak {one}: {meant(one, ids.tolist())}")
    return below(tree.staff.parent, at)
