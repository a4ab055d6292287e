"""Opens a list, and puts prices on it that hold at once: for loading, not for working on one."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.models import ListOfPrices
from cpq.price_lists.changes import content_of
from cpq.price_lists.entries import NewEntry, put_on_draft
from cpq.price_lists.versions import draft_of, mark_published, open_draft
from cpq.price_lists.whom import assign
from cpq.pricing.values import Kind, Rank
from customers.queries import customer_cards
from foundation.errors import Conflict, Missing, Refusal
from foundation.language import _
from foundation.numbers import clean

SCOPES = ("standard", "channel", "customer")
KINDS = {Rank.CUSTOMER: Kind.CONTRACT, Rank.CHANNEL: Kind.DEALER_NET}


def open_list(
    session: Session,
    *,
    code: str,
    name: str,
    name_en: str,
    currency: str,
    scope: str = "",
    scope_id: str = "",
    kind: str = "",
) -> ListOfPrices:
    """Add a price list, or return the one with this code. ``scope`` says whom it is assigned to.

    ``scope_id`` is a channel, a customer's id or a price group.
    """
    known = session.scalars(select(ListOfPrices).where(ListOfPrices.code == code)).one_or_none()
    if known:
        return known
    rank = _rank_of(session, scope, scope_id)
    made = ListOfPrices(
        code=clean(code, _("Code"), longest=40, required=True, field="code"),
        name=clean(name, _("List name"), required=True, field="name"),
        name_en=clean(name_en, _("Name in English"), field="name_en"),
        currency=currency,
        kind=kind or (KINDS.get(rank, Kind.LIST) if rank else Kind.LIST).value,
    )
    session.add(made)
    session.flush()
    if rank:
        assign(session, made.id, rank, scope_id)
    return made


def list_by_code(session: Session, code: str) -> ListOfPrices:
    """Return a list. Raises Missing."""
    known = session.scalars(select(ListOfPrices).where(ListOfPrices.code == code)).one_or_none()
    if known is None:
        raise Missing(_("There is no price list %(code)s.", code=code))
    return known


def put_entries(session: Session, code: str, entries: Iterable[NewEntry], *, by: str = "") -> int:
    """Put prices on a list and publish them at once, replacing those of the same key.

    Raises:
        Conflict: somebody works on a draft of the list.
    """
    price_list = list_by_code(session, code)
    if draft_of(session, price_list.id):
        raise Conflict(_("There is a draft. Publish or discard it first."))
    return put_on_and_publish(session, price_list.id, entries, by=by)


def put_on_and_publish(
    session: Session, list_id: str, entries: Iterable[NewEntry], *, by: str = ""
) -> int:
    """Put prices on the draft of a list, as it is or a new one, and publish it."""
    draft = open_draft(session, list_id, by=by)
    put = put_on_draft(session, list_id, draft.number, entries)
    session.flush()
    mark_published(session, draft, content_of(session, draft), by=by)
    return put.new + put.changed + put.unchanged


def _rank_of(session: Session, scope: str, scope_id: str) -> Rank | None:
    if not scope:
        return None
    if scope not in SCOPES:
        raise Refusal(_("A price list is standard, for a channel, or for a customer."))
    if scope == "customer":
        return Rank.CUSTOMER if customer_cards(session, [scope_id]) else Rank.TIER
    return Rank(scope)
