"""Price lists with versions."""

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Come from the version before."""


def downgrade() -> None:
    """Go back to the version before."""
