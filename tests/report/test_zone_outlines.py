"""Polygons of zones: what is taken from a user's GeoJSON, and what is refused with which words."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.findings import Refusal
from planner.report import zone_outlines
from planner.report.zone_outlines import Outline, read_outlines

ZONES = ("KOTA", "BILHA")
RING = [[82, 22], [82.5, 22], [82.5, 22.5], [82, 22]]
HOLE = [[82.3, 22.1], [82.4, 22.1], [82.4, 22.2], [82.3, 22.1]]


def feature(zone="KOTA", coordinates=(RING,), kind="Polygon"):
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"zone": zone}, "geometry": geometry}


def collection(*features, **more):
    return {"type": "FeatureCollection", "features": list(features), **more}


@pytest.fixture
def read(tmp_path):
    def read(told):
        file = tmp_path / "zones.json"
        text = told if isinstance(told, str | bytes) else json.dumps(told)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_outlines(file, ZONES)

    return read


def test_polygons_with_holes_and_of_many_parts(read):
    told = collection(
        feature("BILHA", [RING, HOLE]), feature("KOTA", [[RING], [HOLE]], "MultiPolygon")
    )
    ring, hole = (tuple((float(x), float(y)) for x, y in r) for r in (RING, HOLE))
    assert read(told) == (Outline(1, (ring, hole)), Outline(0, (ring,)), Outline(0, (hole,)))


def test_heights_are_left_out_degrees_rounded_and_a_mark_of_windows_passed_over(read):
    ring = [[82.1234567, 22, 300], [82.5, 22, 1], [82.5, 22.5, 1], [82.1234567, 22, 300]]
    told = collection(feature(coordinates=[ring]))
    (found,) = read(b"\xef\xbb\xbf" + json.dumps(told).encode())
    assert found.rings[0][0] == (82.12346, 22)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("{", "is no JSON: line 1, column 2"),
        (b"\xff\xfe", "is not UTF-8 text"),
        ("[" * 100_000, "is no GeoJSON"),
        ('{"type": "FeatureCollection", "features": [NaN]}', "is no GeoJSON"),
        ("[]", "no GeoJSON FeatureCollection"),
        (feature(), "no GeoJSON FeatureCollection"),
        (collection(), "has no features"),
        ({"type": "FeatureCollection", "features": {"a": 1}}, "has no features"),
        (collection(feature(), crs={"properties": {"name": "EPSG:32644"}}), "not in degrees"),
    ],
)
def test_what_is_no_such_file_is_refused(read, told, said):
    with pytest.raises(Refusal, match=said):
        read(told)


def test_degrees_that_are_named_are_taken(read):
    name = {"properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert len(read(collection(feature(), crs=name))) == 1


@pytest.mark.parametrize(
    ("told", "message", "remedy"),
    [
        (feature("KOTTA"), "the campaign has no zone KOTTA", "do you mean KOTA?"),
        (feature(7), 'no text property "zone"', "the code of its zone"),
        ({"type": "Point"}, "no Feature", "as GeoJSON"),
        ({**feature(), "geometry": None}, "no geometry", "leave it out"),
        ({**feature(), "properties": None}, 'no text property "zone"', "the code"),
        (feature(kind="LineString"), "no Polygon", "only areas"),
        (feature(coordinates=[RING[:3]]), "not closed", "its first one"),
        (feature(coordinates=[[*RING[:3], [0, 0]]]), "not closed", "its first one"),
        (feature(coordinates=RING), "not nested", "export"),
        (feature(coordinates=[[["a", "b"]] * 4]), "no pair of numbers", "degrees"),
        (feature(coordinates=[[[True, 1]] * 4]), "no pair of numbers", "degrees"),
        (feature(coordinates=[[[582000, 2440000]] * 4]), "no longitude", "longitude first"),
        (feature(coordinates=[[[10**400, 1]] * 4]), "no longitude", "longitude first"),
        (feature(coordinates=[]), "not nested", "export"),
        (feature(coordinates=7), "not nested", "export"),
    ],
)
def test_every_fault_is_told_with_its_place(read, told, message, remedy):
    with pytest.raises(Refusal) as refused:
        read(collection(feature(), told, told))
    findings = refused.value.findings
    assert [one.where for one in findings] == ["zones.json, feature 2", "zones.json, feature 3"]
    assert message in findings[0].message
    assert remedy in findings[0].remedy


def test_too_many_corners_and_too_large_a_file(read, monkeypatch):
    monkeypatch.setattr(zone_outlines, "MOST_CORNERS", 7)
    with pytest.raises(Refusal, match="has 8 corners; at most 7"):
        read(collection(feature(), feature()))
    monkeypatch.setattr(zone_outlines, "LARGEST", 10)
    with pytest.raises(Refusal, match="larger than"):
        read(collection(feature()))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(
        st.sampled_from(["type", "features", "properties", "geometry", "coordinates", "zone"]),
        part, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(ANYTHING, st.sampled_from(["whole", "feature", "coordinates"]))
def test_whatever_the_file_holds_it_is_read_or_refused(tmp_path_factory, odd, where):
    told = {
        "whole": odd,
        "feature": collection(odd),
        "coordinates": collection(feature(coordinates=odd)),
    }[where]
    file = tmp_path_factory.mktemp("odd") / "zones.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    with suppress(Refusal):
        found = read_outlines(file, ZONES)
        assert all(one.zone in (0, 1) and one.rings for one in found)
