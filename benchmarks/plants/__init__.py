"""Plants: for each rule of the audit a way to plant its fault at places drawn by chance."""

from benchmarks.plants import (
    coverage,
    duplicates,
    hierarchy,
    integrity,
    phases,
    pledges,
    workload,
)

FAMILIES = (hierarchy, coverage, workload, integrity, phases, pledges, duplicates)
PLANTS = {plant.code: plant for family in FAMILIES for plant in family.PLANTS}
