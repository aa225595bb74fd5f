"""A campaign whose every name, id and text is hostile: all that Mitan writes of it is harmless.

Pages are opened in a browser, in which nothing may run or be fetched; texts in tables stay texts;
a PDF is made all the same; and every file lies in its folder.
"""

from __future__ import annotations

import csv
import html
import re
import unicodedata

import openpyxl
import pypdfium2
import pytest
from click.testing import CliRunner

import cli
from tests.reports import CHROMIUM, needs_chromium

RUNS = "<script>window.ran=1</script>"
LOADS = "\"><img src=x onerror='window.ran=1'>"
BREAKS = "</script></style></textarea><svg/onload=window.ran=1>"
TYPST = '#eval("1") $x$ \\ *b* @ref <label> #set text(red)'
SIGNS = "क्ष\u094d\u094d 👨‍👩‍👧 𠀀𪛖 a\u0301\u0302\u0303 שלום مرحبا"
FORMULA = "=HYPERLINK(1)"
NAMES = (RUNS, LOADS, BREAKS, TYPST, SIGNS, FORMULA, "Robert'); DROP TABLE person; --", "$$x^2$$")
IDS = ("../../L1", "CON", "R<b>1", "R\"'&1", "R/../2", "R\\3", "नाम 4", "%00%2e", "a" * 64, "R#$x$")
LEADERS, RAKSHAKS = IDS[:2], IDS[2:]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def one(texts, k):
    return texts[k % len(texts)]


def people():
    yield "id", "name", "role", "zone", "reports to", "organisation", "languages"
    for k, leader in enumerate(LEADERS):
        yield leader, one(NAMES, k), "leader", RUNS, "", LOADS, ""
    for k, rakshak in enumerate(RAKSHAKS):
        leader, name = one(LEADERS, k), one(NAMES, k)
        yield rakshak, name, "rakshak", one((RUNS, LOADS), k), leader, BREAKS, BREAKS


def areas():
    yield "id", "name", "category", "zone", "locality", "visits", "latitude", "longitude", "people"
    for k, name in enumerate(NAMES):
        place = (22.08 + k / 100, 82.15 + k / 100)
        yield f"<i>{k}/..", name, one(("market", BREAKS), k), RUNS, LOADS, 3, *place, 40


def mitans():
    yield "mitan", "name", "rakshak", "enrolled on"
    for k in range(30):
        yield f"M{one(NAMES[:3], k)[:20]}{k}", one(NAMES, k), one(RAKSHAKS, k), "2020-09-01"


def work():
    yield "rakshak", "area", "day", "visits", "note"
    for k, rakshak in enumerate(RAKSHAKS):
        yield rakshak, f"<i>{k}/..", "2020-09-02", 1, one(NAMES, k)


def venues():
    yield "id", "name", "zone", "seats", "trainers", "dates"
    yield "V/<b>", LOADS, RUNS, 50, f"{LOADS[:20]}; Bina", "2020-08-26"


def toml(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A folder with everything that is written of the campaign."""
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        make(folder)
    return folder


def make(folder):
    def run(*words, code=0):
        done = CliRunner().invoke(cli.mitan, list(map(str, words)))
        found = getattr(done.exception, "findings", ())
        assert done.exit_code == code, (done.output, done.exception, found)

    (folder / "campaign.toml").write_text(
        f"[campaign]\nname = {toml(RUNS + LOADS)}\n[search]\neffort = 0\n", encoding="utf-8"
    )
    (folder / "campaign-texts.toml").write_text(
        "".join(
            f"[{lang}]\nsay = [{toml(BREAKS)}]\npledge_opening = {toml(LOADS)}\n"
            f"pledge = [{toml(RUNS)}, {toml(TYPST)}]\n"
            for lang in ("en", "hi")
        ),
        encoding="utf-8",
    )
    run("init")
    for kind, rows in (("people", people()), ("areas", areas()), ("enrolments", mitans())):
        run("import", kind, sheet(folder, kind, rows))
    run("assign")
    run("progress", "import", sheet(folder, "progress", work()))
    run("report", "-o", "report.html")
    run("roster", "--all", "-o", "roster", "--with-phones", LOADS)
    run("audit", "--format", "html", "-o", "audit.html", code=5)
    run("audit", "--format", "xlsx", "-o", "audit.xlsx", code=5)
    run("audit", "pack", "-o", "pack")
    run("audit", "verify", "pack")
    files = [
        word for name in ("calls.html", "calls.xlsx", "calls.csv") for word in ("--sheet", name)
    ]
    run("audit", "sample", "--seed", RUNS, "--commit")
    run("audit", "sample", "--seed", RUNS, *files, "--with-phones", "to ask them")
    run("train", "plan", "--venues", sheet(folder, "venues", venues()), "--on", "2020-08-25",
        "-o", "training")  # fmt: skip
    run("export", "xlsx", "--all", "-o", "books")
    run("tree", "export", "people-out.csv")


def sheet(folder, name, rows):
    path = folder / f"{name}-in.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    return path.name


@needs_chromium
def test_no_page_runs_or_fetches_anything_that_a_name_says(written):
    from playwright.sync_api import sync_playwright

    pages = sorted(written.rglob("*.html"))
    assert len(pages) > 12
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = chromium.new_context(offline=True)
        for file in pages:
            page = context.new_page()
            asked, wrong = [], []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.on("pageerror", lambda error, wrong=wrong: wrong.append(str(error)))
            page.on(
                "console",
                lambda said, wrong=wrong: wrong.append(said.text) if said.type == "error" else 0,
            )
            page.goto(file.as_uri())
            if file.name == "report.html":
                page.wait_for_selector("body[data-ready=yes]", state="attached")
            assert page.evaluate("window.ran") is None, file
            assert asked == [file.as_uri()], file
            assert wrong == [], file
            assert page.locator("img, svg[onload], iframe, object, embed, base").count() == 0, file
            page.close()
        chromium.close()


def test_the_names_are_on_the_pages_as_they_are(written):
    """So that the test above looks at something."""
    told = "".join(
        html.unescape(file.read_text(encoding="utf-8"))
        for place in ("roster", "training")
        for file in (written / place).glob("*.html")
    )
    for name in NAMES:
        assert unicodedata.normalize("NFC", name) in told
    for rakshak in RAKSHAKS:
        assert rakshak in told


def test_every_page_has_a_policy_and_no_file_left_its_folder(written):
    for file in written.rglob("*.html"):
        head = file.read_text(encoding="utf-8")[:2_000]
        assert "default-src 'none'" in head, file
    names = {path.name for path in written.iterdir()}
    assert names >= {"roster", "training", "books", "pack", "report.html"}
    for name in (path.name for path in written.rglob("*")):
        assert re.fullmatch(r"[\w. -]+", name), name
        assert name.partition(".")[0].casefold() != "con"
    assert not list(written.parent.glob("L1*"))


def test_texts_in_tables_are_no_formulas(written):
    books = [*written.rglob("*.xlsx")]
    assert len(books) > 3
    for file in books:
        for page in openpyxl.load_workbook(file):
            for row in page.iter_rows():
                assert {cell.data_type for cell in row} <= {"s", "n", "b", "d"}, (file, page.title)
    for file in written.rglob("*.csv"):
        if file.name.endswith("-in.csv"):
            continue
        with file.open(encoding="utf-8-sig", newline="") as lines:
            cells = [cell for row in csv.reader(lines) for cell in row]
        assert not [cell for cell in cells if cell[:1] in tuple("=+@\t\r")], file


def test_a_pdf_is_made_of_hostile_names_all_the_same(written, monkeypatch):
    monkeypatch.chdir(written)
    done = CliRunner().invoke(
        cli.mitan, ["roster", "--leader", LEADERS[0], "--pdf", "-o", "pdf", "--with-phones", "x"]
    )
    assert done.exit_code == 0, (done.output, done.exception)
    (file,) = (written / "pdf").glob("*.pdf")
    with pypdfium2.PdfDocument(file.read_bytes()) as document:
        told = "".join(page.get_textpage().get_text_range() for page in document)
    flat = re.sub(r"\s+", "", told)
    for text in (RUNS, BREAKS, TYPST):
        assert re.sub(r"\s+", "", text) in flat
