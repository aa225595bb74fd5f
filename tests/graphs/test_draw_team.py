import numpy as np
import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st
from matplotlib.collections import PatchCollection
from matplotlib.colors import to_hex

from graphs import draw_team, style
from graphs.tree import LEADER, RAKSHAK

WANTED = 25


def team(enrolled, pledged=None, leaders=()):
    """Rakshaks who have enrolled so many of 25 each, after leaders with (enrolled, wanted)."""
    enrolled = np.array([*(have for have, _ in leaders), *enrolled], dtype=np.int64)
    wanted = np.full(len(enrolled), WANTED)
    wanted[: len(leaders)] = [want for _, want in leaders]
    names = [f"SYN-L-{k:05}" for k in range(len(leaders))]
    names += [f"SYN-R-{k:05}" for k in range(len(enrolled) - len(leaders))]
    return {
        "title": "बिलासपुर साइबर मितान",
        "leader": "कोटा-01",
        "above": ["SYN-N-00001", "SYN-N-00007"],
        "ids": np.array(names, dtype="U32"),
        "level": np.repeat([LEADER, RAKSHAK], [len(leaders), len(enrolled) - len(leaders)]),
        "enrolled": enrolled,
        "pledged": np.zeros_like(enrolled) if pledged is None else np.array(pledged),
        "wanted": wanted,
        "missing": np.maximum(wanted - enrolled, 0),
        "state": np.sign(enrolled - wanted) + 1,
        "lang": "en",
    }


def bars(figure):
    """Lengths and colours of the quotas, of the enrolled and of the pledged, from the top."""
    layers = [c for c in figure.axes[0].collections if isinstance(c, PatchCollection)]
    found = []
    for layer in layers:
        boxes = [path.get_extents() for path in layer.get_paths()]
        colours = [to_hex(colour) for colour in layer.get_facecolor()]
        colours *= len(boxes) // len(colours)
        found.append([(box.width, colour) for box, colour in zip(boxes, colours, strict=True)])
    return found


def column(figure):
    """Ids and headings of a one-column picture, from top to bottom."""
    texts = sorted(figure.axes[0].texts, key=lambda text: text.get_position()[1])
    return [text.get_text() for text in texts if text.get_position()[0] < 0.5][1:]


def test_whoever_is_short_stands_first_and_the_closest_to_complete_at_the_top():
    figure = draw_team.draw(**team([25, 3, 30, 24, 0, 20, 25]))
    ids = [f"SYN-R-{k:05}" for k in (3, 5, 1, 4)]
    assert column(figure) == [
        "Short, the closest to complete first: 4",
        *ids,
        "Filled: 2",
        "SYN-R-00000",
        "SYN-R-00006",
        "Over: 1",
        "SYN-R-00002",
    ]


def test_leaders_stand_before_rakshaks_with_the_totals_below_them(words):
    figure = draw_team.draw(**team([25], leaders=[(90, 100), (0, 0), (40, 45)]))
    assert column(figure)[:4] == [
        "Leaders, with all below them: 3",
        "SYN-L-00002",  # 5 missing
        "SYN-L-00000",  # 10
        "SYN-L-00001",
    ]
    said = words(figure)
    assert "90 of 100, 10 missing" in said
    assert "no rakshak below" in said
    assert "3 leaders right below  ·  1 rakshak right below" in said
    assert "155 of 170 mitans enrolled" in said


def test_bars_are_as_long_as_what_is_enrolled_and_pledged_of_what_is_wanted():
    quotas, enrolled, pledged = bars(draw_team.draw(**team([20, 5, 25, 30], [10, 5, 0, 30])))
    full = quotas[0][0]
    assert [length / full for length, _ in quotas] == pytest.approx([1] * 4)
    assert [length / full for length, _ in enrolled] == pytest.approx([0.8, 0.2, 1, 1.2])
    assert [length / full for length, _ in pledged] == pytest.approx([0.4, 0.2, 0, 1.2])


def test_a_bar_wears_the_colour_of_its_state():
    _, enrolled, _ = bars(draw_team.draw(**team([20, 25, 30])))
    states = ("short", "filled", "over")
    assert [colour for _, colour in enrolled] == [style.STATE_COLOURS[name] for name in states]


def test_what_is_missing_is_said(words):
    said = words(draw_team.draw(**team([18, 25])))
    assert "18 of 25, 7 missing" in said
    assert "43 of 50 mitans enrolled" in said
    assert said.count("missing") == 3  # the line, the caption, the small print


def test_a_bar_far_over_the_quota_is_cut_and_said_to_be(words):
    figure = draw_team.draw(**team([100, 25]))
    quotas, enrolled, _ = bars(figure)
    assert enrolled[1][0] / quotas[1][0] == pytest.approx(draw_team.MOST_OVER)
    assert "Bars over 140% are cut." in words(figure)
    assert "100 of 25" in words(figure)


def test_the_way_up_is_written_from_the_campaign_down(words):
    figure = draw_team.draw(**team([25]))
    assert "the campaign  ›  SYN-N-00001  ›  SYN-N-00007  ›  कोटा-01" in words(figure)


def test_a_long_way_up_keeps_those_nearest_to_the_leader(words, clashes):
    figure = draw_team.draw(**team([25]) | {"above": [f"SYN-NODAL-{k:05}" for k in range(30)]})
    assert "the campaign  ›  …  ›  SYN-NODAL-0" in words(figure)
    assert "›  SYN-NODAL-00029  ›  कोटा-01" in words(figure)
    assert clashes(figure) == []


def test_nobody_below_is_said_plainly(words, clashes):
    figure = draw_team.draw(**team([]))
    assert "Nobody reports to this leader yet." in words(figure)
    assert clashes(figure) == []
    assert style.png(figure)


def test_many_stand_in_two_columns_of_one_scale_with_the_heading_again(words):
    figure = draw_team.draw(**team([5] * 40 + [25] * 20))
    quotas = [length for layer in bars(figure)[::3] for length, _ in layer]
    assert len(quotas) == 60
    assert max(quotas) == pytest.approx(min(quotas))
    assert "Short, the closest to complete first: 40, continued" in words(figure)


def test_no_heading_stands_at_the_foot_of_a_column():
    lines = ["Short: 12", *range(12), "Filled: 12", *range(12, 24)]
    first, second = draw_team._columns(lines, "en")
    assert first == lines[:13]
    assert second == lines[13:]


def test_beyond_a_hundred_the_rest_is_counted(words):
    figure = draw_team.draw(**team([25] * 30 + [5] * 90))
    assert sum(len(layer) for layer in bars(figure)[::3]) == 100
    assert "Not drawn: 20 more, 0 of them short." in words(figure)


@settings(max_examples=20, deadline=None)
@each(
    enrolled=st.lists(st.integers(0, 60), max_size=70),
    leaders=st.lists(st.tuples(st.integers(0, 99_999), st.integers(0, 99_999)), max_size=12),
    name=st.sampled_from(["रक्षक-कोटा-०१", "W" * 40, "R1"]),
)
def test_whoever_they_are_texts_are_apart_and_on_the_sheet(clashes, enrolled, leaders, name):
    given = team(enrolled, leaders=leaders)
    given["ids"][:1] = name
    figure = draw_team.draw(**given)
    assert clashes(figure) == []
    assert all(length >= 0 for layer in bars(figure) for length, _ in layer)


def test_the_same_team_gives_the_same_bytes():
    first, second = (style.png(draw_team.draw(**team([25, 3, 26] * 9))) for _ in range(2))
    assert first == second


def test_in_hindi_it_says_all_in_hindi(words, english, clashes):
    given = team([25, 24, 40, *[12] * 120], leaders=[(0, 0), (120_000, 600_000)]) | {"lang": "hi"}
    figure = draw_team.draw(**given)
    said = words(figure)
    assert "2 लीडर सीधे अधीन  ·  123 रक्षक सीधे अधीन  ·  6,03,075 में से 1,21,529 मितान बने" in said
    assert "0 ने शपथ ली  ·  4,81,561 बाकी" in said
    assert "अभियान  ›  SYN-N-00001" in said
    assert "लीडर, अपने अधीन सभी के साथ: 2" in said
    assert "6,00,000 में से 1,20,000; 4,80,000 बाकी" in said
    assert "अधीन कोई रक्षक नहीं" in said
    assert "कोटा अधूरा, सबसे कम बाकी वाले पहले: 121" in said
    assert "कोटा अधूरा, सबसे कम बाकी वाले पहले: 121, आगे" in said
    assert "25 में से 24; 1 बाकी" in said
    assert "नहीं दिखाए गए: 25 और, जिनमें 23 का कोटा अधूरा है।" in said
    assert english(figure, "SYN") == []
    assert clashes(figure) == []


def test_in_hindi_filled_and_cut_bars_and_nobody_are_said(words, english):
    figure = draw_team.draw(**team([25, 40]) | {"lang": "hi"})
    assert {"कोटा पूरा: 1", "कोटे से ऊपर: 1", "25 की जगह 40"} <= set(words(figure).split("\n"))
    assert "50 की जगह 65 मितान बने  ·  0 ने शपथ ली  ·  कुछ बाकी नहीं" in words(figure)
    assert "140% से लंबी पट्टियाँ काटी गई हैं।" in words(figure)
    nobody = draw_team.draw(**team([]) | {"lang": "hi"})
    assert "अधीन कोई नहीं" in words(nobody)
    assert "इस लीडर के अधीन अभी कोई नहीं है।" in words(nobody)
    assert english(figure, "SYN") == english(nobody, "SYN") == []
