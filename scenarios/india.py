"""India: the states and districts of the Census of India 2011, by code and by name.

The boundaries are those of the census. A name that fits several districts is never chosen from.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from planner.findings import ExitCode, Refusal
from planner.settings import Section, Text, checked, read_toml
from scenarios.presets import CATALOGUE, Count, Fact, unknown

INDIA = CATALOGUE / "india"
STATES = "states.toml"
DISTRICTS = "districts.csv"
COLUMNS = ("code", "state", "name", "population")
WHOLE = ("India", "भारत")  # said in place of a state

NUKTA = "\u093c"  # the dot below a letter
ANUSVARA = "\u0902"
# any nasal letter, silenced, before a consonant: ण्ड as in झारखण्ड
NASAL = re.compile("[\u0919\u091e\u0923\u0928\u092e]\u094d(?=[\u0915-\u0939])")

StateCode = Annotated[str, Field(pattern=r"^\d\d$")]
DistrictCode = Annotated[str, Field(pattern=r"^\d\d\d$")]


class State(Section):
    """A state or union territory of 2011. `also` are other names it goes by."""

    code: StateCode
    name: Text
    name_hi: Text
    also: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    population: Count

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it is known by, the usual one first."""
        return (self.name, self.name_hi, *self.also)


class District(Section):
    """A district of 2011. `code` is unique in India; `state` is the state's code."""

    code: DistrictCode
    state: StateCode
    name: Text
    population: Annotated[Count, Field(strict=False)]  # a text in the file

    @property
    def names(self) -> tuple[str, ...]:
        """Its name, and what of it stands before or in brackets: Kaimur (Bhabua)."""
        before, _, inside = self.name.partition("(")
        return (self.name, before.strip(), inside.rstrip(")")) if inside else (self.name,)


class Later(Section):
    """A state or union territory that was formed after the census."""

    name: Text
    name_hi: Text
    text: Text


class India(Section):
    """The whole catalogue: states and districts in the order of their codes, and the sources.

    The districts of every state add up to the state, the states to `population`.
    """

    title: Text
    title_hi: Text
    text: Text
    text_hi: Text
    population: Count
    source: Text
    read_in: Text
    facts: Annotated[tuple[Fact, ...], Field(strict=False, alias="fact")]
    later: Annotated[tuple[Later, ...], Field(strict=False)]
    states: Annotated[tuple[State, ...], Field(strict=False, alias="state")]
    districts: Annotated[tuple[District, ...], Field(strict=False, alias="district")]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        _require_different("state code", (one.code for one in self.states))
        _require_different("state name", (key(n) for one in self.states for n in one.names))
        _require_different("district code", (one.code for one in self.districts))
        _require_different(
            "district name in a state", (f"{one.state} {key(one.name)}" for one in self.districts)
        )
        sums: dict[str, int] = defaultdict(int)
        for district in self.districts:
            sums[district.state] += district.population
        if strange := sorted(set(sums) - {one.code for one in self.states}):
            raise ValueError(f"districts of states that are not there: {', '.join(strange)}")
        for state in self.states:
            if sums[state.code] != state.population:
                raise ValueError(
                    f"the districts of {state.name} have {sums[state.code]:,} people, "
                    f"the state {state.population:,}"
                )
        if (total := sum(one.population for one in self.states)) != self.population:
            raise ValueError(f"the states have {total:,} people, India {self.population:,}")
        return self

    @cached_property
    def state_of(self) -> dict[str, State]:
        """The states by code."""
        return {one.code: one for one in self.states}


def _require_different(what: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise ValueError(f"the {what} {value} is there twice")
        seen.add(value)


def key(name: str) -> str:
    """A name as it is compared: letters and digits only, without case, & being "and".

    In Hindi the dot below a letter does not count, and a nasal before a consonant is the dot above.
    """
    folded = unicodedata.normalize("NFD", name).casefold().replace("&", "and").replace(NUKTA, "")
    folded = NASAL.sub(ANUSVARA, folded)
    return "".join(c for c in folded if c.isalnum() or unicodedata.category(c).startswith("M"))


@lru_cache(maxsize=1)
def india() -> India:
    """The catalogue. Raises Refusal where its files are faulty."""
    return read(INDIA)


def read(folder: Path) -> India:
    """The catalogue from the two files of a folder.

    Raises Refusal, with one finding per fault, where they cannot be read or break a rule above.
    """
    values = {**read_toml(folder / STATES), "district": _rows(folder / DISTRICTS)}
    return checked(India, values, file=folder.name, code="SCN001")


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file, strict=True)
            if tuple(table.fieldnames or ()) != COLUMNS:
                raise Refusal(f"{path}: the first row is to be {','.join(COLUMNS)}.")
            return list(table)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Refusal(f"{path}: it cannot be read as a table: {error}.") from None


def states() -> tuple[State, ...]:
    """Every state and union territory, by code."""
    return india().states


def state(name: str) -> State:
    """The state of that code, or of that name in English or Hindi.

    Raises Refusal (USAGE) where there is none: with the names that are near; or, where it was
    formed later, with what it was formed of; or, where it is a district, with the state of that.
    """
    wanted = key(name)
    for one in states():
        if _is_code(wanted, one.code) or wanted in map(key, one.names):
            return one
    for new in india().later:
        if wanted in (key(new.name), key(new.name_hi)):
            raise Refusal(
                f"The boundaries are those of 2011. {new.name} was {new.text}; name these.",
                exit_code=ExitCode.USAGE,
            )
    if fits := _called(wanted, india().districts):
        raise Refusal(
            f"{name} is no state but a district: {_told(fits)}. Name the state before it.",
            exit_code=ExitCode.USAGE,
        )
    others = [n for one in states() for n in one.names[1:]]
    raise unknown("states", name, [one.name for one in states()], others)


def districts(of: str | None = None) -> tuple[District, ...]:
    """The districts of a state, or of all India where None, by code.

    Raises Refusal (USAGE) as `state` does.
    """
    if of is None:
        return india().districts
    code = state(of).code
    return tuple(one for one in india().districts if one.state == code)


def district(name: str, of: str | None = None) -> District:
    """The district of that code or name, in a state or, where None, in all India.

    Raises Refusal (USAGE) where there is none, with the names that are near; where several states
    have one of that name, with each of them; and as `state` does.
    """
    among = districts(of)
    fits = _called(key(name), among)
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise Refusal(
            f"{len(fits)} districts are called {name}: {_told(fits)}. Name the state, or the code.",
            exit_code=ExitCode.USAGE,
        )
    where = "India" if of is None else state(of).name
    others = [n for one in among for n in one.names[1:]]
    no = unknown(f"districts of {where}", name, [one.name for one in among], others)
    raise Refusal(
        f"{no.message} Names are those of 2011; mitan districts lists them.", exit_code=no.exit_code
    )


def _called(wanted: str, among: Sequence[District]) -> list[District]:
    """Those of that code; else of that name; else those whose name has such a part."""
    return (
        [one for one in among if _is_code(wanted, one.code)]
        or [one for one in among if wanted == key(one.name)]
        or [one for one in among if wanted in map(key, one.names)]
    )


def _is_code(wanted: str, code: str) -> bool:
    """Whether it is that code, its noughts in front dropped or not, in any digits."""
    return wanted.isdecimal() and len(wanted) <= len(code) and int(wanted) == int(code)


def _told(fits: Iterable[District]) -> str:
    return ", ".join(f"{one.code} in {india().state_of[one.state].name}" for one in fits)
