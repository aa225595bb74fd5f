"""What `mitan doctor` says of machine, policy and store."""

import sqlite3
from contextlib import closing

import pytest

from planner.findings import ExitCode, Outcome
from planner.store import bulk, doctor
from planner.store.doctor import examine
from planner.store.tables import Area, Person

ALL = ["python", "packages", "policy", "schema", "rights", "tables", "contents", "integrity"]
ALL += ["history", "privacy"]


def found(target, policy=None):
    return {check.name: check for check in examine(target, policy)}


def test_a_sound_store(store, target):
    with store.writing() as connection:
        bulk.insert(connection, Person, {"id": ["R1", "R2"], "role": ["rakshak"] * 2})
        bulk.insert(connection, Area, {"id": ["A1"]})
    checks = found(target)
    assert list(checks) == ALL
    assert {check.outcome for check in checks.values()} == {Outcome.PASSED}
    assert "2 rakshaks" in checks["contents"].message
    assert "1 areas" in checks["contents"].message
    assert checks["history"].message == "0 entries, chain unbroken"
    assert checks["schema"].message.endswith("up to date")
    assert checks["policy"].message.startswith("usual values (no campaign.toml beside the store)")
    assert checks["policy"].message.endswith(": 25 mitans a rakshak")


def test_without_a_store_the_rest_is_skipped(tmp_path):
    checks = found(str(tmp_path / "none.db"))
    assert list(checks) == ALL
    assert checks["schema"].outcome == Outcome.FAILED
    assert checks["schema"].exit_code == ExitCode.REJECTED
    assert {checks[name].outcome for name in ALL[4:]} == {Outcome.SKIPPED}
    assert {checks[name].outcome for name in ALL[:3]} == {Outcome.PASSED}
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_policy_is_told_with_its_findings(store, target, tmp_path):
    page = tmp_path / "campaign.toml"
    page.write_text("[quota]\nmitans_per_rakshak = -1\n")
    check = found(target, page)["policy"]
    assert (check.outcome, "mitans_per_rakshak" in check.message) == (Outcome.FAILED, True)
    page.write_text("[quota]\nmitans_per_rakshak = 30\n")
    assert found(target, page)["policy"].message == f"{page}: 30 mitans a rakshak"


def test_what_is_broken_is_one_failed_check(file_store):
    with closing(sqlite3.connect(file_store.target)) as other:
        other.execute("INSERT INTO pin VALUES ('R1', 'A1', 1, '')")
        other.commit()
    checks = found(file_store.target)
    failed = [name for name, check in checks.items() if check.outcome == Outcome.FAILED]
    assert failed == ["integrity"]
    assert "2 reference(s) point to nobody, in: pin;" in checks["integrity"].message


def test_a_package_that_is_not_there(monkeypatch):
    monkeypatch.setattr(doctor, "PACKAGES", ("networkx", "nothing-of-the-kind"))
    [packages] = [check for check in examine("none.db", None) if check.name == "packages"]
    assert packages.message.endswith("nothing-of-the-kind (not installed as a package)")
    assert packages.outcome == Outcome.PASSED


@pytest.mark.parametrize("mode", [0o600, 0o640])
def test_rights_of_others(file_store, tmp_path, mode):
    path = tmp_path / "campaign.db"
    path.chmod(mode)
    assert found(file_store.target)["rights"].outcome == Outcome.PASSED
    path.chmod(mode | 0o004)
    check = found(file_store.target)["rights"]
    assert (check.outcome, check.exit_code) == (Outcome.FAILED, ExitCode.STORE)
    assert f"chmod 600 {path}" in check.message
