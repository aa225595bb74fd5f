"""Growth answer: what simulating many districts came to, and what they come to together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from graphs import words
from planner.report.document import Document, Table
from scenarios.districts.answer import exit_code_of, worst
from scenarios.districts.breaking import LEVELS
from scenarios.districts.keeping import Result
from scenarios.districts.listing import Listing
from scenarios.growth.result import BAND

COLUMNS = (
    *("code", "name", "exit", "people", "leaders", "rakshaks", "target"),
    *("p05", "p50", "p95", "chance", "first_to_break"),
)


def growth_answer(listing: Listing, results: Sequence[Result], folder: str) -> Document:
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
    told = [(one.code, int(t.exit_code), t.message) for one in results if (t := one.trouble)]
    tables = (
        *([Table("Not simulated", ("code", "exit", "why"), told)] if told else []),
        Table("Districts, pledges at the end", COLUMNS, [
            _row(district.name, found[district.code]) for district in listing.districts
        ]),
    )  # fmt: skip
    return Document(data, tables, _lines(results, together, first, folder))


def draw_districts(
    listing: Listing, results: Sequence[Result], folder: Path, lang: str
) -> list[Path]:
    """Small multiples of the districts' mitans, and their chances, into the folder."""
    from graphs import draw_multiples, style
    from planner.files import write_atomically
    from scenarios.growth.phrases import PHRASES

    names = {district.code: district.name for district in listing.districts}
    shown = [(one.code, one.answer) for one in results if one.answer is not None]
    if not shown:
        return []
    longest = max((answer["days"] for _, answer in shown), key=len)
    alike = [(code, answer) for code, answer in shown if answer["days"] == longest]
    figure = draw_multiples.draw(
        PHRASES[lang]["districts of"],
        [date.fromisoformat(day) for day in longest],
        [names[code] for code, _ in alike],
        np.array([answer["mitans"] for _, answer in alike], dtype=np.float64),
        np.array([answer["wanted"] for _, answer in alike], dtype=np.int64),
        np.array([answer["chance"] for _, answer in alike]),
        lang,
    )
    folder.mkdir(parents=True, exist_ok=True)
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
    results: Sequence[Result], together: Mapping[str, Any], first: Counter[str], folder: str
) -> tuple[str, ...]:
    failed = sum(one.trouble is not None for one in results)
    resumed = sum(one.resumed for one in results)
    lines = [
        f"{len(results)} districts: {len(results) - failed} simulated, {failed} failed; "
        f"{resumed} were answered before. Each has a file in {folder}."
    ]
    if together["pledges"]:
        low, middle, high = (f"{value:,}" for value in together["pledges"])
        lines += [
            f"Together {together['rakshaks']:,} rakshaks under {together['leaders']:,} leaders. "
            f"Pledges: {middle}; nine times in ten between {low} and {high}.",
            f"Chance of {together['target']:,} together: {words.chance(together['chance'], 'en')}; "
            f"that every district has its own: {words.chance(together['all_reach'], 'en')}. In one "
            "replication all districts have the same rates.",
            "What breaks first as campaigns grow: "
            + ", ".join(f"{level} in {count}" for level, count in first.most_common())
            + ".",
        ]
    return tuple(lines)


def _row(name: str, result: Result) -> list[object]:
    answer = result.answer
    if answer is None:
        return [result.code, name, exit_code_of(result), *[None] * (len(COLUMNS) - 3)]
    low, middle, high = answer["pledges"][0], answer["pledges"][2], answer["pledges"][4]
    kept = {name: answer[name] for name in ("people", "leaders", "rakshaks", "target")}
    return [result.code, name, exit_code_of(result), *kept.values(), low, middle, high,
            round(answer["chance"], 3), answer["first_to_break"]]  # fmt: skip
