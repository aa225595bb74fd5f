"""INT016 to INT018: the plan made again, the digest that somebody wrote down, the tables."""

import dataclasses

import pytest

from planner.audit.judge import judge
from planner.chain import TABLES, next_entry
from tests.audit.worlds import World, history, sound_world


def told(evidence, code):
    verdict = judge(evidence, select=[code])
    return [f.message for f in verdict.findings] or verdict.rulings[0].reason


def test_another_plan_and_what_changed_since():
    evidence = sound_world().evidence()
    assert told(evidence, "INT016") == ""
    plan = dataclasses.replace(evidence.plan, versions={"ortools": "9.14", "mitan": "1"})
    other = dataclasses.replace(plan, seed=2, versions={"ortools": "9.15", "mitan": "1"})
    again = dataclasses.replace(evidence, plan=plan, rerun=other)
    message = f"has the digest {plan.digest[:12]}; solved again it is {other.digest[:12]}"
    assert told(again, "INT016") == [f"{message} (ortools changed since)"]
    other = dataclasses.replace(other, versions=plan.versions)
    assert told(dataclasses.replace(again, rerun=other), "INT016") == [message]
    same = dataclasses.replace(plan, seconds=9.0, versions={})
    assert told(dataclasses.replace(again, rerun=same), "INT016") == ""


def test_a_plan_that_keeps_another_is_not_made_anew():
    evidence = sound_world().evidence()
    plan = dataclasses.replace(evidence.plan, replaces="f" * 64)
    kept = dataclasses.replace(evidence, plan=plan, rerun=None)
    assert "it is not made anew" in told(kept, "INT016")
    asked = dataclasses.replace(evidence, rerun=None)
    assert told(asked, "INT016") == "solving again was not asked for (mitan audit --rerun)"


@pytest.mark.parametrize("entry", range(4))
def test_any_entry_may_have_been_written_down_whole_or_in_part(entry):
    evidence = sound_world().evidence()
    digest = evidence.chain[entry].digest
    for head in (digest, digest[:12], f" {digest.upper()} "):
        assert told(dataclasses.replace(evidence, head=head), "INT017") == ""
    cut = dataclasses.replace(evidence, chain=evidence.chain[:entry], head=digest)
    assert told(cut, "INT017") == [f"has no entry with the digest {digest[:12]}, among {entry}"]


def test_an_empty_store_passes_nothing_and_a_store_that_was_emptied_fails():
    chain = history(2)
    empty = World(chain=chain)
    assert told(empty.evidence(), "INT017") == "the campaign is empty"
    empty.head = "f" * 64
    assert told(empty.evidence(), "INT017") == [
        "has no entry with the digest ffffffffffff, among 2"
    ]


def test_a_plan_without_a_number_is_none_of_the_store():
    evidence = dataclasses.replace(sound_world().evidence(), plan_number=None, kept={})
    evidence = dataclasses.replace(evidence, chain=evidence.chain[:3])  # before the plan
    assert told(evidence, "INT011") == "no plan yet"


def test_tables_are_what_the_history_told_of_them_last():
    world = sound_world()
    assert told(world.evidence(), "INT018") == ""
    late = world.chain[-1]
    world.chain.append(next_entry(late, "2020-08-30", "drop", {TABLES: "5" * 64}))
    world.chain.append(next_entry(world.chain[-1], "2020-08-31", "audit pack", {"seal": ""}))
    message = "are not what they were after entry 4: another program wrote to them"
    assert told(world.evidence(), "INT018") == [message]
    (finding,) = judge(world.evidence(), select=["INT018"]).findings
    assert (finding.subject, finding.where) == ("checksums", "history")
    world.tables_changed = ("people", "pins")
    found = judge(world.evidence(), select=["INT018"]).findings
    assert [(f.subject, f.message) for f in found] == [("people", message), ("pins", message)]


def test_sums_beside_the_tables_that_were_written_to_are_a_fault_too():
    world = sound_world()
    world.tables_changed = ("ties",)
    (finding,) = judge(world.evidence(), select=["INT018"]).findings
    assert finding.subject == "ties"


def test_a_history_that_tells_nothing_of_the_tables_proves_nothing():
    chain = [next_entry(None, "2020-08-20", "import", {"n": 1})]
    reason = "the history tells nothing of the tables yet; the next import or change does"
    evidence = dataclasses.replace(sound_world().evidence(), chain=tuple(chain))
    assert told(evidence, "INT018") == reason
    assert told(World(chain=history(1)).evidence(), "INT018") == "the campaign is empty"
