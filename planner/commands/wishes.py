"""Wishes: pins, bans and ties that every plan to come keeps."""

from __future__ import annotations

import click

from planner.report.desk import Desk, shared


@click.command()
@click.argument("rakshak", required=False)
@click.argument("area", required=False)
@click.option("--visits", type=click.IntRange(1, 10_000), default=1, show_default=True,
              help="At least so many visits.")  # fmt: skip
@click.option("--reason", default="", help="Why; kept with the pin.")
@click.option("--remove", is_flag=True, help="Take a pin (or a ban) back.")
@shared
def pin(
    desk: Desk, rakshak: str | None, area: str | None, visits: int, reason: str, remove: bool
) -> None:
    """Keep RAKSHAK at AREA in every plan to come. Without arguments: list pins and bans."""
    _wish(desk, rakshak, area, visits, reason, remove)


@click.command()
@click.argument("rakshak", required=False)
@click.argument("area", required=False)
@click.option("--reason", default="", help="Why; kept with the ban.")
@click.option("--remove", is_flag=True, help="Take a ban (or a pin) back.")
@shared
def ban(desk: Desk, rakshak: str | None, area: str | None, reason: str, remove: bool) -> None:
    """Never send RAKSHAK to AREA. Without arguments: list pins and bans."""
    _wish(desk, rakshak, area, 0, reason, remove)


def _wish(
    desk: Desk, rakshak: str | None, area: str | None, visits: int, reason: str, remove: bool
) -> None:
    from planner.report.answers import pins_answer
    from planner.store.pins import list_pins, remove_pin, set_pin

    if rakshak and not area:
        raise click.UsageError("Give both: the rakshak's id and the area's id.")
    before = None
    with desk.store() as store:
        if rakshak and area:
            with store.writing() as connection:
                if remove:
                    remove_pin(connection, rakshak, area)
                else:
                    before = set_pin(connection, rakshak, area, visits, reason)
        with store.reading() as connection:
            kept = list_pins(connection)
    desk.show(pins_answer(kept, before=before, now=visits))


@click.command()
@click.argument("kind", required=False, type=click.Choice(["together", "apart"]))
@click.argument("one", required=False)
@click.argument("other", required=False)
@click.option("--of", type=click.Choice(["areas", "rakshaks"]),
              help="Which are meant, where both have these ids.")  # fmt: skip
@click.option("--reason", default="", help="Why; kept with the tie.")
@click.option("--remove", is_flag=True, help="Take a tie back.")
@shared
def tie(
    desk: Desk,
    kind: str | None,
    one: str | None,
    other: str | None,
    of: str | None,
    reason: str,
    remove: bool,
) -> None:
    """Keep two areas, or two rakshaks, together or apart in every plan to come.

    Two areas together see the same rakshaks, apart none in common. Two rakshaks together go to
    the same areas, apart to none in common. Without arguments: list the ties.
    """
    from planner.report.answers import ties_answer
    from planner.store.ties import list_ties, remove_tie, set_tie

    if kind and not other:
        raise click.UsageError("Give both ids: of two areas, or of two rakshaks.")
    with desk.store() as store:
        if kind and one and other:
            with store.writing() as connection:
                if remove:
                    remove_tie(connection, kind, one, other, of=of)
                else:
                    set_tie(connection, kind, one, other, reason, of=of)
        with store.reading() as connection:
            kept = list_ties(connection)
    desk.show(ties_answer(kept))
