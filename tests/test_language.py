"""Everything that people read in two languages is there in both, and says the same."""

import importlib
import pkgutil
import re
import string
import tomllib
from pathlib import Path

import pytest

import graphs
import planner
import scenarios

ROOT = Path(__file__).parents[1]
LANGUAGES = {"en", "hi"}
PICTURES = ("graphs/words.toml", "graphs/words_campaign.toml")
DEVANAGARI = re.compile("[\u0900-\u097f]")
WORD = re.compile(r"[A-Za-z]{2,}")
CODE = re.compile(r"\{[^{}]*\}|`[^`]*`|\bmitan\b[a-z -]*|\w+\.xlsx")  # is the same in both


def tables_of_modules():
    """Every table by language at the top of a module, once: where it stands, then both sides."""
    names = [
        info.name
        for package in (planner, scenarios, graphs)
        for info in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
        if "migrations" not in info.name  # alembic runs these itself
    ]
    found = {}
    for name in sorted(names, key=lambda name: not name.endswith("phrases")):
        for key, value in vars(importlib.import_module(name)).items():
            if isinstance(value, dict) and value.keys() == LANGUAGES:
                found.setdefault(id(value), (f"{name}.{key}", value["en"], value["hi"]))
    return list(found.values())


def tables_of_files():
    """Every pair of languages in a .toml file: `en` beside `hi`, or `x` beside `x_hi`."""
    for path in sorted(ROOT.glob("*/**/*.toml")):
        if path.relative_to(ROOT).parts[0] in ("planner", "graphs", "scenarios"):
            yield from pairs_in(tomllib.loads(path.read_text("utf-8")), str(path.relative_to(ROOT)))


def pairs_in(node, place):
    if not isinstance(node, dict):
        for at, part in enumerate(node if isinstance(node, list) else ()):
            yield from pairs_in(part, f"{place}[{at}]")
        return
    if "en" in node or "hi" in node:
        yield f"{place}: en, hi", node.get("en"), node.get("hi")
        return
    for key, value in node.items():
        if key.endswith("_hi"):
            yield f"{place}: {key}", node.get(key.removesuffix("_hi")), value
        else:
            yield from pairs_in(value, f"{place}: {key}")


def differences(english, hindi, place):
    """What one side has and the other lacks, and Hindi texts that are still English."""
    if isinstance(english, dict) and isinstance(hindi, dict):
        for key in english.keys() ^ hindi.keys():
            yield f"{place}: {key!r} is in one language only"
        for key in english.keys() & hindi.keys():
            yield from differences(english[key], hindi[key], f"{place}: {key!r}")
    elif isinstance(english, str) and isinstance(hindi, str):
        if places(english) != places(hindi):
            yield f"{place}: other places in braces: {english!r} / {hindi!r}"
        if WORD.search(CODE.sub("", english)) and not DEVANAGARI.search(hindi):
            yield f"{place}: not translated: {hindi!r}"
        if DEVANAGARI.search(english):
            yield f"{place}: Hindi in the English text: {english!r}"
    elif type(english) is not type(hindi):
        yield f"{place}: {english!r} / {hindi!r}"
    elif isinstance(english, tuple) and len(english) != len(hindi):
        yield f"{place}: {len(english)} texts / {len(hindi)}"
    elif isinstance(english, tuple | list) and len(english) == len(hindi):
        for at, (one, other) in enumerate(zip(english, hindi, strict=True)):
            yield from differences(one, other, f"{place}[{at}]")


def places(text):
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return set()  # no template: a brace of its own


@pytest.mark.parametrize(("place", "english", "hindi"), [
    pytest.param(*table, id=table[0]) for table in (*tables_of_modules(), *tables_of_files())
])  # fmt: skip
def test_both_languages_say_the_same_things(place, english, hindi):
    assert not list(differences(english, hindi, place))


def test_what_is_missing_is_found():
    english = {
        "a": "Visits: {n}",
        "b": "x",
        "c": ("one", "two"),
        "d": "yes",
        "e": ["a day", "{n} days"],
    }
    hindi = {"a": "दौरे: {m}", "c": ("एक", "two"), "d": ("हाँ",), "e": ["दिन", "{m} दिन"]}
    said = list(differences(english, hindi, "here"))
    assert len(said) == 5
    assert sum("other places" in line for line in said) == 2
    assert sum("'b' is in one language only" in line for line in said) == 1
    assert sum("not translated: 'two'" in line for line in said) == 1
    assert sum("('हाँ',)" in line for line in said) == 1


def test_the_tables_are_looked_at():
    """A table that is kept in another form would be passed over: these are all there."""
    names = {place.split(":")[0] for place, _, _ in (*tables_of_modules(), *tables_of_files())}
    assert {*PICTURES, "planner/policy.toml", "planner/report/texts.toml"} <= names
    phrases = {
        path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        for package in ("planner", "graphs", "scenarios")
        for path in (ROOT / package).glob("**/*phrases.py")
    }
    assert len(phrases) > 8
    assert phrases <= {name.rpartition(".")[0] for name in names}
