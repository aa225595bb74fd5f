"""Files: written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from planner.findings import ExitCode, Refusal

READABLE = 0o644  # a temporary file is for its owner alone; what is written here is passed on


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
        raise Refusal(
            f"{path} cannot be written: {error.strerror}. Choose another place.",
            exit_code=ExitCode.STORE,
        ) from None
