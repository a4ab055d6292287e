"""Lets the engines of all tests share what SQLAlchemy compiled: each statement is built once.

Every test has a database, and so an engine, of its own; left alone, each compiles everything anew,
which is a third of a test's time. What is compiled belongs to a dialect: they share that too.
"""

from functools import partial

from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite


def share():
    """From now on, new engines use the dialect of the first one, and one cache."""
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        kind.engine_created = partial(_join, {}, [])  # SQLAlchemy's own hook


def _join(cache, first, engine):
    if not first:
        first.append(engine.dialect)
        with engine.connect():  # a dialect learns about its server when it first connects
            pass
        engine.dispose()  # that connection knew nothing yet of what ours are set to
    engine.dialect = first[0]
    engine.update_execution_options(compiled_cache=cache)
