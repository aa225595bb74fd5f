"""Answer: what `mitan simulate` and `mitan rates` say, as tables, JSON and CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median_low
from typing import Any

import numpy as np

from graphs import words
from planner.report.document import Document, Table, csv_text
from scenarios.growth.compare import Compared
from scenarios.growth.outcome import FAN, SERIES
from scenarios.growth.phrases import PHRASES
from scenarios.growth.rates import Floats, Rate
from scenarios.growth.result import BAND, Fit, Simulated, Stage
from scenarios.growth.scenario import Known

BY_DAY = ("leaders", "trained", "waiting", "field", "full", "mitans", "aware", "pledges")
QUANTILES = tuple(f"p{round(100 * chance):02}" for chance in FAN)


def simulated_answer(done: Simulated, known: Sequence[Known], title: str, lang: str) -> Document:
    """The chance of the target, the levels, what holds it up, how it fits, and every day."""
    fits = done.fits(known)
    tables = [_funnel_table(done, lang), _jams_table(done, lang)]
    if fits:
        tables.append(_fit_table(fits, lang))
    tables.append(_days_table(done, lang))
    return Document(
        _data(done, fits, title),
        tuple(tables),
        tuple(simulated_lines(done, title, lang)),
        {"csv": lambda: _fans_csv(done).encode()},
        lang,
    )


def simulated_lines(done: Simulated, title: str, lang: str) -> list[str]:
    """The answer in some sentences."""
    say, cascade = PHRASES[lang], done.cascade
    low, middle, high = np.quantile(done.outcome.last("pledges"), BAND).tolist()
    day = words.day(done.day, lang)
    lines = [
        say["head"].format(
            title=title,
            rakshaks=words.number(cascade.rakshaks, lang),
            leaders=words.number(cascade.leaders, lang),
            quota=words.number(cascade.quota, lang),
            reps=words.number(done.outcome.reps, lang),
            seed=done.seed,
        ),
        say["pledges"].format(day=day, middle=_count(middle, lang), low=_count(low, lang),
                              high=_count(high, lang)),
        say["chance"].format(target=_count(cascade.target, lang),
                             chance=words.chance(done.chance, lang)),
    ]  # fmt: skip
    reached = done.reached_on()
    if reached and int((cascade.calendar.share["pledging"] > 0).sum()) > 1:
        lines[-1] += " " + say["reached on"].format(day=words.day(median_low(reached), lang))
    lines += [_jam_line(done, lang)] if done.jams else []
    return [*lines, say["rates"]]


def side_by_side(compared: Sequence[Compared], lang: str) -> Document:
    """Campaigns with the same rates beside each other; the first two held against one another."""
    say = PHRASES[lang]
    facts = [_side(one, lang) for one in compared]
    rows = [[name, *(fact[name] for fact in facts)] for name in facts[0]]
    (first, one), (second, other) = [(one.name, one.done) for one in compared[:2]]
    more = one.outcome.last("pledges").astype(np.int64) - other.outcome.last("pledges")
    gain, ahead = float(np.median(more)), float((more > 0).mean())
    if gain == 0:
        held = say["even"].format(first=first, second=second)
    else:
        held = say["better"].format(
            better=first if gain > 0 else second,
            other=second if gain > 0 else first,
            share=words.chance(ahead if gain > 0 else float((more < 0).mean()), lang),
            gain=_count(abs(gain), lang),
        )
    kept = float(np.median(one.draws.rates["kept_per_level"]))
    left = "; ".join(
        f"{at.name}: {words.chance(kept**at.done.cascade.levels, lang)}" for at in compared
    )
    lines = [
        held,
        say["loss"].format(kept=words.chance(kept, lang), left=left),
        say["rates"],
    ]
    table = Table(_heading(compared, lang), (say["what"], *(one.name for one in compared)), rows)
    data = {"compared": [{"name": one.name, **_data(one.done, [], one.name)} for one in compared],
            "first_ahead": ahead, "median_difference": gain}  # fmt: skip
    return Document(data, (table,), tuple(lines))


def rates_answer(rates: Mapping[str, Rate], title: str, lang: str) -> Document:
    """Every rate of a scenario: its value, its range and whence it is."""
    rows = [
        (
            name,
            rate.named(lang),
            rate.value,
            f"{rate.range[0]:g}..{rate.range[1]:g}",
            rate.unit,
            rate.source,
        )
        for name, rate in rates.items()
    ]
    return Document(
        {"rates": {name: rate.model_dump(mode="json") for name, rate in rates.items()}},
        (Table(title, ("name", "what", "value", "range", "unit", "source"), rows),),
        ("To try another: mitan simulate --rate NAME=VALUE, or NAME=LOW..HIGH",),
    )


def _count(value: float, lang: str) -> str:
    return words.number(round(value), lang)


def _band(values: Floats, lang: str) -> list[str]:
    return [_count(value, lang) for value in values.tolist()]


def _jam_line(done: Simulated, lang: str) -> str:
    say, jam = PHRASES[lang], done.jams[0]
    if not jam.is_seen:
        return say["no jam"]
    return say["jam"].format(jam=say[f"jam {jam.name}"], gain=_count(jam.gain, lang))


def _funnel_table(done: Simulated, lang: str) -> Table:
    say = PHRASES[lang]
    rows = [
        [
            say[_series(stage.series)],
            _count(stage.wanted, lang),
            *_band(stage.band, lang),
            f"{stage.band[1] / stage.wanted:.0%}",
        ]
        for stage in done.stages()
    ]
    note = say["funnel note"].format(
        full=_count(float(np.median(done.outcome.last("full"))), lang),
        per_mitan=words.number(_per_mitan(done), lang, 1),
        per_rakshak=words.number(_per_rakshak(done), lang, 1),
    )
    columns = tuple(say[name] for name in ("level", "wanted", "low", "middle", "high", "share"))
    return Table(say["funnel"], columns, rows, note)


def _jams_table(done: Simulated, lang: str) -> Table:
    say = PHRASES[lang]
    rows = [
        [say[f"jam {jam.name}"], _count(jam.gain, lang), _count(jam.error, lang)]
        for jam in done.jams
    ]
    return Table(say["jams"], (say["limit"], say["gain"], say["error"]), rows)


def _fit_table(fits: Sequence[Fit], lang: str) -> Table:
    say = PHRASES[lang]
    rows = [
        [
            fit.known.text_hi if lang == "hi" else fit.known.text,
            *_band(fit.band, lang),
            say["yes" if fit.is_within else "no"],
            fit.known.source,
        ]
        for fit in fits
    ]
    names = ("reported", "low", "middle", "high", "fits", "source")
    return Table(say["fit"], tuple(say[name] for name in names), rows)


def _days_table(done: Simulated, lang: str) -> Table:
    say = PHRASES[lang]
    middle = [done.outcome.fan(name, (0.5,))[0] for name in BY_DAY]
    rows = [
        [words.day(day, lang), *(_count(series[k], lang) for series in middle)]
        for k, day in enumerate(done.cascade.calendar.days)
    ]
    return Table(say["days"], (say["day"], *(say[_series(name)] for name in BY_DAY)), rows)


def _series(name: str) -> str:
    """The key of a series among the phrases."""
    return "pledges of" if name == "pledges" else name


def _heading(compared: Sequence[Compared], lang: str) -> str:
    """For how many mitans they are compared; chains want as many but for a part of one quota."""
    shapes = [one.done.cascade for one in compared]
    wanted = [shape.rakshaks * shape.quota for shape in shapes]
    if max(wanted) - min(wanted) >= max(shape.quota for shape in shapes):
        return PHRASES[lang]["side by side, unlike"]
    return PHRASES[lang]["side by side"].format(mitans=_count(wanted[0], lang))


def _side(one: Compared, lang: str) -> dict[str, str]:
    """What is said of one campaign beside others."""
    done = one.done
    say, cascade, outcome = PHRASES[lang], done.cascade, done.outcome
    start = int(np.flatnonzero(cascade.calendar.share["visiting"] > 0)[0])
    kept = done.draws.rates["kept_per_level"] ** cascade.levels

    def band(values: Any) -> str:
        low, middle, high = _band(np.quantile(values, BAND), lang)
        return f"{middle} ({low}–{high})"

    return {
        say["spans"]: "-".join(map(str, (*cascade.spans, cascade.quota))),
        say["levels trained"]: _count(cascade.levels, lang),
        say["leaders wanted"]: _count(cascade.leaders, lang),
        say["rakshaks wanted"]: _count(cascade.rakshaks, lang),
        say["quota"]: _count(cascade.quota, lang),
        say["kept"]: words.chance(float(np.median(kept)), lang),
        say["trained at start"]: band(outcome["trained"][:, start]),
        say["mitans at end"]: band(outcome.last("mitans")),
        say["pledges at end"]: band(outcome.last("pledges")),
        say["seated"]: band(one.seated.outcome.last("pledges")),
        say["pledges wanted"]: _count(cascade.target, lang),
        say["chance of them"]: words.chance(done.chance, lang),
        say["averted at end"]: band(outcome.last("averted")),
    }


def _per_mitan(done: Simulated) -> float:
    return float(
        np.median(done.outcome.last("pledges") / np.maximum(done.outcome.last("mitans"), 1))
    )


def _per_rakshak(done: Simulated) -> float:
    return float(np.median(done.outcome.last("pledges"))) / done.cascade.rakshaks


def _data(done: Simulated, fits: Sequence[Fit], title: str) -> dict[str, Any]:
    cascade = done.cascade
    fans = {name: done.outcome.fan(name) for name in SERIES}
    return {
        "title": title,
        "seed": done.seed,
        "replications": done.outcome.reps,
        "rakshaks": cascade.rakshaks,
        "leaders": cascade.leaders,
        "spans": [*cascade.spans, cascade.quota],
        "seats": cascade.seats,
        "target": cascade.target,
        "by": done.day.isoformat(),
        "chance": done.chance,
        "pledges_per_mitan": round(_per_mitan(done), 3),
        "pledges_per_rakshak": round(_per_rakshak(done), 3),
        "stages": [_stage(stage) for stage in done.stages()],
        "limits": [
            {"limit": j.name, "gain": round(j.gain, 1), "error": round(j.error, 1)}
            for j in done.jams
        ],
        "known": [
            {"series": fit.known.series, "day": fit.known.day.isoformat(), "low": fit.known.low,
             "high": fit.known.high, "model": [round(v) for v in fit.band.tolist()],
             "within": fit.is_within}
            for fit in fits
        ],
        "days": [day.isoformat() for day in cascade.calendar.days],
        "series": {
            name: dict(zip(QUANTILES, fan.round(1).tolist(), strict=True))
            for name, fan in fans.items()
        },
    }  # fmt: skip


def _stage(stage: Stage) -> dict[str, Any]:
    low, middle, high = (round(value) for value in stage.band.tolist())
    return {"level": stage.series, "wanted": stage.wanted, "p05": low, "p50": middle, "p95": high}


def _fans_csv(done: Simulated) -> str:
    """Every series and day: its quantiles. For scripts, so in English."""
    rows = []
    for name in SERIES:
        fan = done.outcome.fan(name).round(1).T.tolist()
        for day, values in zip(done.cascade.calendar.days, fan, strict=True):
            rows.append([name, day.isoformat(), *values])
    return csv_text(("series", "day", *QUANTILES), rows)
