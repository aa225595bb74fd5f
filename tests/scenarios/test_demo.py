"""The demo: the whole road, and that it never costs anybody his files."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from planner.findings import ExitCode, Refusal
from planner.policy import USUAL_POLICY, load
from planner.store import history, pins, reading
from planner.store.database import create_store, open_store
from planner.store.importing import import_file
from planner.tracking import track
from scenarios import demo as module
from scenarios.demo import PICTURES, SHEETS, STEPS, Wanted, run_demo
from scenarios.hierarchies import hierarchy, policy_page

POLIO = Wanted("bilaspur", "small", seed=3, preset="pulse-polio")
SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
SMALL = Wanted("bilaspur", "small", seed=3)
MINE = "id,name\n1,my only copy\n"


def run(folder, wanted=SMALL, **options):
    return run_demo(wanted, folder, say=lambda step: None, **options)


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("done") / "demo"
    told = []
    return run_demo(SMALL, folder, say=told.append), told


@pytest.fixture
def earlier(done, tmp_path):
    """A folder with an earlier demo in it."""
    return Path(shutil.copytree(done[0].folder, tmp_path / "demo"))


@pytest.fixture(scope="module")
def polio(tmp_path_factory):
    return run(tmp_path_factory.mktemp("polio") / "demo", POLIO)


def test_it_ends_in_an_audited_plan_and_pictures(done):
    demo, told = done
    assert (demo.verdict.failed, demo.assigned.plan.status) == (0, "optimal")
    assert demo.verdict.passed > 20
    assert demo.tree.counts["mitans"] == 25 * demo.tree.counts["rakshaks"]
    assert len(told) == STEPS
    expected = {*SHEETS, *PICTURES, "campaign.db", "campaign.toml"}
    assert {path.name for path in demo.folder.iterdir()} == expected
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in demo.pictures)


def test_in_hindi_only_the_pictures_are_others(done, tmp_path):
    english = files(done[0].folder)
    hindi = files(run(tmp_path / "demo", lang="hi").folder)
    changed = {name for name in english if english[name] != hindi[name]}
    assert changed - {"campaign.db"} == set(PICTURES)  # the store holds times


def test_everything_made_up_is_marked(done):
    demo, _ = done
    with open_store(demo.target) as store, store.reading() as connection:
        for table in ("person", "area"):
            marked = connection.exec_driver_sql(f"SELECT min(synthetic) FROM {table}").scalar()
            assert marked == 1
        actions = [entry.action for entry in history.rows(connection)]
    assert actions == ["demo", *["import"] * 4, "plan", "demo"]


def test_the_days_of_work_it_leaves_are_those_of_its_plan(done, tmp_path):
    demo, _ = done
    copy = Path(shutil.copy(demo.target, tmp_path / "campaign.db"))
    with open_store(copy) as store:
        result = import_file(store, "progress", demo.folder / "progress.csv", load())
        assert (result.findings, result.new) == ((), result.read)
        tracked = track(store, load(), as_of=date(2020, 9, 7))
    doings = tracked.progress.doings
    assert doings.outside.sum() == 0
    assert 0.9 < doings.done.sum() / doings.planned.sum() < 1
    assert 0 < doings.silent.sum() < len(doings.silent) / 5


def test_the_same_seed_makes_the_same_files_and_the_same_plan(done, tmp_path):
    demo, _ = done
    again = run(tmp_path / "again")
    assert again.assigned.plan.digest == demo.assigned.plan.digest
    for name in (*SHEETS, *PICTURES):
        assert (tmp_path / "again" / name).read_bytes() == (demo.folder / name).read_bytes()


def test_a_demo_replaces_an_earlier_one(done, earlier):
    second = run(earlier, Wanted("bilaspur", "small", seed=4))
    assert second.assigned.plan.digest != done[0].assigned.plan.digest
    with open_store(second.target) as store, store.reading() as connection:
        assert reading.describe(connection)["plans"] == 1


@pytest.mark.parametrize("name", [*SHEETS, *PICTURES])
def test_files_that_no_demo_made_are_kept(tmp_path, name):
    (tmp_path / name).write_text(MINE, encoding="utf-8")
    with pytest.raises(Refusal, match=name) as refused:
        run(tmp_path)
    assert refused.value.exit_code is ExitCode.REJECTED
    assert files(tmp_path) == {name: MINE.encode()}


def test_a_demo_killed_while_it_moved_its_files_is_taken_up(earlier):
    (earlier / module.WORKSHOP).mkdir()
    (earlier / "campaign.db").rename(earlier / module.WORKSHOP / "campaign.db")
    module._refuse_to_overwrite(earlier, earlier / "campaign.db")
    (earlier / module.WORKSHOP / "campaign.db").unlink()  # it was killed before it moved anything
    with pytest.raises(Refusal, match="no demo made"):
        module._refuse_to_overwrite(earlier, earlier / "campaign.db")


def test_a_campaign_that_no_demo_made_is_kept(tmp_path):
    create_store(tmp_path / "campaign.db").close()
    before = files(tmp_path)
    with pytest.raises(Refusal, match="no demo made"):
        run(tmp_path)
    assert files(tmp_path) == before


def test_a_demo_that_somebody_worked_on_is_kept(earlier):
    with open_store(earlier / "campaign.db") as store, store.writing() as connection:
        pins.set_pin(connection, "SYN-R-00001", "SYN-A-00001", 1)
    before = files(earlier)
    with pytest.raises(Refusal, match="Somebody has worked on"):
        run(earlier)
    assert files(earlier) == before


def test_a_store_named_by_the_user_must_be_empty(tmp_path):
    store = tmp_path / "own.db"
    done = run(tmp_path / "out", target=str(store))
    assert done.target == str(store)
    assert not (tmp_path / "out" / "campaign.db").exists()
    with pytest.raises(Refusal, match="holds a campaign already"):
        run(tmp_path / "other", target=str(store))


@pytest.mark.parametrize("step", ["_draw", "judge_campaign", "write_csv"])
def test_interrupted_it_leaves_what_was_there(earlier, monkeypatch, step):
    before = files(earlier)

    def stopped(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, step, stopped)
    with pytest.raises(KeyboardInterrupt):
        run(earlier, Wanted("bilaspur", "small", seed=9))
    assert files(earlier) == before


def test_own_places_keep_their_sheet(tmp_path):
    rows = "".join(f"M{k},market,{22 + k / 100},82.1\n" for k in range(12))
    sheet = tmp_path / "mine.csv"
    sheet.write_text("name,category,latitude,longitude\n" + rows, encoding="utf-8")
    wanted = Wanted("bilaspur", "small", seed=1, own_areas=sheet)
    told = []
    done = run_demo(wanted, tmp_path / "out", say=told.append)
    assert len(told) == STEPS
    # 12 markets x 8 visits = 96; a rakshak makes 10, three quarters used: 96 / 7.5 = 12.8
    assert (done.assigned.plan.areas, done.tree.counts["rakshaks"]) == (12, 13)
    assert done.verdict.failed == 0
    assert not (tmp_path / "out" / "areas.csv").exists()


@pytest.mark.skipif(not SHARED.exists(), reason="the folder with real places is not here")
def test_real_places_are_planned_and_pass_their_audit(tmp_path):
    wanted = Wanted(
        "bilaspur",
        "small",
        seed=1,
        own_areas=SHARED / "bilaspur_places.csv",
        category_map=SHARED / "category_map.csv",
    )
    done = run(tmp_path, wanted)
    assert done.assigned.plan.areas == 2_104
    plan = done.assigned.plan
    assert plan.proved_over_all_pairs
    assert (plan.tiers["coverage"].value, plan.tiers["balance"].value) == (0, 0)
    assert plan.tiers["cost"].gap <= 0.003  # whole areas kept whole
    assert done.verdict.failed == 0


def test_with_a_preset_all_is_made_and_planned_under_its_policy(polio):
    policy = hierarchy("pulse-polio").policy
    assert load(polio.folder / "campaign.toml") == policy
    counts = polio.tree.counts
    assert counts["mitans"] == 160 * counts["rakshaks"]
    assert polio.verdict.failed == 0  # spans within 4 to 12 among them
    with open_store(polio.target) as store, store.reading() as connection:
        first = history.rows(connection)[0]
    assert "pulse-polio" in first.details


def test_a_demo_replaces_the_policy_of_an_earlier_one(polio, tmp_path):
    shutil.copytree(polio.folder, tmp_path, dirs_exist_ok=True)
    run(tmp_path, Wanted("bilaspur", "small", seed=3, preset="page-committee"))
    page = policy_page(hierarchy("page-committee"))
    assert (tmp_path / "campaign.toml").read_text(encoding="utf-8") == page
    run(tmp_path)
    assert (tmp_path / "campaign.toml").read_bytes() == USUAL_POLICY.read_bytes()


def test_a_policy_that_somebody_wrote_is_kept(tmp_path):
    own = "[quota]\nmitans_per_rakshak = 10\n"
    (tmp_path / "campaign.toml").write_text(own, encoding="utf-8")
    with pytest.raises(Refusal, match="preset was not applied") as refused:
        run(tmp_path, POLIO)
    assert refused.value.exit_code is ExitCode.REJECTED
    assert files(tmp_path) == {"campaign.toml": own.encode()}
    done = run(tmp_path)  # without a preset it counts
    assert done.tree.counts["mitans"] == 10 * done.tree.counts["rakshaks"]
    assert (tmp_path / "campaign.toml").read_text(encoding="utf-8") == own


def test_a_policy_beside_no_demo_is_kept_though_nobody_edited_it(tmp_path):
    page = policy_page(hierarchy("census"))
    (tmp_path / "campaign.toml").write_text(page, encoding="utf-8")
    done = run(tmp_path)
    assert done.tree.counts["mitans"] == 155 * done.tree.counts["rakshaks"]
    assert (tmp_path / "campaign.toml").read_text(encoding="utf-8") == page
