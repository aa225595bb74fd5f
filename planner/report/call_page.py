"""Call page: a call sheet as pages to print: one HTML file, a page or more for each lot.

Every text is escaped, nothing is fetched from elsewhere, and there is no script.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphs.words import number
from planner.audit.draw import Lot
from planner.report.call_sheet import Call, CallSheet
from planner.report.page import element, page, section, table_head, text

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
.over { border: 0; background: none; padding-left: 0; font-weight: normal; font-size: 8pt }
.number { text-align: right; white-space: nowrap }
.tick { white-space: nowrap; font-size: 8.5pt } .tick span { display: block }
.tick span::before { content: ""; display: inline-block; width: 3mm; height: 3mm;
  border: 0.3mm solid #000; margin-right: 1.5mm; vertical-align: -0.4mm }
.sign { display: flex; gap: 10mm; margin-top: 12mm; break-inside: avoid }
.sign div { flex: 1; border-top: 0.3mm solid #000; padding-top: 1mm }
"""


def as_html(sheet: CallSheet) -> bytes:
    """The pages, as a file in UTF-8."""
    lots = zip(sheet.drawn.draw.lots, sheet.calls, strict=True)
    body = (section("lot", _lot(sheet, lot, calls)) for lot, calls in lots)
    return page(_title(sheet), sheet.lang, body, STYLE).encode()


def _title(sheet: CallSheet) -> str:
    return f"{sheet.campaign}: {sheet.say('title')}"


def _lot(sheet: CallSheet, lot: Lot, calls: Sequence[Call]) -> Iterator[str]:
    """The pages of one lot: what was drawn, the rule, the calls, and who signs."""
    head = sheet.say("lot", kind=sheet.say(lot.kind), lot=sheet.lot_name(lot))
    yield element("h1", _title(sheet))
    yield element("p", f"{_counted(sheet)} {_proof(sheet)}", "small")
    yield element("h2", head)
    yield element("p", _rule(sheet, lot))
    yield element("p", sheet.say("how"), "small")
    shown = list(_printed(lot, calls))
    columns = ["", *(sheet.say(f"column {column}") for column in (*shown, "answer", "note"))]
    draw = sheet.drawn.draw  # named on every page, which may get loose
    over = f"{head} · {sheet.say('column draw')} {draw.number} · {draw.entry.digest[:DIGEST_SHOWN]}"
    yield f"<table>{table_head(columns, over)}<tbody>"
    yield from (_row(sheet, k, call, shown) for k, call in enumerate(calls, start=1))
    yield "</tbody></table>"
    signs = (element("div", sheet.say(who)) for who in ("asked by", "witness"))
    yield f'<div class="sign">{"".join(signs)}</div>'


def _rule(sheet: CallSheet, lot: Lot) -> str:
    rule = "census" if lot.census else "rule"
    size, sample = (number(many, sheet.lang) for many in (lot.size, len(lot.ids)))
    told = sheet.say(rule, size=size, sample=sample, allowed=lot.allowed)
    return f"{told} {sheet.say('clusters', clusters=lot.clusters)}" if lot.clusters else told


def _printed(lot: Lot, calls: Sequence[Call]) -> Iterator[str]:
    """The columns that hold anything, beside the answer; the question names the rakshak."""
    for column in ("id", "name", "phone", "zone", "question"):
        same = column == "zone" and all(call.zone == lot.lot for call in calls)
        if not same and any(getattr(call, column) for call in calls):
            yield column


def _row(sheet: CallSheet, number: int, call: Call, shown: Sequence[str]) -> str:
    cells = "".join(f'<td class="{c}">{text(getattr(call, c))}</td>' for c in shown)
    choices = (sheet.say(word) for word in ("yes", "no", "unreachable"))
    ticks = "".join(f"<span>{text(choice)}</span>" for choice in choices)
    ends = f'<td class="tick">{ticks}</td><td class="note"></td>'
    return f'<tr><td class="number">{number}</td>{cells}{ends}</tr>'


def _counted(sheet: CallSheet) -> str:
    ledger, number = sheet.drawn.ledger, sheet.drawn.draw.number
    since = len(ledger.draws) - number
    undrawn = ledger.undrawn
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
