"""The audit as a person and as a script reads it."""

import csv
import html
import io
import json
from pathlib import Path

import jsonschema
import pytest
from rich.cells import cell_len

import planner.report
from planner.audit.judge import judge, rules
from planner.report.audit import FINDINGS_OF_RULE, audit_answer, rule_answer, rules_answer
from planner.report.audit_report import SCHEMA, audit_report
from tests.audit.worlds import World
from tests.report.audits import faulty, report, swollen

SCHEMA_FILE = Path(planner.report.__file__).with_name("audit.schema.json")
MANY = ("COV004", "HIE007", "INT005", "PHA001", "DUP003", "WRK002")


def large(lang="en"):
    """A thousand findings for each of the faulty world."""
    verdict, evidence = faulty(*MANY)
    return audit_report(swollen(verdict, 1000), evidence.plan_number, lang=lang)


def screen(told, width=100):
    return audit_answer(told).render("table", width=width)


@pytest.mark.parametrize("lang", ["en", "hi"])
def test_a_screen_is_short_however_much_is_wrong(lang):
    told = large(lang)
    text = screen(told)
    assert len(text.splitlines()) < 120
    assert max(cell_len(line) for line in text.splitlines()) <= 100
    for group in told.groups:
        assert f"{len(group.findings):,}" in text
        more = len(group.findings) - FINDINGS_OF_RULE
        assert f"{more:,}" in text
    assert "-o FILE" in text  # where to see the rest


def test_the_largest_problems_come_first_and_errors_before_warnings():
    told = report(*MANY)
    rows = [(g.severity, len(g.findings)) for g in told.groups]
    assert rows == sorted(rows, key=lambda row: (row[0] != "error", -row[1]))
    text = screen(told)
    assert text.index("Problems") < text.index("Remedy:")
    assert text.index(f"error {told.groups[0].rule.code}") < text.index("warning DUP003,")


def test_rules_that_passed_are_one_line():
    lines = screen(report()).splitlines()
    assert lines[0] == f"Audit passed: {len(rules())} rules passed, 0 failed, 0 skipped; plan 3."
    assert lines[1] == "No findings."
    assert lines[2].startswith("Nothing found by COV001 to COV0")
    assert len(lines) <= 5


def test_each_reason_for_skipping_is_said_once():
    told = audit_report(judge(World().evidence()), None)
    text = screen(told)
    assert text.count("no active rakshaks yet") == 1
    assert "Nothing to judge: 0 rules passed" in text
    assert "there is no plan yet" in text


@pytest.mark.parametrize("lang", ["en", "hi"])
@pytest.mark.parametrize("codes", [(), MANY, ("INT001",)])
def test_json_keeps_to_its_schema(codes, lang):
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    data = json.loads(audit_answer(report(*codes, lang=lang)).content("json"))
    jsonschema.validate(data, schema)
    assert data["schema"] == SCHEMA == schema["title"]
    assert data["lang"] == lang
    assert sum(data["counts"].values()) == len(data["findings"])
    assert sum(rule["count"] for rule in data["rules"]) == len(data["findings"])


def test_an_empty_campaign_keeps_to_the_schema_too():
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    data = audit_report(judge(World().evidence()), None).as_dict()
    jsonschema.validate(data, schema)
    assert (data["plan"], data["passed"], data["failed"]) == (None, 0, 0)


@pytest.mark.parametrize("form", ["table", "json", "html", "sarif"])
def test_what_is_ignored_is_printed_with_its_reason(form):
    _, evidence = faulty(*MANY)
    verdict = judge(evidence, ignore={"INT005": "his <own> home", "COV001": "nothing there"})
    told = audit_report(verdict, 3)
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.validate(told.as_dict(), schema)
    assert told.as_dict()["ignored"] == 1
    assert not [f for f in told.verdict.findings if f.code == "INT005"]
    text = html.unescape(audit_answer(told).content(form).decode())
    assert "his <own> home" in text
    assert ", 1 ignored;" in told.line


def test_every_field_of_the_schema_is_documented():
    page = (Path(__file__).parents[2] / "docs" / "audit.md").read_text(encoding="utf-8")
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    of_rule = schema["properties"]["rules"]["items"]["properties"]
    of_finding = schema["properties"]["findings"]["items"]["properties"]
    for name in [*schema["properties"], *of_rule, *of_finding]:
        assert f"`{name}`" in page


@pytest.mark.parametrize("lang", ["en", "hi"])
def test_csv_has_every_finding(lang):
    told = large(lang)
    rows = list(csv.DictReader(io.StringIO(audit_answer(told).content("csv").decode())))
    assert len(rows) == len(told.verdict.findings)
    assert [row["subject"] for row in rows[:3]] == [f.subject for f in told.verdict.findings[:3]]


@pytest.mark.parametrize("form", ["table", "json", "csv", "sarif", "xlsx", "html"])
def test_equal_reports_have_equal_bytes(form):
    first, second = (audit_answer(report(*MANY)).content(form) for _ in range(2))
    assert first == second


def test_rules_in_hindi():
    listed = rules_answer(rules(), "hi").data["rules"]
    assert {rule["code"] for rule in listed} == {rule.code for rule in rules()}
    assert rule_answer(rules()[0], "hi").data["title"] != rules()[0].title


# the command


AREAS = "id,name,category,zone,visits\nA1,Bazar,market,A,30\n"
PEOPLE = "id,name,role,zone\nR1,Ram,rakshak,A\nR2,Sita,rakshak,A\n"


@pytest.fixture
def short(desk):
    """A campaign with more visits than its rakshaks can make."""
    desk("init")
    desk.bring("areas", AREAS)
    desk.bring("people", PEOPLE)
    desk("assign")
    return desk


@pytest.mark.parametrize("form", ["table", "json", "csv", "sarif", "html"])
def test_every_text_form_goes_to_stdout(short, form):
    code, out, _ = short("audit", "--format", form, "--lang", "hi")
    assert code == 5
    assert "COV004" in out
    assert "Ram" not in out


def test_a_workbook_needs_a_file(short):
    code, out, err = short("audit", "--format", "xlsx")
    assert (code, out) == (2, "")
    assert "-o FILE" in err
    assert short("audit", "--format", "xlsx", "-o", "audit.xlsx")[0] == 5
    assert (short.folder / "audit.xlsx").read_bytes().startswith(b"PK")


def test_only_the_audit_has_the_further_forms(short):
    assert short("plans", "--format", "sarif")[0] == 2


def test_a_rule_is_explained_in_hindi(short):
    assert "मितान" in short("rules", "COV001", "--lang", "hi")[1]
