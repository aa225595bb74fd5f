"""Progress: what the live lines hold. How they look at a terminal is in tests/commands."""

import pytest

from planner.report import progress
from planner.report.progress import Display, displayed, running, steps
from planner.stages import Stage


@pytest.fixture
def display(monkeypatch):
    monkeypatch.setattr(progress, "SOON", 3600.0)
    shown = Display("Audit")
    yield shown
    shown.hide()


def lines(display):
    tasks = display._live.tasks
    return [
        (task.description, task.completed, task.total, task.fields["counted"]) for task in tasks
    ]


def test_the_innermost_stage_is_shown_and_a_count_is_not_forgotten(display):
    display.show()
    assert lines(display) == [("Audit", 0, None, "")]
    display.begin(Stage.AUDIT, 64)
    display.done(13)
    assert lines(display) == [("Audit: audit", 13, 64, "13/64")]
    display.begin(Stage.PROOF, None)
    assert lines(display) == [("Audit: check proof", 0, None, "")]
    display.end()
    assert lines(display) == [("Audit: audit", 13, 64, "13/64")]
    display.end()
    assert lines(display) == [("Audit", 0, None, "")]


def test_stages_that_began_before_it_is_seen(display):
    display.begin(Stage.SOLVE, None)
    display.show()
    assert lines(display) == [("Audit: solve", 0, None, "")]


def test_a_bar_is_there_at_once_and_gone_when_its_block_ends(display):
    with displayed(display):
        with steps("Copy", 2) as step:
            assert lines(display)[1:] == [("Copy", 0, 2, "0/2")]
            step("first")
            step("second")
            assert lines(display)[1:] == [("second", 1, 2, "1/2")]
        assert len(lines(display)) == 1
        with running("Rosters", 1200) as show:
            show(1000)
            assert lines(display)[1:] == [("Rosters", 1000, 1200, "1,000/1,200")]


def test_once_hidden_it_stays_away(display):
    display.hide()
    display.show()
    assert display._live is None
    with display.bar("Copy", 2) as tell:
        tell("first", 1)


def test_without_a_terminal_steps_are_lines_and_numbers_are_silent(capsys):
    with steps("Copy", 2) as step, running("Rosters", 3) as show:
        step("first")
        show(1)
    assert capsys.readouterr().err == "Copy: first\n"
