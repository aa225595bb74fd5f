"""Files and folders: whole or not at all."""

import errno
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from planner.files import (
    LARGEST_NAME,
    clear_unfinished,
    make_folder,
    name_of_file,
    new_file,
    new_folder,
    require_writable,
    temporary_files,
    write_atomically,
)
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


def test_it_is_on_disk_before_it_has_its_name_and_its_name_is_too(tmp_path, monkeypatch):
    done = []
    fsync, replace = os.fsync, Path.replace

    def note_fsync(handle):
        done.append(Path(f"/proc/self/fd/{handle}").readlink().suffix or "folder")
        fsync(handle)

    def note_replace(self, target):
        done.append("named")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(Path, "replace", note_replace)
    write_atomically(tmp_path / "a.txt", b"whole")
    assert done == [".part", "named", "folder"]


def test_what_killed_programs_left_goes_with_the_next_file_of_the_name(tmp_path):
    old, young = tmp_path / ".a.txt.old.part", tmp_path / ".a.txt.young.part"
    folder = tmp_path / ".pack.old.part"
    folder.mkdir()
    other = tmp_path / ".new.db.old.part"
    for file in (old, young, other, folder / "half.txt"):
        file.touch()
    for path in (old, other, folder):
        os.utime(path, (0, 0))
    write_atomically(tmp_path / "a.txt", b"whole")
    with new_file(tmp_path / "new.db"):
        pass
    with new_folder(tmp_path / "pack", {"a.txt": b"a"}):
        pass
    assert {path.name for path in tmp_path.iterdir()} == {"a.txt", young.name, "new.db", "pack"}


def test_a_full_disk_is_told_with_what_mends_it(tmp_path, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    for write in (write_atomically, write_folder):
        with pytest.raises(Refusal, match="Make room there, or choose another place") as caught:
            write(tmp_path / "a", b"x")
        assert caught.value.exit_code is ExitCode.STORE
    assert list(tmp_path.iterdir()) == []


def test_temporary_files_without_room_are_told_of(tmp_path):
    def fail(error):
        with temporary_files():
            try:
                raise error
            except OSError as fault:
                raise ValueError("of a library") from fault

    with pytest.raises(Refusal, match=r"No space left on device.*TMPDIR") as caught:
        fail(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    assert caught.value.exit_code is ExitCode.STORE
    with pytest.raises(KeyError):
        fail(KeyError("a fault of ours"))


def write_folder(path, content):
    with new_folder(path, {"a.txt": content}):
        pass


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool:
        read = pool.submit(pipe.read_bytes)
        write_atomically(pipe, b"whole")
        assert read.result(timeout=10) == b"whole"
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


def test_what_cannot_be_written_is_known_before(tmp_path):
    (tmp_path / "file").touch()
    for path in (tmp_path / "none" / "x.png", tmp_path / "file" / "x.png"):
        with pytest.raises(Refusal, match=r"x\.png cannot be written") as refused:
            require_writable(path)
        assert refused.value.exit_code is ExitCode.STORE
    with pytest.raises(Refusal, match="cannot be written"):
        make_folder(tmp_path / "file" / "deep")
    make_folder(tmp_path / "new" / "deep")
    make_folder(tmp_path / "new" / "deep")
    require_writable(tmp_path / "new" / "deep" / "x.png")
    require_writable(Path("/dev/null"))
    assert not list((tmp_path / "new" / "deep").iterdir())


def test_a_folder_appears_whole_at_the_end(tmp_path):
    place = tmp_path / "pack"
    with new_folder(place, {"a.txt": b"a", "b.txt": b"b"}):
        assert not place.exists()
    assert {file.name: file.read_bytes() for file in place.iterdir()} == {
        "a.txt": b"a",
        "b.txt": b"b",
    }
    assert list(tmp_path.iterdir()) == [place]


def test_an_empty_folder_is_taken(tmp_path):
    (tmp_path / "pack").mkdir()
    with new_folder(tmp_path / "pack", {"a.txt": b"a"}):
        pass
    assert (tmp_path / "pack" / "a.txt").read_bytes() == b"a"


@pytest.mark.parametrize("kind", ["file", "full", "link"])
def test_what_is_there_is_kept(tmp_path, kind):
    place, other = tmp_path / "pack", tmp_path / "other"
    other.mkdir()
    if kind == "file":
        place.write_bytes(b"mine")
    elif kind == "full":
        place.mkdir()
        (place / "mine").touch()
    else:
        place.symlink_to(other)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(Refusal, match="is there already"), new_folder(place, {"a": b"a"}):
        pass
    assert sorted(tmp_path.rglob("*")) == before


def test_what_fails_within_leaves_no_folder(tmp_path):
    with pytest.raises(KeyboardInterrupt), new_folder(tmp_path / "pack", {"a": b"a"}):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    with pytest.raises(Refusal) as caught, new_folder(tmp_path / "no" / "pack", {"a": b"a"}):
        pass
    assert caught.value.exit_code is ExitCode.STORE


def test_a_new_file_appears_whole_at_the_end(tmp_path):
    with new_file(tmp_path / "new.db") as unfinished:
        unfinished.write_bytes(b"whole")
        assert stat.S_IMODE(unfinished.stat().st_mode) == 0o600
        assert not (tmp_path / "new.db").exists()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"new.db": b"whole"}


def test_a_new_file_that_fails_leaves_nothing(tmp_path):
    def fail():
        with new_file(tmp_path / "[new].db") as unfinished:
            unfinished.with_name(unfinished.name + "-journal").touch()
            raise ValueError("half-way")

    with pytest.raises(ValueError, match="half-way"):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_new_file_takes_nobodys_place(tmp_path):
    there = tmp_path / "there.db"

    def write():
        with new_file(there) as unfinished:
            unfinished.write_bytes(b"mine")
            there.write_bytes(b"another's")

    for _ in range(2):  # it came meanwhile; it is there already
        with pytest.raises(Refusal, match="is there already"):
            write()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "there.db": b"another's"
    }
    with pytest.raises(Refusal, match="cannot be written"), new_file(tmp_path / "no" / "folder.db"):
        pass


def test_what_was_left_unfinished_goes_when_it_is_old(tmp_path):
    for name in (
        ".old.db.x.part",
        ".old.db.x.part-journal",
        ".new.db.x.part",
        "old.part",
        ".my.part",
    ):
        (tmp_path / name).touch()
    for name in (".old.db.x.part", ".old.db.x.part-journal", "old.part", ".my.part"):
        os.utime(tmp_path / name, (0, 0))
    gone = clear_unfinished(tmp_path, timedelta(days=1), "old.db")
    assert [path.name for path in gone] == [".old.db.x.part", ".old.db.x.part-journal"]
    assert {path.name for path in tmp_path.iterdir()} == {".new.db.x.part", "old.part", ".my.part"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "-..-etc-passwd"),
        ("..\\..\\boot.ini", "-..-boot.ini"),
        ("a/b", "a-b"),
        ("..", ""),
        ("x\0y\nz", "x-y-z"),
        ("\u202egnp.exe", "-gnp.exe"),
        ("C:\\x", "C--x"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1", "_com1"),
        ("COM10", "COM10"),
        ("console", "console"),
        ("थाना कोटा", "थाना-कोटा"),
        ("x" * 300, "x" * 60),
    ],
)
def test_a_text_as_a_name_of_a_file(text, name):
    assert name_of_file(text) == name


@pytest.mark.parametrize("sign", ["x", "क", "\U00020000"])
def test_a_name_of_a_file_is_short_in_bytes_and_whole_in_signs(sign):
    assert len(name_of_file(sign * 300).encode()) <= LARGEST_NAME
    assert set(name_of_file(sign * 300)) == {sign}
