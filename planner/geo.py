"""Places on the globe as points in metres, so that every distance is a plain Euclidean one."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS_M = 6_371_008.8  # mean radius of the Earth, IUGG 1980


def on_sphere(latitude: ArrayLike, longitude: ArrayLike) -> NDArray[np.float64]:
    """Turn degrees into points of a sphere, in metres.

    `latitude` and `longitude` are arrays of n degrees (WGS 84); NaN means not known.
    Returns n x 3 metres from the Earth's centre, NaN where either degree is.

    The straight line between two such points is shorter than the way along the ground by
    1 m at 100 km: no map projection, no reference meridian, no distortion at the edge of a
    district, and a k-d tree can use the points as they are.
    """
    phi = np.radians(np.asarray(latitude, dtype=np.float64))
    lam = np.radians(np.asarray(longitude, dtype=np.float64))
    unit = np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=-1)
    return EARTH_RADIUS_M * unit


def degrees(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Turn n x 3 metres of `on_sphere` back into n latitudes and n longitudes in degrees."""
    length = np.linalg.norm(points, axis=-1)
    latitude = np.degrees(np.arcsin(points[..., 2] / length))
    longitude = np.degrees(np.arctan2(points[..., 1], points[..., 0]))
    return latitude, longitude
