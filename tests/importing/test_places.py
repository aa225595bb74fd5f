"""Zone, latitude and longitude of a row are looked at together."""

import pytest

from planner.policy import load
from planner.store.importing.places import parse_places, require_place
from planner.store.importing.rows import Rows
from planner.store.importing.sheet import make_sheet, tabulate

POLICY = load()
HEADER = ["name", "category", "zone", "latitude", "longitude"]


def looked_at(*places, header=HEADER):
    width = len(header)
    body = tabulate(iter([["x", "market", *place] for place in places]), 2, width)
    rows = Rows(make_sheet("f.csv", "", "", header, body, []), "areas")
    return rows, parse_places(rows, POLICY)


def said(rows):
    return [(f.code, f.where.removeprefix("f.csv, ")) for f in rows.findings()]


def test_the_border_of_the_region_lies_within_it():
    (south, north), (west, east) = POLICY.campaign.latitude, POLICY.campaign.longitude
    corners = [("", str(a), str(b)) for a in (south, north) for b in (west, east)]
    rows, columns = looked_at(*corners)
    assert said(rows) == []
    assert columns["latitude"] == [south, south, north, north]
    assert columns["longitude"] == [west, east, west, east]


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(5.99, 80), (38.01, 80), (22, 67.99), (22, 98.01)]
)
def test_just_outside_of_it_is_outside(latitude, longitude):
    rows, _ = looked_at(("", str(latitude), str(longitude)))
    assert said(rows) == [("IMP033", "row 2, column latitude")]
    [finding] = rows.findings()
    assert "latitudes here are 6 to 38, longitudes 68 to 98" in finding.message


def test_every_row_has_its_own_fault_and_only_that():
    rows, columns = looked_at(
        ("Z", "22.0", "82.0"),
        ("Z", "82.0", "22.0"),
        ("Z", "0", "0"),
        ("Z", "22.0", ""),
        ("Z", "", "82.0"),
        ("Z", "north", "82.0"),
        ("Z", "", ""),
        ("", "", ""),
    )
    require_place(rows, columns, [True] * 8)
    assert said(rows) == [
        ("IMP034", "row 3, column latitude"),
        ("IMP033", "row 4, column latitude"),
        ("IMP032", "row 5, column longitude"),
        ("IMP032", "row 6, column latitude"),
        ("IMP031", "row 7, column latitude"),
        ("IMP035", "row 9, column zone"),
    ]


def test_a_place_is_asked_of_those_only_who_need_one():
    rows, columns = looked_at(("", "", ""), ("", "", ""))
    require_place(rows, columns, [False, True])
    assert said(rows) == [("IMP035", "row 3, column zone")]


def test_a_sheet_with_zones_alone():
    rows, columns = looked_at(("Z",), ("",), header=HEADER[:3])
    assert columns == {"zone": ["Z", ""]}
    require_place(rows, columns, [True, True])
    assert said(rows) == [("IMP035", "row 3, column zone")]


def test_a_sheet_with_coordinates_alone():
    header = ["name", "category", "latitude", "longitude"]
    rows, columns = looked_at(("22", "82"), ("", ""), header=header)
    assert "zone" not in columns
    require_place(rows, columns, [True, True])
    assert said(rows) == [("IMP035", "row 3, column latitude")]
