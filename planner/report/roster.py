"""Roster: the files that are handed to the field, made one after the other, and what was made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.files import name_of_file
from planner.findings import Refusal
from planner.report.consent import silent_line
from planner.report.document import Document, Table
from planner.report.page import page
from planner.report.pocket import Desk
from planner.report.pocket_page import Printer
from planner.report.roster_style import STYLE
from planner.report.team_page import Listed, index_page, listed, team_pages, zone_pages
from planner.report.texts import Texts
from planner.rostering import Roster, Team
from planner.stages import Stage, stage

INDEX = "index.html"
COLUMNS = (
    *("file", "leader", "zone", "rakshaks", "visits"),
    *("mitans_enrolled", "mitans_missing"),
)
MOST_LINES = 500  # of a register


@dataclass(frozen=True)
class Ordered:
    """Files to be made: of which teams, with summaries of these zones, under these names."""

    teams: tuple[Team, ...]
    zones: tuple[int, ...]
    team_names: dict[tuple[int, int], str]  # without an ending, by leader and zone
    zone_names: dict[int, str]

    @property
    def count(self) -> int:
        """How many pages there will be, the list of them too."""
        return len(self.teams) + len(self.zones) + 1


def order(roster: Roster, teams: Sequence[Team], *, zones: bool) -> Ordered:
    """The files of these teams. Names are the same whichever teams are chosen.

    Raises Refusal where the policy asks for more mitans of one rakshak than a register holds.
    """
    quota = roster.policy.quota.mitans_per_rakshak
    if quota > MOST_LINES:
        raise Refusal(
            f"quota.mitans_per_rakshak is {quota:,}: a register on paper has at most "
            f"{MOST_LINES} lines. Correct it in campaign.toml."
        )
    ids = roster.snapshot.people.ids
    wanted = {
        (team.leader, team.zone): (
            f"leader-{ids[team.leader]}"
            if team.leader >= 0
            else f"no-leader-{roster.zone_code(team.zone)}"
        )
        for team in roster.teams
    }
    of_zones = {zone: f"zone-{roster.zone_code(zone)}" for zone in {t.zone for t in roster.teams}}
    own = tuple(sorted({team.zone for team in teams}, key=lambda zone: (zone < 0, zone)))
    return Ordered(
        teams=tuple(teams),
        zones=own if zones else (),
        team_names=dict(zip(wanted, file_names(list(wanted.values())), strict=True)),
        zone_names=dict(zip(of_zones, file_names(list(of_zones.values())), strict=True)),
    )


def file_names(texts: Sequence[str]) -> list[str]:
    """A name for each text that every file system takes, without an ending; all different.

    What is no letter, digit or one of . _ - becomes -. Where anything was lost, or two would be
    the same to a system that does not tell a from A, some signs of a digest follow.
    """
    plain = [name_of_file(one) for one in texts]
    folded = [name.casefold() for name in plain]
    twice = {name for name in folded if folded.count(name) > 1} if _repeated(folded) else set()
    return [
        name
        if name == one and name.casefold() not in twice
        else f"{name}-{hashlib.sha256(one.encode()).hexdigest()[:8]}"
        for name, one in zip(plain, texts, strict=True)
    ]


def html_files(
    desk: Desk, texts: Texts, ordered: Ordered, made: list[Listed]
) -> Iterator[tuple[str, bytes]]:
    """The pages, file by file; each team that is done is put on the list `made`."""
    printer = Printer(desk, texts)
    for team in ordered.teams:
        file = f"{ordered.team_names[team.leader, team.zone]}.html"
        with stage(Stage.SHEETS):
            sheet = desk.sheet(team)
            body: list[str] = []  # sheets first: each has two sides or four, so leaves stay right
            for pocket in sheet.pockets:
                body += printer.pocket(pocket, sheet)
            body += team_pages(printer, sheet)
            made.append(listed(sheet, file))
            page = _page(printer, sheet.name or sheet.zone, "".join(body))
        yield file, page
    files = [(zone, f"{ordered.zone_names[zone]}.html") for zone in ordered.zones]
    for zone, file in files:
        code = desk.roster.zone_code(zone)
        body = [*zone_pages(printer, zone, [team for team in made if team.zone == code])]
        yield file, _page(printer, code, "".join(body))
    links = [(desk.roster.zone_code(zone), file) for zone, file in files]
    yield INDEX, _page(printer, "", index_page(printer, made, links))


def roster_answer(
    desk: Desk, lang: str, folder: Path, made: Sequence[Listed], ordered: Ordered, *, pdf: bool
) -> Document:
    """What was made, where, and for whom; ids only."""
    roster, files = desk.roster, ordered.count + pdf * len(made)
    visits, rakshaks = sum(team.visits for team in made), sum(team.rakshaks for team in made)
    by_day = [sum(counts) for counts in zip(*(team.by_day for team in made), strict=True)]
    silent = roster.silent(ordered.teams)
    data = {
        "folder": str(folder),
        "plan": roster.plan,
        "digest": roster.digest,
        "lang": lang,
        "pdf": pdf,
        "phones": "whole" if desk.opened else "masked",
        "without_consent": silent,
        "files": files,
        "leaders": sum(1 for team in made if team.id),
        "rakshaks": rakshaks,
        "visits": visits,
        "days": [day.isoformat() for day in roster.days],
        "visits_by_day": by_day,
        "visits_of_nobody": roster.astray,
        "teams": [
            {
                "file": team.file,
                "leader": team.id,
                "zone": team.zone,
                "rakshaks": team.rakshaks,
                "visits": team.visits,
                "visits_by_day": list(team.by_day),
                "mitans_enrolled": team.enrolled,
                "mitans_missing": team.missing,
            }
            for team in made
        ],
    }
    lines = [
        f"{rakshaks:,} sheets of rakshaks in {len(made):,} teams, plan {roster.plan}: "
        f"{files:,} files in {folder}. Open {folder / INDEX}",
    ]
    if not desk.opened:
        lines.append("Phones are masked; for whole ones: --with-phones REASON")
    lines += silent_line(silent, "Their phones are on no sheet.")
    if not roster.days:
        lines.append("The policy has no phase 'awareness', so visits have no days.")
    if roster.astray:
        lines.append(
            f"{roster.astray:,} visits of plan {roster.plan} belong to people who have left or "
            "are no rakshaks: on no sheet. Run: mitan replan"
        )
    rows = [
        (t.file, t.id, t.zone, t.rakshaks, t.visits, t.enrolled, t.missing) for t in made
    ]  # fmt: skip
    return Document(data, (Table("Teams", COLUMNS, rows),), tuple(lines))


def _page(printer: Printer, title: str, body: str) -> bytes:
    style = "both" if len(printer.voice.languages) > 1 else ""
    name = f"{printer.campaign}: {title}" if title else printer.campaign
    pieces = (f'<main class="{style}">\n{body}</main>',)
    return page(name, printer.voice.main, pieces, STYLE).encode()


def _repeated(names: Sequence[str]) -> bool:
    return len(set(names)) < len(names)
