"""Counts page and signature sheets of the evidence pack: printable, ids and numbers only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from graphs.words import number
from planner.report.document import Table
from planner.report.pack_phrases import PHRASES
from planner.report.page import element, page, section, table
from planner.report.participants import RAKSHAK_COLUMNS, TOTALS, Participants

SHEET_COLUMNS = ("leader", "rakshak", "enrolled", "pledged", "signed", "areas", "visits")
SUMMED = ("enrolled", "pledged", "signed", "visits")
WITNESSES = 2
DIGEST_SHOWN = 16


@dataclass(frozen=True)
class Heading:
    """What stands on top of each page: whose campaign, and where its history ended."""

    campaign: str
    head_number: int
    head: str  # digest of the last entry of the history
    lang: str

    def say(self, phrase: str, **values: object) -> str:
        """A phrase in the page's language with its values put in."""
        return PHRASES[self.lang][phrase].format(**values)

    def lines(self) -> Iterator[str]:
        """The pieces below a title."""
        yield element("p", self.say("made", campaign=self.campaign))
        yield element("p", self.say("head", number=self.head_number, digest=self.head), "digest")


def counts_page(heading: Heading, counted: Participants) -> str:
    """The totals of the campaign, then its zones, days, leaders, rakshaks and places."""
    return page(heading.say("counts"), heading.lang, _counts(heading, counted))


def signature_sheets(heading: Heading, counted: Participants) -> str:
    """For each zone a sheet: its rakshaks by leader with room to sign, and its witnesses."""
    return page(heading.say("signatures"), heading.lang, _sheets(heading, counted))


def _counts(heading: Heading, counted: Participants) -> Iterator[str]:
    yield element("h1", heading.say("counts"))
    yield from heading.lines()
    yield element("p", heading.say("audit"), "quiet")
    yield element("h2", heading.say("totals"))
    yield table(
        (heading.say("what"), heading.say("number")),
        [(_total(heading, name), counted.totals[name]) for name in TOTALS],
        heading.lang,
    )
    for part in counted.tables:
        yield element("h2", heading.say(part.title))
        yield table([heading.say(_column(part, name)) for name in part.columns],
                    _readable(heading, part.rows), heading.lang)  # fmt: skip


def _sheets(heading: Heading, counted: Participants) -> Iterator[str]:
    rows = [dict(zip(RAKSHAK_COLUMNS, row, strict=True)) for row in counted.rakshaks.rows]
    named = [row for row in rows if row["rakshak"]]
    for zone, of_zone in groupby(sorted(named, key=_by_team), key=lambda row: row["zone"]):
        yield section("sheet", _sheet(heading, str(zone), list(of_zone)))


def _sheet(heading: Heading, zone: str, rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    sums = {name: number(sum(row[name] for row in rows), heading.lang) for name in SUMMED}
    yield element("h1", heading.say("signatures"))
    of_zone = heading.say("zone of", zone=zone or heading.say("none"))
    # on every page, as pages get loose: whose it is, and the history that it was made of
    over = f"{of_zone} · {heading.head[:DIGEST_SHOWN]}" if heading.head else of_zone
    yield element("h3", of_zone)
    yield from heading.lines()
    yield element("p", heading.say("sheet totals", rakshaks=f"{len(rows):,}", **sums))
    yield element("p", heading.say("declare"))
    columns = [heading.say(name) for name in (*SHEET_COLUMNS, "signature")]
    signed = [(*(row[name] for name in SHEET_COLUMNS), None) for row in rows]
    yield table(columns, signed, heading.lang, over)
    yield section("together", _witnesses(heading, over))


def _witnesses(heading: Heading, over: str) -> Iterator[str]:
    yield element("h3", heading.say("witnesses"))
    who = [heading.say("witness", n=n) for n in range(1, WITNESSES + 1)]
    blanks = ("name", "office", "signature", "date")
    yield table(
        ["", *(heading.say(name) for name in blanks)],
        [(one, *[None] * len(blanks)) for one in (*who, heading.say("officer"))],
        heading.lang,
        over,
    )


def _by_team(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["zone"], row["leader"], row["rakshak"]


def _readable(heading: Heading, rows: Sequence[Sequence[object]]) -> Iterator[Sequence[object]]:
    """The rows with a word where the first cell, whose row it is, is empty."""
    nobody = heading.say("none")
    return ((row[0] or nobody, *row[1:]) for row in rows)


def _total(heading: Heading, name: str) -> str:
    plural = name in ("leaders", "rakshaks", "places")
    return heading.say(f"total {name}" if plural else name)


def _column(part: Table, name: str) -> str:
    """The phrase for a column: some are the name of a table too."""
    return f"total {name}" if name in ("leaders", "rakshaks", "places") else name
