"""The hidden sheet of a workbook: what it says comes back whole, or is refused."""

import json
from dataclasses import replace

import pytest

from planner.store.workbooks import mark as mark_module
from planner.store.workbooks.layout import LAYOUTS
from planner.store.workbooks.mark import Generation, Mark, digest, from_rows, generation, to_rows
from planner.store.workbooks.scope import Scope, ScopeKind

BASE = {
    layout.sheet: [[f"{layout.sheet} {k} {name}" for name in layout.columns] for k in range(2)]
    for layout in LAYOUTS
}
MARK = Mark(
    generation=Generation("c" * 64, "0004", 7, "d" * 64),
    scope=Scope(ScopeKind.LEADER, "L_x0041_1"),
    lang="hi",
    phones=False,
    titles={layout.sheet: layout.title("hi") for layout in LAYOUTS},
    columns={layout.sheet: list(layout.columns) for layout in LAYOUTS},
    base=BASE,
    secret="5" * 32,
)


def pieces(rows, name):
    return [text for one, text in rows if one == name]


def changed(rows, name, change):
    """The hidden sheet with one of its two parts changed as JSON."""
    value = json.loads("".join(pieces(rows, name)))
    change(value)
    others = [row for row in rows if row[0] != name]
    return [*others, [name, json.dumps(value)]]


@pytest.mark.parametrize("chunk", [1, 7, 30_000])
def test_it_comes_back_as_it_was(monkeypatch, chunk):
    monkeypatch.setattr(mark_module, "CHUNK", chunk)
    rows = to_rows(MARK)
    assert from_rows(rows) == MARK
    assert max(len(text) for _, text in rows[1:]) <= chunk
    assert from_rows([[*row, "", "more"] for row in rows]) == MARK
    assert MARK.counts == dict.fromkeys(BASE, 2)


def test_nothing_in_it_is_read_by_excel_as_something_else():
    rows = to_rows(MARK)
    assert all("_x" not in text and text.isascii() for _, text in rows[1:])
    assert rows[0][0] == mark_module.VERSION


def test_without_a_version_there_is_no_mark():
    for rows in ([], [[]], [["about", "{}"]], to_rows(MARK)[1:]):
        with pytest.raises(ValueError, match="no mark of this version"):
            from_rows(rows)


@pytest.mark.parametrize("lost", ["about", "base"])
def test_a_part_is_lost_or_cut(lost):
    rows = to_rows(MARK)
    with pytest.raises(ValueError, match="the mark is damaged"):
        from_rows([row for row in rows if row[0] != lost])
    with pytest.raises(ValueError, match="the mark is damaged"):
        from_rows([[name, text[:-1] if name == lost else text] for name, text in rows])


@pytest.mark.parametrize(
    "change",
    [
        lambda about: about.update(secret="6" * 32),
        lambda about: about.update(phones=True),
        lambda about: about["scope"].update(of="L2"),
        lambda about: about["generation"].update(number=8),
        lambda about: about["counts"].update(team=3),
        lambda about: about.update(digest="0" * 64),
    ],
)
def test_what_was_changed_by_hand_is_seen(change):
    with pytest.raises(ValueError, match="the mark was changed"):
        from_rows(changed(to_rows(MARK), "about", change))


def test_an_exported_value_that_was_changed_is_seen():
    with pytest.raises(ValueError, match="the mark was changed"):
        from_rows(changed(to_rows(MARK), "base", lambda base: base["team"][0].__setitem__(1, "x")))


def columns(sheet, names):
    return {**MARK.columns, sheet: names}


@pytest.mark.parametrize(
    "other",
    [
        replace(MARK, lang="fr"),
        replace(MARK, scope=Scope(ScopeKind.ZONE, 5)),
        replace(MARK, titles={}),
        replace(MARK, base={"team": BASE["team"]}),
        replace(MARK, columns=columns("team", ["name"]), base={**BASE, "team": [["x"]]}),
        replace(MARK, columns=columns("team", ["id", "rank"]), base={**BASE, "team": [["x", "y"]]}),
        replace(MARK, columns=columns("team", ["id"])),
        replace(MARK, columns=columns("team", ["id"]), base={**BASE, "team": [[5]]}),
    ],
)
def test_a_sound_digest_of_what_this_mitan_does_not_know_is_refused(other):
    with pytest.raises(ValueError, match="the mark was changed"):
        from_rows(to_rows(other))


def test_fewer_columns_will_do_if_the_key_is_there():
    less = replace(MARK, columns=columns("team", ["id"]), base={**BASE, "team": [["R1"]]})
    assert from_rows(to_rows(less)) == less


def test_the_digest_is_of_everything():
    others = [
        replace(MARK, secret="6" * 32),
        replace(MARK, lang="en"),
        replace(MARK, base={**BASE, "team": BASE["team"][:1]}),
    ]
    assert len({digest(one) for one in (MARK, *others)}) == 4


def test_the_campaign_and_its_state(field):
    with field.store.reading() as connection:
        now = generation(connection)
        entries = connection.exec_driver_sql(
            "SELECT number, digest FROM history ORDER BY number"
        ).fetchall()
    assert (now.campaign, now.number, now.head) == (entries[0][1], *entries[-1])
    assert now.number == 3
