"""Settings: what is no TOML is refused with the reason, what breaks the model with its place."""

from pathlib import Path

import pytest

from planner.findings import ExitCode, Refusal, Severity
from planner.settings import LARGEST_FILE, Section, checked, read_toml, with_values


class Team(Section):
    size: int


class Plan(Section):
    name: str
    team: Team


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_values_as_they_stand(tmp_path, encoding):
    path = tmp_path / "a.toml"
    path.write_text("name = 'साइबर'\n[team]\nsize = 3\n", encoding=encoding)
    values = read_toml(path)
    assert values == {"name": "साइबर", "team": {"size": 3}}
    assert checked(Plan, values, file="a.toml", code="X001").team.size == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[team", "not valid TOML"),
        ("name = 'साइबर'".encode("utf-16"), "not UTF-8"),
        (b"#" * (LARGEST_FILE + 1), "too large"),
        (b"x = " + b"[" * 50_000, "too deep"),  # nested deeper than the parser can follow
        (b"x = " + b"9" * 5_000, "a number in it is far too long"),
        (b".".join([b"a"] * 100_000) + b" = 1", "a key in it has more than 32 parts"),
    ],
)
def test_a_file_that_is_no_toml(tmp_path, content, words):
    path = tmp_path / "a.toml"
    path.write_bytes(content)
    with pytest.raises(Refusal, match=words) as refused:
        read_toml(path)
    assert refused.value.exit_code is ExitCode.REJECTED
    assert "a.toml" in refused.value.message


def test_a_file_of_the_largest_size_is_read(tmp_path):
    path = tmp_path / "a.toml"
    path.write_bytes(b"#" * LARGEST_FILE)
    assert read_toml(path) == {}


def test_a_missing_file_and_a_folder(tmp_path):
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(Refusal, match="cannot be read"):
            read_toml(path)


@pytest.mark.parametrize(
    ("values", "setting", "remedy"),
    [
        ({"name": "a", "team": {"size": 1, "seize": 2}}, "team.seize", "spelling"),
        ({"name": "a", "team": {"size": "1"}}, "team.size", "correct the value"),
        ({"name": 7, "team": {"size": 1}}, "name", "correct the value"),
        ({"name": "a"}, "team", "correct the value"),
    ],
)
def test_a_fault_is_named_with_its_place_and_remedy(values, setting, remedy):
    with pytest.raises(Refusal, match=r"a\.toml cannot be used: 1 setting") as refused:
        checked(Plan, values, file="a.toml", code="X001")
    (finding,) = refused.value.findings
    assert (finding.code, finding.severity, finding.subject) == ("X001", Severity.ERROR, setting)
    assert finding.where == f"a.toml, {setting}"
    assert remedy in finding.remedy


def test_all_faults_are_named_at_once():
    with pytest.raises(Refusal) as refused:
        checked(Plan, {"team": {"size": 1.5}, "more": 1}, file="a.toml", code="X001")
    assert {finding.subject for finding in refused.value.findings} == {"name", "team.size", "more"}


PAGE = """# top
[one]
name = "a # b"   # kept
least = 3
list = [1,
  2]

[[two]]
least = 4 # other
"""


def test_values_are_put_in_their_place_and_nothing_else_changes():
    page = with_values(PAGE, {"one": {"name": 'c "d"', "least": 10}})
    assert page == PAGE.replace('"a # b"   #', '"c \\"d\\"" #').replace("= 3", "= 10")


def test_a_longer_value_does_not_touch_the_comment():
    page = with_values(PAGE, {"one": {"name": "much longer than it was"}})
    assert '"much longer than it was" # kept\n' in page


@pytest.mark.parametrize("key", ["nothing", "list"])
def test_a_value_without_a_line_of_its_own_is_refused(key):
    with pytest.raises(ValueError, match=f"one.{key}"):
        with_values(PAGE, {"one": {key: 1}})


def test_a_file_without_an_end_is_not_read_to_it():
    endless = Path("/dev/zero")
    if not endless.exists():
        pytest.skip("there is no file without an end here")
    with pytest.raises(Refusal, match="larger than 1,000,000 bytes"):
        read_toml(endless)


def test_a_long_word_is_no_key_of_many_parts(tmp_path):
    """And it is not looked through from each of its letters on."""
    path = tmp_path / "a.toml"
    path.write_text(f'x = "{"a" * 900_000}"\ny = "one.two.three ... {"no. " * 20}"\n')
    assert set(read_toml(path)) == {"x", "y"}
