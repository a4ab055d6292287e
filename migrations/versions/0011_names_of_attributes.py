"""Names and units of attributes, and the edits of the guide to products."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Come from the version before."""
    op.create_table(
        "attribute_name",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("attribute", sa.String(), nullable=False),
        sa.Column("ja", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attribute_name")),
        sa.UniqueConstraint(
            "category", "attribute", name=op.f("uq_attribute_name_category_attribute")
        ),
    )
    with op.batch_alter_table("product_guide") as table:
        table.add_column(sa.Column("head", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "product_guide_edit",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("guide_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("what", sa.JSON(), nullable=False),
        sa.Column("guide", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["guide_id"], ["product_guide.id"],
            name=op.f("fk_product_guide_edit_guide_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_guide_edit")),
        sa.UniqueConstraint("guide_id", "seq", name=op.f("uq_product_guide_edit_guide_id_seq")),
    )  # fmt: skip


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("product_guide_edit")
    with op.batch_alter_table("product_guide") as table:
        table.drop_column("head")
    op.drop_table("attribute_name")
