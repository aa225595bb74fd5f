"""Lost: the connection to PostgreSQL, or the server itself, goes while a command writes."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sqlalchemy import URL, make_url

from benchmarks.crashes.acts import Act, shares
from benchmarks.crashes.campaign import STORE, Stages, lay_out
from benchmarks.crashes.promise import Undisturbed, look, watch_in
from benchmarks.crashes.running import Alive, Observer, Ran, run, work_folder
from benchmarks.crashes.server import Eye, Server, schema
from benchmarks.crashes.state import Judge
from planner.findings import ExitCode
from planner.store.copying import copy_store

CUT, KILLED, STOPPED = "connection cut", "command killed", "server stopped"
COPY = Act("db copy", "planned", ("db", "copy"))


@dataclass
class Tally:
    """What came of one command."""

    act: Act
    tries: int = 0
    late: int = 0  # it had committed already
    writing: int = 0  # it had written, and not yet committed
    unsure: int = 0  # all was there, though the command could not know
    between: int = 0
    messages: Counter[str] = field(default_factory=Counter)
    steps: set[str] = field(default_factory=set)
    lost: list[str] = field(default_factory=list)


@dataclass
class _Blow:
    """What happened to a command: by whom it was hit, and whether it had written by then."""

    hit: bool = False
    written: bool = False
    held: float = 0.0  # seconds for which it might write, where nobody hit it


def lose_all(
    acts: Sequence[Act],
    times: int,
    seed: int,
    server: URL | None,
    tell: Callable[[Tally], object],
) -> list[Tally]:
    """Cut each command off about equally often, `times` in all.

    By turns the connection is cut and the command killed. Where `server` is None, a server of our
    own is started, and stopped by turns too. Raises FileNotFoundError where none is installed.
    """
    rng = np.random.default_rng(seed)
    judge, tallies = Judge(), []
    usable = [*(act for act in acts if act.keeps and act.server), COPY]
    with work_folder("lost") as work:
        work.chmod(0o755)
        own = Server(work / "server") if server is None else None
        where = own.url if own else server
        assert where is not None
        try:
            stages = lay_out(work / "stages", seed)
            for k, (act, share) in enumerate(zip(usable, shares(usable, times), strict=True)):
                if share:
                    trial = _Trial(act, stages, judge, work / f"act{k}", where, own)
                    tallies.append(trial.lose(share, rng))
                    tell(tallies[-1])
        finally:
            if own:
                own.stop()
    return tallies


@dataclass(frozen=True)
class _Trial:
    """A command, and all that it takes to try it."""

    act: Act
    stages: Stages
    judge: Judge
    work: Path
    server: URL
    own: Server | None

    def lose(self, times: int, rng: np.random.Generator) -> Tally:
        tally, usual = Tally(self.act), _Blow()
        with schema(self.server) as (name, url):
            folder = self._set_up(url)
            eye = Eye(self.server)
            act = self._act(url)
            seen = watch_in(act, folder, self.judge, self._db(url), url, _holder(eye, name, usual))
            eye.close()
            shutil.rmtree(folder)
        ways = [CUT, KILLED, *([STOPPED] if self.own else [])]
        for k in range(times):
            self._case(tally, seen, ways[k % len(ways)], rng.uniform(0, usual.held))
        return tally

    def _case(self, tally: Tally, usual: Undisturbed, way: str, seconds: float) -> None:
        with schema(self.server) as (name, url):
            folder, act, blow = self._set_up(url), self._act(url), _Blow()
            eye = Eye(self.server)
            ran = run(
                list(act.words),
                folder,
                db=self._db(url),
                observer=_hitter(eye, name, way, seconds, self.own, blow),
            )
            eye.close()
            if self.own and way == STOPPED and blow.hit:
                self.own.start()
            _wait_until_free(self.server, name)
            tally.tries += 1
            tally.late += not blow.hit or ran.code == act.code
            tally.writing += blow.written and ran.code != act.code
            self._judge(tally, usual, act, ran, way, folder, url)
            shutil.rmtree(folder)

    def _judge(
        self,
        tally: Tally,
        usual: Undisturbed,
        act: Act,
        ran: Ran,
        way: str,
        folder: Path,
        url: str,
    ) -> None:
        if ran.code != act.code and way != KILLED:
            told = ran.err.strip().splitlines()
            shown = make_url(url).set(query={}).render_as_string(hide_password=True)
            tally.messages[(told[-1] if told else "").replace(shown, "STORE")] += 1
            if ran.code != ExitCode.STORE or "Traceback" in ran.err or ran.out.strip():
                tally.lost.append(f"{way}: ended with {ran.code}: {ran.err.strip()[-400:]}")
        db = self._db(url)
        looked = look(act, usual, ran, folder, self.judge, tally.steps, db, url)
        tally.lost += [f"{way}: {one}" for one in looked.lost]
        tally.unsure += looked.place == "after" and ran.code != act.code
        tally.between += looked.place == "between"

    def _set_up(self, url: str) -> Path:
        """The stage's folder, and its store in the schema, but for a command that copies it."""
        folder = self.stages.copy(self.act.stage, self.work / "campaign")
        if self.act.name != COPY.name:
            copy_store(folder / STORE, url)
        return folder

    def _act(self, url: str) -> Act:
        if self.act.name != COPY.name:
            return self.act
        return Act(COPY.name, COPY.stage, (*COPY.words, url))

    def _db(self, url: str) -> str:
        return "" if self.act.name == COPY.name else url


def _holder(eye: Eye, name: str, blow: _Blow) -> Observer:
    """Measures how long a command may write."""

    def watch(alive: Alive) -> None:
        since = None
        while not alive.over:
            if eye.writer(name) is not None:
                since = since or time.perf_counter()
                blow.held = time.perf_counter() - since

    return watch


def _hitter(
    eye: Eye, name: str, way: str, seconds: float, own: Server | None, blow: _Blow
) -> Observer:
    """Hits a command so many seconds after it may write."""

    def watch(alive: Alive) -> None:
        since = None
        while not alive.over:
            found = eye.writer(name)
            if found is None:
                continue
            since = since or time.perf_counter()
            if time.perf_counter() - since < seconds:
                continue
            pid, blow.written = found
            if way == CUT:
                blow.hit = eye.end(pid)
            elif way == KILLED:
                alive.kill()
                blow.hit = True
            elif own is not None:
                own.stop()
                blow.hit = True
            return

    return watch


def _wait_until_free(server: URL, name: str) -> None:
    """Wait until the server has noticed that a command is gone, and has undone what it did."""
    eye = Eye(server)
    while eye.writer(name) is not None:
        time.sleep(0.01)
    eye.close()
