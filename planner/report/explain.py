"""What `mitan explain` answers: the numbers as a document, and the sentences in two languages.

Areas go by id and category, rakshaks by id: no names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.assignment.explain import (
    AreaExplained,
    Assignment,
    RakshakExplained,
    Way,
    explain_area,
    explain_rakshak,
)
from planner.assignment.swap import Grounds, Swap
from planner.findings import Refusal, meant
from planner.plan import TIERS, positions
from planner.policy import Policy
from planner.problem import Problem
from planner.report.document import Document, Table, csv_text
from planner.report.wording import Labels, Wording
from planner.snapshot import NONE, Role, Snapshot
from planner.statement import held_back

RAKSHAK, AREA = "rakshak", "area"
COLUMNS = (
    *("rakshak", "area", "visits", "km", "zone", "load", "fair_share"),
    *("runner_up", "runner_up_km", *TIERS, "exact"),
)


@dataclass(frozen=True)
class Subject:
    """What is asked about: a rakshak or an area, by its index in the problem."""

    kind: str
    index: int


def subject(snapshot: Snapshot, problem: Problem, asked: str, kind: str | None) -> Subject:
    """The rakshak or the area of this id.

    Raises Refusal where there is none (with ids that look alike), where the person goes nowhere
    in any plan, or where both have this id and `kind` does not say which is meant.
    """
    wanted = np.array([asked])
    found = {
        RAKSHAK: int(positions(wanted, problem.rakshaks)[0]),
        AREA: int(positions(wanted, problem.areas)[0]),
    }
    known = {name: index for name, index in found.items() if index != NONE and kind in (None, name)}
    if len(known) == 2:
        raise Refusal(f"{asked} is a rakshak and an area. Say which: --kind rakshak or area.")
    for name, index in known.items():
        return Subject(name, index)
    person = int(positions(wanted, snapshot.people.ids)[0])
    if person != NONE and kind != AREA:
        role = Role(int(snapshot.people.role[person]))
        if role is Role.RAKSHAK:
            raise Refusal(
                f"Rakshak {asked} is not active (any more), so there is nothing to weigh. What a "
                "plan gave him: mitan diff A B, with the plan that replaced it."
            )
        raise Refusal(f"{asked} is a {role.name.lower()}; only rakshaks have areas in a plan.")
    what = kind or "rakshak or area"
    ids = {RAKSHAK: problem.rakshaks, AREA: problem.areas}
    there = [one for name in ids if kind in (None, name) for one in ids[name].tolist()]
    raise Refusal(f"There is no {what} {asked}: {meant(asked, there)}")


def explain_answer(
    given: Grounds,
    asked: Subject,
    snapshot: Snapshot,
    policy: Policy,
    *,
    plan: int,
    stale: bool,
    lang: str,
) -> Document:
    """Why a rakshak or an area has what it has in a plan, in words and numbers.

    `stale` says that the campaign has changed since the plan was made. `lang` is en or hi.
    """
    untrained = snapshot.people.ids[held_back(snapshot, policy)]
    labels = Labels(snapshot, policy, lang, untrained)
    words = Wording(labels)
    notes = [words.say("stale", plan=plan)] if stale else []
    if asked.kind == RAKSHAK:
        his = explain_rakshak(given, asked.index)
        lines = [words.rakshak(his), *(words.assignment(one) for one in his.assignments)]
        data = _rakshak_data(his, words, labels)
        rows = his.assignments
    else:
        its = explain_area(given, asked.index)
        notes += [words.gone(plan, who, n) for who, area, n in given.gone if area == its.area]
        lines = [words.area(its), *(words.assignment(one) for one in its.assignments)]
        lines += [words.nearest(its.nearest, its)] if its.nearest else []
        data = _area_data(its, words, labels)
        rows = its.assignments
    head = {"plan": plan, "kind": asked.kind, "stale": stale, "lang": lang}
    told = [_row(one, labels) for one in rows]
    return Document(
        {**head, "sentences": [*notes, *lines], **data},
        (Table(words.say("table"), tuple(words.say(f"column {name}") for name in COLUMNS), told),),
        (*notes, *lines),
        {"csv": lambda: csv_text(COLUMNS, told).encode()},  # for a script, in any language
        lang,
    )


def _rakshak_data(his: RakshakExplained, words: Wording, labels: Labels) -> dict[str, Any]:
    load = his.workload
    return {
        "id": load.rakshak,
        "zone": labels.zone_of_rakshak(load.rakshak),
        "visits": load.visits,
        "fair_share": _share(load.share),
        "fair": [load.least, load.most],
        "available": load.available,
        "reason": load.reason,
        "barred_areas": load.bars,
        "assignments": [_assignment_data(one, words, labels) for one in his.assignments],
    }


def _area_data(its: AreaExplained, words: Wording, labels: Labels) -> dict[str, Any]:
    away = its.nearest
    nearest = away and {
        "rakshak": away.workload.rakshak,
        **_way_data(away.way),
        "reason": away.reason,
        "visits": away.workload.visits,
        "available": away.workload.available,
        "areas": away.workload.areas,
        "instead_of": away.instead_of or None,
        **_swap_data(away.swap),
    }
    return {
        "id": its.area,
        "zone": labels.zone_of_area(its.area),
        "category": labels.category(its.area),
        "skills": list(labels.skills(its.area)),
        "visits": its.visits,
        "different": its.different,
        "whole": its.whole,
        "uncovered": its.uncovered,
        "reason": its.reason or None,
        "able": its.able,
        "spare": its.spare,
        "barred_rakshaks": its.bars,
        "nearest": nearest,
        "assignments": [_assignment_data(one, words, labels) for one in its.assignments],
    }


def _assignment_data(one: Assignment, words: Wording, labels: Labels) -> dict[str, Any]:
    load, other = one.workload, one.runner_up
    return {
        "rakshak": load.rakshak,
        "area": one.area,
        "visits": one.visits,
        **_way_data(one.way),
        "skills": list(labels.skills(one.area)),
        "load": load.visits,
        "fair_share": _share(load.share),
        "fair": [load.least, load.most],
        "fixed": one.fixed or None,
        "runner_up": other
        and {"rakshak": other.rakshak, **_way_data(other.way), **_swap_data(other.swap)},
        "sentence": words.assignment(one),
    }


def _way_data(way: Way) -> dict[str, Any]:
    return {"metres": way.metres, "measured": way.measured, "zone": way.zone}


def _swap_data(swap: Swap | None) -> dict[str, Any]:
    if swap is None:
        return {"estimate": None, "change": None, "exact": False}
    return {"estimate": swap.estimate, "change": swap.change, "exact": swap.exact}


def _row(one: Assignment, labels: Labels) -> list[object]:
    load, other = one.workload, one.runner_up
    row: list[object] = [load.rakshak, one.area, one.visits, _km(one.way)]
    row += [labels.zone_of_area(one.area), load.visits, _share(load.share)]
    if other is None:
        return [*row, *[None] * (len(COLUMNS) - len(row))]
    change = other.swap.change or dict.fromkeys(TIERS)
    exact = other.swap.exact if other.swap.change else None
    return [*row, other.rakshak, _km(other.way), *(change[name] for name in TIERS), exact]


def _km(way: Way) -> float:
    return round(way.metres / 1000, 1)


def _share(visits: float) -> float:
    return round(visits, 1)
