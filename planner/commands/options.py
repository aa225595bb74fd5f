"""Options: what several commands are asked in the same way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from planner.report.desk import Desk

AUTO = "auto"
SHEETS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods")

SEED = click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True,
                    help="Same seed and inputs, same answer.")  # fmt: skip
LANG = click.option("--lang", type=click.Choice(["en", "hi"]), default="en", show_default=True,
                    help="Language of the sentences.")  # fmt: skip
PICTURE_LANG = click.option("--lang", type=click.Choice(["en", "hi"]), default="en",
                            show_default=True, help="Language of what is drawn.")  # fmt: skip
IGNORE = click.option("--ignore", "ignored", multiple=True, metavar="CODE=REASON",
                      help="Do not count what this rule finds; the report prints why.")  # fmt: skip
DRY_RUN = click.option("--dry-run", is_flag=True, help="Show what would change, write nothing.")


class Number(click.IntRange):
    """A whole number as people write it: 600000, 600,000 or 6,00,000."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Raises BadParameter where it is none, or out of its range."""
        if isinstance(value, str):
            value = re.sub(r"(?<=\d),(?=\d)", "", value)
        return super().convert(value, param, ctx)


class Counts(click.ParamType[tuple[int | None, ...]]):
    """Numbers of leaders, the lowest level first: 1200 or 1200,60 or auto,auto (None: auto)."""

    name = "counts"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int | None, ...]:
        """Raises BadParameter where a part is neither auto nor a number above 0."""
        if isinstance(value, tuple):
            return value
        parts = [part.strip() for part in value.split(",")]
        if not all(part == AUTO or (part.isdecimal() and int(part) > 0) for part in parts):
            self.fail(f"{value!r}: write a number or auto, such as 1200 or auto,60", param, ctx)
        return tuple(None if part == AUTO else int(part) for part in parts)


class Span(click.ParamType[tuple[int, int]]):
    """The least and most people of one leader: 15-25."""

    name = "span"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Raises BadParameter where it is no such pair, or the most is less than the least."""
        least, dash, most = str(value).partition("-")
        if not (dash and least.strip().isdecimal() and most.strip().isdecimal()):
            self.fail(f"{value!r}: write the least and the most, such as 15-25", param, ctx)
        if not 0 <= int(least) <= int(most) or int(most) == 0:
            self.fail(f"{value!r}: the least is more than the most", param, ctx)
        return int(least), int(most)


def ids_of(desk: Desk, words: Sequence[str], option: str) -> list[str]:
    """The ids that words stand for: those in a sheet of this name, or the word itself.

    Raises UsageError where a word is empty, or is a file that the answer would be written over.
    """
    from planner.store.importing.named import read_ids

    stripped = [word.strip() for word in words]
    if "" in stripped:
        raise click.UsageError(f"{option} needs an id or a file.")
    desk.keep_apart(desk.output, [Path(word) for word in stripped])
    return [one for word in stripped for one in (read_ids(Path(word)) if _file(word) else [word])]


def digest_given(context: click.Context, param: click.Parameter, value: str) -> str:
    """A digest, or its beginning, as small letters without the blanks between groups.

    Raises BadParameter where it is none, and where an empty one was given (by a script whose
    variable is empty, say): nothing would be compared.
    """
    digest = "".join(value.split()).lower()
    default = click.core.ParameterSource.DEFAULT
    given = context.get_parameter_source(param.name or "") is not default
    if given and not re.fullmatch("[0-9a-f]{12,64}", digest):
        raise click.BadParameter(
            f"{value!r}: write 12 to 64 of the signs 0-9 and a-f, as printed", context, param
        )
    return digest


def phones_wanted(reason: str | None) -> str:
    """Why whole phones are asked for (--with-phones), empty where they are not.

    Raises UsageError where the option was given without a reason.
    """
    if reason is not None and not reason.strip():
        raise click.UsageError("--with-phones needs a reason; it is kept in the history.")
    return (reason or "").strip()


def reasons(words: Sequence[str]) -> dict[str, str]:
    """What --ignore was given, reason by code; a reason that is missing is empty."""
    parts = (word.partition("=") for word in words)
    return {code.strip().upper(): reason.strip() for code, _, reason in parts}


def nothing_before(context: click.Context) -> None:
    """Refuse options of a group that stand before the second word: they would be ignored."""
    word = context.invoked_subcommand or ""
    command = context.command
    second = command.get_command(context, word) if isinstance(command, click.Group) else None
    known = {option.name for option in second.params} if second else set()
    for option in command.params:
        source = context.get_parameter_source(option.name or "")
        if source is click.core.ParameterSource.COMMANDLINE:
            path, name = f"{context.command_path} {word}", option.opts[-1]
            if option.name in known:
                raise click.UsageError(f"Options stand after the command: {path} {name}")
            raise click.UsageError(f"{path} has no option {name}.")


def _file(word: str) -> bool:
    file = Path(word)
    return file.is_file() or file.suffix.lower() in SHEETS or len(file.parts) > 1
