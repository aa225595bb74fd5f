"""Faults of every rule, planted by chance in a small demo, are found, and nothing else is."""

import numpy as np
import pytest

from benchmarks.field import Field
from benchmarks.planted import tried
from benchmarks.plants import PLANTS
from planner.audit.judge import rules
from planner.campaign import gather_evidence
from planner.policy import load
from planner.store.database import open_store
from scenarios.demo import Wanted, run_demo


@pytest.fixture(scope="module")
def evidence(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planted") / "demo"
    demo = run_demo(Wanted("bilaspur", "small", seed=5), folder, say=lambda step: None)
    with open_store(demo.target) as store, store.reading() as connection:
        return gather_evidence(connection, load(), None)


def test_every_rule_has_a_plant():
    assert set(PLANTS) == {rule.code for rule in rules()}


@pytest.mark.parametrize("code", sorted(PLANTS))
def test_what_is_planted_is_found_and_nothing_else(evidence, code):
    outcome = tried(Field(evidence, np.random.default_rng(len(code)), 4), code)
    assert outcome["planted"] >= 2
    assert outcome == {**outcome, "found": outcome["planted"], "missed": 0, "strange": 0}
