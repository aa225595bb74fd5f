"""Drift: what another program changes in the tables is named, on both databases."""

import pytest
from sqlalchemy import text

from planner.findings import ExitCode, Refusal
from planner.store.database import create_store
from planner.store.drift import require_undrifted

NO_GUARD = {
    "sqlite": "DROP TRIGGER history_no_delete",
    "postgresql": "ALTER TABLE history DISABLE TRIGGER history_append_only",
}
STRANGER = {
    "sqlite": "CREATE TRIGGER gone AFTER INSERT ON pin BEGIN DELETE FROM pin; END",
    "postgresql": "CREATE TRIGGER gone AFTER INSERT ON pin "
    "FOR EACH STATEMENT EXECUTE FUNCTION history_refuse()",
}


def test_a_campaign_of_ours_has_not_drifted(store):
    with store.reading() as connection:
        assert "as they should be" in require_undrifted(connection)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("ALTER TABLE person ADD COLUMN caste TEXT", "not Mitan's: column person.caste"),
        ("ALTER TABLE area DROP COLUMN source", "missing: column area.source"),
        ("ALTER TABLE tie RENAME COLUMN reason TO why", "missing: column tie.reason; not Mitan's"),
        ("DROP TABLE pledge", "missing: column pledge.area, column pledge.day"),
        ("CREATE TABLE shadow (id TEXT)", "not Mitan's: column shadow.id"),
        ("DROP INDEX ix_enrolment_rakshak", "missing: index ix_enrolment_rakshak"),
        ("CREATE INDEX ix_by_hand ON person (phone)", "not Mitan's: index ix_by_hand"),
        (NO_GUARD, "missing: trigger history_"),
        (STRANGER, "not Mitan's: trigger gone of pin"),
    ],
)
def test_every_change_of_the_tables_is_named(store, change, told):
    with store.writing() as connection:
        one = change if isinstance(change, str) else change[connection.dialect.name]
        connection.execute(text(one))
    with store.reading() as connection, pytest.raises(Refusal) as refused:
        require_undrifted(connection)
    assert told in refused.value.message
    assert refused.value.exit_code == ExitCode.STORE


@pytest.mark.postgres
def test_a_rule_or_a_reference_that_was_dropped_is_named(schema):
    store = create_store(schema)
    with store.writing() as connection:
        connection.execute(text("ALTER TABLE pin DROP CONSTRAINT ck_pin_visits"))
        connection.execute(text("ALTER TABLE pin DROP CONSTRAINT pin_area_fkey"))
        connection.execute(text("ALTER TABLE plan ALTER COLUMN status DROP NOT NULL"))
    with store.reading() as connection, pytest.raises(Refusal) as refused:
        require_undrifted(connection)
    assert "missing: column plan.status, reference pin.area to area, rule ck_pin_visits; " in (
        refused.value.message
    )
    assert "not Mitan's: column plan.status (may be empty)" in refused.value.message
