"""Files: whole or not at all."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from planner.files import write_atomically
from planner.findings import ExitCode, Refusal


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    write_atomically(path, "नया".encode())
    assert path.read_text(encoding="utf-8") == "नया"
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "kept").touch()
    with pytest.raises(Refusal) as caught:
        write_atomically(tmp_path / "folder", b"x")  # a folder stands there
    assert caught.value.exit_code is ExitCode.STORE
    assert [p.name for p in tmp_path.iterdir()] == ["folder"]


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool:
        read = pool.submit(pipe.read_bytes)
        write_atomically(pipe, b"whole")
        assert read.result(timeout=10) == b"whole"
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]
