"""State: what a folder and its campaign hold, told so that two of them can be compared."""

from __future__ import annotations

import hashlib
import io
import os
import re
import time
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from benchmarks.crashes.acts import NEW_KEY, OLD_KEY
from planner.campaign import Asked, judge_campaign
from planner.chain import TABLES, read_details
from planner.findings import Refusal
from planner.policy import USUAL_POLICY, load
from planner.store import history, key, migrating, sums
from planner.store.connecting import connect, transaction
from planner.store.database import open_store
from planner.store.key import Key
from planner.store.soundness import require_sound, require_unbroken
from planner.store.target import SIDE_FILES, SQLITE_HEADER, Form, Target, form_of, parse

STORE_PART = "the store"
STORE_SUFFIX = ".db"  # also where nothing else says so, as of an encrypted one
NOTHING = "nothing"  # no store yet, or a file that is empty
TREE_RULES = ["HIE"]
OLD = 3 * 24 * 3600  # seconds; what is left of a killed command is then nobody's any more

# What no two runs have alike: moments, digests of what has moments in it, seconds.
_PASSING = re.compile(
    rb"\d{4}-\d\d-\d\d[T ]?\d\d:?\d\d(?::?\d\d)?(?:\.\d+)?Z?|\b[0-9a-f]{64}\b|\b[0-9a-f]{32}\b"
    rb"|\b[0-9a-f]{12,16}\b"
    rb"|[0-9a-f]{4}( [0-9a-f]{4}){2,15}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}"
    rb"|D:\d{14}|\d\d-\d\d-\d{4} \d\d:\d\d|\d+\.\d+ ?s\b"
)
_NAME = re.compile(r"\d{4}-\d\d-\d\d(T\d{6}Z)?|\b[0-9a-f]{12}\b|(?<=#)\.\d+")
_LEFT_OUT = {"plan": {"made_at", "seconds", "versions"}, "history": {"at", "previous", "digest"}}


@dataclass(frozen=True)
class State:
    """Digest of the store, and of every file in the folder by its name. `left` are hidden files."""

    parts: Mapping[str, str]
    left: tuple[Path, ...]

    @property
    def store(self) -> str:
        """The digest of the store's tables."""
        return self.parts[STORE_PART]

    @property
    def files(self) -> dict[str, str]:
        """Digests of the files beside the store."""
        return {name: digest for name, digest in self.parts.items() if name != STORE_PART}


class Judge:
    """Looks stores over. What it found of one that holds the same is not worked out again."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._files: dict[str, str] = {}  # by the bytes, which cost less to compare

    def state(self, folder: Path, target: str) -> State:
        """What is in the folder and in the store; raises Refusal where a store is not sound."""
        where = parse(target)
        own = where.path.name if where.path is not None else ""
        found: dict[str, list[str]] = defaultdict(list)  # digests by what their names have alike
        left = []
        for path in sorted(_walk(folder)):
            name = path.relative_to(folder).as_posix()
            if any(part.startswith(".") for part in path.relative_to(folder).parts) or _loose(path):
                left.append(path)
            elif name != own and not name.endswith(SIDE_FILES):
                found[_NAME.sub("#", name)].append(self._file(path))
        parts = {STORE_PART: self.store(_in(folder, where))}
        for name, digests in found.items():
            for k, digest in enumerate(sorted(digests), 1):  # names tell moments, not an order
                parts[name if k == 1 else f"{name} ({k})"] = digest
        return State(parts, tuple(left))

    def store(self, where: Target) -> str:
        """The digest of a store that is sound: pages, references, chain, sums, tree; and its key.

        An encrypted one opens with one of the two keys, and not with the other.
        """
        if where.path is not None and (not where.path.exists() or not where.path.stat().st_size):
            return NOTHING
        if where.path is None or form_of(where.path) is not Form.SEALED:
            return self._store(where)
        opened, told = {}, ""
        for one in (OLD_KEY, NEW_KEY):
            key.use(Key(one))
            try:
                opened[one] = self._store(where)
            except Refusal as refusal:
                told = refusal.message
            finally:
                key.use(None)
        if len(opened) != 1:
            raise Refusal(f"{len(opened)} keys open {where.shown}: {told}")
        ((one, digest),) = opened.items()
        return digest if digest == NOTHING else f"{digest} {one}"

    def _store(self, where: Target) -> str:
        with transaction(connect(where), where.shown, "reading") as connection:
            state = migrating.require_ours(connection, where.shown)
            if state == "empty":
                return NOTHING
            require_sound(connection)
            digest = _digest(connection)
            if digest not in self._known:
                require_unbroken(connection)
                if state == "current":
                    _require_sums(connection, where.shown)
        if state == "current" and digest not in self._known:
            self._known[digest] = _tree_faults(where)
        return digest

    def tree(self, state: State) -> str:
        """What the audit says against the tree; the same before and after, if all is well."""
        return self._known.get(state.store, "")

    def _file(self, path: Path) -> str:
        content = path.read_bytes()
        exact = _hash(content)
        if path.with_name(f"{path.name}-wal").exists():
            return self._looked_through(path, content)
        if exact not in self._files:
            self._files[exact] = self._looked_through(path, content)
        return self._files[exact]

    def _looked_through(self, path: Path, content: bytes) -> str:
        if content.startswith(SQLITE_HEADER) or path.suffix == STORE_SUFFIX:
            return self.store(parse(path))
        if content.startswith(b"PK\x03\x04"):
            return _digest_zip(content)
        return _hash(_PASSING.sub(b"#", content))


def make_old(left: tuple[Path, ...]) -> None:
    """Set back the clock of files that a killed command has left."""
    then = time.time() - OLD
    for path in {one for file in left for one in (file, file.parent)}:
        os.utime(path, (then, then))


def _in(folder: Path, where: Target) -> Target:
    return where if where.path is None else parse(folder / where.path)


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path


def _loose(path: Path) -> bool:
    """Whether SQLite kept this beside a store that is not there."""
    base = next((path.name.removesuffix(end) for end in SIDE_FILES if path.name.endswith(end)), "")
    return bool(base) and not path.with_name(base).exists()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digest_zip(content: bytes) -> str:
    """Of all members, each of which must be whole."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        members = [(name, _PASSING.sub(b"#", packed.read(name))) for name in packed.namelist()]
    return _hash(repr(members).encode())


def _digest(connection: Connection) -> str:
    """Of the rows of all tables, but for what no two runs have alike."""
    told = hashlib.sha256()
    seen = inspect(connection)
    for table in sorted(seen.get_table_names()):
        columns = [column["name"] for column in seen.get_columns(table)]
        names = [name for name in columns if name not in _LEFT_OUT.get(table, ())]
        listed = ", ".join(f'"{name}"' for name in names)
        rows = connection.execute(text(f'SELECT {listed} FROM "{table}"')).all()
        content = "\n".join(sorted(repr(tuple(row)) for row in rows)).encode()
        if table in _LEFT_OUT:
            content = _PASSING.sub(b"#", content)
        told.update(f"{table} {names}".encode() + content)
    return told.hexdigest()


def _require_sums(connection: Connection, shown: str) -> None:
    standing = sums.standing(connection)
    told = [
        read_details(entry.details)[TABLES]
        for entry in history.rows(connection)
        if TABLES in read_details(entry.details)
    ]
    if told and (standing.changed or told[-1] != standing.digest):
        raise Refusal(f"{shown}: rows that the history does not tell of: {standing.changed}")


def _tree_faults(where: Target) -> str:
    policy, target = load(USUAL_POLICY), str(where.path)
    if where.url is not None:
        target = where.url.render_as_string(hide_password=False)
    with open_store(target) as store:
        verdict, _ = judge_campaign(store, policy, Asked(select=TREE_RULES))
    return repr(sorted((found.code, found.subject) for found in verdict.findings))
