"""Stores for tests: every test that takes `target` or `store` runs on SQLite and on PostgreSQL.

On SQLite plain and encrypted; the latter where the extra `encrypted` is installed. PostgreSQL runs
where MITAN_TEST_POSTGRES names an empty database; each test has a schema of its own in it.
"""

import os
import shutil
import uuid
from contextlib import contextmanager, nullcontext

import pytest
from sqlalchemy import make_url

from planner.store import key, migrating
from planner.store.checksum import CHECKED, LATER_COLUMNS
from planner.store.database import create_store, open_store
from planner.store.tables import Person

PASSPHRASE = "सात नीले आम 7 mangoes"


@pytest.fixture(
    params=["sqlite", "encrypted", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def target(request, tmp_path):
    """A place where nothing is yet."""
    if request.param == "postgres":
        return request.getfixturevalue("schema")
    if request.param == "encrypted":
        request.getfixturevalue("sealed")
    return str(tmp_path / "campaign.db")


@pytest.fixture
def sealed(monkeypatch):
    """A key is given, so that files are encrypted."""
    pytest.importorskip("sqlcipher3", reason="the extra encrypted is not installed")
    monkeypatch.setattr(key, "_state", key._State())
    monkeypatch.setenv(key.ENV, PASSPHRASE)


def postgres_server():
    """The URL of the database for tests; the test is skipped where there is none."""
    server = os.environ.get("MITAN_TEST_POSTGRES")
    if not server:
        pytest.skip("MITAN_TEST_POSTGRES names no PostgreSQL server")
    return server


@pytest.fixture
def schema(tmp_path, monkeypatch):
    """An empty schema of a PostgreSQL server; copies of it go into the test's own folder."""
    monkeypatch.chdir(tmp_path)
    import psycopg

    url = make_url(postgres_server())
    login = url.set(drivername="postgresql").render_as_string(hide_password=False)
    schema = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(login, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    mine = url.update_query_dict({"options": f"-csearch_path={schema}"})
    yield mine.render_as_string(hide_password=False)
    with psycopg.connect(login, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture(scope="session")
def made_file(tmp_path_factory):
    """A SQLite store to copy: making one takes longer than most tests."""
    path = tmp_path_factory.mktemp("made") / "campaign.db"
    create_store(path).close()
    return path


@pytest.fixture(scope="session")
def made_sealed(tmp_path_factory):
    """The same, encrypted."""
    path = tmp_path_factory.mktemp("made") / "campaign.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(key.ENV, PASSPHRASE)
        create_store(path).close()
    return path


@pytest.fixture
def store(request, target):
    """An empty campaign."""
    if target.startswith("postgresql"):
        create_store(target).close()
    else:
        made = "made_file" if key.given() is None else "made_sealed"
        shutil.copy(request.getfixturevalue(made), target)
    with open_store(target) as opened:
        yield opened


@pytest.fixture
def file_store(tmp_path, made_file):
    """An empty campaign in a SQLite file, for what only files do."""
    with open_store(shutil.copy(made_file, tmp_path / "campaign.db")) as opened:
        yield opened


@pytest.fixture
def until(tmp_path, monkeypatch):
    """Within it Mitan is as it was at a revision, such as 0003."""

    @contextmanager
    def go_back(revision):
        scripts = tmp_path / f"until-{revision}"
        shutil.copytree(migrating.SCRIPTS, scripts)
        for script in (scripts / "versions").glob("0*_*.py"):
            if script.name[:4] > revision:
                script.unlink()
        with monkeypatch.context() as before:
            before.setattr(migrating, "SCRIPTS", scripts)
            if revision < "0004":
                before.delitem(CHECKED, "progress")
            with without_consent(before) if revision < "0005" else nullcontext():
                yield

    return go_back


@contextmanager
def without_consent(before):
    """Rows of people as they were before there was a column for it."""
    before.delitem(LATER_COLUMNS, "person")
    columns = Person.__table__._columns
    column = columns["consent"]
    columns.remove(column)
    try:
        yield
    finally:
        columns.add(column)  # the last one, as it was
