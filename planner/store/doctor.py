"""Doctor: looks over machine, policy and store, and says of each what it found."""

from __future__ import annotations

import os
import platform
import shlex
import stat
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy import Connection

from planner.findings import Check, ExitCode, Outcome, Refusal
from planner.policy import load
from planner.store import bulk, migrating, reading
from planner.store.backup import folder_of, store_name
from planner.store.database import open_store
from planner.store.drift import require_undrifted
from planner.store.personal import NAMED
from planner.store.purging import UNPURGED
from planner.store.soundness import require_sound, require_unbroken
from planner.store.tables import Person
from planner.store.target import Form, Target, form_of, parse
from planner.store.thinning import named
from planner.today import today

REFUSED = f"consent = 'no' AND {NAMED}"
PACKAGES = ("mitan", "networkx", "ortools", "sqlmodel", "matplotlib", "numpy")


def examine(target: str, policy_file: Path | None) -> tuple[Check, ...]:
    """Look at machine, policy and store. Changes nothing; a fault is a failed check."""
    checks = [Check("python", Outcome.PASSED, f"{platform.python_version()}, {platform.system()}")]
    checks.append(Check("packages", Outcome.PASSED, ", ".join(map(_version, PACKAGES))))
    checks.append(_tried("policy", lambda: _policy(policy_file)))
    schema = _tried("schema", lambda: _schema(target))
    checks.append(schema)
    if schema.outcome == Outcome.FAILED:
        names = ("rights", "tables", "contents", "integrity", "history", "privacy")
        return (*checks, *map(_skipped, names))
    checks.append(_tried("rights", lambda: _rights(parse(target))))
    with open_store(target) as store, store.reading() as connection:
        checks.append(_tried("tables", lambda: require_undrifted(connection)))
        checks.append(_tried("contents", lambda: _contents(connection)))
        checks.append(_tried("integrity", lambda: require_sound(connection)))
        checks.append(_tried("history", lambda: require_unbroken(connection)))
        checks.append(_tried("privacy", lambda: _privacy(connection, policy_file)))
    return tuple(checks)


def _tried(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, Outcome.PASSED, look())
    except Refusal as refusal:
        said = [refusal.message, *(f"{f.subject}: {f.message}" for f in refusal.findings)]
        return Check(name, Outcome.FAILED, " ".join(said), refusal.exit_code)


def _skipped(name: str) -> Check:
    return Check(name, Outcome.SKIPPED, "the store cannot be opened")


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} (not installed as a package)"


def _policy(file: Path | None) -> str:
    policy = load(file)
    where = str(file) if file else "usual values (no campaign.toml beside the store)"
    return f"{where}: {policy.quota.mitans_per_rakshak} mitans a rakshak"


def _schema(target: str) -> str:
    with open_store(target) as store:
        return f"{store.target}: revision {migrating.head()}, up to date"


def _privacy(connection: Connection, policy_file: Path | None) -> str:
    """How long it is kept who people are. Raises Refusal, only a warning, where it is too long."""
    until = load(policy_file).privacy.keep_until
    named, told = bulk.count(connection, Person, UNPURGED), []
    if until is not None and named and today() > until:
        told.append(f"{named:,} people are named still, and data was to be kept until {until}.")
        told.append("Run: mitan purge")
    if refused := bulk.count(connection, Person, REFUSED):
        told.append(f"{refused:,} people have said no (consent) and are named still.")
        told.append("Erase who asks for it: mitan erase ID")
    if told:
        raise Refusal(" ".join(told), exit_code=ExitCode.FINE)
    ends = "no day is set on which that ends (privacy.keep_until)"
    return f"{named:,} people are named; {ends if until is None else f'kept until {until}'}"


def _contents(connection: Connection) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in reading.describe(connection).items())


def _rights(where: Target) -> str:
    """Whether the file and its backups are kept from others. Raises Refusal where they are not."""
    if where.path is None or os.name == "nt":
        return "kept by the server" if where.path is None else "kept by the folder's own rights"
    backups = [one.file for one in named(folder_of(where)) if one.store == store_name(where)]
    files = [where.path, *backups]
    open_to_all = [file for file in files if stat.S_IMODE(file.stat().st_mode) & stat.S_IRWXO]
    if open_to_all:
        raise Refusal(
            "everybody on this machine can read names and phones. Run: chmod 600 "
            f"{shlex.join(map(str, open_to_all))}",
            exit_code=ExitCode.STORE,
        )
    sealed = "encrypted" if form_of(where.path) is Form.SEALED else "not encrypted"
    return f"{len(files)} file(s), closed to other people on this machine; {sealed}"
