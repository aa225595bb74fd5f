"""Call sheet: whom to phone or visit, and what to ask.

Names and phones of people are joined here and nowhere else, and only where they are asked for; else
phones are masked. Places are always named. `call_page` prints it, `call_form` makes a form of it
to fill in and hand back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.audit.draw import Lot
from planner.audit.frame import AREAS, LEADER, RAKSHAKS
from planner.plan import positions
from planner.report.call_phrases import PHRASES
from planner.sampling import Drawn
from planner.snapshot import NONE, Role
from planner.store.roster import Book, masked


@dataclass(frozen=True, slots=True)
class Call:
    """One unit to be asked about, as a row of the sheet has it."""

    kind: str
    id: str
    rakshak: str
    zone: str
    name: str
    phone: str
    question: str


@dataclass(frozen=True)
class CallSheet:
    """The calls of each lot of a draw, with what goes on top of each page."""

    drawn: Drawn
    campaign: str
    lang: str
    calls: tuple[tuple[Call, ...], ...]  # of each lot, sorted by rakshak, then id

    def say(self, phrase: str, **values: object) -> str:
        """A phrase in the language of the sheet."""
        return PHRASES[self.lang][phrase].format(**values)

    def lot_name(self, lot: Lot) -> str:
        """What the lot is called, also where it is that of units without one."""
        lots = self.drawn.draw.commitment.design.lots
        of = "zone" if lot.kind == AREAS and lots == LEADER else lots
        if lots == "campaign":
            return self.say("campaign")
        return lot.lot or self.say("no lot", of=self.say(of))


def call_sheet(drawn: Drawn, book: Book, campaign: str, lang: str, *, opened: bool) -> CallSheet:
    """Put a draw and what is known of its people together; names in it only if it is `opened`."""
    asker = _Asker(drawn, book, lang, opened)
    calls = tuple(tuple(asker.of(lot)) for lot in drawn.draw.lots)
    return CallSheet(drawn, campaign, lang, calls)


class _Asker:
    """Makes calls of the ids that were drawn."""

    def __init__(self, drawn: Drawn, book: Book, lang: str, opened: bool) -> None:
        self._words, self._book, self._opened = PHRASES[lang], book, opened
        self._snapshot = drawn.snapshot
        people, enrolments = drawn.snapshot.people, drawn.snapshot.enrolments
        counted = people.active[enrolments.mitan] & (people.role[enrolments.mitan] == Role.MITAN)
        self._mitans = np.bincount(enrolments.rakshak[counted], minlength=len(people.ids))
        self._pledged = np.zeros(len(people.ids), dtype=bool)
        self._pledged[enrolments.mitan[enrolments.pledged != NONE]] = True

    def of(self, lot: Lot) -> Iterator[Call]:
        """The calls of a lot."""
        units = self._snapshot.areas if lot.kind == AREAS else self._snapshot.people
        at = positions(np.array(lot.ids), units.ids)
        rakshaks = lot.under or ("",) * len(lot.ids)
        for rakshak, one, k in sorted(zip(rakshaks, lot.ids, at.tolist(), strict=True)):
            zone = NONE if k == NONE else int(units.zone[k])
            name, phone = self._contact(lot.kind, one)
            yield Call(
                kind=self._words[f"kind {lot.kind}"],
                id=one,
                rakshak=self._named(rakshak),
                zone="" if zone == NONE else self._snapshot.zones[zone],
                name=name,
                phone=phone,
                question=self._question(lot.kind, one, rakshak, k),
            )

    def _contact(self, kind: str, one: str) -> tuple[str, str]:
        """Name and phone; those of somebody who is not there any more are blank."""
        if kind == AREAS:
            return self._book.areas.get(one, ""), ""  # nobody can visit an id
        contact = self._book.people.get(one)
        if contact is None or contact.silent:
            return "", ""
        return (contact.name, contact.phone) if self._opened else ("", masked(contact.phone))

    def _named(self, rakshak: str) -> str:
        contact = self._book.people.get(rakshak) if self._opened else None
        named = contact is not None and contact.name and not contact.silent
        return f"{contact.name} ({rakshak})" if contact and named else rakshak

    def _question(self, kind: str, one: str, rakshak: str, k: int) -> str:
        if kind == AREAS:
            return self._words["ask area"]
        contact = self._book.people.get(one)
        if contact is not None and contact.silent:
            return self._words["ask nobody"].format(answer=self._words["unreachable"])
        if kind == RAKSHAKS:
            count = 0 if k == NONE else int(self._mitans[k])
            return self._words["ask rakshak" if count else "ask idle"].format(count=count)
        if not rakshak:
            return self._words["ask alone"]
        pledged = k != NONE and bool(self._pledged[k])
        phrase = self._words["ask pledged" if pledged else "ask mitan"]
        return phrase.format(rakshak=self._named(rakshak))
