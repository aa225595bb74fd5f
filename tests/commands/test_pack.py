"""`mitan audit pack` and `verify` as an auditor runs them."""

import json
import sqlite3

import pytest

from planner.chain import canonical
from planner.report.sums import SUMS, sums_of

AREAS = "id,name,category,zone,visits\nA1,Gole Bazar,market,A,6\nA2,Sarkanda,colony,B,4\n"
PEOPLE = (
    "id,name,phone,role,reports_to,zone\n"
    "L1,Lata Sahu,9876543210,leader,,A\n"
    "R1,Ram Verma,9876543211,rakshak,L1,A\nR2,Sita Rao,9876543212,rakshak,L1,B\n"
)
MITANS = "mitan,name,rakshak,zone,enrolled on,pledged on\nM1,Uma Bai,R1,A,2020-08-28,2020-09-08\n"


@pytest.fixture
def campaign(desk):
    desk("init")
    desk.bring("areas", AREAS)
    desk.bring("people", PEOPLE)
    desk.bring("enrolments", MITANS)
    assert desk("assign")[0] == 0
    return desk


def entries(desk):
    with sqlite3.connect(desk.folder / "campaign.db") as store:
        found = store.execute("SELECT action, details FROM history ORDER BY number").fetchall()
    store.close()
    return found


def test_a_pack_is_made_told_of_and_holds(campaign):
    made = campaign.answer("audit", "pack", "-o", "pack")
    assert sorted(made["files"]) == sorted(f.name for f in (campaign.folder / "pack").iterdir())
    assert entries(campaign)[-1] == (
        "audit pack",
        canonical({"seal": made["seal"], "head": made["head"]}),
    )
    found = campaign.answer("audit", "verify", "pack")
    assert found["holds"]
    assert found["seal"] == made["seal"]
    assert campaign.answer("audit", "verify", "pack", "--seal", made["seal"])["holds"]
    with_store = campaign.answer("audit", "verify", "pack", "--db", "campaign.db")
    assert {check["outcome"] for check in with_store["checks"]} == {"passed"}
    assert {c["check"] for c in with_store["checks"]} > {c["check"] for c in found["checks"]}


def test_the_seal_is_told_to_be_written_down(campaign):
    code, out, _ = campaign("audit", "pack", "-o", "pack")
    seal = campaign.answer("audit", "verify", "pack")["seal"]
    assert code == 0
    assert f"Write on paper the seal: {seal}" in out


def test_without_anything_from_outside_a_pack_is_not_said_to_be_as_it_was_sealed(campaign):
    """A page rewritten and the list with it: only what stands outside of the folder shows it."""
    seal = campaign.answer("audit", "pack", "-o", "pack")["seal"]
    page = campaign.folder / "pack" / "counts-en.html"
    page.write_bytes(page.read_bytes() + b" ")
    files = {file.name: file.read_bytes() for file in page.parent.iterdir() if file.name != SUMS}
    (page.parent / SUMS).write_bytes(sums_of(files))
    found = campaign.answer("audit", "verify", "pack")
    assert (found["holds"], found["sealed"]) == (True, False)
    assert "No seal was given" in campaign("audit", "verify", "pack")[1]
    for given in (["--seal", seal], ["--db", "campaign.db"]):
        code, out, _ = campaign("audit", "verify", "pack", *given)
        assert code == 5
        assert "does NOT hold" in out


def test_no_name_and_no_phone_is_in_a_pack(campaign):
    _, out, err = campaign("audit", "pack", "-o", "pack")
    texts = [out + err, *((f.read_text("utf-8")) for f in (campaign.folder / "pack").iterdir())]
    for word in ("Lata", "Ram Verma", "Sita", "Uma", "Gole", "Sarkanda", "98765432"):
        assert not any(word in text for text in texts)


def test_a_changed_pack_ends_with_5(campaign):
    campaign("audit", "pack", "-o", "pack", "--lang", "en")
    file = campaign.folder / "pack" / "zones.csv"
    file.write_bytes(file.read_bytes().replace(b"1", b"2", 1))
    code, out, _ = campaign("audit", "verify", "pack", "--format", "json")
    told = {check["check"]: check for check in json.loads(out)["checks"]}
    assert code == 5
    assert told["files"]["message"] == "changed: zones.csv"
    assert not json.loads(out)["holds"]


def test_a_pack_of_another_campaign_is_told_by_the_store(campaign, tmp_path_factory, monkeypatch):
    campaign("audit", "pack", "-o", "pack")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    pack = campaign.folder / "pack"
    monkeypatch.chdir(elsewhere)
    assert campaign("init")[0] == 0
    assert campaign("audit", "verify", pack)[0] == 0  # without --db no store is looked at
    code, out, _ = campaign("audit", "verify", pack, "--db", "campaign.db", "--format", "json")
    failed = {c["check"] for c in json.loads(out)["checks"] if c["outcome"] == "failed"}
    assert code == 5
    assert failed == {"store: history", "store: this pack", "store: plan"}


def test_a_folder_that_is_there_is_kept(campaign):
    (campaign.folder / "pack").mkdir()
    (campaign.folder / "pack" / "mine.txt").write_text("mine")
    before = entries(campaign)
    code, _, err = campaign("audit", "pack", "-o", "pack")
    assert code == 3
    assert "Auditing" not in err  # nobody waits for a no
    assert [f.name for f in (campaign.folder / "pack").iterdir()] == ["mine.txt"]
    assert campaign("audit", "pack", "-o", "campaign.db")[0] == 3  # a file
    assert entries(campaign) == before
    (campaign.folder / "pack" / "mine.txt").unlink()
    assert campaign("audit", "pack", "-o", "pack")[0] == 0  # an empty one is taken


def test_where_it_cannot_be_written_there_is_neither_pack_nor_entry(campaign):
    before = entries(campaign)
    assert campaign("audit", "pack", "-o", "no/such/place")[0] == 6
    assert entries(campaign) == before


def test_somebody_else_s_change_meanwhile_leaves_nothing(campaign, monkeypatch):
    before = sorted(f.name for f in campaign.folder.iterdir())
    monkeypatch.setattr("planner.store.history.last_digest", lambda connection: "another")
    code, _, err = campaign("audit", "pack", "-o", "pack")
    assert code == 6
    assert "Somebody else" in err
    assert sorted(f.name for f in campaign.folder.iterdir()) == before


def test_an_interruption_leaves_nothing(campaign, monkeypatch):
    def stopped(*_args, **_kwargs):
        raise KeyboardInterrupt

    before = sorted(f.name for f in campaign.folder.iterdir())
    monkeypatch.setattr("planner.store.history.append", stopped)
    assert campaign("audit", "pack", "-o", "pack")[0] == 130
    assert sorted(f.name for f in campaign.folder.iterdir()) == before


def test_a_failed_audit_is_packed_too_and_said(campaign):
    campaign.bring("areas", "id,name,category,zone,visits\nA3,Mela,market,A,90\n")
    code, out, _ = campaign("audit", "pack", "-o", "pack")
    assert code == 0
    assert "Audit FAILED" in out
    assert campaign.answer("audit", "verify", "pack")["manifest"]["audit"]["failed"] > 0


def test_an_empty_campaign_has_an_empty_pack(desk):
    desk("init")
    assert desk("audit", "pack", "-o", "pack")[0] == 0
    assert desk.answer("audit", "verify", "pack")["holds"]


def test_a_digest_may_be_typed_in_groups_and_capitals(campaign):
    head = campaign.answer("audit", "pack", "-o", "pack")["head"].upper()
    typed = " ".join(head[k : k + 4] for k in range(0, 64, 4))
    assert campaign("audit", "verify", "pack", "--head", typed)[0] == 0
    for given in ("abc", "x" * 64, "0" * 65, "../../etc", "", " "):  # empty: a variable not set
        assert campaign("audit", "verify", "pack", "--seal", given)[0] == 2
        assert campaign("audit", "--head", given)[0] == 2


def test_bad_input_is_refused_plainly(campaign):
    assert campaign("audit", "pack")[0] == 2
    assert campaign("audit", "verify", "nowhere")[0] == 3
    assert campaign("audit", "pack", "-o", "pack")[0] == 0
    assert campaign("audit", "pack", "-o", "next", "--plan", "9")[0] == 3
    assert campaign("audit", "--plan", "1", "pack", "-o", "next")[0] == 2


def test_a_row_changed_by_another_program_shows_beside_the_sheets_imported_anew(campaign):
    def packed(db, folder):
        made = campaign.answer("audit", "pack", "-o", folder, "--db", db)
        return made["manifest"]["inputs"]["campaign"]

    campaign("init", "--db", "anew.db")
    for kind in ("areas", "people", "enrolments"):
        assert campaign("import", kind, f"{kind}.csv", "--db", "anew.db")[0] == 0
    sheets = packed("anew.db", "p1")
    assert packed("campaign.db", "p2") == sheets  # a plan is none of it
    with sqlite3.connect(campaign.folder / "campaign.db") as store:
        store.execute("UPDATE enrolment SET pledged_on = ''")
    store.close()
    assert packed("campaign.db", "p3") != sheets
