"""Open a deal, change what people know of it, take over what a quote is worth."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from cpq.channels.routes import Sale, follow_route, legs_of
from customers.channels import Channel, Route, channel_of, route_through
from customers.queries import contact_card, customer_card, division_card
from deals.actions.boards import load_board
from deals.actions.moves import locked, note_fact
from deals.events import DealOpened
from deals.models import Deal
from deals.reading import Fields, amount_of, month_of
from deals.stages import first_stage
from deals.wording import value_said
from foundation.errors import Conflict, Missing, Refusal
from foundation.events import record
from foundation.language import Text, _
from foundation.money import Money
from foundation.numbering import next_number
from foundation.numbers import clean, folded
from people.queries import PersonCard, person_card

C = TypeVar("C")


def open_deal(session: Session, fields: Fields, *, by: PersonCard, id: str = "") -> Deal:  # noqa: A002  (a demo names its own)
    """Open a deal. ``fields``: customer_id, name, expected_month, and what else is known.

    contact_id, division_id, channel, dealer_id, distributor_id (by default as the customer buys),
    amount (whole units), owner_id (by default whoever opens it).
    """
    chosen = _required(fields, "customer_id", _("Customer"))
    customer = _listed_one(customer_card, session, chosen, "customer_id")
    board = load_board(session)
    usual = Route(channel_of(customer.channel), customer.dealer_id, customer.distributor_id)
    deal = Deal(
        number=next_number(session, "D"),
        name=clean(fields.get("name", ""), _("Name of the deal"), required=True, field="name"),
        board_id=board.id,
        stage_id=board.stage(first_stage(board.ladder).key).id,
        customer_id=customer.id,
        channel=usual.channel.value,
        dealer_id=usual.dealer_id or None,
        distributor_id=usual.distributor_id or None,
        owner_id=by.id,
        expected_month=month_of(fields.get("expected_month", "")),
        currency=customer.currency,
    )
    deal.id = id or deal.id
    _fill(session, deal, fields)
    session.add(deal)
    session.flush()
    _follow_route(session, deal)
    ids = {"deal_id": deal.id, "number": deal.number, "customer_id": customer.id}
    record(session, DealOpened(**ids, owner_id=deal.owner_id))
    note_fact(session, deal.id, kind="deal.opened", key="deal.opened", actor=by.name)
    return deal


def change_deal(session: Session, deal_id: str, fields: Fields, *, by: PersonCard) -> Deal:
    """Change a deal. ``version`` in the fields is the one the person saw.

    Raises:
        Conflict: somebody else changed it since then.
    """
    deal = locked(session, deal_id)
    if fields.get("version", str(deal.version)) != str(deal.version):
        words = _("Somebody else changed this deal meanwhile. Look at it and save again.")
        raise Conflict(words)
    before = _known(deal)
    if "name" in fields:
        deal.name = clean(fields["name"], _("Name of the deal"), required=True, field="name")
    if "expected_month" in fields:
        deal.expected_month = month_of(fields["expected_month"])
    _fill(session, deal, fields)
    if before["route"] != _known(deal)["route"]:
        _follow_route(session, deal)
    if changed := [word for key, word in WORDS.items() if before[key] != _known(deal)[key]]:
        deal.version += 1
        key = f"deal.changed:{deal.version}"
        said = _listed(changed)
        note_fact(session, deal.id, kind="deal.changed", key=key, actor=by.name, detail=said)
    return deal


def take_amount(session: Session, deal_id: str, *, amount: int, currency: str) -> None:
    """Let the deal be worth what was accepted; the story says so where it was something else."""
    deal = locked(session, deal_id)
    worth = Money(amount, currency)
    if deal.worth == worth and deal.amount_source == "quote":
        return
    deal.amount, deal.currency, deal.amount_source = amount, currency, "quote"
    note_fact(
        session,
        deal.id,
        kind="amount.taken",
        key=f"amount.taken:{deal.last_seq}",
        detail=value_said(worth),
    )


def take_route(session: Session, deal_id: str, *, by: PersonCard) -> None:
    """Let the deal name the companies that its legs pass; the story says that they changed."""
    deal = locked(session, deal_id)
    before = _known(deal)["route"]
    resellers = [leg.buyer_id for leg in legs_of(session, deal_id)][:-1]
    route = route_through(resellers, channel_of(deal.channel))
    deal.channel = route.channel.value
    deal.dealer_id, deal.distributor_id = route.dealer_id or None, route.distributor_id or None
    deal.version += 1
    if before != _known(deal)["route"] or route.channel is Channel.CHAIN:
        key, said = f"deal.changed:{deal.version}", _listed([WORDS["route"]])
        note_fact(session, deal.id, kind="deal.changed", key=key, actor=by.name, detail=said)


def _follow_route(session: Session, deal: Deal) -> None:
    """Let the legs pass the companies that the deal names; a chain has legs of its own."""
    channel = channel_of(deal.channel)
    if channel is Channel.CHAIN:
        return
    route = Route(channel, deal.dealer_id or "", deal.distributor_id or "")
    customer = customer_card(session, deal.customer_id)
    sale = Sale(deal.id, customer, deal.contact_id or "", deal.currency)
    follow_route(session, sale, route.resellers)


def mark_quote_only(session: Session, deal_id: str, *, on: bool) -> None:
    """Let a deal count in no forecast: nothing but quotes for comparison was asked of us."""
    deal = locked(session, deal_id)
    if deal.quote_only is on:
        return
    deal.quote_only = on
    only, back = _("quotes for comparison only"), _("a quote that may be ordered")
    key = f"quote.marked:{deal.last_seq}"
    note_fact(session, deal.id, kind="deal.changed", key=key, detail=only if on else back)


WORDS: dict[str, Text] = {
    "name": _("Name of the deal"),
    "expected_month": _("Expected month"),
    "contact": _("Contact at the customer"),
    "division": _("Division"),
    "route": _("Channel"),
    "owner": _("Deal owner"),
    "amount": _("Amount"),
}


def _known(deal: Deal) -> dict[str, object]:
    return {
        "name": deal.name,
        "expected_month": deal.expected_month,
        "contact": deal.contact_id,
        "division": deal.division_id,
        "route": (deal.channel, deal.dealer_id, deal.distributor_id),
        "owner": deal.owner_id,
        "amount": deal.worth,
    }


def _listed(words: list[Text]) -> Text:
    said = words[0]
    for word in words[1:]:
        said = _("%(before)s, %(next)s", before=said, next=word)
    return said


def _fill(session: Session, deal: Deal, fields: Fields) -> None:
    """Take over what was given beyond the required."""
    if "contact_id" in fields:
        deal.contact_id = _contact(session, deal, fields["contact_id"])
    if "division_id" in fields:
        deal.division_id = _division(session, deal, fields["division_id"])
    if {"channel", "dealer_id", "distributor_id"} & set(fields):
        _route(session, deal, fields)
    if fields.get("owner_id"):
        deal.owner_id = _owner(session, fields["owner_id"])
    if "amount" in fields:
        _amount(deal, fields["amount"])
    customer = customer_card(session, deal.customer_id)
    words = (deal.number, deal.name, customer.name, customer.name_en, customer.kana)
    deal.search = folded(" ".join(words))


def _contact(session: Session, deal: Deal, contact_id: str) -> str | None:
    if not contact_id:
        return None
    contact = _listed_one(contact_card, session, contact_id, "contact_id")
    if contact.customer_id != deal.customer_id:
        words = _("%(name)s does not belong to this customer.", name=contact.name)
        raise Refusal(words, field="contact_id")
    if deal.division_id is None:
        deal.division_id = contact.division_id or None
    return contact.id


def _division(session: Session, deal: Deal, division_id: str) -> str | None:
    if not division_id:
        return None
    division = division_card(session, division_id)
    if division is None or division.customer_id != deal.customer_id:
        raise Refusal(_("Please choose one of the list."), field="division_id")
    return division.id


def _route(session: Session, deal: Deal, fields: Fields) -> None:
    channel = channel_of(fields.get("channel", deal.channel))
    dealer = fields.get("dealer_id", deal.dealer_id or "")
    distributor = fields.get("distributor_id", deal.distributor_id or "")
    route = Route(channel, dealer, distributor).fitting()
    for field, company in (
        ("dealer_id", route.dealer_id),
        ("distributor_id", route.distributor_id),
    ):
        if company == deal.customer_id:
            raise Refusal(_("A company cannot sell to itself."), field=field)
        if company:
            _listed_one(customer_card, session, company, field)
    deal.channel = route.channel.value
    deal.dealer_id, deal.distributor_id = route.dealer_id or None, route.distributor_id or None


def _owner(session: Session, person_id: str) -> str:
    return _listed_one(person_card, session, person_id, "owner_id").id


def _listed_one(look: Callable[[Session, str], C], session: Session, key: str, field: str) -> C:
    """Return what a form or another system chose by id, or refuse at its field."""
    try:
        return look(session, key)
    except Missing:
        raise Refusal(_("Please choose one of the list."), field=field) from None


def _amount(deal: Deal, words: str) -> None:
    worth = amount_of(words, deal.currency)
    if worth != deal.worth:
        deal.amount = worth.amount if worth else None
        deal.amount_source = "manual"


def _required(fields: Fields, key: str, name: Text) -> str:
    words = fields.get(key, "").strip()
    if not words:
        raise Refusal(_("Please fill in: %(name)s.", name=name), field=key)
    return words
