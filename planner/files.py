"""Files and folders: written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from planner.findings import ExitCode, Refusal

READABLE = 0o644  # a temporary file is for its owner alone; what is written here is passed on
ENTERABLE = 0o755


def write_atomically(path: Path, content: bytes) -> None:
    """Put the whole content at `path` or leave what was there: never half a file.

    What is there but no file, such as /dev/null or a pipe, is written to and stays what it is.
    Raises Refusal (STORE) where the folder is missing, read-only or full, or `path` is a folder.
    """
    temporary = None
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # a rename would put a file in a device's place
            return
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(READABLE)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            with suppress(OSError):
                Path(temporary).unlink()
        raise _cannot_write(path, error) from None


def make_folder(path: Path) -> None:
    """Make a folder, or take the one that is there; files can be written into it.

    Raises Refusal (STORE) where that cannot be.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
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
def new_folder(
    path: Path, files: Mapping[str, bytes] | Iterable[tuple[str, bytes]]
) -> Iterator[None]:
    """A folder of these files, which appears at `path` when the block has ended, or not at all.

    The files, by name or as pairs that are taken one by one, are written beside it before the
    block is entered; the block is what else has to succeed. Raises Refusal where something is at
    `path` already (an empty folder is taken), and (STORE) where the files cannot be written.
    """
    require_vacant(path)
    try:
        temporary = Path(tempfile.mkdtemp(dir=path.absolute().parent, prefix=f".{path.name}."))
    except OSError as error:
        raise _cannot_write(path, error) from None
    try:
        try:
            for name, content in files.items() if isinstance(files, Mapping) else files:
                write_atomically(temporary / name, content)
            temporary.chmod(ENTERABLE)
            yield
            with suppress(FileNotFoundError):
                path.rmdir()  # not every system replaces an empty folder
            temporary.rename(path)
        except OSError as error:
            raise _cannot_write(path, error) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _cannot_write(path: Path, error: OSError) -> Refusal:
    return Refusal(
        f"{path} cannot be written: {error.strerror}. Choose another place.",
        exit_code=ExitCode.STORE,
    )
