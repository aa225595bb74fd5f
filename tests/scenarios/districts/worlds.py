"""Districts that one can check by hand: two rakshaks in two zones, an area in each."""

from planner.store import bulk
from planner.store.database import create_store
from planner.store.tables import Area, Person

NEAR, FAR = 82.0, 82.2  # degrees east; 0.2 of them are about 20.6 km at 22 degrees north


def district(folder, code, *, visits=4, leaders=1, skill="", east=NEAR):
    """A store of its own; of A2 `visits` are asked, perhaps with a skill that nobody has.

    R1 and R2 can make 10 visits each, and A1 needs 4. A2 lies `east`, all others at NEAR.
    """
    path = folder / f"{code}.db"
    with create_store(path) as store, store.writing() as connection:
        heads = [f"L{k}" for k in range(leaders)]
        people = {
            "id": [*heads, "R1", "R2"],
            "role": ["leader"] * leaders + ["rakshak"] * 2,
            "reports_to": [""] * leaders + (["L0"] if leaders else [""]) * 2,
            "zone": ["A"] * leaders + ["A", "B"],
            "latitude": [22.0] * (leaders + 2),
            "longitude": [NEAR] * (leaders + 2),
        }
        bulk.insert(connection, Person, people)
        areas = {
            "id": ["A1", "A2"],
            "zone": ["A", "B"],
            "visits": [4, visits],
            "skills": ["", skill],
            "latitude": [22.0] * 2,
            "longitude": [NEAR, east],
        }
        bulk.insert(connection, Area, areas)
    return path


def sheet(folder, codes, name="districts.csv"):
    """A sheet of districts whose stores are named after their codes."""
    lines = [f"{code},District {code},{code}.db\n" for code in codes]
    (folder / name).write_text("code,name,store\n" + "".join(lines), encoding="utf-8")
    return folder / name
