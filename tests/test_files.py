"""Files: whole or not at all."""

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
