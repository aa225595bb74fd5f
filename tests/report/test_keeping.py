"""Backups, copies and erasures as they are told: what is wrong is said, and what to do."""

from pathlib import Path

import pytest

from planner.report.keeping import (
    SERVER_TOO,
    backup_answer,
    copy_answer,
    erase_answer,
    purge_answer,
    restore_answer,
)
from planner.store.backup import BackedUp, Examined
from planner.store.copying import Copied
from planner.store.erasing import Erased
from planner.store.erasures import Erasure, Purge
from planner.store.purging import Purged
from planner.store.restoring import Restored
from planner.store.soundness import Contents
from planner.store.traces import Traces

CONTENTS = Contents({"history": 2, "person": 1_000}, "1a2b" + "0" * 60)
NOTHING = dict.fromkeys(("name", "phone", "place", "notes", "reasons", "mentions"), 0)


def examined(*faults):
    return Examined(Path("b.db"), CONTENTS, faults)


def said(document):
    return "\n".join(document.lines)


def test_a_backup_of_a_server_names_the_servers_own_tool():
    told = said(backup_answer(BackedUp("postgresql+psycopg://host/x", examined(), 4096, ())))
    assert SERVER_TOO in told
    assert "mitan restore" not in told
    assert "1,002 rows, 2 entries in the history, 4,096 bytes" in told


def test_faults_are_told():
    told = said(backup_answer(BackedUp("c.db", examined("broken at entry 1"), 4096, ())))
    assert "It has faults, as the campaign had: broken at entry 1" in told
    assert SERVER_TOO not in told


@pytest.mark.parametrize(("kept", "damaged"), [(None, False), ("k.db", False), ("k.db", True)])
def test_what_a_restore_replaced(kept, damaged):
    kept = kept and Path(kept)
    purged = kept is not None and not damaged
    done = Restored("c.db", examined(), CONTENTS, kept, 0 if damaged else 2, purged, damaged)
    document = restore_answer(done)
    told = said(document)
    assert ("is kept as a backup: k.db" in told) == (kept is not None and not damaged)
    assert ("damaged, and kept as it is: k.db" in told) == damaged
    assert ("erase them again" in told) == damaged
    assert ("2 erased since that backup were erased again" in told) == (not damaged)
    assert ("this one was purged again" in told) == document.data["purged_again"] == purged
    assert document.data["kept"] == (None if kept is None else "k.db")


def test_what_a_purge_leaves_is_told():
    counts = dict.fromkeys(("people", "names", "phones", "places", "notes", "reasons"), 0)
    found = Purged(
        counts | {"people": 1200, "names": 1100}, (Purge("2021-04-01T", "", "over"),), (2, 5)
    )
    left = Traces((Path("old.db"),), (Path("odd.db"),))
    told = said(purge_answer(found, left, dry_run=False, scrubbed=False))
    for line in (
        "1,200 people's data, 1,100 names are gone.",
        "Purged before: 2021-04-01.",
        "This backup holds people still: old.db",
        "mitan backup --keep 1",
        "it may hold people: odd.db",
        "Entries 2, 5 of the history have a name or a phone",
        "Another program has the file open",
        "handed out are not known here",
    ):
        assert line in told
    told = said(purge_answer(Purged(counts, (), ()), Traces((), ()), dry_run=True))
    assert "Nothing is left to purge." in told
    assert "mitan backup" not in told


def test_a_copy_leaves_two_campaigns():
    told = said(copy_answer(Copied("c.db", "postgresql+psycopg://host/x", CONTENTS)))
    assert "compared with c.db: the same" in told
    assert "c.db stays as it is" in told


def test_what_an_erasure_leaves_is_told():
    before = Erasure(3, "2020-09-09T08:00:00Z", "d", "asked")
    found = Erased("R1", "rakshak", NOTHING | {"name": 1}, True, tuple(range(1, 13)), (before,))
    left = Traces((Path("old.db"),), (Path("odd.db"),))
    document = erase_answer(found, left, dry_run=False, scrubbed=False)
    told = said(document)
    for line in (
        "R1, a rakshak: 1 name.",
        "Erased before: 2020-09-09.",
        "mitan replan --drop R1",
        "Entries 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 ... of the history",
        "This backup holds him still: old.db",
        "This file cannot be read; it may hold him: odd.db",
        "Another program has the file open",
    ):
        assert line in told
    assert (document.data["erased"], document.data["scrubbed"]) == (True, False)
    looked = erase_answer(found, left, dry_run=True)
    assert "Nothing was written (a dry run)." in said(looked)
    assert not looked.data["erased"]
