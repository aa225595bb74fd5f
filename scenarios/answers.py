"""What the demo and the catalogue answer, as Documents. Ids only, no names."""

from __future__ import annotations

from collections.abc import Sequence

from planner.report.answers import audit_answer, plan_answer, proof
from planner.report.document import Document, Table
from planner.report.workload import workload
from scenarios.demo import Demo
from scenarios.presets import Parameter, Preset


def demo_answer(demo: Demo) -> Document:
    """The campaign in numbers, its plan, its verdict, and where the pictures are."""
    plan = demo.assigned.plan
    counts = {**demo.tree.counts, "areas": plan.areas}
    quota = demo.tree.quota
    fair = workload(demo.assigned)
    verdict = audit_answer(demo.verdict, demo.assigned.number)
    rows = [
        ("people", f"{counts['leaders']:,} leaders, {counts['rakshaks']:,} rakshaks, "
                   f"{counts['mitans']:,} mitans"),
        ("quota", f"{quota['filled']:,} of {counts['rakshaks']:,} rakshaks filled"),
        ("areas", f"{plan.areas:,}, needing {plan.visits_needed:,} visits"),
        ("coverage", f"{plan.uncovered:,} visits uncovered"),
        ("balance", f"{fair['in_band']:.1%} of rakshaks within fair share"),
        ("cost", f"{plan.tiers['cost'].value / max(plan.visits_needed, 1) / 1000:.2f} km a visit"),
        ("plan", proof(plan)),
        ("audit", verdict.lines[0]),
        *(("picture", str(path)) for path in demo.pictures),
        ("store", demo.target),
        ("time", f"{demo.seconds:.1f} s"),
    ]  # fmt: skip
    data = {
        "scenario": demo.wanted.scenario,
        "size": demo.wanted.size,
        "seed": demo.wanted.seed,
        "folder": str(demo.folder),
        "db": demo.target,
        "counts": counts,
        "quota": quota,
        "plan": plan_answer(demo.assigned).data,
        "audit": verdict.data,
        "pictures": [str(path) for path in demo.pictures],
        "seconds": round(demo.seconds, 3),
    }
    faults = (verdict.tables[-1],) if demo.verdict.findings else ()
    return Document(data, (*faults, Table("Demo", ("what", "result"), rows)))


def presets_answer(presets: Sequence[Preset]) -> Document:
    """The scenarios, one a row."""
    rows = [
        {"name": preset.name, "title": preset.title, "sizes": ", ".join(preset.sizes)}
        for preset in presets
    ]
    return Document(
        {"scenarios": rows},
        (Table("Scenarios", ("name", "title", "sizes"), [list(row.values()) for row in rows]),),
        ("One in full: mitan scenarios NAME",),
    )


def preset_answer(preset: Preset) -> Document:
    """One scenario: facts and assumptions, each with its source."""
    facts = [(f.text, f.value, f.unit, f.date, f.source) for f in preset.facts]
    assumed = [
        (name, p.value, f"{p.range[0]:g} to {p.range[1]:g}", p.source)
        for name, p in _parameters(preset)
    ]
    return Document(
        preset.model_dump(mode="json", by_alias=True),
        (
            Table("Facts", ("what", "value", "unit", "date", "source"), facts),
            Table("Parameters", ("what", "value", "range", "source"), assumed),
        ),
        (preset.title, preset.text, preset.attribution),
    )


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
