"""What docs/ and the README tell people to type is there: commands, their words, their options."""

import re
from pathlib import Path

import click
import pytest

import cli

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("**/*.md")])
HASHED = "sample seed 1"  # docs/sampling.md: a text that digests begin with, no order
ORDER = re.compile(r"(?:^\$ |^ {4}|^|`)(?:uv run )?mitan ([a-z][^`\n|#]*)", re.MULTILINE)
CODE = re.compile(r"```(?:sh|console)\n(.*?)```|`[^`\n]+`|^ {4}.*$", re.DOTALL | re.MULTILINE)


def orders(text):
    """Every `mitan ...` in code; what follows a bar, a comment sign or a backtick is no part of it.

    A backslash before a bar is markdown's: `a\\|b` in a table.
    """
    for code in CODE.finditer(text):
        yield from (found[1] for found in ORDER.finditer(code[0].replace("\\|", "/")))


def faults(order):
    """What of an order the program does not know."""
    command, words = cli.mitan, order.split()
    while isinstance(command, click.Group) and words and re.fullmatch("[a-z]+", words[0]):
        if words[0] not in command.commands:
            yield f"no command: {order}"
            return
        command = command.commands[words.pop(0)]
    known = {name for option in command.params for name in option.opts} | {"-h", "--help"}
    given = {word.strip("[](),;.").partition("=")[0] for word in words}
    options = {part for word in given for part in word.split("/") if re.match("--?[a-z]", part)}
    yield from (f"no option {option}: {order}" for option in sorted(options - known))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_order_on_a_page_is_understood(page):
    told = [order for order in orders(page.read_text(encoding="utf-8")) if order != HASHED]
    assert [fault for order in told for fault in faults(order)] == []


def test_orders_are_found_and_faults_too():
    text = (
        "`mitan tree buld` and\n```console\n$ mitan assign --reserv\n$ mitan audit --lang hi\n```\n"
    )
    assert list(orders(text)) == ["tree buld", "assign --reserv", "audit --lang hi"]
    assert [fault for order in orders(text) for fault in faults(order)] == [
        "no command: tree buld", "no option --reserv: assign --reserv",
    ]  # fmt: skip


def test_every_picture_and_page_that_is_linked_is_there():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page}: {target}"
