"""The network of a problem, read arc by arc."""

import numpy as np
from hypothesis import given, settings

from planner.assignment.network import NO_PAIR, Network, build_network, pairs_of
from planner.snapshot import integers
from tests.worlds import Person, Place, small_problems, world

HERE, THERE = (0.0, 0.0), (0.0, 500.0)


def arcs(network: Network, tier: str) -> list[tuple[int, int, int, int]]:
    """Tail, head, capacity and cost of the arcs that can carry something, sorted."""
    found = network.graph
    columns = (found.tail, found.head, found.capacity, found.costs[tier])
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return sorted(row for row in rows if row[2] > 0)


def test_one_rakshak_one_area():
    # Nodes: 0 the rakshak, 1 the area, 2 the sink. He can make 5 of 6 visits, 500 m each; all of
    # his 5 are his fair share, 4 .. 5 are in band.
    problem = world([Person("R1", 5, HERE)], [Place("A1", 6, THERE, priority=7)])
    network = build_network(problem, integers([0]))
    assert network.graph.supply.tolist() == [0, 6, -6]
    assert [row for row in arcs(network, "cost") if row[0] == 1] == [(1, 0, 5, 500), (1, 2, 6, 0)]
    assert [row for row in arcs(network, "coverage") if row[3]] == [(1, 2, 6, 7)]
    # Below 4 each visit takes one off the distance from the band: 4, 3, 2, 1; the fifth is free.
    assert [row for row in arcs(network, "balance") if row[0] == 0] == [
        (0, 2, 1, -4),
        (0, 2, 1, -3),
        (0, 2, 1, -2),
        (0, 2, 1, -1),
        (0, 2, 1, 0),
    ]
    # Nobody going costs 1 + 2 + 3 + 4.
    assert network.offsets == {"coverage": 0, "balance": 10, "cost": 0}


def test_above_the_band_each_visit_costs_more():
    # Fair is 1 each (2 visits, two of 3): band 1 .. 1. The first visit saves 1, then +1, +2.
    problem = world(
        [Person("R1", 3, HERE), Person("R2", 3, HERE)], [Place("A1", 2, HERE)], tolerance=0
    )
    network = build_network(problem, integers([0, 1]))
    one = [row[2:] for row in arcs(network, "balance") if row[0] == 0]
    assert one == [(1, -1), (1, 1), (1, 2)]


def test_pins_are_taken_off_beforehand():
    # R1 can make 5, 2 are pinned: 3 left for the 4 - 2 = 2 that A1 still needs. 2 x 500 m stand.
    problem = world([Person("R1", 5, HERE)], [Place("A1", 4, THERE)], pins={("R1", "A1"): 2})
    network = build_network(problem, integers([0]))
    assert network.graph.supply.tolist() == [0, 2, -2]
    assert (1, 0, 2, 500) in arcs(network, "cost")
    assert network.offsets["cost"] == 1_000
    assert sum(row[2] for row in arcs(network, "cost") if row[:2] == (0, 2)) == 3


def test_different_rakshaks_make_a_second_node():
    # Nodes 0 1 2 rakshaks, 3 A1's any visits (5 - 2), 4 its two visits by different others (R1 is
    # pinned and counts already), 5 the sink.
    problem = world(
        [Person(name, 9, HERE) for name in ("R1", "R2", "R3")],
        [Place("A1", 6, HERE, different=3)],
        pins={("R1", "A1"): 1},
    )
    network = build_network(problem, integers([0, 1, 2]))
    assert network.graph.supply.tolist() == [0, 0, 0, 3, 2, -5]
    between = [row[:3] for row in arcs(network, "cost") if row[0] > 2]
    assert between == [(3, 0, 3), (3, 1, 3), (3, 2, 3), (3, 5, 3), (4, 1, 1), (4, 2, 1), (4, 5, 2)]


def test_pairs_are_read_back_once_each():
    # R2 makes one visit over each node of A1; R1's pinned one comes to what he makes besides.
    problem = world(
        [Person("R1", 9, HERE), Person("R2", 9, HERE)],
        [Place("A1", 6, HERE, different=2)],
        pins={("R1", "A1"): 1},
    )
    network = build_network(problem, integers([0, 1]))
    units = np.where(network.key == NO_PAIR, 0, 1)
    keys, visits = pairs_of(network, units)
    assert keys.tolist() == [0, 1]
    assert visits.tolist() == [1 + 1, 2]


@given(small_problems())
@settings(max_examples=100, deadline=None)
def test_workload_arcs_add_up_to_the_unfairness_of_every_load(problem):
    rakshaks, areas = problem.shape
    network = build_network(problem, np.arange(rakshaks * areas))
    sink = len(network.graph.supply) - 1
    least, most = problem.band()
    base = np.bincount(problem.pinned.rakshak, problem.pinned.visits, rakshaks).astype(int)
    nobody = network.offsets["balance"]
    for r in range(rakshaks):
        own = [row for row in arcs(network, "balance") if row[:2] == (r, sink)]
        steps = sorted(cost for *_, capacity, cost in own for _ in range(capacity))
        assert len(steps) == problem.availability[r] - base[r]

        def unfair(load: int, r: int = r) -> int:
            outside = max(int(least[r]) - load, 0) + max(load - int(most[r]), 0)
            return sum(range(1, outside + 1))

        for more in range(len(steps) + 1):
            assert unfair(base[r]) + sum(steps[:more]) == unfair(base[r] + more)
        nobody -= unfair(base[r])
    assert nobody == 0
