"""Small worlds to plan in, written down by id, and larger ones made up from a seed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from planner.places import Places
from planner.problem import Problem, Rates, Rules, Ties
from planner.snapshot import NONE, Ints, Pairs, integers
from planner.wishes import contradictions

RATES = Rates(same_zone=2_000, unknown=20_000, zone=2_000, language=5_000, organisation=1_000)
ANY = Rules()
FREE = Rates(same_zone=2_000, unknown=20_000, zone=0, language=0, organisation=0)


@dataclass(frozen=True)
class Person:
    """A rakshak: where he is (metres), his zone, and the visits he can make."""

    id: str
    can: int = 10
    at: tuple[float, float] | None = None
    zone: int = NONE
    skills: frozenset[int] = frozenset()
    languages: frozenset[int] = frozenset()
    organisation: int | None = None
    team: int = NONE
    home: int | None = None  # zone of his team; None: his own


@dataclass(frozen=True)
class Place:
    """An area: where it is (metres), its zone, and the visits it needs."""

    id: str
    needs: int = 1
    at: tuple[float, float] | None = None
    zone: int = NONE
    different: int = 1
    priority: int = 1
    skills: frozenset[int] = frozenset()
    languages: frozenset[int] = frozenset()
    organisations: frozenset[int] = frozenset()
    whole: bool = False


def world(
    rakshaks: Sequence[Person],
    areas: Sequence[Place],
    *,
    pins: Mapping[tuple[str, str], int] | None = None,
    bans: Iterable[tuple[str, str]] = (),
    tolerance: int = 1,
    rates: Rates = RATES,
    rules: Rules = ANY,
    together: Iterable[tuple[str, str]] = (),
    apart: Iterable[tuple[str, str]] = (),
) -> Problem:
    """The problem of these people and places; pins and bans go by (rakshak, area).

    Ties go by two ids, of areas or of rakshaks.
    """
    people = sorted(rakshaks, key=lambda person: person.id)
    places = sorted(areas, key=lambda place: place.id)
    centres = _centres([*people, *places])
    row = {one.id: k for k, one in enumerate(people)}
    column = {one.id: k for k, one in enumerate(places)}

    def pairs(wishes: Mapping[tuple[str, str], int]) -> Pairs:
        ordered = sorted((row[r], column[a], visits) for (r, a), visits in wishes.items())
        return Pairs(*integers(ordered).reshape(-1, 3).T)

    def ties(wishes: Iterable[tuple[str, str]]) -> Ties:
        wishes = sorted(wishes)
        of_areas = [(column[one], column[other]) for one, other in wishes if one in column]
        of_rakshaks = [(row[one], row[other]) for one, other in wishes if one in row]
        return Ties(integers(of_areas).reshape(-1, 2), integers(of_rakshaks).reshape(-1, 2))

    return Problem(
        rakshaks=np.array([one.id for one in people], dtype=np.str_),
        rakshak_place=_places(people, centres),
        availability=integers([one.can for one in people]),
        rakshak_skills=_bits(one.skills for one in people),
        rakshak_languages=_bits(one.languages for one in people),
        rakshak_organisation=_bits(
            () if one.organisation is None else (one.organisation,) for one in people
        ),
        areas=np.array([one.id for one in places], dtype=np.str_),
        area_place=_places(places, centres),
        visits=integers([one.needs for one in places]),
        different=integers([one.different for one in places]),
        priority=integers([one.priority for one in places]),
        area_skills=_bits(one.skills for one in places),
        area_languages=_bits(one.languages for one in places),
        area_organisations=_bits(one.organisations for one in places),
        pins=pairs(pins or {}),
        bans=pairs(dict.fromkeys(bans, 0)),
        rates=rates,
        tolerance=tolerance,
        whole=np.array([one.whole for one in places], dtype=bool),
        rakshak_team=integers([one.team for one in people]),
        team_zone=integers([one.zone if one.home is None else one.home for one in people]),
        rules=rules,
        together=ties(together),
        apart=ties(apart),
    )


@st.composite
def small_problems(draw: st.DrawFn, *, flows: bool = False) -> Problem:
    """Up to five rakshaks and five areas with every kind of rule, none contradicting another.

    With `flows` only rules that a flow can say.
    """
    somewhere = st.none() | st.tuples(*[st.integers(0, 30).map(lambda km: 1_000.0 * km)] * 2)
    zone = st.integers(NONE, 2)
    few = st.frozensets(st.integers(0, 1), max_size=2)
    some = st.lists(few, min_size=3, max_size=3)  # skills, languages, organisations

    people = []
    for k in range(draw(st.integers(1, 5))):
        skills, languages, _ = draw(some)
        can, organisation = draw(st.integers(0, 5)), draw(st.none() | st.integers(0, 1))
        at, home = draw(somewhere), draw(zone)
        team = draw(st.integers(NONE, 1))
        people.append(Person(f"R{k}", can, at, home, skills, languages, organisation, team))
    places = []
    for k in range(draw(st.integers(1, 5))):
        needs, priority = draw(st.integers(1, 6)), draw(st.integers(1, 3))
        different = draw(st.integers(1, min(needs, 3)))
        skills, languages, wished = draw(some)
        skills = skills if draw(st.booleans()) else frozenset()
        at, home = draw(somewhere), draw(zone)
        whole = not flows and draw(st.booleans())
        places.append(
            Place(f"A{k}", needs, at, home, different, priority, skills, languages, wished, whole)
        )
    rules = draw(_rules(flows=flows))

    pairs = st.tuples(st.sampled_from(people), st.sampled_from(places))
    pins: dict[tuple[str, str], int] = {}
    for one, place in draw(
        st.lists(pairs, max_size=4, unique_by=lambda pair: (pair[0].id, pair[1].id))
    ):
        visits = draw(st.integers(1, 3))
        there = [made for (_, area), made in pins.items() if area == place.id]
        gone = sum(made for (person, _), made in pins.items() if person == one.id)
        others = max(place.different - len(there) - 1, 0)
        fits = gone + visits <= one.can and sum(there) + visits + others <= place.needs
        fits &= not (place.whole and there)
        fits &= sum(person == one.id for person, _ in pins) < (rules.most_areas or 9)
        at_home = NONE in (one.zone, place.zone) or one.zone == place.zone
        fits &= at_home or not rules.keep_to_zone
        if fits and place.skills <= one.skills:
            pins[one.id, place.id] = visits
    bans = {(one.id, place.id) for one, place in draw(st.lists(pairs, max_size=4))} - pins.keys()
    together, apart = ((), ()) if flows else draw(_ties(people, places))
    rates = replace(RATES, team=0 if flows else draw(st.sampled_from([0, 0, 700])))
    problem = world(
        people, places, pins=pins, bans=bans, tolerance=draw(st.integers(0, 2)), rates=rates,
        rules=rules, together=together, apart=apart,
    )  # fmt: skip
    assume(not contradictions(problem))
    return problem


@st.composite
def _rules(draw: st.DrawFn, *, flows: bool) -> Rules:
    return Rules(
        most_areas=0 if flows else draw(st.sampled_from([0, 0, 1, 2])),
        least_visits=1 if flows else draw(st.sampled_from([1, 1, 2, 3])),
        keep_to_zone=draw(st.booleans()),
    )


@st.composite
def _ties(
    draw: st.DrawFn, people: list[Person], places: list[Place]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Pairs together and pairs apart."""
    tied: list[tuple[str, str]] = []
    for group in (people, places):
        ids = [one.id for one in group]
        if len(ids) > 1:
            pair = st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True)
            tied += [(min(two), max(two)) for two in draw(st.lists(pair, max_size=2))]
    tied = list(dict.fromkeys(tied))
    split = draw(st.integers(0, len(tied)))
    return tied[:split], tied[split:]


@dataclass(frozen=True)
class Size:
    """How large a made-up world is, and what is known of its places."""

    rakshaks: int
    areas: int
    used: float = 0.75  # visits needed, as a share of those available
    known: float = 1.0  # share of places with coordinates; of the others only the zone is known
    zones: int = 40
    at_station: bool = False  # every rakshak is where his zone's station is
    skills: Sequence[float] = field(default=())  # share of areas that need skill k
    whole_up_to: int = 0  # visits; areas of as many or fewer go to one rakshak


def district(size: Size, seed: int) -> Problem:
    """A town in the middle of a square of 90 km with villages, availability 7 to 14."""
    rng = np.random.default_rng(seed)
    villages = rng.uniform(-45_000, 45_000, (708, 2))
    stations = np.vstack(
        [rng.normal(0, 4_000, (size.zones // 2, 2)), villages[: -(-size.zones // 2)]]
    )

    def points(count: int, in_town: float) -> np.ndarray:
        town = int(count * in_town)
        village = villages[rng.choice(708, count - town)]
        near = village + rng.normal(0, 600, (count - town, 2))
        return np.vstack([rng.normal(0, 4_000, (town, 2)), near])

    def zones(point: np.ndarray) -> Ints:
        return integers(((point[:, None] - stations[None]) ** 2).sum(axis=2).argmin(axis=1))

    people, places = points(size.rakshaks, 0.45), points(size.areas, 0.5)
    zone_r, zone_a = zones(people), zones(places)
    if size.at_station:
        people = stations[zone_r]
    known_r, known_a = rng.random(len(people)) < size.known, rng.random(len(places)) < size.known
    can = rng.integers(7, 15, size.rakshaks)
    attraction = rng.lognormal(3.0, 1.1, size.areas)
    needs = np.maximum(1, np.round(attraction * can.sum() * size.used / attraction.sum()))
    skills_r = np.zeros(size.rakshaks, np.uint64)
    skills_a = np.zeros(size.areas, np.uint64)
    for bit, share in enumerate(size.skills):
        skills_r |= np.uint64(1 << bit) * (rng.random(size.rakshaks) < 2 * share).astype(np.uint64)
        skills_a |= np.uint64(1 << bit) * (rng.random(size.areas) < share).astype(np.uint64)
    centre = np.full((size.zones, 2), np.nan)
    everyone = np.vstack([people[known_r], places[known_a]])
    in_zone = np.concatenate([zone_r[known_r], zone_a[known_a]])
    for zone in np.unique(in_zone):
        centre[zone] = everyone[in_zone == zone].mean(axis=0)
    nothing = np.zeros(size.areas, np.uint64)
    none = Pairs(*np.zeros((3, 0), np.int64))
    return Problem(
        rakshaks=np.array([f"R{k:06d}" for k in range(size.rakshaks)]),
        rakshak_place=Places(np.where(known_r[:, None], people, centre[zone_r]), known_r, zone_r),
        availability=integers(can),
        rakshak_skills=skills_r,
        rakshak_languages=np.zeros(size.rakshaks, np.uint64),
        rakshak_organisation=np.zeros(size.rakshaks, np.uint64),
        areas=np.array([f"A{k:06d}" for k in range(size.areas)]),
        area_place=Places(np.where(known_a[:, None], places, centre[zone_a]), known_a, zone_a),
        visits=integers(needs),
        different=np.ones(size.areas, np.int64),
        priority=np.ones(size.areas, np.int64),
        area_skills=skills_a,
        area_languages=nothing,
        area_organisations=nothing,
        pins=none,
        bans=none,
        rates=RATES,
        tolerance=1,
        whole=needs <= size.whole_up_to,
        rakshak_team=zone_r,
        team_zone=zone_r,
    )


def _bits(sets: Iterable[Iterable[int]]) -> np.ndarray:
    return np.array([sum(1 << bit for bit in one) for one in sets], dtype=np.uint64)


def _centres(everywhere: Sequence[Person | Place]) -> dict[int, np.ndarray]:
    """Mean point of what is located in each zone."""
    zones = {one.zone for one in everywhere if one.at and one.zone != NONE}
    return {
        zone: np.mean([one.at for one in everywhere if one.at and one.zone == zone], axis=0)
        for zone in zones
    }


def _places(those: Sequence[Person | Place], centres: Mapping[int, np.ndarray]) -> Places:
    nowhere = np.full(2, np.nan)
    point = [np.array(one.at) if one.at else centres.get(one.zone, nowhere) for one in those]
    return Places(
        position=np.array(point, dtype=np.float64).reshape(-1, 2),
        located=np.array([one.at is not None for one in those], dtype=bool),
        zone=integers([one.zone for one in those]),
    )
