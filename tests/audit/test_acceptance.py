"""Verdicts by hand: what is good, what is not, and what is not known yet."""

import pytest

from planner.audit.acceptance import Answer, Ruling, rule_on, ruling
from planner.audit.draw import Design, Lot
from planner.audit.frame import KINDS

DESIGN = Design(KINDS, "zone", 0.05, 0.20, 0.10, 0.95, 0, 0.33)


def lot(name, size, sample, allowed, kind="rakshaks", clusters=0, under=()):
    ids = tuple(f"{name}{k:03}" for k in range(sample))
    return Lot(kind, name, size, allowed, 0.05, 0.05, clusters, ids, under)


@pytest.mark.parametrize(
    ("good", "bad", "unreachable", "missing", "expected"),
    [
        (10, 0, 0, 0, Ruling.ACCEPTED),
        (8, 2, 0, 0, Ruling.ACCEPTED),
        (7, 3, 0, 0, Ruling.REJECTED),
        (7, 2, 1, 0, Ruling.REJECTED),  # who was not reached counts as bad
        (8, 1, 0, 1, Ruling.ACCEPTED),  # even if the missing one is bad
        (7, 1, 0, 2, Ruling.OPEN),  # it depends on those who are missing
        (0, 0, 0, 10, Ruling.OPEN),
        (6, 3, 0, 1, Ruling.REJECTED),  # whatever the missing one says
    ],
)
def test_silence_is_never_good(good, bad, unreachable, missing, expected):
    counts = dict(zip(Answer, (good, bad, unreachable, missing), strict=True))
    assert ruling(counts, 2) is expected


def test_both_estimates_by_hand():
    (kind,) = rule_on([lot("A", 20, 20, 2)], ["y" * 15 + "n" * 1 + "u" * 3 + "-"], DESIGN)
    (one,) = kind.lots
    assert [one.counts[answer] for answer in Answer] == [15, 1, 3, 1]
    assert one.ruling is Ruling.REJECTED
    assert (kind.size, kind.count(Ruling.REJECTED)) == (20, 1)
    assert (kind.estimate.share, kind.estimate.low, kind.estimate.high) == (0.25, 0.25, 0.25)
    assert kind.answered.share == pytest.approx(1 / 16)


def test_kinds_are_ruled_apart_and_lots_keep_their_order():
    lots = [lot("A", 900, 40, 4), lot("B", 100, 33, 3), lot("A", 500, 36, 3, "areas")]
    found = rule_on(lots, ["y" * 36 + "n" * 4, "y" * 33, "n" * 36], DESIGN)
    assert [(k.kind, [one.lot.lot for one in k.lots]) for k in found] == [
        ("rakshaks", ["A", "B"]),
        ("areas", ["A"]),
    ]
    rakshaks, areas = found
    assert rakshaks.estimate.share == pytest.approx(0.9 * 0.1)
    assert [one.ruling for one in rakshaks.lots] == [Ruling.ACCEPTED] * 2
    assert areas.estimate.share == 1
    assert areas.estimate.high == 1


def test_the_interval_leaves_out_what_the_sample_has_disproved():
    """Of 40 units 35 were asked: 5 more at most can be bad, 33 at least are good."""
    lots = [lot("A", 20, 18, 1), lot("B", 20, 17, 1)]
    (kind,) = rule_on(lots, ["y" * 17 + "n", "y" * 16 + "n"], DESIGN)
    assert kind.estimate.low >= 2 / 40
    assert kind.estimate.high <= 7 / 40


def test_clusters_are_told_by_their_rakshaks():
    under = tuple(f"R{k // 5}" for k in range(20))
    one = lot("A", 1000, 20, 3, "mitans", clusters=4, under=under)
    spread = rule_on([one], [("y" * 4 + "n") * 4], DESIGN)[0].estimate
    heaped = rule_on([one], ["y" * 16 + "n" * 4], DESIGN)[0].estimate
    assert spread.share == heaped.share == pytest.approx(0.2)
    assert heaped.high - heaped.low > spread.high - spread.low


def test_where_nobody_answered_there_is_no_estimate_from_answers():
    lots = [lot("A", 900, 40, 4), lot("B", 100, 33, 3)]
    (kind,) = rule_on(lots, ["y" * 40, "u" * 33], DESIGN)
    assert kind.answered is None
    assert [one.answered is None for one in kind.lots] == [False, True]
    assert kind.estimate.share == pytest.approx(0.1)
