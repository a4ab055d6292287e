"""Numbers for people: ``Q-2026-0042``, per series and year, without gaps inside one transaction."""

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from foundation.db import Model, today


class Counter(Model):
    """The last number given out in a series and year."""

    __tablename__ = "counter"

    series: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


def next_number(session: Session, series: str) -> str:
    """Give out the next number of a series. The row lock makes two callers queue."""
    year = today().year
    of_year = select(Counter).where(Counter.series == series, Counter.year == year)
    counter = session.scalars(of_year.with_for_update()).one_or_none()
    if counter is None:
        counter = Counter(series=series, year=year)
        session.add(counter)
    counter.last += 1
    session.flush()
    return f"{series}-{year}-{counter.last:04d}"
