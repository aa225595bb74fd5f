import time

import numpy as np
import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex

from graphs import draw_levels, style
from graphs.tree import LEADER, RAKSHAK, ROOT

SHORT, FILLED, OVER = 0, 1, 2
COLOUR = [style.STATE_COLOURS[name] for name in ("short", "filled", "over")]


def campaign(sizes, rakshaks, seed=0):
    """A made-up tree with so many leaders at each level."""
    rng = np.random.default_rng(seed)
    leaders, n = sum(sizes), sum(sizes) + rakshaks
    parent, start = np.full(n, ROOT), 0
    for over, below in zip(sizes, [*sizes[1:], rakshaks], strict=False):
        first = start + over
        parent[first : first + below] = rng.integers(start, first, below)
        start = first
    state = rng.choice([SHORT, FILLED, OVER], n, p=[0.2, 0.75, 0.05])
    enrolled = np.choose(state, [rng.integers(0, 24, n), 25, rng.integers(26, 40, n)])
    names = [f"SYN-L-{k:05}" for k in range(leaders)] + [f"SYN-R-{k:05}" for k in range(rakshaks)]
    return {
        "title": "बिलासपुर साइबर मितान",
        "ids": np.array(names, dtype="U32"),
        "level": np.repeat([LEADER, RAKSHAK], [leaders, rakshaks]),
        "parent": parent,
        "state": state,
        "enrolled": enrolled,
        "pledged": enrolled // 2,
        "wanted": 25,
        "lang": "en",
    }


def pixels(figure):
    """Every level's picture, from the campaign down, as colours: rows x COLUMNS."""
    return [_hex(np.asarray(image.get_array())) for image in figure.axes[0].images]


def _hex(image):
    colours, at = np.unique(image.reshape(-1, image.shape[2]), axis=0, return_inverse=True)
    return np.array([to_hex(one) for one in colours])[at].reshape(image.shape[:2])


def widths(row):
    """Lengths of runs of paint between blank columns."""
    painted = np.append(row != style.PAPER, False)
    ends = np.flatnonzero(np.diff(np.append(False, painted).astype(int)))
    return (ends[1::2] - ends[::2]).tolist()


def test_cells_are_as_wide_as_they_have_rakshaks():
    given = campaign([3], 40)
    given["parent"][3:] = np.repeat([0, 1, 2], [10, 10, 20])
    given["state"][:] = FILLED
    whole, leaders, rakshaks, _ = pixels(draw_levels.draw(**given))
    assert widths(whole[0]) == [draw_levels.COLUMNS]
    quarter = draw_levels.COLUMNS / 4
    assert widths(leaders[0]) == pytest.approx([quarter, quarter, 2 * quarter], abs=2)
    assert len(widths(rakshaks[0])) == 40


def test_a_cell_is_filled_from_its_foot_by_the_shares_over_filled_short():
    given = campaign([1], 10)
    given["state"][1:] = [SHORT] * 2 + [OVER] * 3 + [FILLED] * 5
    _, leader, rakshaks, _ = pixels(draw_levels.draw(**given))
    foot_up = leader[::-1, 5].tolist()
    high = len(foot_up)
    assert [foot_up.count(colour) / high for colour in COLOUR] == pytest.approx(
        [0.2, 0.5, 0.3], abs=0.02
    )
    assert foot_up == sorted(foot_up, key=[COLOUR[OVER], COLOUR[FILLED], COLOUR[SHORT]].index)
    seen = [colour for colour in rakshaks[0] if colour != style.PAPER]
    assert [seen.count(colour) / len(seen) for colour in COLOUR] == pytest.approx(
        [0.2, 0.5, 0.3], abs=0.02
    )


def test_whoever_has_most_rakshaks_short_stands_first():
    given = campaign([2], 20)
    given["parent"][2:] = np.repeat([0, 1], [10, 10])
    given["state"][2:] = [FILLED] * 10 + [SHORT] * 10
    figure = draw_levels.draw(**given)
    _, leaders, _, _ = pixels(figure)
    assert (leaders[0, 0], leaders[0, -1]) == (COLOUR[SHORT], COLOUR[FILLED])
    place = {text.get_text(): text.get_position()[0] for text in figure.axes[0].texts}
    assert place["SYN-L-00001: 0% filled"] < place["SYN-L-00000: 100% filled"]


def test_mitans_stand_as_high_as_they_are_of_the_quota():
    given = campaign([1], 4)
    given["state"][1:] = [SHORT, SHORT, FILLED, FILLED]
    given["enrolled"][1:], given["pledged"][1:] = [5, 10, 25, 25], [5, 0, 10, 25]
    mitans = pixels(draw_levels.draw(**given))[-1]
    at = (np.array([1, 3, 5, 7]) * draw_levels.COLUMNS / 8).astype(int)
    high = len(mitans)
    colours = (draw_levels.PLEDGED, COLOUR[SHORT], COLOUR[FILLED], style.PALE)
    shares = [[mitans[:, x].tolist().count(colour) / high for colour in colours] for x in at]
    # Sorted by what is enrolled, then as they come: 5 all pledged, 10 of 25, 10 and 25 pledged.
    assert np.array(shares) == pytest.approx(
        np.array([[0.2, 0, 0, 0.8], [0, 0.4, 0, 0.6], [0.4, 0, 0.6, 0], [1, 0, 0, 0]]), abs=0.02
    )


def test_who_has_enrolled_more_than_the_quota_rises_over_its_line():
    given = campaign([1], 2)
    given["state"][1:], given["enrolled"][1:], given["pledged"][1:] = [FILLED, OVER], [25, 30], 0
    figure = draw_levels.draw(**given)
    mitans = pixels(figure)[-1]
    filled, over = (
        int((mitans[:, x] != style.PAPER).sum()) / len(mitans) for x in (9, draw_levels.COLUMNS - 9)
    )
    assert over == pytest.approx(1)
    assert filled == pytest.approx(25 / 30, abs=0.01)


def test_a_column_of_many_rakshaks_shows_their_mean():
    given = campaign([4, 48, 1_200], 24_000)
    figure = draw_levels.draw(**given)
    rakshaks = pixels(figure)[-2]
    painted = rakshaks[rakshaks != style.PAPER]
    counts = np.bincount(given["state"][1_252:], minlength=3) / 24_000
    shares = [(painted == colour).mean() for colour in COLOUR]
    assert shares == pytest.approx(counts.tolist(), abs=0.01)


def test_every_level_is_counted_and_named_as_far_as_there_is_room(words):
    said = words(draw_levels.draw(**campaign([4, 16], 240))).split("\n")
    assert {"4 leaders", "16 leaders", "240 rakshaks", "25 to a rakshak"} <= set(said)
    assert sum(line.startswith("SYN-L-") for line in said) == 20
    assert not any(line.startswith("SYN-R-") for line in said)


def test_rakshaks_right_under_an_upper_leader_leave_a_gap_below_him():
    given = campaign([1, 1], 10)
    given["parent"][2:7] = 0  # five under the upper leader himself
    _, _, lower, rakshaks, _ = pixels(draw_levels.draw(**given))
    assert (lower[0] == style.PAPER).mean() == pytest.approx(0.5, abs=0.01)
    assert (rakshaks[0] == style.PAPER).mean() < 0.05


def test_who_is_not_drawn_is_said(words):
    given = campaign([3], 12)
    given["parent"][3:] = 0
    given["parent"][1] = 2
    given["parent"][2] = 1  # two leaders in a circle
    given["parent"][14] = 1  # a rakshak below them
    given["parent"][13] = ROOT
    given["level"] = np.append(given["level"], LEADER)  # one more leader, with nobody
    for name in ("parent", "state", "enrolled", "pledged"):
        given[name] = np.append(given[name], ROOT if name == "parent" else 0)
    given["ids"] = np.append(given["ids"], "SYN-L-00009")
    said = words(draw_levels.draw(**given))
    assert "1 leader with no rakshak below not drawn." in said
    assert "1 rakshak right under the campaign." in said
    assert "because their line up to the campaign is broken: 3." in said


def test_a_chain_of_leaders_is_drawn_to_a_depth(words, clashes):
    given = campaign([1] * 12, 5)
    figure = draw_levels.draw(**given)
    assert len(figure.axes[0].images) == 1 + draw_levels.MOST_LEVELS + 2
    assert "4 leaders more than 8 levels down not drawn." in words(figure)
    assert clashes(figure) == []


def test_without_leaders_rakshaks_hang_on_the_campaign(words):
    figure = draw_levels.draw(**campaign([], 30))
    assert len(figure.axes[0].images) == 3
    assert "not drawn" not in words(figure).lower()


@pytest.mark.parametrize("sizes", [[], [3]])
def test_without_rakshaks_it_says_so(sizes, words, clashes):
    figure = draw_levels.draw(**campaign(sizes, 0))
    assert "No rakshak in the tree yet." in words(figure)
    assert clashes(figure) == []
    assert style.png(figure)


@settings(max_examples=15, deadline=None)
@each(
    sizes=st.lists(st.integers(1, 40), min_size=1, max_size=5),
    rakshaks=st.integers(1, 400),
    seed=st.integers(0, 99),
    name=st.sampled_from(["कोटा-प्रमुख", "W" * 40, "L1"]),
)
def test_whoever_they_are_texts_are_apart_and_on_the_sheet(clashes, sizes, rakshaks, seed, name):
    given = campaign(sizes, rakshaks, seed)
    given["ids"][: sum(sizes)] = name
    assert clashes(draw_levels.draw(**given)) == []


def test_a_district_is_drawn_in_seconds_and_texts_are_apart(clashes):
    given = campaign([4, 48, 1_200], 24_000)
    started = time.perf_counter()
    figure = draw_levels.draw(**given)
    file = style.png(figure)
    assert time.perf_counter() - started < 15
    assert len(figure.axes[0].findobj()) < 1_000  # nobody is an object of the drawing
    assert clashes(figure) == []
    assert len(file) <= 400_000


def test_the_same_people_give_the_same_bytes():
    first, second = (style.png(draw_levels.draw(**campaign([4, 16], 240))) for _ in range(2))
    assert first == second


def test_in_hindi_it_says_all_in_hindi(words, english, clashes):
    given = campaign([1] * 9 + [4], 60_000) | {"lang": "hi"}
    given["state"][13:] = FILLED
    given["enrolled"][13:] = 25
    given["parent"][13:15] = ROOT
    given["parent"][15] = 15  # over himself
    figure = draw_levels.draw(**given)
    said = words(figure)
    assert "13 लीडर  ·  60,000 रक्षक  ·  14,99,975 मितान  ·  100% का कोटा पूरा" in said
    assert "14,99,975 मितान,\nप्रति रक्षक 25" in said
    assert "अभियान: 100% का कोटा पूरा" in said
    assert "नहीं दिखाए गए: 5 लीडर, जो 8 स्तरों से भी नीचे हैं।" in said
    assert "2 रक्षक सीधे अभियान के अधीन हैं।" in said
    assert "अभियान तक कड़ी टूटी होने से नहीं दिखाए गए: 1।" in said
    assert {"कोटा", "शपथ ली", "बाकी", "1 लीडर", "59,999 रक्षक"} <= set(said.split("\n"))
    assert english(figure, "SYN") == []
    assert clashes(figure) == []


def test_in_hindi_without_rakshaks_it_says_so(words, english):
    figure = draw_levels.draw(**campaign([3], 0) | {"lang": "hi"})
    assert "लीडरों के अधीन अभी कोई रक्षक नहीं है।" in words(figure)
    assert "नहीं दिखाए गए: 3 लीडर, जिनके अधीन कोई रक्षक नहीं है।" in words(figure)
    assert english(figure) == []
