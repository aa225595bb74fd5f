"""Sheets of pledges, the time of a pledge, and the day on which somebody joined."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("person", _text("joined_on", server_default=""))
    op.add_column("enrolment", _text("pledged_at", server_default=""))
    op.create_table(
        "pledge",
        _text("id", primary_key=True),
        *map(_text, ("mitan", "rakshak", "area", "day")),
        sa.Column("pledges", WHOLE, nullable=False),
        sa.Column("synthetic", WHOLE, nullable=False),
        sa.CheckConstraint("pledges >= 1", name="ck_pledge_pledges"),
        sa.CheckConstraint("synthetic IN (0, 1)", name="ck_pledge_synthetic"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _text(name: str, **given: Any) -> "sa.Column[Any]":
    return sa.Column(name, sa.Text(), nullable=False, **given)
