"""Sampling: a seed is committed, a sample is drawn, names are handed out, answers are judged.

Each step is an entry of the history, so that whoever drew until he liked the sample is seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from planner.audit.acceptance import KindRuling, rule_on
from planner.audit.draw import Design, Lot, draw, draw_key, sample_size
from planner.audit.frame import KINDS, ZONE, Frame, frame_digest, frames
from planner.audit.lqas import lot_plans
from planner.findings import ExitCode, Finding, Refusal
from planner.policy import PrivacyPolicy, SamplePolicy
from planner.snapshot import Snapshot, integers
from planner.store import history, reading, samples
from planner.store.database import Store
from planner.store.importing import cells
from planner.store.importing.filled import match_draw, read_filled
from planner.store.roster import Book, open_for
from planner.store.samples import Commitment, Draw, Ledger, Results

LONGEST_SEED = 200  # characters
OPTIONS = {"kinds": "--of", "lots": "--lots", "confidence": "--confidence", "each": "--clusters"}
MOST_UNITS = 100_000  # that are drawn at once; all of them are kept in the history


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for of a design; None: nothing, so the policy or the usual value decides."""

    kinds: tuple[str, ...] | None = None
    lots: str | None = None
    confidence: float | None = None
    each: int | None = None

    def given(self) -> dict[str, object]:
        """What was asked for, by name of the design's fields."""
        return {name: getattr(self, name) for name in OPTIONS if getattr(self, name) is not None}

    def design(self, policy: SamplePolicy) -> Design:
        """The design, with the policy's values for what was not asked for."""
        usual = Design(
            kinds=KINDS,
            lots=ZONE,
            acceptable=policy.acceptable,
            unacceptable=policy.unacceptable,
            producer_risk=policy.producer_risk,
            confidence=policy.confidence,
            each=0,
            correlation=policy.correlation,
        )
        return replace(usual, **self.given())  # type: ignore[arg-type]


@dataclass(frozen=True)
class Committed:
    """A commitment; `new` is False where it had been made before."""

    commitment: Commitment
    new: bool
    ledger: Ledger


@dataclass(frozen=True, eq=False)
class Drawn:
    """A draw and the campaign as it stands; `new` is False where it had been made before.

    `again` says that the campaign is still the one it was drawn from, and that drawing once more
    gave the same sample; it is False where the campaign has changed.
    """

    draw: Draw
    new: bool
    again: bool
    ledger: Ledger
    snapshot: Snapshot


@dataclass(frozen=True)
class Judged:
    """What the answers to a draw come to. `new` is False where nothing was written.

    `earlier` are other answers to the same draw, taken before these; `again` as in Drawn.
    """

    draw: Draw
    results: Results
    rulings: tuple[KindRuling, ...]
    earlier: tuple[Results, ...]
    new: bool
    again: bool
    ledger: Ledger
    remarks: tuple[Finding, ...] = ()


def commit_seed(store: Store, policy: SamplePolicy, seed: str, wanted: Wanted) -> Committed:
    """Write the digest of a seed into the history, with the design of its draw.

    A seed is committed once: again, it gives the same commitment. Raises Refusal where the seed
    cannot be used, or was committed with another design.
    """
    seed = _usable(seed)
    with store.writing() as connection:
        ledger = samples.ledger(connection)
        known = ledger.committed(seed)
        if known is not None:
            _require_agreement(known.design, wanted)
            return Committed(known, False, ledger)
        samples.keep_commitment(connection, seed, wanted.design(policy))
        ledger = samples.ledger(connection)
    return Committed(ledger.commitments[-1], True, ledger)


def draw_sample(store: Store, policy: SamplePolicy, seed: str, wanted: Wanted) -> Drawn:
    """Draw the sample of a seed, which is committed first where it was not; once and for all.

    A seed that was drawn gives the sample that it gave, whatever has changed since. Raises
    Refusal where the seed cannot be used, was committed with another design, there is nobody to
    draw, or far too many; or where the sample that was kept is not the one its seed draws.
    """
    seed = _usable(seed)
    with store.reading() as connection:
        snapshot = reading.snapshot(connection)
        state = history.last_digest(connection)
        ledger = samples.ledger(connection)
    known = ledger.committed(seed)
    design = wanted.design(policy) if known is None else known.design
    _require_agreement(design, wanted)
    found = frames(snapshot, design.kinds, design.lots)
    before = None if known is None else ledger.drawn(known)
    if before is not None:
        return Drawn(before, False, _drawn_again(before, found), ledger, snapshot)
    _require_drawable(found, design)
    if known is None:
        with store.writing() as connection:
            history.require_last(connection, state)
            samples.keep_commitment(connection, seed, design)
            state = history.last_digest(connection)
            known = samples.ledger(connection).commitments[-1]
    lots = _lots(found, known, seed)
    with store.writing() as connection:
        history.require_last(connection, state)
        samples.keep_draw(connection, known, seed, frame_digest(found), lots)
        ledger = samples.ledger(connection)
    return Drawn(ledger.draws[-1], True, True, ledger, snapshot)


def open_names(
    store: Store, made: Draw, reason: str, files: Sequence[Path], privacy: PrivacyPolicy
) -> Book:
    """Names and phones of those who were drawn, and of their rakshaks.

    With a `reason` that is written down first; without one the book is for the eyes of the
    program alone, which masks it.
    """
    people = {one for lot in made.lots for one in (*lot.ids, *lot.under)}
    if reason:
        with store.writing() as connection:
            samples.keep_sheet(connection, made, reason, [file.name for file in files])
    with store.reading() as connection:
        return open_for(connection, people, privacy)


def take_results(store: Store, file: Path) -> Judged:
    """Judge the answers in a filled call sheet, and keep them.

    The same answers again are not written again. Raises Refusal where nothing was drawn yet, the
    draw is not as its seed and design make it, or the sheet cannot be used; then nothing is
    written.
    """
    rows = read_filled(file)
    with store.reading() as connection:
        filled = match_draw(rows, _draws(samples.ledger(connection)))
        again = _stands(connection, filled.draw)
    with store.writing() as connection:
        ledger = samples.ledger(connection)
        kept = ledger.of_draw(filled.draw.number)
        new = not kept or kept[-1].answers != filled.answers
        if new:
            samples.keep_results(
                connection, filled.draw, filled.file, filled.sha256, filled.answers
            )
            ledger = samples.ledger(connection)
    return _judged(ledger, filled.draw, new=new, again=again, remarks=filled.remarks)


def last_results(store: Store) -> Judged:
    """The judgement on the answers that were taken last.

    Raises Refusal where none were, or the draw is not as its seed and design make it.
    """
    with store.reading() as connection:
        ledger = samples.ledger(connection)
        draws = _draws(ledger)
        if not ledger.results:
            raise Refusal("No answers were given in yet. Next: mitan audit results FILE")
        made = draws[ledger.results[-1].draw - 1]
        again = _stands(connection, made)
    return _judged(ledger, made, new=False, again=again)


def _judged(
    ledger: Ledger, made: Draw, *, new: bool, again: bool, remarks: tuple[Finding, ...] = ()
) -> Judged:
    *earlier, last = ledger.of_draw(made.number)
    rulings = rule_on(made.lots, last.answers, made.commitment.design)
    return Judged(made, last, rulings, tuple(earlier), new, again, ledger, remarks)


def _stands(connection: Connection, made: Draw) -> bool:
    """`_drawn_again` from the campaign as the store has it."""
    design = made.commitment.design
    return _drawn_again(made, frames(reading.snapshot(connection), design.kinds, design.lots))


def _drawn_again(made: Draw, found: Sequence[Frame]) -> bool:
    """Whether the campaign is still the one that was drawn from: then it is drawn once more.

    Raises Refusal where that gives another sample; where the campaign has changed, where the lots
    are not those that the design asks for at their sizes.
    """
    if made.frame == frame_digest(found):
        _require_same(made, same=made.lots == _lots(found, made.commitment, made.seed))
        return True
    _require_same(made, same=_as_designed(made))
    return False


def _as_designed(made: Draw) -> bool:
    """Whether each lot drawn one by one has the sample and decision number of its size."""
    design = made.commitment.design
    single = [lot for lot in made.lots if not lot.clusters]
    plans = lot_plans(integers([lot.size for lot in single]), design.demand)
    asked = list(zip(plans.sample.tolist(), plans.allowed.tolist(), strict=True))
    clustered = design.each > 0 or len(single) == len(made.lots)
    return clustered and asked == [(len(lot.ids), lot.allowed) for lot in single]


def _draws(ledger: Ledger) -> tuple[Draw, ...]:
    if not ledger.draws:
        raise Refusal(
            "No sample was drawn in this campaign, so nobody can have been asked. "
            "Next: mitan audit sample --seed SEED"
        )
    return ledger.draws


def _usable(seed: str) -> str:
    """The seed in Unicode's composed form, without blanks around it."""
    plain = cells.tidy(seed)
    if not plain or len(plain) > LONGEST_SEED or not plain.isprintable():
        raise Refusal(
            f"A seed is a text on one line of 1 to {LONGEST_SEED} characters, such as words that "
            "several people have each written down.",
            exit_code=ExitCode.USAGE,
        )
    return plain


def _require_agreement(design: Design, wanted: Wanted) -> None:
    """Refuse a design other than the committed one: it too could be chosen to suit."""
    differ = [name for name, value in wanted.given().items() if getattr(design, name) != value]
    if differ:
        told = ", ".join(OPTIONS[name] for name in differ)
        raise Refusal(
            f"This seed was committed for a draw with another {told}, and that cannot be chosen "
            "afterwards. Leave it out, or take another seed."
        )


def _lots(found: Sequence[Frame], commitment: Commitment, seed: str) -> tuple[Lot, ...]:
    return draw(found, commitment.design, draw_key(seed, commitment.entry.digest))


def _require_drawable(found: Sequence[Frame], design: Design) -> None:
    if not found:
        raise Refusal(
            "There is nobody to draw: the campaign has no active mitan or rakshak and no open "
            "area of the kind asked for. Next: mitan import people FILE"
        )
    units = sample_size(found, design)
    if units > MOST_UNITS:
        lots = sum(len(frame.lots) for frame in found)
        raise Refusal(
            f"This draw would have {units:,} units in {lots:,} lots, more than {MOST_UNITS:,}. "
            "Take larger lots (--lots zone) or fewer kinds (--of)."
        )


def _require_same(made: Draw, *, same: bool) -> None:
    if not same:
        raise Refusal(
            f"Draw {made.number} in the history is not the one that its seed and its design make "
            "of this campaign: it was put there by another program.",
            exit_code=ExitCode.AUDIT_FAILED,
        )
