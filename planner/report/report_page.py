"""Report page: a plan as one HTML file: summary, map, shares, tree, findings, progress, changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from graphs.live import script
from graphs.tree import STATES
from planner.hierarchy.tree import TOTALS
from planner.report.answers import diff_answer
from planner.report.audit_report import PROBLEM_COLUMNS, AuditReport, Group
from planner.report.page import STYLE, data_block, element, page, section, table, text
from planner.report.pocket import one_line
from planner.report.progress_answer import progress_answer
from planner.report.report_figures import (
    DAYS,
    ELSEWHERE,
    MAP,
    SHARED,
    Shown,
    days_item,
    map_item,
    page_data,
    shared_item,
    without_place,
)
from planner.report.workload import workload
from planner.reporting import Reported, only_rows
from planner.snapshot import NONE, Flags, Ids, Role

SCRIPT = Path(__file__).with_name("report_script.js")
MOST_ROWS = 200  # of a table whose rows a command lists in full
MOST_FINDINGS = 50  # of one rule
SECTIONS = ("summary", "map", "workload", "tree", "findings", "progress")
OWN_STYLE = (
    STYLE.replace("max-width: 62rem", "max-width: 76rem")
    + """
nav a { margin-right: 1rem; }
.figure { min-height: 16rem; border: 1px solid #e4e6e8; }
#map-figure { min-height: 560px; }
.choice { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; margin: .6rem 0; }
.choice label { display: flex; flex-direction: column; font-size: .88rem; }
select, button { font: inherit; padding: .2rem .5rem; max-width: 22rem; }
details { margin: .2rem 0 .2rem 1.1rem; }
summary { cursor: pointer; }
ul.team { margin: .2rem 0 .4rem 1.6rem; padding: 0; columns: 20rem; }
.state-short, .is-short { color: #8f2f3d; }
.state-over, .is-over { color: #7a5800; }
@media print { .choice, nav { display: none; } }
"""
)


@dataclass(frozen=True, eq=False)
class ReportPage:
    """What is told, in which language, and what has been worked out of it for several places."""

    shown: Shown
    audit: AuditReport

    @property
    def reported(self) -> Reported:
        """What was read."""
        return self.shown.reported

    @cached_property
    def fair(self) -> dict[str, Any] | None:
        """The workload of the rakshaks who are shown; None where nothing can be asked."""
        assigned = self.reported.assigned
        if assigned is None:
            return None
        return workload(assigned, np.isin(assigned.problem.rakshaks, self.shown_ids))

    @cached_property
    def shown_ids(self) -> Ids:
        """The ids of the rakshaks and the leaders who are shown."""
        ids = self.reported.snapshot.people.ids
        found: Ids = np.concatenate([ids[self.shown.rakshaks], ids[self.shown.leaders]])
        return found

    def say(self, phrase: str, **values: object) -> str:
        """A phrase in the report's language."""
        return self.shown.words.say(phrase, **values)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
        """A table whose columns are named by phrases; None is nothing."""
        cells = (["" if cell is None else cell for cell in row] for row in rows)
        names = [self.say(column) for column in columns]
        return table(names, cells, lang=self.shown.words.main)

    def html(self) -> bytes:
        """The whole file."""
        campaign = one_line(self.reported.policy.campaign.name)
        figures = [map_item(self.shown), shared_item(self.shown), self._days]
        pieces = [
            *self._head(campaign),
            *(
                f'<section id="{name}">\n' + "\n".join(getattr(self, f"_{name}")()) + "\n</section>"
                for name in SECTIONS
            ),
            *self._compare(),
            data_block("figures", [one for one in figures if one is not None]),
            data_block("told", page_data(self.shown)),
        ]
        title = self.say("title", campaign=campaign)
        scripts = (script(), SCRIPT.read_text(encoding="utf-8"))
        return page(title, self.shown.words.main, pieces, OWN_STYLE, scripts).encode()

    def _head(self, campaign: str) -> Iterator[str]:
        yield element("h1", self.say("title", campaign=campaign))
        if part := self.reported.scope.part:
            yield element("p", self.say(f"only {part.of}", one=part.id))
        yield f"<noscript>{element('p', self.say('no script'))}</noscript>"
        links = (f'<a href="#{name}">{text(self.say(name))}</a>' for name in SECTIONS)
        yield f'<nav aria-label="{text(self.say("contents"))}">{"".join(links)}</nav>'

    def _summary(self) -> Iterator[str]:
        reported = self.reported
        yield element("h2", self.say("summary"))
        yield self.table(("what", "value"), [*self._facts()])
        if reported.stale:
            yield element("p", self.say("stale"), "warning")
        if reported.astray and reported.scope.part is None:
            yield element("p", self.say("astray", visits=reported.astray), "warning")
        yield element("h3", self.say("tiers"))
        unknown = self.say("unknown")
        rows = [
            (
                self.say(f"tier {name}"),
                tier.value,
                unknown if tier.bound is None else tier.bound,
                unknown if tier.gap is None else f"{tier.gap:.2%}",
            )
            for name, tier in reported.plan.tiers.items()
        ]
        yield self.table(("tier", "value", "bound", "gap"), rows)

    def _facts(self) -> Iterator[tuple[str, str]]:
        reported, shown, say = self.reported, self.shown, self.say
        plan = reported.plan
        told = say("plan value", number=reported.number, status=say(plan.status))
        if reported.number == reported.in_force:
            told += f" ({say('in force')})"
        else:
            told += f" ({say('not in force', number=reported.in_force)})"
        yield say("plan"), told
        yield say("digest"), plan.digest
        if head := reported.head:
            yield say("history"), say("history value", number=head.number, digest=head.digest)
        staff = reported.tree.staff
        at = shown.staff_place(shown.rakshaks)
        counts = {"leaders": len(shown.leaders), "rakshaks": len(shown.rakshaks)}
        mitans = int(staff.enrolled[at].sum())
        yield say("people"), say("people value", **counts, mitans=mitans)
        yield (
            say("quota"),
            say(
                "quota value",
                filled=int((staff.state[at] == STATES.index("filled")).sum()),
                rakshaks=len(at),
                each=reported.policy.quota.mitans_per_rakshak,
                missing=int(staff.missing[at].sum()),
            ),
        )
        planned = int(reported.planned[shown.areas].sum())
        needed = int(reported.needed[shown.areas].sum())
        yield (
            say("coverage"),
            say(
                "coverage value",
                planned=planned,
                needed=needed,
                share=f"{planned / needed:.1%}" if needed else "-",
                areas=len(shown.areas),
                bare=int((shown.missing > 0).sum()),
                missing=int(shown.missing.sum()),
            ),
        )
        yield say("balance"), self._balance()
        yield say("audit"), self.audit.line

    def _balance(self) -> str:
        fair = self.fair
        if fair is None or not fair["rakshaks"]:
            return self.say("balance none")
        return self.say(
            "balance value",
            share=f"{fair['in_band']:.1%}",
            rakshaks=fair["rakshaks"],
            mean=f"{fair['mean']:.1f}",
            least=fair["least"]["visits"],
            most=fair["most"]["visits"],
        )

    def _map(self) -> Iterator[str]:
        shown, say, snapshot = self.shown, self.say, self.reported.snapshot
        ids = snapshot.people.ids
        yield element("h2", say("map"))
        leaders = [
            (k, f"{ids[one]} {shown.name(one)}") for k, one in enumerate(shown.leaders.tolist())
        ]
        zones = [(k, snapshot.zones[one]) for k, one in enumerate(shown.zones.tolist())]
        kinds = [
            (k, shown.words.category(self.reported.policy, snapshot.categories[one]))
            for k, one in enumerate(shown.categories.tolist())
        ]
        yield '<div class="choice">'
        for name, label, choices in (
            ("by-leader", "leader", leaders),
            ("by-zone", "zone", zones),
            ("by-category", "category", kinds),
        ):
            yield self._select(name, say(label), choices)
        for name, phrase in (
            ("everything", "whole map"),
            ("nearer", "nearer"),
            ("further", "further"),
        ):
            yield f'<button type="button" id="{name}">{text(say(phrase))}</button>'
        yield "</div>"
        yield '<p id="shown" aria-live="polite"></p>'
        yield f'<div class="figure" id="{MAP}"></div>'
        yield element("p", say("map key"), "quiet")
        people = snapshot.people.position
        lost = {
            "areas": without_place(snapshot.areas.position, shown.areas),
            "rakshaks": without_place(people, shown.rakshaks),
            "leaders": without_place(people, shown.leaders),
        }
        if any(lost.values()):
            yield element("p", say("without place", **lost), "quiet")
        yield element("h3", say("listing"))
        columns = ("area", "name", "category", "zone", "visits", "who")
        empty = table([say(one) for one in columns], [])
        yield empty.replace("<table>", '<table id="listing">', 1)
        yield '<p class="quiet" id="more"></p>'

    def _select(self, name: str, label: str, choices: Sequence[tuple[int, str]]) -> str:
        options = "".join(f'<option value="{k}">{text(said)}</option>' for k, said in choices)
        everything = f'<option value="">{text(self.say("all"))}</option>'
        return f'<label>{text(label)}<select id="{name}">{everything}{options}</select></label>'

    def _workload(self) -> Iterator[str]:
        yield element("h2", self.say("workload"))
        yield element("p", self._balance())
        fair = self.fair
        if fair is None or not fair["rakshaks"]:
            return
        yield f'<div class="figure" id="{SHARED}"></div>'
        ours = {*self.shown_ids.tolist(), *self._zone_codes()}
        for kind, missing in (("zone", "no zone"), ("leader", "nobody")):
            units = fair[f"by_{kind}"]
            rows = [
                (
                    self._unit(unit[kind], ours, missing),
                    unit["rakshaks"],
                    f"{unit['mean']:.1f}",
                    unit["least"]["visits"],
                    unit["most"]["visits"],
                    f"{unit['in_band']:.1%}",
                    f"{unit['deviation']:.2f}",
                )
                for unit in units[:MOST_ROWS]
            ]
            if rows:
                yield element("h3", self.say(f"by {kind}"))
                columns = ("rakshaks", "mean", "least", "most", "in band", "deviation")
                yield self.table((kind, *columns), rows)
                yield from self._more(len(units) - len(rows))

    def _unit(self, code: str | None, ours: set[str], missing: str) -> str:
        """A leader or a zone; one outside of the scope is not named."""
        if code is None:
            return self.say(missing)
        return code if code in ours else self.say("elsewhere")

    def _zone_codes(self) -> list[str]:
        return [self.reported.snapshot.zones[k] for k in self.shown.zones.tolist()]

    def _more(self, count: int) -> Iterator[str]:
        if count > 0:
            yield element("p", self.say("more rows", count=count), "quiet")

    def _tree(self) -> Iterator[str]:
        yield element("h2", self.say("tree"))
        yield element("p", self.say("tree key"), "quiet")
        shown = self.shown
        over = shown.leader_of(shown.leaders)
        teams = np.unique(shown.leader_of(shown.rakshaks)).tolist()
        below: dict[int, list[int]] = {}
        for k, leader in enumerate(over.tolist()):
            below.setdefault(leader if leader >= 0 else NONE, []).append(k)
        reached: set[int] = set()
        for k in below.get(NONE, []):
            yield from self._branch(k, below, reached)
        for k in range(len(over)):  # those of a circle, whom nobody stands above
            if k not in reached:
                yield from self._branch(k, below, reached)
        for place, phrase in ((NONE, "nobody"), (ELSEWHERE, "elsewhere")):
            if place in teams:
                yield (
                    f'<details data-leader="{place}"><summary>{text(self.say(phrase))}</summary>'
                    '<ul class="team"></ul></details>'
                )

    def _branch(self, top: int, below: Mapping[int, list[int]], reached: set[int]) -> Iterator[str]:
        """A leader and all below him. Without recursion: a chain may be as long as it likes."""
        waiting: list[int | None] = [top]  # None: a leader ends
        while waiting:
            one = waiting.pop()
            if one is None:
                yield "</details>"
            elif one not in reached:
                reached.add(one)
                yield f'<details data-leader="{one}">{self._leader(one)}<ul class="team"></ul>'
                waiting += [None, *reversed(below.get(one, []))]

    def _leader(self, place: int) -> str:
        shown, tree = self.shown, self.reported.tree
        person = int(shown.leaders[place])
        at = int(shown.staff_place(shown.leaders[[place]])[0])
        totals = dict(zip(TOTALS, tree.leader_totals[at].tolist(), strict=True))
        state = int(tree.states[at])
        style = f' class="is-{STATES[state]}"' if state != NONE else ""
        name = f"{shown.name(person)} ({self.reported.snapshot.people.ids[person]})"
        return f"<summary{style}>{text(name)}: {text(self.say('leader sums', **totals))}</summary>"

    def _findings(self) -> Iterator[str]:
        yield element("h2", self.say("findings"))
        yield element("p", self.audit.line)
        if self.reported.scope.part:
            yield element("p", self.say("audit whole"), "quiet")
        if not self.audit.groups:
            yield element("p", self.say("no findings"))
            return
        yield table(
            self.audit.words(PROBLEM_COLUMNS), self.audit.problems(), lang=self.shown.words.main
        )
        for group in self.audit.groups:
            yield section(f"{group.severity}", self._group(group))

    def _group(self, group: Group) -> Iterator[str]:
        yield element("h3", self.audit.heading(group))
        title = self.say("names others", title=group.rule.title)
        strange = self.reported.scope.strangers
        rows = [
            (
                self.audit.place(one.subject),
                "" if strange(one.where) else self.audit.place(one.where),
                title if strange(one.message) else one.message,
                group.rule.remedy if strange(one.remedy) else one.remedy,
            )
            for one in group.findings[:MOST_FINDINGS]
        ]
        columns = self.audit.words(("subject", "where", "message", "remedy"))
        yield table(columns, rows, lang=self.shown.words.main)
        if (more := len(group.findings) - len(rows)) > 0:
            yield element("p", self.say("more findings", count=more, code=group.rule.code), "quiet")

    @cached_property
    def _done(self) -> Any:
        """What `mitan progress` answers; None where nothing was reported."""
        tracked = self.reported.tracked
        return None if tracked is None else progress_answer(tracked, self.shown.words.main)

    @property
    def _days(self) -> dict[str, Any] | None:
        return self._done and days_item(self._done.data["days"], self.shown.words)

    def _progress(self) -> Iterator[str]:
        yield element("h2", self.say("progress"))
        if self._done is None:
            yield element("p", self.say("no progress"))
            return
        for line in self._done.lines:
            yield element("p", line)
        yield f'<div class="figure" id="{DAYS}"></div>'
        days, leaders, zones, *_ = self._done.tables
        ours = {*self.shown_ids.tolist(), *self._zone_codes()}
        for told, missing in ((days, ""), (zones, "no zone"), (leaders, "nobody")):
            rows = [list(row) for row in told.rows]
            if missing:
                rows = [[self._unit(row[0], ours, missing), *row[1:]] for row in rows]
            yield element("h3", told.title)
            yield table(told.columns, rows[:MOST_ROWS], lang=self.shown.words.main)
            yield from self._more(len(rows) - MOST_ROWS)

    def _compare(self) -> Iterator[str]:
        reported = self.reported
        if reported.against is None:
            return
        before, old = reported.against
        numbers = {"before": before, "after": reported.number}
        told = diff_answer(
            (before, only_rows(old, self._own(old))),
            (reported.number, only_rows(reported.plan, self._own(reported.plan))),
        ).data
        yield f'<h2 id="compare">{text(self.say("compare", **numbers))}</h2>'
        if not told["same_question"]:
            yield element("p", self.say("other question"))
        sums = {"pairs": told["pairs_changed"], "away": told["visits_taken_away"]}
        yield element("p", self.say("changes", **sums, given=told["visits_given"]))
        unknown = self.say("unknown")
        tiers = [
            (self.say(f"tier {name}"), *(unknown if v is None else v for v in values.values()))
            for name, values in told["tiers"].items()
        ]
        heads = [self.say("before", number=number) for number in numbers.values()]
        lang = self.shown.words.main
        yield table([self.say("tier"), *heads], tiers, lang=lang)
        if not told["changes"]:
            yield element("p", self.say("no changes"))
            return
        others, elsewhere = reported.scope.others, self.say("area elsewhere")
        rows = [
            (rakshak, elsewhere if area in others else area, *visits)
            for rakshak, area, *visits in (row.values() for row in told["changes"][:MOST_ROWS])
        ]
        yield table([self.say("rakshak"), self.say("area"), *heads], rows, lang=lang)
        if (more := len(told["changes"]) - len(rows)) > 0:
            yield element("p", self.say("more changes", count=more, **numbers), "quiet")

    def _own(self, plan: Any) -> Flags:
        """Which rows of a plan are of somebody in the scope; of a zone, at an area of it."""
        scope, snapshot = self.reported.scope, self.reported.snapshot
        everywhere: Flags = np.ones(len(plan.visits), dtype=bool)
        if scope.part is None:
            return everywhere
        rows = plan.pairs(snapshot.people.ids, snapshot.areas.ids)
        ours = np.append(scope.people & (snapshot.people.role != Role.MITAN), False)[rows.rakshak]
        if scope.part.of == "zone":
            ours &= np.append(scope.areas, False)[rows.area]
        mine: Flags = ours
        return mine
