import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex

from graphs import draw_map, style
from graphs.draw_map import NOBODY, UNLED

ZONES = ["कोटा", "बिलासपुर", "KOTWALI", "CIVIL LINES", "तखतपुर"]


def district(areas, rakshaks, teams, seed=0):
    """A made-up district around a town, an area in a hundred without coordinates."""
    rng = np.random.default_rng(seed)
    zone = rng.integers(0, len(ZONES), areas)
    middle = rng.normal((22.1, 82.1), 0.2, (len(ZONES), 2))
    place = middle[zone] + rng.normal(0, 0.06, (areas, 2))
    place[::100] = np.nan
    homes = rng.normal((22.1, 82.1), 0.2, (rakshaks, 2))
    return {
        "title": "Cyber Mitan: areas by team",
        "latitude": place[:, 0],
        "longitude": place[:, 1],
        "visits": rng.geometric(0.12, areas),
        "team": rng.integers(0, teams, areas),
        "teams": [f"L{k:04}" for k in range(teams)],
        "zone": zone,
        "zones": ZONES,
        "rakshak_latitude": homes[:, 0],
        "rakshak_longitude": homes[:, 1],
        "lang": "en",
    }


def tiny(**change):
    """Three areas in a row, 0.1 degree apart, of teams L1, L2, L1."""
    usual = {
        "title": "Three areas",
        "latitude": np.array([22.0, 22.0, 22.0]),
        "longitude": np.array([82.0, 82.1, 82.2]),
        "visits": np.array([4, 16, 1]),
        "team": np.array([0, 1, 0]),
        "teams": ["L1", "L2"],
        "zone": np.array([0, 0, NOBODY]),
        "zones": ["कोटा"],
        "rakshak_latitude": np.array([22.0]),
        "rakshak_longitude": np.array([82.05]),
        "lang": "en",
    }
    return draw_map.draw(**(usual | change))


def dots(figure):
    """Every area drawn: (colour of its face, or of its edge where hollow), and its size."""
    drawn = []
    for cloud in figure.axes[0].findobj(PathCollection):
        if cloud.get_zorder() < 3:  # rakshaks
            continue
        faces = cloud.get_facecolor()
        sizes = cloud.get_sizes()
        for at in range(len(cloud.get_offsets())):
            hollow = len(faces) == 0
            colour = cloud.get_edgecolor()[0] if hollow else faces[at % len(faces)]
            drawn.append((to_hex(colour), float(sizes[at % len(sizes)])))
    return drawn


def test_areas_of_one_team_look_alike_and_unlike_another_team():
    colours = [colour for colour, _ in dots(tiny())]
    assert sorted(map(colours.count, set(colours))) == [1, 2]


def test_a_dot_grows_with_the_visits():
    sizes = sorted(size for _, size in dots(tiny()))
    # 1, 4 and 16 visits: the largest dot is 320 points squared, so 320/16 to a visit.
    assert sizes == pytest.approx([20, 80, 320])


def test_the_smallest_dots_are_larger_where_they_are_few():
    # Of 130 areas none is smaller than 18 points squared (4 across), of 8,000 than 2.
    for areas, least in ((130, 18), (8_000, 2)):
        given = district(areas, 240, 12)
        given["visits"] = np.append(np.ones(areas - 1, dtype=np.int64), 5_000)
        assert min(size for _, size in dots(draw_map.draw(**given))) == pytest.approx(least)


def test_a_zones_code_stands_beside_a_large_dot_not_on_it():
    figure = tiny(visits=np.array([1, 100, 1]), zone=np.array([NOBODY, 0, NOBODY]))
    figure.canvas.draw()
    axes = figure.axes[0]
    (code,) = [text for text in axes.texts if text.get_text() == "कोटा"]
    box = code.get_window_extent()
    (large,) = [c for c in axes.collections if 320 in c.get_sizes()]
    middle_x, middle_y = axes.transData.transform(large.get_offsets()[0])
    half = np.sqrt(320) / 2 / 72 * style.DPI
    assert abs((box.x0 + box.x1) / 2 - middle_x) < 2 * half + box.width / 2
    assert abs((box.y0 + box.y1) / 2 - middle_y) < 2 * half + box.height / 2
    inside_x = box.x0 < middle_x + 0.9 * half and box.x1 > middle_x - 0.9 * half
    inside_y = box.y0 < middle_y + 0.9 * half and box.y1 > middle_y - 0.9 * half
    assert not (inside_x and inside_y)


def test_what_nobody_has_is_hollow_and_red_and_counted(words):
    figure = tiny(team=np.array([0, NOBODY, 0]))
    assert [colour for colour, _ in dots(figure)].count(style.ALARM) == 1
    assert "1 area without anybody" in words(figure)
    assert "nobody has it" in words(figure)


def test_an_area_of_rakshaks_without_a_team_is_not_called_nobodys(words):
    figure = tiny(team=np.array([UNLED] * 3), teams=[])
    assert {colour for colour, _ in dots(figure)} == {style.GREY}
    assert "every area has somebody" in words(figure)
    assert "without a team" in words(figure)


def test_a_kilometre_is_as_long_eastwards_as_northwards():
    figure = tiny(latitude=np.array([22.0, 22.05, 22.1]))
    axes = figure.axes[0]
    box = axes.get_window_extent()
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    assert (right - left) / box.width == pytest.approx((top - bottom) / box.height)
    # 0.2 degrees east at 22.05 north: 0.2 x 111.195 km x cos 22.05 = 20.61 km.
    centre = np.concatenate(
        [c.get_offsets() for c in axes.findobj(PathCollection) if c.get_zorder() == 3]
    )
    assert np.ptp(centre[:, 0]) == pytest.approx(20.61, abs=0.01)
    assert np.ptp(centre[:, 1]) == pytest.approx(11.12, abs=0.01)


def test_the_scale_bar_is_as_long_as_it_says(words):
    figure = tiny()
    bar = figure.axes[0].lines[0].get_xdata()
    assert f"{bar[1] - bar[0]:g} km" in words(figure)


def test_places_without_coordinates_are_counted(words):
    figure = tiny(latitude=np.array([22.0, np.nan, 22.0]), rakshak_latitude=np.array([np.nan]))
    assert len(dots(figure)) == 2
    assert "Without coordinates, so not drawn: 1 area and 1 rakshak." in words(figure)


def test_no_coordinates_at_all(words):
    nowhere = np.full(3, np.nan)
    figure = tiny(latitude=nowhere, longitude=nowhere)
    assert "No area has coordinates." in words(figure)


@pytest.mark.parametrize("number", [0, 1])
def test_hardly_any_area(number):
    few = {name: np.full(number, 22.0) for name in ("latitude", "longitude")}
    none = np.zeros(number, dtype=np.int64)
    assert style.png(tiny(**few, visits=none + 1, team=none, zone=none))


def test_few_teams_are_listed_no_two_alike(words):
    figure = draw_map.draw(**district(300, 240, 24))
    assert all(f"L{k:04}" in words(figure) for k in range(24))
    entries = [key for legend in figure.legends for key in legend.legend_handles]
    looks = [
        (key.get_marker(), key.get_color())
        for key in entries
        if str(key.get_label()).startswith("L0")
    ]
    assert len(set(looks)) == 24


def test_many_teams_are_not_listed(words):
    figure = draw_map.draw(**district(600, 240, 25))
    assert "L0000" not in words(figure)
    assert "A colour is a team" in words(figure)


@pytest.mark.parametrize(("areas", "rakshaks", "teams"), [(300, 240, 12), (12_000, 24_000, 1_200)])
def test_at_every_size_texts_are_apart_and_the_file_is_small(
    areas, rakshaks, teams, clashes, words
):
    figure = draw_map.draw(**district(areas, rakshaks, teams))
    assert clashes(figure) == []
    assert "बिलासपुर" in words(figure)
    assert len(style.png(figure)) <= 400_000


def test_the_same_areas_give_the_same_bytes():
    first, second = (style.png(draw_map.draw(**district(200, 100, 30))) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("teams", [3, 30])
def test_in_hindi_it_says_all_in_hindi(teams, words, english, clashes):
    given = district(120, 1_500, teams) | {"title": "तीन दल", "zones": ["कोटा"] * 5, "lang": "hi"}
    given["team"][:2] = NOBODY
    given["team"][2] = UNLED
    given["rakshak_latitude"][:1_100] = np.nan
    figure = draw_map.draw(**given)
    said = words(figure)
    assert f"120 क्षेत्र  ·  {teams} दल  ·  1,500 रक्षक  ·  2 क्षेत्रों में कोई नहीं" in said
    assert "निर्देशांक न होने से नहीं दिखाए गए: 2 क्षेत्र और 1,100 रक्षक।" in said
    assert {"किसी के पास नहीं", "बिना दल के", "एक रक्षक", "1 दौरा"} <= set(said.split("\n"))
    assert ("दल, लीडर के अनुसार" in said, "हर रंग एक दल है" in said) == (teams == 3, teams == 30)
    assert " किमी" in said
    assert english(figure) == []
    assert clashes(figure) == []


def test_in_hindi_a_map_without_places_says_so(words, english):
    figure = tiny(latitude=np.full(3, np.nan), title="", lang="hi")
    assert "किसी क्षेत्र के निर्देशांक नहीं हैं।" in words(figure)
    assert english(figure) == []
