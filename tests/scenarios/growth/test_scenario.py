"""Growth scenarios: what a file says, over what it is like, and files that say what cannot be."""

import pytest

from planner.findings import ExitCode, Refusal
from scenarios.growth import scenario as module
from scenarios.growth.cascade import cascade
from scenarios.growth.rates import GROWTH, usual_rates
from scenarios.growth.scenario import growth, growth_names


@pytest.fixture
def read(tmp_path):
    def read(text, name="mine"):
        path = tmp_path / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        return growth(str(path))

    return read


def faults(refused):
    return " / ".join(f"{one.subject}: {one.message}" for one in refused.value.findings)


# ---- the catalogue -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", growth_names())
def test_every_scenario_of_the_catalogue_can_be_simulated(name):
    one = growth(name)
    assert one.name == name
    assert any("\u0900" <= letter <= "\u097f" for letter in one.title_hi)
    made = cascade(one)
    assert made.spread.sum() == pytest.approx(1)
    assert all(made.calendar.at(known.day) >= 0 for known in one.known)


def test_bilaspur_has_the_usual_rates():
    one = growth("bilaspur")
    assert one.rates == usual_rates()
    assert [ground.code for ground in one.grounds] == ["town", "village"]
    assert sum(ground.people for ground in one.grounds) == 1_458_598


def test_an_unknown_scenario_is_refused_with_what_is_near():
    with pytest.raises(Refusal, match="Did you mean bilaspur") as refused:
        growth("Bilaspr")
    assert refused.value.exit_code is ExitCode.USAGE
    with pytest.raises(Refusal, match="Growth scenarios: bilaspur"):
        growth("../growth/bilaspur")


# ---- a file of one's own -------------------------------------------------------------------------


def test_an_empty_file_is_like_bilaspur_but_for_its_name(read):
    mine = read("")
    assert mine == growth("bilaspur").model_copy(update={"name": "mine"})


def test_what_a_file_says_goes_over_what_it_is_like(read):
    mine = read(
        """
        like = "bilaspur"
        title = "Mine"
        [seats]
        value = 2000
        [rate.acceptance]
        value = 0.7
        [activity.training]
        publicity = 0.0
        """
    )
    usual = growth("bilaspur")
    assert mine.title == "Mine"
    assert (mine.seats.value, mine.seats.range) == (2000, usual.seats.range)
    assert (mine.rates["acceptance"].value, mine.rates["acceptance"].range) == (0.7, (0.55, 0.8))
    assert mine.activity.training == {**usual.activity.training, "publicity": 0.0}
    assert mine.rates["brings"] == usual.rates["brings"]
    assert mine.grounds == usual.grounds


def test_a_list_replaces_a_list(read):
    mine = read('[[pace]]\nasks = 5\nshare = 1.0\nsource = "counted"\n')
    assert [(pace.asks, pace.share) for pace in mine.paces] == [(5, 1.0)]


def test_a_scenario_may_be_like_one_that_is_like_another(read, tmp_path, monkeypatch):
    catalogue = tmp_path / "catalogue"
    catalogue.mkdir()
    for name, text in (
        ("bilaspur", (GROWTH / "bilaspur.toml").read_text(encoding="utf-8")),
        ("raipur", 'like = "bilaspur"\n[seats]\nvalue = 3000\n'),
    ):
        (catalogue / f"{name}.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(module, "GROWTH", catalogue)
    mine = read('like = "raipur"\n[rakshaks]\nvalue = 11000\n')
    assert (mine.seats.value, mine.rakshaks.value) == (3000, 11000)
    (catalogue / "raipur.toml").write_text('like = "raipur"\n', encoding="utf-8")
    with pytest.raises(Refusal, match="no 'raipur' among the growth scenarios"):
        growth("raipur")


@pytest.mark.parametrize("like", ['"bilaspr"', "5", '["bilaspur"]', "true"])
def test_like_something_that_is_not_there(read, like):
    with pytest.raises(Refusal, match="Growth scenarios: bilaspur"):
        read(f"like = {like}\n")


def test_a_file_that_is_not_there_or_no_toml(read, tmp_path):
    with pytest.raises(Refusal, match="cannot be read"):
        growth(str(tmp_path / "nowhere.toml"))
    with pytest.raises(Refusal, match="not valid TOML"):
        read("[[[\n")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("colour = 1", "colour: this setting does not exist"),
        ("[rate.luck]\nvalue = 1", "luck"),
        ("[rate.acceptance]\nvalue = -0.1\nrange = [-0.2, 0.1]", "leaves what this rate can be"),
        ("[rate.acceptance]\nvalue = 1.1\nrange = [0.9, 1.2]", "leaves what this rate can be"),
        ("[rate.acceptance]\nvalue = 0.9", "lies outside its range"),
        ("[rate.acceptance]\nrange = [0.8, 0.5]", "lies outside its range"),
        ("[rate.acceptance]\nmost = 3\nvalue = 2\nrange = [1, 3]", "least and most, 0 and 1"),
        ("[rate.acceptance]\nleast = -1\nvalue = -0.5\nrange = [-1, 0]", "rate.acceptance.least"),
        ("[rate]\nacceptance = 0.5", "rate.acceptance"),
        ("rate = 5", "rate"),
        ("[seats]\nvalue = -5\nrange = [-5, 0]", "no less than 0 seats"),
        ("[rakshaks]\nvalue = 0\nrange = [0, 5]", "at least 1 rakshak"),
        ("[activity.training]\ntraining = 1.5", "activity.training.training"),
        ("[activity.pledging]\nawareness = 0.1", "never a part: awareness"),
        ("[activity.sleeping]\ntraining = 1.0", "sleeping: this setting does not exist"),
        ('[[pace]]\nasks = 5\nshare = 0.9\nsource = "x"', "of the paces add up to 0.900"),
        ('[[pace]]\nasks = 0\nshare = 1.0\nsource = "x"', "pace.0.asks"),
        ('[[pace]]\nasks = 5\nshare = 1.0\nsource = ""', "pace.0.source"),
        ("pace = []", "pace"),
        (
            '[[ground]]\ncode = "all"\nlabel = "a"\nlabel_hi = "a"\npeople = 9\nrakshaks = 0.5\n'
            'source = "x"',
            "rakshaks of the grounds add up to 0.500",
        ),
        (
            '[[ground]]\ncode = "all"\nlabel = "a"\nlabel_hi = "a"\npeople = 9\nrakshaks = 1\n'
            'source = "x"',
            "each kind has a share for each ground",
        ),
        (
            '[[kind]]\ncode = "a"\nshare = [1, 0.5]\npeople = 1\npledge = 0.1\nsource = "x"',
            "shares of the kinds, village add up to 0.500",
        ),
        (
            '[[kind]]\ncode = "a"\nshare = [0.5, 0.5]\npeople = 1\npledge = 0.1\nsource = "x"\n'
            * 2,
            "a code stands twice",
        ),
        (
            '[[known]]\nseries = "votes"\nday = 2020-09-08\nlow = 1\nhigh = 2\ntext = "a"\n'
            'text_hi = "a"\nsource = "x"',
            "no series of the model: votes",
        ),
        (
            '[[known]]\nseries = "pledges"\nday = 2020-09-08\nlow = 3\nhigh = 2\ntext = "a"\n'
            'text_hi = "a"\nsource = "x"',
            "low 3 is above high 2",
        ),
    ],
)  # fmt: skip
def test_a_faulty_file_is_refused_with_the_fault(read, text, fault):
    with pytest.raises(Refusal, match=r"faulty\.toml") as refused:
        read(text, name="faulty")
    assert refused.value.exit_code is ExitCode.REJECTED
    assert fault in faults(refused)


def test_every_fault_of_a_file_is_told_at_once(read):
    with pytest.raises(Refusal) as refused:
        read("[seats]\nvalue = 1\n[rate.brings]\nvalue = 90\n[rate.tells]\nvalue = 9\n")
    told = [one.subject for one in refused.value.findings]
    assert sorted(told) == ["rate.brings", "rate.tells", "seats"]
