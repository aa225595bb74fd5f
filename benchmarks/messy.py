"""How many known faults of a real list of places the audit finds, and how many it makes up.

    python benchmarks/messy.py --data DIR
    python benchmarks/messy.py --data DIR --format json

DIR holds bilaspur_places_messy.csv (rows as found, with a column `known_issue`), category_map.csv
and bilaspur_places.csv (the cleaned list, whose villages are a sheet of their own). The messy list
is imported as anybody would, into a fresh store, once alone and once after the villages; the
program knows no such column and ignores it. Only this script reads it, to compare it with what
the rules DUP005 to DUP008 said.

A duplicate is asked for by the row that repeats another: a finding that names n areas says that
n - 1 of them repeat. A row that the import refused for its coordinates counts as found where the
coordinates are the fault.
"""

from __future__ import annotations

import csv
import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from planner.audit.judge import judge
from planner.campaign import gather_evidence
from planner.findings import Finding, Severity
from planner.policy import Policy, load
from planner.store.database import create_store
from planner.store.importing import import_file

MESSY, CLEAN, MAP = "bilaspur_places_messy.csv", "bilaspur_places.csv", "category_map.csv"
DUPLICATE = "duplicate_same_category_village_within_250m"
OTHER_STATE = "same_district_name_other_state"
FAR = "coord_km_from_own_village"
CONTRADICTS = "category_contradicts_name"
NO_RULE = ("outside_district", "labelled_other_district", "generic_name", "not_a_place")
RULES = ["DUP005", "DUP006", "DUP007", "DUP008"]
OUTSIDE = "IMP033"  # the import refuses coordinates outside the policy's limits
AN_ID = re.compile(r"P(?:MF|O|MH)-[0-9A-Za-z-]*[0-9A-Za-z]")


@dataclass(frozen=True)
class Score:
    """How well one kind of fault is found: known ones, found ones, findings, right findings."""

    known: int
    found: int
    said: int
    right: int

    def as_dict(self) -> dict[str, Any]:
        """The counts with precision and recall, null where nothing was said or known."""
        return {
            **vars(self),
            "precision": round(self.right / self.said, 3) if self.said else None,
            "recall": round(self.found / self.known, 3) if self.known else None,
        }


def known_issues(path: Path) -> dict[str, set[str]]:
    """The answer key: for each kind of fault the ids of the rows that have it."""
    key: dict[str, set[str]] = defaultdict(set)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for issue in filter(None, row["known_issue"].split(";")):
                kind = re.sub(r"coord_[\d.]+km", "coord_km", issue).split(":")[0]
                key[kind].add(row["place_id"])
    return key


def villages_of(path: Path, folder: Path) -> Path:
    """The villages of the cleaned list as a sheet of their own."""
    sheet = folder / "villages.csv"
    with (
        path.open(encoding="utf-8", newline="") as source,
        sheet.open("w", encoding="utf-8", newline="") as target,
    ):
        rows = csv.DictReader(source)
        writer = csv.DictWriter(target, rows.fieldnames or ())
        writer.writeheader()
        writer.writerows(row for row in rows if row["category"] == "village")
    return sheet


def audited(
    sheets: Iterable[tuple[Path, Path | None]], policy: Policy
) -> tuple[list[Finding], set[str]]:
    """What the rules say of a fresh store with these sheets (each with its category map).

    And the ids of the rows that were refused for their coordinates.
    """
    refused: set[str] = set()
    with tempfile.TemporaryDirectory() as folder, create_store(f"{folder}/campaign.db") as store:
        for sheet, mapping in sheets:
            result = import_file(store, "areas", sheet, policy, category_map=mapping, skip_bad=True)
            refused |= {found.subject for found in result.findings if found.code == OUTSIDE}
        with store.reading() as connection:
            evidence = gather_evidence(connection, policy, None)
        return list(judge(evidence, select=RULES).findings), refused


def named(finding: Finding) -> set[str]:
    """Ids of all areas that a finding is about."""
    return {finding.subject, *AN_ID.findall(finding.message)}


def duplicates(findings: list[Finding], known: set[str]) -> Score:
    """Of a set of n areas n - 1 repeat another; as many are right as the key names, at most."""
    sets = [named(finding) for finding in findings if finding.code == "DUP005"]
    said = sum(len(those) - 1 for those in sets)
    right = sum(min(len(those & known), len(those) - 1) for those in sets)
    return Score(len(known), len(known & set().union(*sets)), said, right)


def rows_found(findings: list[Finding], known: set[str], besides: set[str]) -> Score:
    """A finding is right if it names a row of the key. Those `besides` count as found too."""
    sets = [named(finding) for finding in findings]
    found = known & set().union(besides, *sets)
    return Score(len(known), len(found), len(sets), sum(bool(those & known) for those in sets))


def scores(findings: list[Finding], refused: set[str], key: dict[str, set[str]]) -> dict[str, Any]:
    """Precision and recall of each kind of fault."""

    def said(*codes: str) -> list[Finding]:
        return [f for f in findings if f"{f.code} {f.severity}" in codes]

    warned = [finding for finding in findings if finding.severity is not Severity.INFO]
    elsewhere = said("DUP007 error")
    beyond = {finding.subject for finding in elsewhere}
    found = {
        DUPLICATE: duplicates(findings, key[DUPLICATE]),
        f"{DUPLICATE}, warnings only": duplicates(warned, key[DUPLICATE]),
        FAR: rows_found(said("DUP006 warning", "DUP007 warning"), key[FAR], beyond),
        OTHER_STATE: rows_found(elsewhere, key[OTHER_STATE], refused),
        CONTRADICTS: rows_found(said("DUP008 warning"), key[CONTRADICTS], set()),
    }
    anything = {one for finding in findings for one in named(finding)}
    by_kind = {kind: score.as_dict() for kind, score in found.items()}
    for kind in NO_RULE:  # nothing asks for them; how many are named for something else
        by_kind[kind] = {"known": len(key[kind]), "named": len(key[kind] & anything)}
    return by_kind


def measure(data: Path, policy: Policy) -> dict[str, Any]:
    """All figures: the messy list alone, and after the villages; the findings on the clean list."""
    key = known_issues(data / MESSY)
    messy, clean = (data / MESSY, data / MAP), (data / CLEAN, data / MAP)
    with tempfile.TemporaryDirectory() as folder:
        villages = (villages_of(data / CLEAN, Path(folder)), data / MAP)
        figures: dict[str, Any] = {
            "messy alone": scores(*audited([messy], policy), key),
            "messy after the villages": scores(*audited([villages, messy], policy), key),
        }
    for name, sheet in (("clean", clean), ("clean, without the map", (data / CLEAN, None))):
        findings, _ = audited([sheet], policy)
        counts = {
            f"{code} {severity}": sum(f.code == code and f.severity is severity for f in findings)
            for code in RULES
            for severity in Severity
        }
        figures[name] = {what: number for what, number in counts.items() if number}
    return figures


def _table(figures: dict[str, Any]) -> str:
    lines = []
    for name, kinds in figures.items():
        lines += ["", name]
        for kind, score in kinds.items():
            told = score if isinstance(score, dict) else {"findings": score}
            lines.append(f"  {kind:62}" + ", ".join(f"{k} {v}" for k, v in told.items()))
    return "\n".join(lines[1:])


@click.command()
@click.option("--data", required=True, type=click.Path(path_type=Path), help="Folder of the lists.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
def main(data: Path, form: str) -> None:
    """Measure, and print the figures."""
    lacking = [name for name in (MESSY, CLEAN, MAP) if not (data / name).is_file()]
    if lacking:
        raise click.ClickException(f"{data} does not hold {', '.join(lacking)}.")
    figures = measure(data, load())
    click.echo(json.dumps(figures, indent=2) if form == "json" else _table(figures))


if __name__ == "__main__":
    main()
