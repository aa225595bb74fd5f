"""The same on a Dask cluster: same results, a killed worker, a scheduler that is not there."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from functools import partial

import pytest

from planner.findings import ExitCode
from scenarios.districts import cluster
from scenarios.districts.cluster import Unreachable
from scenarios.districts.listing import read_districts
from scenarios.districts.planning import Terms, ask_district, plan_district
from scenarios.districts.running import Hands, run_units
from tests.scenarios.districts.deadly import plan_deadly
from tests.scenarios.districts.works import Unit, ask, runs, square
from tests.scenarios.districts.worlds import district, sheet

NOT_INSTALLED = "Dask is not installed: pip install 'mitan[distributed]'"

dask = pytest.importorskip("dask", reason=NOT_INSTALLED)
distributed = pytest.importorskip("distributed", reason=NOT_INSTALLED)


@pytest.fixture(scope="module")
def address():
    """A cluster of two worker processes of one thread each, which gives a unit up at once."""
    with (
        dask.config.set(
            {
                "distributed.scheduler.allowed-failures": 0,
                "distributed.comm.timeouts.connect": "2s",  # to a worker that was killed
            }
        ),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
        ) as two,
    ):
        yield two.scheduler_address


def run(units, out, hands, said=None):
    results = run_units(
        units, square, ask, out=out, kind="square", hands=hands,
        done=lambda text: None, say=lambda *texts: None if said is None else said.extend(texts),
    )  # fmt: skip
    return {one.code: (one.answer, one.trouble and one.trouble.exit_code) for one in results}


def nobody():
    """An address at which nothing answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{free.getsockname()[1]}"


def test_a_cluster_comes_to_the_same_with_failures_and_a_killed_worker(address, tmp_path):
    folder = str(tmp_path)
    units = [
        Unit("A", 1, "die once", folder),
        *(Unit(code, 2, "wait", folder) for code in "BCD"),
        Unit("F", 3, "refuse"),
        Unit("G", 4, "crash"),
        Unit("H", 4, "die", folder),
    ]
    there = run(units, tmp_path / "there", Hands(scheduler=address))
    assert runs(units[0]) >= 2
    here = run(units, tmp_path / "here", Hands(1))
    assert there == here
    assert there["A"] == ({"square": 1}, None)
    assert there["F"] == (None, ExitCode.IMPOSSIBLE)
    assert there["G"] == there["H"] == (None, ExitCode.BUG)


def test_a_worker_may_be_killed_with_results_in_its_hands(address, tmp_path):
    """What it had finished, and nobody had fetched yet, is made again by the other."""
    units = [Unit(code, 3) for code in "ABCDEFGH"]

    def done(text):
        if not (tmp_path / "killed").exists():
            (tmp_path / "killed").touch()
            with distributed.Client(address, set_as_default=False) as client:
                first = min(client.run(os.getpid).values())
            os.kill(first, signal.SIGKILL)

    results = run_units(
        units, square, ask, out=tmp_path, kind="square", hands=Hands(scheduler=address),
        done=done, say=lambda *texts: None,
    )  # fmt: skip
    assert [one.answer for one in results] == [{"square": 9}] * len(units)


def test_plans_have_the_same_digests_though_a_worker_is_killed(address, tmp_path):
    terms = Terms(seed=0)
    listed = {}
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
        for k, code in enumerate("ABC"):
            district(tmp_path / name, code, visits=4 + k)
        listed[name] = read_districts(sheet(tmp_path / name, "ABC")).districts
    marker = tmp_path / "killed"
    there = run_units(
        listed["there"],
        partial(plan_deadly, terms=terms, marker=str(marker)),
        partial(ask_district, terms=terms),
        out=tmp_path / "results", kind="plan", hands=Hands(scheduler=address),
        done=lambda text: None, say=lambda text: None,
    )  # fmt: skip
    assert marker.exists()
    here = [plan_district(one, terms).answer for one in listed["here"]]
    assert [one.answer for one in there] == here


def test_a_second_run_asks_no_cluster_for_what_is_known(address, tmp_path):
    units = [Unit("A", 2)]
    first = run(units, tmp_path, Hands(scheduler=address))
    assert run(units, tmp_path, Hands(scheduler=nobody())) == first


def test_a_scheduler_out_of_reach_is_told_and_is_no_reason_to_work_here(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    unit = Unit("A", 2, folder=str(tmp_path))
    with pytest.raises(Unreachable, match="No Dask scheduler answers at tcp://127") as refused:
        run([unit], tmp_path, Hands(scheduler=nobody()))
    assert refused.value.exit_code == ExitCode.STORE
    assert "--fall-back" in refused.value.message
    assert runs(unit) == 0


def test_it_falls_back_to_this_machine_where_that_is_asked(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    said = []
    found = run([Unit("A", 2)], tmp_path, Hands(scheduler=nobody(), fall_back=True), said)
    assert found == {"A": ({"square": 4}, None)}
    assert said[1] == "This machine does the 1 that are left."


@pytest.mark.parametrize("wrong", ["tcp://127.0.0.1:99999", "tcp://127.0.0.1:port", "tcp://"])
def test_an_address_that_is_none_is_told(tmp_path, monkeypatch, wrong):
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with pytest.raises(Unreachable, match="No Dask scheduler answers"):
        run([Unit("A")], tmp_path, Hands(scheduler=wrong))


def test_a_scheduler_without_workers_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0") as empty,
        pytest.raises(Unreachable, match="has no worker"),
    ):
        run([Unit("A")], tmp_path, Hands(scheduler=empty.scheduler_address))


@pytest.fixture
def going(tmp_path):
    """A scheduler and its one worker, each a process of its own; the address, and the first."""
    file = tmp_path / "scheduler.json"
    options = ("--no-dashboard", "--scheduler-file", file)
    words = {
        "scheduler": ("--host", "127.0.0.1", "--port", "0"),
        "worker": ("--nthreads", "1", "--no-nanny"),
    }
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "dask", name, *own, *options],
            env=environment,
            stderr=subprocess.DEVNULL,
        )
        for name, own in words.items()
    ]
    while not file.exists():
        time.sleep(0.05)
    yield json.loads(file.read_text())["address"], processes[0]
    for process in processes:
        process.kill()
        process.wait()


def test_a_scheduler_lost_on_the_way_leaves_the_rest_to_this_machine(going, tmp_path):
    """Its only worker ends A; while it is at B the scheduler is killed."""
    address, scheduler = going
    folder = str(tmp_path)
    units = [Unit("A", 2, folder=folder), Unit("B", 3, "sleep once", folder)]
    said = []

    def done(text):
        if text.startswith("A"):
            while not runs(units[1]):
                time.sleep(0.05)
            scheduler.kill()

    results = run_units(
        units, square, ask, out=tmp_path, kind="square",
        hands=Hands(1, address, fall_back=True),
        done=done, say=lambda *texts: said.extend(texts),
    )  # fmt: skip
    assert [one.answer for one in results] == [{"square": 4}, {"square": 9}]
    assert "was lost" in said[0]
    assert [runs(unit) for unit in units] == [1, 2]


def test_without_dask_it_says_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Unreachable, match=r"pip install 'mitan\[distributed\]'"):
        run([Unit("A")], tmp_path, Hands(scheduler="tcp://127.0.0.1:1"))
