"""Both pictures of the tree: the whole one, and the bubbles."""

import numpy as np
import pytest
from matplotlib.collections import LineCollection, PatchCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Circle, Wedge
from PIL import Image

from graphs import draw_bubbles, draw_tree, style
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


def test_a_small_tree_has_a_line_for_everybody_and_names_everybody(words):
    figure = draw_tree.draw(**team(12, 240))
    (lines,) = [c for c in figure.axes[0].collections if isinstance(c, LineCollection)]
    assert len(lines.get_segments()) == 252
    said = words(figure)
    assert all(f"R{k:05}" in said for k in range(240))
    assert all(f"L{k:04}" in said for k in range(12))


def test_labels_around_a_small_tree_do_not_touch():
    figure = draw_tree.draw(**team(12, 240))
    axes = figure.axes[0]
    spokes = [text for text in axes.texts if text.get_text().startswith("R")]
    angles = np.sort(
        [np.arctan2(text.get_position()[1], text.get_position()[0]) for text in spokes]
    )
    points = axes.get_window_extent().width / 2.6 / style.DPI * 72  # to one unit of the axes
    assert np.diff(angles).min() * points >= spokes[0].get_fontsize()


def test_when_they_are_too_many_only_those_not_filled_are_named(words):
    given = team(12, 388)
    figure = draw_tree.draw(**given)
    named = {text.get_text() for text in figure.axes[0].texts if text.get_text().startswith("R")}
    unfilled = (given["level"] == RAKSHAK) & (given["state"] != FILLED)
    assert named == set(given["ids"][unfilled])


def test_who_stands_under_nobody_is_not_drawn_but_counted(words):
    given = team(3, 9)
    given["parent"][5] = ROOT  # a rakshak under nobody
    given["parent"][0], given["parent"][1] = 1, 0  # two leaders in a circle
    given["parent"][3:12] = [2, 2, ROOT, 2, 2, 2, 2, 0, 1]
    figure = draw_tree.draw(**given)
    assert sum(dots(figure).values()) == 7  # L0002 and six rakshaks
    assert "because they stand under nobody: 5." in words(figure)


def test_without_leaders_rakshaks_stand_around_the_campaign(words):
    figure = draw_tree.draw(**team(0, 20))
    assert sum(dots(figure).values()) == 20
    assert "nobody" not in words(figure)


def test_a_deep_tree_can_be_drawn(tmp_path):
    given = team(100, 20)
    given["parent"][:100] = np.arange(100) - 1  # a chain of leaders
    style.save(draw_tree.draw(**given), tmp_path / "tree.png")


@pytest.mark.parametrize(("leaders", "rakshaks"), [(0, 0), (1, 0), (0, 1), (3, 0)])
def test_hardly_anybody(leaders, rakshaks, tmp_path):
    style.save(draw_tree.draw(**team(leaders, rakshaks)), tmp_path / "tree.png")


def bubbles(monkeypatch, given):
    """Draw with every bubble's parts noted down: {state: [patches]}."""
    noted = {}

    def note(patches, facecolor, **rest):
        noted[facecolor] = list(patches)
        return PatchCollection(patches, facecolor=facecolor, **rest)

    monkeypatch.setattr(draw_bubbles, "PatchCollection", note)
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


@pytest.mark.parametrize(
    ("leaders", "rakshaks"), [(12, 240), (30, 400), (500, 10_000), (1_200, 24_000)]
)
def test_at_every_size_texts_are_apart_and_the_file_is_small(leaders, rakshaks, tmp_path, clashes):
    figure = draw_tree.draw(**team(leaders, rakshaks, upper=leaders // 25))
    assert clashes(figure) == []
    style.save(figure, tmp_path / "tree.png")
    assert (tmp_path / "tree.png").stat().st_size <= 400_000
    with Image.open(tmp_path / "tree.png") as picture:
        assert picture.width == 1600


@pytest.mark.parametrize(("leaders", "rakshaks"), [(3, 40), (30, 400)])
def test_the_same_people_give_the_same_bytes(leaders, rakshaks, tmp_path):
    for name in ("a.png", "b.png"):
        style.save(draw_tree.draw(**team(leaders, rakshaks)), tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
