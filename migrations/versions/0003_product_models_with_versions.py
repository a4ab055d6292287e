"""Product models with versions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OLDER = """
UPDATE product_model SET state = 'retired' WHERE state = 'published' AND EXISTS (
  SELECT 1 FROM product_model AS newer WHERE newer.product_id = product_model.product_id
  AND newer.state = 'published' AND newer.version > product_model.version)
"""
CONFIGURED = """
UPDATE quote_line SET model_version = COALESCE((
  SELECT max(product_model.version) FROM product_model
  JOIN product ON product.id = product_model.product_id WHERE product.sku = quote_line.sku), 0)
WHERE CAST(choices AS TEXT) <> '{}'
"""
PUBLISHED = sa.text("state = 'published'")
OPEN = sa.text("state IN ('draft', 'tested')")


def upgrade() -> None:
    """Come from the version before."""
    op.create_table(
        "product_guide",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("guide", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_guide")),
    )
    op.create_table(
        "product_model_edit",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("model_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("what", sa.JSON(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"], ["product_model.id"], name=op.f("fk_product_model_edit_model_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_model_edit")),
        sa.UniqueConstraint("model_id", "seq", name=op.f("uq_product_model_edit_model_id_seq")),
    )
    op.append_only("product_model_edit")
    with op.batch_alter_table("product_model", schema=None) as batch_op:
        batch_op.add_column(sa.Column("head", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("created_by", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("published_by", sa.String(), nullable=False, server_default="")
        )
    with op.batch_alter_table("quote_line", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("model_version", sa.Integer(), nullable=False, server_default="0")
        )
    op.execute("UPDATE product_model SET published_at = created_at")
    op.execute(OLDER)
    op.execute(CONFIGURED)
    for name, condition in (("published", PUBLISHED), ("open", OPEN)):
        op.create_index(
            f"uq_product_model_{name}",
            "product_model",
            ["product_id"],
            unique=True,
            sqlite_where=condition,
            postgresql_where=condition,
        )


def downgrade() -> None:
    """Go back to the version before."""
    for name in ("published", "open"):
        op.drop_index(f"uq_product_model_{name}", "product_model")
    with op.batch_alter_table("quote_line", schema=None) as batch_op:
        batch_op.drop_column("model_version")
    with op.batch_alter_table("product_model", schema=None) as batch_op:
        for name in ("published_by", "published_at", "created_by", "head"):
            batch_op.drop_column(name)
    op.drop_table("product_model_edit")
    op.drop_table("product_guide")
