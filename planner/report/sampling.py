"""What `mitan audit sample` answers: the commitment of a seed, or its draw. Ids only, no names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from planner.audit.clustered import design_effect
from planner.audit.draw import Design, Lot
from planner.report.answers import rows_table
from planner.report.document import Document, Table
from planner.sampling import Committed, Drawn
from planner.store.samples import Commitment

NEXT = "Next: the same command with --sheet calls.html --sheet calls.xlsx"
SHORT_SEED = 12  # characters; whoever tries all seeds that are shorter may find it
LOT_COLUMNS = ("kind", "lot", "size", "sample", "allowed", "alpha", "beta", "how")
UNIT_COLUMNS = ("draw", "kind", "lot", "id", "rakshak")


def commitment_answer(made: Committed, seed: str) -> Document:
    """Which entry of the history holds the seed, and what to write down."""
    entry = made.commitment.entry
    design = made.commitment.design
    head = "is committed" if made.new else "was committed before"
    lines = [
        f"The seed {head}, in entry {entry.number} of the history, {entry.at}. Only its SHA-256 "
        f"is written there: keep the seed to yourself until the draw.",
        f"Write this down where the organisers cannot change it: {entry.digest}",
        *_seed_lines(seed),
        "When all sheets are in: mitan audit sample --seed SEED",
    ]
    table = Table("Design", ("what", "value"), [*_design_rows(design)])
    data = {"commitment": _commitment(made.commitment), "new": made.new}
    return Document(data, (table,), tuple(lines))


def sample_answer(drawn: Drawn, seed: str, sheets: Sequence[Path]) -> Document:
    """The sampling plan of each lot, everybody who was drawn, and how often was drawn before."""
    draw, ledger = drawn.draw, drawn.ledger
    units = [
        dict(zip(UNIT_COLUMNS, (draw.number, lot.kind, lot.lot, one, under), strict=True))
        for lot in draw.lots
        for one, under in zip(lot.ids, lot.under or ("",) * len(lot.ids), strict=True)
    ]
    lots = [_lot(lot) for lot in draw.lots]
    data = {
        "draw": draw.number,
        "new": drawn.new,
        "same_again": drawn.again,
        "entry": draw.entry.number,
        "digest": draw.entry.digest,
        "seed": draw.seed,
        "commitment": _commitment(draw.commitment),
        "draws": len(ledger.draws),
        "committed_never_drawn": ledger.undrawn,
        "frame": draw.frame,
        "lots": lots,
        "units": units,
        "sheets": [str(path) for path in sheets],
    }
    return Document(
        data,
        (
            rows_table("Lots", LOT_COLUMNS, lots),
            rows_table("Sample", UNIT_COLUMNS, units),
        ),
        (
            *_draw_lines(drawn, len(units)),
            *_design_lines(drawn),
            *_seed_lines(seed),
            *(() if sheets else (NEXT,)),
        ),
    )


def _draw_lines(drawn: Drawn, units: int) -> list[str]:
    draw, ledger = drawn.draw, drawn.ledger
    made, entry = draw.commitment.entry, draw.entry
    head = f"{units:,} units of {sum(lot.size for lot in draw.lots):,}, in {len(draw.lots):,} lots."
    lines = [
        f"Draw {draw.number} of {len(ledger.draws)} in this campaign"
        f"{'' if drawn.new else ' (drawn before; shown again)'}: {head}",
        f"The seed was committed in entry {made.number} ({made.at}), the sample drawn in entry "
        f"{entry.number} ({entry.at}). Digest of the draw: {entry.digest}",
    ]
    if ledger.undrawn:
        lines.append(f"Seeds that were committed and never drawn: {ledger.undrawn}.")
    if not drawn.again:
        lines.append("The campaign has changed since: this is the sample as it was drawn then.")
    elif not drawn.new:
        lines.append("Drawn once more from the campaign as it stands: the same sample.")
    if not any(made.number < one < entry.number for one in ledger.imports):
        lines.append(
            "No sheet came in between commitment and draw: whoever had a copy of the store could "
            "try out seeds on it. Commit before the last sheets come in, or let several people "
            "each give a part of the seed."
        )
    return lines


def _design_lines(drawn: Drawn) -> list[str]:
    design, lots = drawn.draw.commitment.design, drawn.draw.lots
    lines = [
        f"A lot with at most {design.acceptable:.0%} bad units is rejected with a risk of at most "
        f"{max(lot.alpha for lot in lots):.1%}, one with {design.unacceptable:.0%} or more is "
        f"accepted with a risk of at most {max(lot.beta for lot in lots):.1%}."
    ]
    if censuses := sum(lot.census for lot in lots):
        lines.append(f"{censuses:,} of the lots are too small to sample: everybody is taken.")
    if design.each:
        lines.append(_cluster_line(design, sum(lot.clusters > 0 for lot in lots)))
    return lines


def _cluster_line(design: Design, clustered: int) -> str:
    if not clustered:
        return "No lot is drawn in clusters: they are for mitans, where a lot has enough of them."
    effect = design_effect(design.each, design.correlation)
    return (
        f"{clustered:,} lots are drawn in clusters, {design.each} mitans of each rakshak drawn. "
        f"Their risks are an assumption, not a certainty: failures of one rakshak are taken to "
        f"correlate by {design.correlation:g} (sample.correlation), a design effect of "
        f"{effect:.2f}; where they correlate more, the risks are larger."
    )


def _seed_lines(seed: str) -> list[str]:
    if len(seed.strip()) >= SHORT_SEED:
        return []
    return [
        f"This seed is short: whoever tries all texts below {SHORT_SEED} characters may find it "
        "from its digest, and know the sample before you do. Next time take several words."
    ]


def _design_rows(design: Design) -> list[tuple[str, object]]:
    kinds = ", ".join(design.kinds)
    return [(name, kinds if name == "kinds" else value) for name, value in asdict(design).items()]


def _commitment(made: Commitment) -> dict[str, Any]:
    return {
        "entry": made.entry.number,
        "at": made.entry.at,
        "digest": made.entry.digest,
        "seed_sha256": made.seed_sha256,
        "design": made.design.as_dict(),
    }


def _lot(lot: Lot) -> dict[str, Any]:
    how = f"{lot.clusters} clusters" if lot.clusters else "census" if lot.census else "one by one"
    return {
        "kind": lot.kind,
        "lot": lot.lot,
        "size": lot.size,
        "sample": len(lot.ids),
        "allowed": lot.allowed,
        "alpha": lot.alpha,
        "beta": lot.beta,
        "how": how,
        "clusters": lot.clusters,
    }
