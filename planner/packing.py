"""Packing: an evidence pack is put in its folder, told of in the history, and found there again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from planner.chain import canonical
from planner.files import new_folder
from planner.findings import Check, ExitCode, Outcome
from planner.store import history, plans
from planner.store.database import Store

PACKED = "audit pack"  # the action of the history


def keep_pack(
    store: Store, folder: Path, files: Mapping[str, bytes], *, seal: str, head: str
) -> None:
    """Write the files into a new folder and tell of it in the history.

    `head` is the digest of the history's last entry as the pack has it. Raises Refusal where the
    folder is there already or cannot be written, and (STORE) where somebody has changed the
    campaign since, or the store cannot be written to: then there is neither folder nor entry.
    """
    with new_folder(folder, files), store.writing() as connection:
        history.require_last(connection, head)
        history.append(connection, PACKED, _told(seal, head))


def compare_with_store(
    store: Store, *, seal: str, head: tuple[int, str], plan: tuple[int, str] | None
) -> tuple[Check, ...]:
    """Hold a pack against the campaign it was made of.

    `head` and `plan` are number and digest of the history's last entry and of the plan, as the
    pack has them.
    """
    with store.reading() as connection:
        entries = history.rows(connection)
        kept = {row["number"]: row["digest"] for row in plans.list_plans(connection)}
    number, digest = head
    there = number == 0 or any((e.number, e.digest) == head for e in entries)
    told = canonical(_told(seal, digest))
    packed = [e.number for e in entries if (e.action, e.details) == (PACKED, told)]
    checks = [
        _check("store: history", there, f"has entry {number}; {len(entries) - number} came after",
               f"has no entry {number} with this digest: it is another campaign's, or was changed"),
        _check("store: this pack", bool(packed), f"told of in entry {packed[0] if packed else 0}",
               "the store's history does not tell of a pack with this seal"),
    ]  # fmt: skip
    if plan is not None:
        same = kept.get(plan[0]) == plan[1]
        wrong = f"the store has no plan {plan[0]} with this digest"
        checks.append(_check("store: plan", same, f"has plan {plan[0]}", wrong))
    return tuple(checks)


def _told(seal: str, head: str) -> dict[str, object]:
    return {"seal": seal, "head": head}


def _check(name: str, holds: bool, right: str, wrong: str) -> Check:
    if holds:
        return Check(name, Outcome.PASSED, right)
    return Check(name, Outcome.FAILED, wrong, ExitCode.AUDIT_FAILED)
