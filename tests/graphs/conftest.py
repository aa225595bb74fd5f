"""What every picture must keep to."""

import logging
import re

import numpy as np
import pytest
from matplotlib.text import Text

from graphs import style


@pytest.fixture(autouse=True)
def no_complaints(caplog):
    """matplotlib tells of missing fonts and ignored limits in its log, not in warnings."""
    with caplog.at_level(logging.WARNING):
        yield
    assert [record.getMessage() for record in caplog.records] == []


@pytest.fixture
def words():
    """All that a figure says, in one string."""

    def read(figure):
        return "\n".join(text.get_text() for text in texts(figure))

    return read


@pytest.fixture
def english(words):
    """Words in Latin letters that a figure says, but for those of ids and codes `given`."""

    def read(figure, *given):
        return [word for word in re.findall("[A-Za-z]{3,}", words(figure)) if word not in given]

    return read


@pytest.fixture(scope="session")
def clashes():
    """Texts that overlap another, where both are written level, or that leave the sheet."""
    return overlaps


def overlaps(figure):
    with style.look():
        figure.canvas.draw()
    shown = texts(figure)
    boxes = np.array([text.get_window_extent().extents for text in shown]).reshape(-1, 4)
    paper = figure.bbox.extents
    off = (boxes[:, :2] < paper[:2]) | (boxes[:, 2:] > paper[2:])
    found = [shown[at].get_text() for at in np.flatnonzero(off.any(axis=1))]

    level = np.flatnonzero([text.get_rotation() == 0 for text in shown])
    low, high = boxes[level, :2], boxes[level, 2:]
    shrink = (high - low) * (0.02, 0.12)  # the box of a line is higher than its letters
    low, high = low + shrink, high - shrink
    apart = ((low[:, None] >= high[None]) | (low[None] >= high[:, None])).any(axis=2)
    pairs = np.argwhere(np.triu(~apart, 1))
    return found + [tuple(shown[level[at]].get_text() for at in pair) for pair in pairs]


def texts(figure):
    hidden = {text for axes in figure.axes for text in labels_not_drawn(axes)}
    return [
        text
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_text().strip() and text not in hidden
    ]


def labels_not_drawn(axes):
    """Labels of axes that are switched off, and of ticks beyond the limits."""
    frame = axes.get_window_extent()
    for axis in (axes.xaxis, axes.yaxis):
        for label in axis.findobj(Text):
            box = label.get_window_extent()
            middle = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
            beside = frame.y0 - 1 <= middle[1] <= frame.y1 + 1
            below = frame.x0 - 1 <= middle[0] <= frame.x1 + 1
            if not (axes.axison and (beside or below)):
                yield label
