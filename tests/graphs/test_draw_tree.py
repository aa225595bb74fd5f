"""Both pictures of the tree: the whole one, and the bubbles."""

import numpy as np
import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st
from matplotlib.collections import PatchCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Circle, Wedge

from graphs import discs, draw_bubbles, draw_tree, style
from graphs.tree import LEADER, RAKSHAK, ROOT

SHORT, FILLED, OVER = 0, 1, 2
ZONES = ["कोटा", "बिलासपुर", "तखतपुर", "KOTWALI", "CIVIL LINES", "SARKANDA", ""]


def team(leaders, rakshaks, upper=0, seed=0, zones=ZONES):
    """A made-up tree: `upper` leaders over the others, these over rakshaks of their zone."""
    rng = np.random.default_rng(seed)
    n = leaders + rakshaks
    parent = np.full(n, ROOT)
    if upper:
        parent[upper:leaders] = rng.integers(0, upper, leaders - upper)
    if leaders:
        parent[leaders:] = rng.integers(upper, leaders, rakshaks)
    zone = rng.integers(0, len(zones), n)
    if leaders:
        zone[leaders:] = zone[parent[leaders:]]
    return {
        "title": "Cyber Mitan",
        "ids": np.array(
            [f"L{k:04}" for k in range(leaders)] + [f"R{k:05}" for k in range(rakshaks)]
        ),
        "level": np.repeat([LEADER, RAKSHAK], [leaders, rakshaks]),
        "parent": parent,
        "state": rng.choice([SHORT, FILLED, OVER], n, p=[0.1, 0.85, 0.05]),
        "zone": zone,
        "zones": zones,
        "mitans": 25 * rakshaks,
        "lang": "en",
    }


def dots(figure):
    """{colour: people drawn in it} of a whole tree."""
    count = {}
    for cloud in figure.axes[0].findobj(PathCollection):
        faces = cloud.get_facecolor()
        for at in range(len(cloud.get_offsets())):
            colour = to_hex(faces[at % len(faces)])
            count[colour] = count.get(colour, 0) + 1
    return count


def test_the_heading_counts(words):
    given = team(12, 240)
    given["state"][12:] = FILLED
    given["state"][12:17] = SHORT  # 235 of 240 are 97.9%
    assert "Cyber Mitan: 240 rakshaks, 6,000 mitans, 97% filled" in words(draw_tree.draw(**given))


def test_a_small_tree_shows_everybody_in_the_colour_of_his_quota():
    given = team(12, 240)
    states = np.bincount(given["state"][12:], minlength=3)
    assert dots(draw_tree.draw(**given)) == {
        style.STATE_COLOURS["short"]: states[SHORT],
        style.STATE_COLOURS["filled"]: states[FILLED],
        style.STATE_COLOURS["over"]: states[OVER],
        style.INK: 12,
    }


def twigs(figure):
    """Lines of a whole tree, as pairs of their ends."""
    (lines,) = [c for c in figure.axes[0].collections if isinstance(c, PatchCollection)]
    return [tuple(map(tuple, path.vertices[[0, -1]].tolist())) for path in lines.get_paths()]


def district(rakshaks):
    """A made-up tree as the demo has it: 4 nodal leaders over 16 leaders of their zones."""
    given = team(20, rakshaks, upper=4)
    given["zones"] = ["बिल्हा-01", "कोटा-01", "मस्तूरी-01", "तखतपुर-01"]
    given["parent"][4:20] = np.repeat([0, 1, 2, 3], [7, 3, 3, 3])
    given["zone"][:20] = np.append([0, 1, 2, 3], given["parent"][4:20])
    given["zone"][20:] = given["zone"][given["parent"][20:]]
    names = [f"SYN-N-{k:05}" for k in range(1, 5)] + [f"SYN-L-{k:05}" for k in range(1, 17)]
    given["ids"] = np.array(names + [f"SYN-R-{k:05}" for k in range(1, rakshaks + 1)])
    return given


def test_every_leader_is_named_in_full_and_every_zone_once(words):
    given = district(240)
    said = words(draw_tree.draw(**given)).split("\n")
    assert all(said.count(name) == 1 for name in given["ids"][:20])
    assert all(said.count(name) == 1 for name in given["zones"])
    assert not any(name in said for name in given["ids"][20:])


def test_few_rakshaks_are_named_each_beside_his_own_dot(words, clashes):
    given = district(120)
    figure = draw_tree.draw(**given)
    assert clashes(figure) == []
    assert set(words(figure).split("\n")) >= set(given["ids"])


def test_everybody_but_rakshaks_has_a_line_from_his_leader_and_each_team_one():
    given = district(240)
    figure = draw_tree.draw(**given)
    lines = twigs(figure)
    teams = len(np.unique(given["parent"][20:]))
    assert len(lines) == 20 + teams
    # The four lines from the campaign start where its mark is.
    (mark,) = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    root = (mark.get_xdata()[0], mark.get_ydata()[0])
    assert [start for start, _ in lines].count(root) == 4


def test_dots_of_a_small_tree_do_not_touch_and_stay_on_the_sheet():
    figure = draw_tree.draw(**team(1, 388))
    axes = figure.axes[0]
    clouds = [c for c in axes.findobj(PathCollection) if len(c.get_offsets()) > 1]
    (cloud,) = clouds
    at = cloud.get_offsets()
    across = np.sqrt(cloud.get_sizes()[0]) / 72
    apart = np.linalg.norm(at[:, None] - at[None], axis=2) + 100 * np.eye(len(at))
    assert apart.min() > across
    assert at[:, 0].max() + across / 2 < style.WIDTH - draw_tree.ZONES
    assert at[:, 1].max() + across / 2 < figure.get_figheight() - draw_tree.TOP


def test_a_leader_over_another_zone_says_his_own(words):
    given = district(100)
    given["zone"][0] = 1
    assert "SYN-N-00001 (कोटा-01)" in words(draw_tree.draw(**given))


def test_who_has_a_broken_line_to_the_campaign_is_not_drawn_but_counted(words):
    given = team(3, 9)
    given["parent"][5] = ROOT  # a rakshak under nobody
    given["parent"][0], given["parent"][1] = 1, 0  # two leaders in a circle
    given["parent"][3:12] = [2, 2, ROOT, 2, 2, 2, 3, 0, 1]  # the seventh under a rakshak
    figure = draw_tree.draw(**given)
    assert sum(dots(figure).values()) == 6  # L0002 and five rakshaks
    assert "because their line up to the campaign is broken: 6." in words(figure)


def test_without_leaders_rakshaks_stand_under_the_campaign_by_zone(words):
    given = team(0, 20)
    figure = draw_tree.draw(**given)
    assert sum(dots(figure).values()) == 20
    assert "broken" not in words(figure)
    assert len(twigs(figure)) == len(np.unique(given["zone"]))


def test_a_leader_with_nobody_is_drawn(words):
    given = team(3, 9)
    given["parent"][3:] = 0
    figure = draw_tree.draw(**given)
    assert dots(figure)[style.INK] == 3
    assert "L0002" in words(figure)


@pytest.mark.parametrize(("leaders", "rakshaks"), [(100, 20), (200, 200)])
def test_a_tree_too_deep_or_too_broad_for_a_sheet_is_drawn_as_bubbles(leaders, rakshaks, words):
    given = team(leaders, rakshaks)
    if rakshaks == 20:
        given["parent"][:100] = np.arange(100) - 1  # a chain of leaders
    figure = draw_tree.draw(**given)
    assert "a bubble is a leader" in words(figure)
    assert style.png(figure)


@pytest.mark.parametrize(("leaders", "rakshaks"), [(0, 0), (1, 0), (0, 1), (3, 0), (1, 1)])
def test_hardly_anybody(leaders, rakshaks, clashes):
    figure = draw_tree.draw(**team(leaders, rakshaks))
    assert clashes(figure) == []
    assert style.png(figure)


@settings(max_examples=15, deadline=None)
@each(
    leaders=st.integers(0, 40),
    rakshaks=st.integers(0, 150),
    upper=st.integers(0, 6),
    seed=st.integers(0, 99),
)
def test_whoever_they_are_texts_are_apart_and_nobody_is_lost(
    clashes, leaders, rakshaks, upper, seed
):
    given = team(leaders, rakshaks, min(upper, max(leaders - 1, 0)), seed)
    figure = draw_tree.draw(**given)
    if any("a dot is a rakshak" in text.get_text() for text in figure.texts):
        assert clashes(figure) == []
        assert sum(dots(figure).values()) == leaders + rakshaks


def bubbles(monkeypatch, given):
    """Draw with every bubble's parts noted down: {state: [patches]}."""
    noted = {}

    def note(patches, facecolor, **rest):
        noted[facecolor] = list(patches)
        return PatchCollection(patches, facecolor=facecolor, **rest)

    monkeypatch.setattr(discs, "PatchCollection", note)
    figure = draw_tree.draw(**given)
    return figure, {name: noted[colour] for name, colour in style.STATE_COLOURS.items()}


def test_a_large_tree_has_a_bubble_for_each_leader_of_rakshaks(monkeypatch, words):
    figure, parts = bubbles(monkeypatch, team(60, 900, upper=4))
    assert len(parts["filled"]) == 56
    assert "4 leaders with only leaders below not drawn." in words(figure)


def test_bubbles_do_not_overlap_and_stay_on_the_sheet(monkeypatch):
    _, parts = bubbles(monkeypatch, team(500, 10_000, upper=20))
    middle = np.array([bubble.center for bubble in parts["filled"]])
    radius = np.array([bubble.radius for bubble in parts["filled"]])
    apart = np.linalg.norm(middle[:, None] - middle[None], axis=2) + 100 * np.eye(len(radius))
    assert (apart >= radius[:, None] + radius[None]).all()
    assert (middle - radius[:, None] > 0).all()
    assert (middle[:, 0] + radius < style.WIDTH).all()
    assert (middle[:, 1] + radius < draw_bubbles.HEIGHT - 1).all()


def test_slices_are_the_shares_of_those_not_filled(monkeypatch):
    given = team(1, 400)  # one leader
    given["state"][1:] = FILLED
    given["state"][1:101] = SHORT  # 100 of 400: 90 degrees
    given["state"][101:151] = OVER  # 50 of 400: 45 degrees
    _, parts = bubbles(monkeypatch, given)
    (disc,), (short,), (over,) = parts["filled"], parts["short"], parts["over"]
    assert isinstance(disc, Circle)
    assert isinstance(short, Wedge)
    assert (short.theta1, short.theta2) == (0, 90)
    assert (over.theta1, over.theta2) == (90, 135)


def test_larger_teams_have_larger_bubbles(monkeypatch):
    # 100 rakshaks and 400: areas as 1 to 4, so radii as 1 to 2; the larger may be held to its room.
    given = team(2, 500, zones=["KOTA"])
    given["parent"][2:] = np.repeat([0, 1], [100, 400])
    _, parts = bubbles(monkeypatch, given)
    small, large = (bubble.radius for bubble in parts["filled"])
    assert large > small
    assert small / large == pytest.approx(0.5, abs=0.1)


def test_a_cell_counts_the_rakshaks_of_its_leaders(words):
    given = team(2, 500, zones=["कोटा", "TORWA"])
    given["zone"][:2] = [0, 1]
    given["parent"][2:] = np.repeat([0, 1], [300, 200])
    given["state"][2:] = FILLED
    given["state"][2:5] = SHORT
    said = words(draw_tree.draw(**given))
    assert "कोटा: 300 rakshaks, 99% filled" in said
    assert "TORWA: 200 rakshaks, 100% filled" in said


def test_rakshaks_without_a_leader_have_a_bubble_of_their_own(monkeypatch):
    given = team(2, 500, zones=["KOTA"])
    given["parent"][2:12] = ROOT
    _, parts = bubbles(monkeypatch, given)
    assert len(parts["filled"]) == 3


def test_leaders_beyond_counting_are_put_together_by_zone(monkeypatch, words):
    monkeypatch.setattr(draw_bubbles, "MOST_BUBBLES", 50)
    figure, parts = bubbles(monkeypatch, team(60, 900))
    assert len(parts["filled"]) == len(ZONES)
    assert "a bubble is a zone" in words(figure)


def test_many_zones_share_a_last_cell(words):
    zones = [f"WARD {k}" for k in range(200)]
    figure = draw_tree.draw(**team(400, 4_000, zones=zones))
    assert "other zones" in words(figure)


def test_a_large_campaign_without_rakshaks_can_be_drawn(words):
    figure = draw_tree.draw(**team(450, 0))
    assert "450 leaders with nobody below not drawn." in words(figure)


@pytest.mark.parametrize("rakshaks", [50, 120, 240, 370])
def test_two_levels_of_leaders_with_long_ids_and_hindi_zones_are_readable(rakshaks, clashes):
    figure = draw_tree.draw(**district(rakshaks))
    assert clashes(figure) == []
    assert len(style.png(figure)) <= 400_000


@pytest.mark.parametrize(
    ("leaders", "rakshaks"), [(12, 240), (30, 400), (500, 10_000), (1_200, 24_000)]
)
def test_at_every_size_texts_are_apart_and_the_file_is_small(leaders, rakshaks, clashes):
    figure = draw_tree.draw(**team(leaders, rakshaks, upper=leaders // 25))
    assert clashes(figure) == []
    assert len(style.png(figure)) <= 400_000


@pytest.mark.parametrize(("leaders", "rakshaks"), [(3, 40), (30, 400)])
def test_the_same_people_give_the_same_bytes(leaders, rakshaks):
    first, second = (style.png(draw_tree.draw(**team(leaders, rakshaks))) for _ in range(2))
    assert first == second


HINDI = {"title": "साइबर मितान", "lang": "hi"}


def test_in_hindi_the_whole_tree_says_all_in_hindi(words, english, clashes):
    given = team(12, 240, upper=3, seed=1, zones=["कोटा", "", "तखतपुर"]) | HINDI
    given["state"][12:] = FILLED
    given["parent"][3] = 3  # over himself: all below are lost
    lost = 1 + int((given["parent"][12:] == 3).sum())
    figure = draw_tree.draw(**given)
    said = words(figure)
    assert "साइबर मितान: 240 रक्षक, 6,000 मितान, 100% का कोटा पूरा" in said
    assert "12 लीडर  ·  हर बिंदु एक रक्षक है" in said
    assert "ज़ोन नहीं" in said
    assert f"अभियान तक कड़ी टूटी होने से नहीं दिखाए गए: {lost}।" in said
    assert {"कोटा पूरा", "कोटा अधूरा", "कोटे से ऊपर", "लीडर", "अभियान"} <= set(said.split("\n"))
    assert english(figure) == []
    assert clashes(figure) == []


def test_in_hindi_bubbles_say_all_in_hindi(words, english, clashes):
    given = team(1_260, 24_000, upper=60, zones=["कोटा", ""]) | HINDI
    given["state"][1_260:] = FILLED
    figure = draw_tree.draw(**given)
    said = words(figure)
    assert "24,000 रक्षक, 6,00,000 मितान, 100% का कोटा पूरा" in said
    assert "1,260 लीडर  ·  हर वृत्त एक लीडर और उनके रक्षक हैं" in said
    assert "नहीं दिखाए गए: 60 लीडर, जिनके अधीन केवल लीडर हैं।" in said
    assert "ज़ोन नहीं: 1" in said
    assert " रक्षक, 100% का कोटा पूरा" in said
    assert english(figure) == []
    assert clashes(figure) == []


def test_in_hindi_bubbles_of_zones_and_none_at_all(words, english):
    zones = [f"क{k}" for k in range(99)]
    figure = draw_tree.draw(**team(4_000, 12_000, zones=zones) | HINDI)
    assert "हर वृत्त एक ज़ोन है" in words(figure)
    assert "40 अन्य ज़ोन" in words(figure)
    nobody = draw_tree.draw(**team(450, 0) | HINDI)
    assert "अभी कोई रक्षक नहीं है।" in words(nobody)
    assert "नहीं दिखाए गए: 450 लीडर, जिनके अधीन कोई नहीं है।" in words(nobody)
    assert english(figure) == english(nobody) == []
