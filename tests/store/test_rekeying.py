"""Another key: the same campaign, and one of the two keys opens it whenever one is killed."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from planner.findings import ExitCode, Refusal
from planner.store import key
from planner.store.backup import back_up
from planner.store.bulk import checksum, insert
from planner.store.database import create_store, open_store
from planner.store.key import Key
from planner.store.rekeying import rekey
from planner.store.soundness import require_sound
from planner.store.tables import Person
from planner.store.target import SQLITE_HEADER
from tests.store.conftest import PASSPHRASE

ROOT = Path(__file__).parents[2]
NEW = Key("a new key of words")
KILLS = 3  # `python -m benchmarks.crashes kills --only 'db rekey'` does more
PROGRAM = (
    "import sys\nfrom planner.store.key import Key\nfrom planner.store.rekeying import rekey\n"
    "import planner.store.rekeying as module\n"
    "ready = module.contents\n"
    "def told(connection):\n    found = ready(connection)\n    print('now', flush=True)\n"
    "    return found\n"
    "module.contents = told\n"
    "rekey(sys.argv[1], Key(sys.argv[2]))"
)


@pytest.fixture
def campaign(sealed, tmp_path):
    path = tmp_path / "campaign.db"
    fill(path, 3_000)
    return path


def fill(path, count):
    ids = [f"R{k}" for k in range(count)]
    with create_store(path) as store, store.writing() as connection:
        given = {"id": ids, "role": ["rakshak"] * count, "name": [f"Asha {k}" for k in ids]}
        insert(connection, Person, given)


def opens(path, one):
    """What a campaign holds, opened with a key; None where that is the wrong one."""
    key.use(one)
    try:
        with open_store(path) as store, store.reading() as connection:
            require_sound(connection)
            return checksum(connection, "person")
    except Refusal as refusal:
        return None if "does not open with this key" in refusal.message else refusal.message


def test_the_new_key_opens_it_and_the_old_one_does_not(campaign):
    old = Key(PASSPHRASE)
    held, made = opens(campaign, old), back_up(campaign).made.file
    done = rekey(campaign, NEW)
    assert done.contents.counts["person"] == 3_000
    assert done.backups == (made,)
    assert key.given() == NEW
    assert (opens(campaign, NEW), opens(campaign, old)) == (held, None)
    assert (opens(made, old), opens(made, NEW)) == (held, None)
    key.use(old)
    assert rekey(made, NEW).backups == ()
    assert opens(made, NEW) == held


def test_backups_of_several_keys_are_told_apart(campaign):
    first = back_up(campaign).made.file
    rekey(campaign, NEW)
    with open_store(campaign) as store, store.writing() as connection:
        insert(connection, Person, {"id": ["R-new"], "role": ["rakshak"], "name": ["Uma"]})
    second = back_up(campaign).made.file
    plain, torn = (first.with_name(f"{first.stem}.{k}.db") for k in (7, 8))
    plain.write_bytes(SQLITE_HEADER + bytes(4096 - len(SQLITE_HEADER)))
    torn.write_bytes(os.urandom(8192))
    done = rekey(campaign, Key("a third key of words"))
    assert done.backups == (second,)
    assert set(done.older) == {first, torn}  # a plain one needs no key


def test_the_key_that_it_has_is_no_other(campaign):
    with pytest.raises(Refusal, match="has this key already"):
        rekey(campaign, Key(PASSPHRASE))


def test_no_page_keeps_the_old_key(campaign):
    """A file of which each page has changed but for the salt."""
    before = campaign.read_bytes()
    rekey(campaign, NEW)
    after = campaign.read_bytes()
    assert before[:16] == after[:16]
    assert len(before) == len(after)
    pages = range(0, len(before), 4096)
    assert all(before[at + 16 : at + 4096] != after[at + 16 : at + 4096] for at in pages)
    assert not any(path.stat().st_size for path in campaign.parent.glob("campaign.db-*"))


def test_what_has_no_key(file_store):
    for target in (file_store.target, "postgresql://nobody@localhost/none"):
        with pytest.raises(Refusal, match="is not encrypted, so it has no key"):
            rekey(target, NEW)


def test_a_campaign_in_use_keeps_its_key(campaign):
    held = opens(campaign, Key(PASSPHRASE))
    code = "from planner.store.database import open_store\nimport sys\n" \
        "with open_store(sys.argv[1]) as store, store.writing():\n    print('in', flush=True)\n" \
        "    sys.stdin.read()"  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-c", code, str(campaign)], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as other:  # fmt: skip
        assert other.stdout.readline() == "in\n"
        with pytest.raises(Refusal, match="is busy") as refused:
            rekey(campaign, NEW, busy_seconds=0.01)
        other.communicate("")
    assert refused.value.exit_code is ExitCode.STORE
    assert key.given() == Key(PASSPHRASE)
    assert opens(campaign, Key(PASSPHRASE)) == held


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
def test_without_room_it_keeps_its_key_and_says_so(campaign):
    """SQLCipher's driver itself says nothing then."""
    import resource

    held = opens(campaign, Key(PASSPHRASE))
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (campaign.stat().st_size // 2, usual[1]))
    try:
        with pytest.raises(Refusal, match="has the key that it had") as refused:
            rekey(campaign, NEW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert refused.value.exit_code is ExitCode.STORE
    assert key.given() == Key(PASSPHRASE)
    assert opens(campaign, Key(PASSPHRASE)) == held
    rekey(campaign, NEW)
    assert opens(campaign, NEW) == held


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_whoever_is_killed_leaves_one_of_the_two_keys(campaign):
    held = opens(campaign, Key(PASSPHRASE))
    draws = random.Random(7)
    old, new, spent = Key(PASSPHRASE), NEW, 0.1
    for kill in range(KILLS):
        key.use(None)
        begun = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(campaign), new.passphrase], cwd=ROOT, text=True,
            stdout=subprocess.PIPE, env={**os.environ, key.ENV: old.passphrase},
        ) as changing:  # fmt: skip
            assert changing.stdout.readline() == "now\n"
            begun = time.perf_counter()
            if kill:
                time.sleep(draws.uniform(0, spent))
                changing.send_signal(signal.SIGKILL)
            changing.wait()
        spent = spent if kill else time.perf_counter() - begun
        found = [opens(campaign, one) for one in (old, new)]
        assert sorted(map(bool, found)) == [False, True], f"kill {kill}"
        assert held in found
        if found[1]:
            old, new = new, old
