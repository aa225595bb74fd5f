"""Callpage: a call sheet as pages to print: one HTML file, a page or more for each lot.

Every text is escaped, nothing is fetched from elsewhere, and there is no script.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from planner.audit.draw import Lot
from planner.report.callsheet import Call, CallSheet

DIGEST_SHOWN = 16
STYLE = """
@page { size: A4; margin: 12mm }
body { font: 10pt/1.35 "Noto Sans", "Noto Sans Devanagari", "Nirmala UI", Mangal, sans-serif;
  color: #000; margin: 0 auto; max-width: 184mm }
h1 { font-size: 13pt; margin: 0 } h2 { font-size: 12pt; margin: 3mm 0 1mm }
p { margin: 1mm 0 } .small { font-size: 8pt }
section { break-before: page } section:first-of-type { break-before: auto }
table { border-collapse: collapse; width: 100%; margin-top: 2mm }
thead { display: table-header-group }
th, td { border: 0.3mm solid #555; padding: 0.6mm 1.5mm; text-align: left; vertical-align: top }
td { overflow-wrap: anywhere } th, .phone { white-space: nowrap } .question { font-size: 8.5pt }
.id { min-width: 26mm } .name { min-width: 26mm } .note { min-width: 20mm }
tr { break-inside: avoid } th { background: #eee }
.number { text-align: right; white-space: nowrap }
.tick { white-space: nowrap; font-size: 8.5pt } .tick span { display: block }
.tick span::before { content: ""; display: inline-block; width: 3mm; height: 3mm;
  border: 0.3mm solid #000; margin-right: 1.5mm; vertical-align: -0.4mm }
.sign { display: flex; gap: 10mm; margin-top: 12mm; break-inside: avoid }
.sign div { flex: 1; border-top: 0.3mm solid #000; padding-top: 1mm }
"""


def as_html(sheet: CallSheet) -> bytes:
    """The pages, as a file in UTF-8."""
    title = escape(f"{sheet.campaign}: {sheet.say('title')}")
    lots = zip(sheet.drawn.draw.lots, sheet.calls, strict=True)
    body = "\n".join(_section(sheet, lot, calls) for lot, calls in lots)
    page = f"""<!DOCTYPE html>
<html lang="{sheet.lang}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><title>{title}</title>
<style>{STYLE}</style></head>
<body>
{body}
</body></html>
"""
    return page.encode()


def _section(sheet: CallSheet, lot: Lot, calls: Sequence[Call]) -> str:
    """The pages of one lot: what was drawn, the rule, the calls, and who signs."""
    rule = "census" if lot.census else "rule"
    size, sample = f"{lot.size:,}", f"{len(lot.ids):,}"
    told = sheet.say(rule, size=size, sample=sample, allowed=lot.allowed)
    if lot.clusters:
        told += " " + sheet.say("clusters", clusters=lot.clusters)
    head = sheet.say("lot", kind=sheet.say(lot.kind), lot=sheet.lot_name(lot))
    shown = list(_printed(lot, calls))
    header = "".join(f"<th>{escape(sheet.say(f'column {column}'))}</th>" for column in shown)
    rows = "\n".join(_row(sheet, k, call, shown) for k, call in enumerate(calls, start=1))
    return f"""<section>
<h1>{escape(sheet.campaign)}: {escape(sheet.say("title"))}</h1>
<p class="small">{escape(_counted(sheet))} {escape(_proof(sheet))}</p>
<h2>{escape(head)}</h2>
<p>{escape(told)}</p>
<p class="small">{escape(sheet.say("how"))}</p>
<table><thead><tr><th></th>{header}<th>{escape(sheet.say("column answer"))}</th>
<th>{escape(sheet.say("column note"))}</th></tr></thead><tbody>
{rows}
</tbody></table>
<div class="sign"><div>{escape(sheet.say("asked by"))}</div>
<div>{escape(sheet.say("witness"))}</div></div>
</section>"""


def _printed(lot: Lot, calls: Sequence[Call]) -> Iterator[str]:
    """The columns that hold anything, beside the answer; the question names the rakshak."""
    for column in ("id", "name", "phone", "zone", "question"):
        same = column == "zone" and all(call.zone == lot.lot for call in calls)
        if not same and any(getattr(call, column) for call in calls):
            yield column


def _row(sheet: CallSheet, number: int, call: Call, shown: Sequence[str]) -> str:
    cells = "".join(f'<td class="{c}">{escape(getattr(call, c))}</td>' for c in shown)
    choices = (sheet.say(word) for word in ("yes", "no", "unreachable"))
    ticks = "".join(f"<span>{escape(choice)}</span>" for choice in choices)
    ends = f'<td class="tick">{ticks}</td><td class="note"></td>'
    return f'<tr><td class="number">{number}</td>{cells}{ends}</tr>'


def _counted(sheet: CallSheet) -> str:
    register, number = sheet.drawn.register, sheet.drawn.draw.number
    since = len(register.draws) - number
    undrawn = register.undrawn
    return sheet.say("draw", number=number, before=number - 1, since=since, undrawn=undrawn)


def _proof(sheet: CallSheet) -> str:
    draw = sheet.drawn.draw
    commitment, entry = draw.commitment.entry, draw.entry
    return sheet.say(
        "proof",
        committed=commitment.at,
        commitment=commitment.number,
        drawn=entry.at,
        entry=entry.number,
        digest=entry.digest[:DIGEST_SHOWN],
    )
