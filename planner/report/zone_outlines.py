"""Zone outlines: polygons of zones from a user's own GeoJSON file, checked before they are drawn.

Mitan brings none itself, and so draws no boundary that a law or a neighbour could dispute.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from planner.findings import Finding, Refusal, Severity, meant

LARGEST = 20_000_000  # bytes of a file
MOST_CORNERS = 50_000  # of all polygons together: more would make a report too large to pass on
LEAST_CORNERS = 4  # of a ring, its first one again at the end
DECIMALS = 5  # of degrees: a metre
PLAIN_CRS = ("CRS84", "4326")  # names of a coordinate system that end like this are degrees

Ring = tuple[tuple[float, float], ...]  # longitude and latitude of each corner


@dataclass(frozen=True)
class Outline:
    """A polygon of a zone (an index into Snapshot.zones): its outer ring, then its holes."""

    zone: int
    rings: tuple[Ring, ...]


class _Fault(Exception):  # noqa: N818 - becomes a finding
    """What is wrong with one feature, and what to do about it: two arguments."""


def read_outlines(path: Path, zones: Sequence[str]) -> tuple[Outline, ...]:
    """The polygons of a GeoJSON file, whose features have a property `zone` with a zone's code.

    Raises Refusal, with a finding for each fault, where the file cannot be read, is no such
    GeoJSON, names a zone that the campaign does not have, or has too many corners.
    """
    features = _features(path)
    found: list[Outline] = []
    faults: list[Finding] = []
    for number, feature in enumerate(features, start=1):
        try:
            found += _outlines(feature, zones)
        except _Fault as fault:
            message, remedy = fault.args
            where = f"{path.name}, feature {number}"
            faults.append(
                Finding("GEO001", Severity.ERROR, f"feature {number}", where, message, remedy)
            )
    if faults:
        raise Refusal(
            f"{path} has {len(faults)} fault(s); no report was made.", findings=tuple(faults)
        )
    corners = sum(len(ring) for one in found for ring in one.rings)
    if corners > MOST_CORNERS:
        raise Refusal(
            f"{path} has {corners:,} corners; at most {MOST_CORNERS:,} are drawn. Simplify the "
            "polygons (QGIS: Vector, Geometry Tools, Simplify) and try again."
        )
    return tuple(found)


def _features(path: Path) -> list[Any]:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)  # no more: a device has no size, and no end
        if len(content) > LARGEST:
            raise Refusal(f"{path} is larger than {LARGEST // 1_000_000} MB: simplify it first.")
        text = content.decode("utf-8-sig")
        told = json.loads(text, parse_constant=_no_number)
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Refusal(f"{path} is not UTF-8 text; GeoJSON always is.") from None
    except json.JSONDecodeError as error:
        raise Refusal(
            f"{path} is no JSON: line {error.lineno}, column {error.colno}: {error.msg}."
        ) from None
    except (ValueError, RecursionError):
        raise Refusal(
            f"{path} is no GeoJSON: it holds what no number is, or is too deep."
        ) from None
    if not isinstance(told, dict) or told.get("type") != "FeatureCollection":
        raise Refusal(f"{path} is no GeoJSON FeatureCollection. Export the zones as GeoJSON.")
    crs = told.get("crs")
    if crs is not None and not json.dumps(crs).rstrip('"}').endswith(PLAIN_CRS):
        raise Refusal(f"{path} is not in degrees (WGS 84, EPSG:4326). Export it again in them.")
    features = told.get("features")
    if not isinstance(features, list) or not features:
        raise Refusal(f"{path} has no features: there is nothing to draw.")
    return features


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _outlines(feature: Any, zones: Sequence[str]) -> Iterator[Outline]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise _Fault("it is no Feature", "export the zones as GeoJSON")
    properties, geometry = feature.get("properties"), feature.get("geometry")
    code = properties.get("zone") if isinstance(properties, Mapping) else None
    if not isinstance(code, str) or not code:
        raise _Fault('it has no text property "zone"', "give it the code of its zone")
    if code not in zones:
        raise _Fault(f"the campaign has no zone {code[:60]}", meant(code, zones))
    if not isinstance(geometry, Mapping):
        raise _Fault("it has no geometry", "leave it out, or draw it")
    kind = geometry.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        raise _Fault("it is no Polygon and no MultiPolygon", "only areas can be outlines of zones")
    told = geometry.get("coordinates")
    polygons = [told] if kind == "Polygon" else told
    for polygon in _listed(polygons):
        yield Outline(zones.index(code), tuple(_ring(ring) for ring in _listed(polygon)))


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise _Fault("its coordinates are not nested as GeoJSON asks", "export it again")
    return value


def _ring(told: Any) -> Ring:
    corners = tuple(_corner(one) for one in _listed(told))
    if len(corners) < LEAST_CORNERS or corners[0] != corners[-1]:
        raise _Fault("a ring is not closed, or has no area", "its last corner is its first one")
    return corners


def _corner(told: Any) -> tuple[float, float]:
    pair = _listed(told)[:2]
    if len(pair) < 2 or not all(type(one) in (int, float) for one in pair):
        raise _Fault("a corner is no pair of numbers", "write longitude and latitude in degrees")
    longitude, latitude = pair
    if abs(longitude) > 180 or abs(latitude) > 90:
        raise _Fault(
            f"{longitude}, {latitude} are no longitude and latitude",
            "write degrees, the longitude first",
        )
    return round(longitude, DECIMALS), round(latitude, DECIMALS)
