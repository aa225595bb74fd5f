import hashlib
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from planner.findings import ExitCode, Refusal
from planner.snapshot import integers
from planner.statement import visits_by_norm
from scenarios.generate import generate
from scenarios.tables import AREA_COLUMNS, ENROLMENT_COLUMNS, PEOPLE_COLUMNS, write_csv


def digests(campaign, folder):
    folder.mkdir()
    paths = write_csv(campaign, folder)
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in paths.items()}


def needed(campaign, policy):
    areas = campaign.areas
    codes, category = np.unique(areas["category"], return_inverse=True)
    visits = visits_by_norm(codes.tolist(), category, integers(areas["people"]), policy)
    return np.maximum(visits, areas["different_rakshaks"])


def rakshaks(campaign, column):
    people = campaign.people
    pairs = zip(people["role"], people[column], strict=True)
    return [cell for role, cell in pairs if role == "rakshak"]


def test_the_same_seed_gives_the_same_bytes(bilaspur, policy, small, tmp_path):
    again = generate(bilaspur, "small", 1, policy)
    assert digests(again, tmp_path / "a") == digests(small, tmp_path / "b")


def test_another_seed_gives_other_bytes(bilaspur, policy, small, tmp_path):
    other = digests(generate(bilaspur, "small", 2, policy), tmp_path / "a")
    assert not set(other.values()) & set(digests(small, tmp_path / "b").values())


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_another_process_gives_the_same_bytes(small, tmp_path, hash_seed):
    script = (
        "import sys; from pathlib import Path; from planner.policy import load\n"
        "from scenarios.generate import generate; from scenarios.presets import preset\n"
        "from scenarios.tables import write_csv\n"
        "write_csv(generate(preset('bilaspur'), 'small', 1, load()), Path(sys.argv[1]))\n"
    )
    for folder in ("here", "there"):
        (tmp_path / folder).mkdir()
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "there")],
        check=True,
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )
    for name, path in write_csv(small, tmp_path / "here").items():
        assert path.read_bytes() == (tmp_path / "there" / f"{name}.csv").read_bytes()


@pytest.mark.parametrize(
    ("size", "expected"),
    [("small", (240, 16, 4, 130, 6000)), ("campaign", (10000, 500, 25, 5000, 250000))],
)
def test_counts_of_each_size(request, size, expected):
    made = request.getfixturevalue(size)
    kinds = Counter(one[:5] for one in made.people["id"])
    rest = len(made.areas["id"]), len(made.enrolments["mitan"])
    assert (kinds["SYN-R"], kinds["SYN-L"], kinds["SYN-N"], *rest) == expected


def check(campaign, policy):
    """What must hold of every generated campaign."""
    areas, people, enrolments = campaign.areas, campaign.people, campaign.enrolments
    assert tuple(areas) == AREA_COLUMNS
    assert tuple(people) == PEOPLE_COLUMNS
    assert tuple(enrolments) == ENROLMENT_COLUMNS
    for table in (areas, people, enrolments):
        assert len({len(column) for column in table.values()}) == 1

    assert set(areas["synthetic"]) == set(people["synthetic"]) == {1}
    assert all(source.startswith("synthetic") for source in areas["source"])
    ids = [*areas["id"], *people["id"], *enrolments["mitan"]]
    assert len(set(ids)) == len(ids)
    assert all(one.startswith("SYN-") for one in ids)
    phones = [*people["phone"], *enrolments["phone"]]
    assert len(set(phones)) == len(phones)
    assert len(set(areas["name"])) == len(areas["name"])

    quota = Counter(enrolments["rakshak"])
    assert set(quota) == set(rakshaks(campaign, "id"))
    assert set(quota.values()) == {policy.quota.mitans_per_rakshak}

    spans = Counter(people["reports_to"])
    assert spans.pop("") == sum(one.startswith("SYN-N") for one in people["id"])
    assert policy.span.least <= min(spans.values())
    assert max(spans.values()) <= policy.span.most
    level = {"SYN-R": "SYN-L", "SYN-L": "SYN-N", "SYN-N": ""}
    for one, above in zip(people["id"], people["reports_to"], strict=True):
        assert level[one[:5]] == above[:5]
    assert set(spans) <= set(people["id"])

    zone, visits = np.array(areas["zone"]), needed(campaign, policy)
    of_rakshak = np.array(rakshaks(campaign, "zone"))
    able = np.array(rakshaks(campaign, "visits_available"))
    assert 0.7 <= visits.sum() / able.sum() <= 0.8
    assert set(zone) == set(of_rakshak) == set(people["zone"]) == set(enrolments["zone"])
    for code in set(zone.tolist()):
        share = visits[zone == code].sum() / able[of_rakshak == code].sum()
        assert 0.7 <= share <= 0.8, code
    assert able.min() >= 1


def test_a_small_campaign_is_sound(small, policy):
    check(small, policy)


def test_a_campaign_of_10000_is_sound(campaign, policy):
    check(campaign, policy)


def test_a_district_is_sound(bilaspur, policy):
    district = generate(bilaspur, "district", 1, policy)
    check(district, policy)
    assert len(rakshaks(district, "id")) == 24000
    assert len(district.areas["id"]) == 12000
    assert len(district.enrolments["mitan"]) == 600000


@pytest.mark.parametrize("seed", range(2, 12))
def test_every_seed_is_sound(bilaspur, policy, seed):
    check(generate(bilaspur, "small", seed, policy), policy)


def test_everything_lies_in_the_box(campaign, bilaspur):
    for table in (campaign.areas, campaign.people):
        for axis in ("latitude", "longitude"):
            low, high = getattr(bilaspur.box, axis)
            assert low <= min(table[axis])
            assert max(table[axis]) <= high


def test_days_lie_in_their_phases(small, policy):
    phase = {one.code: one for one in policy.phases}
    trained = dict(zip(small.people["id"], small.people["trained_on"], strict=True))
    first, last = phase["training"].start.isoformat(), phase["training"].end.isoformat()
    assert {first, last} <= set(trained.values())
    assert all(first <= day <= last for day in trained.values())
    enrolments = small.enrolments
    for rakshak, day in zip(enrolments["rakshak"], enrolments["enrolled_on"], strict=True):
        assert trained[rakshak] < day <= phase["awareness"].end.isoformat()
    assert set(enrolments["pledged_on"]) == {"2020-09-08"}


def test_the_quota_and_the_spans_are_the_policys(bilaspur, policy):
    other = policy.model_copy(
        update={
            "quota": policy.quota.model_copy(update={"mitans_per_rakshak": 7}),
            "span": policy.span.model_copy(update={"least": 4, "most": 9}),
        }
    )
    made = generate(bilaspur, "small", 1, other)
    check(made, other)
    assert len(made.enrolments["mitan"]) == 7 * 240


def test_leaders_make_no_visits_and_everyone_is_active(small):
    heads = [
        visits
        for role, visits in zip(small.people["role"], small.people["visits_available"], strict=True)
        if role == "leader"
    ]
    assert heads == [""] * 20
    assert set(small.people["active"]) == {1}


def test_an_unknown_size_and_a_negative_seed_are_refused(bilaspur, policy):
    for size, seed in (("huge", 1), ("small", -1)):
        with pytest.raises(Refusal) as refused:
            generate(bilaspur, size, seed, policy)
        assert refused.value.exit_code is ExitCode.USAGE
