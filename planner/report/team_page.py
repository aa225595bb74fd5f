"""Team page: a leader's sheet and call list; a zone's summary; the list of all that was made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from planner.report.page import element, text
from planner.report.pocket import Below, Pocket, TeamSheet, added
from planner.report.pocket_page import Printer


@dataclass(frozen=True, slots=True)
class Listed:
    """The file of one team, and what is in it. `id` is the leader's, empty where there is none."""

    file: str
    id: str
    name: str
    phone: str
    zone: str
    rakshaks: int
    by_day: tuple[int, ...]
    visits: int
    enrolled: int
    missing: int


def listed(sheet: TeamSheet, file: str) -> Listed:
    """A team as one line."""
    return Listed(
        file=file,
        id=sheet.id,
        name=sheet.name,
        phone=sheet.phone,
        zone=sheet.zone,
        rakshaks=len(sheet.pockets),
        by_day=sheet.by_day,
        visits=sheet.visits,
        enrolled=sheet.enrolled,
        missing=sheet.missing,
    )


def team_pages(printer: Printer, sheet: TeamSheet) -> Iterator[str]:
    """A leader's own pages: his team, its call list, and the leaders below him."""
    if sheet.pockets:
        yield '<div class="sheet">'
        yield _title(printer, sheet, "team")
        yield from _team(printer, sheet)
        yield '</div><div class="sheet">'
        yield _title(printer, sheet, "calls")
        yield from _calls(printer, sheet.pockets)
        yield "</div>"
    if sheet.below:
        yield f'<div class="sheet">{_title(printer, sheet, "below")}'
        heads = ("no", "leader", "phone", "rakshaks", "DAYS", "visits", "enrolled", "remaining")
        yield _table(printer, heads, (_below(printer, k, b) for k, b in enumerate(sheet.below, 1)))
        yield "</div>"


def zone_pages(printer: Printer, zone: int, teams: Sequence[Listed]) -> Iterator[str]:
    """A zone's summary: its teams, and its areas with who comes when."""
    words = printer.words
    code = printer.roster.zone_code(zone)
    yield f'<div class="sheet"><p class="small">{text(printer.campaign)}</p>'
    yield f"<h1>{words['zone sheet']}: {text(code) if code else words['no zone']}</h1>"
    yield f"<p>{words['open' if printer.desk.opened else 'masked']}</p>"
    yield f"<h2>{words['teams']}</h2>"
    yield teams_table(printer, teams)
    yield f"<h2>{words['places']}</h2>"
    heads = ("area", "category", "people", "DAYS", "visits", "who")
    yield _table(printer, heads, _places(printer, zone))
    yield "</div>"


def teams_table(printer: Printer, teams: Sequence[Listed], *, links: bool = False) -> str:
    """Teams, a line each, and their total; with `links` to their files."""
    heads = ("no", "leader", "phone", "rakshaks", "DAYS", "visits", "enrolled", "remaining")
    lines = [_listed(printer, k, team, links) for k, team in enumerate(teams, start=1)]
    days = added([team.by_day for team in teams], len(printer.roster.days))
    sums = (sum(team.visits for team in teams), sum(team.enrolled for team in teams),
            sum(team.missing for team in teams))  # fmt: skip
    lines.append(
        f'<tr class="sum"><td></td><td>{printer.words["total"]}</td><td></td>'
        f"{printer.number(sum(team.rakshaks for team in teams))}{printer.day_cells(days)}"
        f"{''.join(map(printer.number, sums))}</tr>"
    )
    return _table(printer, heads, lines)


def index_page(printer: Printer, files: Sequence[Listed], zones: Sequence[tuple[str, str]]) -> str:
    """What was made, with links: zones (code and file), and leaders."""
    words = printer.words
    pieces = [element("h1", printer.campaign), f"<h2>{words['overview']}</h2>"]
    pieces.append(f"<p>{words['open' if printer.desk.opened else 'masked']}</p>")
    noted = "days noted" if printer.roster.days else "no days"
    pieces.append(f"<p>{words[noted]}</p>")
    if zones:
        links = (
            f'<a href="{text(file)}">{text(code) if code else words["no zone"]}</a>'
            for code, file in zones
        )
        pieces.append(f"<h2>{words['zones']}</h2><p>{' · '.join(links)}</p>")
    pieces += [f"<h2>{words['teams']}</h2>", teams_table(printer, files, links=True)]
    return "\n".join(pieces)


def _title(printer: Printer, sheet: TeamSheet, title: str) -> str:
    words = printer.words
    name = f"{text(sheet.name)} · {text(sheet.id)}" if sheet.id else words["nobody"]
    place = f"{words['zone']} {text(sheet.zone)}" if sheet.zone else words["no zone"]
    phone = f" · {text(sheet.phone)}" if sheet.phone else ""
    noted = words["open" if printer.desk.opened else "masked"]
    return (
        f'<div class="head"><div><p class="small">{text(printer.campaign)}</p>'
        f"<h1>{words[title]}: {name}</h1><p>{place}{phone}</p></div>"
        f'<div class="right"><p class="small">{noted}</p></div></div>'
    )


def _team(printer: Printer, sheet: TeamSheet) -> Iterator[str]:
    heads = ("no", "rakshak", "areas", "DAYS", "visits", "enrolled", "remaining")
    lines = [_member(printer, pocket) for pocket in sheet.pockets]
    lines.append(
        f'<tr class="sum"><td></td><td>{printer.words["total"]}</td><td></td>'
        f"{printer.day_cells(sheet.by_day)}{printer.number(sheet.visits)}"
        f"{printer.number(sheet.enrolled)}{printer.number(sheet.missing)}</tr>"
    )
    yield _table(printer, heads, lines)
    yield f"<p>{printer.words['days noted' if printer.roster.days else 'no days']}</p>"


def _member(printer: Printer, pocket: Pocket) -> str:
    areas = "<br>".join(f"{text(s.name)} ({printer.voice.number(s.visits)})" for s in pocket.stops)
    return (
        f'<tr><td class="n">{pocket.sheet}</td><td><b>{text(pocket.name)}</b><br>'
        f'<span class="small">{text(pocket.id)}</span></td><td class="small">{areas}</td>'
        f"{printer.day_cells(pocket.by_day)}{printer.number(pocket.visits)}"
        f"{printer.number(pocket.enrolled)}{printer.number(pocket.missing)}</tr>"
    )


def _calls(printer: Printer, pockets: Sequence[Pocket]) -> Iterator[str]:
    """Names and phones with blanks to write down when each was called, and what was said."""
    heads = ("no", "rakshak", "phone", "called", "called", "called", "note")
    blank = "<td></td>" * 4
    lines = (
        f'<tr><td class="n">{pocket.sheet}</td><td><b>{text(pocket.name)}</b><br>'
        f'<span class="small">{text(pocket.id)}</span></td>'
        f'<td class="d">{text(pocket.phone)}</td>{blank}</tr>'
        for pocket in pockets
    )
    yield _table(printer, heads, lines)


def _below(printer: Printer, number: int, below: Below) -> str:
    return (
        f'<tr><td class="n">{number}</td><td><b>{text(below.name)}</b><br>'
        f'<span class="small">{text(below.id)}</span></td><td class="d">{text(below.phone)}</td>'
        f"{printer.number(below.rakshaks)}{printer.day_cells(below.by_day)}"
        f"{printer.number(below.visits)}{printer.number(below.enrolled)}"
        f"{printer.number(below.missing)}</tr>"
    )


def _listed(printer: Printer, number: int, team: Listed, links: bool) -> str:
    name = f"<b>{text(team.name)}</b>" if team.id else printer.words["nobody"]
    if links:
        name = f'<a href="{text(team.file)}">{name}</a>'
    return (
        f'<tr><td class="n">{number}</td><td>{name}<br><span class="small">'
        f"{text(team.id or team.zone)}</span></td>"
        f'<td class="d">{text(team.phone)}</td>{printer.number(team.rakshaks)}'
        f"{printer.day_cells(team.by_day)}{printer.number(team.visits)}"
        f"{printer.number(team.enrolled)}{printer.number(team.missing)}</tr>"
    )


def _places(printer: Printer, zone: int) -> Iterator[str]:
    """The areas of a zone, those without any visit too."""
    roster, desk = printer.roster, printer.desk
    areas, rows = roster.snapshot.areas, roster.rows
    for area in np.flatnonzero(areas.zone == zone).tolist():
        there = desk.rows_of(area)
        name, locality = desk.area_name(str(areas.ids[area]))
        people = int(areas.people[area])
        who = "<br>".join(
            f"{text(desk.name(int(rows.rakshak[row])))} ({int(rows.visits[row])})"
            if rows.rakshak[row] >= 0
            else "?"
            for row in there.tolist()
        )
        by_day = rows.by_day[there].sum(axis=0).tolist()
        yield (
            f"<tr><td><b>{text(name)}</b>{f', {text(locality)}' if locality else ''}<br>"
            f'<span class="small">{text(areas.ids[area])}</span></td>'
            f"<td>{text(desk.category(area))}</td>"
            f'<td class="n">{printer.voice.number(people) if people >= 0 else ""}</td>'
            f"{printer.day_cells(by_day)}{printer.number(int(rows.visits[there].sum()))}"
            f'<td class="small">{who}</td></tr>'
        )


def _table(printer: Printer, heads: Sequence[str], lines: Iterable[str]) -> str:
    """A table that has its heads and the foot of the page on every printed page."""
    cells = (printer.day_heads() if head == "DAYS" else f"<th>{printer.words[head]}</th>"
             for head in heads)  # fmt: skip
    columns = len(heads) + ("DAYS" in heads) * (printer.day_columns - 1)
    return (
        f"<table><thead><tr>{''.join(cells)}</tr></thead>"
        f'<tfoot><tr><td class="foot" colspan="{columns}">{printer.foot}</td></tr></tfoot>'
        f"<tbody>{''.join(lines)}</tbody></table>"
    )
