"""Localities: where a place lies of which only the zone, or the village or quarter, is known."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from planner.findings import meant
from planner.policy import fold
from planner.store import bulk
from planner.store.importing.cells import BadCell
from planner.store.importing.quoting import called
from planner.store.tables import Area, Person


class Localities:
    """Where the localities of the campaign's areas lie, and which zones it has."""

    def __init__(self, connection: Connection) -> None:
        staff = bulk.select(connection, Person, ("zone",), (), "role <> 'mitan'")
        self.zones = {zone for (zone,) in staff} - {""}
        self._points: dict[str, dict[str, list[tuple[float, float]]]] = {}
        columns = ("locality", "zone", "latitude", "longitude")
        for locality, zone, latitude, longitude in bulk.select(connection, Area, columns):
            self.zones |= {zone} - {""}
            if locality:
                points = self._points.setdefault(fold(locality), {}).setdefault(zone, [])
                points += [(latitude, longitude)] if latitude is not None else []

    def place(self, zone: str, locality: str) -> tuple[str, float | None, float | None]:
        """Zone and point of a locality; of the zone alone where the locality is not known there.

        Raises BadCell where neither is known, or several zones have such a locality.
        """
        if zone and zone not in self.zones:
            message = f"nobody and no area of the campaign is in the zone{called(zone)}"
            raise BadCell("TRN004", message, f"{meant(zone, self.zones)}; or write coordinates")
        among: Mapping[str, list[tuple[float, float]]] = self._points.get(fold(locality), {})
        if zone:
            points = among.get(zone, [])
        elif len(among) > 1:
            message = f"{len(among)} zones have a locality of this name: {', '.join(sorted(among))}"
            raise BadCell("TRN004", message, "write the zone too, or coordinates")
        elif among:
            ((zone, points),) = among.items()
        elif locality:
            message = "no area of the campaign is in this locality, and no zone is given"
            raise BadCell("TRN004", message, "write the zone, or coordinates")
        else:
            message = "this venue has no place: no coordinates, no zone, no locality"
            raise BadCell("IMP035", message, "write one of them")
        if not points:
            return zone, None, None
        latitudes, longitudes = zip(*points, strict=True)
        return zone, sum(latitudes) / len(points), sum(longitudes) / len(points)
