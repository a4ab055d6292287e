"""Channels with legs."""

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Come from the version before."""


def downgrade() -> None:
    """Go back to the version before."""
