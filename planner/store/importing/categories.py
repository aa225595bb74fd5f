"""Categories: from the word in a sheet, through the category map, to the policy's code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from planner.findings import Finding, Refusal, Severity, errors
from planner.policy import Policy, fold
from planner.store.importing import cells
from planner.store.importing.headers import meaning_for
from planner.store.importing.reader import read_sheet
from planner.store.importing.rows import Rows, repeated

KIND = "category map"


@dataclass(frozen=True)
class CategoryMap:
    """What a sheet's own category words stand for. Keys are folded words."""

    targets: Mapping[str, str]
    findings: tuple[Finding, ...] = ()


NO_MAP = CategoryMap({})


def read_category_map(path: Path, policy: Policy) -> CategoryMap:
    """Read a file with the columns category and campaign_area_type; others are ignored.

    Raises Refusal, with a finding for each fault, where it cannot be used. A type that stands
    in no list of the policy is a warning, and its category counts as not mapped.
    """
    rows = Rows(read_sheet(path, meaning_for(KIND)), KIND)
    sources = rows.parse("category", cells.free_text, "")
    rows.ids = sources
    targets = rows.parse("campaign_area_type", cells.free_text, "")
    rows.require("category", sources)
    rows.require("campaign_area_type", targets)
    for k, first in repeated(map(fold, sources), ""):
        if fold(targets[k]) != fold(targets[first]):
            rows.fault(
                k,
                "category",
                "IMP040",
                f"this category stands in {rows.row(first)} too, with another type",
                "keep one of the two rows",
            )
    mapped = {}
    for k, (source, target) in enumerate(zip(sources, targets, strict=True)):
        code = policy.category_code(target) if target else None
        if code is not None:
            mapped[fold(source)] = code
        elif target and k not in rows.bad:
            rows.remark(
                k,
                "campaign_area_type",
                "IMP040",
                Severity.WARNING,
                f"no category of the policy is called {target[:40]!r}; this row is not used",
                "write a category's code or label, or add it to campaign.toml",
            )
    findings = tuple(f for f in rows.findings() if f.severity is not Severity.INFO)
    if faults := errors(findings):
        raise Refusal(
            f"{path.name} cannot be used: {len(faults)} fault(s) in it.", findings=findings
        )
    return CategoryMap(mapped, findings)


def name_categories(
    rows: Rows, words: list[str], mapping: CategoryMap, policy: Policy
) -> list[str]:
    """The code of every word. A word in no list is kept, evened out, with one warning each."""
    codes: dict[str, str] = {"": ""}
    unknown: dict[str, int] = {}
    count = Counter(words)
    for word in filter(None, count):
        code = mapping.targets.get(fold(word)) or policy.category_code(word)
        if code is None:
            code = fold(word).replace(" ", "_") or word
            unknown[code] = unknown.get(code, 0) + count[word]
        codes[word] = code
    named = [codes[word] for word in words]
    for code, number in unknown.items():
        rows.remark(
            named.index(code),
            "category",
            "IMP041",
            Severity.WARNING,
            f"the category {code[:40]!r} stands in no list; {number} row(s) have it, this first",
            "map it with --map FILE, or add it to campaign.toml; until then it is planned by "
            "[other_category]",
        )
    return named
