"""`mitan roster`, `mitan message` and `mitan texts`: what is handed to the field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.commands.options import phones_wanted
from planner.report.desk import Command, Desk, say, shared, sharing
from planner.stages import Stage, stage

if TYPE_CHECKING:
    from planner.report.team_page import Listed
    from planner.report.texts import Texts
    from planner.rostering import Choice, HandedOut, Roster, Team

CHOICE: tuple[Callable[[Command], Command], ...] = (
    click.option("--leader", metavar="ID", help="This leader, and all who are below him."),
    click.option("--zone", metavar="CODE", help="The teams of this zone."),
    click.option("--all", "everybody", is_flag=True, help="Everybody."),
    click.option("--plan", "number", type=click.IntRange(1), help="Usual: the plan in force."),
    click.option("--texts", "texts_file", type=click.Path(path_type=Path), metavar="FILE",
                 help="Usual: campaign-texts.toml beside the store; see: mitan texts"),
    click.option("--with-phones", "reason", metavar="REASON",
                 help="Whole phones; the reason is kept in the history."),
)  # fmt: skip


def choosing(command: Command) -> Command:
    """Give a command the options that say whose sheets or messages are meant."""
    for option in reversed(CHOICE):
        command = option(command)
    return command


@click.command()
@choosing
@click.option("--lang", type=click.Choice(["hi", "en", "both"]), default="both", show_default=True,
              help="Language of the sheets.")  # fmt: skip
@click.option("--pdf", is_flag=True, help="A PDF for each leader too; needs the extra pdf.")
@click.option("-o", "--output", "folder", required=True, metavar="DIR",
              type=click.Path(path_type=Path), help="A new folder for the files.")  # fmt: skip
@sharing(into_folder=True)
def roster(
    desk: Desk,
    leader: str | None,
    zone: str | None,
    everybody: bool,
    number: int | None,
    texts_file: Path | None,
    reason: str | None,
    lang: str,
    pdf: bool,
    folder: Path,
) -> None:
    """Make sheets to print: for each rakshak, each leader and each zone.

    A rakshak's sheet is one of A4, printed on both sides and folded to fit a pocket. Phones are
    masked unless asked for. The same plan gives the same files, byte for byte.
    """
    from planner.files import require_vacant
    from planner.report.pocket import Desk as SheetDesk
    from planner.report.progress import running
    from planner.report.roster import html_files, order, roster_answer
    from planner.report.roster_pdf import pdf_files
    from planner.report.typesetting import require_typst
    from planner.report.voice import Voice
    from planner.rostering import keep_rosters, read_roster

    choice = _choice(leader, zone, everybody=everybody)
    why = phones_wanted(reason)
    require_vacant(folder)
    if pdf:
        require_typst()
    policy, texts = desk.policy(), _texts(desk, texts_file)
    with desk.store() as store:
        found = read_roster(store, policy, number)
        ordered = order(found, found.chosen(choice), zones=not choice.leader)
        sheets = SheetDesk(found, Voice.of(lang), opened=bool(why))
        made: list[Listed] = []
        count = ordered.count + (len(ordered.teams) if pdf else 0)
        with running("Rosters", count) as show:
            files = html_files(sheets, texts, ordered, made)
            if pdf:
                files = chain(files, pdf_files(sheets, texts, ordered))
            files = _shown(files, show)
            handed = _handed(found, "roster", choice, ordered.teams, why)
            keep_rosters(store, folder, files, handed)
    desk.show(roster_answer(sheets, lang, folder, made, ordered, pdf=pdf))


@click.command()
@click.argument("one", metavar="[ID]", required=False)
@choosing
@click.option("--to", type=click.Choice(["rakshak", "leader"]), help="Usual: rakshak.")
@click.option("--lang", type=click.Choice(["hi", "en"]), default="hi", show_default=True,
              help="Language of the messages.")  # fmt: skip
@shared
def message(
    desk: Desk,
    one: str | None,
    leader: str | None,
    zone: str | None,
    everybody: bool,
    number: int | None,
    texts_file: Path | None,
    reason: str | None,
    to: str | None,
    lang: str,
) -> None:
    """Write short messages to paste into a chat: areas, days, leader, mitans to go.

    ID is a rakshak or a leader. The templates are those of `mitan texts`.
    """
    from planner.report.consent import silent_line
    from planner.report.messages import UNWRITTEN, Writer, message_answer
    from planner.report.pocket import Desk as SheetDesk
    from planner.report.voice import Voice
    from planner.rostering import read_roster, tell_of_phones

    choice = _choice(leader, zone, everybody=everybody, person=one)
    why = phones_wanted(reason)
    policy, texts = desk.policy(), _texts(desk, texts_file)
    with desk.store() as store:
        found = read_roster(store, policy, number)
        role: str = to or "rakshak"
        if one is None:
            teams = found.chosen(choice)
        else:
            role, team = found.of_person(choice.person)
            teams = (team,)
        if to not in (None, role):
            raise click.UsageError(f"{one} is a {role}; leave --to {to} out.")
        writer = Writer(SheetDesk(found, Voice.of(lang), opened=bool(why)), texts, lang)
        write = writer.to_leader if role == "leader" else writer.to_rakshaks
        written: list[tuple[str, str]] = []
        with stage(Stage.MESSAGES, len(teams)) as done:
            for k, team in enumerate(teams, 1):
                written += write(team)
                done(k)
        if (handed := _handed(found, "message", choice, teams, why)) is not None:
            tell_of_phones(store, handed)
    if desk.form == "table":  # which is the messages alone, to be pasted
        say(*silent_line(len(writer.left_out), UNWRITTEN))
    desk.show(message_answer(writer.desk, lang, role, written, writer.left_out))


@click.command()
@shared
def texts(desk: Desk) -> None:
    """Show the campaign's texts, to be edited: what to say, the pledge, the messages.

    With -o campaign-texts.toml they are written beside campaign.toml, where rosters and messages
    find them. Whatever is deleted there falls back to the usual text.
    """
    from planner.report.texts import load_texts, texts_answer

    path = _texts_file(desk, None)
    desk.show(texts_answer(load_texts(path), path))


def _choice(
    leader: str | None, zone: str | None, *, everybody: bool, person: str | None = None
) -> Choice:
    """Raises UsageError unless exactly one of them is said."""
    from planner.rostering import Choice

    given = [word.strip() for word in (leader, zone, person) if word is not None]
    if len(given) + everybody != 1 or "" in given:
        told = "--leader ID, --zone CODE and --all"
        raise click.UsageError(f"Say whose: one of {told}.")
    return Choice(*((word or "").strip() for word in (leader, zone, person)))


def _texts_file(desk: Desk, named: Path | None) -> Path | None:
    from planner.report.texts import TEXTS_FILE

    beside = (desk.policy_file() or desk.beside_store() / TEXTS_FILE).with_name(TEXTS_FILE)
    return named or (beside if beside.exists() else None)


def _texts(desk: Desk, named: Path | None) -> Texts:
    from planner.report.texts import load_texts

    return load_texts(_texts_file(desk, named))


def _handed(
    found: Roster, what: str, choice: Choice, teams: Sequence[Team], reason: str
) -> HandedOut | None:
    """What the history is to tell of; None where phones are masked."""
    from planner.rostering import HandedOut

    people = sum(len(team.rakshaks) + len(team.leaders) + (team.leader >= 0) for team in teams)
    return HandedOut(found.plan, what, choice.told(), people, reason) if reason else None


def _shown(
    files: Iterator[tuple[str, bytes]], show: Callable[[int], None]
) -> Iterator[tuple[str, bytes]]:
    for done, pair in enumerate(files, 1):
        show(done)
        yield pair
