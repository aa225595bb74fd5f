"""The door to network flow, against slower references, and its proof against tampering."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.flow import (
    Flow,
    FlowError,
    dual_bound,
    is_optimal,
    net_outflow,
    potentials,
    reduced_costs,
    solve_flow,
)
from planner.snapshot import Ints, integers


def flow_of(arcs: list[tuple[int, int, int, int]], supply: list[int]) -> Flow:
    """Solve arcs of (tail, head, capacity, cost)."""
    return solve_flow(*integers(arcs).reshape(-1, 4).T, integers(supply))


def bound_of(flow: Flow, prices: Ints) -> int:
    reduced = reduced_costs(flow.tail, flow.head, flow.cost, prices)
    return dual_bound(reduced, flow.capacity, flow.supply, prices)


def two_roads() -> Flow:
    """Five units from 0 to 2: at most three over 1 (cost 1 + 1 each), the others direct (cost 4).

    Best: 3 x 2 + 2 x 4 = 14.
    """
    return flow_of([(0, 1, 3, 1), (1, 2, 9, 1), (0, 2, 9, 4)], [5, 0, -5])


@st.composite
def networks(draw: st.DrawFn) -> tuple[list[tuple[int, int, int, int]], list[int]]:
    """Networks of up to eight nodes, with a costly way round that makes all of them feasible."""
    nodes = draw(st.integers(2, 8))
    node = st.integers(0, nodes - 1)
    arc = st.tuples(node, node, st.integers(0, 6), st.integers(-3, 20))
    arcs = [one for one in draw(st.lists(arc, max_size=20)) if one[0] != one[1]]
    # Costs below 0 only forwards: the solver would handle cycles of them, the reference not.
    arcs = [(t, h, c, u if t < h else abs(u)) for t, h, c, u in arcs]
    supply = draw(st.lists(st.integers(-5, 5), min_size=nodes - 1, max_size=nodes - 1))
    supply.append(-sum(supply))
    arcs += [(k, (k + 1) % nodes, 100, 500) for k in range(nodes)]
    return arcs, supply


def test_the_cheap_road_is_filled_first():
    flow = two_roads()
    assert flow.units.tolist() == [3, 3, 2]
    assert flow.value == 14


def test_prices_prove_the_two_roads():
    flow = two_roads()
    prices = potentials(flow)
    # Arc 0 is full and pays at any price of node 1 between -1 and -3; the bound is met exactly.
    assert is_optimal(flow, prices)
    assert bound_of(flow, prices) == 14


@given(networks())
@settings(max_examples=150, deadline=None)
def test_flow_costs_what_network_simplex_says_and_is_proved(network):
    arcs, supply = network
    flow = flow_of(arcs, supply)
    graph = nx.MultiDiGraph()
    graph.add_nodes_from((node, {"demand": -units}) for node, units in enumerate(supply))
    graph.add_edges_from((t, h, {"capacity": c, "weight": u}) for t, h, c, u in arcs)
    assert flow.value == nx.network_simplex(graph)[0]
    prices = potentials(flow)
    assert is_optimal(flow, prices)
    assert bound_of(flow, prices) == flow.value


@given(networks())
@settings(max_examples=100, deadline=None)
def test_potentials_are_shortest_paths_in_the_residual_network(network):
    flow = flow_of(*network)
    residual = nx.DiGraph()
    source = len(flow.supply)  # reaches every node at cost 0
    residual.add_weighted_edges_from((source, node, 0) for node in range(source))

    def offer(tail: int, head: int, cost: int) -> None:
        known = residual.get_edge_data(tail, head, {"weight": cost})["weight"]
        residual.add_edge(tail, head, weight=min(cost, known))

    for k in range(len(flow.units)):
        if flow.units[k] < flow.capacity[k]:
            offer(int(flow.tail[k]), int(flow.head[k]), int(flow.cost[k]))
        if flow.units[k] > 0:
            offer(int(flow.head[k]), int(flow.tail[k]), -int(flow.cost[k]))
    distance = nx.single_source_bellman_ford_path_length(residual, source)
    assert potentials(flow).tolist() == [distance[node] for node in range(source)]


@given(networks(), st.data())
@settings(max_examples=100, deadline=None)
def test_prices_from_any_start_prove_the_flow(network, data):
    flow = flow_of(*network)
    count = len(flow.supply)
    start = integers(data.draw(st.lists(st.integers(-90, 90), min_size=count, max_size=count)))
    prices = potentials(flow, start)
    assert is_optimal(flow, prices)
    assert (prices <= start).all()
    assert potentials(flow, prices).tolist() == prices.tolist()


@given(networks(), st.data())
@settings(max_examples=100, deadline=None)
def test_the_bound_holds_whatever_the_prices(network, data):
    flow = flow_of(*network)
    count = len(flow.supply)
    prices = data.draw(st.lists(st.integers(-30, 30), min_size=count, max_size=count))
    assert bound_of(flow, integers(prices)) <= flow.value


@pytest.mark.parametrize("node", [0, 1, 2])
@pytest.mark.parametrize("change", [-5, 5])
def test_one_wrong_price_proves_nothing(node, change):
    flow = two_roads()
    prices = potentials(flow)
    prices[node] += change
    assert not is_optimal(flow, prices)
    assert bound_of(flow, prices) < flow.value


@pytest.mark.parametrize("arc", [0, 1, 2])
@pytest.mark.parametrize("change", [-1, 1])
def test_one_wrong_unit_is_seen(arc, change):
    flow = two_roads()
    units = flow.units.copy()
    units[arc] += change
    assert not is_optimal(replace(flow, units=units), potentials(flow))


def test_a_costlier_flow_has_no_proof():
    # All five the direct way: 20 instead of 14.
    dear = replace(two_roads(), units=integers([0, 0, 5]))
    assert not is_optimal(dear, potentials(two_roads()))
    with pytest.raises(FlowError, match="not of least cost"):
        potentials(dear)


@pytest.mark.parametrize("units", [[5, 0], [-1, 6]])
def test_a_flow_beyond_its_capacity_is_no_flow(units):
    # Two arcs at one price: neither cost nor supplies tell, only the room for 3 and for 6.
    flow = flow_of([(0, 1, 3, 4), (0, 1, 6, 4)], [5, -5])
    beyond = replace(flow, units=integers(units))
    assert net_outflow(beyond.tail, beyond.head, beyond.units, 2).tolist() == [5, -5]
    assert is_optimal(flow, potentials(flow))
    assert not is_optimal(beyond, potentials(flow))


def test_reduced_cost_is_cost_plus_price_of_tail_minus_price_of_head():
    one = reduced_costs(integers([0]), integers([1]), integers([7]), integers([2, 5]))
    assert one.tolist() == [4]  # 7 + 2 - 5


@pytest.mark.parametrize(
    ("arcs", "supply", "says"),
    [
        ([(0, 1, 1, 5)], [2, -2], "INFEASIBLE"),
        ([(0, 1, 5, 5)], [2, -1], "UNBALANCED"),
        ([(0, 1, 5, 2**60)], [2, -2], "BAD_COST_RANGE"),
        ([(0, 1, -1, 5)], [0, 0], "capacity below 0"),
    ],
)
def test_a_network_without_a_flow_is_refused(arcs, supply, says):
    with pytest.raises(FlowError, match=says):
        flow_of(arcs, supply)


def test_nothing_to_do_is_a_flow():
    flow = flow_of([], [0, 0])
    assert flow.value == 0
    assert is_optimal(flow, potentials(flow))


def test_same_network_same_flow():
    rng = np.random.default_rng(7)
    arcs = [(int(t), 20 + int(h), 3, int(c)) for t, h, c in rng.integers(0, 20, (200, 3))]
    arcs += [(k, 40, 50, 90) for k in range(20)] + [(20 + k, 40, 50, 0) for k in range(20)]
    supply = [4] * 20 + [0] * 20 + [-80]
    assert (flow_of(arcs, supply).units == flow_of(arcs, supply).units).all()
