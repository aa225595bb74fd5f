"""Does the audit find every fault that is planted, and nothing else?

    mitan demo --size district --out D
    python benchmarks/planted.py --db D/campaign.db

Rule by rule, faults of its kind are planted at places drawn by chance in a copy of the campaign's
evidence, and the whole audit judges it. Asked of each rule: every planted fault found, once, at its
subject; no other finding but those of the untouched campaign and of rules that see what the
faults do (named in plants/). What a rule says but once of a whole plan or history is planted
time and again, and the rule alone is asked.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from typing import Any

import click
import numpy as np

from benchmarks.field import Field
from benchmarks.plants import PLANTS
from planner.audit.judge import judge
from planner.campaign import gather_evidence
from planner.policy import load
from planner.store.database import open_store

Found = Counter[tuple[str, str]]


def found(field_evidence: Any, codes: list[str] | None = None) -> Found:
    """How often the audit names each code and subject."""
    verdict = judge(field_evidence, select=codes)
    return Counter((finding.code, finding.subject) for finding in verdict.findings)


def tried(field: Field, code: str) -> dict[str, int]:
    """Faults of one rule: how many were planted, found, missed, and what was found beside them."""
    if PLANTS[code].one_by_one:
        total: Counter[str] = Counter()
        for _ in range(field.number):
            total += Counter(_once(field, code, [code]))
        return {name: total[name] for name in ("planted", "found", "missed", "strange")}
    return _once(field, code, None)


def _once(field: Field, code: str, codes: list[str] | None) -> dict[str, int]:
    plant = PLANTS[code].plant(field)
    before, after = found(plant.base or field.evidence, codes), found(plant.evidence, codes)
    expected: Found = Counter((code, subject) for subject in plant.subjects)
    new = after - before
    missed = expected - new
    strange = [key for key in (new - expected) if key[0] not in plant.also]
    return {
        "planted": expected.total(),
        "found": expected.total() - missed.total(),
        "missed": missed.total(),
        "strange": len(strange),
    }


@click.command()
@click.option("--db", "target", required=True, metavar="FILE", help="An untouched demo's store.")
@click.option("--number", default=20, show_default=True, help="Faults of each kind.")
@click.option("--seed", default=1, show_default=True)
@click.option("--only", multiple=True, metavar="CODE", help="These rules alone.")
def main(target: str, number: int, seed: int, only: tuple[str, ...]) -> None:
    """Plant faults of every rule and print what the audit found, as JSON lines."""
    with open_store(target) as store, store.reading() as connection:
        evidence = gather_evidence(connection, load(), None)
    for code in sorted(only or PLANTS):
        started = time.perf_counter()
        field = Field(evidence, np.random.default_rng([seed, sum(map(ord, code))]), number)
        outcome = tried(field, code)
        seconds = round(time.perf_counter() - started, 1)
        click.echo(json.dumps({"rule": code, **outcome, "seconds": seconds}))


if __name__ == "__main__":
    main()
