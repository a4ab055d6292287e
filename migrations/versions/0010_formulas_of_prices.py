"""Formulas of prices."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Come from the version before; in place, since a list may have a million entries."""
    column = sa.Column("formula", sa.String(), nullable=False, server_default="")
    op.add_column("price_list_entry", column)


def downgrade() -> None:
    """Go back to the version before."""
    with op.batch_alter_table("price_list_entry") as batch:
        batch.drop_column("formula")
