"""Measures of how evenly and how deeply people are organised. Arrays in, numbers out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graphs.tree import ROOT, Ints


def gini(values: NDArray[np.int64] | NDArray[np.float64]) -> float:
    """Gini's coefficient of n values >= 0: 0 all alike, towards 1 where one has everything.

    Mean difference of all pairs over twice the mean (Gini, Variabilita e mutabilita, 1912),
    from the sorted values. 0 for no values, and where all are 0. Raises ValueError for a
    negative value: the coefficient means nothing there.
    """
    if (values < 0).any():
        raise ValueError("the Gini coefficient is of values that are not negative")
    total = float(values.sum())
    if total == 0:
        return 0.0
    n = len(values)
    rank = 2 * np.arange(1, n + 1) - n - 1
    return float((rank * np.sort(values)).sum() / (n * total))


def spans(parent: Ints) -> Ints:
    """How many report directly to each of n people; `parent` has length n, ROOT where none.

    The span of control of Urwick (The manager's span of control, Harvard Business Review, 1956).
    """
    return np.bincount(parent[parent != ROOT], minlength=len(parent)).astype(np.int64)


def depth(parent: Ints) -> Ints:
    """Level of each of n people: 1 right under ROOT, 2 below those, and so on.

    0 for those on or below a cycle, who never come to ROOT. By pointer jumping, as
    `graphs.tree.subtree_counts`.
    """
    jump = np.append(parent, ROOT)
    level = np.append(np.ones(len(parent), dtype=np.int64), 0)
    steps = 1
    while steps < len(jump) and (jump != ROOT).any():
        level = level + level[jump]
        jump = jump[jump]
        steps *= 2
    return np.where(jump == ROOT, level, 0)[:-1]
