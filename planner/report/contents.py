"""Contents: what is in an evidence pack agrees with its manifest, and with itself."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from graphs.tree import subtree_counts
from planner.chain import HistoryEntry, first_break
from planner.findings import Outcome
from planner.plan import positions
from planner.report.audit_report import SCHEMA
from planner.report.document import unmarked
from planner.report.manifest import Manifest
from planner.report.pack import (
    AUDIT_CSV,
    AUDIT_JSON,
    HISTORY,
    PLAN,
    PLAN_COLUMNS,
    POLICY,
    expected_files,
)
from planner.report.participants import (
    BELOW,
    COUNTS,
    DAY_COLUMNS,
    LEADER_COLUMNS,
    PLACE_COLUMNS,
    RAKSHAK_COLUMNS,
    ZONE_COLUMNS,
)
from planner.report.sums import SUMS
from planner.snapshot import integers

TABLES: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {  # columns, and those of the totals
    "zones": (ZONE_COLUMNS, ZONE_COLUMNS[1:]),
    "days": (DAY_COLUMNS, COUNTS),
    "leaders": (LEADER_COLUMNS, ("rakshaks", *COUNTS, "visits")),
    "rakshaks": (RAKSHAK_COLUMNS, (*COUNTS, "visits")),
    "places": (PLACE_COLUMNS, ("visits_asked", "visits", "signed")),
}


class Amiss(Exception):  # noqa: N818 - an outcome of a check, not a failure of the program
    """A check fails; its text says why."""


@dataclass(frozen=True)
class Contents:
    """The files of a pack in its folder, its manifest, and the names in its list.

    What is missing or odd raises the exception of whoever stumbles over it.
    """

    folder: Path
    manifest: Manifest
    listed: frozenset[str]

    def text(self, name: str) -> str:
        """A file of the pack."""
        return (self.folder / name).read_bytes().decode()

    def rows(self, name: str, columns: Sequence[str]) -> list[list[str]]:
        """The rows of a CSV file with these columns."""
        header, *rows = list(csv.reader(io.StringIO(self.text(name), newline="")))
        if header != list(columns) or any(len(row) != len(columns) for row in rows):
            raise Amiss(f"{name} has other columns than {', '.join(columns)}")
        return [[unmarked(cell) for cell in row] for row in rows]

    @cached_property
    def entries(self) -> list[HistoryEntry]:
        """The history."""
        # not by splitlines(): a file name in the history may hold other line separators
        lines = self.text(HISTORY).split("\n")[:-1]
        entries = [HistoryEntry(**json.loads(line)) for line in lines]
        for entry in entries:
            texts = (entry.at, entry.action, entry.details, entry.previous, entry.digest)
            if type(entry.number) is not int or not all(isinstance(text, str) for text in texts):
                raise Amiss(f"{HISTORY} holds an entry that is none")
        return entries


def _complete(contents: Contents) -> str:
    odd = sorted(expected_files(contents.manifest) ^ contents.listed)
    if odd:
        raise Amiss(f"the manifest and {SUMS} do not list the same files: {', '.join(odd[:10])}")
    return f"made at {contents.manifest.made_at}"


def _policy(contents: Contents) -> str:
    digest = hashlib.sha256(contents.text(POLICY).encode()).hexdigest()
    if digest != contents.manifest.inputs.policy:
        raise Amiss(f"{POLICY} is {digest[:12]}, the manifest has another")
    return digest


def _history(contents: Contents) -> str:
    broken = first_break(contents.entries)
    if broken is not None:
        raise Amiss(f"entry {broken} does not follow from the one before it")
    return f"{len(contents.entries)} entries, unbroken"


def _head(contents: Contents) -> str:
    entries, told = contents.entries, contents.manifest.chain
    number, digest = (entries[-1].number, entries[-1].digest) if entries else (0, "")
    if (number, digest) != (told.number, told.digest):
        raise Amiss(
            f"the history ends at entry {number} ({digest[:12]}), the manifest says entry "
            f"{told.number} ({told.digest[:12]}): its end was cut off, or put on"
        )
    return f"entry {number}, {digest}"


def _plan(contents: Contents) -> str:
    told = contents.manifest.plan
    if told is None:
        return "there was no plan"
    rows = [(who, area, int(visits)) for who, area, visits in contents.rows(PLAN, PLAN_COLUMNS)]
    digest = told.plan(rows).digest
    if digest != told.digest:
        raise Amiss(f"worked out from {PLAN} it is {digest[:12]}, the manifest has another")
    kept = [json.loads(entry.details) for entry in contents.entries if entry.action == "plan"]
    if (told.number, digest) not in [(plan.get("plan"), plan.get("digest")) for plan in kept]:
        raise Amiss(f"the history does not tell of plan {told.number} with this digest")
    return f"plan {told.number}, {digest}"


def _audit(contents: Contents) -> str:
    report, told = json.loads(contents.text(AUDIT_JSON)), contents.manifest.audit
    if report["schema"] != SCHEMA:
        raise Amiss(f"{AUDIT_JSON} is of another schema")
    verdict = [report[str(outcome)] for outcome in Outcome]
    said = [told.passed, told.failed, told.skipped, len(told.ignored)]
    if (verdict, report["counts"]) != (said, told.findings):
        raise Amiss(f"{AUDIT_JSON} has another verdict than the manifest")
    outcomes = [rule["outcome"] for rule in report["rules"]]
    if [outcomes.count(str(outcome)) for outcome in Outcome] != verdict:
        raise Amiss(f"the rules of {AUDIT_JSON} do not add up to its verdict")
    number = len(report["findings"])
    listed = len(list(csv.reader(io.StringIO(contents.text(AUDIT_CSV), newline="")))) - 1
    if not number == listed == sum(told.findings.values()):
        raise Amiss(f"{AUDIT_JSON} has {number} findings, {AUDIT_CSV} {listed}")
    return f"{told.passed} rules passed, {told.failed} failed, {number} findings"


class _Columns:
    """A table of counts, column by column."""

    def __init__(self, contents: Contents, name: str) -> None:
        columns = TABLES[name][0]
        rows = contents.rows(f"{name}.csv", columns)
        self.texts = {column: [row[k] for row in rows] for k, column in enumerate(columns)}

    def numbers(self, column: str) -> list[int]:
        """A column of whole numbers."""
        return [int(cell) for cell in self.texts[column]]

    def by(self, key: str, column: str) -> dict[str, int]:
        """The sum of a column for each value of another, where it is not 0."""
        sums: dict[str, int] = {}
        for name, number in zip(self.texts[key], self.numbers(column), strict=True):
            sums[name] = sums.get(name, 0) + number
        return {name: number for name, number in sums.items() if number}


def _counts(contents: Contents) -> str:
    """Every table adds up to the manifest's totals, and zone by zone and leader by leader."""
    totals = contents.manifest.counts
    tables = {name: _Columns(contents, name) for name in TABLES}
    for name, (_, columns) in TABLES.items():
        for column in columns:
            there = sum(tables[name].numbers(column))
            if there != totals[column]:
                said = f"the manifest says {totals[column]}"
                raise Amiss(f"{name}.csv adds up to {there} {column}, {said}")
    for name, key in (("leaders", "leader"), ("zones", "zone"), ("days", "zone")):
        for column in COUNTS:
            if tables["rakshaks"].by(key, column) != tables[name].by(key, column):
                raise Amiss(f"{name}.csv and rakshaks.csv do not agree on {column} by {key}")
    _add_up_the_line(tables["leaders"])
    return ", ".join(f"{totals[name]:,} {name}" for name in ("rakshaks", "mitans", "signed"))


def _add_up_the_line(leaders: _Columns) -> None:
    """What is below a leader is what his own and those of all leaders below him come to."""
    ids, above = (np.array(leaders.texts[name], dtype=np.str_) for name in ("leader", "reports_to"))
    order = np.argsort(ids)
    parent = np.where(above[order] == "", -1, positions(above[order], ids[order]))
    own, below = (
        integers([leaders.numbers(name) for name in names]).T[order]
        for names in (("rakshaks", *COUNTS), BELOW)
    )
    if (subtree_counts(parent, own) != below).any():
        raise Amiss("leaders.csv does not add up from leader to leader")


CHECKS: Mapping[str, Callable[[Contents], str]] = {
    "manifest": _complete,
    "policy": _policy,
    "history": _history,
    "end of history": _head,
    "plan": _plan,
    "counts": _counts,
    "audit": _audit,
}
