"""`mitan roster`, `message` and `texts` as people run them, on a campaign one can count by hand."""

import json
import re
import sqlite3

import numpy as np
import pytest
import zxingcpp

from planner.report.roster_phrases import PHRASES

HOSTILE = '<img src=x onerror=alert(1)>"&amp;'
PHONES = ("9876543210", "9876543211", "9876543212", "9876543213")
AREAS = (
    "id,name,category,zone,locality,visits,latitude,longitude,people\n"
    "A1,Gole Bazar,market,A,Sadar,9,22.0800,82.1500,480\n"
    "A2,श्री क्षेत्र,colony,A,श्री क्षेत्र,5,22.0900,82.1600,\n"
    "A3,Kota Haat,market,B,,3,,,\n"
)
PEOPLE = (
    "id,name,phone,role,reports to,zone,latitude,longitude\n"
    f"L1,Lata Sahu,{PHONES[0]},leader,,A,,\n"
    f"L2,Mohan Rao,{PHONES[1]},leader,L1,B,,\n"
    f"R1,राम वर्मा,{PHONES[2]},rakshak,L1,A,22.0850,82.1550\n"
    f"R2,Sita,{PHONES[3]},rakshak,L1,A,,\n"
    "R3,Om,,rakshak,L2,B,,\n"
)
MITANS = "mitan,name,rakshak,enrolled on\n" + "".join(
    f"M{k},Uma {k},R{1 + k % 2},2020-09-01\n" for k in range(7)
)


@pytest.fixture
def campaign(desk):
    """17 visits at three areas, two leaders, three rakshaks, seven mitans."""
    desk("init")
    desk.bring("areas", AREAS)
    desk.bring("people", PEOPLE)
    desk.bring("enrolments", MITANS)
    assert desk("assign")[0] == 0
    return desk


def history(desk):
    with sqlite3.connect(desk.folder / "campaign.db") as store:
        rows = store.execute("SELECT action, details, digest FROM history ORDER BY number")
        found = [(action, json.loads(details), digest) for action, details, digest in rows]
    store.close()
    return found


def plan_rows(desk):
    with sqlite3.connect(desk.folder / "campaign.db") as store:
        rows = store.execute("SELECT rakshak, area, visits FROM plan_row").fetchall()
    store.close()
    return rows


def pages(desk, folder="out"):
    return {f.name: f.read_text(encoding="utf-8") for f in (desk.folder / folder).iterdir()}


def change_policy(desk, old, new):
    file = desk.folder / "campaign.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_everybody_has_one_sheet_and_every_leader_and_zone_a_page(campaign):
    made = campaign.answer("roster", "--all", "-o", "out")
    assert (made["rakshaks"], made["leaders"], made["plan"]) == (3, 2, 1)
    found = pages(campaign)
    assert sorted(found) == [
        *("index.html", "leader-L1.html", "leader-L2.html", "zone-A.html", "zone-B.html"),
    ]
    assert len(found) == made["files"]
    together = "".join(found.values())
    for one in ("R1", "R2", "R3"):
        assert together.count(f'<path id="q{1 if one != "R2" else 2}"') > 0
    fronts = re.findall(r'<p class="name">([^<]*)</p>', together)
    assert sorted(fronts) == sorted(["राम वर्मा", "Sita", "Om"] * 2)  # front and back
    assert together.count('<table class="register">') == 3
    assert all(found["index.html"].count(f'href="{name}"') == 1 for name in found if name[0] != "i")


def test_visits_by_day_add_up_to_the_plan(campaign):
    made = campaign.answer("roster", "--all", "-o", "out")
    assert made["days"] == [f"2020-09-0{day}" for day in range(1, 8)]
    assert made["visits"] == sum(made["visits_by_day"]) == 17
    by_team = [team["visits_by_day"] for team in made["teams"]]
    assert np.sum(by_team, axis=0).tolist() == made["visits_by_day"]
    planned = sum(visits for rakshak, _, visits in plan_rows(campaign) if rakshak != "R3")
    assert made["teams"][0]["visits"] == planned
    page = pages(campaign)["leader-L1.html"]
    for front in re.findall(r'<div class="side">.*?class="sum">(.*?)</tr>', page):
        *days, total = (int(cell or 0) for cell in re.findall(r'"[dn]">(\d*)<', front))
        assert sum(days) == total
        assert max(days) - min(days) <= 1


def test_the_register_has_a_line_for_each_mitan_of_the_quota_and_no_name_of_one(campaign):
    campaign.answer("roster", "--all", "-o", "out")
    together = "".join(pages(campaign).values())
    for table in re.findall(r'<table class="register">.*?</table>', together):
        assert table.count("<tr>") == 1 + 25
    assert "Uma" not in together
    assert "अब तक मितान: 25 में से 3; बाकी: 22।" in together


@pytest.mark.parametrize("lang", ["hi", "en", "both"])
def test_the_same_plan_gives_the_same_bytes(campaign, lang):
    for folder in ("one", "two"):
        campaign.answer("roster", "--all", "--lang", lang, "-o", folder)
    assert pages(campaign, "one") == pages(campaign, "two")


def test_phones_are_masked_unless_asked_for_and_then_it_is_told(campaign):
    before = history(campaign)
    assert campaign.answer("roster", "--all", "-o", "out")["phones"] == "masked"
    together = "".join(pages(campaign).values())
    assert not [phone for phone in PHONES if phone in together]
    assert "98xxxxxx10" in together
    assert history(campaign) == before
    made = campaign.answer(
        "roster", "--leader", "L2", "-o", "open", "--with-phones", " for Mohan Rao "
    )
    assert made["phones"] == "whole"
    assert PHONES[1] in pages(campaign, "open")["leader-L2.html"]
    *_, (action, details, _) = history(campaign)
    assert (action, details) == (
        "roster",
        {"plan": 1, "what": "roster", "of": "leader L2", "people": 2, "reason": "for Mohan Rao"},
    )


def test_handing_out_phones_does_not_change_the_pages(campaign):
    """The history's end that is printed is that before anything was handed out."""
    for folder in ("one", "two"):
        campaign.answer("roster", "--all", "-o", folder, "--with-phones", "printing")
    assert pages(campaign, "one") == pages(campaign, "two")
    end = [digest for action, _, digest in history(campaign) if action != "roster"][-1]
    assert end[:16] in pages(campaign, "one")["leader-L1.html"]
    assert campaign.answer("audit", "--head", end, "--select", "INT")["failed"] == 0


def test_the_end_of_the_history_stands_on_every_page(campaign):
    campaign.answer("roster", "--all", "-o", "out")
    end = history(campaign)[-1][2][:16]
    for page in pages(campaign).values():
        leaves = re.split('<div class="(?:side|sheet)">', page)[1:]
        assert all(end in leaf for leaf in leaves or [page])


def test_a_code_says_campaign_plan_sheet_and_rakshak(campaign):
    campaign.answer("roster", "--leader", "L1", "-o", "out")
    page = pages(campaign)["leader-L1.html"]
    codes = re.findall(
        r'class="qr" viewBox="0 0 (\d+) \d+"[^>]*><path id="q\d" [^>]* d="(.*?)"', page
    )
    read = [zxingcpp.read_barcode(picture(int(size), path)).text for size, path in codes]
    assert read == [
        f"mitan 1\ncampaign Cyber Mitan\nplan 1\nsheet {k}\nrakshak R{k}" for k in (1, 2)
    ]
    assert page.count('<use href="#q1"/>') == 1


def picture(size, path):
    cells = np.full((size, size), 255, dtype=np.uint8)
    for x, y, width in re.findall(r"M(\d+) (\d+)\.5h(\d+)", path):
        cells[int(y), int(x) : int(x) + int(width)] = 0
    return np.kron(cells, np.ones((4, 4), dtype=np.uint8))


def test_markup_in_names_stays_text(campaign):
    campaign.bring("people", PEOPLE.replace("Sita", f'"{HOSTILE.replace(chr(34), chr(34) * 2)}"'))
    campaign.bring("areas", AREAS.replace("Kota Haat", "<script>alert(2)</script>"))
    campaign.answer("roster", "--all", "-o", "out")
    for page in pages(campaign).values():
        assert "<img" not in page
        assert "<script" not in page
        assert "http" not in page.replace("http://www.w3.org/2000/svg", "").replace(
            "http-equiv", ""
        )
    together = "".join(pages(campaign).values())
    assert "&lt;img src=x onerror=alert(1)&gt;&quot;&amp;amp;" in together
    assert "&lt;script&gt;" in together


def test_ids_that_are_no_names_of_files(campaign):
    people = "id,name,role,reports to,zone\n../L/1,Hari,leader,,A\nl1,Hira,leader,,A\n"
    people += "R8,Jaya,rakshak,../L/1,A\nR9,Kavi,rakshak,l1,A\n"
    campaign.bring("people", people)
    made = campaign.answer("roster", "--all", "-o", "out")
    files = [team["file"] for team in made["teams"]]
    assert len({file.casefold() for file in files}) == len(files) == 4
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+", file) for file in files)
    assert sorted(pages(campaign)) == sorted([*files, "index.html", "zone-A.html", "zone-B.html"])


def test_a_leader_brings_all_below_him_and_a_zone_its_teams(campaign):
    def teams(*words):
        folder = "-".join(words).strip("-")
        return [t["leader"] for t in campaign.answer("roster", *words, "-o", folder)["teams"]]

    assert teams("--leader", "L1") == ["L1", "L2"]
    assert teams("--leader", "L2") == ["L2"]
    assert teams("--zone", "A") == ["L1"]
    assert sorted(pages(campaign, "zone-A")) == ["index.html", "leader-L1.html", "zone-A.html"]
    assert sorted(pages(campaign, "leader-L2")) == ["index.html", "leader-L2.html"]


def test_rakshaks_without_a_leader_are_a_team_of_their_zone(desk):
    desk("init")
    desk.bring("areas", "id,name,category,zone,visits\nA1,Haat,market,A,4\nA2,Mela,market,B,4\n")
    desk.bring("people", "id,name,role,zone\nR1,Ram,rakshak,A\nR2,Sita,rakshak,B\n")
    assert desk("assign")[0] == 0
    made = desk.answer("roster", "--all", "-o", "out")
    assert [(t["leader"], t["zone"], t["rakshaks"]) for t in made["teams"]] == [
        ("", "A", 1),
        ("", "B", 1),
    ]
    assert made["visits"] == 8
    assert "लीडर नहीं / no leader" in pages(desk)["no-leader-A.html"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--leader", "l1"], 3, "There is no leader l1 with a team: do you mean L1"),
        (["--leader", "R1"], 3, "There is no leader R1 with a team"),
        (["--zone", "AA"], 3, "There is no team in a zone AA: do you mean A?"),
        (["--all", "--plan", "9"], 3, "There is no plan 9, only 1."),
        (["--all", "--zone", "A"], 2, "Say whose"),
        ([], 2, "Say whose"),
        (["--zone", " "], 2, "Say whose"),
        (["--all", "--with-phones", " "], 2, "--with-phones needs a reason"),
    ],
)
def test_refusals(campaign, words, code, said):
    got, _, err = campaign("roster", *words, "-o", "out")
    assert got == code
    assert said in err
    assert not (campaign.folder / "out").exists()
    assert [action for action, _, _ in history(campaign)].count("roster") == 0


def test_without_a_plan_and_into_a_folder_that_is_there(desk, campaign):
    (desk.folder / "out").mkdir()
    (desk.folder / "out" / "mine.txt").write_text("keep")
    got, _, err = campaign("roster", "--all", "-o", "out")
    assert got == 3
    assert "is there already" in err
    assert [f.name for f in (desk.folder / "out").iterdir()] == ["mine.txt"]
    desk("init", "--db", "other.db")
    got, _, err = desk("roster", "--all", "-o", "new", "--db", "other.db")
    assert got == 3
    assert "There is no plan in this campaign yet. Run: mitan assign" in err


def test_visits_of_somebody_who_left_are_told(campaign):
    campaign.bring("people", "id,name,role,reports to,zone,active\nR3,Om,rakshak,L2,B,0\n")
    lost = sum(visits for rakshak, _, visits in plan_rows(campaign) if rakshak == "R3")
    made = campaign.answer("roster", "--all", "-o", "out")
    assert made["visits_of_nobody"] == lost > 0
    assert made["visits"] + lost == 17
    assert "Run: mitan replan" in campaign("roster", "--all", "-o", "again")[1]


def test_a_policy_without_days_and_one_with_many(campaign):
    change_policy(campaign, 'code = "awareness"', 'code = "work"')
    made = campaign.answer("roster", "--all", "--lang", "en", "-o", "none")
    assert (made["days"], made["visits"]) == ([], 17)
    assert "no awareness phase" in pages(campaign, "none")["leader-L1.html"]
    change_policy(campaign, 'code = "work"', 'code = "awareness"')
    change_policy(campaign, "end = 2020-09-07", "end = 2020-09-30")
    made = campaign.answer("roster", "--all", "--lang", "en", "-o", "many")
    assert sum(made["visits_by_day"]) == 17
    page = pages(campaign, "many")["leader-L2.html"]
    assert "<th>days</th>" in page
    assert re.search(r"<td>\d+ Sep(, \d+ Sep)*</td>", page)


def test_more_areas_than_a_leaf_holds(desk):
    desk("init")
    desk.bring(
        "areas",
        "id,name,category,zone,visits\n" + "".join(f"A{k},Mela {k},market,A,1\n" for k in range(9)),
    )
    desk.bring("people", "id,name,role,zone\nR1,Ram,rakshak,A\n")
    desk("assign")
    desk.answer("roster", "--all", "-o", "out")
    page = pages(desk)["no-leader-A.html"]
    assert [f"Mela {k}" for k in range(9)] == re.findall(r"<b>(Mela \d)</b>", page)
    assert page.count('<div class="side">') % 2 == 0


def test_a_sketch_is_drawn_where_places_are_known(campaign):
    campaign.answer("roster", "--all", "-o", "out")
    found = pages(campaign)
    assert found["leader-L1.html"].count('class="sketch"') >= 1  # R1 and his areas
    assert 'class="sketch"' not in found["leader-L2.html"]


def test_both_languages_stand_side_by_side_or_one_alone(campaign):
    for lang in ("hi", "en", "both"):
        campaign.answer("roster", "--all", "--lang", lang, "-o", lang)
    hindi, english, both = (
        pages(campaign, lang)["leader-L1.html"] for lang in ("hi", "en", "both")
    )
    assert "हम OTP किसी को नहीं बताएँगे।" in hindi
    assert "हम OTP" in both
    assert "हम OTP" not in english
    assert "What to say" not in hindi
    assert "Market" not in hindi
    assert "क्या कहें / What to say" in both
    assert "श्री क्षेत्र</b><br>" in both  # the locality is said already
    assert "Gole Bazar</b>, Sadar" in both


def test_messages_for_rakshaks_and_leaders(campaign):
    told = campaign.answer("message", "--all", "--lang", "en")
    assert [one["id"] for one in told["messages"]] == ["R1", "R2", "R3"]
    first = told["messages"][0]["text"]
    assert "Dear राम वर्मा," in first
    assert "Your leader: Lata Sahu" in first
    assert "Mitans: 4 of 25, 21 to go. Pledge day: 8 Sep." in first
    assert not [phone for phone in PHONES if phone in json.dumps(told)]
    told = campaign.answer("message", "--all", "--to", "leader")
    assert [one["id"] for one in told["messages"]] == ["L1", "L2"]
    assert "रक्षक 2, कुल दौरे" in told["messages"][0]["text"]
    assert "मितान: 50 में से 7, अभी 43 बाकी।" in told["messages"][0]["text"]


def test_one_persons_message_on_the_screen_and_as_csv(campaign):
    code, out, _ = campaign("message", "R2", "--lang", "en")
    assert code == 0
    assert out.splitlines()[0].endswith(" R2")
    assert "Dear Sita," in out
    assert campaign.answer("message", "L2")["messages"][0]["id"] == "L2"
    _, out, _ = campaign("message", "R2", "--format", "csv")
    assert out.startswith("id,text\nR2,")
    got, _, err = campaign("message", "R2", "--to", "leader")
    assert (got, "R2 is a rakshak" in err) == (2, True)
    got, _, err = campaign("message", "R7")
    assert (got, "There is no rakshak or leader R7: " in err) == (3, True)
    assert campaign("message", "R2", "--all")[0] == campaign("message")[0] == 2


def test_phones_in_messages_are_asked_for_and_told(campaign):
    told = campaign.answer("message", "R1", "--lang", "en", "--with-phones", "first day")
    assert f"Your leader: Lata Sahu, {PHONES[0]}" in told["messages"][0]["text"]
    action, details, _ = history(campaign)[-1]
    assert action == "roster"
    assert details == {
        "plan": 1,
        "what": "message",
        "of": "person R1",
        "people": 2,
        "reason": "first day",
    }


def test_texts_of_the_campaigns_own(campaign):
    campaign("texts", "-o", "campaign-texts.toml")
    file = campaign.folder / "campaign-texts.toml"
    assert campaign("texts")[1] == file.read_text(encoding="utf-8")
    file.write_text('[hi]\nsay = ["क्षेत्र में <b>"]\n', encoding="utf-8")
    campaign.answer("roster", "--leader", "L2", "-o", "out")
    page = pages(campaign)["leader-L2.html"]
    assert "क्षेत्र में &lt;b&gt;" in page
    assert "Greet, say your name" in page  # what is not changed falls back
    assert campaign.answer("texts")["hi"]["say"] == ["क्षेत्र में <b>"]
    other = campaign.folder / "other.toml"
    other.write_text('[en]\nmessage_rakshak = "{id}: {remaining}"\n', encoding="utf-8")
    told = campaign.answer("message", "R1", "--lang", "en", "--texts", "other.toml")
    assert told["messages"] == [{"id": "R1", "text": "R1: 21"}]


def test_a_name_with_braces_is_no_template(campaign):
    campaign.bring("people", PEOPLE.replace("Sita", "{campaign}"))
    assert "Dear {campaign}," in campaign("message", "R2", "--lang", "en")[1]


def test_a_quota_that_no_paper_holds(campaign):
    change_policy(campaign, "mitans_per_rakshak = 25", "mitans_per_rakshak = 501")
    got, _, err = campaign("roster", "--all", "-o", "out")
    assert got == 3
    assert "at most 500 lines" in err


@pytest.mark.parametrize("lang", PHRASES)
def test_every_label_is_said(lang):
    assert all(phrase.strip() for phrase in PHRASES[lang].values())
