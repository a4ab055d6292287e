"""How Alembic finds the tables and the database."""

from alembic import context

import flow.journey  # noqa: F401  (every room's tables)
import web.idempotency  # noqa: F401  (the shell's table)
from foundation import db

engine = db.connect()
with engine.connect() as connection:
    context.configure(
        connection=connection, target_metadata=db.Model.metadata, render_as_batch=True
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
