"""Work: what the field has reported, as columns; within the `Store.reading()` of its snapshot."""

from __future__ import annotations

from sqlalchemy import Connection

from planner.snapshot import Snapshot, Work
from planner.store.columns import Texts, read_columns, texts, whole
from planner.store.tables import Progress
from planner.store.values import all_there, day_of


def work(connection: Connection, snapshot: Snapshot) -> Work:
    """Every row of progress. Raises Refusal where one is not as Mitan wrote it."""
    rakshaks, areas, days = Texts(), Texts(), Texts()
    found = read_columns(
        connection,
        Progress,
        {
            "rakshak": rakshaks.encode,
            "area": areas.encode,
            "day": days.encode,
            "visits_done": whole,
            "people_reached": whole,
            "frauds_averted": whole,
        },
        ("rakshak", "area", "day"),
    )
    rakshak = all_there(texts(list(rakshaks)), snapshot.people.ids, "progress")
    area = all_there(texts(list(areas)), snapshot.areas.ids, "progress")
    return Work(
        rakshak=rakshak[found["rakshak"]],
        area=area[found["area"]],
        day=days.each(day_of)[found["day"]],
        visits=found["visits_done"],
        people=found["people_reached"],
        frauds=found["frauds_averted"],
    )
