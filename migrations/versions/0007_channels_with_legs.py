"""Channels with legs."""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DEAL = sa.table(
    "deal",
    *(sa.column(name, sa.String()) for name in ("id", "customer_id", "dealer_id")),
    *(sa.column(name, sa.String()) for name in ("distributor_id", "currency", "contact_id")),
)
CUSTOMER = sa.table("customer", sa.column("id", sa.String()), sa.column("language", sa.String()))
LEG = sa.table(
    "channel_leg",
    *(sa.column(name, sa.String()) for name in ("id", "deal_id", "buyer_id", "contact_id")),
    *(sa.column(name, sa.String()) for name in ("basis", "list_code", "currency", "language")),
    *(sa.column(name, sa.Integer()) for name in ("seq", "percent", "rate")),
    *(sa.column(name, sa.JSON()) for name in ("payment_terms", "documents")),
    sa.column("show_reference", sa.Boolean()),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
TERMS = {"ja": "月末締め 翌月末払い", "en": "End of the following month"}


def upgrade() -> None:
    """Come from the version before."""
    _make_tables()
    with op.batch_alter_table("quote_revision") as batch:
        batch.add_column(sa.Column("leg_id", sa.String(length=32), nullable=True))
        batch.add_column(sa.Column("leg_seq", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("seller_id", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("source_id", sa.String(length=32), nullable=True))
        batch.add_column(sa.Column("source_mark", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("registration_id", sa.String(length=32), nullable=True))
        batch.create_index(op.f("ix_quote_revision_leg_id"), ["leg_id"])
    _legs_of_known_routes()


def downgrade() -> None:
    """Go back to the version before."""
    with op.batch_alter_table("quote_revision") as batch:
        batch.drop_index(op.f("ix_quote_revision_leg_id"))
        for name in ("registration_id", "source_mark", "source_id", "seller_id"):
            batch.drop_column(name)
        batch.drop_column("leg_seq")
        batch.drop_column("leg_id")
    op.drop_table("channel_policy")
    op.drop_table("resale_note")
    op.drop_table("deal_registration")
    op.drop_table("channel_leg")


def _make_tables() -> None:
    op.create_table(
        "channel_leg",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("deal_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=False),
        sa.Column("list_code", sa.String(), nullable=False),
        sa.Column("fixed", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("payment_terms", sa.JSON(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("show_reference", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("seq > 0", name=op.f("ck_channel_leg_seq_positive")),
        sa.CheckConstraint("percent >= 0", name=op.f("ck_channel_leg_percent_not_negative")),
        sa.CheckConstraint("rate > 0", name=op.f("ck_channel_leg_rate_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_leg")),
    )
    op.create_index(op.f("ix_channel_leg_deal_id"), "channel_leg", ["deal_id"])
    op.create_index(op.f("ix_channel_leg_buyer_id"), "channel_leg", ["buyer_id"])
    op.create_table(
        "deal_registration",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("holder_id", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("protected_until", sa.Date(), nullable=True),
        sa.Column("percent", sa.BigInteger(), nullable=False),
        sa.Column("list_code", sa.String(), nullable=False),
        sa.Column("second_percent", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('requested', 'granted', 'refused')",
            name=op.f("ck_deal_registration_known_state"),
        ),
        sa.CheckConstraint(
            "percent >= 0 AND second_percent >= 0",
            name=op.f("ck_deal_registration_percents_not_negative"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_registration")),
        sa.UniqueConstraint("number", name=op.f("uq_deal_registration_number")),
    )
    op.create_index(op.f("ix_deal_registration_customer_id"), "deal_registration", ["customer_id"])
    op.create_index(op.f("ix_deal_registration_holder_id"), "deal_registration", ["holder_id"])
    op.create_table(
        "resale_note",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("deal_id", sa.String(), nullable=False),
        sa.Column("leg_id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("reference", sa.BigInteger(), nullable=False),
        sa.Column("stated", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resale_note")),
    )
    op.create_index(op.f("ix_resale_note_deal_id"), "resale_note", ["deal_id"])
    op.append_only("resale_note")
    op.create_table(
        "channel_policy",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tolerance", sa.BigInteger(), nullable=False),
        sa.Column("dealer_markup", sa.BigInteger(), nullable=False),
        sa.Column("distributor_markup", sa.BigInteger(), nullable=False),
        sa.Column("protection_days", sa.Integer(), nullable=False),
        sa.Column("holder_percent", sa.BigInteger(), nullable=False),
        sa.Column("second_percent", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_policy")),
    )


def _legs_of_known_routes() -> None:
    """A deal that goes through a dealer, or a distributor and a dealer, gets the legs it means."""
    bind = op.get_bind()
    routed = sa.select(DEAL, CUSTOMER.c.language).join(
        CUSTOMER, CUSTOMER.c.id == DEAL.c.customer_id
    )
    routed = routed.where(DEAL.c.dealer_id.is_not(None) | DEAL.c.distributor_id.is_not(None))
    rows = [row for deal in bind.execute(routed).mappings() for row in _legs_of(deal)]
    if rows:
        op.bulk_insert(LEG, rows)


def _legs_of(deal: sa.RowMapping) -> list[dict[str, object]]:
    resellers = [key for key in (deal["distributor_id"], deal["dealer_id"]) if key]
    buyers = [*resellers, deal["customer_id"]]
    return [
        {
            "id": f"leg_{uuid4().hex[:20]}",
            "deal_id": deal["id"],
            "seq": seq,
            "buyer_id": buyer,
            "contact_id": "" if buyer in resellers else (deal["contact_id"] or ""),
            "basis": "price_list" if seq == 1 else "off_end_user",
            "percent": 0 if seq == 1 or seq == len(buyers) else 10_000_000,
            "list_code": "",
            "currency": deal["currency"],
            "rate": 1_000_000,
            "language": deal["language"],
            "payment_terms": TERMS,
            "documents": ["quote"],
            "show_reference": False,
            "created_at": datetime.now(UTC),
        }
        for seq, buyer in enumerate(buyers, start=1)
    ]
