"""Pocket page: a rakshak's sheet of A4, printed on both sides and folded twice to fit a pocket.

In front who he is, where he goes on which days, what to say, the pledge, and a tally to tear off;
behind the register with a line for each of his mitans. Every text is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.report.page import element, text
from planner.report.pocket import Desk, Pocket, Stop, TeamSheet, leaves
from planner.report.qr import qr_again, qr_svg
from planner.report.texts import Texts
from planner.report.voice import joined
from planner.rostering import Roster

MOST_DAY_COLUMNS = 9  # days that have a column each; more are told in words
TALLIES = ("tally visits", "tally people", "tally mitans", "tally pledges")
BLANK_DATES = 8  # columns of a tally where days have none
SIGNATURES = ("date", "sign rakshak", "sign leader")
DIGEST_SHOWN = 16  # characters; enough for `mitan audit verify --head`


def foot_line(desk: Desk) -> str:
    """What stands at the foot of every page: campaign, plan, and where the history ended."""
    roster, voice = desk.roster, desk.voice
    number, digest = roster.head
    head = voice.say("history", number=number, digest=digest[:DIGEST_SHOWN])
    plan = f"{voice.say('plan', plan=roster.plan)}, {roster.digest[:DIGEST_SHOWN]}"
    return f"{roster.policy.campaign.name} · {plan} · {head}"


def code_text(roster: Roster, pocket: Pocket) -> str:
    """What the QR code of a sheet says: a line each, the same in every language."""
    name = " ".join(roster.policy.campaign.name.split())
    return (
        f"mitan 1\ncampaign {name}\nplan {roster.plan}\nsheet {pocket.sheet}\nrakshak {pocket.id}"
    )


class Printer:
    """Prints sheets as HTML. What stands on every sheet is made once."""

    def __init__(self, desk: Desk, texts: Texts) -> None:
        self.desk, self.voice, self.roster = desk, desk.voice, desk.roster
        self.words = {key: text(label) for key, label in self.voice.labels.items()}
        self.campaign = desk.roster.policy.campaign.name
        self.quota = desk.roster.policy.quota.mitans_per_rakshak
        self.by_column = len(self.roster.days) <= MOST_DAY_COLUMNS
        self.day_columns = len(self.roster.days) if self.by_column else 1
        self.foot = text(foot_line(desk))
        words = [texts.of(lang) for lang in self.voice.languages]
        self._opening = element("p", joined([each.pledge_opening for each in words]))
        self._say = self._columns([_list("ul", each.say) for each in words])
        self._pledge = self._columns(
            [element("p", each.pledge_opening) + _list("ol", each.pledge) for each in words]
        )
        self._register, self._tally = self._register_table(), self._tally_table()
        signs = "".join(f"<div>{self.words[who]}</div>" for who in SIGNATURES)
        self._behind = f'<p>{self.words["received"]}</p><div class="signs">{signs}</div>'

    def day_heads(self) -> str:
        """The heads of the columns of days: one for each, or one for all."""
        if not self.by_column:
            return f"<th>{self.words['days']}</th>"
        lines = ("<br>".join(map(text, self.voice.day_lines(day))) for day in self.roster.days)
        return "".join(f'<th class="d">{line}</th>' for line in lines)

    def day_cells(self, by_day: Sequence[int]) -> str:
        """Visits by day in as many cells; days without any stay empty."""
        if not self.by_column:
            return f"<td>{text(self.voice.days(self.roster.days, by_day))}</td>"
        return "".join(f'<td class="d">{count or ""}</td>' for count in by_day)

    def number(self, value: int) -> str:
        """A cell with a number."""
        return f'<td class="n">{self.voice.number(value)}</td>'

    def pocket(self, pocket: Pocket, team: TeamSheet) -> Iterator[str]:
        """Both sides of a rakshak's sheet."""
        code = f"q{pocket.sheet}"
        square = qr_svg(code_text(self.roster, pocket), code)
        head = _Head(self, pocket, team)
        first, rest = leaves(pocket.stops, len(self.voice.languages))
        yield f'<div class="side">{head("pocket")}{self._areas(pocket, first, two=bool(rest))}'
        yield f'<div class="cols"><div class="wide"><h2>{self.words["say"]}</h2>{self._say}</div>'
        if pocket.sketch:
            yield f'<div class="map"><h2>{self.words["sketch"]}</h2>{pocket.sketch}</div>'
        yield f"</div><h2>{self.words['pledge']}</h2>{self._pledge}"
        yield f'<div class="stub"><div class="cols"><div>{self._stub(pocket)}</div>'
        yield f'<div class="code">{square}</div></div>'
        yield f'<p class="foot">{self.foot}</p></div></div>\n'
        yield f'<div class="side">{head("register", qr_again(code, square))}{self._opening}'
        so_far = {"enrolled": pocket.enrolled, "quota": self.quota, "remaining": pocket.missing}
        yield element("p", self.voice.say("enrolled so far", **so_far))
        yield self._register
        yield f'<p class="foot">{self.foot}</p><div class="stub">{self._behind}</div></div>\n'
        if rest:
            yield f'<div class="side">{head("pocket")}{self._areas(pocket, rest, two=True)}'
            yield f'<p class="foot">{self.foot}</p></div><div class="side"></div>\n'

    def _areas(self, pocket: Pocket, stops: Sequence[Stop], *, two: bool) -> str:
        if not pocket.stops:
            return f"<p>{self.words['no areas']}</p>"
        words = self.words
        rows = "".join(
            f'<tr><td class="n">{stop.number}</td><td><b>{text(stop.name)}</b>'
            f"{f', {text(stop.locality)}' if stop.locality else ''}<br>"
            f'<span class="small">{text(stop.category)} · {text(stop.id)}</span></td>'
            f'<td class="n">{"" if stop.people is None else self.voice.number(stop.people)}</td>'
            f"{self.day_cells(stop.by_day)}{self.number(stop.visits)}</tr>"
            for stop in stops
        )
        on = f"<p>{self.words['two lists']}</p>" if two else ""
        return (
            f"<table><thead><tr><th>{words['no']}</th><th>{words['area']}</th>"
            f"<th>{words['people']}</th>{self.day_heads()}<th>{words['visits']}</th></tr></thead>"
            f'<tbody>{rows}<tr class="sum"><td></td><td>{words["total"]}</td><td></td>'
            f"{self.day_cells(pocket.by_day)}{self.number(pocket.visits)}</tr></tbody></table>{on}"
        )

    def _columns(self, pieces: Sequence[str]) -> str:
        """A column for each language."""
        columns = zip(self.voice.languages, pieces, strict=True)
        return (
            '<div class="cols">'
            + "".join(f'<div lang="{lang}">{piece}</div>' for lang, piece in columns)
            + "</div>"
        )

    def _stub(self, pocket: Pocket) -> str:
        told = self.voice.say("sheet of", sheet=pocket.sheet, sheets=pocket.sheets)
        who = f"<b>{text(pocket.name)}</b> · {text(pocket.id)} · {text(told)}"
        return f"<p>✂ {self.words['tally']}</p><p>{who}</p>{self._tally}"

    def _tally_table(self) -> str:
        """A column for each day and one for the pledge day; empty heads where there are many."""
        if self.by_column and self.roster.days:
            pledge = "<br>".join(
                text(line)
                for day in self.roster.pledge_days[:1]
                for line in self.voice.day_lines(day)
            )
            heads = f'{self.day_heads()}<th class="d">{pledge}</th>'
            count = len(self.roster.days) + 1
        else:
            heads, count = f"<th>{self.words['date']}</th>" * BLANK_DATES, BLANK_DATES
        blank = "<td></td>" * (count + 1)
        rows = "".join(f'<tr><td class="w">{self.words[key]}</td>{blank}</tr>' for key in TALLIES)
        return (
            f"<table><thead><tr><th></th>{heads}<th>{self.words['total']}</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )

    def _register_table(self) -> str:
        words = self.words
        lines = "".join(_register_line(k) for k in range(1, self.quota + 1))
        return (
            f'<table class="register"><thead><tr><th>{words["no"]}</th><th>{words["name"]}</th>'
            f'<th class="phone">{words["phone"]}</th><th>{words["village"]}</th>'
            f'<th class="date">{words["enrolled on"]}</th>'
            f'<th class="sign">{words["signature"]}</th></tr></thead>'
            f"<tbody>{lines}</tbody></table>"
        )


class _Head:
    """The head of a sheet's two sides, which differ in their title only."""

    def __init__(self, printer: Printer, pocket: Pocket, team: TeamSheet) -> None:
        words, voice = printer.words, printer.voice
        place = f"{words['zone']} {text(pocket.zone)}" if pocket.zone else words["no zone"]
        leader = words["nobody"]
        if team.id:
            phone = f"<br>{text(team.phone)}" if team.phone else ""
            leader = f"{words['leader']}: <b>{text(team.name)}</b> · {text(team.id)}{phone}"
        sheet = text(voice.say("sheet of", sheet=pocket.sheet, sheets=pocket.sheets))
        self._before = f'<div class="head"><div><p class="small">{text(printer.campaign)} · '
        self._after = (
            f'</p><p class="name">{text(pocket.name)}</p><p>{text(pocket.id)} · {place}</p></div>'
            f'<div class="right"><p class="small">{sheet}</p><p>{leader}</p></div>'
        )
        self._words = words

    def __call__(self, title: str, code: str = "") -> str:
        return f"{self._before}{self._words[title]}{self._after}{code}</div>"


def _list(tag: str, lines: Sequence[str]) -> str:
    return f"<{tag}>{''.join(element('li', line) for line in lines)}</{tag}>"


def _register_line(number: int) -> str:
    return f'<tr><td class="n">{number}</td>{"<td></td>" * 5}</tr>'
