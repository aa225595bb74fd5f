import io

import matplotlib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.transforms import Bbox
from PIL import Image

from graphs import style


@pytest.fixture
def figure():
    with style.look():
        return style.sheet(3.0, "Cyber Mitan", "कोटा · बिलासपुर")


def ink(text):
    """Pixels of a label drawn in the house's look."""
    with style.look():
        sheet = style.sheet(2.0, text, "")
        sheet.canvas.draw()
    return np.asarray(sheet.canvas.buffer_rgba())[..., 0] < 128


def test_hindi_is_drawn_with_its_own_font_and_shaped():
    # In the word the vowel sign stands before its letter; alone it stands on a dotted circle.
    assert ink("कि").any()
    assert not (ink("कि") == ink("□□")).all()
    widths = [np.flatnonzero(ink(text).any(axis=0)) for text in ("क्ष", "क")]
    joined, single = (int(at[-1] - at[0]) for at in widths)
    assert joined < 2 * single  # one conjunct, not three signs side by side


def test_a_dollar_is_a_dollar():
    assert ink("$a$").sum() > ink("a").sum()


def test_the_users_settings_are_left_as_they_were():
    with matplotlib.rc_context({"font.size": 31}):
        before = dict(matplotlib.rcParams)
        with style.look():
            assert matplotlib.rcParams["font.size"] == 9
        assert dict(matplotlib.rcParams) == before


def test_a_figure_gives_the_same_bytes_twice_1600_pixels_wide(figure):
    first = style.png(figure)
    assert first == style.png(figure)
    assert b"Software" not in first
    with Image.open(io.BytesIO(first)) as picture:
        assert picture.size == (1600, 480)
        assert set(picture.info) == {"dpi"}


@pytest.mark.parametrize("sentences", [0, 1, 3, 9])
def test_small_print_stays_on_the_sheet(sentences, clashes):
    with style.look():
        sheet = style.sheet(3.0, "Cyber Mitan", "")
        style.note(sheet, ["1,234 रक्षक सीधे अभियान के अधीन हैं।"] * sentences)
    assert clashes(sheet) == []
    assert (sheet.texts[-1].get_fontsize() == 8.5) is (sentences < 4)


def test_the_states_of_a_quota_have_names_in_both_languages():
    labels = [[key.get_label() for key in style.state_keys(lang)] for lang in ("en", "hi")]
    assert labels[0] == ["filled", "short", "over"]
    assert labels[1] == ["कोटा पूरा", "कोटा अधूरा", "कोटे से ऊपर"]


def test_the_colours_of_marks_are_kept_however_many_others_there_are():
    with style.look():
        sheet = style.sheet(4.0, "Cyber Mitan", "")
        axes = sheet.add_axes((0, 0, 1, 0.7))
        axes.axis("off")
        x, y = np.random.default_rng(0).random((2, 2_000))
        colours = np.array(style.TEAM_COLOURS)[np.arange(2_000) % len(style.TEAM_COLOURS)]
        axes.scatter(x, y, s=60, c=colours, alpha=0.9)  # blends by the thousand
        style.keys_below_headings(sheet, style.state_keys("en"))
    with Image.open(io.BytesIO(style.png(sheet))) as picture:
        drawn = {to_hex(np.array(colour) / 255) for _, colour in picture.convert("RGB").getcolors()}
    assert drawn >= {style.PAPER, style.INK, *style.STATE_COLOURS.values()}
    assert len(drawn) <= 256


@pytest.mark.parametrize(
    "title",
    [
        "Cyber Mitan",
        "साइबर मितान " * 8,
        "The campaign of the district police against online fraud: 24,000 rakshaks, 97% filled",
        "W" * 130,
        "WIDE WORDS " * 12,
    ],
)
def test_long_titles_are_wrapped_not_cut_and_stay_on_the_sheet(title, clashes):
    with style.look():
        sheet = style.sheet(3.0, title, "below it")
    assert clashes(sheet) == []
    heading = sheet.texts[0].get_text()
    assert heading.split() == title.split()
    assert heading.count("\n") <= 1


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("KOTA", 16, "KOTA"),
        ("KOTA\n\tNORTH", 16, "KOTA NORTH"),
        ("CIVIL LINES NORTH EAST", 12, "CIVIL LINES…"),
        ("कोटा", 16, "कोटा"),
        ("कोटा", 2, "…"),  # one letter is left, but its vowel sign is not to be cut off
        ("कोटा", 3, "को…"),
        ("நகரம்", 16, "□□□□□"),  # Tamil: in neither font
        ("A\x00B", 16, "A□B"),
        ("", 16, ""),
    ],
)
def test_legible(text, most, shown):
    assert style.legible(text, most) == shown


@given(st.text(max_size=30), st.integers(1, 20))
def test_a_legible_label_is_short_enough_and_can_be_drawn(text, most):
    label = style.legible(text, most)
    assert len(label) <= most
    assert set(map(ord, label)) <= style._characters()


def test_teams_side_by_side_wear_different_colours():
    # A chess board of 12 x 12 teams: nobody wears the colour of one directly beside him.
    x, y = (axis.ravel().astype(float) for axis in np.meshgrid(np.arange(12), np.arange(12)))
    colour = style.team_colours(x, y).reshape(12, 12)
    alike = (colour[1:] == colour[:-1]).sum() + (colour[:, 1:] == colour[:, :-1]).sum()
    assert alike == 0


@given(st.integers(0, 24))
def test_few_teams_share_colours_evenly(teams):
    rng = np.random.default_rng(teams)
    colour = style.team_colours(rng.random(teams), rng.random(teams))
    assert colour.shape == (teams,)
    worn = np.bincount(colour, minlength=len(style.TEAM_COLOURS))
    assert worn.max() <= -(-teams // len(style.TEAM_COLOURS)) <= len(style.TEAM_MARKS)


def test_teams_without_a_centre_have_a_colour_too():
    nowhere = np.array([np.nan, 1.0, np.nan])
    assert sorted(style.team_colours(nowhere, nowhere).tolist()) == [0, 1, 2]


def test_labels_never_overlap_and_those_without_room_are_counted(clashes):
    with style.look():
        sheet = style.sheet(4.0, "", "")
        axes = sheet.add_axes((0, 0, 1, 0.7), xlim=(0, 1), ylim=(0, 1))
        axes.axis("off")
        rng = np.random.default_rng(3)
        x, y = rng.uniform(0.4, 0.6, (2, 40))
        left_out = style.place_labels(axes, x, y, ["बिलासपुर"] * 40)
    assert 0 < left_out < 40
    assert len(axes.texts) == 40 - left_out
    assert clashes(sheet) == []


@pytest.mark.parametrize("blocked", [False, True])
def test_a_label_goes_beside_a_large_dot_and_off_what_is_kept_free(blocked):
    with style.look():
        sheet = style.sheet(4.0, "", "")
        axes = sheet.add_axes((0, 0, 1, 0.7), xlim=(0, 1), ylim=(0, 1))
        middle = np.array([0.5])
        (x, y), high = axes.transData.transform((0.5, 0.5)), 9 * style.DPI / 72
        above = Bbox.from_bounds(x - 50, y + high / 2, 100, 2 * high)
        left_out = style.place_labels(
            axes,
            middle,
            middle,
            ["KOTA"],
            dots=np.array([[0.5, 0.5, 150.0]]),  # 12 points across
            keep_off=[above] if blocked else [],
        )
        sheet.canvas.draw()
    assert left_out == 0
    label = style.extent(axes.texts[0])
    assert label.y0 > y if not blocked else label.y1 < y


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(0, 0, 0), (239, 240, 99), (240, 240, 100), (1, 3, 33)]
)
def test_a_hundred_percent_means_all(part, whole, said):
    assert style.percent(part, whole) == said
