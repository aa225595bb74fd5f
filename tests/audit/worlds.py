"""Small campaigns for the judge, built by hand; their plans are valued by slow loops."""

import dataclasses
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from planner.audit.evidence import Evidence
from planner.chain import TABLES, next_entry
from planner.findings import Refusal
from planner.geo import on_sphere
from planner.plan import Plan, Proof, Tier
from planner.policy import load
from planner.problem import Ties
from planner.proof import UnprovedError, proved_values
from planner.register import Register, Spellings
from planner.snapshot import (
    NONE,
    UNKNOWN,
    Areas,
    Enrolments,
    Pairs,
    People,
    Pledges,
    Role,
    Snapshot,
    integers,
)
from planner.statement import state_problem

ROLES = {"L": Role.LEADER, "R": Role.RAKSHAK, "M": Role.MITAN}  # by the first letter of an id
NOWHERE = (np.nan, np.nan)
DIGEST = "7" * 64  # of the tables
TRAINED = 737665  # 28 August 2020
PLEDGE_DAY = TRAINED + 11  # 8 September
FIRST_NAMES = ("Asha", "Lata", "Ramesh", "Sunil")
NORTH = 0.0179864  # degrees of latitude in 2,000 m
SURNAMES = ("Sahu", "Verma", "Yadav")
SKILLS = ("banking", "talk")


def policy(**changes):
    """The usual policy with single settings changed: policy(quota={'tolerance': 1})."""
    usual = load()
    sections = {
        name: getattr(usual, name).model_copy(update=values) for name, values in changes.items()
    }
    markets = {"market": usual.categories["market"]}  # the only category that worlds have
    return usual.model_copy(update={"categories": markets, **sections})


@dataclass
class World:
    """A campaign as rows keyed by id, to be changed at will before `evidence` is taken."""

    people: dict = field(default_factory=dict)
    areas: dict = field(default_factory=dict)
    enrolments: list = field(default_factory=list)  # (mitan, rakshak)
    days: dict = field(default_factory=dict)  # mitan: {"enrolled", "pledged", "minute"}
    pledges: dict = field(default_factory=dict)  # id: {"mitan", "rakshak", "area", "day", "count"}
    pins: list = field(default_factory=list)  # (rakshak, area, visits)
    bans: list = field(default_factory=list)  # (rakshak, area)
    together: list = field(default_factory=list)  # two ids, of rakshaks or of areas
    apart: list = field(default_factory=list)
    rows: list | None = None  # (rakshak, area, visits); None: no plan
    chain: list = field(default_factory=list)
    kept_digest: str = ""  # what history and store say of the plan's digest; empty: the truth
    policy: object = field(default_factory=policy)
    rerun: object = None  # the plan as solved again; None: the same
    head: str = ""  # the digest that somebody wrote down; empty: that of the first entry
    tables_changed: tuple = ()  # what another program wrote to
    proves: bool = False  # its plan comes with a proof, where a flat one is enough

    def snapshot(self):
        ids, areas = sorted(self.people), sorted(self.areas)
        people = [self.people[i] for i in ids]
        places = [self.areas[a] for a in areas]
        zones = tuple(sorted({row["zone"] for row in people + places if row.get("zone")}))
        categories = tuple(sorted({row.get("category", "market") for row in places}))
        number = {name: k for k, name in enumerate(ids)}
        where = {name: k for k, name in enumerate(areas)}
        enrolled = sorted((number[m], number[r]) for m, r in self.enrolments)

        def above(person):
            reports_to = person.get("reports_to")
            return number.get(reports_to, UNKNOWN) if reports_to else NONE

        def zone(row):
            return zones.index(row["zone"]) if row.get("zone") else NONE

        def position(rows):
            at = [row.get("at", NOWHERE) for row in rows]
            return on_sphere([y for y, _ in at], [x for _, x in at]).reshape(-1, 3)

        def bits(rows):
            masks = [sum(1 << SKILLS.index(skill) for skill in r.get("skills", ())) for r in rows]
            return np.array(masks, dtype=np.uint64)

        def pairs(rows):
            found = sorted((number[r], where[a], v) for r, a, v in rows)
            return Pairs(*(integers([row[k] for row in found]) for k in range(3)))

        def of(rows, key, usual=NONE):
            return integers([row.get(key, usual) for row in rows])

        return Snapshot(
            people=People(
                ids=np.array(ids, dtype=np.str_),
                role=integers([self.people[i].get("role", ROLES[i[0]]) for i in ids]),
                active=np.array([row.get("active", True) for row in people], dtype=bool),
                parent=integers([above(row) for row in people]),
                zone=integers([zone(row) for row in people]),
                position=position(people),
                availability=of(people, "visits"),
                reserve=np.array([row.get("reserve", False) for row in people], dtype=bool),
                joined=of(people, "joined"),
                trained=of(people, "trained"),
                organisation=integers([NONE] * len(ids)),
                skills=bits(people),
                languages=np.zeros(len(ids), dtype=np.uint64),
                phone=of(people, "phone"),
            ),
            areas=Areas(
                ids=np.array(areas, dtype=np.str_),
                category=integers([categories.index(r.get("category", "market")) for r in places]),
                zone=integers([zone(row) for row in places]),
                position=position(places),
                people=of(places, "people"),
                visits=of(places, "visits"),
                different=of(places, "different", 1),
                priority=of(places, "priority", 1),
                whole=of(places, "whole"),
                skills=bits(places),
                languages=np.zeros(len(areas), dtype=np.uint64),
            ),
            enrolments=Enrolments(
                mitan=integers([m for m, _ in enrolled]),
                rakshak=integers([r for _, r in enrolled]),
                **{
                    name: integers([self.days.get(ids[m], {}).get(name, NONE) for m, _ in enrolled])
                    for name in ("enrolled", "pledged", "minute")
                },
            ),
            pins=pairs(self.pins),
            bans=pairs([(r, a, 0) for r, a in self.bans]),
            zones=zones,
            categories=categories,
            organisations=(),
            skills=SKILLS,
            languages=(),
            pledges=self._pledges(number, where),
        )

    def _pledges(self, number, where):
        sheets = [self.pledges[sheet] for sheet in sorted(self.pledges)]

        def index(among, key):
            named = [sheet.get(key, "") for sheet in sheets]
            return integers([among.get(one, UNKNOWN) if one else NONE for one in named])

        return Pledges(
            ids=np.array(sorted(self.pledges), dtype=np.str_),
            mitan=index(number, "mitan"),
            rakshak=index(number, "rakshak"),
            area=index(where, "area"),
            day=integers([sheet.get("day", NONE) for sheet in sheets]),
            count=integers([sheet.get("count", 1) for sheet in sheets]),
        )

    def register(self):
        """Names and numbers as given; a phone's code (`phone`) makes a number that none follows."""
        people = [self.people[i] for i in sorted(self.people)]
        places = [self.areas[a] for a in sorted(self.areas)]
        phones = [row.get("number", row.get("phone", NONE) * 17) for row in people]
        return Register(
            people=spellings([row.get("name", "") for row in people]),
            phones=integers([max(phone, NONE) for phone in phones]),
            areas=spellings([row.get("name", "") for row in places]),
            localities=spellings([row.get("locality", "") for row in places]),
        )

    def problem(self):
        try:
            problem = state_problem(self.snapshot(), self.policy)
        except Refusal:
            return None
        together, apart = (_ties(problem, wishes) for wishes in (self.together, self.apart))
        return dataclasses.replace(problem, together=together, apart=apart)

    def plan(self, **changes):
        """The plan of `rows` with its true values, or with those given instead."""
        problem = self.problem()
        rows = sorted(self.rows)
        values = slow_values(problem, rows)
        proof = flat_proof(problem, rows) if self.proves else None
        honest = Plan(
            inputs_digest=problem.digest,
            rakshak=np.array([r for r, _, _ in rows], dtype=np.str_),
            area=np.array([a for _, a, _ in rows], dtype=np.str_),
            visits=integers([v for _, _, v in rows]),
            rakshaks=len(problem.rakshaks),
            areas=len(problem.areas),
            visits_needed=int(problem.visits.sum()),
            uncovered=values.pop("uncovered"),
            tiers={name: Tier(value, value) for name, value in values.items()},
            status="optimal",
            proved_over_all_pairs=proof is not None,
            pairs_examined=len(problem.rakshaks) * len(problem.areas),
            pairs_possible=len(problem.rakshaks) * len(problem.areas),
            seed=1,
            proof=proof,
        )
        return dataclasses.replace(honest, **changes)

    def evidence(self, plan=None, replaced=None):
        """The world as it is now; `plan` is one made before, else it is made now from `rows`."""
        if plan is None and self.rows is not None:
            plan = self.plan()
        chain, kept = list(self.chain), {}
        if plan and chain:
            kept[3] = self.kept_digest or plan.digest
            chain.append(plan_entry(chain[-1], 3, kept[3]))
        return Evidence(
            snapshot=self.snapshot(),
            register=self.register(),
            policy=self.policy,
            problem=self.problem(),
            plan=plan,
            plan_number=3 if plan else None,
            chain=tuple(chain),
            kept=kept,
            proof=plan.proof if plan else None,
            replaced=replaced,
            rerun=self.rerun or plan,
            head=self.head or (self.chain[0].digest if self.chain else ""),
            tables=DIGEST,
            tables_changed=self.tables_changed,
        )


def spellings(texts):
    """A column of texts."""
    different = tuple(dict.fromkeys(texts))
    return Spellings(integers([different.index(text) for text in texts]), different)


def _ties(problem, wishes):
    """Pairs of ids as the problem has them."""
    sides = []
    for ids in (problem.areas.tolist(), problem.rakshaks.tolist()):
        there = [wish for wish in wishes if set(wish) <= set(ids)]
        of_ids = [(ids.index(one), ids.index(other)) for one, other in there]
        sides.append(integers(of_ids).reshape(-1, 2))
    return Ties(*sides)


def _columns(pairs):
    return pairs.rakshak.tolist(), pairs.area.tolist(), pairs.visits.tolist()


def flat_proof(problem, rows):
    """The rows as a flow, with the prices of a world in which every way that is used is as long as
    the shortest one; None where these prove nothing.
    """
    rakshaks, areas = problem.rakshaks.tolist(), problem.areas.tolist()
    pins = {(r, a): v for r, a, v in zip(*_columns(problem.pinned), strict=True)}
    flow = []
    faces = dict.fromkeys(range(len(areas)), 0)
    for _, a in pins:
        faces[a] += 1
    for who, at, visits in rows:
        if who not in rakshaks or at not in areas:
            return None
        r, a = rakshaks.index(who), areas.index(at)
        first = int((r, a) not in pins and 1 < problem.different[a] > faces[a])
        faces[a] += first
        free = visits - pins.get((r, a), 0)
        if free:
            flow.append((r, a, free, first))
    ways = [
        problem.cost(np.full(len(areas), r), np.arange(len(areas))) for r in range(len(rakshaks))
    ]
    price = np.zeros((len(areas), 3), dtype=np.int64)
    price[:, 2] = -np.min(ways)
    proof = Proof(
        *integers(flow).reshape(-1, 4).T, np.zeros((len(rakshaks), 3), dtype=np.int64), price, price
    )
    try:
        proved_values(problem, proof)
    except UnprovedError:
        return None
    return proof


def slow_values(problem, rows):
    """Coverage, visits uncovered, balance and cost of rows, pair by pair, from the definitions.

    Rows of ids that are not in the problem are left out.
    """
    rakshaks, areas = problem.rakshaks.tolist(), problem.areas.tolist()
    rows = [(r, a, v) for r, a, v in rows if r in rakshaks and a in areas]
    total, asked = int(problem.availability.sum()), int(problem.visits.sum())

    coverage = uncovered = balance = cost = 0
    for a, name in enumerate(areas):
        made = {r: v for r, at, v in rows if at == name}
        covered = most_covered(
            int(problem.visits[a]), int(problem.different[a]), sum(made.values()), len(made)
        )
        uncovered += int(problem.visits[a]) - covered
        coverage += int(problem.priority[a]) * (int(problem.visits[a]) - covered)
    for r, name in enumerate(rakshaks):
        load = sum(v for who, _, v in rows if who == name)
        least, most = slow_band(int(problem.availability[r]), asked, total, problem.tolerance)
        away = max(least - load, 0) + max(load - most, 0)
        balance += sum(range(1, away + 1))
    for r, a, v in rows:
        pair = np.array([rakshaks.index(r)]), np.array([areas.index(a)])
        cost += v * int(problem.cost(*pair)[0])
    for name in areas:
        leaders = [int(problem.rakshak_team[rakshaks.index(r)]) for r, at, _ in rows if at == name]
        alone = leaders.count(NONE)
        cost += problem.rates.team * max(alone + len(set(leaders) - {NONE}) - 1, 0)
    return {"coverage": coverage, "uncovered": uncovered, "balance": balance, "cost": cost}


def most_covered(asked, different, made, there):
    """Most visits that count: `different` places for first visits, the rest for any."""
    return max(
        first + min(asked - different, made - first) for first in range(min(there, different) + 1)
    )


def slow_band(own, asked, total, tolerance):
    """Least and most whole number of visits within `tolerance` of the fair share, or next to it."""
    share = min(Fraction(own * asked, total), own) if total else Fraction(0)
    fair = [visits for visits in range(own + 1) if abs(visits - share) <= tolerance]
    fair = fair or [visits for visits in range(own + 1) if abs(visits - share) < 1]
    return min(fair), max(fair)


def plan_entry(last, number, digest):
    """The entry by which a plan comes into force."""
    return next_entry(last, "2020-08-29", "plan", {"plan": number, "digest": digest})


def history(entries=3):
    """An unbroken history."""
    chain = []
    for k in range(entries):
        last, details = chain[-1] if chain else None, {"n": k, TABLES: DIGEST}
        chain.append(next_entry(last, f"2020-08-2{k}", "import", details))
    return chain


def sound_world():
    """A campaign in which every rule passes and none is skipped, with a plan that is proved.

    2 leaders, 3 rakshaks each, 2 mitans each; 12 visits over 6 rakshaks with 10 to give: fair
    share 10 x 12 / 60 = 2, band 1 to 3, everybody makes 2. All rakshaks of a zone live at one
    point, and its two areas lie 2,000 m north and south of it: 12 visits x 2,000 m = 24,000 m. G2
    and H2 are whole by default, H1 may be shared. All mitans pledged, and each rakshak handed in a
    sheet of 4.
    """
    world = World(
        policy=policy(
            quota={"mitans_per_rakshak": 2},
            span={"least": 2, "most": 3},
            workload={"least_in_band": 0.8, "most_areas": 2, "least_visits": 2},
            team={"zone": "must"},
            audit={"pledges_a_day": 14, "run_of_phones": 2, "in_one_minute": 2, "stands_out": 6.0},
        ),
        chain=history(),
        proves=True,
    )
    for k, leader in enumerate(("L1", "L2")):
        zone = "AB"[k]
        world.people[leader] = {"zone": zone, "phone": 900 + k}
        for r in range(3 * k + 1, 3 * k + 4):
            world.people[f"R{r}"] = {
                "reports_to": leader,
                "zone": zone,
                "at": (22.0 + k, 82.0),
                "joined": TRAINED - 4,
                "trained": TRAINED,
                "skills": ("banking",) if r <= 2 else (),
                "phone": 100 + r,
            }
            for m in (2 * r - 1, 2 * r):
                name = f"{FIRST_NAMES[m % 4]} {SURNAMES[m % 3]}"
                of_mitan = {"zone": zone, "phone": 200 + m, "number": 9 * 10**9 + 37 * m}
                world.people[f"M{m:02}"] = {**of_mitan, "name": name}
                world.enrolments.append((f"M{m:02}", f"R{r}"))
                dates = {"enrolled": TRAINED + 4, "pledged": PLEDGE_DAY, "minute": 480 + m}
                world.days[f"M{m:02}"] = dates
            sheet = {"mitan": f"M{2 * r:02}", "rakshak": f"R{r}", "day": PLEDGE_DAY, "count": 4}
            world.pledges[f"S{r}"] = {**sheet, "area": ("G1", "H1")[k]}
    world.areas = {
        "G1": {"zone": "A", "visits": 4, "different": 2, "skills": ("banking",)},
        "G2": {"zone": "A", "visits": 2},
        "H1": {"zone": "B", "visits": 4, "priority": 2, "whole": 0},
        "H2": {"zone": "B", "visits": 2},
    }
    for k, area in enumerate(world.areas.values()):
        side = (1, -1)[k % 2] * NORTH
        area |= {"people": (200, 20)[k % 2], "at": (22.0 + k // 2 + side, 82.0)}
        area |= {"name": f"Market {k}", "locality": ("Amgaon", "Belgaon")[k // 2]}
    world.pins = [("R1", "G1", 1)]
    world.bans = [("R1", "H2")]
    world.together, world.apart = [("R1", "R2")], [("G1", "H1")]
    world.rows = [
        ("R1", "G1", 2),
        ("R2", "G1", 2),
        ("R3", "G2", 2),
        ("R4", "H1", 2),
        ("R5", "H1", 2),
        ("R6", "H2", 2),
    ]
    return world
