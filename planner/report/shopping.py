"""The shopping list: where a plan falls short, and what would mend it, in plain words."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from planner.assignment import changes
from planner.assignment.changes import Usual
from planner.assignment.imbalance import TOLERANCE, Evening, ZoneLoads, evenings, out_of_band
from planner.assignment.remedies import Answer, Remedy, remedies
from planner.assignment.shortfall import Shortage, shortages
from planner.campaign import Assigned
from planner.plan import positions
from planner.policy import Policy
from planner.replanning import Replanned
from planner.report.document import Document, Table
from planner.snapshot import NONE
from planner.stages import Stage, stage

MOST_MENDED = 6  # shortages with remedies, the largest; the rest are counted


@dataclass(frozen=True)
class _Words:
    """How zones, categories and skills are called: the problem only knows numbers."""

    assigned: Assigned | Replanned
    policy: Policy

    def of_area(self, area: int) -> tuple[str, str, str]:
        """Zone, category and required skills of the problem's area."""
        snapshot = self.assigned.snapshot
        row = int(positions(self.assigned.problem.areas[[area]], snapshot.areas.ids)[0])
        zone, bits = int(snapshot.areas.zone[row]), int(snapshot.areas.skills[row])
        category = snapshot.categories[int(snapshot.areas.category[row])]
        skills = [name for k, name in enumerate(snapshot.skills) if bits >> k & 1]
        return "" if zone == NONE else snapshot.zones[zone], category, ", ".join(skills)

    def of_rakshaks(self, zone: int) -> str:
        """The zone of the problem's rakshaks that has this number there."""
        problem, people = self.assigned.problem, self.assigned.snapshot.people
        one = problem.rakshaks[problem.rakshak_place.zone == zone][:1]
        code = int(people.zone[positions(one, people.ids)[0]])
        return "" if code == NONE else self.assigned.snapshot.zones[code]

    def category(self, code: str) -> str:
        """The category as people call it."""
        kind = self.policy.categories.get(code)
        return code if kind is None else kind.label


@stage(Stage.REMEDIES)
def with_shopping_list(
    document: Document, assigned: Assigned | Replanned, policy: Policy
) -> Document:
    """The answer to `assign` or `replan` with what is missing and what would mend it.

    JSON gains `shopping_list` (areas by zone, category and skill), `shopping_list_rest` (what of
    them is only counted) and `balance_list` (zones whose rakshaks are out of band).
    """
    plan, problem = assigned.plan, assigned.problem
    rows = plan.pairs(problem.rakshaks, problem.areas)
    answer = Answer(problem, rows, policy.search, plan.seed)
    work = policy.workload
    usual = Usual(max(work.visits_available, 1), max(work.most_available, 1))
    words = _Words(assigned, policy)

    at = positions(problem.areas, assigned.snapshot.areas.ids)
    short = shortages(problem, rows, assigned.snapshot.areas.category[at])
    shown, rest = short[:MOST_MENDED], short[MOST_MENDED:]
    listed = [_shortage(one, remedies(answer, one, usual), usual, words) for one in shown]
    uneven = [_zone_loads(loads, usual, words) for loads in out_of_band(answer)]
    evened = [_evening(evening, words) for evening in evenings(answer, usual)]

    lines, tables = document.lines, []
    if short:
        tables.append(_shortage_table(listed))
    visits = sum(one.visits for one in rest)
    if rest:
        lines += (f"Besides, {_count(len(rest), 'smaller shortage')}: {visits:,} visits in all.",)
    if uneven:
        tables += [_zone_table(uneven), _evening_table(evened)]
    more = {
        "shopping_list": listed,
        "shopping_list_rest": {"groups": len(rest), "visits": visits},
        "balance_list": {"zones": uneven, "remedies": evened},
    }
    first, *others = document.tables
    return replace(
        document, data={**document.data, **more}, tables=(first, *tables, *others), lines=lines
    )


def _shortage(
    shortage: Shortage, found: tuple[Remedy, ...], usual: Usual, words: _Words
) -> dict[str, Any]:
    zone, category, skill = words.of_area(int(shortage.areas[0]))
    return {
        "zone": zone,
        "category": category,
        "skill": skill,
        "areas": len(shortage.areas),
        "visits_missing": shortage.visits,
        "rakshaks_missing": shortage.rakshaks(usual.visits),
        "remedies": [
            {
                "kind": remedy.kind,
                "text": _text(remedy, zone, words.category(category), skill),
                **{name: value for name, value in asdict(remedy.told).items() if value},
                "uncovered_after": remedy.uncovered_after,
                "coverage_after": remedy.coverage_after,
                "exact": remedy.exact,
                "smallest": remedy.smallest,
            }
            for remedy in found
        ],
    }


def _text(remedy: Remedy, zone: str, category: str, skill: str) -> str:
    """What to do, and what is then left uncovered in the whole campaign."""
    told, n = remedy.told, f"{remedy.told.amount:,}"
    here = f"{category} areas of {zone}" if zone else f"{category} areas without a zone"
    there = f" in {zone}" if zone else ""
    whom = f"of {zone} who may come" if told.local else "who may come"
    skilled = f" with {skill}" if skill else ""
    what = {
        changes.RECRUIT: f"Recruit {_count(told.amount, 'rakshak')}{there}{skilled}, "
        f"who can make {told.each:,} visits each",
        changes.AVAILABILITY: f"Raise the availability of the {_count(told.people, 'rakshak')} "
        f"{whom} from {told.each:,} or more to {n} visits each",
        changes.SKILL: f"Ask for no skill ({skill}) at the {here}",
        changes.DIFFERENT: f"Ask for no more than {n} different rakshaks at the {here}",
        changes.SPLIT: f"Let several rakshaks share an area (whole = no) at the {here}",
        changes.BAN: f"Lift {_count(told.amount, 'ban')} from the {here}",
        changes.ZONE: 'Let teams leave their zone ([team] zone = "prefer")',
        changes.MOST_AREAS: f"Let a rakshak go to {n} areas ([workload] most_areas = {n})",
        changes.LEAST_VISITS: f"Let a rakshak go where he makes {_count(told.amount, 'visit')} "
        f"([workload] least_visits = {n})",
    }
    if remedy.uncovered_after == 0:
        left = "then nothing is uncovered"
    else:
        at_most = "" if remedy.exact else "at most "
        left = f"{_count(remedy.uncovered_after, 'visit')} will be uncovered in the campaign"
        left = f"then {at_most}{left}"
    return f"{what[remedy.kind]}: {left}."


def _zone_loads(loads: ZoneLoads, usual: Usual, words: _Words) -> dict[str, Any]:
    return {
        "zone": words.of_rakshaks(loads.zone),
        "rakshaks_over": loads.over,
        "visits_over": loads.visits_over,
        "rakshaks_under": loads.under,
        "visits_under": loads.visits_under,
        "rakshaks_missing": -(-loads.visits_over // usual.visits),
    }


def _evening(evening: Evening, words: _Words) -> dict[str, Any]:
    zone, _, skill = ("", "", "") if evening.beside == NONE else words.of_area(evening.beside)
    there, taught = f" in {zone}" if zone else "", f" with {skill}" if skill else ""
    people = _count(evening.amount, "rakshak")
    if evening.kind == TOLERANCE:
        text = f"Count {_count(evening.amount, 'visit')} more or less than the fair share as fair"
        text += f" ([workload] tolerance = {evening.amount})"
    elif evening.kind == changes.RECRUIT:
        text = f"Recruit {people}{there}{taught}, who can make {evening.each:,} visits each"
    else:
        learnt = f" in {skill}" if skill else ""
        text = f"Train {people} with too little to do{learnt}"
        text += f", and count them to {zone}" if zone else ""
    holds = "then every workload is fair" if evening.exact else "fewer will not do"
    return {
        "kind": evening.kind,
        "text": f"{text}: {holds}.",
        "amount": evening.amount,
        "zone": zone,
        "skill": skill,
        "exact": evening.exact,
        "smallest": evening.smallest,
    }


def _shortage_table(listed: list[dict[str, Any]]) -> Table:
    columns = ("zone", "category", "skill", "visits missing", "rakshaks missing", "remedies")
    rows = [
        (
            *(one[name] for name in ("zone", "category", "skill", "visits_missing")),
            one["rakshaks_missing"],
            "\n".join(remedy["text"] for remedy in one["remedies"])
            or "No single change helps; see the findings",
        )
        for one in listed
    ]
    return Table("Shopping list", columns, rows)


def _zone_table(uneven: list[dict[str, Any]]) -> Table:
    return Table(
        "Out of band",
        tuple(name.replace("_", " ") for name in uneven[0]),
        [tuple(one.values()) for one in uneven],
    )


def _evening_table(evened: list[dict[str, Any]]) -> Table:
    return Table("What would even it out", ("remedy",), [(one["text"],) for one in evened])


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")
