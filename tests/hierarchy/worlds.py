"""Small trees written down by id, as the snapshot that the store would read."""

import numpy as np
from hypothesis import strategies as st

from planner.policy import load
from planner.snapshot import NONE, Areas, Enrolments, Pairs, People, Role, Snapshot, integers

ZONES = ("A", "B", "C")
LEADER, RAKSHAK, MITAN = Role.LEADER, Role.RAKSHAK, Role.MITAN
NO_PAIRS = Pairs(*np.zeros((3, 0), dtype=np.int64))


def policy(quota=2, least=1, most=3, **more):
    """The usual policy with a small quota and span."""
    usual = load()
    return usual.model_copy(
        update={
            "quota": usual.quota.model_copy(update={"mitans_per_rakshak": quota, **more}),
            "span": usual.span.model_copy(update={"least": least, "most": most}),
        }
    )


def world(people, enrolled=()):
    """People as id -> dict(role, under, at (metres along a line), zone, active); pairs of ids.

    The role is told by the first letter of the id: L leader, R rakshak, M mitan.
    """
    ids = sorted(people)
    at = {one: k for k, one in enumerate(ids)}
    roles = {"L": LEADER, "R": RAKSHAK, "M": MITAN}
    told = [people[one] for one in ids]
    place = [person.get("at") for person in told]
    count = len(ids)
    nobody = np.full(count, NONE)
    rows = sorted((at[m], at[r]) for m, r in enrolled)
    mitan, rakshak = integers(rows).reshape(-1, 2).T
    return Snapshot(
        people=People(
            ids=np.array(ids, dtype=np.str_),
            role=integers([roles[one[0]] for one in ids]),
            active=np.array([p.get("active", True) for p in told], dtype=bool),
            parent=integers([at[p["under"]] if p.get("under") else NONE for p in told]),
            zone=integers([ZONES.index(p["zone"]) if p.get("zone") else NONE for p in told]),
            position=np.array(
                [(np.nan,) * 3 if x is None else (float(x), 0.0, 0.0) for x in place]
            ).reshape(-1, 3),
            availability=nobody,
            reserve=np.zeros(count, dtype=bool),
            joined=nobody,
            trained=nobody,
            organisation=nobody,
            skills=np.zeros(count, dtype=np.uint64),
            languages=np.zeros(count, dtype=np.uint64),
            phone=nobody,
        ),
        areas=_no_areas(),
        enrolments=Enrolments(
            mitan,
            rakshak,
            np.full(len(mitan), NONE),
            np.arange(len(mitan)) + 737_000,
            np.full(len(mitan), NONE),
        ),
        pins=NO_PAIRS,
        bans=NO_PAIRS,
        zones=ZONES,
        categories=(),
        organisations=(),
        skills=(),
        languages=(),
    )


def _no_areas():
    none = np.zeros(0, dtype=np.int64)
    bits = np.zeros(0, dtype=np.uint64)
    return Areas(
        np.zeros(0, dtype=np.str_),
        none, none, np.zeros((0, 3)), none, none, none, none, none, bits, bits,
    )  # fmt: skip


def under(snapshot):
    """Whom each leader and rakshak reports to, by id."""
    people = snapshot.people
    ids = [*people.ids.tolist(), ""]
    return {ids[k]: ids[people.parent[k]] for k in np.flatnonzero(people.role != MITAN).tolist()}


def with_rakshak(snapshot):
    """Mitan and rakshak of every enrolment, by id."""
    ids = snapshot.people.ids
    rows = snapshot.enrolments
    return list(zip(ids[rows.mitan].tolist(), ids[rows.rakshak].tolist(), strict=True))


@st.composite
def trees(draw):
    """Trees without a fault: leaders up to three levels, teams, mitans; some without a place."""
    leaders = draw(st.integers(1, 5))
    people = {}
    place = st.none() | st.integers(0, 30).map(lambda k: 400 * k)
    zone = st.none() | st.sampled_from(ZONES)
    for k in range(leaders):
        above = draw(st.sampled_from(["", *(f"L{j}" for j in range(k))]))
        people[f"L{k}"] = {"under": above, "at": draw(place), "zone": draw(zone)}
    rakshaks = draw(st.integers(1, 9))
    for k in range(rakshaks):
        leader = f"L{draw(st.integers(0, leaders - 1))}"
        people[f"R{k}"] = {"under": leader, "at": draw(place), "zone": draw(zone)}
    enrolled = []
    for k in range(draw(st.integers(0, 12))):
        people[f"M{k:02d}"] = {"at": draw(place), "zone": draw(zone)}
        enrolled.append((f"M{k:02d}", f"R{draw(st.integers(0, rakshaks - 1))}"))
    return world(people, enrolled)
