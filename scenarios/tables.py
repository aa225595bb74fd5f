"""Tables: a campaign as the sheets that `mitan import` reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.files import write_atomically
from planner.snapshot import Flags

Table = Mapping[str, Sequence[Any]]  # column name -> cells, all columns of one length
Cells = NDArray[np.object_]  # texts of one column

AREA_COLUMNS = (
    "id",
    "name",
    "category",
    "zone",
    "locality",
    "latitude",
    "longitude",
    "people",
    "different_rakshaks",
    "priority",
    "skills",
    "languages",
    "source",
    "synthetic",
)
PEOPLE_COLUMNS = (
    "id",
    "name",
    "phone",
    "role",
    "organisation",
    "reports_to",
    "zone",
    "latitude",
    "longitude",
    "visits_available",
    "skills",
    "languages",
    "joined_on",
    "trained_on",
    "active",
    "synthetic",
)
ENROLMENT_COLUMNS = (
    "mitan",
    "rakshak",
    "name",
    "phone",
    "zone",
    "enrolled_on",
    "pledged_on",
    "pledged_at",
    "synthetic",
)
PROGRESS_COLUMNS = (
    "rakshak",
    "area",
    "day",
    "visits_done",
    "people_reached",
    "frauds_averted",
    "synthetic",
)
VENUE_COLUMNS = (
    "id",
    "name",
    "zone",
    "latitude",
    "longitude",
    "seats",
    "trainers",
    "from",
    "to",
    "sessions",
    "synthetic",
)
PLEDGE_COLUMNS = ("id", "mitan", "rakshak", "day", "pledges", "synthetic")


@dataclass(frozen=True)
class Campaign:
    """Areas, people (leaders and rakshaks), enrolments (the mitans with their names), pledges.

    The columns are those of the importer, in its order; an empty text means: not known.
    """

    areas: Table
    people: Table
    enrolments: Table
    pledges: Table = field(default_factory=dict)


def listed(names: Sequence[str], has: Sequence[Flags]) -> Cells:
    """Cells that hold lists: for each row the names whose flag is set, ';' between them.

    `has` has one array of n flags for each name; at least one is needed.
    """
    cells = np.full(len(has[0]), "", dtype=object)
    for name, flags in zip(names, has, strict=True):
        cells[flags] = np.where(cells[flags] == "", name, cells[flags] + f";{name}")
    return cells


def write_csv(campaign: Campaign, folder: Path) -> dict[str, Path]:
    """Write each table as a CSV of its name (UTF-8, no BOM) into `folder`.

    Each file appears whole or not at all; a table without columns has none. Returns the path of
    each file by its table, in the order in which they are to be imported. Raises Refusal (STORE)
    where the folder is missing or cannot be written to.
    """
    paths = {}
    for name in ("areas", "people", "enrolments", "pledges"):
        table: Table = getattr(campaign, name)
        if table:
            paths[name] = folder / f"{name}.csv"
            write_atomically(paths[name], as_csv(table))
    return paths


def as_csv(table: Table) -> bytes:
    """The table as a CSV file holds it (UTF-8, no BOM)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table)
    writer.writerows(zip(*table.values(), strict=True))
    return text.getvalue().encode()
