"""One leader and those right under him: how full everybody's quota is, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from graphs import style, words
from graphs.tree import LEADER, RAKSHAK, STATES, Ints

Ids = NDArray[np.str_]
Floats = NDArray[np.float64]

MOST_SHOWN = 100  # people; more are counted in the note
ONE_COLUMN = 24  # lines; more are put into two columns
PLEDGED = "#3f4d61"

# Inches, as all lengths here.
TOP, FOOT = 1.62, 0.45  # headings, keys and the way up; small print
LINE = 0.235
MARGIN, BETWEEN = 0.3, 0.4  # at the sides; between two columns
INDENT, AWAY = 0.1, 0.12  # of ids below their heading; of bars from the texts beside them
WIDEST_BAR = 5.0
SIZE = 8  # points
BAR, INNER = 0.135, 0.05  # heights of the enrolled and of the pledged
MOST_OVER = 1.4  # of the quota; a longer bar is cut there


@dataclass(frozen=True, eq=False)
class _Team:
    """What `draw` was given: arrays of length n."""

    ids: Ids
    level: Ints
    enrolled: Ints
    pledged: Ints
    wanted: Ints
    missing: Ints
    state: Ints
    lang: str

    def share(self) -> Floats:
        """Enrolled of wanted; 0 where nothing is wanted."""
        return self.enrolled / np.maximum(self.wanted, 1)

    def name(self, who: int) -> str:
        """An id as it is written."""
        return style.legible(str(self.ids[who]), 14)

    def stand(self, who: int) -> str:
        """'18 of 25, 7 missing'."""
        wanted, missing = int(self.wanted[who]), int(self.missing[who])
        if not wanted:
            return words.say("none_below", self.lang)
        so_far = words.say(
            "over_target" if self.enrolled[who] > wanted else "of_target",
            self.lang,
            reached=words.number(int(self.enrolled[who]), self.lang),
            target=words.number(wanted, self.lang),
        )
        if not missing:
            return so_far
        return words.counted(missing, "and_missing", self.lang, so_far=so_far)


@dataclass(frozen=True)
class _Scale:
    """How the lines of every column are measured out."""

    name: float  # from the left edge to the bars
    full: float  # length of a filled quota
    most: float  # the longest bar, in filled quotas


def draw(
    *,
    title: str,
    leader: str,
    above: Sequence[str],
    ids: Ids,
    level: Ints,
    enrolled: Ints,
    pledged: Ints,
    wanted: Ints,
    missing: Ints,
    state: Ints,
    lang: str,
) -> Figure:
    """The team of one leader: n rakshaks and leaders who report to him.

    `above` are the ids of those over him, the uppermost first. `ids`, `level` (LEADER or
    RAKSHAK), `enrolled`, `pledged`, `wanted` and `missing` (mitans: a rakshak's own, or of all
    rakshaks below a leader) and `state` (index into STATES) have length n.
    """
    team = _Team(ids, level, enrolled, pledged, wanted, missing, state, lang)
    lines = _lines(team)
    people = [line for line in lines if isinstance(line, int)]
    columns = _columns(lines, lang)
    with style.look():
        height = TOP + max(2, *map(len, columns)) * LINE + FOOT
        figure = style.sheet(height, f"{title}: {style.legible(leader, 24)}", _caption(team))
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, style.WIDTH), ylim=(height, 0))
        axes.axis("off")
        _way_up(axes, [style.legible(one, 16) for one in (*above, leader)], lang)
        if not people:
            axes.text(MARGIN, TOP + LINE / 2, words.say("nobody_reports", lang), size=11)
            return figure
        pledge = style.key(words.say("pledged", lang), "s", PLEDGED)
        style.keys_below_headings(figure, [*style.state_keys(lang), pledge])
        step = (style.WIDTH - 2 * MARGIN + BETWEEN) / len(columns)
        scale = _scale(axes, team, people, step - BETWEEN)
        for at, column in enumerate(columns):
            _column(axes, team, scale, column, MARGIN + at * step)
        style.note(figure, _remarks(team, np.array(people)))
    return figure


def _caption(team: _Team) -> str:
    """How many stand right under the leader, and what all below him lack together."""
    parts, lang = [], team.lang
    for level, below in ((LEADER, "leaders_below"), (RAKSHAK, "rakshaks_below")):
        number = int((team.level == level).sum())
        parts += [words.counted(number, below, lang)] * (number > 0)
    if not parts:
        return words.say("nobody_below", lang)
    enrolled, wanted, pledged, missing = (
        int(values.sum()) for values in (team.enrolled, team.wanted, team.pledged, team.missing)
    )
    mitans = "enrolled_over" if enrolled > wanted else "enrolled_of"
    return "  ·  ".join(
        [
            *parts,
            words.counted(wanted, mitans, lang, enrolled=words.number(enrolled, lang)),
            words.counted(pledged, "some_pledged", lang),
            words.counted(missing, "some_missing", lang)
            if missing
            else words.say("none_missing", lang),
        ]
    )


def _lines(team: _Team) -> list[int | str]:
    """Everybody's index from top to bottom, under headings; at most MOST_SHOWN people.

    Within a group whoever lacks least comes first, then whoever has most of his quota.
    """
    order = np.lexsort((team.ids, -team.share(), team.missing, team.wanted == 0))
    found: list[int | str] = []
    groups = [("group_leaders", team.level == LEADER)]
    names = ("group_short", "group_filled", "group_over")
    groups += [
        (name, (team.level == RAKSHAK) & (team.state == state)) for state, name in enumerate(names)
    ]
    room = MOST_SHOWN
    for name, those in groups:
        members = order[those[order]].tolist()
        if members and room:
            number = words.number(len(members), team.lang)
            found += [f"{words.say(name, team.lang)}: {number}", *members[:room]]
            room -= len(members[:room])
    return found


def _columns(lines: list[int | str], lang: str) -> list[list[int | str]]:
    """The lines in one column or in two about equally long, none with a heading at its foot."""
    if len(lines) <= ONE_COLUMN:
        return [lines]
    half = -(-len(lines) // 2)
    half -= isinstance(lines[half - 1], str)
    first, second = lines[:half], lines[half:]
    if not isinstance(second[0], str):
        heading = [line for line in first if isinstance(line, str)][-1]
        second = [words.say("continued", lang, heading=heading), *second]
    return [first, second]


def _way_up(axes: Axes, names: list[str], lang: str) -> None:
    """From the campaign down to the leader; steps in the middle give way where it is long."""
    text = axes.text(MARGIN, TOP - 0.3, "", size=10.5, va="center")
    for left_out in range(len(names)):
        steps = names if not left_out else ["…", *names[left_out:]]
        text.set_text("  ›  ".join([words.say("the_campaign", lang), *steps]))
        if style.extent(text).width / style.DPI <= style.WIDTH - 2 * MARGIN:
            return


def _scale(axes: Axes, team: _Team, people: Sequence[int], width: float) -> _Scale:
    """The scale of columns so wide, with room for the ids and numbers of all these people."""
    name = INDENT + _widest(axes, [team.name(who) for who in people]) + AWAY
    numbers = AWAY + _widest(axes, [team.stand(who) for who in people])
    most = float(np.clip(team.share()[people].max(), 1.0, MOST_OVER))
    return _Scale(name, min(width - name - numbers, WIDEST_BAR) / most, most)


def _widest(axes: Axes, texts: Sequence[str]) -> float:
    ruler = axes.text(0, 0, "\n".join(texts), size=SIZE)
    width = style.extent(ruler).width / style.DPI
    ruler.remove()
    return float(width)


def _column(
    axes: Axes, team: _Team, scale: _Scale, lines: Sequence[int | str], left: float
) -> None:
    """Lines one below the other: headings, and people with id, bar and numbers."""
    start = left + scale.name
    end = start + scale.full * scale.most + AWAY
    rows, people = [], []
    for at, line in enumerate(lines):
        y = TOP + (at + 0.5) * LINE
        if isinstance(line, str):
            axes.text(left, y + 0.01, line, size=9, color=style.GREY, va="center_baseline")
            continue
        axes.text(left + INDENT, y, team.name(line), size=SIZE, va="center_baseline")
        axes.text(end, y, team.stand(line), size=SIZE, va="center_baseline")
        rows.append(y)
        people.append(line)
    wanted = team.wanted[people]
    shares = np.stack([wanted, team.enrolled[people], team.pledged[people]]) / np.maximum(wanted, 1)
    quota, enrolled, pledged = scale.full * np.minimum(shares, scale.most)
    colours = [style.STATE_COLOURS[STATES[state]] for state in team.state[people].tolist()]
    _bars(axes, start, rows, quota, BAR, style.PALE)
    _bars(axes, start, rows, enrolled, BAR, colours)
    _bars(axes, start, rows, pledged, INNER, PLEDGED)


def _bars(
    axes: Axes,
    x: float,
    y: Sequence[float],
    lengths: Floats,
    high: float,
    colours: str | list[str],
) -> None:
    """Bars that start at `x` and have their middles at `y`."""
    bars = [
        Rectangle((x, at - high / 2), length, high) for at, length in zip(y, lengths, strict=True)
    ]
    axes.add_collection(PatchCollection(bars, facecolor=colours, linewidths=0, zorder=3))


def _remarks(team: _Team, shown: Ints) -> list[str]:
    hidden = np.ones(len(team.ids), dtype=np.bool_)
    hidden[shown] = False
    short = int((hidden & (team.missing > 0)).sum())
    number = int(hidden.sum())
    rest = words.counted(number, "team_rest", team.lang, short=words.number(short, team.lang))
    cut = team.share()[shown] > MOST_OVER
    return [
        words.say("pale_bars", team.lang),
        rest * (number > 0),
        words.say("cut_bars", team.lang, share=f"{MOST_OVER:.0%}") * bool(cut.any()),
    ]
