"""The people of a campaign as a tree: built as a NetworkX graph, its faults found, sums over it.

Words. A *node* is a person, 0 .. n-1, or ROOT, the campaign itself. An *edge* goes from a parent
to a child. The *level* of a person is LEADER, RAKSHAK or MITAN. The graph is a *tree* (an
arborescence) when every person has exactly one parent and is reached from ROOT; it is a faultless
campaign when, besides, each stands where people of that level may stand:

    a leader under ROOT or a leader;  a rakshak under a leader;  a mitan under a rakshak.

(While there is no leader at all, rakshaks may stand under ROOT.) A *fault* is one of:

orphan        a person without a parent, or a rakshak or mitan with no parent but ROOT;
cycle         people each of whom is, through the others, above himself. Those who hang below a
              cycle do have a parent, so they are no orphans;
two parents   a person with more than one parent;
wrong level   a person under someone of a level he may not stand under. A person under himself
              is a cycle, not a wrong level.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

ROOT = -1
LEADER, RAKSHAK, MITAN = 0, 1, 2
STATES = ("short", "filled", "over")  # of a rakshak's quota: arrays of states index this
KINDS = ("orphan", "cycle", "two parents", "wrong level")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the tree.

    `others` are, for a cycle, the rest of it in the order of its edges (sorted where the people
    form more than a plain ring); for two parents, the parents; for a wrong level, the parent.
    """

    kind: str  # one of KINDS
    node: int
    others: tuple[int, ...] = ()


def build(nodes: int, child: Ints, parent: Ints) -> nx.DiGraph:
    """The graph of persons 0 .. `nodes` - 1 and ROOT, with an edge parent -> child for each row.

    `child` and `parent` are arrays of length m; `parent` may hold ROOT. Attributes stay outside
    in arrays: with 624,001 nodes the bare graph takes 1 to 3 seconds and some 400 MB.
    """
    graph = nx.DiGraph()
    graph.add_node(ROOT)
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(zip(parent.tolist(), child.tolist(), strict=True))
    return graph


def faults(graph: nx.DiGraph, level: Ints) -> list[Fault]:
    """Every fault of a graph made by `build`, by kind (in the order of KINDS), then by node.

    `level` has length n: LEADER, RAKSHAK or MITAN for each person. A graph without an orphan, a
    cycle or two parents is an arborescence as `networkx.is_arborescence` understands it.
    """
    parent, child = _edges(graph)
    parents = np.bincount(child, minlength=len(level))
    above = np.where(parent == ROOT, ROOT, level[parent])
    below = level[child]
    right = (above == below - 1) | ((above == LEADER) & (below == LEADER))
    if not (level == LEADER).any():
        right |= (above == ROOT) & (below == RAKSHAK)

    unplaced = child[(parent == ROOT) & ~right]
    orphan = parents == 0
    orphan[unplaced[parents[unplaced] == 1]] = True
    wrong = (parent != ROOT) & ~right & (parent != child)
    return [
        *(Fault("orphan", node) for node in np.flatnonzero(orphan).tolist()),
        *_cycles(parent, child),
        *_two_parents(parent, child, parents),
        *(
            Fault("wrong level", node, (over,))
            for node, over in zip(child[wrong].tolist(), parent[wrong].tolist(), strict=True)
        ),
    ]


def subtree_counts(parent: Ints, values: Ints) -> Ints:
    """For each node the sum of `values` over it and all below it, each counted once.

    `parent` has length n, ROOT where there is none; `values` has shape (n,) or (n, k), and so
    has the result. All of a cycle are below each other, so each of them gets the whole of it.

    Pointer jumping (Wyllie, The complexity of parallel computations, 1979): after round k a sum
    reaches 2**k levels down, so a chain of n people takes log2(n) rounds, not n.
    """
    ring = _on_cycle(parent)
    jump = np.append(np.where(ring, ROOT, parent), ROOT)  # jump[ROOT] is ROOT
    total = values.astype(np.int64)
    while (moving := np.flatnonzero(jump[:-1] != ROOT)).size:
        gained = np.zeros_like(total)
        np.add.at(gained, jump[moving], total[moving])
        total += gained
        jump = jump[jump]
    return _share_rings(parent, np.flatnonzero(ring), total)


def _edges(graph: nx.DiGraph) -> tuple[Ints, Ints]:
    """Parents and children of all edges, sorted by child, then parent."""
    ends = np.fromiter(chain.from_iterable(graph.edges), dtype=np.int64)
    parent, child = ends[0::2], ends[1::2]
    order = np.lexsort((parent, child))
    return parent[order], child[order]


def _cycles(parent: Ints, child: Ints) -> list[Fault]:
    """One fault for each strongly connected component that is more than a lone person."""
    inside = np.isin(parent, child) & np.isin(child, parent)  # mitans are in no cycle: 25 times
    knot = nx.DiGraph()  # fewer nodes to look at
    knot.add_edges_from(zip(parent[inside].tolist(), child[inside].tolist(), strict=True))
    found = []
    for members in nx.strongly_connected_components(knot):
        first = min(members)
        if len(members) > 1 or knot.has_edge(first, first):
            found.append(Fault("cycle", first, _around(knot.subgraph(members), first)))
    return sorted(found, key=lambda fault: fault.node)


def _around(component: nx.DiGraph, first: int) -> tuple[int, ...]:
    ring = [edge[0] for edge in nx.find_cycle(component, first)]
    if len(ring) == len(component):
        return tuple(ring[1:])
    return tuple(sorted(set(component) - {first}))


def _two_parents(parent: Ints, child: Ints, parents: Ints) -> Iterator[Fault]:
    several = parents[child] > 1
    nodes, starts = np.unique(child[several], return_index=True)
    groups = np.split(parent[several], starts[1:])
    for node, group in zip(nodes.tolist(), groups, strict=False):  # np.split makes one of nothing
        yield Fault("two parents", node, tuple(group.tolist()))


def _on_cycle(parent: Ints) -> NDArray[np.bool_]:
    """Who stands on a cycle: whoever is still an ancestor n or more steps up."""
    jump = np.append(parent, ROOT)
    steps = 1
    while steps < len(jump) and (jump != ROOT).any():
        jump = jump[jump]
        steps *= 2
    ring = np.zeros(len(parent), dtype=np.bool_)
    ring[jump[jump != ROOT]] = True
    return ring


def _share_rings(parent: Ints, ring: Ints, total: Ints) -> Ints:
    """Give each of those on one cycle (`ring`: indices) the sum of all of that cycle."""
    label, jump = np.arange(len(parent)), parent.copy()
    steps = 1
    while steps < len(ring):
        label[ring] = np.minimum(label[ring], label[jump[ring]])
        jump[ring] = jump[jump[ring]]
        steps *= 2
    whole = np.zeros_like(total)
    np.add.at(whole, label[ring], total[ring])
    total[ring] = whole[label[ring]]
    return total
