"""Report: the file that `mitan report` writes, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from planner.report.audit_report import audit_report
from planner.report.document import Document
from planner.report.report_page import report_page
from planner.report.report_phrases import PHRASES
from planner.report.report_shown import Shown
from planner.report.report_told import Told
from planner.report.voice import Voice
from planner.report.zone_outlines import Outline
from planner.reporting import Reported

KILO = 1_000
LARGE = 5_000_000  # bytes


def report_file(
    reported: Reported, lang: str, outlines: Sequence[Outline] = ()
) -> tuple[bytes, Shown]:
    """The report as one HTML file in `lang`, en or hi, and what is shown in it.

    `outlines` are polygons of zones to be drawn; those of zones outside of the report are left
    out. The same plan, campaign and day give the same bytes.
    """
    words = Voice((lang,), PHRASES)
    bare = Shown(reported, words, ())
    own = set(bare.zones.tolist())
    shown = Shown(reported, words, tuple(one for one in outlines if one.zone in own))
    audit = audit_report(reported.verdict, reported.number, lang=lang, snapshot=reported.snapshot)
    return report_page(Told(shown, audit)), shown


def report_answer(shown: Shown, path: Path, content: bytes) -> Document:
    """Where the report is, how large, and what is in it."""
    reported, part = shown.reported, shown.reported.scope.part
    counts = {
        "leaders": len(shown.leaders),
        "rakshaks": len(shown.rakshaks),
        "areas": len(shown.areas),
        "findings": len(reported.verdict.findings),
    }
    data = {
        "file": str(path),
        "bytes": len(content),
        "lang": shown.words.main,
        "plan": reported.number,
        "in_force": reported.in_force,
        "digest": reported.plan.digest,
        "only": {part.of: part.id} if part else None,
        "against": reported.against[0] if reported.against else None,
        "progress": reported.tracked.progress.as_of.isoformat() if reported.tracked else None,
        "stale": reported.stale,
        **counts,
        "zones_outlined": len({one.zone for one in shown.outlines}),
    }
    lines = [
        f"Report of plan {reported.number}: {path}, {len(content) / KILO:,.0f} kB. It opens in any "
        "browser, without internet.",
        f"{counts['areas']:,} areas, {counts['rakshaks']:,} rakshaks, {counts['leaders']:,} "
        f"leaders, {counts['findings']:,} findings.",
    ]
    if len(content) > LARGE:
        lines.append("That is much for a chat; --zone and --leader make smaller ones.")
    if reported.stale:
        lines.append("The campaign has changed since this plan was made. Run: mitan replan")
    return Document(data, (), tuple(lines))
