"""Bills of materials."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Come from the version before."""
    op.create_table(
        "bom_import",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bom_import")),
    )
    op.create_index(op.f("ix_bom_import_created_at"), "bom_import", ["created_at"])
    op.create_table(
        "bom_version",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("printed", sa.Boolean(), nullable=False),
        sa.Column("begun_by", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'replaced')", name=op.f("ck_bom_version_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_bom_version_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bom_version")),
        sa.UniqueConstraint(
            "product_id", "version", name=op.f("uq_bom_version_product_id_version")
        ),
    )
    op.create_index(op.f("ix_bom_version_product_id"), "bom_version", ["product_id"])
    op.create_index("ix_bom_version_state", "bom_version", ["state", "product_id"])
    op.create_table(
        "bom_line",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("component", sa.String(), nullable=False),
        sa.Column("quantity", sa.String(), nullable=False),
        sa.Column("uom", sa.String(), nullable=False),
        sa.Column("scrap", sa.BigInteger(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("scrap >= 0 AND scrap <= 1000000", name=op.f("ck_bom_line_scrap_ratio")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["bom_version.id"], name=op.f("fk_bom_line_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bom_line")),
    )
    op.create_index("ix_bom_line_component", "bom_line", ["component"])
    op.create_index(op.f("ix_bom_line_version_id"), "bom_line", ["version_id"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("bom_line")
    op.drop_table("bom_version")
    op.drop_table("bom_import")
