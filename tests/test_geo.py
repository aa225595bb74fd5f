"""Points on the sphere: distances as a map shows them, and back to degrees."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.geo import EARTH_RADIUS_M, degrees, on_sphere

LATITUDE = st.floats(6, 38)
LONGITUDE = st.floats(68, 98)


def metres(a, b):
    return float(np.linalg.norm(on_sphere(*a) - on_sphere(*b)))


def along_the_ground(a, b):
    """Haversine, the slow reference."""
    (p1, l1), (p2, l2) = np.radians(a), np.radians(b)
    h = np.sin((p2 - p1) / 2) ** 2 + np.cos(p1) * np.cos(p2) * np.sin((l2 - l1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(h))


def test_one_degree_of_latitude_is_111_km():
    assert metres((22, 82), (23, 82)) == pytest.approx(111_195, abs=5)


def test_at_a_hundred_kilometres_the_line_is_a_metre_short():
    a, b = (22.0, 82.0), (22.0, 82.97)
    ground = along_the_ground(a, b)
    assert ground == pytest.approx(100_000, rel=0.001)
    assert 0 < ground - metres(a, b) < 1.1


@given(LATITUDE, LONGITUDE, st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
def test_within_a_district_it_is_the_ground_distance(latitude, longitude, north, east):
    a, b = (latitude, longitude), (latitude + north, longitude + east)
    assert metres(a, b) == pytest.approx(along_the_ground(a, b), abs=1)


@given(LATITUDE, LONGITUDE)
def test_back_to_degrees(latitude, longitude):
    back = degrees(on_sphere([latitude], [longitude]))
    assert np.allclose(np.ravel(back), (latitude, longitude), atol=1e-9)


def test_what_is_not_known_stays_not_known():
    points = on_sphere([22.0, np.nan], [np.nan, 82.0])
    assert points.shape == (2, 3)
    assert np.isnan(points).any(axis=1).all()
