"""The report in a browser without a network: nothing is asked for, filters filter, Hindi is right.

Needs Debian's chromium; where it is missing the tests are skipped.
"""

from pathlib import Path
from time import monotonic

import fontpkg_noto_sans_devanagari as font
import pytest

from tests.reports import CHROMIUM, IMAGE, SCRIPT, WORK, make_campaign, needs_chromium

pytestmark = needs_chromium
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--disable-dev-shm-usage",
]
PATIENCE = 10  # seconds
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{}</dir></fontconfig>
"""
# what a browser that shapes Devanagari writes in less room than its letters one by one
CONJUNCTS = {"क्ष": "कष", "त्र": "तर", "श्री": "शरी", "ज्ञ": "जञ", "र्य": "रय"}
DRAWN = """name => {
    const doc = Bokeh.documents.find((one) => one.get_model_by_name("map"));
    const found = [...doc.get_model_by_name(`${name} drawn`).view.indices];
    return found.map((k) => doc.get_model_by_name(name).get("id")[k]);
}"""
WHERE = """k => {
    const doc = Bokeh.documents.find((one) => one.get_model_by_name("map"));
    const plot = doc.get_model_by_name("map"), areas = doc.get_model_by_name("areas");
    const share = (x, range) => (x - range.start) / (range.end - range.start);
    return [share(areas.get("x")[k], plot.x_range) * plot.inner_width,
            (1 - share(areas.get("y")[k], plot.y_range)) * plot.inner_height, plot.inner_width];
}"""
SCALE = """() => {
    const doc = Bokeh.documents.find((one) => one.get_model_by_name("map"));
    const plot = doc.get_model_by_name("map"), { x_range: x, y_range: y } = plot;
    return [(x.end - x.start) / plot.inner_width, (y.end - y.start) / plot.inner_height,
            plot.inner_width];
}"""
WIDTH = """text => {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = '40px "Noto Sans Devanagari"';
    return pen.measureText(text).width;
}"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """Chromium with the Devanagari font of a package, whatever fonts the machine has."""
    from playwright.sync_api import sync_playwright

    conf = tmp_path_factory.mktemp("fonts") / "fonts.conf"
    conf.write_text(FONTS.format(Path(font.__file__).parent), encoding="utf-8")
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, env={"FONTCONFIG_FILE": str(conf)}
        )
        yield chromium
        chromium.close()


@pytest.fixture
def opened(desk, browser):
    """Open a report: the page, all requests that it made, and all that went wrong in it."""
    make_campaign(desk)
    (desk.folder / "days.csv").write_text(WORK, encoding="utf-8")
    desk("progress", "import", "days.csv")
    context = browser.new_context(offline=True, viewport={"width": 1100, "height": 900})

    def show(*words):
        desk.answer("report", *words, "-o", "out.html")
        page = context.new_page()
        page.asked, page.wrong = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.on(
            "console",
            lambda said: page.wrong.append(said.text) if said.type in ("error", "warning") else 0,
        )
        page.goto(f"file://{desk.folder / 'out.html'}")
        page.wait_for_selector("body[data-ready=yes]", state="attached")
        return page

    yield show
    context.close()


def test_nothing_is_fetched_and_nothing_goes_wrong(opened, desk):
    page = opened("--against", "1", "--lang", "hi")
    for box in ("map-figure", "shared-figure", "days-figure"):
        assert page.locator(f"#{box} canvas").count() > 0
    for branch in page.locator("summary").all():
        branch.click()
    page.locator("#nearer").click()
    page.locator("#further").click()
    page.mouse.move(*_spot(page, 0))
    page.wait_for_timeout(300)
    assert page.asked == [f"file://{desk.folder / 'out.html'}"]
    assert page.wrong == []


def test_the_page_forbids_what_is_not_its_own(opened):
    page = opened()
    page.evaluate("fetch('https://example.org/').catch(() => 0)")
    page.evaluate("document.body.append(Object.assign(new Image(), {src: 'https://example.org'}))")
    assert _becomes(page, lambda: len(page.wrong) >= 2)
    assert all("Content Security Policy" in said for said in page.wrong)


@pytest.mark.parametrize(
    ("box", "label", "areas", "rakshaks", "leaders"),
    [
        ("by-leader", "LD-2 Mohan Rao", {"AR-3", "AR-4"}, {"RK-3"}, {"LD-2"}),
        (
            "by-leader",
            "LD-1 ज्ञानेश्वर आर्य",
            {"AR-1", "AR-2", "AR-3", "AR-4"},
            {"RK-1", "RK-2", "RK-3"},
            {"LD-1", "LD-2"},
        ),
        ("by-zone", "KOTA", {"AR-1", "AR-2"}, {"RK-1", "RK-2", "RK-4"}, {"LD-1"}),
        ("by-category", "Hotel or restaurant", {"AR-5"}, {"RK-4"}, {"LD-3"}),
    ],
)
def test_filters_leave_what_they_say(opened, box, label, areas, rakshaks, leaders):
    page = opened()
    everything = [page.evaluate(DRAWN, name) for name in ("areas", "rakshaks", "leaders")]
    assert [len(those) for those in everything] == [5, 4, 3]
    page.select_option(f"#{box}", label=label)
    assert set(page.evaluate(DRAWN, "areas")) == areas
    assert set(page.evaluate(DRAWN, "rakshaks")) == rakshaks
    assert set(page.evaluate(DRAWN, "leaders")) == leaders
    assert page.inner_text("#shown") == (
        f"Shown: {len(areas)} of 5 areas, {len(rakshaks)} of 4 rakshaks, "
        f"{len(leaders)} of 3 leaders."
    )
    listed = page.locator("#listing tbody tr td:first-child").all_inner_texts()
    assert set(listed) == areas
    page.locator("#everything").click()
    assert page.evaluate(DRAWN, "areas") == everything[0]


def test_filters_are_held_together(opened):
    page = opened()
    page.select_option("#by-leader", label="LD-1 ज्ञानेश्वर आर्य")
    page.select_option("#by-category", label="Market")
    assert page.evaluate(DRAWN, "areas") == ["AR-1", "AR-3", "AR-4"]
    assert page.evaluate(DRAWN, "rakshaks") == ["RK-1", "RK-2", "RK-3"]
    page.select_option("#by-zone", label="BILHA")
    assert page.evaluate(DRAWN, "areas") == ["AR-3", "AR-4"]


def test_who_comes_is_listed_and_others_are_counted(opened):
    page = opened("--leader", "LD-3")
    cells = page.locator("#listing tbody tr").first.locator("td").all_inner_texts()
    assert cells[0] == "AR-1"
    assert cells[-1] == "Farida Begum (RK-4) ×2, others: 7"


def test_a_leader_who_is_opened_shows_his_rakshaks(opened):
    page = opened()
    page.locator("details[data-leader='0'] > summary").click()
    people = page.locator("details[data-leader='0'] > ul.team > li")
    people.first.wait_for()  # a browser tells of an opened branch a moment later
    team = people.all_inner_texts()
    assert team == ["राम मिश्र (RK-1): 25 / 25, filled", f"{IMAGE} (RK-2): 0 / 25, short"]
    assert page.title() == "Cyber Mitan: report"


def test_a_hostile_name_is_a_text_where_a_pointer_is(opened):
    page = opened("--lang", "hi")
    page.mouse.move(*_spot(page, 2))
    page.get_by_text(f"{SCRIPT} $$x^2$$, <b>Mela</b>", exact=True).first.wait_for()
    assert page.get_by_text("Mohan Rao (LD-2)", exact=True).count() == 1  # whose team comes
    assert page.get_by_text("1,00,000").count() >= 1  # people, grouped as in India
    assert page.title() == "Cyber Mitan: रिपोर्ट"
    assert page.wrong == []
    assert len(page.asked) == 1  # nor is the $$ taken for mathematics, for which it would fetch


def test_a_kilometre_is_as_long_eastwards_as_northwards(opened):
    page = opened()
    for width in (1100, 600):
        page.set_viewport_size({"width": width, "height": 900})
        assert _becomes(page, lambda w=width: _in_shape(page, w))


def test_without_a_place_there_is_a_map_all_the_same(desk, browser, opened):
    people = "id,name,role,zone\nRK-1,Ram,rakshak,KOTA\nRK-2,Sita,rakshak,KOTA\n"
    desk("init", "--db", "bare.db")
    for kind, sheet in (
        ("areas", "id,name,category,zone,visits\nAR-1,Haat,market,KOTA,4\n"),
        ("people", people),
    ):
        (desk.folder / f"bare-{kind}.csv").write_text(sheet, encoding="utf-8")
        assert desk("import", kind, f"bare-{kind}.csv", "--db", "bare.db")[0] == 0
    assert desk("assign", "--db", "bare.db")[0] == 0
    page = opened("--db", "bare.db")
    assert page.inner_text("#shown") == "Shown: 1 of 1 areas, 2 of 2 rakshaks, 0 of 0 leaders."
    page.locator("details[data-leader='-1'] > summary").click()
    page.locator("ul.team > li").first.wait_for()
    assert page.locator("ul.team > li").count() == 2
    assert page.wrong == []


def test_zooming_in_shows_less(opened):
    page = opened()
    before = _spot(page, 0)
    page.locator("#nearer").click()
    after = _spot(page, 0)
    middle = page.locator("#map-figure").bounding_box()
    centre = middle["x"] + middle["width"] / 2
    assert abs(after[0] - centre) > abs(before[0] - centre)


def test_devanagari_is_shaped(opened):
    page = opened("--lang", "hi")
    for cluster, letters in CONJUNCTS.items():
        assert page.evaluate(WIDTH, cluster) < page.evaluate(WIDTH, letters), cluster
    assert "श्री क्षेत्र" in page.locator("#listing").inner_text()
    assert "ज्ञानेश्वर आर्य" in page.locator("#tree").inner_text()


def _becomes(page, true):
    """Whether something becomes true before long; the page goes on meanwhile."""
    deadline = monotonic() + PATIENCE
    while not true() and monotonic() < deadline:
        page.wait_for_timeout(50)
    return true()


def _in_shape(page, width):
    across, up, inner = page.evaluate(SCALE)
    return inner < width and across == pytest.approx(up, rel=0.01)


def _spot(page, area):
    """Where an area is drawn, in pixels of the page as it stands."""
    page.locator("#map-figure").scroll_into_view_if_needed()
    left, down, inner = page.evaluate(WHERE, area)
    box = page.locator("#map-figure").bounding_box()
    rim = (box["width"] - inner) / 2
    return box["x"] + rim + left, box["y"] + rim + down
