"""How Alembic finds the tables and the database.

A new version is written by ``alembic revision --autogenerate -m "What it brings"`` against a
database of the version before: tables, constraints, and the guards of tables that only grow.
"""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrateOperation, MigrationScript, Operations
from alembic.operations.ops import CreateTableOp
from alembic.runtime.migration import MigrationContext

import flow.journey  # noqa: F401  (every room's tables)
import web.idempotency  # noqa: F401  (the shell's table)
from foundation import db
from foundation.append_only import guards, statements


@Operations.register_operation("append_only")
class AppendOnly(MigrateOperation):
    """Have the database refuse changes of a table, at once or ``once`` a condition holds."""

    def __init__(self, table: str, once: str = "") -> None:
        self.table, self.once = table, once

    @classmethod
    def append_only(cls, operations: Operations, table: str, *, once: str = "") -> None:
        """Guard a table: ``op.append_only("trail_event")``."""
        operations.invoke(cls(table, once))


@Operations.implementation_for(AppendOnly)
def _guard(operations: Operations, wanted: AppendOnly) -> None:
    dialect = operations.get_bind().dialect.name
    for statement in statements(wanted.table, wanted.once, dialect):
        operations.execute(statement)


@renderers.dispatch_for(AppendOnly)
def _written(_context: AutogenContext, wanted: AppendOnly) -> str:
    condition = f", once={wanted.once!r}" if wanted.once else ""
    return f"op.append_only({wanted.table!r}{condition})"


def _plainly(kind: str, item: object, _context: AutogenContext) -> str | bool:
    """Write our own types as what they are stored as: a version never changes afterwards."""
    if kind == "type" and isinstance(item, sa.TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def _with_guards(
    _context: MigrationContext, _revision: object, scripts: list[MigrationScript]
) -> None:
    """Guard each new table that only grows."""
    for script in scripts:
        made: Iterable[object] = script.upgrade_ops.ops if script.upgrade_ops else []
        names = [op.table_name for op in made if isinstance(op, CreateTableOp)]
        script.upgrade_ops.ops.extend(AppendOnly(n, guards[n]) for n in names if n in guards)


def _let_tables_be_rebuilt(connection: sa.Connection) -> None:
    """SQLite changes a table by copying it: its foreign keys rest meanwhile, and are checked after."""
    if connection.dialect.name == "sqlite":  # before the transaction begins: in it nothing changes
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")


def _check_keys(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken:
            raise RuntimeError(f"the migration would leave a row that points nowhere: {broken}")


engine = db.connect()
with engine.connect() as connection:
    _let_tables_be_rebuilt(connection)
    context.configure(
        connection=connection,
        target_metadata=db.Model.metadata,
        render_as_batch=True,
        render_item=_plainly,
        process_revision_directives=_with_guards,
    )
    with context.begin_transaction():
        context.run_migrations()
    _check_keys(connection)
    connection.commit()
engine.dispose()
