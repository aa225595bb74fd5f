"""Page: one printable HTML file that fetches nothing and shows texts as they are.

It runs nothing either, but for the scripts that are given to it.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterable, Sequence

from graphs.words import number

LONGEST_ID = 16  # characters of a text without blanks that is not broken into lines
STYLE = """
:root { color-scheme: light; }
body { font: 11pt/1.45 "Noto Sans", "Noto Sans Devanagari", "Nirmala UI", Mangal, sans-serif;
  margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: #1a1a1a; background: #fff; }
h1 { font-size: 1.5rem; margin: 0 0 .3rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .3rem; border-bottom: 2px solid #1a1a1a; }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
p { margin: .3rem 0; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0; font-size: .88rem; }
th, td { border: 1px solid #b5b5b5; padding: .25rem .45rem; text-align: left;
  vertical-align: top; overflow-wrap: anywhere; }
th { background: #efefef; overflow-wrap: normal; }
th.over { font-weight: normal; background: none; border: 0; padding-left: 0; }
td.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.id { white-space: nowrap; }
td.blank { min-width: 8rem; height: 1.9rem; }
.error { border-left: .4rem solid #b3261e; padding-left: .6rem; }
.warning { border-left: .4rem solid #c77700; padding-left: .6rem; }
.info { border-left: .4rem solid #5a6b7b; padding-left: .6rem; }
.quiet { color: #555; font-size: .88rem; }
.digest { font-family: monospace; overflow-wrap: anywhere; }
@page { size: A4; margin: 14mm; }
@media print {
  body { margin: 0; padding: 0 1px; max-width: none; font-size: 9.5pt; }
  table { font-size: 8pt; }
  thead { display: table-header-group; }
  tr, h1, h2, h3, .together { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .sheet { break-before: page; }
  .sheet:first-of-type { break-before: auto; }
  th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""


def page(
    title: str, lang: str, body: Iterable[str], style: str = STYLE, scripts: Sequence[str] = ()
) -> str:
    """A whole page. `body` are pieces of HTML made by this module; `title` is a text.

    Its policy forbids everything from elsewhere and every script but `scripts`, which are run in
    order at the end of the page. It allows this one style; where there are scripts, also the
    styles that they set.
    """
    styles = "'unsafe-inline'" if scripts else _digest(style)
    policy = f"default-src 'none'; style-src {styles}; base-uri 'none'; form-action 'none'"
    if scripts:
        policy += f"; script-src {' '.join(map(_digest, scripts))}; img-src data:"
    return "".join(
        (
            f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>{text(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n",
            *(f"{piece}\n" for piece in body),
            *(f"<script>{script}</script>\n" for script in scripts),
            "</body>\n</html>\n",
        )
    )


def _digest(content: str) -> str:
    """How a page's policy names a style or a script that is allowed."""
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def data_block(name: str, data: object) -> str:
    """Data for the page's scripts, as JSON that nothing in it can end; `name` is its id."""
    told = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    told = told.replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}">{told}</script>'


def text(value: object) -> str:
    """A value as text: whatever it holds, none of it is markup."""
    return html.escape(str(value))


def element(tag: str, content: object, style: str = "") -> str:
    """A text in an element, such as h1 or p; `style` is a class."""
    kind = f' class="{style}"' if style else ""
    return f"<{tag}{kind}>{text(content)}</{tag}>"


def section(style: str, pieces: Iterable[str]) -> str:
    """Pieces of HTML that belong together."""
    return f'<section class="{style}">\n' + "\n".join(pieces) + "\n</section>"


def table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], lang: str, over: str = ""
) -> str:
    """A table of texts and numbers; None is a blank to be filled in with a pen.

    Numbers are grouped as `lang` does. `over` stands above the columns, with them on every
    printed page.
    """
    lines = (f"<tr>{''.join(_cell(value, lang) for value in row)}</tr>" for row in rows)
    return (
        f"<table>\n{table_head(columns, over)}\n<tbody>\n"
        + "\n".join(lines)
        + "\n</tbody>\n</table>"
    )


def table_head(columns: Sequence[str], over: str = "") -> str:
    """The names of the columns and what stands above them, as repeated on every printed page."""
    names = "".join(f"<th>{text(name)}</th>" for name in columns)
    above = f'<tr><th class="over" colspan="{len(columns)}">{text(over)}</th></tr>' if over else ""
    return f"<thead>{above}<tr>{names}</tr></thead>"


def _cell(value: object, lang: str) -> str:
    if value is None:
        return '<td class="blank"></td>'
    if isinstance(value, int):
        return f'<td class="n">{number(value, lang)}</td>'
    kind = ""
    if isinstance(value, str) and len(value) <= LONGEST_ID and " " not in value:
        kind = ' class="id"'
    return f"<td{kind}>{text(value)}</td>"
