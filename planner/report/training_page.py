"""Training page: the attendance sheet of a session, and the list of all sessions, to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planner.report.page import element, page, table_head, text
from planner.report.roster_style import STYLE
from planner.report.training_sheet import SessionSheet, TeamSeats
from planner.report.voice import Voice

INDEX = "index.html"
CSV, XLSX = "attendance.csv", "attendance.xlsx"
DIGEST_SHOWN = 16
SPARE_LINES = 5  # for who comes without being listed
TRAINING_STYLE = f"""{STYLE}
.list {{ table-layout: fixed }}
.list td {{ height: 7mm; box-sizing: border-box; vertical-align: middle }}
.list th:nth-child(1) {{ width: 9mm }} .list th:nth-child(3) {{ width: 24mm }}
.list th:nth-child(4) {{ width: 27mm }} .list th:nth-child(5) {{ width: 52mm }}
.list td.team {{ background: #f4f4f4; height: auto; print-color-adjust: exact;
  -webkit-print-color-adjust: exact }}
.list tr:has(.team) {{ break-after: avoid }}
.last {{ break-inside: avoid; margin-top: 4mm }}
"""


class TrainingPrinter:
    """Prints sheets of sessions as HTML. Every text is escaped."""

    def __init__(self, voice: Voice, campaign: str, digest: str) -> None:
        self.voice, self.campaign = voice, campaign
        self.words = {key: text(label) for key, label in voice.labels.items()}
        plan = voice.say("plan", digest=digest[:DIGEST_SHOWN])
        self._foot = text(f"{campaign} · {plan} · {voice.labels['masked']}")

    def sheet(self, sheet: SessionSheet) -> bytes:
        """The attendance sheet of a session."""
        words = self.words
        columns = ("no", "name", "role", "phone", "signature")
        head = table_head([self.voice.labels[name] for name in columns])
        lines = "".join(self._lines(sheet))
        signs = "".join(
            f"<div>{words[who]}</div>" for who in ("date", "sign trainer", "sign officer")
        )
        spare = f"<tr>{'<td></td>' * len(columns)}</tr>" * SPARE_LINES
        body = (
            f'{self._head(sheet)}\n<table class="list">{head}<tbody>{lines}</tbody></table>\n'
            f'<div class="last"><p>{words["extra"]}</p><table class="list">{head}'
            f'<tbody>{spare}</tbody></table><div class="signs">{signs}</div>'
            f'<p class="foot">{self._foot}</p></div>'
        )
        return self._page(f"{sheet.venue.name}, {sheet.day}, {sheet.turn}", body)

    def index(self, sheets: Sequence[SessionSheet], without: Sequence[TeamSeats]) -> bytes:
        """All sessions with links to their sheets, and who has no seat."""
        voice, words = self.voice, self.words
        people = sum(len(team.seats) for team in without)
        told = voice.say("unseated count", people=people) if people else words["all seated"]
        pieces = [
            element("h1", self.campaign),
            f"<h2>{words['overview']}</h2><p>{told}</p>",
            element("p", voice.say("hand back", file=XLSX)),
            f'<p><a href="{XLSX}">{XLSX}</a> · <a href="{CSV}">{CSV}</a></p>',
            self._sessions(sheets),
        ]
        if without:
            pieces += [f"<h2>{words['unseated']}</h2>", "<ul>"]
            pieces += [
                f"<li>{self._team(team)}: "
                + ", ".join(f"{text(seat.name)} ({text(seat.id)})" for seat in team.seats)
                + "</li>"
                for team in without
            ]
            pieces.append("</ul>")
        pieces.append(f'<p class="foot">{self._foot}</p>')
        return self._page("", "\n".join(pieces))

    def _page(self, title: str, body: str) -> bytes:
        style = "both" if len(self.voice.languages) > 1 else ""
        name = f"{self.campaign}: {title}" if title else self.campaign
        pieces = (f'<main class="{style}">\n{body}\n</main>',)
        return page(name, self.voice.main, pieces, TRAINING_STYLE).encode()

    def _head(self, sheet: SessionSheet) -> str:
        voice, words, venue = self.voice, self.words, sheet.venue
        place = f"{words['zone']} {text(venue.zone)}" if venue.zone else words["no zone"]
        turn = voice.say("session of", turn=sheet.turn, turns=venue.sessions)
        full = voice.say("full", people=sheet.people, seats=sheet.seats)
        return (
            f'<div class="head"><div><p class="small">{text(self.campaign)}</p>'
            f"<h1>{words['sheet']}: {text(venue.name)}</h1>"
            f"<p>{text(venue.id)} · {place}</p>"
            f"<p>{words['trainers']}: {self._trainers(sheet)}</p></div>"
            f'<div class="right"><p class="name">{text(voice.day(sheet.day))}</p>'
            f"<p>{text(turn)}</p><p>{text(full)}</p></div></div>"
        )

    def _trainers(self, sheet: SessionSheet) -> str:
        venue = sheet.venue
        if venue.trainers:
            return text(", ".join(venue.trainers))
        if venue.trainer_count is None:
            return self.words["not said"]
        return text(self.voice.say("trainer count", count=venue.trainer_count))

    def _lines(self, sheet: SessionSheet) -> Iterator[str]:
        number = 0
        for team in sheet.teams:
            yield f'<tr><td class="team" colspan="5">{self._team(team)}</td></tr>'
            for seat in team.seats:
                number += 1
                yield (
                    f'<tr><td class="n">{number}</td><td><b>{text(seat.name)}</b> '
                    f'<span class="small">{text(seat.id)}</span></td>'
                    f"<td>{self.words[seat.role]}</td>"
                    f'<td class="d">{text(seat.phone)}</td><td></td></tr>'
                )

    def _team(self, team: TeamSeats) -> str:
        words, here = self.words, len(team.seats)
        who = f"{text(team.name)} · {text(team.id)}" if team.id else words["without a leader"]
        whole = self.voice.say("team of", people=team.size)
        part = self.voice.say("part of", here=here, people=team.size)
        return f"<b>{words['team']}: {who}</b> ({text(whole if here == team.size else part)})"

    def _sessions(self, sheets: Sequence[SessionSheet]) -> str:
        columns = ("day", "session", "venue", "zone", "teams", "people", "seats")
        head = table_head([self.voice.labels[name] for name in columns])
        number = self.voice.number
        lines = [
            f'<tr><td class="d">{text(self.voice.day(sheet.day))}</td>'
            f'<td class="d">{sheet.turn}</td><td><a href="{text(sheet.file)}">'
            f"{text(sheet.venue.name)}</a> "
            f'<span class="small">{text(sheet.venue.id)}</span></td>'
            f"<td>{text(sheet.venue.zone)}</td>"
            + "".join(
                f'<td class="n">{number(value)}</td>'
                for value in (len(sheet.teams), sheet.people, sheet.seats)
            )
            + "</tr>"
            for sheet in sheets
        ]
        sums = (sum(sheet.people for sheet in sheets), sum(sheet.seats for sheet in sheets))
        total = "".join(f'<td class="n">{number(value)}</td>' for value in sums)
        last = f'<tr class="sum"><td colspan="5">{self.words["total"]}</td>{total}</tr>'
        return f"<table>{head}<tbody>{''.join(lines)}{last}</tbody></table>"
