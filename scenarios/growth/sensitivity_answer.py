"""Answer of `mitan sensitivity`: which rate matters most, and which lever is the cheapest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphs import words
from planner.report.document import Document, Table, csv_text
from scenarios.growth.cascade import Cascade
from scenarios.growth.costs import assumed
from scenarios.growth.gains import Gain
from scenarios.growth.rates import Rate
from scenarios.growth.scenario import Costs
from scenarios.growth.sensitivity import Factor, Sensitivity, Share
from scenarios.growth.sensitivity_phrases import PHRASES

NEXT = 3  # rates named after the first
COLUMNS = ("rate", "unit", "from", "to", "at_low", "at_high", "first", "first_low", "first_high",
           "total", "total_low", "total_high")  # fmt: skip


def sensitivity_answer(
    found: Sensitivity, gains: Sequence[Gain], cascade: Cascade, costs: Costs, title: str, lang: str
) -> Document:
    """Sentences, then the levers, then the rates. `title` is the scenario's."""
    data = _data(found, gains, cascade, costs, title)
    rows = [list(one.values()) for one in data["rates"]]
    return Document(
        data,
        (_levers_table(gains, lang), _rates_table(found, cascade, lang)),
        tuple(sensitivity_lines(found, gains, cascade, costs, title, lang)),
        {"csv": lambda: csv_text(COLUMNS, rows).encode()},
        lang,
    )


def sensitivity_lines(
    found: Sensitivity, gains: Sequence[Gain], cascade: Cascade, costs: Costs, title: str, lang: str
) -> list[str]:
    """The answer in some sentences."""
    say, first = PHRASES[lang], found.factors[0]
    outcome = outcome_name(found.outcome, cascade.target, lang)
    samples = words.number(found.samples, lang)
    if first.total.low > 0:
        seen = _seen(found, cascade, title, lang)
    else:
        seen = [say["unclear"].format(title=title, outcome=outcome, samples=samples)]
    return [
        *seen,
        _cheapest(gains, lang),
        say["how"].format(samples=samples, seed=found.seed),
        *([say["prices"]] if assumed(costs) else []),
    ]


def _seen(found: Sensitivity, cascade: Cascade, title: str, lang: str) -> list[str]:
    """What matters most, what comes next, and what is left."""
    say, first = PHRASES[lang], found.factors[0]
    outcome = outcome_name(found.outcome, cascade.target, lang)
    told = [one for one in found.factors[1 : 1 + NEXT] if one.total.low > 0]
    others = ", ".join(
        say["next one"].format(label=label(cascade.rates[one.name], lang), share=_part(one.total))
        for one in told
    )
    low, high = (_outcome(value, found.outcome, lang) for value in first.outcome)
    return [
        say["most"].format(
            title=title,
            outcome=outcome,
            label=label(cascade.rates[first.name], lang),
            share=_part(first.total),
        ),
        *([say["next"].format(others=others)] if told else []),
        say["moves"].format(
            outcome=outcome,
            low=low,
            high=high,
            base=_outcome(found.base, found.outcome, lang),
            **{"from": f"{first.ends[0]:.2g}", "to": f"{first.ends[1]:.2g}"},
        ),
        say["rest"].format(
            dice=_part(found.dice),
            together=f"{max(found.together, 0):.0%}",
            count=sum(one.total.low <= 0 for one in found.factors),
        ),
    ]


def outcome_name(outcome: str, target: int, lang: str) -> str:
    """What is looked at, in words."""
    return PHRASES[lang][outcome].format(target=words.number(target, lang))


def label(rate: Rate, lang: str) -> str:
    """What a rate is called."""
    return rate.named(lang)


def _part(share: Share) -> str:
    return f"{max(share.value, 0):.0%}"


def _outcome(value: float, outcome: str, lang: str) -> str:
    return f"{value:.1%}" if outcome == "chance" else words.number(value, lang)


def _cheapest(gains: Sequence[Gain], lang: str) -> str:
    say, gain = PHRASES[lang], gains[0]
    if gain.each is None:
        return say["no gain"]
    return say["cheapest"].format(
        lever=say[f"lever {gain.lever.name}"],
        now=words.number(gain.lever.now, lang),
        amount=words.number(gain.amount, lang),
        gain=words.number(gain.pledges, lang),
        rupees=words.number(gain.rupees, lang),
        each=words.number(gain.each, lang, 1),
    )


def _levers_table(gains: Sequence[Gain], lang: str) -> Table:
    say = PHRASES[lang]
    rows = [
        [
            say[f"lever {gain.lever.name}"],
            words.number(gain.lever.now, lang),
            words.number(gain.amount, lang),
            words.number(gain.pledges, lang),
            words.number(gain.error, lang),
            f"{gain.chance:+.1%}",
            words.number(gain.rupees, lang),
            say["unseen"] if gain.each is None else words.number(gain.each, lang, 1),
        ]
        for gain in gains
    ]
    names = ("lever", "now", "then", "gain", "error", "more chance", "rupees", "each")
    return Table(say["levers"], tuple(say[name] for name in names), rows)


def _rates_table(found: Sensitivity, cascade: Cascade, lang: str) -> Table:
    say = PHRASES[lang]
    rows = [
        [
            label(cascade.rates[one.name], lang),
            *(f"{end:.3g}" for end in one.ends),
            *(_outcome(value, found.outcome, lang) for value in one.outcome),
            f"{one.first.value:.1%}",
            f"{one.total.value:.1%}",
            f"{one.total.low:.1%} … {one.total.high:.1%}",
        ]
        for one in found.factors
    ]
    names = ("rate", "from", "to", "at low", "at high", "alone", "in all", "in all band")
    return Table(say["rates"], tuple(say[name] for name in names), rows, say["rates note"])


def _data(
    found: Sensitivity, gains: Sequence[Gain], cascade: Cascade, costs: Costs, title: str
) -> dict[str, Any]:
    return {
        "title": title,
        "outcome": found.outcome,
        "target": cascade.target,
        "base": round(found.base, 4),
        "spread": round(found.spread, 4),
        "samples": found.samples,
        "seed": found.seed,
        "dice": round(found.dice.value, 4),
        "together": round(found.together, 4),
        "rates": [_factor(one, cascade.rates[one.name]) for one in found.factors],
        "levers": [
            {
                "lever": gain.lever.name,
                "now": gain.lever.now,
                "then": gain.amount,
                "gain": round(gain.pledges, 1),
                "error": round(gain.error, 1),
                "chance": round(gain.chance, 4),
                "rupees": round(gain.rupees),
                "each": None if gain.each is None else round(gain.each, 2),
            }
            for gain in gains
        ],
        "costs": {name: cost.model_dump(mode="json") for name, cost in costs},
        "assumed": assumed(costs),
    }


def _factor(one: Factor, rate: Rate) -> dict[str, Any]:
    """One row of the CSV, too."""
    shares = [
        round(value, 4)
        for share in (one.first, one.total)
        for value in (share.value, share.low, share.high)
    ]
    ends = [float(f"{value:.6g}") for value in (*one.ends, *one.outcome)]
    return dict(zip(COLUMNS, [one.name, rate.unit, *ends, *shares], strict=True))
