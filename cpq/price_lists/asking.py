"""What a quote asks: which lists, at which versions, and whether there are newer ones by now."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.models import Assignment
from cpq.price_lists.opening import list_by_code
from cpq.price_lists.shelf import Asked, Shelf, shelf_for
from cpq.price_lists.whom import whom_of
from cpq.pricing.values import Catalogue, Rank
from customers.queries import CustomerCard, customer_cards
from foundation.db import utcnow
from foundation.errors import Refusal
from foundation.language import _


class RevisionLike(Protocol):
    """What decides which lists are asked; a revision of a quote is one."""

    @property
    def customer_id(self) -> str:
        """Return who buys."""

    @property
    def channel(self) -> str:
        """Return how the sale reaches the customer."""

    @property
    def currency(self) -> str:
        """Return the currency of the document."""

    @property
    def campaign(self) -> str:
        """Return the campaign it belongs to, if any."""

    @property
    def list_versions(self) -> Mapping[str, int]:
        """Return the versions that hold, by list; others hold as of ``priced_at``."""

    @property
    def priced_at(self) -> datetime:
        """Return the moment at which validity is judged."""


def catalogue_for(session: Session, revision: RevisionLike, skus: Iterable[str]) -> Catalogue:
    """Return what the prices of these products depend on for a revision."""
    asked = asked_by(session, revision)
    return shelf_for(session, skus, [asked]).catalogue(asked)


def catalogue_by_list(
    session: Session, asked: Asked, list_code: str, skus: Iterable[str]
) -> Catalogue:
    """Return what prices depend on where one list alone is asked, whoever it is assigned to.

    Raises:
        Refusal: it is assigned to nobody.
    """
    row = list_by_code(session, list_code)
    given = select(Assignment).where(Assignment.list_id == row.id).order_by(Assignment.id).limit(1)
    to = session.scalar(given)
    if to is None:
        words = _("The price list %(code)s is assigned to nobody yet.", code=list_code)
        raise Refusal(words, field="list_code")
    holder = replace(asked, whom={Rank(to.rank): to.target})
    known = shelf_for(session, skus, [holder]).catalogue(holder)
    alone = tuple(one for one in known.assigned if one.prices.code == list_code)
    return replace(known, assigned=alone)


class Pinned(RevisionLike, Protocol):
    """A revision that keeps the versions it is priced with."""

    list_versions: dict[str, int]


def pin_versions(session: Session, revision: Pinned, skus: Iterable[str] = ()) -> None:
    """Keep with a draft which versions of lists it is priced with."""
    asked = asked_by(session, revision)
    revision.list_versions = shelf_for(session, skus, [asked]).versions_for(asked)


def asked_by(session: Session, revision: RevisionLike) -> Asked:
    """Return what a revision asks with."""
    cards = customer_cards(session, [revision.customer_id])
    return asked_of(revision, cards.get(revision.customer_id))


def asked_of(revision: RevisionLike, customer: CustomerCard | None) -> Asked:
    """Return what a revision of this customer's asks with."""
    whom = whom_of(
        customer,
        channel=revision.channel,
        campaign=revision.campaign,
        registration=getattr(revision, "registration_id", "") or "",
    )
    return Asked(revision.currency, revision.priced_at, whom, dict(revision.list_versions or {}))


def now_asked(asked: Asked, at: datetime | None = None) -> Asked:
    """Return the same asker, at the versions that hold at a moment (now)."""
    return replace(asked, at=at or utcnow(), list_versions={})


def newer_versions(shelf: Shelf, asked: Asked) -> dict[str, tuple[int, int]]:
    """Return the lists of which another version holds now, with the old and the new number.

    0 stands for a list that was not asked before, or is not any more.
    """
    before, after = shelf.versions_for(asked), shelf.versions_for(now_asked(asked))
    return {
        list_id: (before.get(list_id, 0), after.get(list_id, 0))
        for list_id in sorted(before.keys() | after.keys())
        if before.get(list_id) != after.get(list_id)
    }
