"""What the catalogue of India answers, as Documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from planner.report.document import Document, Table
from scenarios.india import WHOLE, District, district, districts, india, key, state, states


def districts_answer(of: str | None, names: Sequence[str]) -> Document:
    """The states where no state is named; else its districts, or those of it that are named.

    "India" in place of a state is all of them. Raises Refusal (USAGE) where a name is unknown,
    or fits several.
    """
    if of is None:
        return states_answer()
    if key(of) in map(key, WHOLE):
        title, within = " / ".join(WHOLE), None
    else:
        one = state(of)
        title, within = f"{one.name} / {one.name_hi}", one.code
    chosen = dict.fromkeys(district(name, within) for name in names) or districts(within)
    return list_answer(title, list(chosen))


def states_answer() -> Document:
    """The states and union territories, one a row, and where the figures are from."""
    whole = india()
    count = Counter(one.state for one in whole.districts)
    rows = [
        {
            "code": one.code,
            "name": one.name,
            "name_hi": one.name_hi,
            "districts": count[one.code],
            "population": one.population,
        }
        for one in states()
    ]
    about = whole.model_dump(
        mode="json", by_alias=True, exclude={"states", "districts"}, exclude_none=True
    )
    return Document(
        {**about, "states": rows},
        (
            Table(
                f"{whole.title} / {whole.title_hi}",
                ("code", "name", "in Hindi", "districts", "population"),
                [list(row.values()) for row in rows],
                f"{whole.population:,} people in {len(rows)} states and union territories. "
                "Districts of one: mitan districts STATE; of all: mitan districts india",
            ),
        ),
        (whole.text.strip(), f"Source: {whole.source}."),
    )


def list_answer(title: str, chosen: Sequence[District]) -> Document:
    """Districts, one a row: as CSV a list to plan or simulate many districts from."""
    whole = india()
    rows = [
        {
            "code": one.code,
            "name": one.name,
            "state": whole.state_of[one.state].name,
            "population": one.population,
        }
        for one in chosen
    ]
    people = sum(one.population for one in chosen)
    return Document(
        {"title": title, "population": people, "source": whole.source, "districts": rows},
        (
            Table(
                f"Districts of {title}",
                ("code", "name", "state", "population"),
                [list(row.values()) for row in rows],
                f"{len(rows)} in the boundaries of 2011: {people:,} people.",
            ),
        ),
        (f"Source: {whole.source}.",),
    )
