"""Samples: seeds committed, samples drawn and answers taken, as entries of the history.

Nothing of them stands anywhere else: what was drawn cannot be changed without breaking the chain.
Entries hold ids, never names or phones.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from planner.audit.acceptance import Answer
from planner.audit.draw import Design, Lot, seed_digest
from planner.chain import HistoryEntry, first_break
from planner.findings import ExitCode, Refusal
from planner.store import history

COMMIT, DRAW, SHEET, RESULTS = "sample commit", "sample draw", "sample sheet", "sample results"
IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Commitment:
    """A seed of which only the digest was written down, with the design that goes with it."""

    entry: HistoryEntry
    seed_sha256: str
    design: Design


@dataclass(frozen=True, slots=True)
class Draw:
    """A sample. `number` counts the draws of the campaign; `frame` is the frames' digest."""

    number: int
    entry: HistoryEntry
    commitment: Commitment
    seed: str
    frame: str
    lots: tuple[Lot, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """Answers to a draw: for each of its lots a text with a letter (Answer) for each of its ids."""

    entry: HistoryEntry
    draw: int
    file: str
    sha256: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Ledger:
    """All that the history tells of sampling, oldest first, and the entries of imports."""

    commitments: tuple[Commitment, ...]
    draws: tuple[Draw, ...]
    results: tuple[Results, ...]
    imports: tuple[int, ...]

    def committed(self, seed: str) -> Commitment | None:
        """The commitment of this seed, if there is one."""
        digest = seed_digest(seed)
        return next((one for one in self.commitments if one.seed_sha256 == digest), None)

    def drawn(self, commitment: Commitment) -> Draw | None:
        """The draw of this commitment, if it was made."""
        its = commitment.entry.number
        return next((one for one in self.draws if one.commitment.entry.number == its), None)

    @property
    def undrawn(self) -> int:
        """How many seeds were committed and never drawn."""
        return len(self.commitments) - len(self.draws)

    def of_draw(self, number: int) -> tuple[Results, ...]:
        """The answers taken for a draw."""
        return tuple(one for one in self.results if one.draw == number)


def ledger(connection: Connection) -> Ledger:
    """The ledger, read from the whole history.

    Raises Refusal (AUDIT_FAILED) where the history's chain is broken: then it proves nothing.
    """
    entries = history.rows(connection)
    broken = first_break(entries)
    if broken is not None:
        raise _unreliable(f"Entry {broken} of the history does not follow from the one before it")
    commitments: dict[int, Commitment] = {}
    draws: list[Draw] = []
    results: list[Results] = []
    for entry in entries:
        try:
            if entry.action == COMMIT:
                commitments[entry.number] = _commitment(entry)
            elif entry.action == DRAW:
                draws.append(_draw(entry, len(draws) + 1, commitments))
            elif entry.action == RESULTS:
                results.append(_results(entry, draws))
        except (LookupError, TypeError, ValueError):
            told = f"Entry {entry.number} of the history is none that Mitan wrote"
            raise _unreliable(told) from None
    imports = tuple(entry.number for entry in entries if entry.action == IMPORT)
    return Ledger(tuple(commitments.values()), tuple(draws), tuple(results), imports)


def _commitment(entry: HistoryEntry) -> Commitment:
    kept = json.loads(entry.details)
    return Commitment(entry, kept["seed_sha256"], Design.from_dict(kept["design"]))


def _draw(entry: HistoryEntry, number: int, commitments: Mapping[int, Commitment]) -> Draw:
    kept = json.loads(entry.details)
    commitment, lots = commitments[kept["commitment"]], map(Lot.from_dict, kept["lots"])
    if seed_digest(kept["seed"]) != commitment.seed_sha256:
        raise ValueError("another seed than the committed one")
    return Draw(number, entry, commitment, kept["seed"], kept["frame"], tuple(lots))


def _results(entry: HistoryEntry, draws: Sequence[Draw]) -> Results:
    kept = json.loads(entry.details)
    answers, lots = tuple(kept["answers"]), draws[kept["draw"] - 1].lots
    if list(map(len, answers)) != [len(lot.ids) for lot in lots]:
        raise ValueError("not one answer for each unit")
    return Results(entry, kept["draw"], kept["file"], kept["sha256"], answers)


def _unreliable(told: str) -> Refusal:
    return Refusal(
        f"{told}: somebody changed it, so no draw in it can be relied on. See: mitan audit "
        "--select INT. Put back the last good copy of the store.",
        exit_code=ExitCode.AUDIT_FAILED,
    )


def keep_commitment(connection: Connection, seed: str, design: Design) -> None:
    """Write down the digest of a seed, and the design; within `Store.writing()`."""
    details = {"seed_sha256": seed_digest(seed), "design": design.as_dict()}
    history.append(connection, COMMIT, details)


def keep_draw(
    connection: Connection, commitment: Commitment, seed: str, frame: str, lots: Sequence[Lot]
) -> None:
    """Write down a sample, and its seed for everybody to see; within `Store.writing()`."""
    history.append(
        connection,
        DRAW,
        {
            "commitment": commitment.entry.number,
            "seed": seed,
            "frame": frame,
            "lots": [lot.as_dict() for lot in lots],
        },
    )


def keep_sheet(connection: Connection, draw: Draw, reason: str, files: Sequence[str]) -> None:
    """Write down that names and phones of a sample were handed out, and why."""
    units = sum(len(lot.ids) for lot in draw.lots)
    details = {"draw": draw.number, "units": units, "reason": reason, "files": list(files)}
    history.append(connection, SHEET, details)


def keep_results(
    connection: Connection, draw: Draw, file: str, sha256: str, answers: Sequence[str]
) -> None:
    """Write down the answers to a draw, with their counts and the digest of their file."""
    letters = Counter("".join(answers))
    history.append(
        connection,
        RESULTS,
        {
            "draw": draw.number,
            "file": file,
            "sha256": sha256,
            "counts": {answer.name.lower(): letters[answer] for answer in Answer},
            "answers": list(answers),
        },
    )
