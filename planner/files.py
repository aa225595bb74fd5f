"""Files and folders: written whole or not at all, and for their owner alone.

Nearly all that Mitan writes may name people, so all of it is readable by its owner only, whatever
the umask; who passes a file on can give others the right to it.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from glob import escape
from pathlib import Path
from typing import IO

from planner.findings import ExitCode, Refusal
from planner.stages import Stage, stage
from planner.stopping import Kept, held, keep

LONGEST_NAME = 60  # characters of a text that a name of a file holds
UNFINISHED = ".part"  # how a new file or folder ends until it is whole
UNFINISHED_FOR = timedelta(days=1)  # after that nobody is still writing it
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
PRIVATE, PRIVATE_FOLDER = 0o600, 0o700
LARGEST_NAME = 180  # bytes of it in UTF-8; systems take 255, and more is put before and after it
# what Windows takes for a device, whatever follows after a dot
DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{k}" for port in ("com", "lpt") for k in "123456789¹²³"),
}


@stage(Stage.FILES)
def write_atomically(path: Path, content: bytes) -> None:
    """Put the whole content at `path` or leave what was there: never half a file.

    Only its owner can read the file, also where one that others could read was there. It outlives
    a power cut; what killed programs left beside it goes after a day. What is there
    but no file, such as /dev/null or a pipe, is written to and stays what it is.
    Raises Refusal (STORE) where the folder is missing, read-only or full, or `path` is a folder.
    """
    temporary = None
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # a rename would put a file in a device's place
            return
        clear_unfinished(path.absolute().parent, UNFINISHED_FOR, path.name)
        with held():  # a signal comes when it is known what to take away
            handle, temporary = tempfile.mkstemp(UNFINISHED, f".{path.name}.", path.parent)
        with os.fdopen(handle, "wb") as stream:
            _write_to_disk(stream, content)
        with held():
            Path(temporary).replace(path)
            _to_disk(path.absolute().parent)
            keep(Kept.FILE, path)
    except BaseException as error:
        if temporary:
            with suppress(OSError):
                Path(temporary).unlink()
        if isinstance(error, OSError):
            raise _cannot_write(path, error) from None
        raise


@contextmanager
def temporary_files() -> Iterator[None]:
    """A block in which a library keeps temporary files. Raises Refusal (STORE) where it cannot."""
    try:
        yield
    except Exception as error:
        fault: BaseException | None = error
        while fault is not None and not isinstance(fault, OSError):
            fault = fault.__context__  # the library may have made another error of it
        if fault is None:
            raise
        raise Refusal(
            f"Temporary files cannot be written: {fault.strerror}. Make room where they are, or "
            "name another folder in TMPDIR.",
            exit_code=ExitCode.STORE,
        ) from None


def make_folder(path: Path) -> None:
    """Make a folder that only its owner may enter, with those above it, or take what is there.

    Files can be written into it. Raises Refusal (STORE) where that cannot be.
    """
    try:
        for folder in reversed([path, *path.parents]):
            if not folder.is_dir():
                folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    except OSError as error:
        raise _cannot_write(path, error) from None
    require_writable(path / "any")


def require_writable(path: Path) -> None:
    """Raise Refusal (STORE) where no file could be written at `path`; before long work, say."""
    if path.exists() and not path.is_file():
        return  # a device or a pipe, which is not replaced
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise _cannot_write(path, error) from None


def require_vacant(path: Path) -> None:
    """Raise Refusal where something is at `path` already; an empty folder is nothing."""
    if path.is_symlink() or (path.exists() and not _is_empty_folder(path)):
        raise Refusal(f"{path} is there already; name a folder that is new, or an empty one.")


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A new file: whole and on disk at `path` when the block has ended, or not there at all.

    Yields an empty file beside it for the block to fill. Raises Refusal where something is at
    `path` already, also where it came there meanwhile, and (STORE) where it cannot be written.
    """
    _require_free(path)
    with unfinished_file(path) as unfinished:
        yield unfinished
        put_in_place(unfinished, path)


def write_new(path: Path, content: bytes) -> None:
    """Put the whole content at `path`, where nothing is yet. Raises Refusal as `new_file`."""
    with new_file(path) as unfinished:
        try:
            unfinished.write_bytes(content)
        except OSError as error:
            raise _cannot_write(path, error) from None


@contextmanager
def unfinished_file(path: Path) -> Iterator[Path]:
    """An empty file beside `path` that only its owner may read; removed when the block ends.

    Whoever is killed in the block leaves it; what was left so goes after a day. Raises Refusal
    (STORE) where it cannot be made.
    """
    clear_unfinished(path.absolute().parent, UNFINISHED_FOR, path.name)
    unfinished = None
    try:
        with held():  # a signal comes when it is known what to take away
            unfinished = _unfinished(path)
        yield unfinished
    finally:
        if unfinished:
            for left in unfinished.parent.glob(f"{escape(unfinished.name)}*"):  # and beside it
                left.unlink(missing_ok=True)


def _unfinished(path: Path) -> Path:
    try:
        handle, name = tempfile.mkstemp(UNFINISHED, f".{path.name}.", path.absolute().parent)
    except OSError as error:
        raise _cannot_write(path, error) from None
    os.close(handle)
    return Path(name)


def put_in_place(unfinished: Path, path: Path) -> None:
    """Give a file that is whole its name, and have that outlive a power cut.

    Raises Refusal where something is at `path`, and (STORE) where it cannot be written.
    """
    _require_free(path)
    try:
        _to_disk(unfinished)
        with held():
            _require_free(path)  # again: the disk takes its time
            unfinished.rename(path)
            _to_disk(path.absolute().parent)
            keep(Kept.FILE, path)
    except OSError as error:
        raise _cannot_write(path, error) from None


def name_of_file(text: str) -> str:
    """A text as every file system takes it in a name: letters of any script, digits and . _ -

    All else becomes -, and before the name of a device _ is put. Different texts may become the
    same name.
    """
    kept = (one if unicodedata.category(one)[0] in "LMN" or one in "._-" else "-" for one in text)
    name = "".join(kept)[:LONGEST_NAME].encode()[:LARGEST_NAME].decode(errors="ignore").strip(".")
    return f"_{name}" if name.partition(".")[0].casefold() in DEVICES else name


def clear_unfinished(folder: Path, older_than: timedelta, name: str) -> list[Path]:
    """Remove what killed programs left of new files in a folder, and say what that was.

    Of files and folders of this name, or of all whose names begin with it and a dot. What cannot
    be removed stays.
    """
    until = datetime.now(UTC).timestamp() - older_than.total_seconds()
    gone = []
    for path in sorted(folder.glob(f".{escape(name)}.*{UNFINISHED}*")):
        with suppress(OSError):  # another's, or another program was faster
            if path.lstat().st_mtime < until:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
                gone.append(path)
    return gone


def _require_free(path: Path) -> None:
    if path.is_symlink() or path.exists():
        raise Refusal(f"{path} is there already; name a file that is new.")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE)


def _write_to_disk(stream: IO[bytes], content: bytes) -> None:
    stream.write(content)
    stream.flush()
    os.fsync(stream.fileno())


def _to_disk(path: Path) -> None:
    """Have a file, or a folder's list of files, outlive a power cut."""
    if path.is_dir() and os.name == "nt":
        return  # Windows opens no folder
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def new_folder(
    path: Path, files: Mapping[str, bytes] | Iterable[tuple[str, bytes]]
) -> Iterator[None]:
    """A folder of these files, which appears at `path` when the block has ended, or not at all.

    The files, by name or as pairs that are taken one by one, are written beside it before the
    block is entered; the block is what else has to succeed. Whoever is killed before the end
    leaves a hidden folder, which goes after a day. Raises Refusal where something is at
    `path` already (an empty folder is taken), and (STORE) where the files cannot be written.
    """
    require_vacant(path)
    folder = path.absolute().parent
    clear_unfinished(folder, UNFINISHED_FOR, path.name)
    temporary = None
    try:
        try:
            with held():
                temporary = Path(tempfile.mkdtemp(UNFINISHED, f".{path.name}.", folder))
            for name, content in files.items() if isinstance(files, Mapping) else files:
                with open(temporary / name, "wb", opener=_private) as stream:
                    _write_to_disk(stream, content)
            _to_disk(temporary)
            yield
            with held():
                with suppress(FileNotFoundError):
                    path.rmdir()  # not every system replaces an empty folder
                temporary.rename(path)
                _to_disk(folder)
                keep(Kept.FILE, path)
        except OSError as error:
            raise _cannot_write(path, error) from None
    finally:
        if temporary:
            shutil.rmtree(temporary, ignore_errors=True)


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _cannot_write(path: Path, error: OSError) -> Refusal:
    room = "Make room there, or choose" if error.errno in NO_ROOM else "Choose"
    return Refusal(
        f"{path} cannot be written: {error.strerror}. {room} another place.",
        exit_code=ExitCode.STORE,
    )
