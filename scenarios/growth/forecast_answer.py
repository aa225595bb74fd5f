"""Forecast answer: what `mitan forecast` says, as sentences, tables, JSON and CSV. No names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from graphs import words
from planner.report.document import Document, Table, csv_text
from planner.snapshot import Ids
from scenarios.growth.catch_up import CatchUp, Lag
from scenarios.growth.forecast import PACE_DAYS, TOLD, Forecast, RateTold
from scenarios.growth.forecast_phrases import PHRASES
from scenarios.growth.live import Live
from scenarios.growth.outcome import FAN
from scenarios.growth.rates import Floats
from scenarios.growth.remarks import PHRASES as REMARKS
from scenarios.growth.remarks import Remark

QUANTILES = tuple(f"p{round(100 * chance):02}" for chance in FAN)
PER_CENT = tuple(f"{chance:.0%}" for chance in FAN)
ON_SCREEN = (0, 2, 4)  # of the quantiles: low, middle, high
LEAST_SHIFT = 0.1  # of a rate that is shown on a screen
ZONES_NAMED = 3
RATES_NAMED = 4


@dataclass(frozen=True, eq=False)
class Told:
    """All that a forecast answers. `catch_up` is empty where none is needed, or none is told."""

    live: Live
    forecast: Forecast
    lag: Lag
    catch_up: Sequence[CatchUp]

    @property
    def last(self) -> date:
        """The last day of the campaign."""
        return self.live.cascade.calendar.days[-1]

    def remarks(self) -> list[Remark]:
        """What was assumed or left out, on the way from the store to the forecast."""
        made, seen = self.forecast, self.forecast.seen
        told = [*self.live.remarks, *seen.remarks]
        if not made.is_fitted:
            told.append(Remark("nothing yet", {}))
            low = float(np.quantile(made.bank.outcome["mitans"][:, seen.days - 1], 0.01))
            if low >= 1:
                told.append(Remark("late", {"day": seen.as_of, "low": round(low)}))
            return told
        return told + [
            Remark("not in the model", {"what": name, "day": seen.as_of, "seen": count})
            for name, count in made.fit.missing.items()
        ]


def forecast_answer(told: Told, lang: str) -> Document:
    """The answer in sentences, then the end, the rates, the zones, and every day."""
    tables = [_end_table(told, lang)]
    if told.forecast.rates:
        tables.append(_rates_table(told, lang))
    tables += [_zones_table(told, lang), _days_table(told, lang)]
    return Document(
        _data(told, lang),
        tuple(tables),
        tuple(forecast_lines(told, lang)),
        {"csv": lambda: _csv(told).encode()},
        lang,
    )


def forecast_lines(told: Told, lang: str) -> list[str]:
    """The answer in some sentences, the one that was asked for first; then what was assumed."""
    say, made = PHRASES[lang], told.forecast
    lines = [_verdict(told, lang)]
    if made.outside:
        lines.append(say["outside remedy"])
    if not made.is_over:
        low, high = made.fans["pledges"][[0, -1], -1]
        mitans = made.fans["mitans"][[0, 2, -1], -1]
        lines.append(say["band before" if made.outside else "band"].format(
            low=_count(low, lang), high=_count(high, lang), mitans_low=_count(mitans[0], lang),
            mitans=_count(mitans[1], lang), mitans_high=_count(mitans[2], lang),
        ))  # fmt: skip
        pace = made.at_this_pace
        if made.is_fitted and pace is not None:
            day, mitans_then = words.day(told.last, lang), _count(pace, lang)
            lines.append(say["pace"].format(n=PACE_DAYS, mitans=mitans_then, day=day))
    lines.append(_seen_line(told, lang))
    lines += _catch_up_lines(told, lang)
    if made.rates:
        lines.append(_rates_line(made.rates, lang))
    lines.append(say["basis" if made.rates else "plain"].format(
        reps=_count(made.bank.outcome.reps, lang),
        seed=made.bank.seed,
        scenario=told.live.growth.name,
    ))  # fmt: skip
    return [*lines, *(remark.told(lang) for remark in told.remarks())]


def _verdict(told: Told, lang: str) -> str:
    say, made = PHRASES[lang], told.forecast
    target = made.cascade.target
    values = {"day": words.day(told.last, lang), "target": _count(target, lang)}
    if made.is_over:
        pledges = made.seen.last("pledges")
        key = "over reached" if pledges >= target else "over missed"
        missing = _count(target - pledges, lang)
        return say[key].format(pledges=_count(pledges, lang), missing=missing, **values)
    if made.chance is None:
        figures = [
            say["outside figure"].format(
                name=REMARKS[lang][one.name],
                seen=_count(one.seen, lang),
                low=_count(one.low, lang),
                high=_count(one.high, lang),
            )
            for one in made.outside
        ]
        return say["outside"].format(figures="; ".join(figures))
    middle = float(made.fans["pledges"][2, -1])
    return say["behind" if made.behind else "on track"].format(
        middle=_count(middle, lang),
        behind=_count(made.behind, lang),
        more=_count(middle - target, lang),
        chance=words.chance(made.chance, lang),
        **values,
    )


def _seen_line(told: Told, lang: str) -> str:
    say, made = PHRASES[lang], told.forecast
    seen, expected = made.seen, made.expected
    line = say["seen untrained" if seen.trained is None else "seen"].format(
        day=words.day(seen.as_of, lang),
        how=say["as asked" if seen.asked else "last recorded"],
        **{n: _count(seen.last(n), lang) for n in ("mitans", "trained", "leaders", "pledges")},
    )
    if not made.is_fitted:
        return line
    more = seen.last("mitans") - float(expected[2])
    comparison = say["ahead of model" if more >= 0 else "behind model"].format(
        n=_count(abs(more), lang),
        middle=_count(expected[2], lang),
        low=_count(expected[0], lang),
        high=_count(expected[-1], lang),
    )
    return f"{line} {comparison}"


def _catch_up_lines(told: Told, lang: str) -> list[str]:
    say, lines = PHRASES[lang], []
    tomorrow = words.day(told.forecast.seen.as_of + timedelta(days=1), lang)
    for one in told.catch_up:
        confidence = words.chance(one.confidence, lang)
        if one.rakshaks is None:
            most = _count(one.most, lang)
            lines.append(say["no catch-up"].format(most=most, day=tomorrow, confidence=confidence))
            break  # a higher chance is out of reach all the more
        order = np.argsort(-one.zones, kind="stable")[:ZONES_NAMED]
        named = [
            f"{told.lag.zones[at] or '-'}: {_count(one.zones[at], lang)}"
            for at in order
            if one.zones[at]
        ]
        zones = say["catch-up zones"].format(zones=", ".join(named)) if named else ""
        rakshaks = _count(one.rakshaks, lang)
        lines.append(say["catch-up"].format(
            rakshaks=rakshaks, day=tomorrow, confidence=confidence, zones=zones
        ))  # fmt: skip
    return lines


def _rates_line(rates: Sequence[RateTold], lang: str) -> str:
    say = PHRASES[lang]
    named = [
        say["rate"].format(
            name=_label(one, lang), before=_rate(one.before[1]), after=_rate(one.after[1])
        )
        for one in rates[:RATES_NAMED]
        if one.is_other
    ]
    return say["rates"].format(rates="; ".join(named)) if named else say["no rates"]


def _end_table(told: Told, lang: str) -> Table:
    say = PHRASES[lang]
    rows = [
        [say[name], *(_count(value, lang) for value in told.forecast.fans[name][:, -1])]
        for name in TOLD
    ]
    title = say["end"].format(day=words.day(told.last, lang))
    return Table(title, (say["what"], *PER_CENT), rows)


def _rates_table(told: Told, lang: str) -> Table:
    say = PHRASES[lang]
    rows = [
        [
            one.name,
            _label(one, lang),
            " / ".join(_rate(value) for value in one.before),
            " / ".join(_rate(value) for value in one.after),
            round(one.shift, 2),
        ]
        for one in told.forecast.rates
        if abs(one.shift) >= LEAST_SHIFT
    ]
    names = ("rate name", "rate label", "assumed", "told", "shift")
    return Table(say["rates table"], tuple(say[one] for one in names), rows, say["rates note"])


def _zones_table(told: Told, lang: str) -> Table:
    say, lag = PHRASES[lang], told.lag
    order = np.argsort(-lag.behind, kind="stable").tolist()
    rows = [
        [
            lag.zones[at] or "-",
            _count(lag.rakshaks[at], lang),
            _count(lag.mitans[at], lang),
            _count(lag.wanted[at], lang),
            f"{lag.mitans[at] / lag.wanted[at]:.0%}",
            _count(lag.behind[at], lang),
            *(_more(one, at, lang) for one in told.catch_up),
        ]
        for at in order
    ]
    names = ("zone", "rakshaks", "mitans", "wanted", "share", "zone behind")
    more = (say["more"].format(confidence=f"{one.confidence:.0%}") for one in told.catch_up)
    columns = (*(say[name] for name in names), *more)
    return Table(say["zones table"], columns, rows, say["zones note"])


def _days_table(told: Told, lang: str) -> Table:
    say, made = PHRASES[lang], told.forecast
    rows = []
    for k, day in enumerate(made.cascade.calendar.days):
        row = [words.day(day, lang)]
        for name in TOLD:
            seen = _seen_on(told, name, k)
            fan = [_count(made.fans[name][at, k], lang) for at in ON_SCREEN]
            foretold = seen is None or made.outside or not made.is_fitted
            row += ["" if seen is None else _count(seen, lang), *(fan if foretold else [""] * 3)]
        rows.append(row)
    columns = [say["day"]]
    for name in TOLD:
        columns.append(say["column seen"].format(what=say[name]))
        columns += [say["column"].format(what=say[name], part=PER_CENT[at]) for at in ON_SCREEN]
    return Table(say["days table"], tuple(columns), rows)


def _csv(told: Told) -> str:
    """Mitans and pledges, day by day: what is seen, and quantiles. For scripts, so in English."""
    made = told.forecast
    rows = [
        [name, day.isoformat(), _seen_on(told, name, k), *made.fans[name][:, k].round(1).tolist()]
        for name in TOLD
        for k, day in enumerate(made.cascade.calendar.days)
    ]
    return csv_text(("series", "day", "seen", *QUANTILES), rows)


def _seen_on(told: Told, name: str, day: int) -> int | None:
    seen = told.forecast.seen
    return int(getattr(seen, name)[day]) if day < seen.days else None


def _data(told: Told, lang: str) -> dict[str, Any]:
    made, seen, lag = told.forecast, told.forecast.seen, told.lag
    cascade = made.cascade
    return {
        "title": cascade.title,
        "scenario": told.live.growth.name,
        "seed": made.bank.seed,
        "replications": made.bank.outcome.reps,
        "as_of": seen.as_of.isoformat(),
        "as_of_asked": seen.asked,
        "by": told.last.isoformat(),
        "target": cascade.target,
        "rakshaks": cascade.rakshaks,
        "spans": [*cascade.spans, cascade.quota],
        "people": cascade.people.tolist(),
        "seats": cascade.seats,
        "seen": {
            name: None if getattr(seen, name) is None else seen.last(name)
            for name in ("leaders", "trained", "mitans", "pledges")
        },
        "fitted": made.is_fitted and not made.outside,
        "over": made.is_over,
        "outside": [
            {"figure": one.name, "seen": round(one.seen), "low": one.low, "high": one.high}
            for one in made.outside
        ],
        "chance": made.chance,
        "behind": made.behind,
        "expected_by_now": _by_quantile(made.expected),
        "at_this_pace": made.at_this_pace,
        **{name: _by_quantile(made.fans[name][:, -1]) for name in TOLD},
        "rates": [_rate_data(one) for one in made.rates],
        "catch_up": [
            {
                "confidence": one.confidence,
                "rakshaks": one.rakshaks,
                "most": one.most,
                "zones": _by_zone(lag.zones, one),
            }
            for one in told.catch_up
        ],
        "zones": [
            {
                "zone": str(lag.zones[at]),
                "rakshaks": int(lag.rakshaks[at]),
                "mitans": int(lag.mitans[at]),
                "wanted": int(lag.wanted[at]),
                "behind": int(lag.behind[at]),
            }
            for at in range(len(lag.zones))
        ],
        "remarks": [{"key": one.key, "text": one.told(lang)} for one in told.remarks()],
        "days": [day.isoformat() for day in cascade.calendar.days],
        "observed": {name: getattr(seen, name).tolist() for name in TOLD},
        "fans": {
            name: {part: line.round().tolist() for part, line in zip(QUANTILES, fan, strict=True)}
            for name, fan in made.fans.items()
        },
    }


def _by_quantile(values: Floats) -> dict[str, int]:
    return dict(zip(QUANTILES, map(round, values.tolist()), strict=True))


def _by_zone(zones: Ids, one: CatchUp) -> dict[str, int]:
    return {str(code): int(more) for code, more in zip(zones, one.zones, strict=True) if more}


def _rate_data(one: RateTold) -> dict[str, Any]:
    return {
        "name": one.name,
        "assumed": [float(f"{value:.4g}") for value in one.before],
        "told": [float(f"{value:.4g}") for value in one.after],
        "shift": round(one.shift, 3),
        "other": one.is_other,
    }


def _label(one: RateTold, lang: str) -> str:
    return one.rate.named(lang)


def _more(one: CatchUp, at: int, lang: str) -> str:
    return "" if one.rakshaks is None else _count(one.zones[at], lang)


def _rate(value: float) -> str:
    return f"{value:.3g}"


def _count(value: float, lang: str) -> str:
    return words.number(round(float(value)), lang)
