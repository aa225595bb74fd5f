"""Many hands: writers and readers, each a process, on one store; is anything lost or seen half?

    python -m benchmarks.hands --transactions 10000 --seed 1
    python -m benchmarks.hands --transactions 10000 --seed 1 --postgres postgresql://USER@HOST/DB

Writers import people and days of work, raise pins, keep plans, change the tree and erase
(`hands_work`), partly each his own rows and partly those of everybody. Readers look at the store
all the while (`hands_sight`): its rows, plans, tree, pins and checksums must be exactly what the
history of the same moment tells. When all writes are acknowledged, each must stand in the history
once, and in that order they must make the tables as they are. With --postgres the same is done in
a schema of its own in that database, which is taken away afterwards. Ends with 1 where anything is
wrong.
"""

from __future__ import annotations

import json
import multiprocessing
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click
import numpy as np

from benchmarks.hands_sight import Sight, last_look
from benchmarks.hands_work import Refused, Waiting, Writer, begin, refused
from planner.findings import Refusal
from planner.policy import load
from planner.store.connecting import BUSY_SECONDS
from planner.store.database import open_store


@dataclass(frozen=True)
class Played:
    """What came of it: acknowledged writes, looks, and how long writers waited for their turn."""

    database: str
    writers: int
    readers: int
    writes: int
    looks: int
    seconds: float
    waited_half: float  # seconds; half of the writes waited longer
    waited_hundredth: float
    waited_longest: float
    busy: int
    overtaken: int
    faults: tuple[str, ...]

    def line(self) -> str:
        """One line of the table in docs/reliability.md."""
        waits = (self.waited_half, self.waited_hundredth, self.waited_longest)
        told = " / ".join(f"{1000 * wait:,.0f}" for wait in waits)
        return (
            f"| {self.database} | {self.writers} + {self.readers} | {self.writes:,} | "
            f"{self.looks:,} | {self.seconds:,.0f} | {self.writes / self.seconds:.0f} | {told} | "
            f"{self.busy:,} | {self.overtaken:,} | {len(self.faults):,} |"
        )


HEADER = (
    "| database | writers + readers | writes | looks | seconds | writes a second | ms waited: "
    "half / 1 in 100 / longest | told busy | told overtaken | wrong |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


def play(
    target: str,
    transactions: int,
    *,
    writers: int = 4,
    readers: int = 2,
    seed: int = 1,
    busy_seconds: float = BUSY_SECONDS,
) -> Played:
    """Let them all work on a new store at `target` until so many writes are acknowledged."""
    context = multiprocessing.get_context("fork")  # with the libraries loaded
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        begin(target, folder, load())
        left, over = context.Value("q", transactions), context.Event()
        how = (target, folder, busy_seconds)
        begin_as = partial(context.Process, daemon=True)  # it ends with this process, come what may
        at_work = [
            begin_as(target=_write, args=(*how, k, writers, seed, left)) for k in range(writers)
        ]
        looking = [begin_as(target=_read, args=(*how, k, over)) for k in range(readers)]
        start = time.perf_counter()
        for process in (*at_work, *looking):
            process.start()
        for process in at_work:
            process.join()
        seconds = time.perf_counter() - start
        over.set()
        for process in looking:
            process.join()
        faults = [
            f"{process.name} ended with code {process.exitcode}"
            for process in (*at_work, *looking)
            if process.exitcode
        ]
        journals = [folder / f"journal-{k}" for k in range(writers)]
        with open_store(target) as store, store.reading() as connection:
            faults += last_look(connection, journals, load())
        ends = [json.loads(file.read_text()) for file in sorted(folder.glob("end-*"))]
    waits = [wait for end in ends for wait in end.get("waits", ())]
    half, hundredth, longest = np.quantile(waits or [0.0], [0.5, 0.99, 1.0]).tolist()
    return Played(
        database="PostgreSQL" if "://" in target else "SQLite",
        writers=writers,
        readers=readers,
        writes=sum(end.get("writes", 0) for end in ends),
        looks=sum(end.get("looks", 0) for end in ends),
        seconds=seconds,
        waited_half=half,
        waited_hundredth=hundredth,
        waited_longest=longest,
        busy=sum(end["busy"] for end in ends),
        overtaken=sum(end.get("overtaken", 0) for end in ends),
        faults=tuple(faults + [fault for end in ends for fault in end.get("faults", ())]),
    )


def _write(
    target: str, folder: Path, busy_seconds: float, number: int, writers: int, seed: int, left: Any
) -> None:
    """A process that writes until nothing is left to do, and says how it went in a file."""
    writes, told = 0, Refused()
    with (
        open_store(target, busy_seconds=busy_seconds) as opened,
        (folder / f"journal-{number}").open("w", encoding="utf-8") as journal,
    ):
        store = Waiting(opened)
        writer = Writer(store, load(), folder, number, writers, seed)
        while _one_of(left):
            try:
                done = writer.stroke()
            except Refusal as refusal:
                told = refused(refusal, told)
                with left.get_lock():
                    left.value += 1
                continue
            journal.write(json.dumps(done) + "\n")
            writes += 1
    end = {"writes": writes, "waits": store.waits, **told._asdict()}
    (folder / f"end-writer-{number}").write_text(json.dumps(end))


def _one_of(left: Any) -> bool:
    """Take one of the writes that are left to do."""
    with left.get_lock():
        if left.value <= 0:
            return False
        left.value -= 1
        return True


def _read(target: str, folder: Path, busy_seconds: float, number: int, over: Any) -> None:
    """A process that looks at the store until all is over, and once after that."""
    sight, busy = Sight(), 0
    with open_store(target, busy_seconds=busy_seconds) as store:
        last = False
        while not last:
            last = over.is_set()
            try:
                with store.reading() as connection:
                    sight.look(connection)
            except Refusal as refusal:
                busy = refused(refusal, Refused(busy)).busy
    end = {"looks": sight.looks, "busy": busy, "faults": sight.faults}
    (folder / f"end-reader-{number}").write_text(json.dumps(end))


@contextmanager
def new_schema(url: str) -> Iterator[str]:
    """The URL of an empty schema in this database, which is taken away in the end."""
    import psycopg
    from sqlalchemy import make_url

    server = make_url(url)
    login = server.set(drivername="postgresql").render_as_string(hide_password=False)
    schema = f"hands_{uuid.uuid4().hex}"
    with psycopg.connect(login, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    try:
        mine = server.update_query_dict({"options": f"-csearch_path={schema}"})
        yield mine.render_as_string(hide_password=False)
    finally:
        with psycopg.connect(login, autocommit=True) as connection:
            connection.execute(f"DROP SCHEMA {schema} CASCADE")


@click.command()
@click.option("--transactions", default=10_000, show_default=True, help="Writes on each database.")
@click.option("--writers", default=4, show_default=True, type=click.IntRange(1, 24))
@click.option("--readers", default=2, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--busy", default=BUSY_SECONDS, show_default=True, help="Seconds a writer waits.")
@click.option("--postgres", metavar="URL", help="Here, too: a schema of its own in this database.")
@click.option("--only-postgres", is_flag=True, help="Leave SQLite out.")
def main(
    transactions: int,
    writers: int,
    readers: int,
    seed: int,
    busy: float,
    postgres: str | None,
    only_postgres: bool,
) -> None:
    """Let many hands work on a store, and say what was lost."""
    how = {"writers": writers, "readers": readers, "seed": seed, "busy_seconds": busy}
    played: list[Played] = []
    if not only_postgres:
        with tempfile.TemporaryDirectory() as folder:
            played.append(play(str(Path(folder) / "campaign.db"), transactions, **how))
    if postgres:
        with new_schema(postgres) as target:
            played.append(play(target, transactions, **how))
    click.echo("\n".join([HEADER, *(one.line() for one in played)]))
    for one in played:
        click.echo(json.dumps(asdict(one)), err=True)
    if any(one.faults for one in played):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
