"""What the demo and the catalogue answer, as Documents. Ids only, no names."""

from __future__ import annotations

from collections.abc import Sequence

from planner.report.answers import findings_table, plan_answer, proof
from planner.report.audit_report import audit_report
from planner.report.document import Document, Table
from planner.report.workload import workload
from scenarios.demo import Demo
from scenarios.growth.answer import rates_answer
from scenarios.growth.scenario import Growth, growth, growth_names
from scenarios.hierarchies import (
    Hierarchy,
    hierarchies,
    hierarchy,
    hierarchy_names,
    settings,
)
from scenarios.presets import Fact, Parameter, Preset, preset, preset_names, presets, unknown


def demo_answer(demo: Demo) -> Document:
    """The campaign in numbers, its plan, its verdict, and where the pictures are."""
    plan = demo.assigned.plan
    counts = {**demo.tree.counts, "areas": plan.areas}
    quota = demo.tree.quota
    fair = workload(demo.assigned)
    audit = audit_report(demo.verdict, demo.assigned.number)
    rows = [
        *([("preset", demo.wanted.preset)] if demo.wanted.preset else []),
        ("people", f"{counts['leaders']:,} leaders, {counts['rakshaks']:,} rakshaks, "
                   f"{counts['mitans']:,} mitans"),
        ("quota", f"{quota['filled']:,} of {counts['rakshaks']:,} rakshaks filled"),
        ("areas", f"{plan.areas:,}, needing {plan.visits_needed:,} visits"),
        ("coverage", f"{plan.uncovered:,} visits uncovered"),
        ("balance", f"{fair['in_band']:.1%} of rakshaks within fair share"),
        ("cost", f"{plan.tiers['cost'].value / max(plan.visits_needed, 1) / 1000:.2f} km a visit"),
        ("plan", proof(plan)),
        ("audit", audit.line),
        *(("picture", str(path)) for path in demo.pictures),
        ("store", demo.target),
        ("time", f"{demo.seconds:.1f} s"),
    ]  # fmt: skip
    data = {
        "scenario": demo.wanted.scenario,
        "size": demo.wanted.size,
        "seed": demo.wanted.seed,
        "preset": demo.wanted.preset,
        "folder": str(demo.folder),
        "db": demo.target,
        "counts": counts,
        "quota": quota,
        "plan": plan_answer(demo.assigned).data,
        "audit": audit.as_dict(),
        "pictures": [str(path) for path in demo.pictures],
        "seconds": round(demo.seconds, 3),
    }
    faults = (findings_table(demo.verdict.findings),) if demo.verdict.findings else ()
    return Document(data, (*faults, Table("Demo", ("what", "result"), rows)))


def scenarios_answer(name: str | None) -> Document:
    """What has that name in the catalogue, in full; all of it, one a row, where None.

    Raises Refusal (USAGE) where there is none, with the names that are near.
    """
    if name is None:
        return catalogue_answer(presets(), hierarchies(), [growth(one) for one in growth_names()])
    if name in hierarchy_names():
        return hierarchy_answer(hierarchy(name))
    if name in preset_names():
        return preset_answer(preset(name))
    if name in growth_names():
        one = growth(name)
        return rates_answer(one.rates, one.title, "en")
    known = {*preset_names(), *hierarchy_names(), *growth_names()}
    raise unknown("scenarios and presets", name, sorted(known))


def catalogue_answer(
    presets: Sequence[Preset], hierarchies: Sequence[Hierarchy], growths: Sequence[Growth]
) -> Document:
    """Hierarchies, growth scenarios and scenarios of a district, one a row."""
    of_growth = [
        {"name": one.name, "title": one.title, "rakshaks": f"{one.rakshaks.value:,.0f}"}
        for one in growths
    ]
    of_hierarchies = [
        {"name": one.name, "title": one.title, "levels": _chain(one)} for one in hierarchies
    ]
    of_scenarios = [
        {"name": one.name, "title": one.title, "sizes": ", ".join(one.sizes)} for one in presets
    ]
    return Document(
        {"scenarios": of_scenarios, "hierarchies": of_hierarchies, "growth": of_growth},
        (
            Table(
                "Hierarchies: mitan init --preset NAME",
                ("name", "title", "levels"),
                [list(row.values()) for row in of_hierarchies],
            ),
            Table(
                "Growth: mitan simulate NAME",
                ("name", "title", "rakshaks"),
                [list(row.values()) for row in of_growth],
            ),
            Table(
                "Scenarios: mitan demo --scenario NAME",
                ("name", "title", "sizes"),
                [list(row.values()) for row in of_scenarios],
            ),
        ),
        ("One in full: mitan scenarios NAME",),
    )


def _chain(hierarchy: Hierarchy) -> str:
    """Its levels in a line, with how many of each the one above usually has."""
    top, *below = hierarchy.levels
    counts = [level.span.usual for level in hierarchy.levels if level.span is not None]
    return ", ".join(
        [top.label, *(f"{n} x {one.label}" for n, one in zip(counts, below, strict=True))]
    )


def hierarchy_answer(hierarchy: Hierarchy) -> Document:
    """One hierarchy: its levels, what it sets in campaign.toml, and facts with sources."""
    levels = [
        (level.label, level.label_hi, level.code)
        + (("", "", "", "") if level.span is None else tuple(level.span.model_dump().values()))
        for level in hierarchy.levels
    ]
    return Document(
        hierarchy.model_dump(mode="json", by_alias=True),
        (
            Table(
                "Levels, and how many each has of the next",
                ("level", "in Hindi", "in Mitan", "least", "usual", "most", "source"),
                levels,
            ),
            Table("Sets in campaign.toml", ("setting", "value", "usual"), settings(hierarchy)),
            _facts(hierarchy.facts),
        ),
        (
            hierarchy.title,
            hierarchy.text.strip(),
            f"To use it: mitan init --preset {hierarchy.name}; to try it: "
            f"mitan demo --preset {hierarchy.name}",
        ),
    )


def preset_answer(preset: Preset) -> Document:
    """One scenario: facts and assumptions, each with its source."""
    assumed = [
        (name, p.value, f"{p.range[0]:g} to {p.range[1]:g}", p.source)
        for name, p in _parameters(preset)
    ]
    return Document(
        preset.model_dump(mode="json", by_alias=True),
        (
            _facts(preset.facts),
            Table("Parameters", ("what", "value", "range", "source"), assumed),
        ),
        (preset.title, preset.text, preset.attribution),
    )


def _facts(facts: Sequence[Fact]) -> Table:
    rows = [(f.text, f.value, f.unit, f.date, f.source) for f in facts]
    return Table("Facts", ("what", "value", "unit", "date", "source"), rows)


def _parameters(entry: object, path: str = "") -> list[tuple[str, Parameter]]:
    """Every parameter below an entry of the preset, with the way to it."""
    if isinstance(entry, Parameter):
        return [(path, entry)]
    if isinstance(entry, tuple):
        return [
            pair
            for part in entry
            for pair in _parameters(
                part, f"{path} {getattr(part, 'code', getattr(part, 'name', ''))}".strip()
            )
        ]
    fields = getattr(type(entry), "model_fields", {})
    return [
        pair
        for name in fields
        for pair in _parameters(getattr(entry, name), f"{path} {name}".strip())
    ]
