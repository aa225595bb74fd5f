"""What Mitan is installed with: locked, hashed, and under licences that were looked at."""

import importlib.util
import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
LOCK = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

spec = importlib.util.spec_from_file_location("licences", ROOT / ".ci" / "licences.py")
licences = importlib.util.module_from_spec(spec)
spec.loader.exec_module(licences)

ROWS = [
    tuple(cell.strip() for cell in line.strip("|\n").split("|"))
    for line in PAGE.splitlines()[PAGE.splitlines().index("|---|---|---|---|") + 1 :]
]


def test_every_file_of_the_lock_has_a_hash():
    files = [
        file
        for package in LOCK["package"]
        for file in (*package.get("wheels", []), *filter(None, [package.get("sdist")]))
    ]
    assert len(files) > 500
    assert not [file["url"] for file in files if not file.get("hash", "").startswith("sha256:")]


def test_every_package_comes_from_the_registry_or_is_mitan():
    sources = {package["name"]: package["source"] for package in LOCK["package"]}
    assert sources.pop("mitan") == {"editable": "."}
    assert {tuple(source) for source in sources.values()} == {("registry",)}


def test_every_dependency_has_a_least_version():
    groups = [PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"].values(),
              *PROJECT["project"]["optional-dependencies"].values()]  # fmt: skip
    assert [one for group in groups for one in group if ">=" not in one] == []


def test_what_the_extras_bring_is_tested():
    extras = {
        one for group in PROJECT["project"]["optional-dependencies"].values() for one in group
    }
    assert extras <= set(PROJECT["dependency-groups"]["dev"])


def test_the_page_of_licences_is_of_this_lock():
    assert [(name, versions, use) for name, versions, _, use in ROWS] == [
        (name, ", ".join(versions), use) for name, versions, use in licences.packages()
    ]


def test_every_licence_is_allowed():
    assert [row for row in ROWS if not licences.allowed(row[2])] == []


def test_what_is_always_installed_is_under_no_licence_of_a_library_or_a_file():
    """A program that only imports is free to do so; but the fewer questions the better."""
    always = {licence for _, _, licence, use in ROWS if use == "always"}
    copyleft = {one for licence in always for one in re.split(" AND | OR ", licence)}
    assert copyleft & licences.COPYLEFT == {"OFL-1.1"}  # the font


def test_the_page_says_what_the_packages_say():
    installed = {licences.canonical(one.name): one for one in distributions()}
    told = [(name, licence) for name, _, licence, _ in ROWS if name in installed]
    assert len(told) > 70
    assert told == [
        (name, licences.BY_HAND.get(name) or licences.licence_of(installed[name]))
        for name, _ in told
    ]


@pytest.mark.parametrize(
    ("licence", "fine"),
    [
        ("MIT", True), ("MIT OR GPL-3.0-only", True), ("MIT AND GPL-3.0-only", False),
        ("GPL-3.0-or-later", False), ("AGPL-3.0-only", False), ("", False), ("Proprietary", False),
    ],
)  # fmt: skip
def test_which_licences_are_allowed(licence, fine):
    assert licences.allowed(licence) is fine
