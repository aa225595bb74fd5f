import os
import stat

import matplotlib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
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


def test_saving_twice_gives_the_same_bytes_1600_pixels_wide(figure, tmp_path):
    for name in ("a.png", "b.png"):
        style.save(figure, tmp_path / name)
    first = (tmp_path / "a.png").read_bytes()
    assert first == (tmp_path / "b.png").read_bytes()
    assert b"Software" not in first
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.size == (1600, 480)
        assert set(picture.info) == {"dpi"}


def test_a_saved_file_can_be_read_by_others_and_nothing_else_is_left(figure, tmp_path):
    style.save(figure, tmp_path / "map.png")
    assert [path.name for path in tmp_path.iterdir()] == ["map.png"]
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "map.png").stat().st_mode) == 0o644


def test_where_writing_fails_the_old_file_stays_and_nothing_half_written_is_left(
    figure, tmp_path, monkeypatch
):
    (tmp_path / "map.png").write_bytes(b"old")

    def fill_the_disk(self, file, **_):
        file.write(b"half")
        raise OSError("no space left")

    monkeypatch.setattr(Image.Image, "save", fill_the_disk)
    with pytest.raises(OSError, match="no space"):
        style.save(figure, tmp_path / "map.png")
    assert [path.name for path in tmp_path.iterdir()] == ["map.png"]
    assert (tmp_path / "map.png").read_bytes() == b"old"


def test_a_folder_that_is_not_there_is_an_os_error(figure, tmp_path):
    with pytest.raises(FileNotFoundError):
        style.save(figure, tmp_path / "nowhere" / "map.png")


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


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(0, 0, 0), (239, 240, 99), (240, 240, 100), (1, 3, 33)]
)
def test_a_hundred_percent_means_all(part, whole, said):
    assert style.percent(part, whole) == said


@pytest.mark.parametrize(("number", "said"), [(0, "0 areas"), (1, "1 area"), (2000, "2,000 areas")])
def test_counted(number, said):
    assert style.counted(number, "area") == said
