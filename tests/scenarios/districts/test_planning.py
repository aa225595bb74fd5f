"""One district is planned in its own store; what is told of it can be checked by hand."""

import pytest

from planner.campaign import assign_areas
from planner.findings import ExitCode, Refusal
from planner.policy import load
from planner.store import bulk, changes, history, plans
from planner.store.database import open_store
from planner.store.tables import Person
from scenarios.districts.listing import read_districts
from scenarios.districts.planning import Terms, ask_district, plan_district
from tests.scenarios.districts.worlds import FAR, district, sheet

TERMS = Terms(seed=0)


def planned(folder, terms=TERMS, **world):
    district(folder, "A", **world)
    (one,) = read_districts(sheet(folder, "A")).districts
    return one, plan_district(one, terms)


def test_a_plan_is_kept_in_the_store_and_told_in_numbers(tmp_path):
    one, done = planned(tmp_path)
    with open_store(one.store) as store, store.reading() as connection:
        (kept,) = plans.list_plans(connection)
    answer = done.answer
    assert (answer["plan"], answer["digest"]) == (kept["number"], kept["digest"])
    told = {name: answer[name] for name in ("leaders", "rakshaks", "sent", "areas", "visits")}
    assert told == {"leaders": 1, "rakshaks": 2, "sent": 2, "areas": 2, "visits": 8}
    assert (answer["uncovered"], answer["in_band"], answer["exit_code"]) == (0, 1.0, 0)
    assert (answer["km"], answer["far"], answer["told"]) == (0, 0, "")
    shares = {level["level"]: level["share"] for level in answer["levels"]}
    # 1 leader for at most 40 has 2; no way at all; 8 visits of the 20 that can be made
    assert shares == {"span": 1.0, "travel": 0.0, "coverage": 0.4}
    assert answer["first_to_break"] == "span"


def test_it_is_the_plan_that_assign_makes(tmp_path):
    _, done = planned(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    district(other, "A")
    with open_store(other / "A.db") as store:
        alone = assign_areas(store, load(), seed=0, progress=lambda line: None)
    assert done.answer["digest"] == alone.plan.digest


def test_what_cannot_be_done_is_an_answer(tmp_path):
    _, done = planned(tmp_path, visits=30)
    answer = done.answer
    assert (answer["uncovered"], answer["exit_code"]) == (14, ExitCode.IMPOSSIBLE)
    assert "14 of 34 visits are uncovered" in answer["told"]
    assert answer["first_to_break"] == "coverage"


def test_a_rule_that_cannot_be_kept_is_told_as_assign_tells_it(tmp_path):
    """A2 needs a skill that nobody has: coverage is broken though many visits could be made."""
    _, done = planned(tmp_path, skill="sign language")
    assert done.answer["uncovered"] == 4
    (covered,) = [level for level in done.answer["levels"] if level["level"] == "coverage"]
    assert (covered["needed"], covered["there"], covered["broken"]) == (8, 4, True)


def test_ways_are_those_of_the_plan(tmp_path):
    _, done = planned(tmp_path, east=FAR)
    (travelled,) = [level for level in done.answer["levels"] if level["level"] == "travel"]
    assert travelled["needed"] == pytest.approx(20.6, abs=0.1)
    assert (travelled["there"], travelled["broken"]) == (15, True)
    assert done.answer["km"] == pytest.approx(4 * 20.6, abs=0.5)
    assert done.answer["far"] == 0.5
    assert done.answer["first_to_break"] == "travel"


def test_teams_that_are_not_formed_say_nothing_of_span(tmp_path):
    _, done = planned(tmp_path, leaders=0)
    assert [level["level"] for level in done.answer["levels"]] == ["travel", "coverage"]


def test_leaders_of_leaders_lead_no_rakshak(tmp_path):
    path = district(tmp_path, "A", leaders=2)
    with open_store(path) as store, store.writing() as connection:
        top = {"id": ["TOP"], "role": ["leader"]}
        bulk.insert(connection, Person, top)
        connection.exec_driver_sql("UPDATE person SET reports_to = 'TOP' WHERE id LIKE 'L%'")
    (one,) = read_districts(sheet(tmp_path, "A")).districts
    assert plan_district(one, TERMS).answer["leaders"] == 2


def test_the_answer_holds_until_anything_is_written_but_the_plan(tmp_path):
    one, done = planned(tmp_path)
    assert ask_district(one, TERMS) == done.question
    assert ask_district(one, Terms(seed=1)) != done.question
    assert ask_district(one, Terms(0, reserve=True)) != done.question
    with open_store(one.store) as store, store.writing() as connection:
        changes.close_areas(connection, ["A2"])
    assert ask_district(one, TERMS) != done.question


def test_the_answer_holds_no_more_in_a_store_that_was_put_back(tmp_path):
    district(tmp_path, "A")
    saved = (tmp_path / "A.db").read_bytes()
    (one,) = read_districts(sheet(tmp_path, "A")).districts
    done = plan_district(one, TERMS)
    (tmp_path / "A.db").write_bytes(saved)
    assert ask_district(one, TERMS) != done.question
    assert plan_district(one, TERMS) == done


def test_what_is_written_while_the_solver_works_asks_anew(tmp_path, monkeypatch):
    district(tmp_path, "A")
    (one,) = read_districts(sheet(tmp_path, "A")).districts

    def meanwhile(store, policy, **options):
        done = assign_areas(store, policy, **options)
        with store.writing() as connection:
            history.append(connection, "import", {})
        return done

    monkeypatch.setattr("scenarios.districts.planning.assign_areas", meanwhile)
    done = plan_district(one, TERMS)
    assert ask_district(one, TERMS) != done.question


def test_the_policy_of_the_row_comes_before_all_others(tmp_path):
    for name, most in (("row.toml", 7), ("all.toml", 8), ("campaign.toml", 9)):
        (tmp_path / name).write_text(f"[span]\nmost = {most}\nleast = 1\n")
    (tmp_path / "apart").mkdir()
    district(tmp_path, "A")
    district(tmp_path / "apart", "B")
    text = "code,store,campaign\nA,A.db,row.toml\nB,apart/B.db,\n"
    (tmp_path / "districts.csv").write_text(text)
    row, none = read_districts(tmp_path / "districts.csv").districts
    for_all = Terms(0, str(tmp_path / "all.toml"))
    question = ask_district(row, TERMS)
    assert ask_district(row, for_all) == question
    assert ask_district(none, for_all) != ask_district(none, TERMS)
    (tmp_path / "row.toml").write_text("[span]\nmost = 6\nleast = 1\n")
    assert ask_district(row, TERMS) != question


def test_the_policy_beside_a_store_counts(tmp_path):
    district(tmp_path, "A")
    (one,) = read_districts(sheet(tmp_path, "A")).districts
    before = ask_district(one, TERMS)
    (tmp_path / "campaign.toml").write_text("[span]\nmost = 9\n")
    assert ask_district(one, TERMS) != before


def test_the_bench_is_filled_first_where_that_is_asked(tmp_path):
    (tmp_path / "campaign.toml").write_text("[reserve]\nshare = 0.5\n")
    terms = Terms(0, reserve=True)
    one, done = planned(tmp_path, terms)
    assert (done.answer["rakshaks"], done.answer["sent"]) == (2, 1)
    assert ask_district(one, terms) == done.question


def test_a_store_that_is_none_is_refused(tmp_path):
    (tmp_path / "A.db").write_text("not a store")
    (one,) = read_districts(sheet(tmp_path, "A")).districts
    with pytest.raises(Refusal, match="not a Mitan campaign"):
        plan_district(one, TERMS)
