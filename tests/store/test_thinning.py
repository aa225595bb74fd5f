"""Backups by their names: which are whose, and which are old enough to go."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.store import thinning
from planner.store.thinning import Named, name, named, of_campaign, superseded

NOW = datetime(2020, 9, 8, 12, 0, tzinfo=UTC)
HEAD = "1a2b3c4d5e6f" + "0" * 52


def kept(*ages):
    """Backups of these ages in hours, newest first."""
    return [
        Named(f"{age} h", "campaign", NOW - timedelta(hours=age), HEAD[:12]) for age in sorted(ages)
    ]


def files(backups):
    return [one.file for one in backups]


def test_a_name_tells_store_moment_and_head(tmp_path):
    (tmp_path / name("my.campaign", NOW, HEAD)).touch()
    (tmp_path / name("my.campaign", NOW, HEAD, 2)).touch()
    (tmp_path / name("fresh", NOW - timedelta(1), "")).touch()
    for other in (
        "campaign.db",
        "campaign.0004.2020-09-08.db",
        "x.2020-06-31T120000Z.1a2b3c4d5e6f.db",
    ):
        (tmp_path / other).touch()
    (tmp_path / name("folder", NOW, HEAD)).mkdir()
    assert [(one.file.name, one.store, one.at, one.head) for one in named(tmp_path)] == [
        ("my.campaign.2020-09-08T120000Z.1a2b3c4d5e6f.2.db", "my.campaign", NOW, "1a2b3c4d5e6f"),
        ("my.campaign.2020-09-08T120000Z.1a2b3c4d5e6f.db", "my.campaign", NOW, "1a2b3c4d5e6f"),
        ("fresh.2020-09-07T120000Z.000000000000.db", "fresh", NOW - timedelta(1), thinning.BEGUN),
    ]  # fmt: skip
    assert named(tmp_path / "missing") == []


def test_only_what_this_campaigns_history_knows_is_its_own():
    backups = [
        Named(head, store, NOW, head) for store in "ab" for head in ("1", "2", thinning.BEGUN)
    ]
    assert [(one.store, one.head) for one in of_campaign(backups, "a", {"1"})] == [
        ("a", "1"), ("a", thinning.BEGUN),
    ]  # fmt: skip


def test_all_of_a_day_one_a_day_for_thirty_days_one_a_month_before():
    day = 24
    backups = kept(
        0, 1, 23, day, day + 1, 2 * day, 29 * day + 1, 29 * day + 2, 45 * day, 46 * day, 100 * day
    )
    assert files(superseded(backups, NOW)) == ["25 h", f"{29 * day + 2} h", f"{46 * day} h"]


def test_a_day_is_a_day_in_india():
    # 19:00 and 18:00 UTC on the 5th are the 6th and the 5th in India
    late, early = 65, 66
    assert superseded(kept(late, early), NOW) == []
    assert files(superseded(kept(66, 67), NOW)) == ["67 h"]


@pytest.mark.parametrize(
    ("keep", "gone"), [(1, ["5 h", "900 h"]), (2, ["900 h"]), (3, []), (9, [])]
)
def test_the_newest_n_are_kept_where_that_is_asked(keep, gone):
    assert files(superseded(kept(0, 5, 900), NOW, keep)) == gone


@given(st.lists(st.integers(0, 24 * 400), unique=True))
def test_thinning_twice_is_thinning_once_and_the_newest_stays(ages):
    backups = kept(*ages)
    going = superseded(backups, NOW)
    left = [one for one in backups if one not in going]
    assert superseded(left, NOW) == []
    assert left[:1] == backups[:1]
    assert all(NOW - one.at >= thinning.ALL_FOR for one in going)
