"""Price lists with versions."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from foundation.settings import settings

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BATCH = 1000
ENTRY = sa.table(
    "price_list_entry",
    sa.column("id", sa.String()),
    sa.column("first_day", sa.Date()),
    sa.column("last_day", sa.Date()),
    sa.column("valid_from", sa.DateTime(timezone=True)),
    sa.column("valid_to", sa.DateTime(timezone=True)),
)
VERSION = sa.table(
    "price_list_version",
    sa.column("id", sa.String()),
    sa.column("list_id", sa.String()),
    sa.column("number", sa.Integer()),
    sa.column("state", sa.String()),
    sa.column("valid_from", sa.DateTime(timezone=True)),
    sa.column("valid_to", sa.DateTime(timezone=True)),
    sa.column("note", sa.String()),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("created_by", sa.String()),
    sa.column("published_at", sa.DateTime(timezone=True)),
    sa.column("published_by", sa.String()),
    sa.column("retired_by", sa.String()),
    sa.column("content_sha256", sa.String()),
)
ASSIGNMENT = sa.table(
    "price_assignment",
    sa.column("id", sa.String()),
    sa.column("list_id", sa.String()),
    sa.column("rank", sa.String()),
    sa.column("target", sa.String()),
    sa.column("priority", sa.Integer()),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("created_by", sa.String()),
)
LIST = sa.table(
    "price_list",
    sa.column("id", sa.String()),
    sa.column("code", sa.String()),
    sa.column("currency", sa.String()),
    sa.column("scope", sa.String()),
    sa.column("scope_id", sa.String()),
    sa.column("kind", sa.String()),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
REVISION = sa.table(
    "quote_revision",
    sa.column("state", sa.String()),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("priced_at", sa.DateTime(timezone=True)),
)
UNKNOWN = datetime(2000, 1, 1, tzinfo=UTC)


def upgrade() -> None:
    """Come from the version before: each list gets its first version, its scope an assignment."""
    _new_tables()
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("region", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("quote_revision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("campaign", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("list_versions", sa.JSON(), nullable=False, server_default="{}")
        )
        batch_op.add_column(
            sa.Column(
                "priced_at",
                sa.DateTime(timezone=True),
                nullable=False,
                server_default=_text(UNKNOWN),
            )
        )
    with op.batch_alter_table("quote_line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("uom", sa.String(), nullable=False, server_default=""))
    op.add_column("quote_content", sa.Column("price_proof", sa.JSON(), nullable=True))
    with op.batch_alter_table("price_list", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="list"))
    _new_entries()
    _carry_over()
    with op.batch_alter_table("price_list", schema=None) as batch_op:
        batch_op.drop_index("ix_price_list_scope")
        batch_op.drop_column("scope")
        batch_op.drop_column("scope_id")
    with op.batch_alter_table("price_list_entry", schema=None) as batch_op:
        batch_op.drop_column("first_day")
        batch_op.drop_column("last_day")


def _new_tables() -> None:
    op.create_table(
        "price_list_version",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_by", sa.String(), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["price_list.id"], name=op.f("fk_price_list_version_list_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_list_version")),
        sa.UniqueConstraint("list_id", "number", name=op.f("uq_price_list_version_list_id_number")),
    )
    op.create_table(
        "price_list_parent",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("parent_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("from_version", sa.Integer(), nullable=False),
        sa.Column("to_version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["list_id"], ["price_list.id"], name=op.f("fk_price_list_parent_list_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["price_list.id"], name=op.f("fk_price_list_parent_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_list_parent")),
    )
    op.create_index("ix_price_list_parent_of", "price_list_parent", ["list_id", "parent_id"])
    op.create_table(
        "price_assignment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("rank", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["price_list.id"], name=op.f("fk_price_assignment_list_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_assignment")),
    )
    op.create_index("ix_price_assignment_list_id", "price_assignment", ["list_id"])
    op.create_index("ix_price_assignment_whom", "price_assignment", ["rank", "target"])
    op.create_table(
        "price_rank",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rank", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("exclusive", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_rank")),
        sa.UniqueConstraint("since", "rank", name=op.f("uq_price_rank_since_rank")),
    )
    op.create_table(
        "currency_rate",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("from_currency", sa.String(), nullable=False),
        sa.Column("to_currency", sa.String(), nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.CheckConstraint("rate > 0", name=op.f("ck_currency_rate_rate_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_currency_rate")),
        sa.UniqueConstraint(
            "from_currency",
            "to_currency",
            "valid_from",
            name=op.f("uq_currency_rate_from_currency_to_currency_valid_from"),
        ),
    )
    op.create_table(
        "price_list_impact",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("last", sa.String(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["list_id"], ["price_list.id"], name=op.f("fk_price_list_impact_list_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_list_impact")),
    )
    op.create_index("ix_price_list_impact_list_id", "price_list_impact", ["list_id"])


def _new_entries() -> None:
    """Give entries the columns of a rule; their days wait under other names to become moments."""
    with op.batch_alter_table("price_list_entry", schema=None) as batch_op:
        batch_op.drop_index("uq_price_list_entry")
        batch_op.drop_index("ix_price_list_entry_list_id")
        batch_op.drop_constraint(op.f("ck_price_list_entry_price_not_negative"), type_="check")
        batch_op.alter_column("unit_price", new_column_name="amount")
        batch_op.alter_column("valid_from", new_column_name="first_day")
        batch_op.alter_column("valid_to", new_column_name="last_day")
        batch_op.drop_column("valid_key")
    moment, micro = sa.DateTime(timezone=True), sa.BigInteger()
    columns = [
        sa.Column("target", sa.String(), nullable=False, server_default=""),
        sa.Column("method", sa.String(), nullable=False, server_default="fixed"),
        sa.Column("percent", micro, nullable=False, server_default="0"),
        sa.Column("base", sa.String(), nullable=False, server_default="list"),
        sa.Column("round_to", micro, nullable=True),
        sa.Column("surcharge", micro, nullable=False, server_default="0"),
        sa.Column("least_margin", micro, nullable=True),
        sa.Column("most_margin", micro, nullable=True),
        sa.Column("breaks", sa.String(), nullable=False, server_default="range"),
        sa.Column("max_quantity", micro, nullable=True),
        sa.Column("uom", sa.String(), nullable=False, server_default=""),
        sa.Column("valid_from", moment, nullable=True),
        sa.Column("valid_to", moment, nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("from_version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("to_version", sa.Integer(), nullable=True),
    ]
    with op.batch_alter_table("price_list_entry", schema=None) as batch_op:
        for column in columns:
            batch_op.add_column(column)
        batch_op.create_check_constraint(
            op.f("ck_price_list_entry_price_not_negative"), "amount >= 0"
        )
        batch_op.create_index("ix_price_list_entry_of", ["list_id", "sku", "target"])
        batch_op.create_index("ix_price_list_entry_added", ["list_id", "from_version"])
        batch_op.create_index("ix_price_list_entry_ended", ["list_id", "to_version"])


def _carry_over() -> None:
    connection = op.get_bind()
    op.execute("UPDATE price_list_entry SET target = 'product:' || sku")
    zone = ZoneInfo(settings().timezone)
    dated = sa.select(ENTRY.c.id, ENTRY.c.first_day, ENTRY.c.last_day).where(
        sa.or_(ENTRY.c.first_day.is_not(None), ENTRY.c.last_day.is_not(None))
    )
    moments = [
        {
            "row": row.id,
            "begins": _midnight(row.first_day, zone),
            "ends": _midnight(row.last_day, zone, after=1),
        }
        for row in connection.execute(dated).all()
    ]
    change = (
        sa.update(ENTRY)
        .where(ENTRY.c.id == sa.bindparam("row"))
        .values(valid_from=sa.bindparam("begins"), valid_to=sa.bindparam("ends"))
    )
    for start in range(0, len(moments), BATCH):
        connection.execute(change, moments[start : start + BATCH])
    _versions_and_assignments(connection)
    connection.execute(sa.update(REVISION).values(priced_at=REVISION.c.created_at))
    now = datetime.now(UTC)
    drafts = sa.update(REVISION).where(sa.cast(REVISION.c.state, sa.String()) == "DRAFT")
    connection.execute(drafts.values(priced_at=now))


def _versions_and_assignments(connection: sa.Connection) -> None:
    """Make each list's first version, and its scope an assignment, in the order they were asked."""
    customers = set(connection.scalars(sa.text("SELECT id FROM customer")))
    lists = connection.execute(sa.select(LIST).order_by(LIST.c.code)).all()
    for place, row in enumerate(lists):
        connection.execute(
            sa.insert(VERSION).values(
                id=_key("plv"),
                list_id=row.id,
                number=1,
                state="published",
                note="",
                created_at=row.created_at,
                created_by="",
                published_at=row.created_at,
                published_by="",
                retired_by="",
                content_sha256="",
            )
        )
        rank = row.scope
        if row.scope == "customer" and row.scope_id not in customers:
            rank = "tier"
        connection.execute(
            sa.insert(ASSIGNMENT).values(
                id=_key("pas"),
                list_id=row.id,
                rank=rank,
                target=row.scope_id,
                priority=_among(lists, place),
                created_at=row.created_at,
                created_by="",
            )
        )
        kind = {"customer": "contract", "channel": "dealer_net"}.get(row.scope, "list")
        connection.execute(sa.update(LIST).where(LIST.c.id == row.id).values(kind=kind))


def _among(lists: list, place: int) -> int:
    """Return how many lists for the same people come after this one: the first goes first."""
    own = lists[place]
    whom = (own.currency, own.scope, own.scope_id)
    return sum((row.currency, row.scope, row.scope_id) == whom for row in lists[place + 1 :])


def _midnight(day: date | None, zone: ZoneInfo, after: int = 0) -> datetime | None:
    """Return the moment a day begins, or the day after it."""
    if day is None:
        return None
    begins = datetime.combine(day + timedelta(days=after), datetime.min.time(), zone)
    return begins.astimezone(UTC)


def _key(prefix: str) -> str:
    return f"{prefix}_{uuid4().hex[:20]}"


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S+00" if _on_server() else "%Y-%m-%d %H:%M:%S.%f")


def _on_server() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def downgrade() -> None:
    """Go back to the version before: lists keep what their newest version says of products."""
    connection = op.get_bind()
    with op.batch_alter_table("price_list", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("scope", sa.String(), nullable=False, server_default="standard")
        )
        batch_op.add_column(sa.Column("scope_id", sa.String(), nullable=False, server_default=""))
    for row in connection.execute(sa.select(ASSIGNMENT).order_by(ASSIGNMENT.c.id)).all():
        scope = {"standard": "standard", "channel": "channel"}.get(row.rank, "customer")
        change = sa.update(LIST).where(LIST.c.id == row.list_id)
        connection.execute(change.values(scope=scope, scope_id=row.target))
    op.execute(
        "DELETE FROM price_list_entry WHERE to_version IS NOT NULL OR method <> 'fixed' "
        "OR target <> 'product:' || sku"
    )
    _old_entries()
    with op.batch_alter_table("price_list", schema=None) as batch_op:
        batch_op.drop_column("kind")
        batch_op.create_index("ix_price_list_scope", ["currency", "scope", "scope_id"])
    with op.batch_alter_table("quote_revision", schema=None) as batch_op:
        for name in ("priced_at", "list_versions", "campaign"):
            batch_op.drop_column(name)
    op.drop_column("quote_content", "price_proof")
    with op.batch_alter_table("quote_line", schema=None) as batch_op:
        batch_op.drop_column("uom")
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.drop_column("region")
    for table in ("price_list_impact", "currency_rate", "price_rank", "price_assignment",
                  "price_list_parent", "price_list_version"):  # fmt: skip
        op.drop_table(table)


def _old_entries() -> None:
    connection, zone = op.get_bind(), ZoneInfo(settings().timezone)
    with op.batch_alter_table("price_list_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("first_day", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("last_day", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("valid_key", sa.String(), nullable=False, server_default=""))
    days = sa.select(ENTRY.c.id, ENTRY.c.valid_from, ENTRY.c.valid_to)
    for row in connection.execute(days).all():
        begins, ends = _day(row.valid_from, zone), _day(row.valid_to, zone, before=1)
        change = sa.text(
            "UPDATE price_list_entry SET first_day = :begins, last_day = :ends, valid_key = :key "
            "WHERE id = :id"
        ).bindparams(sa.bindparam("begins", type_=sa.Date()), sa.bindparam("ends", type_=sa.Date()))
        key = begins.isoformat() if begins else ""
        connection.execute(change, {"id": row.id, "begins": begins, "ends": ends, "key": key})
    op.execute(
        "DELETE FROM price_list_entry WHERE EXISTS (SELECT 1 FROM price_list_entry AS other WHERE "
        "other.list_id = price_list_entry.list_id AND other.sku = price_list_entry.sku AND "
        "other.min_quantity = price_list_entry.min_quantity AND "
        "other.valid_key = price_list_entry.valid_key AND other.id > price_list_entry.id)"
    )
    with op.batch_alter_table("price_list_entry", schema=None) as batch_op:
        for name in ("ix_price_list_entry_of", "ix_price_list_entry_added",
                     "ix_price_list_entry_ended"):  # fmt: skip
            batch_op.drop_index(name)
        batch_op.drop_constraint(op.f("ck_price_list_entry_price_not_negative"), type_="check")
        for name in ("target", "method", "percent", "base", "round_to", "surcharge",
                     "least_margin", "most_margin", "breaks", "max_quantity", "uom", "valid_from",
                     "valid_to", "priority", "from_version", "to_version"):  # fmt: skip
            batch_op.drop_column(name)
    with op.batch_alter_table("price_list_entry", schema=None) as batch_op:
        batch_op.alter_column("amount", new_column_name="unit_price")
        batch_op.alter_column("first_day", new_column_name="valid_from")
        batch_op.alter_column("last_day", new_column_name="valid_to")
        batch_op.create_check_constraint(
            op.f("ck_price_list_entry_price_not_negative"), "unit_price >= 0"
        )
        batch_op.create_index(batch_op.f("ix_price_list_entry_list_id"), ["list_id"], unique=False)
        batch_op.create_index(
            "uq_price_list_entry", ["list_id", "sku", "min_quantity", "valid_key"], unique=True
        )


def _day(moment: datetime | None, zone: ZoneInfo, before: int = 0) -> date | None:
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware.astimezone(zone) - timedelta(days=before)).date()
