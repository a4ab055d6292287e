"""Figures of a line's price beside it, so that lines are added up without reading its steps."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

FIGURES = {
    "list_amount": (sa.BigInteger(), None),
    "net_amount": (sa.BigInteger(), None),
    "share": (sa.BigInteger(), "0"),
    "of_total": (sa.Boolean(), sa.false()),
    "advised": (sa.Boolean(), sa.false()),
    "priced_from": (sa.String(), ""),
}
LINE = sa.table(
    "quote_line",
    sa.column("id", sa.String),
    sa.column("price", sa.JSON),
    *(sa.column(name, kind) for name, (kind, _before) in FIGURES.items()),
)
AT_ONCE = 500


def upgrade() -> None:
    """Come from the version before; what prices say is put beside them."""
    with op.batch_alter_table("quote_line") as table:
        for name, (kind, before) in FIGURES.items():
            nullable = before is None
            table.add_column(sa.Column(name, kind, nullable=nullable, server_default=before))
    _fill(op.get_bind())
    with op.batch_alter_table("quote_line") as table:
        for name in FIGURES:
            table.alter_column(name, server_default=None)


def downgrade() -> None:
    """Go back to the version before."""
    with op.batch_alter_table("quote_line") as table:
        for name in FIGURES:
            table.drop_column(name)


def _fill(bind: sa.Connection) -> None:
    last = ""
    while True:
        query = sa.select(LINE.c.id, LINE.c.price).where(LINE.c.id > last)
        rows = bind.execute(query.order_by(LINE.c.id).limit(AT_ONCE)).all()
        if not rows:
            return
        last = rows[-1].id
        priced = [_figures(row.price) | {"key": row.id} for row in rows if row.price]
        if priced:
            values = {name: sa.bindparam(name) for name in FIGURES}
            mine = LINE.c.id == sa.bindparam("key")
            bind.execute(sa.update(LINE).where(mine).values(**values), priced)


def _figures(price: dict[str, object]) -> dict[str, object]:
    return {
        "list_amount": price.get("list_amount"),
        "net_amount": price.get("net_amount"),
        "share": price.get("share", 0),
        "of_total": bool(price.get("of_total")),
        "advised": bool(price.get("warnings")),
        "priced_from": price.get("inputs", ""),
    }
