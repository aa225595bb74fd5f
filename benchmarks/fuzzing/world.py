"""World: a small campaign in a folder of the memory, into which inputs are carried."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import datetime, tzinfo
from functools import cache, cached_property
from pathlib import Path
from typing import Self, TypeVar
from unittest.mock import patch

from sqlalchemy import Connection

from planner.campaign import assign_areas
from planner.chain import first_break
from planner.findings import Refusal
from planner.policy import Policy, load
from planner.store import history
from planner.store.database import Store, create_store, open_store
from planner.store.importing import import_file
from planner.store.soundness import Contents, contents, require_sound, require_unbroken

T = TypeVar("T")

SHEETS = {
    "people": (
        "id,name,role,zone,reports_to,phone,latitude,longitude,visits_available,trained_on,skills\n"
        "N1,Asha,leader,A,,9000000001,22.0,82.0,,,\n"
        "L1,Bina,leader,A,N1,9000000002,22.0,82.0,,,\n"
        "L2,Chitra,leader,B,N1,9000000003,22.05,82.0,,,\n"
        "R1,Devi,rakshak,A,L1,9000000004,22.001,82.0,8,2020-08-25,driving\n"
        "007,Esha,rakshak,A,L1,9000000005,,,,2020-08-25,\n"
        "R3,Firoza,rakshak,B,L2,9000000006,22.05,82.0,,2020-08-25,\n"
    ),
    "areas": (
        "id,name,category,zone,people,visits,whole\n"
        "A1,Bazaar,market,A,1200,4,no\nA2,Mall,mall,B,,,\nA3,Hall,odd place,B,,,\n"
    ),
    "enrolments": (
        "mitan,rakshak,name,phone,zone,enrolled_on,pledged_on\n"
        "M1,R1,Gita,9111111111,A,2020-09-01,2020-09-08\nM2,R1,Hema,,A,2020-09-01,\n"
        "M3,007,Indu,9111111113,,2020-09-02,\nM4,R3,Jaya,9111111114,B,2020-09-02,\n"
    ),
}


class _Undone(Exception):  # noqa: N818 - no failure
    """Ends a transaction that is not to be kept."""


class _Stopped(datetime):
    """A clock that stands, so that the campaign is the same in every process."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls(2020, 8, 31, 6, 30, tzinfo=tz)


@cache
def begun() -> bytes:
    """The file of the campaign: the same bytes whenever it is made, as far as Mitan goes."""
    policy = load()
    with tempfile.TemporaryDirectory() as name, patch.object(history, "datetime", _Stopped):
        folder = Path(name)
        with create_store(folder / "campaign.db") as store:
            for kind, text in SHEETS.items():
                (folder / f"{kind}.csv").write_text(text, encoding="utf-8")
                import_file(store, kind, folder / f"{kind}.csv", policy)
            assign_areas(store, policy, seed=1, progress=lambda text: None)
        with closing(sqlite3.connect(folder / "campaign.db")) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return (folder / "campaign.db").read_bytes()


class World:
    """The campaign `store`, which always begins as `pristine`. The folder is its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.policy: Policy = load()
        self.pristine = folder / "pristine.db"
        path = folder / "campaign.db"
        for kind, text in SHEETS.items():
            (folder / f"{kind}.csv").write_text(text, encoding="utf-8")
        (folder / "campaign.toml").write_text("")
        self.pristine.write_bytes(begun())
        shutil.copy(self.pristine, path)
        self.store: Store = open_store(path)
        self._open = ExitStack()
        self.begun = self.told(path)

    @cached_property
    def connection(self) -> Connection:
        """A transaction that reads, for all inputs that are only compared with the campaign."""
        return self._open.enter_context(self.store.reading())

    def carried(self, work: Callable[[Connection], T], *, written: bool) -> T:
        """Do a work in a transaction, and take it back."""
        if written:
            return self.committed(lambda: self._within(work))
        done: list[T] = []
        try:
            with self.store.writing() as connection:
                done.append(work(connection))
                raise _Undone
        except _Undone:
            return done[0]

    def committed(self, work: Callable[[], T]) -> T:
        """Do a work that writes, look through the file, and begin anew.

        Raises AssertionError where the file is no longer sound, or was changed by a refusal.
        """
        target = self.folder / "campaign.db"
        try:
            done = work()
        except Refusal:
            if self.told(target) != self.begun:
                raise AssertionError("refused, but something was written") from None
            raise
        self.require_sound(target)
        self.store.close()
        for old in self.folder.glob("campaign.db*"):
            old.unlink()
        shutil.copy(self.pristine, target)
        self.store = open_store(target)
        return done

    def told(self, target: Path) -> Contents | None:
        """What a campaign holds; None where there is none."""
        if not target.exists():
            return None
        with open_store(target) as store, store.reading() as connection:
            return contents(connection)

    def require_sound(self, target: Path) -> None:
        """Raise AssertionError where a campaign is not sound, or its history is broken."""
        try:
            with open_store(target) as store, store.reading() as connection:
                require_sound(connection)
                require_unbroken(connection)
                assert first_break(history.rows(connection)) is None
        except Refusal as refusal:
            raise AssertionError(f"no longer sound: {refusal.message}") from refusal

    def _within(self, work: Callable[[Connection], T]) -> T:
        with self.store.writing() as connection:
            return work(connection)
