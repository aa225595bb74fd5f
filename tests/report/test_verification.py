"""An evidence pack is as it was made, or `verify` says what is not: whatever was changed."""

import dataclasses
import hashlib
import json
import os
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.audit.judge import judge
from planner.chain import entry_digest, next_entry
from planner.findings import Outcome, Refusal
from planner.report.pack import AUDIT_JSON, HISTORY, MANIFEST, PLAN, expected_files, make_pack
from planner.report.sums import SUMS, listed, read_sums, sums_of
from planner.report.verification import verify_pack
from tests.report.test_participants import mixed

AT = "2020-09-09T04:00:00Z"


def packed(evidence, languages=("en", "hi")):
    return make_pack(evidence, judge(evidence), languages, made_at=AT)


PACK = packed(mixed(1))
FILES = dict(PACK.files)
NAMES = sorted(FILES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The pack as it was made; whoever changes it puts it right again."""
    place = tmp_path_factory.mktemp("pack") / "pack"
    write(place, FILES)
    return place


@pytest.fixture
def copy(tmp_path):
    """A pack to be changed at will."""
    write(tmp_path / "pack", FILES)
    return tmp_path / "pack"


def write(place, files):
    place.mkdir()
    for name, content in files.items():
        (place / name).write_bytes(content)


def seal_anew(place):
    """What a forger does who knows of the list: it fits the files again."""
    files = {file.name: file.read_bytes() for file in place.iterdir() if file.name != SUMS}
    (place / SUMS).write_bytes(sums_of(files))


def failed(place, **given):
    """Names of the checks that fail; 'refused' where the pack is not even read."""
    try:
        return {
            check.name
            for check in verify_pack(place, **given).checks
            if check.outcome is Outcome.FAILED
        }
    except Refusal:
        return {"refused"}


def test_a_pack_holds_as_it_was_made(folder):
    found = verify_pack(folder, head=PACK.manifest.chain.digest, seal=PACK.seal)
    assert {check.outcome for check in found.checks} == {Outcome.PASSED}
    assert all(check.message for check in found.checks)
    assert found.seal == PACK.seal
    assert set(FILES) == expected_files(PACK.manifest) | {SUMS}


@pytest.mark.parametrize("sign", ["\u2028", "\u0085", "\u2029", "\n", "\r", "\x1c"])
def test_a_pack_holds_whatever_signs_its_history_has(tmp_path, sign):
    evidence = mixed(1)
    told = {"file": f"people{sign}2.csv", "kind": "people"}
    last = next_entry(evidence.chain[-1], AT, "import", told)
    made = packed(dataclasses.replace(evidence, chain=(*evidence.chain, last)))
    write(tmp_path / "pack", made.files)
    assert failed(tmp_path / "pack", seal=made.seal, head=last.digest) == set()


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum here")
def test_the_list_is_that_of_sha256sum(folder):
    done = subprocess.run(["sha256sum", "--strict", "-c", SUMS], cwd=folder, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(b": OK") == len(FILES) - 1


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_byte_changed_is_found(folder, data):
    name = data.draw(st.sampled_from(NAMES))
    position = data.draw(st.integers(0, len(FILES[name]) - 1))
    other = data.draw(st.integers(1, 255))
    content = bytearray(FILES[name])
    content[position] ^= other
    (folder / name).write_bytes(content)
    try:
        assert failed(folder)
    finally:
        (folder / name).write_bytes(FILES[name])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_byte_put_in_or_taken_out_is_found(folder, data):
    name = data.draw(st.sampled_from(NAMES))
    position = data.draw(st.integers(0, len(FILES[name]) - 1))
    extra = data.draw(st.binary(max_size=2))
    content = FILES[name][:position] + extra + FILES[name][position + 1 :]
    if content == FILES[name]:
        return
    (folder / name).write_bytes(content)
    try:
        assert failed(folder)
    finally:
        (folder / name).write_bytes(FILES[name])


@pytest.mark.parametrize("name", NAMES)
def test_a_file_taken_out_is_found(copy, name):
    (copy / name).unlink()
    assert failed(copy)


def test_a_file_put_in_is_found(copy):
    (copy / "zones-new.csv").write_text("a")
    assert failed(copy) == {"nothing else"}
    seal_anew(copy)
    assert failed(copy) == {"manifest"}


def test_a_folder_put_in_is_found(copy):
    (copy / "more").mkdir()
    assert failed(copy) == {"nothing else"}


def test_two_files_swapped_are_found(copy):
    (copy / "zones.csv").write_bytes(FILES["days.csv"])
    (copy / "days.csv").write_bytes(FILES["zones.csv"])
    assert "files" in failed(copy)
    seal_anew(copy)
    assert failed(copy) == {"counts"}


# Forged with a fitting list: what the files say of each other gives it away


def history(copy):
    return (copy / HISTORY).read_bytes().splitlines(keepends=True)


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_line_removed_from_the_history_is_found(copy, line):
    lines = history(copy)
    (copy / HISTORY).write_bytes(b"".join(lines[:line] + lines[line + 1 :]))
    seal_anew(copy)
    assert "history" in failed(copy)


def test_a_tail_cut_off_is_found_by_the_manifest(copy):
    (copy / HISTORY).write_bytes(b"".join(history(copy)[:-1]))
    seal_anew(copy)
    assert {"end of history", "plan"} == failed(copy)


def test_a_tail_cut_off_in_the_manifest_too_is_found_by_the_head_given_by_hand(copy):
    lines = history(copy)
    last = json.loads(lines[1])
    (copy / HISTORY).write_bytes(b"".join(lines[:2]))
    forge_manifest(copy, chain={"number": last["number"], "digest": last["digest"]}, plan=None)
    (copy / PLAN).unlink()
    seal_anew(copy)
    assert failed(copy) == set()  # nothing in it says that there was more
    assert failed(copy, head=PACK.manifest.chain.digest) == {"head given by hand"}
    assert failed(copy, seal=PACK.seal) == {"seal given by hand"}


def test_a_history_written_anew_is_found_by_the_head_given_by_hand(copy):
    entries, previous = [json.loads(line) for line in history(copy)], ""
    entries[0]["at"] = "2020-08-01"
    for entry in entries:
        entry["previous"] = previous
        fields = [entry[k] for k in ("number", "at", "action", "details", "previous")]
        previous = entry["digest"] = entry_digest(*fields)
    (copy / HISTORY).write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    forge_manifest(copy, chain={"number": len(entries), "digest": previous})
    seal_anew(copy)
    assert failed(copy) == set()
    assert failed(copy, head=PACK.manifest.chain.digest[:12]) == {"head given by hand"}


def test_an_earlier_head_is_found_with_what_came_after(folder):
    first = json.loads(FILES[HISTORY].splitlines()[0])
    (check,) = [
        c for c in verify_pack(folder, head=first["digest"]).checks if c.name.startswith("head")
    ]
    assert check.message == f"entry 1, {PACK.manifest.chain.number - 1} came after"


def forge_manifest(copy, **changes):
    told = json.loads((copy / MANIFEST).read_bytes())
    (copy / MANIFEST).write_text(json.dumps({**told, **changes}), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "before", "after", "check"),
    [
        (PLAN, "R1,G1,2", "R1,G1,3", "plan"),
        ("zones.csv", "A,", "Z,", "counts"),
        ("rakshaks.csv", "R1,L1", "R1,L2", "counts"),
        (AUDIT_JSON, '"passed": ', '"passed": 1', "audit"),
        ("policy.json", '"tolerance":1', '"tolerance":2', "policy"),
        (MANIFEST, '"mitans": ', '"mitanz": ', "counts"),
    ],
)
def test_what_the_files_say_of_each_other_gives_a_forger_away(copy, name, before, after, check):
    text = (copy / name).read_text(encoding="utf-8")
    assert before in text
    (copy / name).write_text(text.replace(before, after, 1), encoding="utf-8")
    seal_anew(copy)
    assert check in failed(copy)


def test_a_finding_taken_out_of_the_report_is_found(copy):
    report = json.loads((copy / AUDIT_JSON).read_bytes())
    assert report["findings"]
    report["findings"].pop()
    (copy / AUDIT_JSON).write_text(json.dumps(report), encoding="utf-8")
    seal_anew(copy)
    assert failed(copy) == {"audit"}


# What is no pack


def test_a_foreign_folder_is_refused(tmp_path):
    (tmp_path / "picture.png").write_bytes(b"x")
    with pytest.raises(Refusal, match="is no evidence pack"):
        verify_pack(tmp_path)
    with pytest.raises(Refusal, match="cannot be read"):
        verify_pack(tmp_path / "nowhere")
    with pytest.raises(Refusal, match="cannot be read"):
        verify_pack(tmp_path / "picture.png")


def test_a_pack_of_somebody_else_is_told_by_its_seal(tmp_path):
    other = packed(mixed(2))
    write(tmp_path / "other", other.files)
    assert failed(tmp_path / "other") == set()
    assert failed(tmp_path / "other", seal=PACK.seal) == {"seal given by hand"}


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (b'{"schema": "mitan-pack/9"}', "mitan-pack/9"),
        (b"[1]", "is not as Mitan writes it"),
        (b"{}", "None"),
        (b'{"schema": "mitan-pack/1"}', "is not as Mitan writes it"),
        (b"no json", "is no JSON"),
        (b"\xff\xfe", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
    ],
)
def test_another_manifest_is_refused_plainly(copy, manifest, said):
    (copy / MANIFEST).write_bytes(manifest)
    assert "manifest" in failed(copy)  # the list gives it away first
    seal_anew(copy)
    with pytest.raises(Refusal, match=said):
        verify_pack(copy)


@pytest.mark.parametrize(
    "name", ["../outside", "/etc/passwd", "..", "a/b", "..\\outside", "C:\\x", "./zones.csv"]
)
def test_a_list_that_leads_elsewhere_is_refused(copy, name):
    outside = copy.parent / "outside"
    outside.write_bytes(b"x")
    line = f"{hashlib.sha256(b'x').hexdigest()}  {name}\n".encode()
    (copy / SUMS).write_bytes(line + FILES[SUMS])
    with pytest.raises(Refusal, match="no file of the pack itself"):
        verify_pack(copy)


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_links_and_devices_are_not_followed(copy):
    (copy / "zones.csv").unlink()
    (copy / "zones.csv").symlink_to("/etc/hostname")
    assert failed(copy) == {"refused"}
    (copy / "zones.csv").unlink()
    os.mkfifo(copy / "zones.csv")
    assert failed(copy) == {"refused"}


def test_huge_files_are_refused_unread(copy):
    with (copy / "zones.csv").open("wb") as stream:
        stream.truncate(2**30)  # a hole: it takes no room
    assert failed(copy) == {"refused"}


def test_an_empty_list_holds_nothing(copy):
    (copy / SUMS).write_bytes(b"")
    assert {"files", "nothing else"} <= failed(copy)


@pytest.mark.parametrize("name", [SUMS, MANIFEST])
def test_a_folder_in_the_place_of_a_file_is_no_pack(copy, name):
    (copy / name).unlink()
    (copy / name).mkdir()
    with pytest.raises(Refusal, match="is no evidence pack"):
        verify_pack(copy)


def test_what_a_forger_writes_does_not_reach_the_terminal_as_it_is(copy):
    last = json.loads(history(copy)[-1])
    last["digest"] = "\x1b[2J\x1b[31m"
    (copy / HISTORY).write_bytes(b"".join(history(copy)[:-1]) + json.dumps(last).encode())
    (copy / "\x1b[31mred").touch()
    for check in verify_pack(copy).checks:
        assert check.message.isprintable()


def test_a_changed_list_says_so_and_nothing_that_is_not_so(copy):
    (copy / SUMS).write_bytes(FILES[SUMS].upper())
    assert failed(copy) == {"list"}


@given(st.dictionaries(st.from_regex(r"[a-z0-9][a-z0-9.-]*", fullmatch=True), st.binary()))
def test_a_list_is_read_as_it_was_written(files):
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert read_sums(sums_of(files)) == digests
    assert read_sums(listed(digests) + b"\n") is None
