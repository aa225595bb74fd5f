"""What a database says when it cannot becomes what a person can do; nothing of its text goes on."""

import sqlite3

import pytest

from planner.findings import ExitCode, Refusal
from planner.store.faults import Damaged, translated

SECRET = "Sunita 9876543210"


class OperationalError(Exception):
    """As psycopg has it."""

    __module__ = "psycopg.errors"

    def __init__(self, state=None, **told):
        super().__init__(SECRET)
        self.sqlstate = state
        self.diag = type("Diagnostic", (), told) if told else None


class DataError(OperationalError):
    """As psycopg has it."""

    __module__ = "psycopg.errors"


def of_sqlite(code):
    error = sqlite3.OperationalError(SECRET)
    if code is not None:
        error.sqlite_errorcode = code
    return error


class UnnumberedError(Exception):
    """As SQLCipher's driver has it while it copies a file: without a code."""

    __module__ = "sqlcipher3.dbapi2"


def while_connecting(fault):
    """As SQLAlchemy passes on that there is no connection."""
    error = Exception("outer")
    error.orig, error.connection_invalidated = fault, False
    return error


def told(error):
    with pytest.raises((Refusal, RuntimeError)) as caught, translated("campaign.db"):
        raise error
    assert SECRET not in str(caught.value) or isinstance(error, sqlite3.Error)
    return caught.value


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (of_sqlite(sqlite3.SQLITE_BUSY), "is busy"),
        (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), "is busy"),  # an extended code
        (of_sqlite(sqlite3.SQLITE_LOCKED), "is busy"),
        (of_sqlite(sqlite3.SQLITE_READONLY), "no right"),
        (of_sqlite(sqlite3.SQLITE_CANTOPEN), "no right"),
        (of_sqlite(sqlite3.SQLITE_PERM), "no right"),
        (of_sqlite(sqlite3.SQLITE_FULL), "the disk is full"),
        (of_sqlite(sqlite3.SQLITE_IOERR), "the disk reports a fault"),
        (UnnumberedError("database or disk is full"), "the disk is full"),
        (UnnumberedError("disk I/O error"), "the disk reports a fault"),
        (UnnumberedError("database is locked"), "is busy"),
        (UnnumberedError("attempt to write a readonly database"), "no right"),
        (OperationalError(None), "was lost in the middle"),  # past SQLAlchemy, which connects
        (while_connecting(OperationalError(None)), "cannot be reached"),
        (OperationalError("08006"), "cannot be reached"),
        (OperationalError("28P01"), "cannot be reached"),
        (OperationalError("3D000"), "cannot be reached"),
        (OperationalError("3F000"), "cannot be reached"),
        (OperationalError("57P01"), "was lost in the middle"),
        (OperationalError("57P02"), "was lost in the middle"),
        (OperationalError("57P03"), "cannot be reached"),
        (OperationalError("53300"), "cannot be reached"),
        (OperationalError("55P03"), "is busy"),
        (OperationalError("40001"), "is busy"),
        (OperationalError("40P01"), "is busy"),
        (OperationalError("25006"), "no right"),
        (OperationalError("42501"), "no right"),
        (OperationalError("53100"), "the disk is full"),
        (OperationalError("58030"), "the disk reports a fault"),
    ],
)
def test_what_can_be_mended_is_a_refusal_of_the_store(error, words):
    refusal = told(error)
    assert isinstance(refusal, Refusal)
    assert refusal.exit_code == ExitCode.STORE
    assert refusal.message.startswith("campaign.db ")
    assert words in refusal.message
    assert refusal.__suppress_context__


@pytest.mark.parametrize(
    "error",
    [
        of_sqlite(sqlite3.SQLITE_CORRUPT),
        of_sqlite(sqlite3.SQLITE_NOTADB),
        UnnumberedError("file is not a database"),
        OperationalError("XX001"),
    ],
)
def test_damage_is_told_with_the_way_back(error):
    refusal = told(error)
    assert isinstance(refusal, Damaged)
    assert "mitan restore FILE" in refusal.message


def test_what_sqlalchemy_wraps_is_looked_into():
    wrapped = RuntimeError("outer")
    wrapped.orig = of_sqlite(sqlite3.SQLITE_BUSY)
    assert "is busy" in told(wrapped).message


@pytest.mark.parametrize(
    "error",
    [of_sqlite(sqlite3.SQLITE_CONSTRAINT), of_sqlite(None), DataError(None), DataError("22003")],
)
def test_the_rest_can_only_be_a_mistake_of_ours(error):
    assert isinstance(told(error), RuntimeError)


def test_of_a_server_class_code_and_place_are_told():
    fault = told(DataError("23502", table_name="person", column_name="role", constraint_name=None))
    assert str(fault) == "the database refused: DataError 23502 person role"


def test_errors_of_others_go_their_way():
    with pytest.raises(KeyError), translated("campaign.db"):
        raise KeyError("mine")
