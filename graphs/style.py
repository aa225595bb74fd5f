"""The look of all pictures: size, colours, a font for Hindi, labels that never overlap, PNG.

Figures are made and drawn without pyplot, on the Agg canvas, so that no window system and no
global state of matplotlib is needed or changed.
"""

from __future__ import annotations

import io
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

import matplotlib.style
import numpy as np
from matplotlib import font_manager, patheffects
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba_array
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from numpy.typing import NDArray
from PIL import Image
from scipy.spatial import cKDTree

from graphs import words

WIDTH = 10.0  # inches; 1600 pixels
DPI = 160
ACROSS = 0.94 * WIDTH  # inches, for a line of text
MOST_HEADING = 140  # characters of a title
FONTS = ["DejaVu Sans", "Noto Sans Devanagari"]

INK, GREY, PALE, PAPER = "#222222", "#767676", "#e4e6e8", "#ffffff"
HALO = [patheffects.withStroke(linewidth=2.5, foreground=PAPER)]  # around texts on lines
ALARM = "#cc3311"  # what nobody has; no team wears it
# Quota and workload: Paul Tol's "high contrast" scheme with a darker yellow, told apart by
# every kind of colour blindness and in grey print (personal.sron.nl/~pault).
STATE_COLOURS = {"filled": "#7fa8d1", "short": "#bb5566", "over": "#ddaa33"}
# Teams: Paul Tol's "muted" scheme without rose and wine, which are too near to ALARM.
TEAM_COLOURS = ("#332288", "#ddaa33", "#44aa99", "#aa4499", "#88ccee", "#117733", "#8c6d46")
TEAM_MARKS = ("o", "s", "D", "^")

# Where a label is tried: steps to the right and up from its point, and the share of the label
# that must come free of dots to be worth going there.
PLACES = (
    (0, 0, 0.0),
    *((right, above, 0.1) for right, above in ((0, 1), (0, -1), (1, 0), (-1, 0))),
    *((0, above, 0.15) for above in (1.6, -1.6)),
    *((right, above, 0.25) for right in (1, -1) for above in (1, -1)),
    *((right, above, 0.4) for right in (0, 0.5, -0.5) for above in (2, -2)),
    *((right, above, 0.8) for right in (1, -1) for above in (2, -2)),
)

_RULES = {
    "font.family": FONTS,
    "font.size": 9,
    "font.weight": "normal",  # the Devanagari font has no bold that matplotlib can reach
    "text.color": INK,
    "text.parse_math": False,  # a "$" in a zone's code is a dollar
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "figure.dpi": DPI,
    "savefig.dpi": DPI,
    "figure.facecolor": PAPER,
}


@contextmanager
def look() -> Iterator[None]:
    """Draw in the house's look, whatever the user's own matplotlib settings are."""
    _register_fonts()
    with matplotlib.style.context(["default", _RULES]):
        yield


def sheet(height: float, title: str, subtitle: str) -> Figure:
    """An empty figure 1600 pixels wide and `height` inches high, with its headings."""
    figure = Figure(figsize=(WIDTH, height))
    FigureCanvasAgg(figure)
    down = 1 / height  # one inch
    _heading(figure, title, 1 - 0.36 * down)
    figure.text(0.03, 1 - 0.70 * down, subtitle, size=10.5, color=GREY, va="center")
    return figure


def _heading(figure: Figure, title: str, middle: float) -> None:
    """The title in one line; where it is too long for that, in two smaller ones."""
    line = legible(title, MOST_HEADING)
    text = figure.text(0.03, middle, line, size=17, va="center")
    if extent(text).width <= ACROSS * DPI:
        return
    half = max(len(line) // 2 + 8, 60)
    text.set_text("\n".join(textwrap.wrap(line, half, break_long_words=False)))
    text.set_fontsize(12)
    _squeeze(text)


def _squeeze(text: Text) -> None:
    """Make a text smaller where it would run off the sheet."""
    wide = extent(text).width
    if wide > ACROSS * DPI:
        text.set_fontsize(float(text.get_fontsize()) * ACROSS * DPI / wide)


def note(figure: Figure, sentences: Sequence[str]) -> None:
    """Small print at the foot of a figure; nothing where there is nothing to say."""
    line = "  ".join(sentence for sentence in sentences if sentence)
    low = 0.16 / figure.get_figheight()
    _squeeze(figure.text(0.03, low, line, size=8.5, color=GREY, va="center"))


def percent(part: int, whole: int) -> int:
    """Rounded down, so that 100 means all; 0 of nothing."""
    return 100 * part // max(whole, 1)


def share_filled(filled: int, rakshaks: int, lang: str) -> str:
    """'97% filled': how many of the rakshaks have filled their quota."""
    return words.say("share_filled", lang, share=f"{percent(filled, rakshaks)}%")


def key(label: str, marker: str, colour: str, size: float = 7) -> Line2D:
    """An entry of a legend: one mark. What nobody has (ALARM) is hollow."""
    hollow = colour == ALARM
    return Line2D(
        [],
        [],
        linestyle="none",
        label=label,
        marker=marker,
        markersize=size,
        color=colour,
        markerfacecolor="none" if hollow else colour,
        markeredgewidth=1.2 if hollow else 0,
    )


def state_keys(lang: str) -> list[Line2D]:
    """A mark for each state of a quota."""
    return [key(words.say(state, lang), "o", colour) for state, colour in STATE_COLOURS.items()]


def keys_below_headings(figure: Figure, keys: Sequence[Line2D]) -> None:
    """A legend in one line under the headings."""
    figure.legend(
        handles=list(keys),
        loc="upper left",
        bbox_to_anchor=(0.02, 1 - 0.82 / figure.get_figheight()),
        ncols=len(keys),
        frameon=False,
        fontsize=9.5,
        handletextpad=0.1,
        columnspacing=1.4,
    )


def extent(artist: Text | Legend) -> Bbox:
    """Where a text or legend stands, in pixels."""
    return artist.get_window_extent()


def legible(text: str, most: int = 16) -> str:
    """A label that can be drawn: at most so many characters, and a box for what no font has.

    A cut never falls between a letter and its vowel sign.
    """
    known = _characters()
    line = " ".join(text.split())
    drawn = "".join(c if ord(c) in known else "□" for c in line)
    if len(drawn) <= most:
        return drawn
    end = most - 1
    while end and (unicodedata.category(drawn[end])[0] == "M" or drawn[end - 1] == "्"):
        end -= 1
    return drawn[:end].rstrip() + "…"


def team_colours(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
    """For each of T teams, at centres (x, y), an index into TEAM_COLOURS.

    Greedy colouring: from west to east each team takes the colour that is rarest among its
    eight nearest neighbours, the nearest weighing most, so that teams side by side differ. No
    colour is given to many more than its share; among few teams, to not one more. Teams without
    a centre (NaN) come last.
    """
    teams, colours = len(x), len(TEAM_COLOURS)
    placed = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    neighbours = {}
    if len(placed) > 1:
        centres = np.stack([x[placed], y[placed]], axis=1)
        _, near = cKDTree(centres).query(centres, k=min(9, len(placed)))
        neighbours = dict(zip(placed.tolist(), placed[near], strict=True))
    most = -(-teams // colours) + teams // 50
    nearness = 1 / np.arange(1, 10)
    chosen = np.full(teams, -1)
    used = np.zeros(colours, dtype=np.int64)
    for team in np.lexsort((y, x)):  # NaN sorts last
        others = neighbours.get(int(team), np.empty(0, dtype=np.int64))
        worn = chosen[others]
        near_by = np.bincount(worn[worn >= 0], nearness[: len(others)][worn >= 0], colours)
        wear = near_by + used / (100 * teams) + np.where(used < most, 0.0, np.inf)
        chosen[team] = np.argmin(wear)
        used[chosen[team]] += 1
    return chosen


def place_labels(
    axes: Axes,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    labels: Sequence[str],
    size: float = 9,
    *,
    dots: NDArray[np.float64] | None = None,
    keep_off: Sequence[Bbox] = (),
) -> int:
    """Write labels at data points, the first ones first, each where it overlaps no other.

    Every label is tried on its point and around it, and stands where it covers least of the
    `dots` (n x 3: x and y in data units, size in points squared) without going far. No label
    touches a box of `keep_off` (pixels). Returns how many found no room and were left out. The
    limits of the axes must be set before.
    """
    axes.apply_aspect()
    spots = np.empty((0, 3)) if dots is None else dots.copy()
    spots[:, :2] = axes.transData.transform(spots[:, :2])
    taken = list(keep_off)
    left_out = 0
    for at_x, at_y, label in zip(x, y, labels, strict=True):
        text = axes.annotate(
            label,
            (at_x, at_y),
            xytext=(0, 0),
            textcoords="offset points",
            size=size,
            ha="center",
            va="center",
            path_effects=HALO,
            zorder=6,
        )
        if not _settle(text, size, taken, axes.get_window_extent(), spots):
            text.remove()
            left_out += 1
    return left_out


def _settle(
    text: Text, size: float, taken: list[Bbox], frame: Bbox, spots: NDArray[np.float64]
) -> bool:
    """Move a label to the best free place around its point; False where there is none."""
    box = extent(text)
    up, side = 1.3 * size, box.width / 2 / DPI * 72 + size / 2
    best = None
    for right, above, worth in PLACES:
        shift = (right * side, above * up)
        moved = box.translated(shift[0] * DPI / 72, shift[1] * DPI / 72)
        inside = frame.x0 <= moved.x0 and moved.x1 <= frame.x1
        inside = inside and frame.y0 <= moved.y0 and moved.y1 <= frame.y1
        if not inside or any(moved.overlaps(other) for other in taken):
            continue
        regret = _covered(moved, spots) + worth
        if best is None or regret < best[0]:
            best = (regret, shift, moved)
    if best is None:
        return False
    text.set_position(best[1])
    taken.append(best[2].padded(8, 2))
    return True


def _covered(box: Bbox, spots: NDArray[np.float64]) -> float:
    """Ink below a label, as a share of the label (at most 1); dots are taken as squares."""
    x, y, size = spots.T
    half = np.sqrt(size) / 2 * DPI / 72
    wide = np.minimum(x + half, box.x1) - np.maximum(x - half, box.x0)
    high = np.minimum(y + half, box.y1) - np.maximum(y - half, box.y0)
    ink = float((np.maximum(wide, 0) * np.maximum(high, 0)).sum())
    return min(ink / (box.width * box.height), 1.0)


def png(figure: Figure) -> bytes:
    """The figure as a PNG file: the same figure gives the same bytes.

    256 colours are enough for these pictures and keep the file small: the house's own, so that
    a mark in a legend has the very colour that it explains, and the most frequent others.
    """
    with look():
        canvas = FigureCanvasAgg(figure)
        canvas.draw()  # type: ignore[no-untyped-call]
    pixels = np.asarray(canvas.buffer_rgba()).astype(np.int64)  # type: ignore[no-untyped-call]
    packed = pixels[..., 0] << 16 | pixels[..., 1] << 8 | pixels[..., 2]
    colours, place, count = np.unique(packed, return_inverse=True, return_counts=True)
    parts = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1)
    own = [INK, GREY, PAPER, ALARM, *STATE_COLOURS.values(), *TEAM_COLOURS]
    frequent = parts[np.argsort(-count, kind="stable")[: 256 - len(own)]]
    kept = np.concatenate([np.rint(255 * to_rgba_array(own)[:, :3]).astype(np.int64), frequent])
    _, nearest = cKDTree(kept).query(parts)
    picture = Image.fromarray(nearest.astype(np.uint8)[place].reshape(packed.shape))
    picture.putpalette(kept.astype(np.uint8).tobytes())
    file = io.BytesIO()
    picture.save(file, format="PNG", dpi=(DPI, DPI))
    return file.getvalue()


@cache
def _register_fonts() -> None:
    """Tell matplotlib, once, where the package with the Devanagari font keeps its file."""
    import fontpkg_noto_sans_devanagari as package

    for file in sorted((package.ROOT / "files").glob("*.ttf")):
        font_manager.fontManager.addfont(str(file))


@cache
def _characters() -> frozenset[int]:
    """Every character that one of FONTS can draw."""
    _register_fonts()
    files = [font_manager.findfont(name, fallback_to_default=False) for name in FONTS]
    return frozenset(c for file in files for c in FT2Font(file).get_charmap())
