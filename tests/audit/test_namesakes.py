"""DUP004: alike names are named where something else points the same way, and chance does not."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.audit import namesakes
from planner.audit.judge import judge
from planner.audit.names import alike, read_name
from tests.audit.worlds import World

PHONE = 9_812_345_670


def findings(world):
    return judge(world.evidence(), select=["DUP004"]).findings


def team(*mitans):
    """A rakshak of zone A with these mitans; 40 others of other names and no team, with phones."""
    world = World(people={"R1": {"zone": "A", "name": "Tara Minj", "number": 7_000_000_000}})
    for k, mitan in enumerate(mitans):
        world.people[f"M{k}"] = {"zone": "A", **mitan}
        world.enrolments.append((f"M{k}", "R1"))
    for k in range(40):
        name = f"{'Bcdfghjklmnprst'[k % 15]}a{'lmnrst'[k % 6]}o Kenwat"
        world.people[f"M9{k:02}"] = {"name": name, "number": 6_000_000_000 + 7919 * k}
    return world


def asha(number=None, **more):
    """A mitan of a name that comes in many spellings."""
    given = {} if number is None else {"number": number}
    return {"name": "Asha Chandrakar", **given, **more}


def test_one_rakshak_and_no_phone():
    other = {"name": "श्रीमती आशा चंद्राकर"}
    (finding,) = findings(team(asha(PHONE), other))
    assert (finding.subject, finding.where, finding.severity) == ("M0", "A", "warning")
    assert finding.message == (
        "M0 and M1 may be one person: names that sound alike, the same rakshak or leader, "
        "no phone of at least one"
    )
    assert not findings(team(asha(PHONE), {**other, "number": 8_000_000_000}))


def test_a_rakshak_who_is_his_own_mitan_under_another_spelling():
    world = team({"name": "Kumari Taara Minz"}, asha(PHONE))
    assert [(f.subject, f.message[:10]) for f in findings(world)] == [("M0", "M0 and R1 ")]


@pytest.mark.parametrize(
    ("number", "found"),
    [
        (PHONE + 3, True),  # one digit
        (9_812_354_670, True),  # two neighbours swapped
        (9_812_345_076, False),  # two digits
        (9_182_345_670, True),
        (8_812_345_673, False),  # two digits far from each other
        (PHONE, False),  # DUP001 names equal ones
    ],
)
def test_phones_that_are_a_slip_apart(number, found):
    world = team(asha(PHONE), {"name": "Aasha Chandraker"}, {"name": "Mina Sen"})
    world.people["M1"]["number"] = number
    world.people["M2"]["number"] = 8_111_111_111
    assert bool(findings(world)) == found
    if found:
        assert "phones that differ" in findings(world)[0].message
        world.people["M1"]["zone"] = "B"
        assert not findings(world)
        del world.people["M0"]["zone"], world.people["M1"]["zone"]
        assert not findings(world)


def test_the_same_coordinates():
    here, there = (22.1, 82.1), (22.1, 82.1001)
    world = team(asha(PHONE, at=here), asha(8_000_000_000, at=here))
    (finding,) = findings(world)
    assert finding.message.endswith("names that sound alike, the same coordinates")
    world.people["M1"]["at"] = there  # 10 m
    assert not findings(world)
    world.people["M1"] |= {"at": here, "number": PHONE}
    assert not findings(world)


@pytest.mark.parametrize("there", [(22.0, 50.0), (-22.0, 40.0)])  # x and y swapped; below
def test_mirrored_coordinates_are_another_place(there):
    assert not findings(team(asha(PHONE, at=(22.0, 40.0)), asha(8_000_000_000, at=there)))


def test_other_names_are_nobodys_business():
    assert not findings(team(asha(), {"name": "Usha Chandrakar"}, {"name": "Asha Chandra"}))


def test_three_are_one_finding_with_every_reason():
    world = team(asha(PHONE), asha(PHONE + 1), asha())
    (finding,) = findings(world)
    assert finding.message == (
        "M0, M1 and M2 may be one person: names that sound alike, the same rakshak or leader, no "
        "phone of at least one, one zone, phones that differ by a digit or in the order of two"
    )


def test_who_has_left_is_not_compared():
    world = team(asha(PHONE), asha())
    world.people["M1"]["active"] = False
    assert not findings(world)


def test_common_names_are_left_in_peace():
    """Of 41 people 20 are called the same: without phones in one team they are many pairs."""
    world = team(*({"name": name} for name in ["Ram Sahu", "Lata Sen"] * 20))
    assert not findings(world)
    assert not findings(team(*({"name": "Ram Sahu"} for _ in range(30))))


def test_names_that_cannot_be_read_are_no_names():
    world = World(people={"M1": {"name": "山田"}, "M2": {"name": "Dr."}})
    (ruling,) = judge(world.evidence(), select=["DUP004"]).rulings
    assert ruling.reason == "no names that can be read"


def test_a_slip_in_one_word_is_found_by_the_other():
    names = [{"name": "Rukmani Sahu"}, {"name": "Rukmini Sahu"}]
    assert [finding.subject for finding in findings(team(*names))] == ["M0"]


def test_one_whose_name_cannot_be_read_hides_nobody_else():
    (finding,) = findings(team(asha(PHONE), asha(), {"name": "山田"}, {"name": "山田"}))
    assert finding.message.startswith("M0 and M1 ")


def test_no_name_and_no_phone_is_ever_shown():
    for world in (team(asha(PHONE), asha(PHONE + 1), asha()), team(asha(), asha())):
        told = " ".join(" ".join(f.as_dict().values()) for f in findings(world)).casefold()
        assert told
        assert not any(secret in told for secret in ("asha", "chandrakar", "98123", "minj"))


def test_forms_tell_phones_that_are_a_slip_apart():
    """Against digits compared one by one."""
    rng = np.random.default_rng(5)
    phones = rng.integers(10**9, 10**10, 30)
    near = phones.copy()
    for k in range(30):
        digits = list(str(phones[k]))
        place = int(rng.integers(1, 9))
        if k % 2:
            digits[place] = str((int(digits[place]) + 3) % 10)
        else:
            digits[place], digits[place + 1] = digits[place + 1], digits[place]
        near[k] = int("".join(digits))
    every = np.concatenate([phones, near, phones + 11])
    forms = list(namesakes._forms(every))
    for i, j in combinations(range(len(every)), 2):
        shared = any(form[i] == form[j] for form in forms)
        assert shared == (every[i] == every[j] or slip(str(every[i]), str(every[j])))


def slip(one, other):
    """Whether two texts of digits differ in one place, or by two neighbours swapped."""
    apart = [k for k in range(10) if one[k] != other[k]]
    if len(apart) == 2 and apart[1] == apart[0] + 1:
        first, second = apart
        return one[first] == other[second] and one[second] == other[first]
    return len(apart) == 1


def slow_pairs(world):
    """Pairs that DUP004 finds, person by person, from what it says of itself."""
    names = {i: read_name(row["name"]) for i, row in world.people.items() if row["active"]}
    those = sorted(i for i, name in names.items() if name.key)
    boss = {m: {r for k, r in world.enrolments if k == m} for m in those}
    row = world.people

    def phone(i):
        return row[i].get("number")

    def of_one_team(one, other):
        bosses = (boss[one] & boss[other]) or other in boss[one] or one in boss[other]
        return bosses and not (phone(one) and phone(other))

    def of_near_phones(one, other):
        if not (phone(one) and phone(other)) or "zone" not in row[one]:
            return False
        same_zone = row[one].get("zone") == row[other].get("zone")
        return same_zone and slip(str(phone(one)), str(phone(other)))

    def at_one_place(one, other):
        same = phone(one) and phone(one) == phone(other)
        return "at" in row[one] and row[one]["at"] == row[other].get("at") and not same

    found = set()
    for relation in (of_one_team, of_near_phones, at_one_place):
        related = [pair for pair in combinations(those, 2) if relation(*pair)]
        if relation is of_one_team:  # once for each whom both stand under
            weight = sum(max(_common(boss, *pair), 1) for pair in related)
        else:
            weight = len(related)
        count = {k: sum(names[i].key == k for i in those) for k in {names[i].key for i in those}}
        n, expected, most = len(those), 0.0, 0
        for size in sorted(set(count.values())):
            alikes = [c for c in count.values() if c == size]
            expected += weight * len(alikes) * size * (size - 1) / max(n * (n - 1), 1)
            if expected <= 1:
                most = size
        found |= {
            pair
            for pair in related
            if max(count[names[i].key] for i in pair) <= most
            and alike(names[pair[0]], names[pair[1]])
        }
    return found


def _common(boss, one, other):
    """In how many teams two people stand together."""
    return len((boss[one] | {one}) & (boss[other] | {other}))


person = st.fixed_dictionaries(
    {
        "active": st.sampled_from([True, True, True, False]),
        "name": st.sampled_from(
            ["Asha Sahu", "आशा साहू", "Smt Sahu Aasha", "Usha Sahu", "A. Sahu", "Ram Lal", "Ramlal"]
        ),
    },
    optional={
        "zone": st.sampled_from("AB"),
        "number": st.sampled_from([PHONE, PHONE + 1, PHONE + 9, 8_000_000_000]),
        "at": st.sampled_from([(22.0, 82.0), (22.5, 82.0)]),
    },
)


@settings(max_examples=150, deadline=None)
@given(st.lists(person, min_size=1, max_size=8), st.data())
def test_found_are_those_of_a_slow_search(people, data):
    world = World()
    for k, row in enumerate(people):
        world.people[f"M{k}"] = row
    for k in range(2):
        world.people[f"R{k}"] = {"active": True, "name": "Usha Sahu" if k else "Asha Sahu"}
    pairs = st.tuples(st.sampled_from(sorted(world.people)[:-2]), st.sampled_from(["R0", "R1"]))
    world.enrolments = data.draw(st.lists(pairs, unique=True, max_size=8))
    linked = {i: {i} for i in world.people}
    for one, other in slow_pairs(world):
        both = linked[one] | linked[other]
        for i in both:
            linked[i] = both
    expected = {min(group) for group in linked.values() if len(group) > 1}
    assert {finding.subject for finding in findings(world)} == expected


@pytest.mark.parametrize("zones", ["AB", "AC", "BC", "CD"])
def test_phones_a_slip_apart_are_of_one_zone(zones):
    world = team(asha(PHONE), {"name": "Aasha Chandraker", "number": PHONE + 3})
    for zone in "ABCD":
        world.people[f"M8{zone}"] = {"name": "Mina Sen", "number": 8_111_111_111, "zone": zone}
    assert findings(world)
    world.people["M0"]["zone"], world.people["M1"]["zone"] = zones
    assert not findings(world)


def test_one_alone_who_is_his_own_mitan_is_no_pair():
    world = World(people={"R1": {"name": "Tara Minj"}}, enrolments=[("R1", "R1")])
    assert not findings(world)
