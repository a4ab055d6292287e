"""What every door (view or API handler) needs: the request's session, refusals in place, paging."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from flask import g, request
from flask import session as cookie
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from foundation.language import speak

V = TypeVar("V", bound=Callable[..., Any])
R = TypeVar("R")
PAGE_SIZE = 50


def session() -> Session:
    """Return the session of this request; the shell commits it after the answer."""
    return cast(Session, g.session)


def prefer_language(language: str) -> None:
    """Answer in the recipient's language, unless the reader has chosen one on this device."""
    if "language" not in cookie:
        speak(language)


def refused_on(endpoint: str) -> Callable[[V], V]:
    """Show this page again when the view refuses: the sentence in place, everything typed kept.

    The page is called with the same view arguments; its fields prefer what was posted.
    """

    def mark(view: V) -> V:
        view.page_on_refusal = endpoint  # type: ignore[attr-defined]  # read in web/refusals.py
        return view

    return mark


@dataclass(frozen=True)
class Page(Generic[R]):
    """One page of a list."""

    rows: Sequence[R]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


def page_number() -> int:
    """Return the page asked for in the address, from 1; nonsense is the first."""
    asked = request.args.get("page", "1")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 7 else 1  # noqa: PLR2004  (a million pages)


def page_of(query: Select[R], number: int = 1, size: int = PAGE_SIZE) -> Page[R]:
    """Return one page of a query's rows, and how many there are in all."""
    total = session().scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    rows = session().scalars(query.limit(size).offset((number - 1) * size)).all()
    return Page(rows, number, size, total or 0)
