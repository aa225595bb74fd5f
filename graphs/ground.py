"""The ground of every map: degrees to kilometres, paper, scale bar, zone codes, keys.

No boundaries are drawn and nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from graphs import style, words

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NOBODY = -1  # no zone known; and whatever else a picture numbers
KM_PER_DEGREE = 111.195  # of latitude, on a sphere of radius 6371.009 km
RAKSHAK = "#b7bdc3"  # a rakshak's dot where it only says that somebody is there
LEFT, BELOW, ACROSS, ABOVE = 0.3, 0.35, 7.5, 0.95  # inches: the map's corner, width, headings
FONT = 9  # points, of the legends
ROOMY = 2.0  # times as large as a letter: a mark that needs a place of its own size
KEYS = 0.785  # where the legends at the right begin, as a share of the sheet


def middle_latitude(latitude: Floats) -> float:
    """Halfway between the southernmost and the northernmost; 0 where none is known."""
    known = latitude[np.isfinite(latitude)]
    return float((known.min() + known.max()) / 2) if len(known) else 0.0


def kilometres(latitude: Floats, longitude: Floats, middle: float) -> tuple[Floats, Floats]:
    """Degrees as n kilometres to the east and n to the north; NaN stays NaN.

    Plate carree with the `middle` latitude true to scale: a kilometre is as long eastwards as
    northwards, which at the size of a district is exact to a part in a hundred.
    """
    x = longitude * (KM_PER_DEGREE * np.cos(np.radians(middle)))
    return x, latitude * KM_PER_DEGREE


def paper(title: str, subtitle: str, x: Floats, y: Floats) -> tuple[Figure, Axes]:
    """A sheet with axes in km around all points, as high as they ask for, within limits."""
    if len(x) == 0:
        x = y = np.zeros(1)
    pad = max(0.5, 0.04 * max(np.ptp(x), np.ptp(y)))
    km_across, km_up = np.ptp(x) + 2 * pad, np.ptp(y) + 2 * pad
    up = float(np.clip(ACROSS * km_up / km_across, 5.0, 7.2))
    scale = max(km_across / ACROSS, km_up / up)  # km to an inch

    figure = style.sheet(up + BELOW + ABOVE, title, subtitle)
    wide, high = style.WIDTH, up + BELOW + ABOVE
    axes = figure.add_axes((LEFT / wide, BELOW / high, ACROSS / wide, up / high))
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_color(style.PALE)
    middle_x, middle_y = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
    axes.set_xlim(middle_x - scale * ACROSS / 2, middle_x + scale * ACROSS / 2)
    axes.set_ylim(middle_y - scale * up / 2, middle_y + scale * up / 2)
    return figure, axes


def room_for_ink(axes: Axes, share: float) -> float:
    """Points squared that are this share of the map."""
    box = axes.get_window_extent()
    return float(box.width * box.height * (72 / style.DPI) ** 2 * share)


def least_size(number: int, least: float, most: float) -> float:
    """How small a dot may be, in points squared: the fewer there are, the larger."""
    return float(np.clip(4_000 / max(number, 1), least, most))


def scale_bar(axes: Axes, lang: str) -> Bbox:
    """A bar of 1, 2 or 5 times a power of ten kilometres, about a sixth of the map wide.

    Returns the room it takes, in pixels.
    """
    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    power = 10.0 ** np.floor(np.log10((right - left) / 6))
    km = max(step * power for step in (1, 2, 5) if step * power <= (right - left) / 6)
    x, y = left + 0.03 * (right - left), bottom + 0.03 * (top - bottom)
    halo = [patheffects.withStroke(linewidth=5, foreground=style.PAPER)]  # whatever lies below
    axes.plot([x, x + km], [y, y], color=style.INK, linewidth=2.5, solid_capstyle="butt", zorder=7,
              path_effects=halo)  # fmt: skip
    label = axes.text(x + km / 2, y + 0.01 * (top - bottom), length(km, lang), ha="center",
                      zorder=7, path_effects=halo)  # fmt: skip
    ends = axes.transData.transform([(x, y), (x + km, y)])
    return Bbox.union([style.extent(label), Bbox(ends)])


def length(km: float, lang: str, places: int = 0) -> str:
    """'5 km', '200 m'; kilometres with so many decimals."""
    if km < 1 and not places:
        return words.say("metres", lang, number=words.number(1000 * km, lang))
    return words.say("km", lang, number=words.number(km, lang, places))


def zone_codes(
    axes: Axes, dots: Floats, zone: Ints, zones: Sequence[str], bar: Bbox, size: float = 10
) -> int:
    """Write each zone's code near the median of its n `dots`, the zones with most of them first.

    `dots` is n x 3 (x and y in km, size in points squared), `zone` n indices into `zones` or
    NOBODY; `bar` (pixels) is kept free. Returns how many codes found no room.
    """
    number = np.bincount(zone[zone != NOBODY], minlength=len(zones))
    order = [at for at in np.argsort(-number, kind="stable").tolist() if number[at]]
    middle = [np.median(dots[zone == at, :2], axis=0) for at in order]
    x, y = np.array(middle).reshape(-1, 2).T
    labels = [style.legible(zones[at]) for at in order]
    return style.place_labels(axes, x, y, labels, size=size, dots=dots, keep_off=[bar])


def size_keys(numbers: Ints, sizes: Floats, noun: str, lang: str) -> list[Line2D]:
    """Marks for the least of some numbers, for a quarter of the largest, and for the largest.

    `sizes` are those of the dots drawn for the numbers, in points squared; `noun` is the key of
    what is counted.
    """
    keys: dict[str, Line2D] = {}
    for wanted in (numbers.min(), numbers.max() // 4, numbers.max()):
        at = int(np.argmin(np.abs(numbers - wanted)))
        text = words.counted(int(numbers[at]), noun, lang)
        keys[text] = style.key(text, "o", style.GREY, float(np.sqrt(sizes[at])))
    return list(keys.values())


def without_place(lost: Sequence[tuple[int, str]], lang: str) -> str:
    """Who has no coordinates: numbers with the keys of what they count; "" where all are 0."""
    counts = [words.counted(number, noun, lang) for number, noun in lost if number]
    if not counts:
        return ""
    those = words.say("both", lang, first=counts[0], second=counts[1]) if counts[1:] else counts[0]
    return words.say("without_place", lang, those=those)


def legend_top(figure: Figure) -> float:
    """The height at which the legends at the right begin, as a share of the sheet."""
    return 1 - ABOVE / figure.get_figheight()


def column(figure: Figure, top: float, title: str, entries: Sequence[Line2D]) -> float:
    """A legend at the right with its upper edge at `top`; returns where its lower edge is."""
    large = max(float(entry.get_markersize()) for entry in entries) / FONT
    roomy = {"handleheight": large, "handlelength": large} if large > ROOMY else {}
    box = figure.legend(
        handles=list(entries),
        loc="upper left",
        bbox_to_anchor=(KEYS, top),
        title=title,
        alignment="left",
        frameon=False,
        fontsize=FONT,
        labelspacing=0.55,
        **roomy,
    )
    return float(style.extent(box).transformed(figure.transFigure.inverted()).y0)
