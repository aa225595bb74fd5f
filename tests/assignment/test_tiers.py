"""Tiers in strict order: the face of the optimal flows, and nothing else, is handed on."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.assignment.tiers import NOTHING, Graph, Ranked, cheapest, solve_in_order
from planner.flow import FlowError
from planner.snapshot import integers

Arc = tuple[int, int, int, int, int]  # tail, head, capacity, cost in the first and second tier


NO_OFFSETS = {"first": 0, "second": 0}


def graph_of(arcs: list[Arc], supply: list[int]) -> Graph:
    tail, head, capacity, first, second = integers(arcs).reshape(-1, 5).T
    return Graph(tail, head, capacity, {"first": first, "second": second}, integers(supply))


def ranked(arcs: list[Arc], supply: list[int]) -> Ranked:
    return solve_in_order(graph_of(arcs, supply), NO_OFFSETS)


def every_flow(arcs: list[Arc], supply: list[int]) -> list[tuple[int, ...]]:
    """All flows there are, by trying all."""
    flows = []
    for units in itertools.product(*(range(arc[2] + 1) for arc in arcs)):
        sent = [0] * len(supply)
        for (tail, head, *_), count in zip(arcs, units, strict=True):
            sent[tail] += count
            sent[head] -= count
        if sent == supply:
            flows.append(units)
    return flows


def test_a_dear_second_tier_never_weighs_against_the_first():
    # One unit from 0 to 2: over 1 it costs 0 and then a million, direct 1 and then 0.
    best = ranked([(0, 1, 1, 0, 1_000_000), (1, 2, 1, 0, 0), (0, 2, 1, 1, 0)], [1, 0, -1])
    assert best.units.tolist() == [1, 1, 0]
    assert best.values == {"first": 0, "second": 1_000_000}


def test_ties_of_the_first_tier_are_free_for_the_second():
    # Three units; two roads cost 2 each, then 5 or 4 (room for two); a third road costs 1 (room
    # for one) and is filled first. First: 1 + 2 x 2 = 5. Second: 9 on the full road + 2 x 4 = 17.
    best = ranked([(0, 1, 3, 2, 5), (0, 1, 2, 2, 4), (0, 1, 1, 1, 9)], [3, -3])
    assert best.units.tolist() == [0, 2, 1]
    assert best.values == {"first": 5, "second": 17}


def test_offsets_are_part_of_value_and_bound():
    one = integers([1])
    graph = Graph(integers([0]), one, one, {"only": integers([3])}, integers([1, -1]))
    best = solve_in_order(graph, {"only": 40})
    assert best.values == {"only": 43}


def test_what_cannot_be_sent_is_an_error():
    with pytest.raises(FlowError, match="INFEASIBLE"):
        ranked([(0, 1, 1, 0, 0)], [2, -2])


def test_nothing_to_send():
    assert ranked([], [0, 0]).values == {"first": 0, "second": 0}


@st.composite
def crossings(draw: st.DrawFn) -> tuple[list[Arc], list[int]]:
    """Two places with supplies, two in between, two with demands; at most seven arcs of them."""
    hop = st.sampled_from([(0, 2), (0, 3), (1, 2), (1, 3), (2, 4), (2, 5), (3, 4), (3, 5), (2, 3)])
    chosen = draw(st.lists(hop, min_size=4, max_size=7))
    arcs = [(*ends, *draw(st.tuples(*[st.integers(0, 2)] * 3))) for ends in chosen]
    a, b = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    to_4 = draw(st.integers(0, a + b))
    return arcs, [a, b, 0, 0, -to_4, to_4 - a - b]


@given(crossings())
@settings(max_examples=200, deadline=None)
def test_it_is_the_best_of_all_flows(crossing):
    arcs, supply = crossing
    flows = every_flow(arcs, supply)
    if not flows:
        with pytest.raises(FlowError):
            ranked(arcs, supply)
        return
    first, second = (np.array(flows) @ [arc[k] for arc in arcs] for k in (3, 4))
    best = ranked(arcs, supply)
    assert tuple(best.units.tolist()) in flows
    assert (best.values["first"], best.values["second"]) == min(
        zip(first.tolist(), second.tolist(), strict=True)
    )
    graph = graph_of(arcs, supply)
    assert solve_in_order(graph, NO_OFFSETS, best.prices).values == best.values
    assert (cheapest(graph, best.prices) @ graph.costs["first"]) == first.min()
    assert tuple(cheapest(graph, NOTHING).tolist()) in flows


def test_where_no_flow_holds_at_the_expected_prices_all_is_solved():
    # A second unit must take the dear road, so the floor (0) is not reached.
    graph = graph_of([(0, 1, 1, 0, 0), (0, 1, 1, 3, 0)], [2, -2])
    floor = {"first": integers([0, 0])}
    assert solve_in_order(graph, NO_OFFSETS, floor).values == {"first": 3, "second": 0}
    assert cheapest(graph, floor).tolist() == [1, 1]


@given(crossings(), st.lists(st.integers(-3, 3), min_size=6, max_size=6))
@settings(max_examples=200, deadline=None)
def test_whatever_is_expected_the_answer_is_the_best(crossing, prices):
    arcs, supply = crossing
    if not every_flow(arcs, supply):
        return
    graph = graph_of(arcs, supply)
    best = solve_in_order(graph, NO_OFFSETS, {"first": integers(prices)})
    assert best.values == solve_in_order(graph, NO_OFFSETS).values
