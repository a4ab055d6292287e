"""Discount patterns."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Come from the version before."""
    op.create_table(
        "discount_pattern",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("cap_percent", sa.BigInteger(), nullable=True),
        sa.Column("floor_percent", sa.BigInteger(), nullable=True),
        sa.Column("reason_required", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("promise_required", sa.Boolean(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "cap_percent >= 0 AND cap_percent <= 100000000",
            name=op.f("ck_discount_pattern_cap_percent"),
        ),
        sa.CheckConstraint(
            "evidence IN ('none', 'words', 'file')",
            name=op.f("ck_discount_pattern_known_evidence"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discount_pattern")),
        sa.UniqueConstraint("code", name=op.f("uq_discount_pattern_code")),
    )
    op.create_table(
        "net_price_terms",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("annual_amount", sa.BigInteger(), nullable=True),
        sa.Column("stock_quantity", sa.BigInteger(), nullable=True),
        sa.Column("stock_sku", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_net_price_terms")),
    )
    op.create_index(op.f("ix_net_price_terms_customer_id"), "net_price_terms", ["customer_id"])
    op.create_table(
        "ordered_line",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("quote_id", sa.String(), nullable=False),
        sa.Column("revision_id", sa.String(), nullable=False),
        sa.Column("deal_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("net_amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ordered_line")),
        sa.UniqueConstraint("quote_id", "position", name=op.f("uq_ordered_line_quote_id_position")),
    )
    op.create_index("ix_ordered_line_customer", "ordered_line", ["customer_id", "sku", "day"])
    op.create_table(
        "discount_promise",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("quote_id", sa.String(), nullable=False),
        sa.Column("revision_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("deal_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discount_promise")),
        sa.UniqueConstraint(
            "quote_id", "position", name=op.f("uq_discount_promise_quote_id_position")
        ),
    )
    op.create_index(op.f("ix_discount_promise_customer_id"), "discount_promise", ["customer_id"])
    op.create_index(op.f("ix_discount_promise_until"), "discount_promise", ["until"])
    with op.batch_alter_table("quote_revision") as batch:
        batch.add_column(
            sa.Column("document_discount", sa.JSON(), nullable=False, server_default="{}")
        )
        batch.add_column(
            sa.Column("quote_only", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("quote_line") as batch:
        batch.add_column(sa.Column("pattern", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("manual_unit", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("manual_net", sa.BigInteger(), nullable=True))
        batch.add_column(
            sa.Column("ignore_rules", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("grounds", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("deal") as batch:
        batch.add_column(
            sa.Column("quote_only", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    """Go back to the version before."""
    with op.batch_alter_table("deal") as batch:
        batch.drop_column("quote_only")
    with op.batch_alter_table("quote_line") as batch:
        for name in ("grounds", "ignore_rules", "manual_net", "manual_unit", "pattern"):
            batch.drop_column(name)
    with op.batch_alter_table("quote_revision") as batch:
        for name in ("quote_only", "document_discount"):
            batch.drop_column(name)
    for table in ("discount_promise", "ordered_line", "net_price_terms", "discount_pattern"):
        op.drop_table(table)
