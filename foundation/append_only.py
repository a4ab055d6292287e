"""Tables that only grow: the database itself refuses to change or delete a row.

SQLite and PostgreSQL each get their triggers when the table is made, in tests and in migrations.
"""

from typing import cast

from sqlalchemy import DDL, FromClause, Table, event

_SQLITE = """
CREATE TRIGGER {table}_{verb}_refused BEFORE {VERB} ON {table}
WHEN {when} BEGIN SELECT RAISE(ABORT, '{table} only grows'); END
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '%% only grows', TG_TABLE_NAME; END $$ LANGUAGE plpgsql
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_{verb}_refused BEFORE {VERB} ON {table}
FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse_change()
"""

guards: dict[str, str] = {}


def append_only(guarded: FromClause, *, once: str = "") -> None:
    """Guard a table. ``once``: a condition on OLD after which a row is frozen; empty: at once.

    Example: ``append_only(table, once="OLD.state <> 'draft'")`` lets drafts change.
    """
    table = cast(Table, guarded)
    guards[table.name] = once
    for dialect in ("sqlite", "postgresql"):
        for statement in statements(table.name, once, dialect):
            ddl = DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]  # SQLAlchemy left it untyped
            event.listen(table, "after_create", ddl)


def statements(table: str, once: str, dialect: str) -> list[str]:
    """Return the statements that guard a table, for a migration too."""
    when = once or ("1" if dialect == "sqlite" else "true")
    form = _SQLITE if dialect == "sqlite" else _POSTGRESQL
    triggers = [
        form.format(table=table, verb=verb, VERB=verb.upper(), when=when)
        for verb in ("update", "delete")
    ]
    return triggers if dialect == "sqlite" else [_FUNCTION.replace("%%", "%"), *triggers]
