"""Roster PDF: the same sheets as a PDF file for each team, set by typst."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from planner.report.pocket import Below, Desk, Pocket, Stop, TeamSheet, leaves
from planner.report.pocket_page import (
    BLANK_DATES,
    MOST_DAY_COLUMNS,
    SIGNATURES,
    TALLIES,
    code_text,
    foot_line,
)
from planner.report.qr import qr_svg
from planner.report.roster import Ordered
from planner.report.texts import Texts
from planner.report.typesetting import set_many
from planner.report.voice import joined


def pdf_files(desk: Desk, texts: Texts, ordered: Ordered) -> Iterator[tuple[str, bytes]]:
    """The PDF of each team, by the name that its page has."""
    sheets = Sheets(desk, texts)
    teams = (sheets.team(desk.sheet(team)) for team in ordered.teams)
    names = [f"{ordered.team_names[team.leader, team.zone]}.pdf" for team in ordered.teams]
    yield from zip(names, set_many(sheets.common, teams, len(names)), strict=True)


class Sheets:
    """Sheets as JSON for roster.typ. `common` is what stands on every one."""

    def __init__(self, desk: Desk, texts: Texts) -> None:
        self._desk, self._voice, self._roster = desk, desk.voice, desk.roster
        self._by_column = len(self._roster.days) <= MOST_DAY_COLUMNS
        self.common = json.dumps(self._common(texts), ensure_ascii=False)

    def team(self, sheet: TeamSheet) -> str:
        """All that stands on the sheets of one team."""
        return json.dumps(self._team(sheet), ensure_ascii=False)

    def _common(self, texts: Texts) -> dict[str, object]:
        voice, roster = self._voice, self._roster
        words = [texts.of(lang) for lang in voice.languages]
        labels = voice.labels
        days = ["\n".join(voice.day_lines(day)) for day in roster.days]
        pledge = ["\n".join(voice.day_lines(day)) for day in roster.pledge_days[:1]] or [""]
        dated = self._by_column and bool(days)
        return {
            "words": labels,
            "lang": voice.main,
            "columns": len(words),
            "campaign": roster.policy.campaign.name,
            "foot": foot_line(self._desk),
            "opened": self._desk.opened,
            "by_column": self._by_column,
            "days": days if self._by_column else [labels["days"]],
            "tally": [*days, *pledge] if dated else [labels["date"]] * BLANK_DATES,
            "tallies": [labels[key] for key in TALLIES],
            "signs": [labels[key] for key in SIGNATURES],
            "say": [each.say for each in words],
            "pledge": [{"opening": each.pledge_opening, "lines": each.pledge} for each in words],
            "opening": joined([each.pledge_opening for each in words]),
            "quota": roster.policy.quota.mitans_per_rakshak,
            "noted": labels["days noted" if days else "no days"],
        }

    def _team(self, sheet: TeamSheet) -> dict[str, object]:
        labels = self._voice.labels
        place = f"{labels['zone']} {sheet.zone}" if sheet.zone else labels["no zone"]
        name = f"{sheet.name} · {sheet.id}" if sheet.id else labels["nobody"]
        return {
            "title": f"{self._roster.policy.campaign.name}: {sheet.id or place}",
            "name": name,
            "place": f"{place} · {sheet.phone}" if sheet.phone else place,
            "days": self._days(sheet.by_day),
            "sums": self._sums(sheet),
            "pockets": [self._pocket(pocket, sheet, name) for pocket in sheet.pockets],
            "below": [self._below(k, below) for k, below in enumerate(sheet.below, start=1)],
        }

    def _pocket(self, pocket: Pocket, sheet: TeamSheet, leader: str) -> dict[str, object]:
        voice, labels = self._voice, self._voice.labels
        zone = f"{labels['zone']} {pocket.zone}" if pocket.zone else labels["no zone"]
        first, rest = leaves(pocket.stops, len(voice.languages))
        quota = self._roster.policy.quota.mitans_per_rakshak
        so_far = {"enrolled": pocket.enrolled, "quota": quota, "remaining": pocket.missing}
        return {
            "no": pocket.sheet,
            "id": pocket.id,
            "name": pocket.name,
            "phone": sheet.phone,
            "own_phone": pocket.phone,
            "place": f"{pocket.id} · {zone}",
            "leader": leader,
            "sheet": voice.say("sheet of", sheet=pocket.sheet, sheets=pocket.sheets),
            "stops": [self._stop(stop) for stop in first],
            "rest": [self._stop(stop) for stop in rest],
            "areas": [f"{stop.name} ({voice.number(stop.visits)})" for stop in pocket.stops],
            "days": self._days(pocket.by_day),
            "visits": voice.number(pocket.visits),
            "sums": self._sums(pocket),
            "so_far": voice.say("enrolled so far", **so_far),
            "sketch": pocket.sketch,
            "code": qr_svg(code_text(self._roster, pocket), "q"),
        }

    def _stop(self, stop: Stop) -> dict[str, object]:
        return {
            "no": str(stop.number),
            "name": stop.name,
            "locality": f", {stop.locality}" if stop.locality else "",
            "kind": f"{stop.category} · {stop.id}",
            "people": "" if stop.people is None else self._voice.number(stop.people),
            "days": self._days(stop.by_day),
            "visits": self._voice.number(stop.visits),
        }

    def _below(self, number: int, below: Below) -> dict[str, object]:
        return {
            "no": str(number),
            "id": below.id,
            "name": below.name,
            "phone": below.phone,
            "rakshaks": self._voice.number(below.rakshaks),
            "days": self._days(below.by_day),
            "sums": self._sums(below),
        }

    def _days(self, by_day: Sequence[int]) -> list[str]:
        if not self._by_column:
            return [self._voice.days(self._roster.days, by_day)]
        return [str(count or "") for count in by_day]

    def _sums(self, of: Pocket | TeamSheet | Below) -> list[str]:
        return [self._voice.number(value) for value in (of.visits, of.enrolled, of.missing)]
