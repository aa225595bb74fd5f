"""Importing: sheets as people have them, checked cell by cell, into the store.

The way: reader (bytes to Sheet) - headers (what each column means) - cells and rows (values
and faults) - areas, people, enrolments (rules across cells, and what changes in the store) -
merge (compared and written) - importer (the whole way).
"""

from planner.store.importing.codes import CODES
from planner.store.importing.importer import import_file, import_within, parse_file
from planner.store.importing.result import ImportRefusal, ImportResult

__all__ = ["CODES", "ImportRefusal", "ImportResult", "import_file", "import_within", "parse_file"]
