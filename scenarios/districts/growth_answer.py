"""Growth answer: what simulating many districts came to, and what they come to together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from graphs import words
from planner.report.document import Document, Table, csv_text
from scenarios.districts.answer import exit_code_of, worst
from scenarios.districts.breaking import LEVELS
from scenarios.districts.growth_phrases import PHRASES
from scenarios.districts.keeping import Result
from scenarios.districts.listing import Listing
from scenarios.growth.calendar import all_days, laid_on
from scenarios.growth.result import BAND

COLUMNS = (
    *("code", "name", "exit", "people", "leaders", "rakshaks", "target"),
    *("p05", "p50", "p95", "chance", "first_to_break"),
)


def growth_answer(listing: Listing, results: Sequence[Result], folder: str, lang: str) -> Document:
    """A row for each district, and all districts together, replication by replication."""
    found = {one.code: one for one in results}
    answers = {code: one.answer for code, one in found.items() if one.answer is not None}
    together = _together(list(answers.values()))
    first = Counter(one["first_to_break"] for one in answers.values() if one["first_to_break"])
    pages = [
        {
            "code": district.code,
            "name": district.name,
            "exit_code": exit_code_of(found[district.code]),
            "trouble": trouble.as_dict() if (trouble := found[district.code].trouble) else None,
            **{k: v for k, v in (answers.get(district.code) or {}).items() if k != "each"},
            "resumed": found[district.code].resumed,
            "seconds": found[district.code].seconds,
        }
        for district in listing.districts
    ]
    data = {
        "file": listing.file,
        "folder": folder,
        "exit_code": int(worst(results)),
        "districts": pages,
        "together": together,
        "first_to_break": {level: first[level] for level in LEVELS if first[level]},
        "findings": [remark.as_dict() for remark in listing.remarks],
    }
    say = PHRASES[lang]
    told = [(one.code, int(t.exit_code), t.message) for one in results if (t := one.trouble)]
    rows = [_row(district.name, found[district.code]) for district in listing.districts]
    failed = Table(say["failed"], (say["code"], say["exit"], say["why"]), told)
    columns = tuple(say[name] for name in COLUMNS)
    shown = [[*row[:-1], row[-1] and say[f"level {row[-1]}"]] for row in rows]
    tables = (*([failed] if told else []), Table(say["districts"], columns, shown))
    return Document(
        data,
        tables,
        _lines(results, together, first, folder, lang),
        {"csv": lambda: csv_text(COLUMNS, rows).encode()},
        lang,
    )


def draw_districts(
    listing: Listing, results: Sequence[Result], folder: Path, lang: str
) -> list[Path]:
    """Small multiples of the districts' mitans, and their chances, into the folder.

    All of them have the days of all.
    """
    from graphs import draw_multiples, style
    from planner.files import make_folder, write_atomically
    from scenarios.growth import phrases

    names = {district.code: district.name for district in listing.districts}
    shown = [(one.code, one.answer) for one in results if one.answer is not None]
    if not shown:
        return []
    calendars = {code: [date.fromisoformat(day) for day in one["days"]] for code, one in shown}
    days = all_days(list(calendars.values()))
    figure = draw_multiples.draw(
        phrases.PHRASES[lang]["districts of"],
        days,
        [names[code] for code, _ in shown],
        np.array(
            [
                laid_on(days, calendars[code][0], np.array(answer["mitans"], dtype=np.float64))
                for code, answer in shown
            ]
        ),
        np.array([answer["wanted"] for _, answer in shown], dtype=np.int64),
        np.array([answer["chance"] for _, answer in shown]),
        lang,
    )
    make_folder(folder)
    file = folder / "districts.png"
    write_atomically(file, style.png(figure))
    return [file]


def _together(answers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The pledges of all districts, added up within each replication: they share its rates."""
    if not answers:
        return {"districts": 0, "target": 0, "pledges": [], "chance": None}
    each = np.sum([one["each"] for one in answers], axis=0)
    target = sum(one["target"] for one in answers)
    return {
        "districts": len(answers),
        "people": sum(one["people"] for one in answers),
        "leaders": sum(one["leaders"] for one in answers),
        "rakshaks": sum(one["rakshaks"] for one in answers),
        "target": target,
        "pledges": [round(value) for value in np.quantile(each, BAND).tolist()],
        "chance": float((each >= target).mean()),
        "all_reach": float(
            np.mean(np.all([np.array(o["each"]) >= o["target"] for o in answers], axis=0))
        ),
    }


def _lines(
    results: Sequence[Result],
    together: Mapping[str, Any],
    first: Counter[str],
    folder: str,
    lang: str,
) -> tuple[str, ...]:
    say = PHRASES[lang]

    def number(count: int) -> str:
        return words.number(count, lang)

    failed = sum(one.trouble is not None for one in results)
    lines = [
        say["count"].format(
            count=number(len(results)),
            done=number(len(results) - failed),
            failed=number(failed),
            resumed=number(sum(one.resumed for one in results)),
            folder=folder,
        )
    ]
    if together["pledges"]:
        low, middle, high = map(number, together["pledges"])
        levels = [
            say["breaks in"].format(level=say[f"level {level}"], count=number(count))
            for level, count in first.most_common()
        ]
        lines += [
            say["together"].format(
                rakshaks=number(together["rakshaks"]),
                leaders=number(together["leaders"]),
                middle=middle,
                low=low,
                high=high,
            ),
            say["chance of"].format(
                target=number(together["target"]),
                chance=words.chance(together["chance"], lang),
                every=words.chance(together["all_reach"], lang),
            ),
            say["breaks"].format(levels=", ".join(levels)),
        ]
    return tuple(lines)


def _row(name: str, result: Result) -> list[Any]:
    answer = result.answer
    if answer is None:
        return [result.code, name, exit_code_of(result), *[None] * (len(COLUMNS) - 3)]
    low, middle, high = answer["pledges"][0], answer["pledges"][2], answer["pledges"][4]
    kept = {name: answer[name] for name in ("people", "leaders", "rakshaks", "target")}
    return [result.code, name, exit_code_of(result), *kept.values(), low, middle, high,
            round(answer["chance"], 3), answer["first_to_break"]]  # fmt: skip
