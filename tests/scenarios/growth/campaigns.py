"""Stores of small campaigns, as the growth model reads them, and their policy."""

from dataclasses import replace
from datetime import date

import numpy as np

from planner.policy import load
from planner.snapshot import NONE, Enrolments, Pledges, Role, integers
from tests.snapshots import snapshot

FIRST, LAST = date(2020, 8, 22), date(2020, 9, 8)  # of the usual policy


def september(day):
    return date(2020, 9, day).toordinal()


def august(day):
    return date(2020, 8, day).toordinal()


def store(people, areas=(), enrolments=(), sheets=(), zones=("A", "B")):
    """People and areas as in tests/snapshots.py, and: people's `under` an id.

    Enrolments are (mitan, rakshak, enrolled, pledged), sheets (day, pledges); a day is an ordinal
    or NONE.
    """
    people = sorted(people, key=lambda one: one["id"])
    made = snapshot(people, list(areas), zones=zones)
    ids = [one["id"] for one in people]
    under = integers([ids.index(one["under"]) if "under" in one else NONE for one in people])
    rows = sorted((ids.index(mitan), ids.index(rakshak), *rest) for mitan, rakshak, *rest
                  in enrolments)  # fmt: skip
    columns = [integers([row[k] for row in rows]) for k in range(4)]
    nobody = np.full(len(sheets), NONE)
    return replace(
        made,
        people=replace(made.people, parent=under),
        enrolments=Enrolments(*columns, minute=np.full(len(rows), NONE)),
        pledges=Pledges(
            ids=np.array([f"S{k}" for k in range(len(sheets))], dtype=np.str_),
            mitan=nobody,
            rakshak=nobody,
            area=nobody,
            day=integers([day for day, _ in sheets]),
            count=integers([count for _, count in sheets]),
        ),
    )


def leader(name, **more):
    return {"id": name, "role": Role.LEADER, **more}


def mitan(name, **more):
    return {"id": name, "role": Role.MITAN, **more}


def policy(target=600_000, quota=25):
    usual = load()
    return usual.model_copy(update={
        "campaign": usual.campaign.model_copy(update={"target": target}),
        "quota": usual.quota.model_copy(update={"mitans_per_rakshak": quota}),
    })  # fmt: skip


def running(rakshaks=60, quota=25, days=6, each=2):
    """A campaign in its second phase of work: who is trained enrols `each` a day from 27 August.

    Two leaders in the zones A and B, the rakshaks half and half; all trained on the 26th.
    """
    people = [leader("L1", zone="A", trained=august(25)), leader("L2", zone="B",
                                                                 trained=august(25))]  # fmt: skip
    rows = []
    for k in range(rakshaks):
        name, zone = f"R{k:03}", "AB"[k % 2]
        people.append({"id": name, "zone": zone, "trained": august(26), "under": f"L{k % 2 + 1}"})
        for day in range(days):
            for m in range(each):
                code = f"M{k:03}{day:02}{m}"
                people.append(mitan(code))
                rows.append((code, name, august(27) + day, NONE))
    areas = [
        {"id": "V1", "category": "village", "zone": "A", "people": 5000},
        {"id": "V2", "category": "village", "zone": "B", "people": 20000},
    ]
    return store(people, areas, rows), policy(target=3 * rakshaks * quota, quota=quota)
