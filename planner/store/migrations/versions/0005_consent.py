"""Whether somebody has agreed to be called and shown."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    rule = "CONSTRAINT ck_person_consent CHECK (consent IN ('', 'yes', 'no'))"
    op.execute(f"ALTER TABLE person ADD COLUMN consent TEXT NOT NULL DEFAULT '' {rule}")
