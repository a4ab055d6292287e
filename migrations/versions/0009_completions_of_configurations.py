"""Completions of configurations that a worker looks for."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Come from the version before."""
    op.create_table(
        "configuration_completion",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision_id", sa.String(), nullable=False),
        sa.Column("line_id", sa.String(), nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_configuration_completion")),
    )
    op.create_index(
        op.f("ix_configuration_completion_line_id"), "configuration_completion", ["line_id"]
    )
    op.create_index(
        op.f("ix_configuration_completion_created_at"), "configuration_completion", ["created_at"]
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("configuration_completion")
