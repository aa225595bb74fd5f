"""Rosters as PDF: as many leaves as people, text that can be copied, the same bytes each time."""

import re
import sys

import pypdfium2
import pytest

from planner.report import typesetting
from planner.report.texts import load_texts

HARD = "श्री क्षेत्र ज्ञान त्रिवेणी कार्यालय शिक्षा"
MARKUP = '#panic("x") $a$ *b* \\ <img> `c` "'
PHONE = "9876543210"


@pytest.fixture
def campaign(desk):
    """A leader with two rakshaks and one below him with one, three areas."""
    desk("init")
    areas = f"A1,{HARD},market,A,9,22.08,82.15\nA2,Kota Haat,market,A,4,22.09,82.16\n"
    desk.bring("areas", f"id,name,category,zone,visits,latitude,longitude\n{areas}")
    name = MARKUP.replace('"', '""')
    people = f"L1,विज्ञान सूर्यवंशी,{PHONE},leader,,A,,\nL2,Mohan,,leader,L1,A,,\n"
    people += f'R1,त्रिलोचन,,rakshak,L1,A,22.085,82.155\nR2,"{name}",,rakshak,L1,A,,\n'
    people += "R3,Uma,,rakshak,L2,A,,\n"
    desk.bring("people", f"id,name,phone,role,reports to,zone,latitude,longitude\n{people}")
    assert desk("assign")[0] == 0
    return desk


def texts(file):
    """The text of each page without blanks, which some readers add and some drop."""
    with pypdfium2.PdfDocument(file.read_bytes()) as document:
        said = [page.get_textpage().get_text_range() for page in document]
    return [re.sub(r"\s", "", text) for text in said]


def squeezed(text):
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("lang", ["both", "hi", "en"])
def test_a_leaf_for_each_rakshak_then_the_leaders_own(campaign, lang):
    made = campaign.answer("roster", "--all", "--pdf", "--lang", lang, "-o", "out")
    assert made["pdf"]
    pages = texts(campaign.folder / "out" / "leader-L1.pdf")
    # front and back of two; team sheet, calls; leaders below, on a leaf of their own
    assert len(pages) == 4 + 2 + 1
    assert squeezed(HARD) in pages[0] + pages[2]
    assert squeezed("त्रिलोचन") in pages[0]
    assert squeezed("त्रिलोचन") in pages[1]
    assert squeezed(MARKUP) in pages[2]
    assert "Mohan" in pages[6]
    for word in {"both": ("hi", "en")}.get(lang, (lang,)):
        assert squeezed(load_texts().of(word).pledge[3]) in pages[0]
        assert squeezed(load_texts().of(word).say[1]) in pages[2]
    assert len(texts(campaign.folder / "out" / "leader-L2.pdf")) == 4


def test_the_end_of_the_history_stands_on_every_page_and_phones_are_masked(campaign):
    campaign.answer("roster", "--leader", "L1", "--pdf", "-o", "out")
    page = (campaign.folder / "out" / "leader-L1.html").read_text(encoding="utf-8")
    end = re.search(r"End of the history: entry \d+, ([0-9a-f]{16})", page)[1]
    for text in texts(campaign.folder / "out" / "leader-L1.pdf"):
        assert end in text
        assert PHONE not in text
        assert "98xxxxxx10" in text
    campaign.answer("roster", "--leader", "L1", "--pdf", "-o", "open", "--with-phones", "print")
    assert PHONE in texts(campaign.folder / "open" / "leader-L1.pdf")[0]


def test_the_same_plan_gives_the_same_bytes_side_by_side_too(campaign, monkeypatch):
    campaign.answer("roster", "--all", "--pdf", "-o", "one")
    monkeypatch.setattr(typesetting, "FEW", 1)
    campaign.answer("roster", "--all", "--pdf", "-o", "two")
    one, two = (
        {file.name: file.read_bytes() for file in (campaign.folder / folder).iterdir()}
        for folder in ("one", "two")
    )
    assert one == two
    assert sorted(name for name in one if name.endswith(".pdf")) == [
        *("leader-L1.pdf", "leader-L2.pdf"),
    ]


def test_many_days_and_a_long_register(campaign):
    file = campaign.folder / "campaign.toml"
    text = file.read_text(encoding="utf-8").replace("end = 2020-09-07", "end = 2020-10-15")
    text = text.replace("mitans_per_rakshak = 25", "mitans_per_rakshak = 90")
    file.write_text(text, encoding="utf-8")
    campaign.answer("roster", "--leader", "L2", "--pdf", "--lang", "en", "-o", "out")
    pages = texts(campaign.folder / "out" / "leader-L2.pdf")
    registers = [text for text in pages if "signatureforthepledge" in text]
    assert len(registers) == 3  # of which each has the heads of its columns
    assert "90" in registers[-1]


def test_without_the_extra_it_says_how_to_install_it(campaign, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    code, _, err = campaign("roster", "--all", "--pdf", "-o", "out")
    assert code == 3
    assert "pip install 'mitan[pdf]'" in err
    assert not (campaign.folder / "out").exists()
