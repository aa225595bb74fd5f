"""Messages: short texts to paste into a chat, one for each rakshak or leader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphs.words import days
from planner.report.consent import silent_line
from planner.report.document import Document, Table
from planner.report.pocket import Desk, Pocket, TeamSheet, one_line
from planner.report.texts import Texts
from planner.report.voice import Voice
from planner.rostering import Team
from planner.snapshot import NONE

COLUMNS = ("id", "text")
RULE = "─" * 40
UNWRITTEN = "No message is written for them."
NOTHING = {"en": "none yet", "hi": "अभी कोई नहीं"}
VISITS = {"en": ("{count} visit", "{count} visits"), "hi": ("{count} दौरा", "{count} दौरे")}
TO_GO = {"en": "{missing} mitans to go", "hi": "{missing} मितान बाकी"}


class Writer:
    """Writes messages in one language, from the templates of a campaign."""

    def __init__(self, desk: Desk, texts: Texts, lang: str) -> None:
        self.desk, self.voice, self.lang = desk, Voice.of(lang), lang
        self._words = texts.of(lang)
        self.left_out: list[str] = []  # ids of those who have not agreed to get any
        roster = desk.roster
        self._quota = roster.policy.quota.mitans_per_rakshak
        pledge = roster.pledge_days
        self._common = {
            "campaign": one_line(roster.policy.campaign.name),
            "plan": str(roster.plan),
            "pledge_day": days(pledge[0], pledge[-1], lang) if pledge else NOTHING[lang],
        }

    def to_rakshaks(self, team: Team) -> Iterator[tuple[str, str]]:
        """Id and message of each rakshak of a team."""
        sheet = self.desk.sheet(team)
        for pocket, person in zip(sheet.pockets, team.rakshaks.tolist(), strict=True):
            if self._may_write(person):
                yield pocket.id, self._rakshak(pocket, sheet)

    def to_leader(self, team: Team) -> Iterator[tuple[str, str]]:
        """Id and message of a team's leader, if it has one and any rakshaks."""
        if team.leader == NONE or not len(team.rakshaks) or not self._may_write(team.leader):
            return
        sheet = self.desk.sheet(team)
        above = int(self.desk.roster.snapshot.people.parent[team.leader])
        count = len(sheet.pockets)
        yield (
            sheet.id,
            self._words.message_leader.format_map(
                {
                    **self._common,
                    **self._counts(sheet, self._quota * count),
                    "name": sheet.name,
                    "leader": self._contact(above),
                    "rakshaks": self.voice.number(count),
                    "team": "\n".join(map(self._member, sheet.pockets)),
                }
            ),
        )

    def _may_write(self, person: int) -> bool:
        silent = self.desk.roster.contact(person).silent
        if silent:
            self.left_out.append(str(self.desk.roster.snapshot.people.ids[person]))
        return not silent

    def _rakshak(self, pocket: Pocket, sheet: TeamSheet) -> str:
        leader = f"{sheet.name}, {sheet.phone}" if self.desk.opened and sheet.phone else sheet.name
        areas = "\n".join(
            f"• {stop.name}{f', {stop.locality}' if stop.locality else ''} ({stop.category}): "
            f"{self._when(stop.visits, stop.by_day)}"
            for stop in pocket.stops
        )
        return self._words.message_rakshak.format_map(
            {
                **self._common,
                **self._counts(pocket, self._quota),
                "name": pocket.name,
                "leader": leader or NOTHING[self.lang],
                "areas": areas or NOTHING[self.lang],
            }
        )

    def _counts(self, of: Pocket | TeamSheet, quota: int) -> dict[str, str]:
        number = self.voice.number
        return {
            "id": of.id,
            "zone": of.zone or NOTHING[self.lang],
            "visits": number(of.visits),
            "days": self.voice.days(self.desk.roster.days, of.by_day) or NOTHING[self.lang],
            "quota": number(quota),
            "enrolled": number(of.enrolled),
            "remaining": number(of.missing),
        }

    def _member(self, pocket: Pocket) -> str:
        to_go = TO_GO[self.lang].format(missing=self.voice.number(pocket.missing))
        return f"• {pocket.name} ({pocket.id}): {self._when(pocket.visits, pocket.by_day)}; {to_go}"

    def _when(self, visits: int, by_day: Sequence[int]) -> str:
        count = VISITS[self.lang][visits != 1].format(count=self.voice.number(visits))
        days = self.voice.days(self.desk.roster.days, by_day)
        return f"{count}, {days}" if days else count

    def _contact(self, person: int) -> str:
        if person < 0:
            return NOTHING[self.lang]
        name, phone = self.desk.name(person), self.desk.phone(person)
        return f"{name}, {phone}" if self.desk.opened and phone else name


def message_answer(
    desk: Desk, lang: str, to: str, written: Sequence[tuple[str, str]], left_out: Sequence[str] = ()
) -> Document:
    """The messages: on a screen one below the other, as CSV and JSON with their ids.

    `left_out` are the ids of those who have not agreed to get any.
    """
    data = {
        "plan": desk.roster.plan,
        "lang": lang,
        "to": to,
        "phones": "whole" if desk.opened else "none",
        "without_consent": list(left_out),
        "messages": [{"id": one, "text": text} for one, text in written],
    }

    def screen() -> bytes:
        return "".join(f"{RULE} {one}\n{text}\n" for one, text in written).encode()

    table = Table("Messages", COLUMNS, written)
    silent = silent_line(len(left_out), UNWRITTEN)
    lines = (f"{len(written):,} messages, plan {desk.roster.plan}.", *silent)
    return Document(data, (table,), lines, {"table": screen})
