"""Stages: what a watcher is told, and that nobody is told without one."""

import threading

import pytest

from planner.stages import Stage, stage, watched_by


class Told:
    def __init__(self):
        self.heard = []

    def begin(self, name, total):
        self.heard.append((name, total))

    def done(self, count):
        self.heard.append(count)

    def end(self):
        self.heard.append("end")


@stage(Stage.READ)
def read(number):
    """Twice as many."""
    with stage(Stage.WRITE, 5) as done:
        done(2)
    return 2 * number


def test_a_watcher_hears_of_stages_within_each_other():
    told = Told()
    with watched_by(told):
        assert read(4) == 8
    assert told.heard == [(Stage.READ, None), (Stage.WRITE, 5), 2, "end", "end"]
    read(4)
    assert len(told.heard) == 5
    assert read.__doc__ == "Twice as many."


def test_a_stage_ends_by_an_error_too():
    told = Told()
    with watched_by(told), pytest.raises(KeyError), stage(Stage.SOLVE):
        raise KeyError
    assert told.heard == [(Stage.SOLVE, None), "end"]


def test_other_threads_are_not_heard():
    told = Told()
    with watched_by(told):
        thread = threading.Thread(target=read, args=(1,))
        thread.start()
        thread.join()
    assert told.heard == []
