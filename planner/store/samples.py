"""Samples: seeds committed, samples drawn and answers taken, as entries of the history.

Nothing of them stands anywhere else: what was drawn cannot be changed without breaking the chain.
Entries hold ids, never names or phones.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
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
class Register:
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


def register(connection: Connection) -> Register:
    """The register, read from the whole history.

    Raises Refusal (AUDIT_FAILED) where the history's chain is broken: then it proves nothing.
    """
    entries = history.rows(connection)
    broken = first_break(entries)
    if broken is not None:
        raise Refusal(
            f"Entry {broken} of the history does not follow from the one before it: somebody "
            "changed it, so no draw in it can be relied on. See: mitan audit --select INT. Put "
            "back the last good copy of the store.",
            exit_code=ExitCode.AUDIT_FAILED,
        )
    commitments: dict[int, Commitment] = {}
    draws: list[Draw] = []
    results: list[Results] = []
    for entry in entries:
        if entry.action == COMMIT:
            kept = json.loads(entry.details)
            design = Design.from_dict(kept["design"])
            commitments[entry.number] = Commitment(entry, kept["seed_sha256"], design)
        elif entry.action == DRAW:
            kept = json.loads(entry.details)
            lots = tuple(Lot.from_dict(lot) for lot in kept["lots"])
            its = commitments[kept["commitment"]]
            draws.append(Draw(len(draws) + 1, entry, its, kept["seed"], kept["frame"], lots))
        elif entry.action == RESULTS:
            kept = json.loads(entry.details)
            answers = tuple(kept["answers"])
            results.append(Results(entry, kept["draw"], kept["file"], kept["sha256"], answers))
    imports = tuple(entry.number for entry in entries if entry.action == IMPORT)
    return Register(tuple(commitments.values()), tuple(draws), tuple(results), imports)


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
