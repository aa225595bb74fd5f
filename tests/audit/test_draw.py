"""The draw against its recipe, worked out again by hand, and what holds of every draw."""

import hashlib
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.audit.draw import (
    Design,
    Lot,
    draw,
    draw_key,
    pps_systematic,
    ranks,
    sample_size,
    seed_digest,
)
from planner.audit.frame import KINDS, Frame

DESIGN = Design(KINDS, "zone", 0.05, 0.20, 0.10, 0.95, 0, 0.33)
IN_CLUSTERS = Design(KINDS, "zone", 0.05, 0.20, 0.10, 0.95, 5, 0.33)


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def a_frame(sizes, kind="rakshaks", each=25):
    """Lots A, B ... of these sizes; of mitans, rakshaks with `each` of them."""
    lots = tuple(chr(65 + k) for k in range(len(sizes)))
    lot = np.repeat(np.arange(len(sizes)), sizes)
    ids = np.array([f"{kind[0].upper()}{k:05}" for k in range(sum(sizes))])
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    own = np.arange(len(lot)) - first[lot]
    under = [f"{lots[a]}{b // each:04}" if kind == "mitans" else "" for a, b in zip(lot, own)]  # noqa: B905
    return Frame(kind, ids, lot, np.array(under), lots)


def test_seed_and_key_are_what_the_documentation_says():
    assert seed_digest("बीज 7") == sha("mitan sample seed 1\nबीज 7")
    assert draw_key("s", "abc") == sha("mitan sample draw 1\ns\nabc")


def test_ranks_are_sha256_of_key_label_and_id():
    found = ranks("key", "mitans", np.array(["M1", "म२"]))
    assert [bytes(one).ljust(32, b"\0").hex() for one in found] == [
        sha("key mitans M1"),
        sha("key mitans म२"),
    ]


def test_the_lowest_of_each_lot_are_drawn():
    frame = a_frame([300, 12, 60])
    lots = draw([frame], DESIGN, "key")
    assert [(lot.kind, lot.lot, lot.size) for lot in lots] == [
        ("rakshaks", "A", 300),
        ("rakshaks", "B", 12),
        ("rakshaks", "C", 60),
    ]
    for k, lot in enumerate(lots):
        members = frame.ids[frame.lot == k].tolist()
        by_hand = sorted(members, key=lambda one: sha(f"key rakshaks {one}"))[: len(lot.ids)]
        assert lot.ids == tuple(sorted(by_hand))
        assert lot.under == ()
    assert sample_size([frame], DESIGN) == sum(len(lot.ids) for lot in lots)


def test_two_stages_by_hand():
    """Rakshaks by systematic sampling in the order of their ranks, then the lowest mitans."""
    frame = a_frame([2000], "mitans")
    (lot,) = draw([frame], IN_CLUSTERS, "key")
    members = {}
    for one, under in zip(frame.ids.tolist(), frame.under.tolist(), strict=True):
        members.setdefault(under, []).append(one)
    order = sorted(members, key=lambda one: sha(f"key cluster {one}"))
    line = [under for under in order for _ in members[under]]
    start = int(sha("key start A"), 16) % len(line)
    hit = [line[(start + k * len(line)) // lot.clusters] for k in range(lot.clusters)]
    expected = []
    for under in hit:
        expected += sorted(members[under], key=lambda one: sha(f"key mitans {one}"))[:5]
    assert lot.ids == tuple(sorted(expected))
    assert Counter(lot.under) == dict.fromkeys(hit, 5)


def test_a_lot_with_too_few_rakshaks_is_drawn_one_by_one():
    big, small = draw([a_frame([2000, 100], "mitans")], IN_CLUSTERS, "key")
    assert big.clusters > 10
    assert small.clusters == 0
    assert small.ids == draw([a_frame([2000, 100], "mitans")], DESIGN, "key")[1].ids


def test_clusters_are_of_mitans_only():
    frame = a_frame([500])
    assert draw([frame], IN_CLUSTERS, "key") == draw([frame], DESIGN, "key")


def test_another_key_gives_another_sample_and_the_same_key_the_same():
    frame = a_frame([300])
    first, again, other = (draw([frame], DESIGN, key)[0] for key in ("k", "k", "l"))
    assert first == again
    assert set(first.ids) != set(other.ids)


def test_everybody_is_as_likely_to_be_drawn():
    """Lots of 60, 2,000 keys: each unit as often as the others, but for chance (chi-squared)."""
    from scipy.stats import chi2

    frame = a_frame([60])
    drawn = Counter(one for k in range(2000) for one in draw([frame], DESIGN, str(k))[0].ids)
    n = len(draw([frame], DESIGN, "0")[0].ids)
    expected = 2000 * n / 60
    spread = expected * (1 - n / 60)
    statistic = sum((drawn[one] - expected) ** 2 for one in frame.ids.tolist()) / spread * 59 / 60
    assert statistic < chi2.ppf(0.999, 59)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=30), st.integers(1, 10))
def test_systematic_sampling_hits_as_often_as_size_says(sizes, clusters):
    members = np.array(sizes)
    total = int(members.sum())
    clusters = min(clusters, total // max(sizes))
    hits = Counter()
    for start in range(total):
        found = pps_systematic(members, clusters, start)
        assert len(set(found.tolist())) == clusters
        hits.update(found.tolist())
    # over all starts each cluster is hit clusters x size times: exactly in proportion
    assert [hits[k] for k in range(len(sizes))] == [clusters * size for size in sizes]


@given(
    sizes=st.lists(st.integers(1, 400), min_size=1, max_size=4),
    kind=st.sampled_from(KINDS),
    each=st.sampled_from([0, 3]),
    key=st.text(max_size=8),
)
def test_a_sample_lies_in_its_lot_and_names_nobody_twice(sizes, kind, each, key):
    frame = a_frame(sizes, kind)
    design = Design(KINDS, "zone", 0.05, 0.20, 0.10, 0.95, each, 0.33)
    lots = draw([frame], design, key)
    assert [lot.size for lot in lots] == sizes
    for k, lot in enumerate(lots):
        assert len(set(lot.ids)) == len(lot.ids) > lot.allowed >= 0
        assert set(lot.ids) <= set(frame.ids[frame.lot == k].tolist())
        assert lot.alpha <= design.producer_risk
        assert lot.beta <= design.demand.consumer_risk
        assert lot.census == (len(lot.ids) == lot.size)
        assert Lot.from_dict(lot.as_dict()) == lot
    assert draw([frame], Design.from_dict(design.as_dict()), key) == lots


def test_confidence_leaves_the_consumers_risk():
    assert DESIGN.demand.consumer_risk == pytest.approx(0.05, abs=1e-12)
