"""Every rule passes in a sound campaign and speaks in one with its fault, at the right subject."""

import dataclasses

import pytest

from planner.audit.judge import judge, rules
from planner.findings import Severity
from planner.plan import Tier
from tests.audit.worlds import PLEDGE_DAY, plan_entry, sound_world

# Each fault changes a sound world and returns None, or a plan made before the change.


def nobody_above(world):
    del world.people["R1"]["reports_to"]


def circle(world):
    world.people["L1"]["reports_to"] = "L2"
    world.people["L2"]["reports_to"] = "L1"
    world.people["L3"] = {}  # each of his people is at home in his own zone
    world.people["R3"]["reports_to"] = world.people["R6"]["reports_to"] = "L3"


def rakshak_enrolled(world):
    world.enrolments.append(("R1", "R2"))


def under_a_rakshak(world):
    world.people["R1"]["reports_to"] = "R2"


def too_many_to_lead(world):
    world.people["R4"]["reports_to"] = "L1"


def leader_left(world):
    world.people["L1"]["active"] = False


def rakshak_left(world):
    world.people["R7"] = {"reports_to": "L2", "zone": "B", "active": False}
    world.people["M13"] = {"zone": "B"}
    world.enrolments.append(("M13", "R7"))


def one_mitan_short(world):
    del world.people["M01"]
    world.enrolments.remove(("M01", "R1"))


def one_mitan_over(world):
    world.people["M13"] = {"zone": "A"}
    world.enrolments.append(("M13", "R1"))


def nobody_there(world):  # 13 visits asked: fair share 13/6, band 2 to 3
    world.areas["G3"] = {"zone": "A", "visits": 1}


def one_visit_short(world):
    world.areas["G2"]["visits"] = 3


def one_face_short(world):
    world.areas["G1"]["different"] = 3


def zone_of_nobody(world):
    world.areas["K1"] = {"zone": "C", "visits": 1}
    world.rows.append(("R3", "K1", 1))


def two_at_a_whole_area(world):
    world.areas["H1"]["whole"] = 1


def idle_and_busy(world):  # R6 0 and R4 4 visits, fair are 1 to 3: 4 of 6 in band
    world.rows.remove(("R6", "H2", 2))
    world.rows.append(("R4", "H2", 2))


def more_than_he_can(world):
    world.people["R3"]["visits"] = 1


def one_does_all(world):  # R4 makes 3 + 2 = 5, the mean is 2
    idle_and_busy(world)
    world.pins.append(("R5", "H1", 1))  # so that one visit is enough there
    world.rows[3:5] = [("R4", "H1", 3), ("R5", "H1", 1)]


def here_and_there(world):
    world.areas["H2"]["visits"] = 1
    world.areas["H3"] = {"zone": "B", "visits": 1}
    world.rows[5:] = [("R6", "H2", 1), ("R6", "H3", 1)]
    limits = world.policy.workload.model_copy(update={"most_areas": 1})
    world.policy = world.policy.model_copy(update={"workload": limits})


def a_single_visit(world):
    world.rows[3:5] = [("R4", "H1", 3), ("R5", "H1", 1)]


def changed_since(world):
    plan = world.plan()
    world.areas["G2"]["priority"] = 2
    return plan


def cost_written_over(world):
    return world.plan(tiers={**world.plan().tiers, "cost": Tier(23_999, 23_999)})


def coverage_written_over(world):
    return world.plan(uncovered=1)


def pin_not_kept(world):
    world.pins = [("R1", "G1", 3)]


def ban_not_kept(world):
    world.bans.append(("R3", "G2"))


def unskilled(world):
    world.people["R2"]["skills"] = ()


def stranger(world):
    world.rows.append(("R9", "G2", 1))


def history_rewritten(world):
    world.chain[1] = dataclasses.replace(world.chain[1], action="tree")


def plan_rewritten(world):
    world.kept_digest = "0" * 64


def plan_taken_out(world):
    world.chain.append(plan_entry(world.chain[-1], 2, "0" * 64))


def parted(world):
    world.rows.remove(("R2", "G1", 2))
    world.rows += [("R2", "G2", 2)]
    world.rows.remove(("R3", "G2", 2))
    world.rows += [("R3", "G1", 2)]
    world.people["R3"]["skills"] = ("banking",)


def met(world):
    world.apart.append(("R4", "R5"))


def strayed(world):
    world.areas["H2"]["zone"] = "A"


def price_written_over(world):
    plan = world.plan()
    price = plan.proof.area_price.copy()
    price[0, 2] -= 1
    return dataclasses.replace(plan, proof=dataclasses.replace(plan.proof, area_price=price))


def bound_too_high(world):
    return world.plan(tiers={**world.plan().tiers, "balance": Tier(0, 1)})


def untrained(world):
    del world.people["R3"]["trained"]


def mitans_share_a_phone(world):
    world.people["M01"]["phone"] = world.people["M07"]["phone"]


def claimed_by_two(world):
    world.enrolments.append(("M01", "R2"))


def own_mitan(world):
    world.people["M01"]["phone"] = world.people["R1"]["phone"]


def two_worlds(world):  # fair are 10 visits in each zone
    world.areas["H1"]["visits"] = 12
    world.rows[3:] = [("R4", "H1", 6), ("R5", "H1", 6), ("R6", "H2", 2)]


def a_long_way(world):
    world.areas["G2"]["at"] = (22.18, 82.0)


def two_ends(world):
    world.areas["H2"]["visits"] = 1
    world.areas["H3"] = {"zone": "B", "visits": 1, "at": (23.0, 82.4)}
    world.rows[5:] = [("R6", "H2", 1), ("R6", "H3", 1)]


def zone_without_areas(world):
    world.people["R6"]["zone"] = "C"


def category_forgotten(world):
    world.policy.categories["gym"] = world.policy.categories["market"]


def half_the_people(world):
    world.areas["G2"] |= {"visits": 3, "people": 2000}


def solved_otherwise(world):
    plan = world.plan()
    world.rerun = dataclasses.replace(plan, visits=plan.visits[::-1], seed=2)


def tail_cut(world):
    world.head = "beef" * 16


def written_to(world):
    world.tables_changed = ("enrolments",)


def trained_first(world):
    world.people["R1"]["joined"] = world.people["R1"]["trained"] + 1


def too_eager(world):
    world.days["M01"]["enrolled"] = world.people["R1"]["trained"] - 1


def last_year(world):
    world.days["M01"]["enrolled"] -= 365


def pledged_before(world):
    world.days["M01"] |= {"enrolled": PLEDGE_DAY, "pledged": PLEDGE_DAY - 1}


def nobodys_sheet(world):
    world.pledges["S7"] = {"rakshak": "R1", "day": PLEDGE_DAY}


def crowd(world):
    world.areas["G1"]["people"] = 11


def tireless(world):
    world.pledges["S1"]["count"] = 15


def phones_in_a_row(world):
    world.people["M02"]["number"] = world.people["M01"]["number"] + 1


def of_one_family(world):
    world.people["M02"]["name"] = "Anil " + world.people["M01"]["name"].split()[1]


def at_once(world):
    world.days["M02"]["minute"] = world.days["M01"]["minute"]


def signature_missing(world):
    world.pledges["S1"]["count"] = 1


def far_above_the_others(world):
    world.pledges["S1"]["count"] = 14
    world.pledges["S7"] = {"mitan": "M01", "rakshak": "R1", "day": PLEDGE_DAY, "count": 14}


def in_two_scripts(world):
    world.people["M02"]["name"] = "श्रीमती लता वर्मा"  # M01 is Lata Verma
    del world.people["M02"]["phone"], world.people["M02"]["number"]


def beside_itself(world):
    world.areas["G1"] |= {"name": "Shanichari Bazaar", "at": (22.0, 82.0)}
    world.areas["G2"] |= {"name": "बाज़ार, शनिचरी", "at": (22.001, 82.0)}  # 111 m


def of_another_village(world):
    world.areas["H2"]["at"] = (22.9, 82.0)  # 11 km from its village, and 13 km from H1


def in_another_state(world):
    world.areas["H2"]["at"] = (31.4, 76.8)


def no_market(world):
    world.areas["H2"]["name"] = "उच्चतर माध्यमिक विद्यालय, Belgaon"


FAULTS = {  # code: fault, subjects, a part of the first message, codes that find it as well
    "HIE001": (nobody_above, {"R1"}, "is a rakshak who reports to nobody", ()),
    "HIE002": (circle, {"L1"}, "2 people stand under each other: L1 and L2", ()),
    "HIE003": (rakshak_enrolled, {"R1"}, "stands under L1 and R2", ("HIE004", "COV002")),
    "HIE004": (under_a_rakshak, {"R1"}, "under R2, who is a rakshak, not a leader", ()),
    "HIE005": (
        too_many_to_lead,
        {"L1"},
        "leads 4 people, 1 more than the most allowed, 3",
        ("INT015",),
    ),
    "HIE006": (leader_left, {"L1"}, "is inactive but still leads 3 active people", ()),
    "HIE007": (rakshak_left, {"R7"}, "is inactive but still has 1 active mitan", ()),
    "COV001": (one_mitan_short, {"R1"}, "has 1 of 2 mitans, 1 short", ()),
    "COV002": (one_mitan_over, {"R1"}, "has 3 of 2 mitans, 1 over", ()),
    "COV003": (nobody_there, {"G3"}, "needs 1 visit and has no rakshak", ()),
    "COV004": (one_visit_short, {"G2"}, "has 2 of 3 visits, 1 short", ()),
    "COV005": (one_face_short, {"G1"}, "has 2 of 3 different rakshaks, 1 short", ()),
    "COV007": (two_at_a_whole_area, {"H1"}, "for one rakshak only, but 2 go: R4 and R5", ()),
    "COV006": (zone_of_nobody, {"C"}, "has 1 area but no active rakshak", ("INT015",)),
    "WRK001": (
        idle_and_busy,
        {"campaign", "R4", "R6"},
        "only 4 of 6 rakshaks (66.7%) are within 1 visit of their fair share; at least 80%",
        (),
    ),
    "WRK002": (more_than_he_can, {"R3"}, "is given 2 visits but can make 1, 1 too many", ()),
    "WRK003": (one_does_all, {"R4"}, "makes 5 visits, 2.5 times the mean of 2.0", ("WRK001",)),
    "WRK004": (here_and_there, {"R6"}, "goes to 2 areas, 1 more than the most allowed, 1", ()),
    "WRK005": (a_single_visit, {"R5"}, "makes 1 visit at H1, but whoever goes there makes", ()),
    "INT001": (changed_since, {"plan 3"}, "is not the one this plan was made for", ()),
    "INT002": (cost_written_over, {"plan 3"}, "is 23999 metres in all; worked out", ("INT012",)),
    "INT003": (coverage_written_over, {"plan 3"}, "says visits uncovered: 1; worked out", ()),
    "INT004": (pin_not_kept, {"R1"}, "at least 3 visits at G1, but the plan gives him 2", ()),
    "INT005": (ban_not_kept, {"R3"}, "must not be sent to G2, but the plan gives him 2", ()),
    "INT006": (unskilled, {"R2"}, "is sent to G1 without a skill it requires: banking", ()),
    "INT007": (stranger, {"R9"}, "is nobody's id in this campaign, but has 1 row with 1", ()),
    "INT010": (plan_rewritten, {"plan 3"}, "was kept as 000000000000; worked out", ()),
    "INT011": (plan_taken_out, {"plan 2"}, "tells of this plan, but it is not in the store", ()),
    "INT008": (history_rewritten, {"entry 2"}, "does not follow from the entry before it", ()),
    "INT009": (bound_too_high, {"plan 3"}, "says balance 0, below the bound of 1", ()),
    "INT012": (
        price_written_over,
        {"plan 3"},
        "its proof does not hold. 1 pairs without visits would pay",
        (),
    ),
    "INT013": (parted, {"R1"}, "tied together with R2, but only one of them goes to G1 and G2", ()),
    "INT014": (met, {"R4"}, "is to be kept apart from R5, but each of them goes to H1", ()),
    "INT015": (strayed, {"R6"}, "is sent to H2 in A, but his team keeps to B", ("DUP007",)),
    "INT016": (solved_otherwise, {"plan 3"}, "solved again it is", ()),
    "INT017": (tail_cut, {"history"}, "has no entry with the digest beefbeefbeef, among 4", ()),
    "INT018": (written_to, {"enrolments"}, "are not what they were after entry 3: another", ()),
    "COV008": (zone_without_areas, {"C"}, "has 1 active rakshak but no area", ()),
    "COV009": (category_forgotten, {"gym"}, "is a category of the campaign, but no area", ()),
    "COV010": (half_the_people, {"A"}, "for 1533 of 2200 people (69.7%); at least", ("COV004",)),
    "WRK006": (
        a_long_way,
        {"R3"},
        "goes 20.0 km to G2; three of four ways are under 2.0 km",
        ("DUP006",),
    ),
    "WRK007": (
        two_ends,
        {"R6"},
        "has 2 areas as far as 20.5 km from their middle",
        ("WRK006", "DUP007"),
    ),
    "WRK008": (two_worlds, {"A", "B"}, "makes 6 visits with 3 rakshaks; 10.0 would", ("WRK001",)),
    "PHA002": (trained_first, {"R1"}, "was trained on 2020-08-28, and joined on 2020-08-29", ()),
    "PHA003": (too_eager, {"R1"}, "enrolled 1 mitan before he was trained on 2020-08-28: M01", ()),
    "PHA004": (
        last_year,
        {"R1"},
        "1 mitan enrolled outside publicity and",
        ("PHA003",),
    ),
    "PHA005": (pledged_before, {"R1"}, "1 mitan who pledged before being enrolled", ("PHA004",)),
    "PLG001": (nobodys_sheet, {"S7"}, "names no mitan, and bears 1 pledge", ()),
    "PLG002": (crowd, {"G1"}, "has 12 pledges, but 11 people to reach", ()),
    "PLG003": (tireless, {"M02"}, "took 15 pledges on 2020-09-08; one person can take 14", ()),
    "PLG004": (phones_in_a_row, {"R1"}, "2 mitans whose phones follow one upon another", ()),
    "PLG005": (of_one_family, {"R1"}, "has 2 mitans with two names or more; 2 share", ()),
    "PLG006": (at_once, {"R1"}, "2 mitans who pledged on 2020-09-08 at 08:01: M01 and M02", ()),
    "PLG007": (signature_missing, {"R1"}, "2 mitans marked as pledged, but 1 signature on", ()),
    "PLG008": (far_above_the_others, {"R1"}, "brought 28 pledges by 2 mitans, 14.0 each; the", ()),
    "PHA001": (untrained, {"R3"}, "is given 2 visits but no training is recorded", ()),
    "DUP001": (mitans_share_a_phone, {"M01"}, "2 mitans have one phone: M01 and M07", ()),
    "DUP002": (claimed_by_two, {"M01"}, "is claimed by 2 rakshaks: R1 and R2", ("COV002",)),
    "DUP003": (own_mitan, {"M01"}, "that of a rakshak and a mitan: M01 and R1", ()),
    "DUP004": (in_two_scripts, {"M01"}, "M01 and M02 may be one person: names", ("PLG005",)),
    "DUP005": (beside_itself, {"G1"}, "G1 and G2 may be one place: names that say the same", ()),
    "DUP006": (of_another_village, {"H1"}, "from the only other area of its village and", ()),
    "DUP007": (in_another_state, {"H2"}, "km from the middle of the campaign's areas", ("WRK006",)),
    "DUP008": (no_market, {"H2"}, "its category is market, but its name says school", ()),
}
PLACES = {"A", "B", "C", "plan 3", "history", "campaign.toml"}
WARNINGS = {"COV006", "COV008", "COV009", "WRK003", "WRK006", "WRK007", "WRK008", "PHA003"}
WARNINGS |= {"DUP003", "DUP004", "DUP005", "DUP006", "DUP008"}
WARNINGS |= {"PLG004", "PLG005", "PLG006", "PLG008"}  # shown, but nothing fails by them


def test_no_rule_lacks_a_case():
    assert set(FAULTS) == {rule.code for rule in rules()}


def test_every_rule_passes_in_a_sound_campaign():
    verdict = judge(sound_world().evidence())
    assert [finding.as_dict() for finding in verdict.findings] == []
    assert (verdict.passed, verdict.failed, verdict.skipped) == (len(FAULTS), 0, 0)


@pytest.mark.parametrize("code", FAULTS)
def test_rule_finds_its_fault_and_no_other_does(code):
    fault, subjects, message, also = FAULTS[code]
    world = sound_world()
    plan = fault(world)
    verdict = judge(world.evidence(plan))
    found = [finding for finding in verdict.findings if finding.code == code]
    assert {finding.subject for finding in found} == subjects
    assert len(found) == len(subjects)
    assert message in found[0].message
    assert {finding.where for finding in found} <= PLACES
    assert all(finding.remedy for finding in found)
    assert {finding.code for finding in verdict.findings} == {code, *also}

    outcome = {ruling.code: ruling.outcome for ruling in verdict.rulings}
    assert outcome[code] == ("passed" if code in WARNINGS else "failed")
    assert {f.severity for f in found} <= {Severity.ERROR, Severity.WARNING}


@pytest.mark.parametrize("code", FAULTS)
def test_a_rule_alone_says_the_same(code):
    world = sound_world()
    evidence = world.evidence(FAULTS[code][0](world))
    together = [f for f in judge(evidence).findings if f.code == code]
    assert list(judge(evidence, select=[code]).findings) == together


def test_the_sum_of_the_sound_campaign():
    plan = sound_world().plan()
    assert {name: tier.value for name, tier in plan.tiers.items()} == {
        "coverage": 0,
        "balance": 0,
        "cost": 24_000,  # 12 visits x 2,000 m within the own zone
    }
