"""The tree's faults against their definitions, its sums against networkx."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.tree import (
    LEADER,
    MITAN,
    RAKSHAK,
    ROOT,
    Fault,
    build,
    faults,
    subtree_counts,
)


def found(level, edges):
    """Faults of a graph given by (child, parent) pairs."""
    child, parent = np.array(edges, dtype=np.int64).reshape(-1, 2).T
    return faults(build(len(level), child, parent), np.array(level))


def test_a_faultless_tree_is_an_arborescence_and_has_no_fault():
    # The campaign over leader 0; he over leader 1; he over rakshak 2; he over mitans 3 and 4.
    level = [LEADER, LEADER, RAKSHAK, MITAN, MITAN]
    child, parent = np.array([0, 1, 2, 3, 4]), np.array([ROOT, 0, 1, 2, 2])
    graph = build(5, child, parent)
    assert nx.is_arborescence(graph)
    assert faults(graph, np.array(level)) == []


def test_an_empty_campaign_is_only_its_root():
    assert faults(build(0, np.empty(0, int), np.empty(0, int)), np.empty(0, int)) == []


def test_somebody_without_a_parent_is_an_orphan():
    level = [LEADER, RAKSHAK, MITAN, LEADER]
    assert found(level, [(0, ROOT)]) == [Fault("orphan", 1), Fault("orphan", 2), Fault("orphan", 3)]


def test_a_rakshak_or_mitan_right_under_the_campaign_is_an_orphan():
    level = [LEADER, RAKSHAK, MITAN]
    assert found(level, [(0, ROOT), (1, ROOT), (2, ROOT)]) == [
        Fault("orphan", 1),
        Fault("orphan", 2),
    ]


def test_without_any_leader_rakshaks_may_stand_under_the_campaign():
    assert found([RAKSHAK, MITAN], [(0, ROOT), (1, 0)]) == []


def test_without_any_leader_mitans_still_may_not():
    assert found([RAKSHAK, MITAN], [(0, ROOT), (1, ROOT)]) == [Fault("orphan", 1)]


def test_a_cycle_is_told_once_in_its_order_and_those_below_it_are_no_orphans():
    # 0 leads 2, 2 leads 1, 1 leads 0; rakshak 3 under 1, mitan 4 under 3.
    level = [LEADER, LEADER, LEADER, RAKSHAK, MITAN]
    edges = [(2, 0), (1, 2), (0, 1), (3, 1), (4, 3)]
    assert found(level, edges) == [Fault("cycle", 0, (2, 1))]


def test_two_cycles_are_two_faults():
    edges = [(0, 1), (1, 0), (2, 3), (3, 2)]
    assert found([LEADER] * 4, edges) == [Fault("cycle", 0, (1,)), Fault("cycle", 2, (3,))]


def test_somebody_under_himself_is_a_cycle_of_one():
    level = [LEADER, RAKSHAK]
    assert found(level, [(0, 0), (1, 1)]) == [Fault("cycle", 0), Fault("cycle", 1)]


def test_a_knot_of_two_rings_is_one_cycle_with_everybody_in_it():
    # 0 -> 1 -> 0 and 1 -> 2 -> 1: 1 has two parents besides.
    edges = [(1, 0), (0, 1), (2, 1), (1, 2)]
    assert found([LEADER] * 3, edges) == [
        Fault("cycle", 0, (1, 2)),
        Fault("two parents", 1, (0, 2)),
    ]


def test_of_two_parents_both_are_named():
    level = [LEADER, RAKSHAK, RAKSHAK, MITAN]
    edges = [(0, ROOT), (1, 0), (2, 0), (3, 2), (3, 1)]
    assert found(level, edges) == [Fault("two parents", 3, (1, 2))]


@pytest.mark.parametrize(
    ("below", "above"),
    [
        (LEADER, RAKSHAK),
        (LEADER, MITAN),
        (RAKSHAK, RAKSHAK),
        (RAKSHAK, MITAN),
        (MITAN, LEADER),
        (MITAN, MITAN),
    ],
)
def test_a_wrong_level_names_the_parent(below, above):
    # Leader 0, rakshak 1, mitan 2 stand rightly; `above` is one of them; person 3 under him.
    level = [LEADER, RAKSHAK, MITAN, below]
    edges = [(0, ROOT), (1, 0), (2, 1), (3, above)]
    assert found(level, edges) == [Fault("wrong level", 3, (above,))]


GRAPHS = st.integers(1, 9).flatmap(
    lambda n: st.tuples(
        st.lists(st.sampled_from([LEADER, RAKSHAK, MITAN]), min_size=n, max_size=n),
        st.sets(st.tuples(st.integers(0, n - 1), st.integers(-1, n - 1)), max_size=2 * n),
    )
)


def by_definition(level, edges):
    """The faults as sets, person by person, straight from the words at the head of the module."""
    graph = nx.DiGraph([(parent, child) for child, parent in edges])
    graph.add_nodes_from(range(len(level)))
    told = set()
    for person, own in enumerate(level):
        parents = {parent for child, parent in edges if child == person}
        if not parents:
            told.add(("orphan", person, frozenset()))
        free = own == LEADER or (own == RAKSHAK and LEADER not in level)
        if parents == {ROOT} and not free:
            told.add(("orphan", person, frozenset()))
        if len(parents) > 1:
            told.add(("two parents", person, frozenset(parents)))
        allowed = {LEADER: {LEADER}, RAKSHAK: {LEADER}, MITAN: {RAKSHAK}}[own]
        for parent in parents - {ROOT, person}:
            if level[parent] not in allowed:
                told.add(("wrong level", person, frozenset({parent})))
    for person in range(len(level)):
        above_himself = {
            other
            for other in range(len(level))
            if nx.has_path(graph, person, other) and nx.has_path(graph, other, person)
        }
        looped = graph.has_edge(person, person)
        if person == min(above_himself) and (len(above_himself) > 1 or looped):
            told.add(("cycle", person, frozenset(above_himself - {person})))
    return told


@given(GRAPHS)
def test_faults_are_those_of_the_definitions(given_graph):
    level, edges = given_graph
    told = found(level, sorted(edges))
    assert {(f.kind, f.node, frozenset(f.others)) for f in told} == by_definition(level, edges)
    assert len(told) == len(by_definition(level, edges))  # none twice


@given(GRAPHS)
def test_the_graph_is_an_arborescence_just_when_no_fault_of_shape_is_found(given_graph):
    level, edges = given_graph
    child, parent = np.array(sorted(edges), dtype=np.int64).reshape(-1, 2).T
    graph = build(len(level), child, parent)
    of_shape = [
        fault
        for fault in faults(graph, np.array(level))
        if fault.kind in ("cycle", "two parents")
        or (fault.kind == "orphan" and graph.in_degree(fault.node) == 0)
    ]
    assert nx.is_arborescence(graph) == (not of_shape)


PARENTS = st.integers(0, 40).flatmap(
    lambda n: st.lists(st.integers(-1, max(n - 1, -1)), min_size=n, max_size=n)
)


@given(PARENTS, st.randoms(use_true_random=False))
def test_subtree_counts_are_sums_over_descendants_even_on_broken_trees(parents, random):
    parent = np.array(parents, dtype=np.int64)
    values = np.array([random.randrange(100) for _ in parents], dtype=np.int64)
    graph = nx.DiGraph([(above, child) for child, above in enumerate(parents) if above != ROOT])
    graph.add_nodes_from(range(len(parents)))
    slow = [values[[*(nx.descendants(graph, v) | {v})]].sum() for v in range(len(parents))]
    assert subtree_counts(parent, values).tolist() == slow


@given(PARENTS)
@settings(max_examples=30)
def test_several_columns_are_summed_as_one_by_one(parents):
    parent = np.array(parents, dtype=np.int64)
    values = np.arange(2 * len(parents), dtype=np.int64).reshape(-1, 2)
    both = subtree_counts(parent, values)
    assert both.shape == values.shape
    for column in (0, 1):
        assert (both[:, column] == subtree_counts(parent, values[:, column])).all()


def test_subtree_counts_leave_what_they_are_given_alone():
    parent, values = np.array([ROOT, 0, 1, 4, 3]), np.ones(5, dtype=np.int64)
    assert subtree_counts(parent, values).tolist() == [3, 2, 1, 2, 2]
    assert parent.tolist() == [ROOT, 0, 1, 4, 3]
    assert values.tolist() == [1] * 5


def test_a_chain_of_a_hundred_thousand_is_summed():
    parent = np.arange(100_000) - 1
    assert subtree_counts(parent, np.ones_like(parent))[[0, 1, -1]].tolist() == [100_000, 99_999, 1]
