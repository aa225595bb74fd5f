"""What may be named as a store, and that no password is ever shown."""

from pathlib import Path

import pytest

from planner.findings import ExitCode, Refusal
from planner.store.target import parse


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("campaign.db", "campaign.db"),
        (Path("a") / "b.db", "a/b.db"),
        ("sqlite:///a/b.db", "a/b.db"),
        ("sqlite:////tmp/b.db", "/tmp/b.db"),
        ("100%?#.db", "100%?#.db"),
    ],
)
def test_files(given, path):
    found = parse(given)
    assert (found.path, found.url, found.shown) == (Path(path), None, path)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_servers_show_no_password_and_no_options(scheme):
    found = parse(f"{scheme}://asha:s3cret%40@db.example:5433/campaign?password=s3cret2")
    assert found.path is None
    assert found.url.drivername == "postgresql+psycopg"
    assert found.url.password == "s3cret@"
    assert found.shown == "postgresql+psycopg://asha:***@db.example:5433/campaign"


@pytest.mark.parametrize(
    "given",
    [
        "mysql://asha:s3cret@db/campaign",
        "postgresql+psycopg2://asha:s3cret@db/campaign",
        "postgresql://asha:s3cret@db",
        "postgresql://asha:12@s3cret@db/campaign",
        "postgresql://asha:s3cret@db:port/campaign",
        "://s3cret",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///a.db?mode=s3cret",
    ],
)
def test_other_targets_are_refused_without_repeating_them(given):
    with pytest.raises(Refusal) as refused:
        parse(given)
    assert refused.value.exit_code == ExitCode.REJECTED
    assert "s3cret" not in refused.value.message
