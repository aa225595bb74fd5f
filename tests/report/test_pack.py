"""What is in an evidence pack: the same bytes from the same campaign, ids and counts only."""

import csv
import hashlib
import io
import json
import re

import numpy as np
import pytest

from planner.audit.judge import judge
from planner.report import manifest as of_manifest
from planner.report.document import unmarked
from planner.report.manifest import campaign_digest, policy_text
from planner.report.pack import HISTORY, MANIFEST, PLAN, POLICY, make_pack
from planner.report.pack_phrases import PHRASES
from planner.report.sums import SUMS
from planner.report.verification import verify_pack
from tests.audit.worlds import World, sound_world
from tests.report.audits import faulty
from tests.report.test_audit_page import Reader
from tests.report.test_participants import mixed
from tests.report.test_verification import AT, failed, packed, write


def test_two_packs_of_one_moment_have_the_same_bytes():
    assert dict(packed(mixed(3)).files) == dict(packed(mixed(3)).files)


def test_the_time_is_in_the_manifest_only():
    evidence = mixed(3)
    first = make_pack(evidence, judge(evidence), ("en",), made_at=AT)
    later = make_pack(evidence, judge(evidence), ("en",), made_at="2031-01-01T00:00:00Z")
    changed = {name for name in first.files if first.files[name] != later.files[name]}
    assert changed == {MANIFEST, SUMS}
    one, other = (json.loads(pack.files[MANIFEST]) for pack in (first, later))
    assert {name for name in one if one[name] != other[name]} == {"made_at"}


def test_the_manifest_says_what_the_pack_was_made_of():
    evidence = sound_world().evidence()
    pack = packed(evidence)
    told = json.loads(pack.files[MANIFEST])
    assert told["schema"] == "mitan-pack/1"
    assert told["plan"]["digest"] == evidence.plan.digest
    assert told["plan"]["seed"] == evidence.plan.seed
    assert told["inputs"]["problem"] == evidence.problem.digest
    assert told["inputs"]["policy"] == hashlib.sha256(pack.files[POLICY]).hexdigest()
    assert told["chain"]["digest"] == evidence.chain[-1].digest
    assert told["audit"]["failed"] == 0
    assert told["counts"]["mitans"] == 12
    assert told["software"]["lock"]["of"] == "uv.lock"
    assert len(pack.files[HISTORY].splitlines()) == len(evidence.chain)


def test_without_a_lock_the_installed_packages_are_listed(monkeypatch, tmp_path):
    monkeypatch.setattr(of_manifest, "LOCK", "no such lock")
    lock = of_manifest.software().lock
    assert lock.of == "installed packages"
    assert any(one.startswith("numpy==") for one in lock.packages)
    listed = "".join(f"{one}\n" for one in lock.packages)
    assert lock.sha256 == hashlib.sha256(listed.encode()).hexdigest()
    pack = packed(sound_world().evidence())
    write(tmp_path / "pack", pack.files)
    assert not failed(tmp_path / "pack")


@pytest.mark.parametrize("world", [World(), sound_world()], ids=["empty", "no plan"])
def test_a_campaign_without_a_plan_has_a_pack_too(tmp_path, world):
    world.rows = None
    pack = packed(world.evidence())
    assert PLAN not in pack.files
    write(tmp_path / "pack", pack.files)
    assert not failed(tmp_path / "pack")


@pytest.mark.parametrize("seed", range(12))
def test_any_campaign_has_a_pack_that_holds(tmp_path, seed):
    pack = packed(mixed(seed), ("hi",))
    write(tmp_path / "pack", pack.files)
    found = verify_pack(tmp_path / "pack")
    assert [(c.name, c.message) for c in found.checks if c.outcome != "passed"] == []


@pytest.mark.parametrize("code", ["INT008", "INT010"])
def test_a_campaign_that_was_tampered_with_has_no_pack_that_holds(tmp_path, code):
    _, evidence = faulty(code)
    write(tmp_path / "pack", packed(evidence).files)
    assert failed(tmp_path / "pack") == {"history" if code == "INT008" else "plan"}


def test_ids_that_look_like_formulas_are_harmless_and_still_prove_the_plan(tmp_path):
    world = sound_world()
    for old, new in (("G1", "=1+1"), ("G2", "'=2"), ("H1", "-"), ("H2", '@x,"y"\n')):
        world.areas[new] = world.areas.pop(old)
        world.rows = [(r, new if a == old else a, v) for r, a, v in world.rows]
    world.pins, world.bans, world.apart = [], [], []
    pack = packed(world.evidence())
    cells = [row[1] for row in csv.reader(io.StringIO(pack.files[PLAN].decode(), newline=""))][1:]
    assert not any(cell.startswith(("=", "@", "+")) for cell in cells)
    assert {unmarked(cell) for cell in cells} == set(world.areas)
    write(tmp_path / "pack", pack.files)
    assert not failed(tmp_path / "pack")


@pytest.mark.parametrize("lang", ["en", "hi"])
@pytest.mark.parametrize("page", ["counts", "signatures", "audit"])
def test_pages_run_nothing_and_fetch_nothing(page, lang):
    text = packed(mixed(1)).files[f"{page}-{lang}.html"].decode()
    read = Reader(text)
    assert not {"script", "link", "img", "iframe"} & set(read.tags)
    assert not re.search(r"https?://", text)
    assert f'<html lang="{lang}">' in text


def test_every_rakshak_has_a_line_to_sign_and_every_zone_its_witnesses():
    pack = packed(sound_world().evidence(), ("en",))
    read = Reader(pack.files["signatures-en.html"].decode())
    assert [text for text in read.texts if re.fullmatch(r"R\d", text)] == [
        "R1", "R2", "R3", "R4", "R5", "R6",
    ]  # fmt: skip
    assert read.texts.count("Witness 1") == read.texts.count("Officer in charge") == 2
    assert pack.files["signatures-en.html"].count(b'class="blank"') == 6 + 2 * 3 * 4
    assert any(pack.manifest.chain.digest in text for text in read.texts)  # for --head
    end = pack.manifest.chain.digest[:16]
    assert read.texts.count(f"Zone A · {end}") == read.texts.count(f"Zone B · {end}") == 2


def test_both_languages_have_the_same_phrases_and_values():
    english, hindi = PHRASES["en"], PHRASES["hi"]
    assert english.keys() == hindi.keys()
    for name in english:
        assert set(re.findall(r"{(\w+)}", english[name])) == set(
            re.findall(r"{(\w+)}", hindi[name])
        )


def test_the_digest_of_a_campaign_changes_with_anything_in_it():
    def digest(change=lambda world: None):
        world = sound_world()
        change(world)
        return campaign_digest(world.snapshot())

    first = digest()
    assert first == digest()
    for change in (
        lambda world: world.people["R1"].update(active=False),
        lambda world: world.people["R1"].update(at=(21.5, 82.0)),
        lambda world: world.people["M01"].update(phone=7),
        lambda world: world.areas["G1"].update(visits=5),
        lambda world: world.areas["G1"].update(category="mall"),
        lambda world: world.days["M01"].update(minute=1),
        lambda world: world.pledges["S1"].update(count=5),
        lambda world: world.enrolments.append(("M01", "R2")),
        lambda world: world.bans.append(("R2", "H2")),
        lambda world: world.people.update(M99={}),
    ):
        assert digest(change) != first
    assert np.isnan(sound_world().snapshot().people.position).any()  # NaN is a value like others


def test_equal_policies_have_equal_texts():
    assert policy_text(sound_world().policy) == policy_text(sound_world().policy)
