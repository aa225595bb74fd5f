"""Everything the judge says is also said in Hindi."""

import re

import pytest

from planner.audit.judge import judge, rules
from planner.audit.kinds import KINDS
from planner.report.hindi import (
    message_in_hindi,
    place_in_hindi,
    reason_in_hindi,
    remedy_in_hindi,
    rule_in_hindi,
    verdict_in_hindi,
)
from tests.audit.test_cases import FAULTS
from tests.audit.worlds import World
from tests.report.audits import faulty

DEVANAGARI = re.compile(r"[\u0900-\u097f]")
OTHER_DIGITS = re.compile(r"[\u0966-\u096f]")


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_every_rule_has_its_title_reason_and_remedy_in_hindi(rule):
    told = rule_in_hindi(rule)
    for text in (told.title, told.why, told.remedy):
        assert DEVANAGARI.search(text)
        assert not OTHER_DIGITS.search(text)
    for command in re.findall(r"mitan (?:assign|tree \w+|import \w+|pin --remove)", rule.remedy):
        assert command in told.remedy  # what is to be typed stays what it is


@pytest.mark.parametrize("code", FAULTS)
def test_every_message_and_remedy_of_a_fault_is_translated(code):
    verdict, _ = faulty(code)
    usual = {rule.code: rule.remedy for rule in rules()}
    for found in verdict.findings:
        assert message_in_hindi(found.code, found.message), found.message
        if found.remedy != usual[found.code]:
            assert remedy_in_hindi(found.code, found.remedy), found.remedy


def test_every_reason_for_skipping_is_translated():
    sound, _ = faulty()
    for verdict in (judge(World().evidence()), faulty("INT001")[0], sound):
        for ruling in verdict.rulings:
            if ruling.reason:
                assert reason_in_hindi(ruling.reason), ruling.reason


SAID = """
COV001 | has 24 of 25 mitans, 1 short | 25 में से 24 मितान, 1 कम
COV001 | has 0 of 1 mitan, 1 short | 1 में से 0 मितान, 1 कम
HIE005 | leads 1 person, 2 fewer than the least wished, 3 | दल में 1 लोग हैं, न्यूनतम 3 से 2 कम
HIE003 | is a leader who stands under the campaign and R2 | यह लीडर एक से अधिक के अधीन है: अभियान और R2
DUP001 | 7 mitans have one phone: A, B, C, D, E and 2 more | 7 मितान का फ़ोन एक ही है: A, B, C, D, E और 2 अन्य
INT004 | is pinned to G1, but is a leader now | G1 पर पिन है, पर अब लीडर है
WRK004 | goes to 3 areas, 1 more than the most allowed, 2 | क्षेत्र: 3, अधिकतम 2 से 1 अधिक
"""  # noqa: E501


@pytest.mark.parametrize("line", SAID.strip().splitlines())
def test_values_go_where_they_belong(line):
    code, english, hindi = line.split(" | ")
    assert message_in_hindi(code, english) == hindi


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_place_has_a_hindi_word(kind):
    assert message_in_hindi("DUP008", f"its category is bank, but its name says {kind}")


def test_ids_stay_as_they_are_whatever_they_hold():
    told = message_in_hindi("HIE004", "is a rakshak under {a}<b>%s, who is a mitan, not a leader")
    assert told == "यह रक्षक {a}<b>%s के अधीन है, जो मितान है, लीडर नहीं"


def test_what_has_no_template_is_shown_in_english_rather_than_lost():
    assert message_in_hindi("COV001", "something new") is None
    assert message_in_hindi("XYZ001", "something new") is None
    # a part that is not known makes the whole one not known: no half sentences
    assert message_in_hindi("INT004", "is pinned to G1, but sleeps") is None


def test_a_verdict_keeps_its_order_its_ids_and_its_counts():
    verdict, _ = faulty("WRK001", "COV001", "INT005")
    told = verdict_in_hindi(verdict)
    key = [(f.code, f.severity, f.subject, f.where) for f in verdict.findings]
    assert [(f.code, f.severity, f.subject, f.where) for f in told.findings] == key
    assert (told.passed, told.failed) == (verdict.passed, verdict.failed)
    assert all(DEVANAGARI.search(f.message) and DEVANAGARI.search(f.remedy) for f in told.findings)


def test_places_are_named_and_codes_kept():
    assert place_in_hindi("plan 3") == "योजना 3"
    assert place_in_hindi("no zone") == "ज़ोन ज्ञात नहीं"
    assert place_in_hindi("BILHA-01") == "BILHA-01"
