"""Lineage: who stands above and below somebody, by everybody's parent; without a graph.

Loading NetworkX takes longer than most commands that ask this.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def above(parent: Ints, node: int) -> list[int]:
    """Everybody above a node, the next one first; a circle is gone round once, and ends with the
    node itself.

    `parent` has length n, any number below 0 where there is none.
    """
    way: list[int] = []
    at = int(parent[node])
    while at >= 0 and at not in way:
        way.append(at)
        at = int(parent[at])
    return way


def below(parent: Ints, node: int) -> NDArray[np.bool_]:
    """Who stands anywhere below a node, itself included: n flags.

    `parent` has length n, any number below 0 where there is none.
    """
    among = np.zeros(len(parent), dtype=np.bool_)
    among[node] = True
    while True:
        more = (parent >= 0) & among[parent] & ~among
        if not more.any():
            return among
        among |= more
