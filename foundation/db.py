"""One engine, one session factory, one place that commits.

SQLite: WAL, ``BEGIN IMMEDIATE`` for writers so that they queue instead of failing, plain ``BEGIN``
for readers. PostgreSQL: the same code, row locks where workers compete.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar, dataclass_transform
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import (
    JSON,
    BigInteger,
    Engine,
    MetaData,
    String,
    create_engine,
    event,
)
from sqlalchemy.orm import (
    DeclarativeBase,
    MappedAsDataclass,
    Session,
    mapped_column,
    relationship,
    sessionmaker,
)

from foundation.columns import SaidText, ScaledDecimal, UtcMoment
from foundation.errors import Missing
from foundation.language import Text, _
from foundation.settings import settings

M = TypeVar("M", bound="Model")

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


Key = Annotated[str, mapped_column(String(32), primary_key=True)]
Moment = Annotated[datetime, mapped_column(UtcMoment)]
Micro = Annotated[Decimal, mapped_column(ScaledDecimal)]
Minor = Annotated[int, mapped_column(BigInteger)]
Said = Annotated[Text, mapped_column(SaidText)]
Json = Annotated[dict[str, Any], mapped_column(JSON)]
JsonList = Annotated[list[Any], mapped_column(JSON)]


@dataclass_transform(kw_only_default=True, field_specifiers=(mapped_column, relationship))
class Model(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False):
    """Base of every table. Constructors are typed, defaults hold before the flush."""

    metadata = MetaData(naming_convention=NAMING)


Sessions = sessionmaker[Session](expire_on_commit=False)
Readers = sessionmaker[Session](expire_on_commit=False, autoflush=False)


def connect(url: str | None = None) -> Engine:
    """Point the session factories at a database, and leave the one they pointed at."""
    address = url or settings().database
    if before := Sessions.kw.get("bind"):
        before.dispose()
    if address.startswith("sqlite"):
        engine = create_engine(address)
        _make_sqlite_safe(engine)
    else:
        address = address.replace("postgresql://", "postgresql+psycopg://", 1)
        limits = "-c statement_timeout=15000 -c idle_in_transaction_session_timeout=60000"
        engine = create_engine(address, pool_pre_ping=True, connect_args={"options": limits})
    Sessions.configure(bind=engine)
    Readers.configure(bind=engine.execution_options(reads=True))
    return engine


def _make_sqlite_safe(engine: Engine) -> None:
    """Foreign keys on, readers beside one writer, a commit that survives a power cut."""
    pragmas = (
        *("foreign_keys=ON", "journal_mode=WAL", "busy_timeout=30000", "synchronous=FULL"),
        "cache_size=-16000",  # KiB: a quote of some thousand lines, where two thousand are little
    )

    @event.listens_for(engine, "connect")
    def _open(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        reads = connection.get_execution_options().get("reads")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@contextmanager
def transaction() -> Iterator[Session]:
    """Commit on the way out, roll back on any exception."""
    with Sessions.begin() as session:
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """Read one consistent state; nothing is written."""
    with Readers() as session:
        yield session


@contextmanager
def watching() -> Iterator[Callable[[], int]]:
    """Give a number that changes when another connection commits, on SQLite.

    Other databases do not tell; there it stands still. https://sqlite.org/pragma.html, data_version
    """
    engine: Engine = Sessions.kw["bind"]
    if engine.dialect.name != "sqlite":
        yield lambda: 0
        return
    with closing(engine.raw_connection()) as connection:  # what a transaction reads stands still

        def version() -> int:
            return int(connection.cursor().execute("PRAGMA data_version").fetchone()[0])

        yield version


def found(session: Session, model: type[M], key: object, *, lock: bool = False) -> M:
    """Return the row, locked for change where asked, or say that there is none.

    Raises:
        Missing: there is no row under this key.
    """
    if lock:  # as it is now, not as it was when somebody looked at it earlier in this transaction
        session.flush()
        row = session.get(model, key, with_for_update=True, populate_existing=True)
    else:
        row = session.get(model, key)
    if row is None:
        raise Missing(_("There is nothing under %(key)s. The link may be old.", key=str(key)))
    return row


def new_key(prefix: str) -> Callable[[], str]:
    """Make ids that say what they name: ``qte_9f3c…`` is a quote in any log."""
    return lambda: f"{prefix}_{uuid4().hex[:20]}"


def utcnow() -> datetime:
    """Return the current moment, always aware."""
    return datetime.now(UTC)


def today() -> date:
    """Return the current day in the installation's time zone."""
    return utcnow().astimezone(ZoneInfo(settings().timezone)).date()
