"""Target: where a campaign is kept, a SQLite file or a PostgreSQL database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from planner.findings import ExitCode, Refusal
from planner.store.key import SALT_BYTES

SQLITE_HEADER = b"SQLite format 3\0"  # https://www.sqlite.org/fileformat.html, 1.3
SIDE_FILES = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a file
PAGE_BYTES = 4096  # of an encrypted file, which is whole pages
LEAST_DIFFERENT = 224  # bytes of the 256 that a page of noise has, nearly always 250 and more
POSTGRES = "postgresql+psycopg"
POSTGRES_SPELLINGS = ("postgres", "postgresql", POSTGRES)


class Form(Enum):
    """What a file looks like from outside."""

    EMPTY = "empty"
    PLAIN = "plain"  # a SQLite file
    SEALED = "sealed"  # nothing but noise: an encrypted one, most likely
    OTHER = "other"


@dataclass(frozen=True)
class Target:
    """A place for a store. Exactly one of `path` and `url` is given; `shown` has no password."""

    path: Path | None  # of a SQLite file
    url: URL | None  # of a PostgreSQL database
    shown: str
    plain: bool = False  # a SQLite file that is not encrypted though a key is given


def parse(target: str | Path) -> Target:
    """Read a file path or a database URL. Looks at nothing on disk or network.

    Accepted: a path, sqlite:///PATH, postgresql+psycopg://..., postgresql://..., postgres://...
    Raises Refusal for anything else. A URL that cannot be read is not repeated in the message,
    for it may hold a password.
    """
    if isinstance(target, Path) or "://" not in target:
        return Target(Path(target), None, str(target))
    try:
        url = make_url(target)
    except (ArgumentError, ValueError):
        raise _unreadable() from None
    if url.drivername == "sqlite":
        if url.query or url.host or not url.database or url.database == ":memory:":
            raise Refusal("A SQLite store is a file: write its path, or sqlite:///PATH.")
        return Target(Path(url.database), None, url.database)
    if url.drivername not in POSTGRES_SPELLINGS:
        raise Refusal(
            f"{url.drivername} is not a kind of database that Mitan can use. "
            f"Write a file path, or {POSTGRES}://USER:PASSWORD@HOST/DATABASE."
        )
    if "@" in (url.host or "") or not url.database:
        raise _unreadable()
    url = url.set(drivername=POSTGRES)
    # Options after '?' are left out of what is shown: a password can stand among them.
    return Target(None, url, url.set(query={}).render_as_string(hide_password=True))


def check_file(path: Path) -> Form:
    """Make sure that a SQLite file is there before SQLite sees the path, and what it looks like.

    Raises Refusal.

    SQLite makes a file where none is, and takes a text of a few bytes for an empty database
    that it may write to.
    """
    try:
        if path.is_dir():
            raise Refusal(f"{path} is a folder. Name the campaign's file, such as campaign.db.")
        if not path.exists():
            raise Refusal(
                f"There is no campaign at {path}. Run `mitan init` to begin one, or `mitan demo` "
                "to see one made up."
            )
        if not path.is_file():
            raise Refusal(f"{path} is not a file. Name the campaign's file, such as campaign.db.")
        form = form_of(path)
    except OSError as error:
        raise Refusal(
            f"{path} cannot be read: {error.strerror}. Ask its owner for the right to read it.",
            exit_code=ExitCode.STORE,
        ) from None
    if form is Form.OTHER:
        raise Refusal(
            f"{path} is not a Mitan campaign (not a SQLite file). "
            "Sheets come in with `mitan import`; the campaign itself is a .db file."
        )
    return form


def form_of(path: Path) -> Form:
    """What a file looks like, by its first page. Raises OSError where it cannot be read.

    An encrypted file says nowhere that it is one: it begins with its salt.
    """
    with path.open("rb") as file:
        start = file.read(PAGE_BYTES)
    if start.startswith(SQLITE_HEADER) or not start:
        return Form.PLAIN if start else Form.EMPTY
    whole = len(start) == PAGE_BYTES and path.stat().st_size % PAGE_BYTES == 0
    return Form.SEALED if whole and len(set(start)) >= LEAST_DIFFERENT else Form.OTHER


def salt_of(path: Path) -> bytes:
    """The salt that an encrypted file begins with; nothing where it is empty."""
    with path.open("rb") as file:
        return file.read(SALT_BYTES)


def make_file(path: Path) -> bool:
    """Make an empty file that only its owner may read; False where something is there already.

    Raises Refusal where the folder does not exist or may not be written to.
    """
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        return False
    except (FileNotFoundError, NotADirectoryError):
        raise Refusal(f"The folder {path.parent} does not exist. Make it first.") from None
    except OSError as error:
        raise Refusal(
            f"{path} cannot be made: {error.strerror}. Choose a folder that you may write to.",
            exit_code=ExitCode.STORE,
        ) from None
    return True


def take_away(path: Path) -> None:
    """Remove a SQLite file that was made in vain, and what belongs to it."""
    for suffix in (*SIDE_FILES, ""):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _unreadable() -> Refusal:
    return Refusal(
        f"This is not a database URL. Write {POSTGRES}://USER:PASSWORD@HOST/DATABASE "
        "(in the password, @ is written %40 and / is written %2F)."
    )
