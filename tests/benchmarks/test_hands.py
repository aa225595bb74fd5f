"""Many hands on one store, in short; and that the readers would see it if something were lost."""

from contextlib import contextmanager

import pytest

from benchmarks.hands import new_schema, play
from planner.store import history, pins
from planner.store.connecting import _begin_sqlite
from tests.store.conftest import postgres_server

WRITES = 60


def test_nothing_is_lost_on_a_file(tmp_path):
    played = play(str(tmp_path / "campaign.db"), WRITES, writers=3, readers=1)
    assert played.faults == ()
    assert (played.writes, played.looks > 1) == (WRITES, True)


@pytest.mark.postgres
def test_nothing_is_lost_on_a_server():
    with new_schema(postgres_server()) as target:
        played = play(target, WRITES, writers=3, readers=1)
    assert played.faults == ()
    assert (played.writes, played.looks > 1) == (WRITES, True)


def test_a_lost_update_is_seen(tmp_path, monkeypatch):
    """A pin that is written without its entry, as if another had written over it."""
    kept, calls = history.append, []

    def now_and_then(connection, action, details):
        calls.append(action)
        if action != "pin" or calls.count("pin") % 3:
            kept(connection, action, details)

    monkeypatch.setattr(pins.history, "append", now_and_then)
    played = play(str(tmp_path / "campaign.db"), 40, writers=1, readers=1)
    assert any("acknowledged writes: pin" in fault for fault in played.faults)
    assert any("pins" in fault for fault in played.faults)


def test_half_a_write_is_seen(tmp_path, monkeypatch):
    """Writers whose statements are kept one by one, as without a transaction."""

    @contextmanager
    def loose(connection, purpose):
        if purpose == "reading":
            with _begin_sqlite(connection, purpose) as begun:
                yield begun
            return
        yield connection.execution_options(begin="SELECT 1")

    monkeypatch.setattr("planner.store.connecting._begin_sqlite", loose)
    played = play(str(tmp_path / "campaign.db"), 60, writers=1, readers=2)
    assert any("rows of" in fault or "pins" in fault for fault in played.faults)
