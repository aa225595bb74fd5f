"""What the field wrote beside its numbers, and whether a row of progress was made up."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    note = sa.Column("note", sa.Text(), nullable=False, server_default="")
    op.add_column("progress", note)
    whole = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    rule = "CONSTRAINT ck_progress_synthetic CHECK (synthetic IN (0, 1))"
    op.execute(f"ALTER TABLE progress ADD COLUMN synthetic {whole} NOT NULL DEFAULT 0 {rule}")
