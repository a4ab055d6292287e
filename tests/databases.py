"""Empty databases for tests: a file copied for each, or one of PostgreSQL emptied after each.

A database with every table costs half a second to make, emptying one a hundredth.
"""

from contextlib import ExitStack, contextmanager
from shutil import copyfile
from uuid import uuid4

from sqlalchemy import create_engine, inspect, text

from foundation import db

# whoever a test left connected is sent away, so that nobody is waited for
ALONE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

COUNT_ANEW = """
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
FROM pg_sequences WHERE last_value IS NOT NULL
"""


class Files:
    """SQLite: one empty file for the rooms imported so far, copied for each test."""

    def __init__(self, folder):
        self.folder, self.made, self.begun = folder, {}, {}

    def lend(self, place):
        """Put an empty database where the settings look for it."""
        tables = frozenset(db.Model.metadata.tables)
        if tables not in self.made:
            self.made[tables] = self.folder / f"{uuid4().hex}.db"
            make_tables(f"sqlite:///{self.made[tables]}")
        copyfile(self.made[tables], place)

    def begin(self, place, scene):
        """Have in a database what a scene puts there: played once, and copied for each test."""
        engine = db.Sessions.kw["bind"]
        if scene not in self.begun:
            told = scene()
            engine.dispose()  # the last connection writes everything into the one file
            self.begun[scene] = (self.folder / f"{uuid4().hex}.db", told)
            copyfile(place, self.begun[scene][0])
            return told
        kept, told = self.begun[scene]
        engine.dispose()  # who looks next opens the new file
        copyfile(kept, place)
        return told


class Server:
    """PostgreSQL: a database for the rooms imported so far, lent to one test after the other."""

    def __init__(self, address):
        self.address, self.made, self.shapes, self.open = address, {}, {}, ExitStack()
        self.cleaners = {}  # a connection to each database, kept open: a new one takes long

    def lend(self):
        """Return the address of an empty database."""
        tables = frozenset(db.Model.metadata.tables)
        if tables not in self.made:
            name = f"test_{uuid4().hex[:12]}"
            self.administer(f"CREATE DATABASE {name}")
            self.made[tables] = address = f"{self.address}/{name}"
            make_tables(address)
            self.cleaners[address] = self.open.enter_context(connected(address))
            self.shapes[address] = shape_of(self.cleaners[address])
        return self.made[tables]

    def take_back(self, address):
        """Empty a database; one that is not built as it was is not lent again."""
        cleaner = self.cleaners[address]
        cleaner.execute(text(ALONE))
        if shape_of(cleaner) == self.shapes[address]:
            empty(cleaner)
        else:
            self.made = {key: made for key, made in self.made.items() if made != address}
            cleaner.close()
            self.administer(f"DROP DATABASE {address.rpartition('/')[2]} WITH (FORCE)")

    def administer(self, statement):
        """Make or drop a database."""
        with connected(f"{self.address}/postgres") as connection:
            connection.execute(text(statement))


def make_tables(address):
    """Make every table of the rooms that are imported."""
    engine = db.connect(address)
    db.Model.metadata.create_all(engine)
    engine.dispose()


def shape_of(connection):
    """Return what a test may have changed: the tables, and the triggers that guard them."""
    guards = connection.scalars(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"))
    return set(inspect(connection).get_table_names()), set(guards)


def empty(connection):
    """Clear every table that has rows, and begin to count anew.

    A test writes few rows: to delete them takes a sixth of the time of ``TRUNCATE``, which makes
    new files. As a replica, PostgreSQL asks neither guards nor foreign keys.
    """
    tables = inspect(connection).get_table_names()
    asked = (f"SELECT '{t}' WHERE EXISTS (SELECT 1 FROM \"{t}\")" for t in tables)  # noqa: S608 (the names are ours)
    filled = connection.scalars(text(" UNION ALL ".join(asked))).all()
    cleared = [f'DELETE FROM "{table}"' for table in filled]  # noqa: S608 (the names are ours)
    role = "SET session_replication_role ="
    connection.exec_driver_sql("; ".join([f"{role} replica", *cleared, f"{role} DEFAULT"]))
    connection.execute(text(COUNT_ANEW))


@contextmanager
def connected(address):
    """A connection on which every statement counts at once."""
    url = address.replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()
