"""No command lets out a name, a phone, a note or a reason that it is not there to hand out."""

import click
import pytest

import cli
from tests.privacy.planted import (
    ENROLLED,
    NAME,
    NOTE,
    PHONE,
    REASON,
    files,
    found,
    history,
    is_store,
    run,
    tokens,
)
from tests.privacy.runs import RUNS

EACH = [
    pytest.param(one, form, id=f"{' '.join(one.typed)} {form}")
    for one in RUNS
    for form in one.forms
]


def commands(command, path=()):
    """Every command that can be typed; `tree *` is `mitan tree` itself."""
    if isinstance(command, click.Group):
        if path and command.invoke_without_command:
            yield " ".join([*path, "*"])
        for name, below in command.commands.items():
            yield from commands(below, (*path, name))
    else:
        yield " ".join(path)


def test_no_command_is_forgotten():
    assert {one.command for one in RUNS} == set(commands(cli.mitan))


def answered(folder, words):
    """What a command said, and all that it wrote besides the store and its backups."""
    before = files(folder)
    told = run(folder, *words)
    new = [path for path, state in files(folder).items() if before.get(path) != state]
    texts = [told.out, told.err, *(path.name for path in new)]
    return told, [*texts, *(path.read_bytes() for path in new if not is_store(path))]


@pytest.mark.parametrize(("one", "form"), EACH)
def test_what_is_let_out(folder, one, form):
    words = [*one.typed, *(["--format", form] if form else [])]
    if form in ("xlsx", "html"):
        words += ["-o", f"answer.{form}"]
    told, said = answered(folder, [*words, "--log-file", "log.txt", "--profile"])
    assert told.code == one.code, told
    names = found(NAME, *said)
    assert bool(names) == bool(one.names), names
    assert one.mitans or not names & tokens(ENROLLED)
    assert bool(found(PHONE, *said)) == one.phones
    assert bool(found(REASON, *said)) == one.reasons
    assert found(NOTE, *said) == set()
    for kind in (NAME, PHONE, NOTE, REASON):
        assert found(kind, history(folder)) == set()
