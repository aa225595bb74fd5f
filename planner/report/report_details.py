"""Report details: later parts of a report's page: tree, findings, progress, plan against plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from graphs.tree import STATES
from planner.hierarchy.tree import TOTALS
from planner.plan import Plan
from planner.report.answers import diff_answer
from planner.report.audit_report import PROBLEM_COLUMNS, Group
from planner.report.page import element, section, table, text
from planner.report.report_figures import DAYS
from planner.report.report_shown import ELSEWHERE
from planner.report.report_told import MOST_ROWS, Told
from planner.reporting import only_rows
from planner.snapshot import NONE, Flags, Role

MOST_FINDINGS = 50  # of one rule


def tree(told: Told) -> Iterator[str]:
    """Who stands under whom; the rakshaks of a leader are put in when he is opened."""
    yield element("h2", told.say("tree"))
    yield element("p", told.say("tree key"), "quiet")
    shown = told.shown
    over = shown.leader_of(shown.leaders)
    teams = np.unique(shown.leader_of(shown.rakshaks)).tolist()
    below: dict[int, list[int]] = {}
    for k, leader in enumerate(over.tolist()):
        below.setdefault(leader if leader >= 0 else NONE, []).append(k)
    reached: set[int] = set()
    for k in below.get(NONE, []):
        yield from _branch(told, k, below, reached)
    for k in range(len(over)):  # those of a circle, whom nobody stands above
        if k not in reached:
            yield from _branch(told, k, below, reached)
    for place, phrase in ((NONE, "nobody"), (ELSEWHERE, "elsewhere")):
        if place in teams:
            yield (
                f'<details data-leader="{place}"><summary>{text(told.say(phrase))}</summary>'
                '<ul class="team"></ul></details>'
            )


def _branch(
    told: Told, top: int, below: Mapping[int, list[int]], reached: set[int]
) -> Iterator[str]:
    """A leader and all below him. Without recursion: a chain may be as long as it likes."""
    waiting: list[int | None] = [top]  # None: a leader ends
    while waiting:
        one = waiting.pop()
        if one is None:
            yield "</details>"
        elif one not in reached:
            reached.add(one)
            yield f'<details data-leader="{one}">{_leader(told, one)}<ul class="team"></ul>'
            waiting += [None, *reversed(below.get(one, []))]


def _leader(told: Told, place: int) -> str:
    shown, tree = told.shown, told.reported.tree
    person = int(shown.leaders[place])
    at = int(shown.staff_place(shown.leaders[[place]])[0])
    totals = dict(zip(TOTALS, tree.leader_totals[at].tolist(), strict=True))
    state = int(tree.states[at])
    style = f' class="is-{STATES[state]}"' if state != NONE else ""
    name = f"{shown.name(person)} ({told.reported.snapshot.people.ids[person]})"
    return f"<summary{style}>{text(name)}: {text(told.say('leader sums', **totals))}</summary>"


def findings(told: Told) -> Iterator[str]:
    """What the audit has found, by rule, the first ones of each."""
    yield element("h2", told.say("findings"))
    yield element("p", told.audit.line)
    if told.reported.scope.part:
        yield element("p", told.say("audit whole"), "quiet")
    if not told.audit.groups:
        yield element("p", told.say("no findings"))
        return
    yield table(
        told.audit.words(PROBLEM_COLUMNS), told.audit.problems(), lang=told.shown.words.main
    )
    for group in told.audit.groups:
        yield section(f"{group.severity}", _group(told, group))


def _group(told: Told, group: Group) -> Iterator[str]:
    yield element("h3", told.audit.heading(group))
    title = told.say("names others", title=group.rule.title)
    strange = told.reported.scope.strangers
    rows = [
        (
            told.audit.place(one.subject),
            "" if strange(one.where) else told.audit.place(one.where),
            title if strange(one.message) else one.message,
            group.rule.remedy if strange(one.remedy) else one.remedy,
        )
        for one in group.findings[:MOST_FINDINGS]
    ]
    columns = told.audit.words(("subject", "where", "message", "remedy"))
    yield table(columns, rows, lang=told.shown.words.main)
    if (more := len(group.findings) - len(rows)) > 0:
        yield element("p", told.say("more findings", count=more, code=group.rule.code), "quiet")


def progress(told: Told) -> Iterator[str]:
    """What `mitan progress` tells, if anything was reported."""
    yield element("h2", told.say("progress"))
    if told.done is None:
        yield element("p", told.say("no progress"))
        return
    for line in told.done.lines:
        yield element("p", line)
    yield f'<div class="figure" id="{DAYS}"></div>'
    days, leaders, zones, *_ = told.done.tables
    ours = {*told.shown_ids.tolist(), *told.zone_codes}
    for part, missing in ((days, ""), (zones, "no zone"), (leaders, "nobody")):
        rows = [list(row) for row in part.rows]
        if missing:
            rows = [[told.unit(row[0], ours, missing), *row[1:]] for row in rows]
        yield element("h3", part.title)
        yield table(part.columns, rows[:MOST_ROWS], lang=told.shown.words.main)
        yield from told.more(len(rows) - MOST_ROWS)


def compare(told: Told) -> Iterator[str]:
    """What changes hands from the other plan; nothing where none was asked for."""
    reported = told.reported
    if reported.against is None:
        return
    before, old = reported.against
    numbers = {"before": before, "after": reported.number}
    found = diff_answer(
        (before, only_rows(old, _own(told, old))),
        (reported.number, only_rows(reported.plan, _own(told, reported.plan))),
    ).data
    yield f'<h2 id="compare">{text(told.say("compare", **numbers))}</h2>'
    if not found["same_question"]:
        yield element("p", told.say("other question"))
    sums = {"pairs": found["pairs_changed"], "away": found["visits_taken_away"]}
    yield element("p", told.say("changes", **sums, given=found["visits_given"]))
    unknown = told.say("unknown")
    tiers = [
        (told.say(f"tier {name}"), *(unknown if v is None else v for v in values.values()))
        for name, values in found["tiers"].items()
    ]
    heads = [told.say("before", number=number) for number in numbers.values()]
    lang = told.shown.words.main
    yield table([told.say("tier"), *heads], tiers, lang=lang)
    if not found["changes"]:
        yield element("p", told.say("no changes"))
        return
    others, elsewhere = reported.scope.others, told.say("area elsewhere")
    rows = [
        (rakshak, elsewhere if area in others else area, *visits)
        for rakshak, area, *visits in (row.values() for row in found["changes"][:MOST_ROWS])
    ]
    yield table([told.say("rakshak"), told.say("area"), *heads], rows, lang=lang)
    if (more := len(found["changes"]) - len(rows)) > 0:
        yield element("p", told.say("more changes", count=more, **numbers), "quiet")


def _own(told: Told, plan: Plan) -> Flags:
    """Which rows of a plan are of somebody in the scope; of a zone, at an area of it."""
    scope, snapshot = told.reported.scope, told.reported.snapshot
    everywhere: Flags = np.ones(len(plan.visits), dtype=bool)
    if scope.part is None:
        return everywhere
    rows = plan.pairs(snapshot.people.ids, snapshot.areas.ids)
    ours = np.append(scope.people & (snapshot.people.role != Role.MITAN), False)[rows.rakshak]
    if scope.part.of == "zone":
        ours &= np.append(scope.areas, False)[rows.area]
    mine: Flags = ours
    return mine
