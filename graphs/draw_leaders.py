"""A map of the leaders: bubbles as large as they have rakshaks, sliced by how these fill the quota.

No boundaries, nothing fetched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from graphs import ground, style, words
from graphs.discs import draw_discs
from graphs.fitting import fit
from graphs.ground import Floats, Ints
from graphs.packing import apart
from graphs.tree import STATES

NOBODY = ground.NOBODY  # in `zone` and `rakshak_leader`: none
MOST_LINES = 600  # rakshaks drawn in the colour of their state, with a line to their leader
MOST_NAMED = 40  # leaders named one by one; of more only some
WORST_NAMED = 12
INK_SHARE = 0.2  # of the map that all bubbles together may cover
LARGEST_BUBBLE, LEAST_BUBBLE = 900.0, 9.0  # points squared: the square of a diameter
SHRINKING = (1.0, 0.8, 0.65, 0.55)  # of sizes, where bubbles crowd
MOST_OVERLAPPING = 0.25  # pairs to a bubble
MOST_ASIDE = 0.5  # inches that a bubble may be moved
AIR = 1.07  # room of a bubble, in its own radii
NAME_SIZE = 7  # points
NOTICEABLE = 0.05  # km
BESIDE = 1.85  # inches: width of the remarks beside the map
TWIG, CROWD = "#b3bac1", "#d3d7db"


@dataclass(frozen=True, eq=False)
class _Rakshaks:
    """What `draw` was given of them, on the map: arrays of length R."""

    leader: Ints
    state: Ints
    at: Floats  # R x 2: km to the east, to the north; NaN where not known

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Those with a place."""
        return _known(self.at)


def draw(
    *,
    title: str,
    leaders: Sequence[str],
    latitude: Floats,
    longitude: Floats,
    zone: Ints,
    zones: Sequence[str],
    rakshak_leader: Ints,
    rakshak_state: Ints,
    rakshak_latitude: Floats,
    rakshak_longitude: Floats,
    lang: str,
) -> Figure:
    """The map of L leaders and R rakshaks.

    `leaders` (ids), `latitude`, `longitude` (degrees, NaN where not known) and `zone` (index
    into `zones`, or NOBODY) have length L; `rakshak_leader` (index into `leaders`, or NOBODY),
    `rakshak_state` (index into STATES), `rakshak_latitude` and `rakshak_longitude` length R.

    A leader without coordinates stands at the mean of those of his rakshaks who have some.
    """
    middle = ground.middle_latitude(np.append(latitude, rakshak_latitude))
    own = np.stack(ground.kilometres(latitude, longitude, middle), axis=1)
    homes = np.stack(ground.kilometres(rakshak_latitude, rakshak_longitude, middle), axis=1)
    rakshaks = _Rakshaks(rakshak_leader, rakshak_state, homes)
    places = _places(own, rakshaks)
    known = _known(places)
    guessed = int((known & ~_known(own)).sum())  # leaders
    missing = [(int((~known).sum()), "leaders"), (int((~rakshaks.seen).sum()), "rakshaks")]
    lost = ground.without_place(missing, lang)
    with style.look():
        x, y = np.concatenate([places[known], homes[rakshaks.seen]]).T
        figure, axes = ground.paper(title, _caption(len(leaders), rakshak_state, lang), x, y)
        if not known.any():
            nowhere = words.say("no_leader_placed", lang)
            axes.text(0.5, 0.5, nowhere, ha="center", transform=axes.transAxes)
            style.note(figure, [lost])
            return figure
        bar = ground.scale_bar(axes, lang)
        states = _states(rakshaks, len(leaders))
        dots = _settled(axes, places[known], states[known].sum(axis=1))
        sizes = dots[:, 2]
        moved = float(np.linalg.norm(dots[:, :2] - places[known], axis=1).max())
        places[known] = dots[:, :2]
        lines = _homes(axes, places, rakshaks)
        _bubbles(axes, dots, states[known])
        large = 10 if known.sum() <= MOST_NAMED else 8
        crowded = ground.zone_codes(axes, dots, zone[known], zones, bar, large)
        names = [style.legible(leaders[at]) for at in np.flatnonzero(known).tolist()]
        named = _names(axes, dots, states[known, 0], names, bar, lang)
        lower = _keys(figure, states[known], sizes, lines, lang)
        amid = words.counted(guessed, "guessed_places", lang) * (guessed > 0)
        _beside(figure, lower, [named, _moved(moved, lang), amid])
        unled = int((rakshak_leader == NOBODY).sum())
        bubbleless = words.counted(unled, "in_no_bubble", lang) * (unled > 0)
        codeless = words.counted(crowded, "codes_left_out", lang) * (crowded > 0)
        style.note(figure, [lost, bubbleless, codeless])
    return figure


def _known(places: Floats) -> NDArray[np.bool_]:
    """Which of n x 2 places are known."""
    return np.isfinite(places[:, 0]) & np.isfinite(places[:, 1])


def _caption(leaders: int, state: Ints, lang: str) -> str:
    filled = int((state == STATES.index("filled")).sum())
    parts = [
        words.counted(leaders, "leaders", lang),
        words.counted(len(state), "rakshaks", lang),
    ]
    parts += [style.share_filled(filled, len(state), lang)] * (len(state) > 0)
    return "  ·  ".join(parts)


def _places(own: Floats, rakshaks: _Rakshaks) -> Floats:
    """L x 2: where each leader stands, or the mean of his rakshaks; NaN where neither is known."""
    there = rakshaks.seen & (rakshaks.leader != NOBODY)
    total = np.zeros((len(own), 3))
    np.add.at(total[:, :2], rakshaks.leader[there], rakshaks.at[there])
    np.add.at(total[:, 2], rakshaks.leader[there], 1)
    with np.errstate(invalid="ignore"):  # 0 / 0: none of his rakshaks is known
        mean = total[:, :2] / total[:, 2:]
    return np.where(_known(own)[:, None], own, mean)


def _states(rakshaks: _Rakshaks, leaders: int) -> Ints:
    """L x 3: how many rakshaks of each leader are short, filled, over."""
    states = np.zeros((leaders, 3), dtype=np.int64)
    led = rakshaks.leader != NOBODY
    np.add.at(states, (rakshaks.leader[led], rakshaks.state[led]), 1)
    return states


def _settled(axes: Axes, places: Floats, span: Ints) -> Floats:
    """B x 3: where the bubbles stand (km) and their sizes (points squared), in proportion to spans.

    As large as leaves the map open and, where they crowd, as lets them be moved aside.
    """
    room = ground.room_for_ink(axes, INK_SHARE)
    each = min(room / max(span.sum(), 1), LARGEST_BUBBLE / max(span.max(), 1))
    for shrink in SHRINKING:
        sizes = np.maximum(span * each * shrink, LEAST_BUBBLE)
        at = _aside(axes, places, sizes)
        if _overlapping(at, np.sqrt(sizes) / 2 * _to_km(axes)) <= MOST_OVERLAPPING:
            break
    return np.column_stack([at, sizes])


def _aside(axes: Axes, places: Floats, sizes: Floats) -> Floats:
    """The places of bubbles moved so that few overlap and all are on the map."""
    radii = np.sqrt(sizes) / 2 * _to_km(axes)
    at = apart(places, AIR * radii, MOST_ASIDE * 72 * _to_km(axes))
    low, high = np.array([axes.get_xlim(), axes.get_ylim()]).T
    edge = np.minimum(AIR * radii[:, None], (high - low) / 2)
    inside: Floats = np.clip(at, low + edge, high - edge)
    return inside


def _overlapping(at: Floats, radii: Floats) -> float:
    """Pairs of bubbles that overlap by a tenth of a radius or more, to a bubble."""
    one, other = cKDTree(at).query_pairs(2 * radii.max(), output_type="ndarray").T
    gap = np.linalg.norm(at[one] - at[other], axis=1) - radii[one] - radii[other]
    return float((gap < -0.1 * np.minimum(radii[one], radii[other])).sum() / len(at))


def _to_km(axes: Axes) -> float:
    """Kilometres to a point (1/72 inch) of the sheet."""
    left, right = axes.get_xlim()
    return float((right - left) / ground.ACROSS / 72)


def _homes(axes: Axes, places: Floats, rakshaks: _Rakshaks) -> bool:
    """Dots for rakshaks; with lines to their leaders, and coloured, if they are few enough.

    `places` (L x 2, km) are the middles of bubbles. Returns whether they were few enough.
    """
    at, leader = rakshaks.at[rakshaks.seen], rakshaks.leader[rakshaks.seen]
    few = len(at) <= MOST_LINES
    colours = np.array([style.STATE_COLOURS[name] for name in STATES])
    axes.scatter(
        at[:, 0],
        at[:, 1],
        s=ground.least_size(len(at), 1.5, 12),
        c=colours[rakshaks.state[rakshaks.seen]] if few else CROWD,
        linewidths=0,
        zorder=2,
    )
    if few:
        led = leader != NOBODY
        ends = np.stack([places[leader[led]], at[led]], axis=1)
        axes.add_collection(LineCollection(list(ends), colors=TWIG, linewidths=0.6, zorder=1))
    return few


def _bubbles(axes: Axes, dots: Floats, states: Ints) -> None:
    """Sliced discs; a leader without rakshaks of his own is a small square."""
    x, y, sizes = dots.T
    leads = states.sum(axis=1) > 0
    radii = np.sqrt(sizes) / 2 * _to_km(axes)
    draw_discs(axes, x[leads], y[leads], radii[leads], states[leads])
    axes.scatter(x[~leads], y[~leads], s=LEAST_BUBBLE, color=style.INK, marker="s", linewidths=0,
                 zorder=4)  # fmt: skip


def _names(
    axes: Axes, dots: Floats, short: Ints, names: Sequence[str], bar: Bbox, lang: str
) -> str:
    """Write ids beside bubbles, those with most rakshaks short first; what to say of it."""
    order = np.argsort(-short, kind="stable")
    some = len(names) > MOST_NAMED
    if some:
        order = order[short[order] > 0][:WORST_NAMED]
    taken = [bar, *(style.extent(text) for text in axes.texts)]
    x, y, sizes = dots[order].T
    below = y - (np.sqrt(sizes) / 2 + 0.8 * NAME_SIZE) * _to_km(axes)
    labels = [names[at] for at in order.tolist()]
    left_out = style.place_labels(axes, x, below, labels, size=NAME_SIZE, dots=dots, keep_off=taken)
    if some and len(order):
        return words.say("worst_named", lang)
    return words.counted(left_out, "ids_left_out", lang) * (left_out > 0)


def _moved(km: float, lang: str) -> str:
    far = ground.length(km, lang, places=1 if km < 10 else 0)
    return words.say("moved_aside", lang, far=far) * (km > NOTICEABLE)


def _keys(figure: Figure, states: Ints, sizes: Floats, lines: bool, lang: str) -> float:
    """The legends at the right; returns where the lower edge of the last one is."""
    span = states.sum(axis=1)
    keys = style.state_keys(lang)
    small = CROWD if not lines else style.STATE_COLOURS["filled"]
    dot = words.say("rakshak_by_state" if lines else "a_rakshak", lang)
    keys.append(style.key(dot, "o", small, 3))
    alone = style.key(words.say("leader_alone", lang), "s", style.INK, 3)
    keys += [alone] * bool((span == 0).any())
    title = words.say("led_legend", lang)
    lower = ground.column(figure, ground.legend_top(figure), title, keys)
    if span.any():
        leads = span > 0
        keys = ground.size_keys(span[leads], sizes[leads], "rakshaks", lang)
        lower = ground.column(figure, lower - 0.01, words.say("leaders_legend", lang), keys)
    return lower


def _beside(figure: Figure, lower: float, remarks: Sequence[str]) -> None:
    """How to read the map, below its legends."""
    text = "\n\n".join(fit(figure, remark, 9, BESIDE, lines=6) for remark in remarks if remark)
    figure.text(ground.KEYS + 0.01, lower - 0.03, text, size=9, color=style.GREY, va="top")
