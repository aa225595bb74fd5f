"""What the history of a store tells."""

import json

from planner.chain import TABLES
from planner.store import history


def told(store):
    """Actions with their details, but for the digest of the tables."""
    with store.reading() as connection:
        entries = history.rows(connection)
    details = [json.loads(entry.details) for entry in entries]
    for one in details:
        one.pop(TABLES, None)
    return [(entry.action, one) for entry, one in zip(entries, details, strict=True)]
