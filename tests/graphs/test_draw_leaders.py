import numpy as np
import pytest
from matplotlib.collections import LineCollection, PatchCollection, PathCollection
from matplotlib.colors import to_hex

from graphs import discs, draw_leaders, style
from graphs.draw_leaders import NOBODY

SHORT, FILLED, OVER = 0, 1, 2
ZONES = ["कोटा", "बिलासपुर", "तखतपुर", *(f"THANA-{k:02}" for k in range(3, 30))]


def district(leaders, rakshaks, upper=0, seed=0):
    """A made-up district: half of the zones in a town, `upper` leaders without rakshaks."""
    rng = np.random.default_rng(seed)
    zone = rng.integers(0, len(ZONES), leaders)
    town = rng.normal((22.08, 82.15), 0.04, (15, 2))
    middle = np.concatenate([town, rng.uniform((21.7, 81.7), (22.6, 82.5), (15, 2))])
    place = middle[zone] + rng.normal(0, 0.03, (leaders, 2))
    leader = rng.integers(upper, max(leaders, 1), rakshaks)
    home = place[leader] + rng.normal(0, 0.01, (rakshaks, 2))
    return {
        "title": "बिलासपुर साइबर मितान: leaders",
        "leaders": [f"SYN-L-{k:05}" for k in range(leaders)],
        "latitude": place[:, 0],
        "longitude": place[:, 1],
        "zone": zone,
        "zones": ZONES,
        "rakshak_leader": leader,
        "rakshak_state": rng.choice([SHORT, FILLED, OVER], rakshaks, p=[0.2, 0.75, 0.05]),
        "rakshak_latitude": home[:, 0],
        "rakshak_longitude": home[:, 1],
        "lang": "en",
    }


def two(**change):
    """Two leaders 20 km apart: the western one leads two rakshaks, the eastern one eight."""
    usual = {
        "title": "Two leaders",
        "leaders": ["L1", "L2"],
        "latitude": np.array([22.0, 22.0]),
        "longitude": np.array([82.0, 82.2]),
        "zone": np.array([0, NOBODY]),
        "zones": ["कोटा"],
        "rakshak_leader": np.repeat([0, 1], [2, 8]),
        "rakshak_state": np.array([FILLED] * 2 + [SHORT] * 2 + [OVER] + [FILLED] * 5),
        "rakshak_latitude": np.array([22.1, 22.1, *[21.9] * 8]),
        "rakshak_longitude": np.array([82.0, 82.1, *[82.2] * 8]),
        "lang": "en",
    }
    return draw_leaders.draw(**(usual | change))


@pytest.fixture
def bubbles(monkeypatch):
    """Draw with every bubble's parts noted down: the figure and {state: [patches]}."""
    noted = {}

    def note(patches, facecolor, **rest):
        noted[facecolor] = list(patches)
        return PatchCollection(patches, facecolor=facecolor, **rest)

    monkeypatch.setattr(discs, "PatchCollection", note)

    def draw(figure_of, **given):
        noted.clear()
        figure = figure_of(**given)
        return figure, {name: noted.get(c, []) for name, c in style.STATE_COLOURS.items()}

    return draw


def dots(figure):
    """Colours and places of the rakshaks' dots."""
    (cloud,) = [c for c in figure.axes[0].findobj(PathCollection) if c.get_zorder() == 2]
    colours = [to_hex(colour) for colour in cloud.get_facecolor()]
    return colours, cloud.get_offsets()


def test_a_bubble_stands_at_its_leader_with_an_area_in_proportion_to_his_span(bubbles):
    _, parts = bubbles(two)
    small, large = parts["filled"]
    # 0.2 degrees east at 22.0 north (the middle of all): 0.2 x 111.195 km x cos 22.0 = 20.62 km.
    assert large.center[0] - small.center[0] == pytest.approx(20.62, abs=0.01)
    assert large.center[1] == pytest.approx(small.center[1])
    assert (large.radius / small.radius) ** 2 == pytest.approx(4)


def test_slices_are_the_shares_of_those_short_and_over(bubbles):
    _, parts = bubbles(two)
    (short,), (over,) = parts["short"], parts["over"]  # all of the eight of L2
    assert (short.theta1, short.theta2) == (0, 90)  # two of eight
    assert (over.theta1, over.theta2) == (90, 135)  # one of eight


def test_few_rakshaks_have_lines_to_their_leaders_and_the_colour_of_their_state():
    figure = two(rakshak_leader=np.array([0, 0, *[1] * 7, NOBODY]))
    colours, _ = dots(figure)
    states = ["filled"] * 2 + ["short"] * 2 + ["over"] + ["filled"] * 5
    assert colours == [style.STATE_COLOURS[name] for name in states]
    (lines,) = figure.axes[0].findobj(LineCollection)
    assert len(lines.get_segments()) == 9
    start, end = lines.get_segments()[0]
    assert end - start == pytest.approx([0, 11.12], abs=0.01)  # 0.1 degrees to the north


def test_many_rakshaks_have_no_lines(words):
    figure = draw_leaders.draw(**district(60, draw_leaders.MOST_LINES + 1))
    assert figure.axes[0].findobj(LineCollection) == []
    colours, _ = dots(figure)
    assert set(colours) == {draw_leaders.CROWD}


def test_a_leader_without_coordinates_stands_amid_his_rakshaks(bubbles, words):
    figure, parts = bubbles(two, latitude=np.array([np.nan, 22.0]))
    first, second = parts["filled"]
    # The mean of 82.0 and 82.1 is 0.15 degrees west of L2, and 0.1 north.
    assert second.center[0] - first.center[0] == pytest.approx(0.15 * 103.1, abs=0.01)
    assert first.center[1] - second.center[1] == pytest.approx(11.12, abs=0.01)
    assert "1 leader without coordinates:\ndrawn amid the rakshaks." in words(figure)


def test_who_cannot_be_placed_is_counted_not_drawn(bubbles, words):
    figure, parts = bubbles(
        two,
        latitude=np.array([np.nan, 22.0]),
        rakshak_latitude=np.array([np.nan, np.nan, *[21.9] * 8]),
    )
    assert len(parts["filled"]) == 1
    assert "Without coordinates, so not drawn: 1 leader and 2 rakshaks." in words(figure)


def test_a_rakshak_without_coordinates_is_in_his_leaders_bubble_all_the_same(bubbles):
    _, parts = bubbles(two, rakshak_latitude=np.array([22.1, 22.1, *[np.nan] * 8]))
    small, large = parts["filled"]
    assert (large.radius / small.radius) ** 2 == pytest.approx(4)


def test_no_coordinates_at_all(words):
    figure = two(latitude=np.full(2, np.nan), rakshak_latitude=np.full(10, np.nan))
    assert "No leader has coordinates, nor has any rakshak of theirs." in words(figure)
    assert "Without coordinates, so not drawn: 2 leaders and 10 rakshaks." in words(figure)


def test_rakshaks_without_a_leader_are_said_to_be_in_no_bubble(words):
    figure = two(rakshak_leader=np.array([NOBODY, 0, *[1] * 8]))
    assert "In no bubble: 1 rakshak without a leader." in words(figure)


def test_a_leader_without_rakshaks_is_a_square(bubbles, words):
    figure, parts = bubbles(two, rakshak_leader=np.full(10, 1))
    assert len(parts["filled"]) == 1
    assert "leader, no rakshaks" in words(figure)
    (squares,) = [c for c in figure.axes[0].findobj(PathCollection) if c.get_zorder() == 4]
    assert len(squares.get_offsets()) == 1


def test_the_scale_is_written_over_bubbles_and_dots(bubbles):
    places = {"latitude": np.array([22.0, 22.3]), "longitude": np.array([82.0, 82.3])}
    figure, _ = bubbles(two, **places, rakshak_latitude=np.full(10, np.nan))
    axes = figure.axes[0]
    (words,) = [text for text in axes.texts if text.get_text().endswith(" km")]
    assert min(words.get_zorder(), axes.lines[0].get_zorder()) > max(
        cloud.get_zorder() for cloud in axes.collections
    )
    assert words.get_path_effects()


def test_leaders_at_one_place_are_moved_aside_and_it_is_said(bubbles, words):
    given = district(12, 120)
    given["latitude"][:], given["longitude"][:] = 22.1, 82.1
    figure, parts = bubbles(draw_leaders.draw, **given)
    middle = np.array([bubble.center for bubble in parts["filled"]])
    radius = np.array([bubble.radius for bubble in parts["filled"]])
    apart = np.linalg.norm(middle[:, None] - middle[None], axis=2) + 1e3 * np.eye(len(radius))
    assert (apart > 0.9 * (radius[:, None] + radius[None])).all()
    assert "Bubbles that would overlap\nare moved aside" in words(figure)


def test_few_leaders_are_all_named_many_only_those_with_most_rakshaks_short(words):
    few = words(draw_leaders.draw(**district(12, 150, seed=3)))
    named = sum(f"SYN-L-{k:05}" in few for k in range(12))
    assert named >= 11
    assert ("1 id left out for want of" in few) == (named == 11)
    given = district(60, 500)
    given["rakshak_state"][:] = FILLED
    given["rakshak_state"][given["rakshak_leader"] == 17] = SHORT
    many = words(draw_leaders.draw(**given))
    assert [k for k in range(60) if f"SYN-L-{k:05}" in many] == [17]
    assert "Ids are those of leaders" in many


def test_bubbles_of_a_district_are_on_the_map_near_their_places_and_hardly_overlap(bubbles):
    given = district(1_200, 24_000)
    figure, parts = bubbles(draw_leaders.draw, **given)
    middle = np.array([bubble.center for bubble in parts["filled"]])
    radius = np.array([bubble.radius for bubble in parts["filled"]])
    axes = figure.axes[0]
    low, high = np.array([axes.get_xlim(), axes.get_ylim()]).T
    assert (middle - radius[:, None] > low).all()
    assert (middle + radius[:, None] < high).all()
    apart = np.linalg.norm(middle[:, None] - middle[None], axis=2) + 1e3 * np.eye(len(radius))
    overlap = apart < 0.9 * (radius[:, None] + radius[None])
    assert overlap.any(axis=1).mean() < 0.4
    span = np.bincount(given["rakshak_leader"], minlength=1_200)
    ratio = (radius / radius[0]) ** 2 / (span / span[0])
    assert np.median(ratio) == pytest.approx(1, rel=0.01)
    inch = (high[0] - low[0]) / 7.5
    assert np.median(radius) > 0.03 * inch  # 10 pixels across


@pytest.mark.parametrize(("leaders", "rakshaks"), [(0, 0), (1, 0), (1, 1), (0, 3)])
def test_hardly_anybody(leaders, rakshaks, clashes):
    given = district(max(leaders, 1), rakshaks)
    if not leaders:
        given["rakshak_leader"][:] = NOBODY
        given |= {name: given[name][:0] for name in ("leaders", "latitude", "longitude", "zone")}
    figure = draw_leaders.draw(**given)
    assert clashes(figure) == []
    assert style.png(figure)


@pytest.mark.parametrize(("leaders", "rakshaks"), [(20, 240), (500, 10_000), (1_200, 24_000)])
def test_at_every_size_texts_are_apart_and_the_file_is_small(leaders, rakshaks, clashes, words):
    figure = draw_leaders.draw(**district(leaders, rakshaks, upper=leaders // 25))
    assert clashes(figure) == []
    assert "बिलासपुर" in words(figure).replace("बिलासपुर साइबर", "")
    assert len(style.png(figure)) <= 400_000


def test_the_same_leaders_give_the_same_bytes():
    first, second = (style.png(draw_leaders.draw(**district(100, 2_000))) for _ in range(2))
    assert first == second


CODES = ("SYN", "THANA", "leaders")


@pytest.mark.parametrize("rakshaks", [500, 5_000])
def test_in_hindi_it_says_all_in_hindi(rakshaks, words, english, clashes):
    given = district(60, rakshaks, upper=4) | {"lang": "hi"}
    given["rakshak_leader"][0] = NOBODY
    given["latitude"][:9] = np.nan
    given["rakshak_longitude"][1] = np.nan
    given["rakshak_state"][:] = FILLED
    given["rakshak_state"][-40:] = SHORT
    figure = draw_leaders.draw(**given)
    said = words(figure)
    number = "500" if rakshaks == 500 else "5,000"
    share = "92%" if rakshaks == 500 else "99%"
    assert f"60 लीडर  ·  {number} रक्षक  ·  {share} का कोटा पूरा" in said
    assert "निर्देशांक न होने से नहीं दिखाए गए: 4 लीडर और 1 रक्षक।" in said
    assert "किसी वृत्त में नहीं: बिना लीडर का 1 रक्षक।" in said
    flat = said.replace("\n", " ")
    assert "बिना निर्देशांक के 5 लीडर अपने रक्षकों के बीच दिखाए गए हैं।" in flat
    assert "आईडी उन लीडरों की हैं, जिनके सबसे अधिक रक्षकों का कोटा अधूरा है।" in flat
    assert "जो वृत्त एक-दूसरे को ढकते, वे अधिक से अधिक" in flat
    assert ("एक रक्षक, कोटे के रंग में" in said) == (rakshaks == 500)
    assert {"लीडर के रक्षक", "लीडर", "कोटा पूरा"} <= set(said.split("\n"))
    assert english(figure, *CODES) == []
    assert clashes(figure) == []


def test_in_hindi_a_map_without_places_says_so(words, english):
    nowhere = np.full(2, np.nan)
    figure = two(latitude=nowhere, rakshak_latitude=np.full(10, np.nan), title="", lang="hi")
    assert "न किसी लीडर के निर्देशांक हैं, न उनके किसी रक्षक के।" in words(figure)
    assert english(figure) == []


def test_in_hindi_a_leader_alone_is_explained(words):
    assert "लीडर, बिना रक्षक के" in words(two(rakshak_leader=np.ones(10, dtype=int), lang="hi"))
