"""Documents of products."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KINDS = ("SPEC", "DRAWING", "SAFETY", "TERMS", "OTHER")


def upgrade() -> None:
    """Come from the version before."""
    op.create_table(
        "product_document",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("option", sa.String(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="paperkind"), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("views", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "language IN ('ja', 'en', 'any')", name=op.f("ck_product_document_language_known")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_document_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_document")),
    )
    op.create_index(op.f("ix_product_document_product_id"), "product_document", ["product_id"])
    op.create_index("ix_product_document_sha256", "product_document", ["sha256"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("product_document")
    sa.Enum(name="paperkind").drop(op.get_bind(), checkfirst=True)
