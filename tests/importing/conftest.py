from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.policy import Policy, load
from planner.store.database import Store, create_store, open_store
from planner.store.importing import ImportRefusal, ImportResult, import_file

Bring = Callable[..., ImportResult]


@pytest.fixture(scope="session")
def policy() -> Policy:
    return load()


@pytest.fixture(scope="session")
def empty_campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("campaign") / "empty.db"
    create_store(path).close()
    return path


@pytest.fixture
def store(empty_campaign: Path, tmp_path: Path) -> Store:
    path = tmp_path / "campaign.db"
    shutil.copy(empty_campaign, path)
    return open_store(path)


@pytest.fixture
def bring(store: Store, policy: Policy, tmp_path: Path) -> Bring:
    """Import a text or bytes as a file; the result, whether or not it was refused."""

    def bring(kind: str, content: str | bytes, name: str = "f.csv", **options) -> ImportResult:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        try:
            return import_file(store, kind, path, policy, **options)
        except ImportRefusal as caught:
            refusal = caught
        assert refusal.findings == refusal.result.findings
        assert refusal.exit_code == 3
        assert refusal.result.written == 0
        return refusal.result

    return bring


@pytest.fixture
def kept(store: Store) -> Callable[[str], list[tuple]]:
    """All rows of a table, sorted."""

    def kept(table: str, columns: str = "*") -> list[tuple]:
        with store.reading() as connection:
            rows = connection.exec_driver_sql(f"SELECT {columns} FROM {table}").fetchall()
        return sorted(map(tuple, rows), key=str)

    return kept


@pytest.fixture
def team(bring: Bring) -> Bring:
    """One leader L1, two rakshaks R1 and R2 under him, one mitan M0 of R1."""
    result = bring(
        "people",
        "id,name,role,zone,reports_to\nL1,a,leader,T1,\nR1,b,rakshak,T1,L1\n"
        "R2,c,rakshak,T1,L1\nM0,d,mitan,T1,R1\n",
        "team.csv",
    )
    assert result.written == 4
    return bring
