"""First tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Come from the version before."""
    op.create_table(
        "answered",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body_hash", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_answered")),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_token_digest")),
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_token_person_id"), ["person_id"], unique=False)

    op.create_table(
        "approval_decision",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("entry", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_decision")),
        sa.UniqueConstraint(
            "request_id", "sequence", name=op.f("uq_approval_decision_request_id_sequence")
        ),
    )
    with op.batch_alter_table("approval_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_approval_decision_request_id"), ["request_id"], unique=False
        )

    op.create_table(
        "approval_request",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("deal_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("case", sa.JSON(), nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("requester_id", sa.String(), nullable=False),
        sa.Column("requester_name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_request")),
    )
    with op.batch_alter_table("approval_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_request_group"), ["group"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_request_subject"), ["subject"], unique=False)

    op.create_table(
        "board",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name_ja", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board")),
        sa.UniqueConstraint("key", name=op.f("uq_board_key")),
    )
    op.create_table(
        "company",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
    )
    op.create_table(
        "content_block",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "COVER_LETTER", "COMPANY_PROFILE", "PRODUCT", "CASE_STUDY", "TERMS", name="kind"
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.Column("newest", sa.Integer(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_block")),
        sa.UniqueConstraint(
            "kind", "key", "language", name=op.f("uq_content_block_kind_key_language")
        ),
    )
    with op.batch_alter_table("content_block", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_content_block_changed_at"), ["changed_at"], unique=False
        )

    op.create_table(
        "counter",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", "year", name=op.f("pk_counter")),
    )
    op.create_table(
        "customer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("kana", sa.String(), nullable=False),
        sa.Column("industry", sa.String(), nullable=False),
        sa.Column("size_band", sa.String(), nullable=False),
        sa.Column("corporate_number", sa.String(), nullable=False),
        sa.Column("registration_number", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("dealer_id", sa.String(length=32), nullable=True),
        sa.Column("distributor_id", sa.String(length=32), nullable=True),
        sa.Column("price_group", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["dealer_id"], ["customer.id"], name=op.f("fk_customer_dealer_id")),
        sa.ForeignKeyConstraint(
            ["distributor_id"], ["customer.id"], name=op.f("fk_customer_distributor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
    )
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "document",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("revision_id", sa.String(), nullable=False),
        sa.Column("deal_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("proposal_id", sa.String(), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("QUEUED", "RENDERING", "READY", "FAILED", name="documentstate"),
            nullable=False,
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("blob", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("anchors", sa.JSON(), nullable=False),
        sa.Column("views", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("signers", sa.JSON(), nullable=False),
        sa.Column("pinned", sa.JSON(), nullable=False),
        sa.Column("error", sa.JSON(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(
            "ix_document_revision", ["revision_id", "kind", "format"], unique=False
        )

    op.create_table(
        "document_view",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("pages", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_document_view")),
    )
    op.create_table(
        "envelope",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("deal_id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("company", sa.JSON(), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender_id", sa.String(), nullable=False),
        sa.Column("sender_name", sa.String(), nullable=False),
        sa.Column("sender_email", sa.String(), nullable=False),
        sa.Column("sender_language", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("waits_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("end_reason", sa.JSON(), nullable=True),
        sa.Column("timestamp", sa.String(), nullable=False),
        sa.Column("document_sha256", sa.String(), nullable=True),
        sa.Column("certificate_sha256", sa.String(), nullable=True),
        sa.Column("chain_head", sa.String(), nullable=False),
        sa.CheckConstraint(
            "status IN ('preparing', 'sending', 'sent', 'in_progress', 'completing', 'completed', 'declined', 'voided', 'expired')",
            name=op.f("ck_envelope_known_status"),
        ),
        sa.CheckConstraint("stage >= 0", name=op.f("ck_envelope_stage_counts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envelope")),
    )
    with op.batch_alter_table("envelope", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_envelope_certificate_sha256"), ["certificate_sha256"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_envelope_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_envelope_document_sha256"), ["document_sha256"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_envelope_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_envelope_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_envelope_subject"), ["subject"], unique=False)
        batch_op.create_index(
            "uq_envelope_alive",
            ["subject"],
            unique=True,
            sqlite_where=sa.text("status NOT IN ('declined', 'voided', 'expired')"),
            postgresql_where=sa.text("status NOT IN ('declined', 'voided', 'expired')"),
        )

    op.create_table(
        "fact",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_fact")),
    )
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fact_name"), ["name"], unique=False)

    op.create_table(
        "import_mapping",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_import_mapping")),
    )
    op.create_table(
        "import_run",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_run_created_at"), ["created_at"], unique=False)

    op.create_table(
        "mail",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("to_name", sa.String(), nullable=False),
        sa.Column("to_address", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("cause", name=op.f("uq_mail_cause")),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_to_address"), ["to_address"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("session_generation", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "price_list",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("scope_id", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_list")),
        sa.UniqueConstraint("code", name=op.f("uq_price_list_code")),
    )
    with op.batch_alter_table("price_list", schema=None) as batch_op:
        batch_op.create_index(
            "ix_price_list_scope", ["currency", "scope", "scope_id"], unique=False
        )

    op.create_table(
        "product",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("description_en", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("uom", sa.String(), nullable=False),
        sa.Column("tax_class", sa.String(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("cost_currency", sa.String(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("lifecycle", sa.String(), nullable=False),
        sa.Column("natural_key", sa.String(), nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("sku", name=op.f("uq_product_sku")),
    )
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.create_index(
            "ix_product_by_category", ["lifecycle", "category", "sku"], unique=False
        )
        batch_op.create_index("ix_product_by_name", ["lifecycle", "name", "search"], unique=False)
        batch_op.create_index("ix_product_by_sku", ["lifecycle", "sku", "search"], unique=False)
        batch_op.create_index(batch_op.f("ix_product_category"), ["category"], unique=False)
        batch_op.create_index(batch_op.f("ix_product_natural_key"), ["natural_key"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision_id", sa.String(), nullable=False),
        sa.Column("deal_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("pinned", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_revision_id"), ["revision_id"], unique=False)

    op.create_table(
        "quote",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("deal_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sa.UniqueConstraint("number", name=op.f("uq_quote_number")),
    )
    with op.batch_alter_table("quote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quote_deal_id"), ["deal_id"], unique=False)

    op.create_table(
        "signing_key",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("serving", sa.String(), nullable=True),
        sa.Column("certificate", sa.String(), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        sa.UniqueConstraint("serving", name=op.f("uq_signing_key_serving")),
    )
    op.create_table(
        "token",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("bound", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_token_digest")),
    )
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_token_subject"), ["subject"], unique=False)

    op.create_table(
        "webhook_endpoint",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("locked_secret", sa.LargeBinary(), nullable=False),
        sa.Column("former_secret", sa.LargeBinary(), nullable=True),
        sa.Column("former_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("off_because", sa.JSON(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoint")),
    )
    op.create_table(
        "webhook_message",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_message")),
    )
    with op.batch_alter_table("webhook_message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_webhook_message_happened_at"), ["happened_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_webhook_message_kind"), ["kind"], unique=False)

    op.create_table(
        "approval_step",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["approval_request.id"], name=op.f("fk_approval_step_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_step")),
    )
    op.create_table(
        "content_version",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("block_id", sa.String(length=32), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body_html", sa.String(), nullable=False),
        sa.Column("picture", sa.String(), nullable=False),
        sa.Column("picture_type", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["block_id"], ["content_block.id"], name=op.f("fk_content_version_block_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_version")),
        sa.UniqueConstraint("block_id", "n", name=op.f("uq_content_version_block_id_n")),
    )
    with op.batch_alter_table("content_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_content_version_block_id"), ["block_id"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("fact_number", sa.Integer(), nullable=False),
        sa.Column("subscriber", sa.String(), nullable=False),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("dedup_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["fact_number"], ["fact.number"], name=op.f("fk_delivery_fact_number")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("dedup_key", name=op.f("uq_delivery_dedup_key")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index("ix_delivery_due", ["state", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_fact_number"), ["fact_number"], unique=False)

    op.create_table(
        "division",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("customer_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_division_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_division")),
        sa.UniqueConstraint("customer_id", "name", name=op.f("uq_division_customer_id_name")),
    )
    with op.batch_alter_table("division", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_division_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "envelope_document",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("envelope_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("sent_sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["envelope_id"], ["envelope.id"], name=op.f("fk_envelope_document_envelope_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envelope_document")),
        sa.UniqueConstraint(
            "envelope_id", "position", name=op.f("uq_envelope_document_envelope_id_position")
        ),
    )
    with op.batch_alter_table("envelope_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_envelope_document_envelope_id"), ["envelope_id"], unique=False
        )

    op.create_table(
        "import_row_not_taken",
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_import_row_not_taken_run_id")
        ),
        sa.PrimaryKeyConstraint("run_id", "ordinal", name=op.f("pk_import_row_not_taken")),
    )
    op.create_table(
        "price_list_entry",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("list_id", sa.String(length=32), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("min_quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("valid_key", sa.String(), nullable=False),
        sa.CheckConstraint("min_quantity > 0", name=op.f("ck_price_list_entry_quantity_positive")),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_price_list_entry_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["list_id"], ["price_list.id"], name=op.f("fk_price_list_entry_list_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_list_entry")),
    )
    with op.batch_alter_table("price_list_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_price_list_entry_list_id"), ["list_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_price_list_entry_sku"), ["sku"], unique=False)
        batch_op.create_index(
            "uq_price_list_entry", ["list_id", "sku", "min_quantity", "valid_key"], unique=True
        )

    op.create_table(
        "product_model",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("product_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_model_product_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_model")),
        sa.UniqueConstraint(
            "product_id", "version", name=op.f("uq_product_model_product_id_version")
        ),
    )
    with op.batch_alter_table("product_model", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_product_model_product_id"), ["product_id"], unique=False
        )

    op.create_table(
        "quote_revision",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("quote_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "DRAFT",
                "SUBMITTED",
                "APPROVED",
                "SENT_BACK",
                "ACCEPTED",
                "SUPERSEDED",
                name="quotestate",
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("delivery", sa.JSON(), nullable=False),
        sa.Column("payment_terms", sa.JSON(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("subtotal", sa.BigInteger(), nullable=False),
        sa.Column("tax_total", sa.BigInteger(), nullable=False),
        sa.Column("taxes", sa.JSON(), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["quote_id"], ["quote.id"], name=op.f("fk_quote_revision_quote_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_revision")),
        sa.UniqueConstraint(
            "quote_id", "revision", name=op.f("uq_quote_revision_quote_id_revision")
        ),
    )
    with op.batch_alter_table("quote_revision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_quote_revision_customer_id"), ["customer_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_quote_revision_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quote_revision_quote_id"), ["quote_id"], unique=False)

    op.create_table(
        "recipient",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("envelope_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("company", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("token_id", sa.String(), nullable=False),
        sa.Column("notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent_version", sa.String(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "role IN ('signer', 'countersigner', 'cc')", name=op.f("ck_recipient_known_role")
        ),
        sa.ForeignKeyConstraint(
            ["envelope_id"], ["envelope.id"], name=op.f("fk_recipient_envelope_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipient")),
        sa.UniqueConstraint(
            "envelope_id", "position", name=op.f("uq_recipient_envelope_id_position")
        ),
        sa.UniqueConstraint("envelope_id", "turn", name=op.f("uq_recipient_envelope_id_turn")),
    )
    with op.batch_alter_table("recipient", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recipient_envelope_id"), ["envelope_id"], unique=False)

    op.create_table(
        "share",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("proposal_id", sa.String(length=32), nullable=False),
        sa.Column("revision_id", sa.String(), nullable=False),
        sa.Column("deal_id", sa.String(), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("token_id", sa.String(), nullable=False),
        sa.Column("shared_by", sa.String(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_share_proposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
    )
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_share_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_share_revision_id"), ["revision_id"], unique=False)

    op.create_table(
        "stage",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("board_id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name_ja", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("probability", sa.BigInteger(), nullable=False),
        sa.Column("stale_days", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('open', 'on_hold', 'won', 'lost')", name=op.f("ck_stage_known_kind")
        ),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_stage_board_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage")),
        sa.UniqueConstraint("board_id", "key", name=op.f("uq_stage_board_id_key")),
    )
    with op.batch_alter_table("stage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_board_id"), ["board_id"], unique=False)

    op.create_table(
        "trail_event",
        sa.Column("envelope_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("ip", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["envelope_id"], ["envelope.id"], name=op.f("fk_trail_event_envelope_id")
        ),
        sa.PrimaryKeyConstraint("envelope_id", "seq", name=op.f("pk_trail_event")),
    )
    op.create_table(
        "webhook_parcel",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("endpoint_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("log", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["endpoint_id"],
            ["webhook_endpoint.id"],
            name=op.f("fk_webhook_parcel_endpoint_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["webhook_message.id"], name=op.f("fk_webhook_parcel_message_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_parcel")),
    )
    with op.batch_alter_table("webhook_parcel", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_webhook_parcel_created_at"), ["created_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_webhook_parcel_endpoint_id"), ["endpoint_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_webhook_parcel_message_id"), ["message_id"], unique=False
        )

    op.create_table(
        "contact",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("customer_id", sa.String(length=32), nullable=False),
        sa.Column("division_id", sa.String(length=32), nullable=True),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("kana", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_contact_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["division_id"], ["division.id"], name=op.f("fk_contact_division_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "deal",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("board_id", sa.String(length=32), nullable=False),
        sa.Column("stage_id", sa.String(length=32), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("division_id", sa.String(), nullable=True),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("dealer_id", sa.String(), nullable=True),
        sa.Column("distributor_id", sa.String(), nullable=True),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("expected_month", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("amount_source", sa.String(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("pin_stage", sa.String(), nullable=True),
        sa.Column("pin_seq", sa.Integer(), nullable=False),
        sa.Column("overruled", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("resume_on", sa.Date(), nullable=True),
        sa.Column("waits_for", sa.JSON(), nullable=True),
        sa.Column("waits_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed", sa.Integer(), nullable=False),
        sa.Column("to_sign", sa.Integer(), nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stage_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "amount_source IN ('manual', 'quote')", name=op.f("ck_deal_known_source")
        ),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_deal_board_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_deal_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal")),
        sa.UniqueConstraint("number", name=op.f("uq_deal_number")),
    )
    with op.batch_alter_table("deal", schema=None) as batch_op:
        batch_op.create_index("ix_deal_board", ["stage_id", "expected_month", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_board_id"), ["board_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "document_revision",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=True),
        sa.Column("certificate", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["envelope_document.id"], name=op.f("fk_document_revision_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_revision")),
        sa.UniqueConstraint(
            "document_id",
            "recipient_id",
            name=op.f("uq_document_revision_document_id_recipient_id"),
        ),
        sa.UniqueConstraint(
            "document_id", "seq", name=op.f("uq_document_revision_document_id_seq")
        ),
    )
    with op.batch_alter_table("document_revision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_document_revision_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_document_revision_sha256"), ["sha256"], unique=False)

    op.create_table(
        "quote_content",
        sa.Column("revision_id", sa.String(length=32), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["quote_revision.id"], name=op.f("fk_quote_content_revision_id")
        ),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_quote_content")),
    )
    op.create_table(
        "quote_line",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("revision_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("bom", sa.JSON(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("price", sa.JSON(), nullable=True),
        sa.Column("refusal", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "discount >= 0 AND discount <= 1000000", name=op.f("ck_quote_line_discount_ratio")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_quote_line_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["quote_revision.id"], name=op.f("fk_quote_line_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_line")),
    )
    with op.batch_alter_table("quote_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_quote_line_revision_id"), ["revision_id"], unique=False
        )

    op.create_table(
        "signature_adoption",
        sa.Column("recipient_id", sa.String(length=32), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("strokes", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("ip", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["recipient.id"], name=op.f("fk_signature_adoption_recipient_id")
        ),
        sa.PrimaryKeyConstraint("recipient_id", name=op.f("pk_signature_adoption")),
    )
    op.create_table(
        "signing_field",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("recipient_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("x1", sa.Integer(), nullable=False),
        sa.Column("y1", sa.Integer(), nullable=False),
        sa.Column("x2", sa.Integer(), nullable=False),
        sa.Column("y2", sa.Integer(), nullable=False),
        sa.Column("pdf_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["envelope_document.id"], name=op.f("fk_signing_field_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["recipient.id"], name=op.f("fk_signing_field_recipient_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_field")),
        sa.UniqueConstraint(
            "document_id", "pdf_name", name=op.f("uq_signing_field_document_id_pdf_name")
        ),
    )
    with op.batch_alter_table("signing_field", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_signing_field_document_id"), ["document_id"], unique=False
        )

    op.create_table(
        "deal_fact",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("deal_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_deal_fact_deal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_fact")),
        sa.UniqueConstraint("deal_id", "key", name=op.f("uq_deal_fact_deal_id_key")),
        sa.UniqueConstraint("deal_id", "seq", name=op.f("uq_deal_fact_deal_id_seq")),
    )
    op.create_table(
        "sales_order",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("deal_id", sa.String(length=32), nullable=False),
        sa.Column("envelope_id", sa.String(), nullable=False),
        sa.Column("quote_number", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("customer", sa.JSON(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("certificate", sa.String(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("signers", sa.JSON(), nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_sales_order_deal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_order")),
        sa.UniqueConstraint("envelope_id", name=op.f("uq_sales_order_envelope_id")),
        sa.UniqueConstraint("number", name=op.f("uq_sales_order_number")),
    )
    with op.batch_alter_table("sales_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sales_order_booked_at"), ["booked_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_sales_order_customer_id"), ["customer_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_sales_order_deal_id"), ["deal_id"], unique=False)

    op.create_table(
        "stage_transition",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("deal_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("before_id", sa.String(length=32), nullable=False),
        sa.Column("after_id", sa.String(length=32), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=32), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("resume_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "cause IN ('rule', 'manual', 'reopen', 'import')",
            name=op.f("ck_stage_transition_known_cause"),
        ),
        sa.ForeignKeyConstraint(
            ["after_id"], ["stage.id"], name=op.f("fk_stage_transition_after_id")
        ),
        sa.ForeignKeyConstraint(
            ["before_id"], ["stage.id"], name=op.f("fk_stage_transition_before_id")
        ),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_stage_transition_deal_id")),
        sa.ForeignKeyConstraint(
            ["fact_id"], ["deal_fact.id"], name=op.f("fk_stage_transition_fact_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_transition")),
        sa.UniqueConstraint("deal_id", "seq", name=op.f("uq_stage_transition_deal_id_seq")),
    )
    op.append_only("approval_decision")
    op.append_only("envelope", once="OLD.status = 'completed'")
    op.append_only("content_version")
    op.append_only("envelope_document", once="OLD.sent_sha256 <> ''")
    op.append_only("recipient", once="OLD.signed_at IS NOT NULL OR OLD.declined_at IS NOT NULL")
    op.append_only("trail_event")
    op.append_only("document_revision")
    op.append_only("quote_content")
    op.append_only("signature_adoption")
    op.append_only("deal_fact")
    op.append_only("stage_transition")


def downgrade() -> None:
    """Go back to it."""
    op.drop_table("stage_transition")
    with op.batch_alter_table("sales_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sales_order_deal_id"))
        batch_op.drop_index(batch_op.f("ix_sales_order_customer_id"))
        batch_op.drop_index(batch_op.f("ix_sales_order_booked_at"))

    op.drop_table("sales_order")
    op.drop_table("deal_fact")
    with op.batch_alter_table("signing_field", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signing_field_document_id"))

    op.drop_table("signing_field")
    op.drop_table("signature_adoption")
    with op.batch_alter_table("quote_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quote_line_revision_id"))

    op.drop_table("quote_line")
    op.drop_table("quote_content")
    with op.batch_alter_table("document_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_revision_sha256"))
        batch_op.drop_index(batch_op.f("ix_document_revision_document_id"))

    op.drop_table("document_revision")
    with op.batch_alter_table("deal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deal_owner_id"))
        batch_op.drop_index(batch_op.f("ix_deal_customer_id"))
        batch_op.drop_index(batch_op.f("ix_deal_board_id"))
        batch_op.drop_index("ix_deal_board")

    op.drop_table("deal")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_customer_id"))

    op.drop_table("contact")
    with op.batch_alter_table("webhook_parcel", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_webhook_parcel_message_id"))
        batch_op.drop_index(batch_op.f("ix_webhook_parcel_endpoint_id"))
        batch_op.drop_index(batch_op.f("ix_webhook_parcel_created_at"))

    op.drop_table("webhook_parcel")
    op.drop_table("trail_event")
    with op.batch_alter_table("stage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_board_id"))

    op.drop_table("stage")
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_share_revision_id"))
        batch_op.drop_index(batch_op.f("ix_share_proposal_id"))

    op.drop_table("share")
    with op.batch_alter_table("recipient", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recipient_envelope_id"))

    op.drop_table("recipient")
    with op.batch_alter_table("quote_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quote_revision_quote_id"))
        batch_op.drop_index(batch_op.f("ix_quote_revision_deal_id"))
        batch_op.drop_index(batch_op.f("ix_quote_revision_customer_id"))

    op.drop_table("quote_revision")
    with op.batch_alter_table("product_model", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_product_model_product_id"))

    op.drop_table("product_model")
    with op.batch_alter_table("price_list_entry", schema=None) as batch_op:
        batch_op.drop_index("uq_price_list_entry")
        batch_op.drop_index(batch_op.f("ix_price_list_entry_sku"))
        batch_op.drop_index(batch_op.f("ix_price_list_entry_list_id"))

    op.drop_table("price_list_entry")
    op.drop_table("import_row_not_taken")
    with op.batch_alter_table("envelope_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_envelope_document_envelope_id"))

    op.drop_table("envelope_document")
    with op.batch_alter_table("division", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_division_customer_id"))

    op.drop_table("division")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_fact_number"))
        batch_op.drop_index("ix_delivery_due")

    op.drop_table("delivery")
    with op.batch_alter_table("content_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_content_version_block_id"))

    op.drop_table("content_version")
    op.drop_table("approval_step")
    with op.batch_alter_table("webhook_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_webhook_message_kind"))
        batch_op.drop_index(batch_op.f("ix_webhook_message_happened_at"))

    op.drop_table("webhook_message")
    op.drop_table("webhook_endpoint")
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_token_subject"))

    op.drop_table("token")
    op.drop_table("signing_key")
    with op.batch_alter_table("quote", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quote_deal_id"))

    op.drop_table("quote")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_revision_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_deal_id"))

    op.drop_table("proposal")
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_product_natural_key"))
        batch_op.drop_index(batch_op.f("ix_product_category"))
        batch_op.drop_index("ix_product_by_sku")
        batch_op.drop_index("ix_product_by_name")
        batch_op.drop_index("ix_product_by_category")

    op.drop_table("product")
    with op.batch_alter_table("price_list", schema=None) as batch_op:
        batch_op.drop_index("ix_price_list_scope")

    op.drop_table("price_list")
    op.drop_table("person")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_to_address"))

    op.drop_table("mail")
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_run_created_at"))

    op.drop_table("import_run")
    op.drop_table("import_mapping")
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fact_name"))

    op.drop_table("fact")
    with op.batch_alter_table("envelope", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_envelope_alive",
            sqlite_where=sa.text("status NOT IN ('declined', 'voided', 'expired')"),
            postgresql_where=sa.text("status NOT IN ('declined', 'voided', 'expired')"),
        )
        batch_op.drop_index(batch_op.f("ix_envelope_subject"))
        batch_op.drop_index(batch_op.f("ix_envelope_status"))
        batch_op.drop_index(batch_op.f("ix_envelope_expires_at"))
        batch_op.drop_index(batch_op.f("ix_envelope_document_sha256"))
        batch_op.drop_index(batch_op.f("ix_envelope_deal_id"))
        batch_op.drop_index(batch_op.f("ix_envelope_certificate_sha256"))

    op.drop_table("envelope")
    op.drop_table("document_view")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index("ix_document_revision")
        batch_op.drop_index(batch_op.f("ix_document_proposal_id"))

    op.drop_table("document")
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customer_sort_key"))

    op.drop_table("customer")
    op.drop_table("counter")
    with op.batch_alter_table("content_block", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_content_block_changed_at"))

    op.drop_table("content_block")
    op.drop_table("company")
    op.drop_table("board")
    with op.batch_alter_table("approval_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_approval_request_subject"))
        batch_op.drop_index(batch_op.f("ix_approval_request_group"))

    op.drop_table("approval_request")
    with op.batch_alter_table("approval_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_approval_decision_request_id"))

    op.drop_table("approval_decision")
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_token_person_id"))

    op.drop_table("api_token")
    op.drop_table("answered")
