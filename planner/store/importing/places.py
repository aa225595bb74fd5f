"""Places: zone, latitude and longitude of every row, looked at together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.policy import Policy
from planner.store.importing import cells
from planner.store.importing.rows import Columns, Rows

Degrees = NDArray[np.float64]


def parse_places(rows: Rows, policy: Policy) -> Columns:
    """The columns zone, latitude and longitude, as far as the sheet has them.

    Coordinates lie in the campaign's region and never come alone. They are not swapped or
    mended: a row where they look wrong has a fault.
    """
    columns: Columns = {}
    if rows.has("zone"):
        columns["zone"] = rows.parse("zone", cells.free_text, "")
    if not rows.has("latitude") and not rows.has("longitude"):
        return columns
    columns["latitude"] = rows.parse("latitude", cells.latitude, None)
    columns["longitude"] = rows.parse("longitude", cells.longitude, None)
    broken = rows.faulted.get("latitude", set()) | rows.faulted.get("longitude", set())
    whole = np.ones(len(rows), dtype=bool)
    whole[list(broken | rows.faulty)] = False

    latitude = np.array(columns["latitude"], dtype=np.float64)  # None becomes NaN
    longitude = np.array(columns["longitude"], dtype=np.float64)
    _alone(rows, whole & (np.isnan(latitude) != np.isnan(longitude)), latitude)
    given = whole & ~np.isnan(latitude) & ~np.isnan(longitude)
    inside = _inside(latitude, longitude, policy)
    swapped = _inside(longitude, latitude, policy)
    _outside(rows, given & ~inside & ~swapped, columns, policy)
    for k in np.flatnonzero(given & ~inside & swapped).tolist():
        rows.fault(
            k,
            "latitude",
            "IMP034",
            f"latitude and longitude look swapped: {_pair(columns, k)}",
            "write the latitude (the smaller number in India) under latitude",
        )
    return columns


def require_place(rows: Rows, columns: Columns, wanted: Sequence[bool]) -> None:
    """Make it a fault where a wanted row has neither coordinates nor a zone."""
    blank: list[Any] = [None] * len(rows)
    zones = columns.get("zone", blank)
    latitudes = columns.get("latitude", blank)
    column = "zone" if rows.has("zone") else "latitude"
    troubled = set(rows.faulty).union(
        *(rows.faulted.get(name, set()) for name in ("zone", "latitude", "longitude"))
    )
    for k, (zone, latitude) in enumerate(zip(zones, latitudes, strict=True)):
        if not zone and latitude is None and wanted[k] and k not in troubled:
            rows.fault(
                k,
                column,
                "IMP035",
                "this row has no place: neither a zone nor latitude and longitude",
                "write the zone (police station, block), or both coordinates",
            )


def _inside(latitude: Degrees, longitude: Degrees, policy: Policy) -> NDArray[np.bool_]:
    south, north = policy.campaign.latitude
    west, east = policy.campaign.longitude
    inside: NDArray[np.bool_] = (
        (latitude >= south) & (latitude <= north) & (longitude >= west) & (longitude <= east)
    )
    return inside


def _alone(rows: Rows, alone: NDArray[np.bool_], latitude: Degrees) -> None:
    for k in np.flatnonzero(alone).tolist():
        there, missing = "latitude", "longitude"
        if np.isnan(latitude[k]):
            there, missing = missing, there
        rows.fault(
            k,
            missing if rows.has(missing) else there,
            "IMP032",
            f"there is a {there} but no {missing}",
            "fill in both, or neither and the zone",
        )


def _outside(rows: Rows, outside: NDArray[np.bool_], columns: Columns, policy: Policy) -> None:
    south, north = policy.campaign.latitude
    west, east = policy.campaign.longitude
    for k in np.flatnonzero(outside).tolist():
        zero = columns["latitude"][k] == 0 and columns["longitude"][k] == 0
        why = (
            "0, 0 lies in the sea and stands for 'not known'"
            if zero
            else "this is outside the region of the campaign"
        )
        rows.fault(
            k,
            "latitude",
            "IMP033",
            f"{why}; latitudes here are {south:g} to {north:g}, longitudes {west:g} to {east:g}"
            + ("" if zero else f": {_pair(columns, k)}"),
            "correct both, or leave both blank and give the zone",
        )


def _pair(columns: Columns, k: int) -> str:
    return f"{columns['latitude'][k]!r}, {columns['longitude'][k]!r}"
