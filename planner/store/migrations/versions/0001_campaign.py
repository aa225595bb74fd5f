"""The first tables of a campaign, and a history that nobody can change or shorten."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLOAT: Any = sa.Double().with_variant(sa.REAL(), "sqlite")

COUNT = ">= 0"
AT_LEAST_ONE = ">= 1"
TRUTH = "IN (0, 1)"
LATITUDE = "BETWEEN -90 AND 90"
LONGITUDE = "BETWEEN -180 AND 180"

# SQLite's REPLACE deletes without firing delete triggers: the insert trigger is against that.
SQLITE_GUARDS = (
    """
    CREATE TRIGGER history_no_update BEFORE UPDATE ON history
    BEGIN SELECT RAISE(ABORT, 'history is append-only'); END
    """,
    """
    CREATE TRIGGER history_no_delete BEFORE DELETE ON history
    BEGIN SELECT RAISE(ABORT, 'history is append-only'); END
    """,
    """
    CREATE TRIGGER history_next_only BEFORE INSERT ON history
    WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM history)
    BEGIN SELECT RAISE(ABORT, 'history is append-only'); END
    """,
)
POSTGRES_GUARDS = (
    """
    CREATE FUNCTION history_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'history is append-only'; END $$
    """,
    """
    CREATE TRIGGER history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON history
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse()
    """,
)


def upgrade() -> None:
    _table(
        "person",
        _text("id", primary_key=True),
        _text("name"),
        _text("phone"),
        _text("role"),
        _text("organisation"),
        _text("reports_to"),
        _text("zone"),
        _float("latitude"),
        _float("longitude"),
        _whole("visits_available", nullable=True),
        _text("skills"),
        _text("languages"),
        _text("trained_on"),
        _whole("active"),
        _whole("reserve"),
        _whole("synthetic"),
        rules={
            "role": "IN ('leader', 'rakshak', 'mitan')",
            "latitude": LATITUDE,
            "longitude": LONGITUDE,
            "visits_available": COUNT,
            "active": TRUTH,
            "reserve": TRUTH,
            "synthetic": TRUTH,
        },
    )
    _table(
        "area",
        _text("id", primary_key=True),
        _text("name"),
        _text("category"),
        _text("zone"),
        _text("locality"),
        _float("latitude"),
        _float("longitude"),
        _whole("people", nullable=True),
        _whole("visits", nullable=True),
        _whole("different_rakshaks"),
        _whole("priority"),
        _whole("whole", nullable=True),
        _text("skills"),
        _text("languages"),
        _text("source"),
        _whole("synthetic"),
        rules={
            "latitude": LATITUDE,
            "longitude": LONGITUDE,
            "people": COUNT,
            "visits": COUNT,
            "different_rakshaks": AT_LEAST_ONE,
            "priority": AT_LEAST_ONE,
            "whole": TRUTH,
            "synthetic": TRUTH,
        },
    )
    _table(
        "enrolment",
        _text("mitan", "person.id", primary_key=True),
        _text("rakshak", "person.id", primary_key=True),
        _text("enrolled_on"),
        _text("pledged_on"),
    )
    op.create_index("ix_enrolment_rakshak", "enrolment", ["rakshak"])
    _table(
        "plan",
        _number("number"),
        _text("made_at"),
        _text("inputs_digest"),
        _text("digest"),
        _text("status"),
        *map(_whole, ("rakshaks", "areas", "visits", "uncovered")),
        _whole("proved_over_all_pairs"),
        _text("replaces"),
        *map(_whole, ("pairs_examined", "pairs_possible")),
        _text("tiers"),
        _whole("seed"),
        _text("versions"),
        _text("policy"),
        _float("seconds"),
        sa.UniqueConstraint("digest"),
        rules={"proved_over_all_pairs": TRUTH},
        rowid=True,
    )
    _table(
        "plan_row",
        _number("plan", "plan.number"),
        _text("rakshak", primary_key=True),
        _text("area", primary_key=True),
        _whole("visits"),
        rules={"visits": AT_LEAST_ONE},
    )
    _table(
        "plan_flow",
        _number("plan", "plan.number"),
        _text("rakshak", primary_key=True),
        _text("area", primary_key=True),
        *map(_whole, ("visits", "first")),
        rules={"visits": AT_LEAST_ONE, "first": TRUTH},
    )
    _table(
        "plan_price",
        _number("plan", "plan.number"),
        _text("side", primary_key=True),
        _text("id", primary_key=True),
        *map(_whole, ("coverage", "balance", "cost")),
        rules={"side": "IN ('rakshak', 'area', 'first')"},
    )
    _table(
        "pin",
        _text("rakshak", "person.id", primary_key=True),
        _text("area", "area.id", primary_key=True),
        _whole("visits"),
        _text("reason"),
        rules={"visits": COUNT},
    )
    _table(
        "tie",
        _text("of", primary_key=True),
        _text("one", primary_key=True),
        _text("other", primary_key=True),
        _text("kind"),
        _text("reason"),
        rules={
            "of": "IN ('areas', 'rakshaks')",
            "kind": "IN ('together', 'apart')",
            "one": "<> other",
        },
    )
    _table(
        "progress",
        _text("rakshak", "person.id", primary_key=True),
        _text("area", "area.id", primary_key=True),
        _text("day", primary_key=True),
        _whole("visits_done"),
        _whole("people_reached"),
        _whole("frauds_averted"),
        rules={"visits_done": COUNT, "people_reached": COUNT, "frauds_averted": COUNT},
    )
    _table(
        "history",
        _number("number"),
        _text("at"),
        _text("action"),
        _text("details"),
        _text("previous"),
        _text("digest"),
        rowid=True,
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for guard in SQLITE_GUARDS if sqlite else POSTGRES_GUARDS:
        op.execute(sa.text(guard))


def _table(
    name: str, *columns: Any, rules: Mapping[str, str] | None = None, rowid: bool = False
) -> None:
    checks = (
        sa.CheckConstraint(f"{column} {rule}", name=f"ck_{name}_{column}")
        for column, rule in (rules or {}).items()
    )
    op.create_table(name, *columns, *checks, sqlite_strict=True, sqlite_with_rowid=rowid)


def _text(name: str, refers_to: str = "", primary_key: bool = False) -> "sa.Column[Any]":
    keys = [sa.ForeignKey(refers_to)] if refers_to else []
    return sa.Column(name, sa.Text(), *keys, nullable=False, primary_key=primary_key)


def _number(name: str, refers_to: str = "") -> "sa.Column[Any]":
    keys = [sa.ForeignKey(refers_to)] if refers_to else []
    return sa.Column(
        name, sa.Integer(), *keys, nullable=False, primary_key=True, autoincrement=False
    )


def _whole(name: str, nullable: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, WHOLE, nullable=nullable)


def _float(name: str) -> "sa.Column[Any]":
    return sa.Column(name, FLOAT, nullable=True)
