"""When price lists were out of use."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

LIST = sa.table(
    "price_list",
    sa.column("id", sa.String()),
    sa.column("active", sa.Boolean()),
    sa.column("pauses", sa.JSON()),
    sa.column("created_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    """Come from the version before; a list that is out of use always was, as far as is known."""
    with op.batch_alter_table("price_list") as batch:
        batch.add_column(sa.Column("pauses", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("price_list") as batch:
        batch.alter_column("pauses", server_default=None)
    for list_id, pauses in _paused():
        op.execute(sa.update(LIST).where(LIST.c.id == list_id).values(pauses=pauses))


def downgrade() -> None:
    """Go back to the version before."""
    with op.batch_alter_table("price_list") as batch:
        batch.drop_column("pauses")


def _paused() -> Iterator[tuple[str, list[Any]]]:
    query = sa.select(LIST.c.id, LIST.c.created_at).where(~LIST.c.active)
    for row in op.get_bind().execute(query).all():
        since = row.created_at.replace(tzinfo=row.created_at.tzinfo or UTC)
        yield row.id, [[datetime.isoformat(since.astimezone(UTC)), None]]
