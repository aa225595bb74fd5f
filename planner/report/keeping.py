"""Keeping: what the commands answer that back up, restore and copy a campaign. Counts, no names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from planner.report.document import Document, Table
from planner.store.backup import BackedUp, Examined
from planner.store.copying import Copied
from planner.store.erasing import Erased
from planner.store.purging import Purged
from planner.store.rekeying import Rekeyed
from planner.store.restoring import Restored
from planner.store.soundness import Contents
from planner.store.traces import Traces

ENTRIES_SHOWN = 10
SHOWN = 3  # backups named in a sentence
LABELS = {
    "name": "name",
    "phone": "phone",
    "place": "place",
    "notes": "notes of his own",
    "reasons": "reasons of wishes about him",
    "mentions": "texts of others that named him",
}
PURGED = {
    "people": "people's data",
    "names": "names",
    "phones": "phones",
    "places": "places of people",
    "notes": "notes of the field",
    "reasons": "reasons of wishes",
}
KEEP_KEY = "Keep the key where the file is not: without it nobody can read the campaign."
SERVER_TOO = "For the whole server, with users and rights: pg_dump, or pg_dumpall."


def backup_answer(done: BackedUp) -> Document:
    """The backup, what it holds, and which older ones were removed."""
    made = done.made
    lines = [
        f"{made.file}: {_held(made.contents)}, {done.size:,} bytes, the same as the campaign.",
        *_faulty(made),
        *(f"Removed, as newer ones stand for it: {old}" for old in done.removed),
    ]
    if "://" in done.target:
        lines.append(SERVER_TOO)
    else:
        lines.append(f"To put it back: mitan restore {made.file} --to {done.target}")
    data = {
        "db": done.target,
        "file": str(made.file),
        "bytes": done.size,
        **made.contents.as_dict(),
        "faults": list(made.faults),
        "removed": list(map(str, done.removed)),
    }
    return Document(data, (_counts("Backup", made.contents),), tuple(lines))


def restore_answer(done: Restored) -> Document:
    """What was put back, and where that is what it replaced."""
    lines = [
        f"{done.target} is what {done.backup.file} holds: {_held(done.backup.contents)}. "
        "The history says so.",
        *_faulty(done.backup),
    ]
    if done.erased_again:
        lines.append(f"{done.erased_again:,} erased since that backup were erased again.")
    if done.purged_again:
        lines.append(
            "The campaign had been purged since: this one was purged again. People who came after "
            "that backup are not known here, so their old sheets would bring them in: remove those."
        )
    if done.damaged:
        lines.append(f"What was there is damaged, and kept as it is: {done.kept}")
        lines.append("Who was erased since that backup is not known: erase them again.")
    elif done.kept is not None:
        lines.append(f"What was there is kept as a backup: {done.kept}")
    data = {
        "db": done.target,
        "file": str(done.backup.file),
        **done.contents.as_dict(),
        "restored_head": done.backup.contents.head,
        "faults": list(done.backup.faults),
        "kept": None if done.kept is None else str(done.kept),
        "erased_again": done.erased_again,
        "purged_again": done.purged_again,
        "damaged": done.damaged,
    }
    return Document(data, (_counts("Campaign", done.contents),), tuple(lines))


def contents_answer(target: str, contents: Contents) -> Document:
    """What a store holds, table by table."""
    line = f"{target}: {_held(contents)}; its newest digest is {contents.head or '-'}."
    return Document({"db": target, **contents.as_dict()}, (_counts("Store", contents),), (line,))


def copy_answer(done: Copied, form: str | None = None) -> Document:
    """What was copied to where, and what it became: encrypted, plain, or None."""
    lines = [
        f"{done.target}: {_held(done.contents)}. Every row and the history were compared with "
        f"{done.source}: the same.",
        f"{done.source} stays as it is; whoever writes there from now on writes to another "
        "campaign. To work with the copy, name it with --db or MITAN_DB.",
    ]
    if form == "encrypted":
        lines += [
            f"{done.source} and its backups are not encrypted: once the copy is in use, remove "
            "them.",
            KEEP_KEY,
        ]
    data = {"db": done.source, "to": done.target, "form": form, **done.contents.as_dict()}
    return Document(data, (_counts("Copied", done.contents),), tuple(lines))


def rekey_answer(done: Rekeyed) -> Document:
    """That a campaign has another key, and which backups have not."""
    lines = [f"{done.target} has the new key: {_held(done.contents)}.", KEEP_KEY]
    if done.backups:
        lines.append(
            f"{_named(done.backups)} have the key of before; keep it with them, or change "
            "it: mitan db rekey --db BACKUP"
        )
    if done.older:
        lines.append(
            f"{_named(done.older)} open with neither key: they have one from before that, which "
            "has to be kept, too, or they are damaged."
        )
    data = {
        "db": done.target,
        **done.contents.as_dict(),
        "backups": list(map(str, done.backups)),
        "older": list(map(str, done.older)),
    }
    return Document(data, (_counts("Store", done.contents),), tuple(lines))


def _named(backups: Sequence[Path]) -> str:
    """How many backups, and which."""
    more = f", and {len(backups) - SHOWN} more" if len(backups) > SHOWN else ""
    return f"{len(backups)} backup(s) ({', '.join(map(str, backups[:SHOWN]))}{more})"


def erase_answer(
    found: Erased, traces: Traces, *, dry_run: bool, scrubbed: bool = True
) -> Document:
    """What of a person goes, or went, and where he is named still."""
    them = {what: number for what, number in found.cleared.items() if number}
    told = ", ".join(f"{number:,} {LABELS[what]}" for what, number in them.items())
    lines = [f"{found.person}, a {found.role}: " + (told or "nothing is left to erase") + "."]
    if found.before:
        lines.append(f"Erased before: {', '.join(one.at[:10] for one in found.before)}.")
    lines.append("Id, zone, team, enrolments, days of work, plans and counts stay.")
    if found.place_kept:
        lines.append(
            "His place stays, as the plan starts from it. Once he has left the plan (mitan replan "
            f"--drop {found.person}), erase him again."
        )
    if found.told_in:
        lines.append(
            f"Entries {_numbers(found.told_in)} of the history have his name or phone in a reason "
            "or a file's name; nobody can change them."
        )
    lines += _left(traces, "him", dry_run=dry_run, scrubbed=scrubbed)
    data = {
        "id": found.person,
        "role": found.role,
        "dry_run": dry_run,
        "erased": found.anything and not dry_run,
        "cleared": dict(found.cleared),
        "place_kept": found.place_kept,
        "erased_before": [one.at for one in found.before],
        "history_entries": list(found.told_in),
        "backups": list(map(str, traces.holding)),
        "unreadable": list(map(str, traces.unreadable)),
        "scrubbed": scrubbed,
    }
    rows = [(LABELS[what], number) for what, number in found.cleared.items()]
    return Document(data, (Table("Erased", ("what", "number"), rows),), tuple(lines))


def purge_answer(
    found: Purged, traces: Traces, *, dry_run: bool, scrubbed: bool = True
) -> Document:
    """What of everybody goes, or went, and where people are named still."""
    counts = {PURGED[what]: number for what, number in found.cleared.items()}
    told = ", ".join(f"{number:,} {what}" for what, number in counts.items() if number)
    went = "would go" if dry_run else "are gone"
    lines = [f"{told} {went}." if told else "Nothing is left to purge."]
    lines += [f"Purged before: {one.at[:10]}." for one in found.before]
    lines.append("Ids, zones, teams, enrolments, days of work, plans, counts and history stay.")
    if found.told_in:
        lines.append(
            f"Entries {_numbers(found.told_in)} of the history have a name or a phone in a reason "
            "or a file's name; nobody can change them."
        )
    lines += _left(traces, "people", dry_run=dry_run, scrubbed=scrubbed)
    if traces.holding:
        lines.append(
            "Remove these backups once the purged campaign is backed up. Of those in the folder of "
            "backups only the newest stays with: mitan backup --keep 1"
        )
    data = {
        "dry_run": dry_run,
        "purged": found.anything and not dry_run,
        "cleared": dict(found.cleared),
        "purged_before": [one.at for one in found.before],
        "history_entries": list(found.told_in),
        "backups": list(map(str, traces.holding)),
        "unreadable": list(map(str, traces.unreadable)),
        "scrubbed": scrubbed,
    }
    return Document(
        data, (Table("Purged", ("what", "number"), list(counts.items())),), tuple(lines)
    )


def _left(traces: Traces, whom: str, *, dry_run: bool, scrubbed: bool) -> Iterator[str]:
    """Where somebody is named still, and what Mitan does not know of."""
    for file in traces.holding:
        yield f"This backup holds {whom} still: {file}"
    for file in traces.unreadable:
        yield f"This file cannot be read; it may hold {whom}: {file}"
    if not scrubbed:
        yield (
            f"Another program has the file open, so its unused pages may hold {whom} still. Close "
            "it, then run the same command again."
        )
    if dry_run:
        yield "Nothing was written (a dry run)."
    else:
        yield "Sheets, workbooks and rosters that were handed out are not known here."


def _numbers(entries: Sequence[int]) -> str:
    shown = ", ".join(map(str, entries[:ENTRIES_SHOWN]))
    return f"{shown} ..." if len(entries) > ENTRIES_SHOWN else shown


def _held(contents: Contents) -> str:
    rows = sum(contents.counts.values())
    return f"{rows:,} rows, {contents.entries:,} entries in the history"


def _faulty(examined: Examined) -> list[str]:
    faults = "; ".join(examined.faults)
    return [f"It has faults, as the campaign had: {faults}"] if faults else []


def _counts(title: str, contents: Contents) -> Table:
    return Table(title, ("table", "rows"), list(contents.counts.items()))
