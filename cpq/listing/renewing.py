"""A draft keeps the versions of price lists it was opened with until its rep takes the new ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from cpq.listing.impact import OPEN, Outcome, priced_with
from cpq.models import ListOfPrices, QuoteLine, QuoteRevision
from cpq.price_lists import (
    Asked,
    asked_by,
    newer_versions,
    now_asked,
    pin_versions,
    shelf_for,
)
from cpq.price_lists.whom import Whom, campaigns_known
from cpq.pricing.document import Priced
from cpq.pricing.values import Rank
from cpq.repricing import reprice
from cpq.wanted import skus_of
from foundation.canonical import fingerprint
from foundation.db import found, utcnow
from foundation.errors import Conflict, Refusal
from foundation.language import Text, _
from foundation.money import Money
from foundation.numbers import clean


@dataclass(frozen=True, slots=True)
class NewerList:
    """A list of which another version holds now than the quote has; 0: no more, or new."""

    row: ListOfPrices
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class LineNow:
    """What a line costs, and what it would cost at the prices of now."""

    position: int
    sku: str
    quantity: Decimal
    before: Money | None
    after: Money | None
    why: Text | None

    @property
    def difference(self) -> Money | None:
        """Return how much more it would be."""
        return self.after - self.before if self.before and self.after else None


@dataclass(frozen=True, slots=True)
class Renewal:
    """Everything a rep sees before taking the prices of now. ``seen`` is what it is bound to."""

    revision: QuoteRevision
    campaign: str
    lists: tuple[NewerList, ...]
    lines: tuple[LineNow, ...]
    before: Money
    after: Money | None
    seen: str

    @property
    def changed(self) -> tuple[LineNow, ...]:
        """Return the lines that would change."""
        return tuple(one for one in self.lines if one.before != one.after)


def newer_lists(session: Session, revision: QuoteRevision) -> list[NewerList]:
    """Return the lists of which another version holds now; nothing for what is not worked on."""
    if revision.state not in OPEN or revision.leg_id:
        return []
    asked = asked_by(session, revision)
    shelf = shelf_for(session, _skus_of(revision), [asked])
    return [
        NewerList(shelf.lists[list_id], before, after)
        for list_id, (before, after) in newer_versions(shelf, asked).items()
    ]


def renewal_of(session: Session, revision: QuoteRevision, campaign: str | None = None) -> Renewal:
    """Return what the prices of now would make of a draft, in a campaign; nothing is kept."""
    revision.must_be_draft()
    revision.must_have_own_lines()
    chosen = revision.campaign if campaign is None else _campaign(session, campaign)
    asked = asked_by(session, revision)
    then = _now_in(asked, chosen, utcnow())
    shelf = shelf_for(session, _skus_of(revision), [asked, then])
    before, after = priced_with(revision, shelf, asked), priced_with(revision, shelf, then)
    lists = tuple(
        NewerList(shelf.lists[list_id], *numbers)
        for list_id, numbers in _differing(
            shelf.versions_for(asked), shelf.versions_for(then)
        ).items()
    )
    lines = tuple(_line(line, before, after) for line in revision.lines)
    return Renewal(
        revision,
        chosen,
        lists,
        lines,
        Money(revision.subtotal, revision.currency),
        None if after.subtotal is None else Money(after.subtotal, revision.currency),
        _seen(chosen, shelf.versions_for(then), after),
    )


def take_new_prices(
    session: Session, revision_id: str, *, seen: str = "", campaign: str | None = None
) -> QuoteRevision:
    """Price a draft with what holds now. Raises Conflict where that is not what was shown."""
    revision = found(session, QuoteRevision, revision_id, lock=True)
    renewal = renewal_of(session, revision, campaign)
    if seen and seen != renewal.seen:
        raise Conflict(_("The prices changed again since you looked. Please look once more."))
    revision.campaign = renewal.campaign
    revision.list_versions, revision.priced_at = {}, utcnow()
    pin_versions(session, revision, _skus_of(revision))
    reprice(session, revision)
    return revision


def _now_in(asked: Asked, campaign: str, at: datetime) -> Asked:
    then = now_asked(asked, at)
    whom: Whom = {rank: target for rank, target in then.whom.items() if rank is not Rank.CAMPAIGN}
    if campaign:
        whom[Rank.CAMPAIGN] = campaign
    return Asked(then.currency, then.at, whom)


def _campaign(session: Session, typed: str) -> str:
    name = clean(typed, _("Campaign"), longest=64, field="campaign")
    if name and name not in campaigns_known(session):
        raise Refusal(
            _("No price list is for the campaign “%(name)s”.", name=name), field="campaign"
        )
    return name


def _line(line: QuoteLine, before: Outcome, after: Outcome) -> LineNow:
    old, new = before.lines[line.position], after.lines[line.position]
    return LineNow(
        line.position,
        line.sku,
        line.quantity,
        old.net_amount if isinstance(old, Priced) else None,
        new.net_amount if isinstance(new, Priced) else None,
        new.text if isinstance(new, Refusal) else None,
    )


def _differing(before: dict[str, int], after: dict[str, int]) -> dict[str, tuple[int, int]]:
    return {
        key: (before.get(key, 0), after.get(key, 0))
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    }


def _seen(campaign: str, versions: dict[str, int], after: Outcome) -> str:
    nets = {
        str(at): one.net_amount.amount if isinstance(one, Priced) else None
        for at, one in after.lines.items()
    }
    return fingerprint([campaign, versions, nets])


def _skus_of(revision: QuoteRevision) -> Iterable[str]:
    return [sku for line in revision.lines for sku in skus_of(line.sku, line.bom)]
