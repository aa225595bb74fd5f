"""Verification: an evidence pack is checked from its files alone, on any machine, without a store.

Whatever is in the folder may be forged: nothing outside of it is read, and nothing huge.
"""

from __future__ import annotations

import csv
import hashlib
import json
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from planner.findings import Check, ExitCode, Outcome, Refusal
from planner.report.contents import CHECKS, Amiss, Contents
from planner.report.manifest import SCHEMA, Manifest
from planner.report.pack import MANIFEST
from planner.report.sums import SUMS, read_sums

LARGEST_FILE = 2**29  # bytes
LARGEST_LIST = 2**20
ODD = (KeyError, TypeError, ValueError, AttributeError, RecursionError, OverflowError, csv.Error)


@dataclass(frozen=True)
class Verified:
    """All checks. `manifest` is None where it cannot be read; `seal` is that of the list found."""

    checks: tuple[Check, ...]
    manifest: Manifest | None
    seal: str


def verify_pack(folder: Path, *, head: str = "", seal: str = "") -> Verified:
    """Check a pack against its own list and manifest, and against digests given by hand.

    `head` is the digest of an entry of the history, from a printed roster or sheet; `seal` the
    digest of SHA256SUMS: both in full or their first digits, empty: not given. Raises Refusal where
    the folder is no evidence pack, is one of another version, leads outside or holds huge files.
    """
    present = _files(folder)
    content = _list_of(folder)
    found_seal = hashlib.sha256(content).hexdigest()
    sums = read_sums(content)
    if sums is None:
        sums = dict.fromkeys(present - {SUMS}, "")  # all that is there, with digests not known
        checks = [_failed("list", f"{SUMS} was changed: it is not as it was written")]
    else:
        checks = [
            Check("list", Outcome.PASSED, f"{len(sums)} files listed"),
            _tried("files", _digests, folder, sums, present),
            _tried("nothing else", _nothing_else, sums, present),
        ]
    manifest, why = _read_manifest(folder / MANIFEST)
    if manifest is not None:
        contents = Contents(folder, manifest, frozenset(sums))
        checks += [_tried(name, look, contents) for name, look in CHECKS.items()]
        if head:
            checks.append(_tried("head given by hand", _head_given, contents, head))
    elif all(check.outcome is Outcome.PASSED for check in checks):
        raise Refusal(f"{folder / MANIFEST} {why}")  # nobody changed it: it is of another kind
    else:
        checks.append(_failed("manifest", f"{MANIFEST} {why}"))
    if seal:
        checks.append(_tried("seal given by hand", _seal_given, found_seal, seal))
    return Verified(tuple(checks), manifest, found_seal)


def _failed(name: str, message: str) -> Check:
    printable = "".join(sign if sign.isprintable() else "?" for sign in message)
    return Check(name, Outcome.FAILED, printable, ExitCode.AUDIT_FAILED)


def _tried(name: str, look: Callable[..., str], *given: object) -> Check:
    try:
        return Check(name, Outcome.PASSED, look(*given))
    except Amiss as amiss:
        return _failed(name, str(amiss))
    except OSError as error:
        return _failed(name, f"{Path(error.filename or '').name} cannot be read: {error.strerror}")
    except ODD as odd:
        return _failed(name, f"what stands there is not as Mitan writes it ({type(odd).__name__})")


def _files(folder: Path) -> frozenset[str]:
    """Names of all that is in the folder.

    Raises Refusal where there is no such folder, or it holds what no pack does and what should
    not be opened: links, devices, huge files.
    """
    try:
        found = {path.name: path.lstat() for path in folder.iterdir()}
    except OSError as error:
        raise Refusal(f"{folder} cannot be read: {error.strerror}.") from None
    for name, state in found.items():
        if not (stat.S_ISREG(state.st_mode) or stat.S_ISDIR(state.st_mode)):
            raise Refusal(f"{folder / name} is a link or a device; a pack has none. Nothing read.")
        most = LARGEST_LIST if name in (SUMS, MANIFEST) else LARGEST_FILE
        if state.st_size > most:
            raise Refusal(f"{folder / name} is larger than any file of a pack ({most:,} bytes).")
    return frozenset(found)


def _list_of(folder: Path) -> bytes:
    """The list of the pack's files. Raises Refusal where the folder has none, or no manifest."""
    if not ((folder / SUMS).is_file() and (folder / MANIFEST).is_file()):
        raise Refusal(
            f"{folder} is no evidence pack: {SUMS} or {MANIFEST} is missing. One is made by: "
            "mitan audit pack -o DIR"
        )
    try:
        return (folder / SUMS).read_bytes()
    except OSError as error:
        raise Refusal(f"{folder / SUMS} cannot be read: {error.strerror}.") from None


def _digests(folder: Path, sums: Mapping[str, str], present: frozenset[str]) -> str:
    missing = [name for name in sums if name not in present or not (folder / name).is_file()]
    if missing:
        raise Amiss(f"missing: {', '.join(missing[:10])}")
    changed = []
    for name, digest in sums.items():
        with (folder / name).open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != digest:
                changed.append(name)
    if changed or not sums:
        raise Amiss(f"changed: {', '.join(changed[:10]) or SUMS}")
    return "all as they were listed"


def _nothing_else(sums: Mapping[str, str], present: frozenset[str]) -> str:
    others = sorted(present - sums.keys() - {SUMS})
    if others:
        raise Amiss(f"not of this pack: {', '.join(others[:10])}")
    return "no other file in the folder"


def _read_manifest(file: Path) -> tuple[Manifest | None, str]:
    """The manifest, or None and why it cannot be read."""
    try:
        content = file.read_bytes()
        told = json.loads(content)
        if isinstance(told, dict) and told.get("schema") != SCHEMA:
            schema = str(told.get("schema"))[:40]
            return None, f"is of the schema {schema!r}; this Mitan reads {SCHEMA}. Use its version."
        return Manifest.model_validate_json(content), ""
    except OSError as error:
        return None, f"cannot be read: {error.strerror}."
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        return None, f"is not as Mitan writes it, at {where or 'the top'}."
    except ODD:
        return None, "is no JSON text."


def _head_given(contents: Contents, given: str) -> str:
    entries = contents.entries
    found = [k for k, entry in enumerate(entries) if entry.digest.startswith(given)]
    if not found:
        raise Amiss(
            "no entry of the history has this digest: the history was cut off before it, or "
            "written anew"
        )
    after = len(entries) - 1 - found[-1]
    number = entries[found[-1]].number
    return f"entry {number}, the last one" if not after else f"entry {number}, {after} came after"


def _seal_given(found: str, given: str) -> str:
    if not found.startswith(given):
        raise Amiss(f"{SUMS} is {found}: this is not the pack that was sealed")
    return found
