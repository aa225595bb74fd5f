"""Listing: a sheet of districts, each with its store, its policy and what is known of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from planner.findings import Finding, Refusal
from planner.store.importing import cells
from planner.store.importing.cells import BadCell
from planner.store.importing.headers import meaning_for
from planner.store.importing.reader import read_sheet
from planner.store.importing.rows import Rows, repeated
from planner.store.importing.sheet import refuse
from planner.store.target import Target, parse

KIND = "districts"
CODES = ("DIS001", "DIS002", "DIS003", "DIS004", "DIS005", "DIS006")
MOST_PEOPLE = 1_000_000_000
MOST_LEADERS = 1_000_000
POSTGRES_PORT = 5432  # where a URL names none


@dataclass(frozen=True)
class District:
    """One row: a district with its own campaign. `store` and `campaign` are paths that hold from
    any folder, or `store` is a database URL, which may hold a password; "" where there is none.
    """

    code: str
    name: str  # its code where the sheet names none
    population: int | None
    store: str = field(repr=False)
    campaign: str | None  # a campaign.toml; None: the usual one beside the store, if any
    leaders: int | None


@dataclass(frozen=True)
class Listing:
    """The districts of a file, by code, and remarks on the file that do not keep it from use."""

    file: str
    districts: tuple[District, ...]
    remarks: tuple[Finding, ...]


def read_districts(path: Path, *, without_store: bool = False) -> Listing:
    """The districts of a CSV or Excel file; headers in English or Hindi.

    Paths in it are relative to its own folder. With `without_store` a district need not have a
    store where its population is known. Raises Refusal, with a finding for each fault,
    where the file cannot be read or has no rows, a code or a store is missing, stands there twice
    or is not there, or a number is none. Codes that differ in capitals only count as the same.
    """
    rows = Rows(read_sheet(path, meaning_for(KIND)), KIND)
    if len(rows) == 0:
        message = "there is a header but no row below it"
        raise refuse("IMP006", path.name, message, "write one district a row")
    if not (without_store or rows.has("store")):
        remedy = "name the store of each district; only mitan simulate does without"
        raise refuse("IMP010", rows.where(), "there is no column store", remedy)
    folder = path.absolute().parent
    codes = rows.ids = rows.parse("code", cells.identifier, "")
    rows.require("code", codes)
    names = rows.parse("name", cells.free_text, "")
    population = rows.parse("population", cells.whole_number(1, MOST_PEOPLE), None)
    stores = rows.parse("store", _store_in(folder), None)
    _require_store(rows, stores, population, without_store)
    campaigns = rows.parse("campaign", _campaign_in(folder), None)
    leaders = rows.parse("leaders", cells.whole_number(1, MOST_LEADERS), None)
    _no_code_twice(rows, codes)
    _no_store_twice(rows, stores)
    if rows.bad:
        raise Refusal(
            f"{path.name}: {len(rows.bad):,} of {len(rows):,} districts have faults; nothing was "
            "begun. Mend them and try again.",
            findings=rows.findings(),
        )
    found = [
        District(code, name or code, people, _place(store) if store else "", campaign, count)
        for code, name, people, store, campaign, count in zip(
            codes, names, population, stores, campaigns, leaders, strict=True
        )
    ]
    in_order = tuple(sorted(found, key=lambda district: district.code))
    return Listing(path.name, in_order, rows.findings())


def _require_store(
    rows: Rows, stores: list[Target | None], population: list[int | None], without: bool
) -> None:
    if not without:
        rows.require("store", ["" if store is None else "there" for store in stores])
        return
    for k, (store, people) in enumerate(zip(stores, population, strict=True)):
        told = any(k in rows.faulted.get(column, ()) for column in ("store", "population"))
        if store is None and people is None and not told:
            message = "neither a store nor a population is given"
            column = "population" if rows.has("population") else "store"
            rows.fault(k, column, "DIS006", message, "write how many people live there")


def _store_in(folder: Path) -> Callable[[str], Target]:
    """A parser of stores: a file that is there, relative to the folder, or a database URL."""

    def store(text: str) -> Target:
        try:
            target = parse(text)
        except Refusal as refusal:  # its message never repeats a URL, for the password in it
            raise BadCell("DIS001", refusal.message.rstrip("."), _STORE, show=False) from None
        if target.path is None:
            return target
        path = folder / target.path
        if not _is_file(path):
            message = "this is a folder" if _is_folder(path) else "there is no such store"
            raise BadCell("DIS002", message, f"{_STORE}; mitan init makes one")
        return Target(path.resolve(), None, target.shown)

    return store


def _campaign_in(folder: Path) -> Callable[[str], str]:
    """A parser of policies: a file that is there, relative to the folder."""

    def campaign(text: str) -> str:
        path = folder / text
        if not _is_file(path):
            remedy = "write its path as seen from this file, or leave the cell blank"
            raise BadCell("DIS003", "there is no such campaign.toml", remedy)
        return str(path.resolve())

    return campaign


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _place(target: Target) -> str:
    """A target as a text that can be handed on, with its password."""
    if target.url is not None:
        return target.url.render_as_string(hide_password=False)
    return str(target.path)


def _no_code_twice(rows: Rows, codes: list[str]) -> None:
    for k, first in repeated([code.casefold() for code in codes], ""):
        message = f"{codes[k]} stands in {rows.row(first)} already"
        rows.fault(k, "code", "DIS004", message, "give each district a code of its own")


def _no_store_twice(rows: Rows, stores: list[Target | None]) -> None:
    for k, first in repeated(["" if one is None else _same(one) for one in stores], ""):
        message = f"{rows.row(first)} has the same store"
        rows.fault(k, "store", "DIS005", message, "give each district a store of its own")


def _same(target: Target) -> str:
    """A text that is equal for equal places, whoever logs in there."""
    if target.url is None:
        return str(target.path)
    url = target.url
    return repr((url.host, url.port or POSTGRES_PORT, url.database, sorted(url.query.items())))


_STORE = "write the path of its campaign.db as seen from this file, or its database URL"
