"""The `mitan` command as scripts run it, in a folder of its own."""

import json
import sys
from pathlib import Path

import pytest
from hypothesis import settings

import cli

# One commit, one answer: what is drawn follows from the test alone, on a slow machine too. New
# draws are searched with `uv run pytest --hypothesis-profile=search`.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("search")
settings.load_profile("repeatable")


class Desk:
    """Runs commands in `folder`: (exit code, stdout, stderr)."""

    def __init__(self, folder, monkeypatch, capsys):
        self.folder: Path = folder
        self._patch, self._said = monkeypatch, capsys

    def __call__(self, *words):
        self._patch.setattr(sys, "argv", ["mitan", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        said = self._said.readouterr()
        return int(end.value.code), said.out, said.err

    def answer(self, *words, code=0):
        """What a command answers in JSON; it must end with this code."""
        got, out, err = self(*words, "--format", "json")
        assert got == code, err
        return json.loads(out)

    def bring(self, kind, text, *options):
        """Import a sheet given as text."""
        (self.folder / f"{kind}.csv").write_text(text, encoding="utf-8")
        return self.answer("import", kind, f"{kind}.csv", *options)


@pytest.fixture
def desk(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MITAN_DB", raising=False)
    monkeypatch.delenv("MITAN_CAMPAIGN", raising=False)
    return Desk(tmp_path, monkeypatch, capsys)
