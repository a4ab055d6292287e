"""Working on a draft: its lines, discounts and terms. Every change prices the whole anew."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpq.catalog.materials.keeping import product_alone, with_materials
from cpq.catalog.queries import ProductCard, definition_of, product_card
from cpq.discounts.given import keeps_agreed
from cpq.events import (
    QuoteOpened,
)
from cpq.models import Quote, QuoteLine, QuoteRevision
from cpq.price_lists import pin_versions
from cpq.repricing import reprice
from cpq.standing import revision_alone
from cpq.terms import DELIVERY, PAYMENT, terms_of
from foundation.db import found, today
from foundation.errors import Refusal
from foundation.events import record
from foundation.language import _
from foundation.numbering import next_number
from foundation.numbers import clean, clean_text

VALID_DAYS = 30
MOST_QUANTITY = 1_000_000
MOST_LINES = 2_000
LONGEST_VALIDITY = timedelta(days=3 * 365)


def open_quote(
    session: Session,
    *,
    deal_id: str,
    customer_id: str,
    contact_id: str,
    channel: str,
    currency: str,
    owner_id: str,
    language: str,
    subject: str = "",
) -> QuoteRevision:
    """Start an empty quote for a deal."""
    quote = Quote(deal_id=deal_id, number=next_number(session, "Q"))
    session.add(quote)
    session.flush()
    revision = QuoteRevision(
        quote_id=quote.id,
        number=quote.number,
        deal_id=deal_id,
        customer_id=customer_id,
        contact_id=contact_id,
        owner_id=owner_id,
        channel=channel,
        currency=currency,
        language=language,
        subject=clean(subject, _("Subject")),
        issued_on=today(),
        valid_until=today() + timedelta(days=VALID_DAYS),
        delivery=dict(DELIVERY["4w"]),
        payment_terms=dict(PAYMENT["eonm"]),
    )
    session.add(revision)
    session.flush()
    pin_versions(session, revision)
    record(session, QuoteOpened(**ids_of(revision), by=owner_id))
    return revision


def add_line(
    session: Session, revision_id: str, *, sku: str, quantity: Decimal = Decimal(1)
) -> QuoteLine:
    """Put a product on a draft, priced for this customer.

    Raises:
        Conflict: it is no draft, or its lines are those of another quote.
        Missing: there is no such product.
        Refusal: the quote is full, or so many are not sold.
    """
    revision = draft_of(session, revision_id)
    revision.must_have_own_lines()
    count, last = _counted(session, revision)
    if count >= MOST_LINES:
        raise Refusal(_("A quote holds at most %(n)s lines.", n=MOST_LINES), field="sku")
    card = product_card(session, clean(sku, _("Product"), required=True, field="sku"))
    check_quantity(card, quantity)
    line = QuoteLine(
        position=last + 1,
        sku=card.sku,
        quantity=quantity,
        bom=_materials(session, card, quantity),
        complete=card.kind != "configurable" or not _has_slots(session, card.sku),
    )
    line.revision_id = revision.id
    session.add(line)
    session.flush()
    session.expire(revision, ["lines"])
    reprice(session, revision)
    return line


def change_line(
    session: Session,
    line_id: str,
    *,
    quantity: Decimal | None = None,
    percent: Decimal | None = None,
    reason: str = "",
) -> QuoteLine:
    """Change how many, or the discount in percent with its reason; None leaves a thing as it is."""
    line, revision = line_of_draft(session, line_id)
    if quantity is not None and quantity != line.quantity:
        line.grow(check_quantity(product_card(session, line.sku), quantity))
    if percent is not None:
        words = clean(reason, _("Reason"), longest=500, field="reason")
        if keeps_agreed(line, revision.currency, percent):
            line.reason = words or line.reason
        else:
            line.give_discount(_ratio(percent), words)
    reprice(session, revision)
    return line


def set_quantity(session: Session, line_id: str, quantity: Decimal) -> None:
    """Change how many; the bill of materials grows and shrinks with it."""
    change_line(session, line_id, quantity=quantity)


def set_discount(session: Session, line_id: str, *, percent: Decimal, reason: str) -> None:
    """Give a discount in percent, with the reason whoever approves it will read."""
    change_line(session, line_id, percent=percent, reason=reason)


def set_configuration(
    session: Session,
    line_id: str,
    choices: Mapping[str, Any],
    bom: Sequence[Mapping[str, Any]],
    *,
    complete: bool,
) -> None:
    """Keep what was chosen for a configurable line and the parts it comes to."""
    line, revision = line_of_draft(session, line_id)
    line.choices, line.bom = dict(choices), [dict(row) for row in bom]
    line.complete = complete
    reprice(session, revision)


def move_line(session: Session, line_id: str, position: int) -> None:
    """Put a line at another place; the others make room."""
    line, revision = line_of_draft(session, line_id)
    others = [kept for kept in revision.lines if kept.id != line_id]
    others.insert(max(0, min(position - 1, len(others))), line)
    for place, kept in enumerate(others, start=1):
        kept.position = place
    session.flush()
    session.expire(revision, ["lines"])


def set_terms(session: Session, revision_id: str, fields: Mapping[str, str]) -> None:
    """Change subject, validity, delivery, payment and notes of a draft."""
    revision = draft_of(session, revision_id)
    revision.subject = clean(fields.get("subject", revision.subject), _("Subject"), field="subject")
    revision.notes = clean_text(
        fields.get("notes", revision.notes), _("Notes"), longest=2000, field="notes"
    )
    if "valid_until" in fields:
        revision.valid_until = _validity(fields["valid_until"])
    if "delivery" in fields:
        typed = clean(fields["delivery"], _("Delivery"), field="delivery")
        revision.delivery = terms_of(DELIVERY, typed)
    if "payment_terms" in fields:
        typed = clean(fields["payment_terms"], _("Payment"), field="payment_terms")
        revision.payment_terms = terms_of(PAYMENT, typed)


def line_of_draft(session: Session, line_id: str) -> tuple[QuoteLine, QuoteRevision]:
    """Return a line of a draft with lines of its own, and the draft, locked."""
    its_revision = select(QuoteLine.revision_id).where(QuoteLine.id == line_id)
    revision = draft_of(session, session.scalar(its_revision) or line_id)  # neither: Missing
    revision.must_have_own_lines()
    return found(session, QuoteLine, line_id, lock=True), revision


def _counted(session: Session, revision: QuoteRevision) -> tuple[int, int]:
    """Return how many lines a draft has, and the number of its last."""
    of_all = select(func.count(), func.coalesce(func.max(QuoteLine.position), 0))
    count, last = session.execute(of_all.where(QuoteLine.revision_id == revision.id)).one()
    return count, last


def _quantity(quantity: Decimal) -> Decimal:
    limit = Decimal(MOST_QUANTITY)
    if not quantity.is_finite() or not 0 < quantity <= limit:
        words = _("A quantity is more than 0 and at most %(limit)s.", limit=limit)
        raise Refusal(words, field="quantity")
    if quantity != round(quantity, 6):
        raise Refusal(_("A quantity may have at most six decimals."), field="quantity")
    return quantity


def _materials(session: Session, card: ProductCard, quantity: Decimal) -> list[dict[str, Any]]:
    """Return what is in a product that is sold as it is; nothing where nobody has said so."""
    if card.kind == "configurable" and _has_slots(session, card.sku):
        return []  # what is in it depends on what will be chosen
    rows = with_materials(session, product_alone(card.sku, card.names, quantity))
    return rows if len(rows) > 1 else []


def check_quantity(card: ProductCard, quantity: Decimal) -> Decimal:
    """Return a quantity of a product that may be sold. Raises Refusal."""
    if card.kind == "configurable" and quantity.is_finite() and quantity % 1:
        words = _("A configured product is sold in whole numbers only.")
        raise Refusal(words, field="quantity")
    return _quantity(quantity)


def _ratio(percent: Decimal) -> Decimal:
    if not percent.is_finite() or not 0 <= percent <= 100:  # noqa: PLR2004  (percent)
        raise Refusal(_("A discount lies between 0 and 100 %%."), field="percent")
    if percent != round(percent, 4):
        raise Refusal(_("A discount may have at most four decimals."), field="percent")
    return percent / 100


def _validity(text: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise Refusal(_("Please give the day as YYYY-MM-DD."), field="valid_until") from error
    if not today() <= day <= today() + LONGEST_VALIDITY:
        raise Refusal(
            _("A quote is valid from today on, for three years at most."), field="valid_until"
        )
    return day


def _has_slots(session: Session, sku: str) -> bool:
    return bool(definition_of(session, sku).slots)


def draft_of(session: Session, revision_id: str) -> QuoteRevision:
    """Return a revision that may be changed, locked; its lines are read where they are needed."""
    revision = revision_alone(session, revision_id, lock=True)
    revision.must_be_draft()
    return revision


def ids_of(revision: QuoteRevision) -> dict[str, str]:
    """Return what every fact about a revision names."""
    return {
        "quote_id": revision.quote_id,
        "revision_id": revision.id,
        "deal_id": revision.deal_id,
        "number": revision.number,
    }
