"""What `mitan audit results` answers: lots accepted or rejected, and an estimate. No names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from planner.audit.acceptance import Answer, KindRuling, LotRuling, Ruling
from planner.audit.estimate import Estimate
from planner.report.answers import rows_table
from planner.report.document import Document, as_csv
from planner.report.result_phrases import PHRASES
from planner.sampling import Judged

RULING_COLUMNS = (
    *("kind", "lot", "size", "sample", "allowed", *(one.name.lower() for one in Answer)),
    *("ruling", "bad_share", "low", "high"),
)
LAKH = 100_000
LOTS_NAMED = 10


def results_answer(judged: Judged, lang: str) -> Document:
    """Accepted or rejected, lot by lot, and what that says of everybody."""
    words = PHRASES[lang]
    rows = [_ruled(one) for kind in judged.rulings for one in kind.lots]
    lines = [*_results_lines(judged, words)]
    confidence = judged.draw.commitment.design.confidence
    for kind in judged.rulings:
        lines += _kind_lines(kind, words, confidence)
    data = {
        "draw": judged.draw.number,
        "draws": len(judged.ledger.draws),
        "file": judged.results.file,
        "sha256": judged.results.sha256,
        "entry": judged.results.entry.number,
        "new": judged.new,
        "same_again": judged.again,
        "earlier_results": len(judged.earlier),
        "answers_changed": _changed(judged),
        "confidence": confidence,
        "accepted": all(one.ruling is Ruling.ACCEPTED for k in judged.rulings for one in k.lots),
        "kinds": [_kind(kind) for kind in judged.rulings],
        "lots": rows,
        "findings": [found.as_dict() for found in judged.remarks],
    }
    told = [{**row, "kind": words[row["kind"]], "ruling": words[row["ruling"]]} for row in rows]
    columns = tuple(words[f"column {column}"] for column in RULING_COLUMNS)
    table = replace(rows_table(words["table"], RULING_COLUMNS, told), columns=columns)
    plain = rows_table("Lots", RULING_COLUMNS, rows)  # for a script, in any language
    forms = {"csv": lambda: as_csv(plain).encode()}
    return Document(data, (table,), tuple(lines), forms, lang)


def lakh(number: int, word: str = "lakh") -> str:
    """A count as it is said in India: 84,300; 5.12 lakh."""
    return f"{number / LAKH:.2f} {word}" if number >= LAKH else f"{number:,}"


def _ruled(one: LotRuling) -> dict[str, Any]:
    lot = one.lot
    return {
        "kind": lot.kind,
        "lot": lot.lot,
        "size": lot.size,
        "sample": len(lot.ids),
        "allowed": lot.allowed,
        **{answer.name.lower(): one.counts[answer] for answer in Answer},
        "ruling": str(one.ruling),
        "bad_share": round(one.estimate.share, 4),
        "low": round(one.estimate.low, 4),
        "high": round(one.estimate.high, 4),
        "answered": _shares(one.answered),
    }


def _shares(found: Estimate | None) -> dict[str, float] | None:
    if found is None:
        return None
    return {"bad_share": found.share, "low": found.low, "high": found.high}


def _kind(kind: KindRuling) -> dict[str, Any]:
    return {
        "kind": kind.kind,
        "claimed": kind.size,
        **{str(ruling): kind.count(ruling) for ruling in Ruling},
        "estimate": _shares(kind.estimate),
        "good": _good(kind.estimate, kind.size),
        "answered": _shares(kind.answered),
        "good_if_others_are_alike": kind.answered and _good(kind.answered, kind.size),
    }


def _good(found: Estimate, size: int) -> dict[str, int]:
    """How many units are good: least, best guess and most; whole numbers, never too narrow."""
    slack = 1e-6
    return {
        "least": int(size * (1 - found.high) + slack),
        "likely": round(size * (1 - found.share)),
        "most": size - int(size * found.low + slack),
    }


def _changed(judged: Judged) -> int:
    """How many answers differ from those taken last before these."""
    if not judged.earlier:
        return 0
    before, now = "".join(judged.earlier[-1].answers), "".join(judged.results.answers)
    return sum(one != other for one, other in zip(before, now, strict=True))


def _results_lines(judged: Judged, words: Mapping[str, str]) -> list[str]:
    results = judged.results
    head = words["head"].format(
        number=judged.draw.number,
        draws=len(judged.ledger.draws),
        file=results.file,
        entry=results.entry.number,
        at=results.entry.at,
    )
    lines = [head]
    if not judged.again:
        lines.append(words["changed since"].format(entry=judged.draw.entry.digest))
    if judged.earlier:
        earlier = {"count": len(judged.earlier), "changed": _changed(judged)}
        lines.append(words["earlier"].format(**earlier))
    return lines


def _kind_lines(kind: KindRuling, words: Mapping[str, str], confidence: float) -> list[str]:
    """Lots by ruling, those not accepted by name, and how many units are good."""
    counts = {str(ruling): f"{kind.count(ruling):,}" for ruling in Ruling}
    lines = [words["lots"].format(kind=words[kind.kind], lots=f"{len(kind.lots):,}", **counts)]
    for ruling in (Ruling.REJECTED, Ruling.OPEN):
        named = [one.lot.lot or "-" for one in kind.lots if one.ruling is ruling]
        if named:
            more = ", ..." if len(named) > LOTS_NAMED else ""
            told = ", ".join(named[:LOTS_NAMED]) + more
            lines.append(words[f"named {ruling}"].format(lots=told))
    lines.append(_estimate_line("estimate", kind, kind.estimate, words, confidence))
    silent = {
        answer.name.lower(): sum(one.counts[answer] for one in kind.lots)
        for answer in (Answer.UNREACHABLE, Answer.MISSING)
    }
    if any(silent.values()):
        lines.append(words["silent"].format(**silent))
        if kind.answered is None:
            lines.append(words["none answered"])
        else:
            lines.append(_estimate_line("answered", kind, kind.answered, words, confidence))
    return lines


def _estimate_line(
    phrase: str, kind: KindRuling, found: Estimate, words: Mapping[str, str], confidence: float
) -> str:
    good = _good(found, kind.size)
    return words[phrase].format(
        kind=words[kind.kind],
        share=f"{1 - found.share:.1%}",
        least=lakh(good["least"], words["lakh"]),
        most=lakh(good["most"], words["lakh"]),
        size=lakh(kind.size, words["lakh"]),
        confidence=f"{confidence:.0%}",
    )
