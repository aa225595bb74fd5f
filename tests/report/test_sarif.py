"""SARIF 2.1.0: what the standard requires of a log, and what Mitan promises of its own.

The section numbers are those of the standard, https://docs.oasis-open.org/sarif/sarif/v2.1.0/.
"""

import json
import re

import pytest

from planner.audit.judge import judge
from planner.report.audit_report import audit_report
from planner.report.sarif import FINGERPRINT, sarif_log
from tests.audit.worlds import World
from tests.report.audits import faulty, report, swollen

CODES = ("COV001", "COV004", "COV006", "INT010")


@pytest.fixture(scope="module")
def log():
    return sarif_log(report(*CODES))


def test_what_every_log_must_have(log):
    assert log["version"] == "2.1.0"  # 3.13.2
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]  # 3.13.4
    driver = run["tool"]["driver"]  # 3.14.6, 3.18.2
    assert driver["name"] == "Mitan"  # 3.19.8
    assert re.fullmatch(r"[a-z]{2}", run["language"])  # 3.14.7
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is True  # 3.20.14
    assert json.loads(json.dumps(log)) == log


def test_rules_have_what_a_reader_needs(log):
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)  # 3.49.3
    for rule in rules:
        for text in ("shortDescription", "fullDescription", "help"):
            assert rule[text]["text"]  # 3.12.3
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")  # 3.50.3


def test_results_point_to_their_rule_and_their_place(log):
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert run["results"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]  # 3.27.6
        assert result["message"]["text"]  # 3.27.11, 3.11.8
        assert result["level"] in ("error", "warning", "note")  # 3.27.10
        ((place,),) = [location["logicalLocations"] for location in result["locations"]]
        assert place["name"]
        assert place["fullyQualifiedName"].endswith(place["name"])  # 3.33.5
        assert result["properties"]["remedy"]
        assert re.fullmatch(r"[0-9a-f]{64}", result["partialFingerprints"][FINGERPRINT])  # 3.27.17


def test_people_areas_and_zones_are_told_apart(log):
    kinds = {
        result["ruleId"]: result["locations"][0]["logicalLocations"][0].get("kind")
        for result in log["runs"][0]["results"]
    }
    assert kinds["COV001"] == "person"
    assert kinds["COV004"] == "area"
    assert kinds["COV006"] == "zone"
    assert kinds["INT010"] is None  # a plan is none of these


def test_a_finding_has_the_same_fingerprint_in_each_language_and_no_other_has_it():
    verdict, evidence = faulty(*CODES)
    prints = []
    for lang in ("en", "hi"):
        told = audit_report(swollen(verdict, 2), evidence.plan_number, lang=lang)
        results = sarif_log(told)["runs"][0]["results"]
        prints.append([result["partialFingerprints"][FINGERPRINT] for result in results])
    assert prints[0] == prints[1]
    assert len(set(prints[0])) == len(prints[0])


def test_skipped_rules_are_notifications():
    log = sarif_log(audit_report(judge(World().evidence()), None))
    run = log["runs"][0]
    told = run["invocations"][0]["toolExecutionNotifications"]
    assert len(told) == len(run["tool"]["driver"]["rules"])
    assert all(note["message"]["text"] and note["level"] == "note" for note in told)
    assert run["results"] == []  # 3.14.23: an empty array, as the judge did run
