"""Answer of `mitan target`: the cheapest way first, then each lever, then leaders against seats."""

from __future__ import annotations

import math
from typing import Any

from graphs import words
from planner.report.document import Document, Table, csv_text
from scenarios.growth.cascade import Cascade
from scenarios.growth.costs import assumed, bill, rupees
from scenarios.growth.levers import Lever
from scenarios.growth.scenario import Costs
from scenarios.growth.target import Answer, Point, Reach, Trial, Way
from scenarios.growth.target_phrases import PHRASES

COLUMNS = ("lever", "now", "needed", "chance", "below", "below_chance", "best", "best_chance",
           "why", "rupees")  # fmt: skip


def cheapest(reach: Reach, costs: Costs, name: str = "") -> Way | None:
    """Of the ways found (those of a name) the one with the least rupees; None: there is none."""
    ways = (way for way in reach.ways() if name in ("", way.name))
    return min(ways, key=lambda way: rupees(way.least.cascade, costs), default=None)


def target_answer(reach: Reach, costs: Costs, title: str, lang: str) -> Document:
    """What it takes, in sentences, and three tables. `title` is the scenario's."""
    data = _data(reach, costs, title)
    return Document(
        data,
        (_levers_table(reach, costs, lang), _curve_table(reach, costs, lang),
         _costs_table(reach.now.cascade, costs, lang)),
        tuple(target_lines(reach, costs, title, lang)),
        {"csv": lambda: csv_text(COLUMNS, [list(one.values()) for one in data["levers"]]).encode()},
        lang,
    )  # fmt: skip


def target_lines(reach: Reach, costs: Costs, title: str, lang: str) -> list[str]:
    """The answer in some sentences, the most important one first."""
    say, asked, now = PHRASES[lang], reach.question, reach.now
    best = cheapest(reach, costs)
    holds = now.sure >= asked.target
    way = None if best is None else _way(best, reach, costs, lang)
    first = say["never" if way is None else "reached" if holds else "not yet"].format(
        title=title,
        target=words.number(asked.target, lang),
        day=words.day(asked.by, lang),
        chance=percent(now.chance, asked.reps),
        confidence=asked_chance(asked.confidence),
        way=way,
    )
    if (
        holds
        and best is not None
        and rupees(best.least.cascade, costs) < rupees(now.cascade, costs)
    ):
        first += " " + say["cheaper"].format(way=way)
    error = max(one.error for answer in reach.answers for one in (answer.now, answer.best))
    return [
        first,
        say["now"].format(**_facts(now, lang)),
        *(_alone(answer, asked.reps, lang) for answer in reach.answers),
        say["error"].format(
            reps=words.number(asked.reps, lang), seed=asked.seed, error=percent(error, 1000)
        ),
        *([say["prices"]] if assumed(costs) else []),
    ]


def percent(share: float, reps: int) -> str:
    """A share of so many replications, with as many decimals as tell one of them apart."""
    return f"{100 * share:.{max(math.ceil(math.log10(reps)) - 2, 0)}f}%"


def asked_chance(confidence: float) -> str:
    """The chance asked for, as it was given."""
    return f"{100 * confidence:.6g}%"


def _facts(trial: Trial, lang: str) -> dict[str, str]:
    """What a campaign consists of."""
    cascade = trial.cascade
    counts = {
        "leaders": cascade.leaders,
        "rakshaks": cascade.rakshaks,
        "seats": cascade.seats,
        "days": len(cascade.calendar),
    }
    written = {name: words.number(count, lang) for name, count in counts.items()}
    return {**written, "begin": words.day(cascade.calendar.days[0], lang)}


def _way(way: Way, reach: Reach, costs: Costs, lang: str) -> str:
    """A way with its chance and its price."""
    say, least = PHRASES[lang], way.least
    price = rupees(least.cascade, costs)
    more = price - rupees(reach.now.cascade, costs)
    return say["costs more" if more >= 0 else "costs less"].format(
        way=say[f"way {way.name}"].format(**_facts(least, lang)),
        chance=percent(least.chance, reach.question.reps),
        rupees=words.number(price, lang),
        more=words.number(abs(more), lang),
    )


def _amount(lever: Lever, trial: Trial, lang: str) -> str:
    """A lever's number, and what goes with it."""
    facts = _facts(trial, lang)
    return PHRASES[lang][f"amount {lever.name}"].format(
        n=facts[lever.name], rakshaks=facts["rakshaks"]
    )


def _alone(answer: Answer, reps: int, lang: str) -> str:
    """One lever in a sentence or two: how much of it is needed, shown to be the least."""
    say, lever, least = PHRASES[lang], answer.lever, answer.least
    name = say[lever.name]
    if least is None:
        return say["alone never"].format(
            lever=name,
            chance=percent(answer.best.chance, reps),
            amount=_amount(lever, answer.best, lang),
            why=say[f"why {answer.why}"],
        )
    key = "more" if least.amount > lever.now else "less" if least.amount < lever.now else "same"
    below = answer.below
    shown = say["shown" if below else "shown lowest"].format(
        chance=percent(least.chance, reps),
        below=_amount(lever, below, lang) if below else "",
        below_chance=percent(below.chance, reps) if below else "",
    )
    line = say[f"alone {key}"].format(
        lever=name,
        amount=_amount(lever, least, lang),
        now=_amount(lever, answer.now, lang),
        shown=shown,
    )
    how = _moved(answer.now.cascade, least.cascade, lang) if lever.name == "days" else ""
    return f"{line} {how}".rstrip()


def _moved(now: Cascade, then: Cascade, lang: str) -> str:
    """Which phases are longer or shorter where the campaign has another number of days."""
    days = len(then.calendar) - len(now.calendar)
    if days == 0:
        return ""
    start = now.calendar.days[now.calendar.first("visiting")]
    phases = [phase for phase in now.calendar.phases if phase.start == start]
    return PHRASES[lang]["days how" if days > 0 else "days how less"].format(
        phases=", ".join(phase.named(lang) for phase in phases),
        days=words.number(abs(days), lang),
        start=words.day(then.calendar.days[then.calendar.first("visiting")], lang),
    )


def _levers_table(reach: Reach, costs: Costs, lang: str) -> Table:
    say, reps = PHRASES[lang], reach.question.reps
    rows = []
    for answer in reach.answers:
        least, below, lever = answer.least, answer.below, answer.lever
        shown = least or answer.best
        rows.append([
            say[lever.name],
            _amount(lever, answer.now, lang),
            _amount(lever, least, lang) if least else say["none"],
            percent(shown.chance, reps),
            _amount(lever, below, lang) if below else "",
            percent(below.chance, reps) if below else "",
            words.number(rupees(shown.cascade, costs), lang),
            say[f"why {answer.why}"] if answer.why else "",
        ])  # fmt: skip
    names = ("lever", "as it is", "needed", "chance", "one less", "its chance", "rupees", "why")
    return Table(say["levers"], tuple(say[name] for name in names), rows)


def _curve_table(reach: Reach, costs: Costs, lang: str) -> Table:
    say, reps = PHRASES[lang], reach.question.reps
    rows = []
    for point in reach.curve:
        row = [words.number(point.seats, lang), say["none"], "", "", ""]
        if point.least is not None:
            facts = _facts(point.least, lang)
            row[1:] = [
                facts["leaders"],
                facts["rakshaks"],
                percent(point.least.chance, reps),
                words.number(rupees(point.least.cascade, costs), lang),
            ]
        rows.append(row)
    names = ("a day", "leaders wanted", "rakshaks wanted", "chance", "rupees")
    note = say["curve note"] if any(point.least is None for point in reach.curve) else ""
    title = say["curve"].format(confidence=asked_chance(reach.question.confidence))
    return Table(title, tuple(say[name] for name in names), rows, note)


def _costs_table(cascade: Cascade, costs: Costs, lang: str) -> Table:
    say = PHRASES[lang]
    rows = []
    for item in bill(cascade, costs):
        cost = getattr(costs, item.name)
        label = cost.named(lang)
        each, whole = words.number(item.each, lang), words.number(item.rupees, lang)
        rows.append([label, words.number(item.count, lang), each, whole, cost.source])
    rows.append([say["sum"], "", "", words.number(rupees(cascade, costs), lang), ""])
    names = ("what", "count", "each", "rupees", "source")
    return Table(say["costs"], tuple(say[name] for name in names), rows)


def _data(reach: Reach, costs: Costs, title: str) -> dict[str, Any]:
    asked, best = reach.question, cheapest(reach, costs)
    return {
        "title": title,
        "target": asked.target,
        "by": asked.by.isoformat(),
        "confidence": asked.confidence,
        "replications": asked.reps,
        "seed": asked.seed,
        "reached": reach.now.sure >= asked.target,
        "now": _campaign(reach.now, costs),
        "cheapest": None if best is None else {"way": best.name, **_campaign(best.least, costs)},
        "levers": [_lever(answer, costs) for answer in reach.answers],
        "curve": [_point(point, costs) for point in reach.curve],
        "costs": {name: cost.model_dump(mode="json") for name, cost in costs},
        "assumed": assumed(costs),
    }


def _campaign(trial: Trial, costs: Costs) -> dict[str, Any]:
    cascade = trial.cascade
    return {
        "leaders": cascade.leaders,
        "rakshaks": cascade.rakshaks,
        "seats": cascade.seats,
        "days": len(cascade.calendar),
        "begin": cascade.calendar.days[0].isoformat(),
        "chance": trial.chance,
        "error": round(trial.error, 5),
        "sure": trial.sure,
        "rupees": round(rupees(cascade, costs)),
    }


def _lever(answer: Answer, costs: Costs) -> dict[str, Any]:
    """One row of the CSV, too; of leaders the numbers are those of the lowest level."""
    least, below = answer.least, answer.below
    return {
        "lever": answer.lever.name,
        "now": answer.lever.now,
        "needed": least and least.amount,
        "chance": least and least.chance,
        "below": below and below.amount,
        "below_chance": below and below.chance,
        "best": answer.best.amount,
        "best_chance": answer.best.chance,
        "why": answer.why and str(answer.why),
        "rupees": least and round(rupees(least.cascade, costs)),
    }


def _point(point: Point, costs: Costs) -> dict[str, Any]:
    least, below = point.least, point.below
    return {
        "seats": point.seats,
        "leaders": least and least.cascade.leaders,
        "rakshaks": least and least.cascade.rakshaks,
        "chance": least and least.chance,
        "below_chance": below and below.chance,
        "rupees": least and round(rupees(least.cascade, costs)),
    }
