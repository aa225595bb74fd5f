"""Answer: what planning many districts came to, as a Document. Codes, counts and digests only."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from planner.chain import canonical
from planner.findings import ExitCode
from planner.report.document import Document, Table
from scenarios.districts.breaking import LEVELS
from scenarios.districts.keeping import Result
from scenarios.districts.listing import Listing

WORST_FIRST = (
    *(ExitCode.BUG, ExitCode.STORE, ExitCode.REJECTED, ExitCode.USAGE),
    *(ExitCode.IMPOSSIBLE, ExitCode.FINE),
)
SUMMED = ("leaders", "rakshaks", "areas", "visits", "uncovered")
COLUMNS = (
    *("code", "name", "exit", "plan", "digest", *SUMMED, "in_band", "km_a_visit"),
    "first_to_break",
)
DIGITS = 8  # of a digest in the table; all of them in JSON


def districts_answer(listing: Listing, results: Sequence[Result], folder: str) -> Document:
    """A row for each district, what they come to together, and the worst of their exit codes.

    `digest` is equal for two runs that came to the same plans in all districts.
    """
    found = {one.code: one for one in results}
    answers = {code: one.answer for code, one in found.items() if one.answer is not None}
    sums = _sums(list(answers.values()))
    names = {district.code: district.name for district in listing.districts}
    pages = [
        {
            "code": district.code,
            "name": district.name,
            "population": district.population,
            "exit_code": exit_code_of(found[district.code]),
            "trouble": trouble.as_dict() if (trouble := found[district.code].trouble) else None,
            **(answers.get(district.code) or {}),
            "resumed": found[district.code].resumed,
            "seconds": found[district.code].seconds,
        }
        for district in listing.districts
    ]
    first = Counter(one["first_to_break"] for one in answers.values() if one["first_to_break"])
    digest = _digest(answers)
    data = {
        "file": listing.file,
        "folder": folder,
        "exit_code": int(worst(results)),
        "districts": pages,
        "sums": sums,
        "first_to_break": {level: first[level] for level in LEVELS if first[level]},
        "digest": digest,
        "findings": [remark.as_dict() for remark in listing.remarks],
    }
    told = [(one.code, exit_code_of(one), _told(one)) for one in results if exit_code_of(one)]
    levels = [(code, *_shares(answer)) for code, answer in answers.items()]
    tables = (
        *([Table("Not as it should be", ("code", "exit", "why"), told)] if told else []),
        Table(
            "Needed, as a share of what each level can bear",
            ("code", *LEVELS, "first_to_break"),
            levels,
            "Above 1 a level is broken; the highest share breaks first as the campaign grows.",
        ),
        Table("Districts", COLUMNS, [_row(names[one.code], one) for one in results]),
    )
    return Document(data, tables, _lines(results, sums, folder, digest))


def worst(results: Sequence[Result]) -> ExitCode:
    """The worst of the districts' exit codes, in the order of WORST_FIRST."""
    codes = {exit_code_of(one) for one in results}
    return next((code for code in WORST_FIRST if code in codes), ExitCode.FINE)


def exit_code_of(result: Result) -> int:
    """What `mitan assign` would have ended with in this district."""
    if result.trouble is not None:
        return int(result.trouble.exit_code)
    return int(result.answer["exit_code"]) if result.answer else int(ExitCode.BUG)


def _lines(
    results: Sequence[Result], sums: Mapping[str, Any], folder: str, digest: str
) -> tuple[str, ...]:
    failed = sum(one.trouble is not None for one in results)
    short = sum(exit_code_of(one) != ExitCode.FINE for one in results) - failed
    resumed = sum(one.resumed for one in results)
    return (
        f"{len(results)} districts: {len(results) - failed - short} planned, {short} planned but "
        f"not all of it possible, {failed} failed; {resumed} were answered before.",
        f"Together {sums['rakshaks']:,} rakshaks and {sums['areas']:,} areas: {sums['visits']:,} "
        f"visits needed, {sums['uncovered']:,} uncovered; {sums['in_band']:.1%} of those who go "
        f"out within fair share; {sums['km_a_visit']:.2f} km a visit.",
        f"Plans are kept in each district's own store, results in {folder}. All plans: "
        f"{digest[:DIGITS]}",
    )


def _sums(answers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The districts together: counts added up, shares weighed by what they are shares of."""
    sums: dict[str, Any] = {
        name: sum(one[name] for one in answers) for name in (*SUMMED, "visits_available", "sent")
    }
    made = sums["visits"] - sums["uncovered"]
    in_band = sum(one["in_band"] * one["sent"] for one in answers)
    sums["in_band"] = round(in_band / max(sums["sent"], 1), 4)
    sums["km_a_visit"] = round(sum(one["km"] for one in answers) / max(made, 1), 3)
    return sums


def _row(name: str, result: Result) -> list[object]:
    answer = result.answer
    if answer is None:
        return [result.code, name, exit_code_of(result), *[None] * (len(COLUMNS) - 3)]
    made = answer["visits"] - answer["uncovered"]
    shown = {
        **answer,
        "code": result.code,
        "name": name,
        "exit": exit_code_of(result),
        "km_a_visit": round(answer["km"] / max(made, 1), 3),
        "digest": answer["digest"][:DIGITS],
    }
    return [shown[column] for column in COLUMNS]


def _shares(answer: Mapping[str, Any]) -> list[object]:
    """The share of each of LEVELS, and which is the first to break; blank where not known."""
    known = {level["level"]: level for level in answer["levels"]}
    shares: list[object] = [known.get(name, {}).get("share") for name in LEVELS]
    return [*shares, answer["first_to_break"]]


def _told(result: Result) -> str:
    return result.trouble.message if result.trouble else str((result.answer or {}).get("told"))


def _digest(answers: Mapping[str, Mapping[str, Any]]) -> str:
    """SHA-256 of the plan of each district."""
    digests = {code: answer["digest"] for code, answer in answers.items()}
    return hashlib.sha256(canonical(digests).encode()).hexdigest()
