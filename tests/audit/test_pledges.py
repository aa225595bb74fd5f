"""PLG: what is said of pledges, by hand at its edges and against slow loops."""

from collections import Counter, defaultdict
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.audit.judge import judge
from planner.snapshot import NONE
from tests.audit.worlds import PLEDGE_DAY, World, policy, sound_world


def told(world, code):
    """Message by subject; several of one subject in a list."""
    found = defaultdict(list)
    for finding in judge(world.evidence(), select=[code]).findings:
        found[finding.subject].append(finding.message)
    return {one: texts[0] if len(texts) == 1 else texts for one, texts in found.items()}


def reason(world, code):
    (ruling,) = judge(world.evidence(), select=[code]).rulings
    return ruling.reason


@pytest.mark.parametrize(
    ("sheet", "why"),
    [
        ({"mitan": ""}, "names no mitan"),
        ({"mitan": "M99"}, "names a mitan who is not in this campaign"),
        ({"mitan": "R2"}, "names somebody as its mitan who is none"),
        ({"mitan": "M13"}, "names a mitan whom no rakshak has enrolled"),
        (
            {"mitan": "M01", "rakshak": "R2"},
            "was handed in by another rakshak than the one who enrolled its mitan",
        ),
    ],
)
def test_where_a_sheet_comes_from(sheet, why):
    world = sound_world()
    world.people["M13"] = {"zone": "A"}
    world.pledges["S7"] = {"rakshak": "R1", "count": 7, **sheet}
    assert told(world, "PLG001") == {"S7": f"{why}, and bears 7 pledges"}


def test_a_sheet_of_a_mitan_who_has_left_or_that_names_no_rakshak_is_sound():
    world = sound_world()
    world.people["M01"]["active"] = False
    world.pledges["S7"] = {"mitan": "M01", "rakshak": "R1"}
    world.pledges["S8"] = {"mitan": "M03"}
    assert told(world, "PLG001") == {}


def test_more_pledges_than_people_in_a_zone_whose_people_are_all_known():
    world = sound_world()
    world.pledges["S7"] = {"rakshak": "R1", "count": 209}  # with 12 more, of 220 people
    assert told(world, "PLG002") == {"A": "has 221 pledges, but its areas have 220 people"}
    world.pledges["S7"]["count"] = 208
    assert told(world, "PLG002") == {}
    world.people["R6"]["zone"] = "C"  # where no area lies nobody knows how many live
    world.pledges["S8"] = {"rakshak": "R6", "count": 999}
    assert told(world, "PLG002") == {}
    world.pledges["S7"]["count"] = 999
    del world.areas["G2"]["people"]
    assert told(world, "PLG002") == {}
    for area in world.areas.values():
        area.pop("people", None)
    assert reason(world, "PLG002") == "of no area is it known how many people there are"


def test_pledges_of_a_day_are_those_of_one_person():
    world = sound_world()
    world.pledges = {
        "S1": {"mitan": "M01", "rakshak": "R1", "day": PLEDGE_DAY, "count": 10},
        "S2": {"mitan": "M01", "rakshak": "R1", "day": PLEDGE_DAY, "count": 5},
        "S3": {"mitan": "M02", "rakshak": "R1", "day": PLEDGE_DAY, "count": 14},
        "S4": {"mitan": "M02", "rakshak": "R1", "day": PLEDGE_DAY - 1, "count": 1},
        "S5": {"rakshak": "R2", "count": 15},
        "S6": {"mitan": "nobody", "rakshak": "R2", "count": 99},
    }
    assert told(world, "PLG003") == {
        "M01": "took 15 pledges on 2020-09-08; one person can take 14",
        "R2": "took 15 pledges on a day that is not said; one person can take 14",
    }


def test_a_phone_twice_neither_breaks_a_run_nor_lengthens_it():
    world = sound_world()
    world.policy = policy(audit={"run_of_phones": 3})
    for k, number in enumerate((5, 6, 6, 7, 9, NONE)):
        world.people[f"M{20 + k}"] = {"number": number if number == NONE else 9 * 10**9 + number}
        world.enrolments.append((f"M{20 + k}", "R1"))
    assert told(world, "PLG004") == {
        "R1": "has 3 mitans whose phones follow one upon another: M20, M21 and M23"
    }
    world.people["M23"]["number"] += 1
    assert told(world, "PLG004") == {}


def test_a_run_over_two_rakshaks_is_none():
    world = sound_world()
    world.people["M02"]["number"] = 6_000_000_000
    world.people["M03"]["number"] = 6_000_000_001
    assert told(world, "PLG004") == {}
    world.people["M02"]["number"] = 9_900_000_001  # R1's last, and R2's first:
    world.people["M03"]["number"] = 9_900_000_001
    world.people["M04"]["number"] = 9_900_000_002
    assert set(told(world, "PLG004")) == {"R2"}  # his run is none the shorter for it
    for person in world.people.values():
        person["number"] = NONE
    assert reason(world, "PLG004") == "no mitan's phone is recorded"


def test_surnames_count_where_the_quota_is_full_and_both_names_are_known():
    world = sound_world()
    world.policy = policy(quota={"mitans_per_rakshak": 4}, audit={"one_surname": 0.75})
    names = ("Asha Sahu", "उमा साहू", "Ravi Kumar Saahu", "Om Verma", "Sahu")
    for k, name in enumerate(names):
        world.people[f"M{20 + k}"] = {"name": name}
        world.enrolments.append((f"M{20 + k}", "R1"))
        world.people.pop(f"M0{k + 1}")
    world.enrolments = [(m, r) for m, r in world.enrolments if m in world.people]
    assert told(world, "PLG005") == {
        "R1": "has 4 mitans with two names or more; 3 share the last one"
    }
    for name in ("Ravi Sahu Kumar", "Ravi S", "Smt. Sahu"):  # no surname, or none that is told
        world.people["M22"]["name"] = name
        assert told(world, "PLG005") == {}
    world.people["M22"]["active"] = False  # four are left, one of them without two names
    world.people["M21"]["name"] = world.people["M23"]["name"] = "Uma Sahu"
    assert told(world, "PLG005") == {
        "R1": "has 3 mitans with two names or more; 3 share the last one"
    }
    world.people["M20"]["name"] = "Asha"
    assert set(told(world, "PLG005")) == {"R1"}  # of two in four
    world.people["M21"]["name"] = "Uma"
    assert told(world, "PLG005") == {}  # one alone shares nothing
    world.people["M21"]["name"] = world.people["M20"]["name"] = "Uma Sahu"
    world.people["M24"]["active"] = False  # three are no quota of four
    assert told(world, "PLG005") == {}


def test_a_minute_is_one_of_a_day_and_of_one_rakshak():
    world = sound_world()
    world.days["M02"] |= {"minute": world.days["M01"]["minute"], "pledged": PLEDGE_DAY - 1}
    world.days["M03"]["minute"] = world.days["M05"]["minute"]
    assert told(world, "PLG006") == {}
    for of_mitan in world.days.values():
        del of_mitan["minute"]
    assert reason(world, "PLG006") == "no time of a pledge is recorded"


def test_of_very_many_some_meet_in_a_minute_by_chance():
    world = sound_world()
    for k in range(9):
        world.people[f"M{20 + k}"] = {}
        world.enrolments.append((f"M{20 + k}", "R1"))
        world.days[f"M{20 + k}"] = {"pledged": PLEDGE_DAY, "minute": 700 + k}
    world.days["M01"]["minute"] = 700  # 2 of 11
    assert told(world, "PLG006") == {}
    del world.days["M28"]["minute"]  # 2 of 10
    assert set(told(world, "PLG006")) == {"R1"}


def test_signatures_of_all_sheets_bear_out_the_marks():
    world = sound_world()
    world.pledges["S1"] = {"mitan": "M01", "count": 1}  # of R1, who enrolled M01
    world.pledges["S7"] = {"mitan": "M03", "rakshak": "R1", "count": 1}
    world.pledges["S3"] = {"rakshak": "nobody", "count": 9}
    assert told(world, "PLG007") == {
        "R3": "has 2 mitans marked as pledged, but 0 signatures on sheets of pledges"
    }
    del world.days["M05"]["pledged"], world.days["M06"]["pledged"]
    assert told(world, "PLG007") == {}


def test_teams_and_zones_stand_out_where_there_are_enough_to_compare():
    world = World(policy=policy(audit={"stands_out": 3.0}))
    for k in range(5):
        world.people[f"L{k}"] = {"zone": "ABCDE"[k]}
        world.people[f"R{k}"] = {"zone": "ABCDE"[k], "reports_to": f"L{k}"}
        world.people[f"M{k}"] = {"zone": "ABCDE"[k]}
        world.enrolments.append((f"M{k}", f"R{k}"))
        world.pledges[f"S{k}"] = {"mitan": f"M{k}", "count": 2 if k else 7}
    told_of = "brought 7 pledges by 1 mitan, 7.0 each; the median of the {} is 2.0"
    assert told(world, "PLG008") == {
        unit: told_of.format(level)
        for unit, level in (("R0", "rakshaks"), ("L0", "teams"), ("A", "zones"))
    }
    world.pledges["S0"]["count"] = 6
    assert told(world, "PLG008") == {}
    del world.pledges["S4"]
    assert reason(world, "PLG008") == "fewer than 5 rakshaks have mitans and pledges"


@st.composite
def campaigns(draw):
    """Three rakshaks, their mitans and sheets, with phones and minutes that often meet."""
    world = World(
        policy=policy(audit={"run_of_phones": 3, "in_one_minute": 2, "pledges_a_day": 20})
    )
    for k in range(3):
        world.people[f"R{k}"] = {"zone": draw(st.sampled_from("AB"))}
    for k in range(draw(st.integers(0, 12))):
        mitan = f"M{k:02}"
        world.people[mitan] = {"number": draw(st.sampled_from([NONE, *range(8)]))}
        world.people[mitan]["active"] = draw(st.sampled_from([True, True, False]))
        for rakshak in draw(st.sets(st.sampled_from(["R0", "R1", "R2"]), max_size=2)):
            world.enrolments.append((mitan, rakshak))
        day = draw(st.sampled_from([NONE, PLEDGE_DAY, PLEDGE_DAY + 1]))
        world.days[mitan] = {"pledged": day, "minute": draw(st.sampled_from([NONE, 600, 601]))}
    people = st.sampled_from(["", "nobody", *world.people])
    for k in range(draw(st.integers(0, 6))):
        world.pledges[f"S{k}"] = {
            "mitan": draw(people),
            "rakshak": draw(people),
            "day": draw(st.sampled_from([NONE, PLEDGE_DAY])),
            "count": draw(st.integers(1, 30)),
        }
    return world


def slow_runs(world):
    found = {}
    for rakshak in ("R0", "R1", "R2"):
        mitans = [m for m, r in world.enrolments if r == rakshak and world.people[m]["active"]]
        numbers = sorted({world.people[m]["number"] for m in mitans} - {NONE})
        runs = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
        lengths = [len(list(run)) for _, run in runs]
        if max(lengths, default=0) >= 3:
            found[rakshak] = [n for n in lengths if n >= 3]
    return found


def slow_minutes(world):
    at = Counter(
        (rakshak, world.days[mitan]["pledged"], world.days[mitan]["minute"])
        for mitan, rakshak in world.enrolments
        if world.people[mitan]["active"] and world.days[mitan]["minute"] != NONE
    )
    found = defaultdict(list)
    for (rakshak, _, _), count in at.items():
        if count >= 2 and 5 * count >= sum(n for key, n in at.items() if key[0] == rakshak):
            found[rakshak].append(count)
    return {rakshak: sorted(counts) for rakshak, counts in found.items()}


def slow_days(world):
    taken = Counter()
    for sheet in world.pledges.values():
        who = sheet["mitan"] or sheet["rakshak"]
        if who in world.people:
            taken[who, sheet["day"]] += sheet["count"]
    found = defaultdict(list)
    for (who, _), count in taken.items():
        if count > 20:
            found[who].append(count)
    return {who: sorted(counts) for who, counts in found.items()}


def slow_marks(world):
    marked, signed = Counter(), Counter()
    first = {}
    for mitan, rakshak in sorted(world.enrolments):
        first.setdefault(mitan, rakshak)
        if world.people[mitan]["active"] and world.days[mitan]["pledged"] != NONE:
            marked[rakshak] += 1
    for sheet in world.pledges.values():
        signed[sheet["rakshak"] or first.get(sheet["mitan"])] += sheet["count"]
    return {r: [marked[r]] for r in ("R0", "R1", "R2") if signed[r] < marked[r]}


@settings(max_examples=150, deadline=None)
@given(campaigns())
def test_what_is_found_is_what_slow_loops_find(world):
    evidence = world.evidence()
    for code, slow in (
        ("PLG003", slow_days),
        ("PLG004", slow_runs),
        ("PLG006", slow_minutes),
        ("PLG007", slow_marks),
    ):
        found = defaultdict(list)
        for finding in judge(evidence, select=[code]).findings:
            number = next(int(word) for word in finding.message.split() if word.isdecimal())
            found[finding.subject].append(number)
        expected = slow(world) if world.pledges or code in ("PLG004", "PLG006") else {}
        assert {one: sorted(counts) for one, counts in found.items()} == expected, code


def test_no_name_and_no_phone_is_told():
    world = sound_world()
    for k, mitan in enumerate(("M01", "M02")):
        world.people[mitan] |= {"name": f"Zyx{k} Qwvut", "number": 9_123_456_780 + k}
        world.days[mitan]["minute"] = 600
    findings = judge(world.evidence(), select=["PLG", "DUP"]).findings
    assert {f.code for f in findings} >= {"PLG004", "PLG005", "PLG006"}
    for finding in findings:
        said = " ".join(finding.as_dict().values()).casefold()
        assert "qwvut" not in said
        assert "91234567" not in said


def test_a_sheet_from_nowhere_counts_in_no_zone():
    world = sound_world()
    world.pledges["S7"] = {"count": 500}
    assert told(world, "PLG002") == {}


def test_a_sheet_handed_in_by_an_unknown_id_is_not_the_enrollers():
    world = sound_world()
    world.pledges["S1"]["rakshak"] = "R99"
    message = "has 2 mitans marked as pledged, but 0 signatures on sheets of pledges"
    assert told(world, "PLG007") == {"R1": message}
    del world.pledges["S1"]["rakshak"]  # nobody is named: the one who enrolled its mitan
    assert told(world, "PLG007") == {}
