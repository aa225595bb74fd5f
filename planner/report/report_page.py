"""Report page: a plan as one HTML file, from the summary to what changed since another plan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graphs.live import script
from planner.report.page import STYLE, data_block, element, page, text
from planner.report.pocket import one_line
from planner.report.report_details import compare, findings, progress, tree
from planner.report.report_figures import days_item, map_item, page_data, shared_item
from planner.report.report_overview import map_part, shares, summary
from planner.report.report_told import Told
from planner.stages import Stage, stage

SCRIPT = Path(__file__).with_name("report_script.js")
PARTS = {
    "summary": summary,
    "map": map_part,
    "workload": shares,
    "tree": tree,
    "findings": findings,
    "progress": progress,
}
OWN_STYLE = (
    STYLE.replace("max-width: 62rem", "max-width: 76rem")
    + """
nav a { margin-right: 1rem; }
.figure { min-height: 16rem; border: 1px solid #e4e6e8; }
#map-figure { min-height: 560px; }
.choice { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; margin: .6rem 0; }
.choice label { display: flex; flex-direction: column; font-size: .88rem; }
select, button { font: inherit; padding: .2rem .5rem; max-width: 22rem; }
details { margin: .2rem 0 .2rem 1.1rem; }
summary { cursor: pointer; }
ul.team { margin: .2rem 0 .4rem 1.6rem; padding: 0; columns: 20rem; }
.state-short, .is-short { color: #8f2f3d; }
.state-over, .is-over { color: #7a5800; }
@media print { .choice, nav { display: none; } }
"""
)


@stage(Stage.REPORT)
def report_page(told: Told) -> bytes:
    """The whole file."""
    campaign = one_line(told.reported.policy.campaign.name)
    title = told.say("title", campaign=campaign)
    days = told.done.data["days"] if told.done else ()
    figures = [map_item(told.shown), shared_item(told.shown), days_item(days, told.shown.words)]
    pieces = [
        *_head(told, title),
        *(
            f'<section id="{name}">\n' + "\n".join(part(told)) + "\n</section>"
            for name, part in PARTS.items()
        ),
        *compare(told),
        data_block("figures", [one for one in figures if one is not None]),
        data_block("told", page_data(told.shown)),
    ]
    scripts = (script(), SCRIPT.read_text(encoding="utf-8"))
    return page(title, told.shown.words.main, pieces, OWN_STYLE, scripts).encode()


def _head(told: Told, title: str) -> Iterator[str]:
    yield element("h1", title)
    if part := told.reported.scope.part:
        yield element("p", told.say(f"only {part.of}", one=part.id))
    yield f"<noscript>{element('p', told.say('no script'))}</noscript>"
    links = (f'<a href="#{name}">{text(told.say(name))}</a>' for name in PARTS)
    yield f'<nav aria-label="{text(told.say("contents"))}">{"".join(links)}</nav>'
