"""Numbers for people: ``Q-2026-0042``, per series and year, without gaps inside one transaction."""

from sqlalchemy import text
from sqlalchemy.orm import Mapped, Session, mapped_column

from foundation.db import Model, today


class Counter(Model):
    """The last number given out in a series and year."""

    __tablename__ = "counter"

    series: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


COUNT_UP = text(
    "INSERT INTO counter (series, year, last) VALUES (:series, :year, 1) "
    "ON CONFLICT (series, year) DO UPDATE SET last = counter.last + 1 RETURNING last"
)


def next_number(session: Session, series: str) -> str:
    """Give out the next number of a series. One statement: two callers at once queue on the row."""
    year = today().year
    last = session.scalar(COUNT_UP, {"series": series, "year": year})
    return f"{series}-{year}-{last:04d}"
