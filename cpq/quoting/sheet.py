"""What the page of a quote shows, as typed values."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from cpq.catalog.queries import ProductCard, product_cards
from cpq.discounts.given import all_problems, shown_ratio
from cpq.models import QuoteLine, QuoteRevision, QuoteState
from cpq.queries import RevisionRow, revisions_of_quote
from cpq.snapshot import cost_of
from cpq.tax import TaxClass
from customers.queries import CustomerCard, customer_card
from foundation.db import found, today
from foundation.errors import Missing
from foundation.language import Text, _, text_from_json
from foundation.money import Money, six_places
from people.queries import person_card


@dataclass(frozen=True, slots=True)
class LineView:
    """A line. Without a price, ``refusal`` says why."""

    id: str
    position: int
    sku: str
    name: dict[str, str]
    configurable: bool
    configured: bool
    complete: bool
    quantity: Decimal
    uom: dict[str, str]
    discount: Decimal
    reason: str
    list_unit: Decimal | None
    list_amount: Money | None
    net_amount: Money | None
    price_list: dict[str, str]
    refusal: Text | None

    @property
    def percent(self) -> Decimal:
        """Return the discount in percent."""
        return (self.discount * 100).normalize() + 0


@dataclass(frozen=True, slots=True)
class TaxView:
    """One rate of tax: what it is taken of, and what it comes to."""

    label: Text
    rate: Decimal
    base: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class Sheet:
    """A revision with everything its page shows."""

    row: QuoteRevision
    customer: CustomerCard
    owner: str
    lines: tuple[LineView, ...]
    taxes: tuple[TaxView, ...]
    list_total: Money
    subtotal: Money
    tax_total: Money
    total: Money
    margin: Decimal | None
    problems: tuple[Text, ...]
    revisions: Sequence[RevisionRow]

    @property
    def editable(self) -> bool:
        """True for a draft: everything else is read only."""
        return self.row.state is QuoteState.DRAFT

    @property
    def newest(self) -> RevisionRow:
        """Return the newest revision of this quote."""
        return self.revisions[-1]


def sheet_of(session: Session, revision_id: str, language: str) -> Sheet:
    """Return what the page of a revision shows. Raises Missing."""
    row = found(session, QuoteRevision, revision_id)
    cards = product_cards(session, _skus(row.lines))
    lines = tuple(_line(line, cards[line.sku], row.currency) for line in row.lines)
    amounts = [line.list_amount.amount for line in lines if line.list_amount]
    return Sheet(
        row=row,
        customer=customer_card(session, row.customer_id),
        owner=person_card(session, row.owner_id).called(language),
        lines=lines,
        taxes=tuple(_tax(tax, row.currency) for tax in row.taxes),
        list_total=Money(sum(amounts), row.currency),
        subtotal=Money(row.subtotal, row.currency),
        tax_total=Money(row.tax_total, row.currency),
        total=Money(row.total, row.currency),
        margin=_margin(row, cards),
        problems=(*_problems(row, lines), *_of_prices(session, row)),
        revisions=revisions_of_quote(session, row.quote_id),
    )


def line_of(session: Session, revision_id: str, line_id: str) -> QuoteLine:
    """Return a line of a revision. Raises Missing: it is not there, or on another quote."""
    line = session.get(QuoteLine, line_id)
    if line is None or line.revision_id != revision_id:
        raise Missing(_("This line is not on the quote any more. Please reload the page."))
    return line


def line_view(session: Session, line: QuoteLine) -> LineView:
    """Return one line as the page shows it."""
    card = product_cards(session, [line.sku])[line.sku]
    return _line(line, card, line.revision_row.currency)


def _line(line: QuoteLine, card: ProductCard, currency: str) -> LineView:
    price = line.price or {}
    return LineView(
        id=line.id,
        position=line.position,
        sku=line.sku,
        name=card.names,
        configurable=card.kind == "configurable",
        configured=bool(line.choices),
        complete=line.complete,
        quantity=line.quantity,
        uom=dict(card.uom),
        discount=shown_ratio(line, currency),
        reason=line.reason,
        list_unit=Decimal(price["list_unit"]) if price else None,
        list_amount=Money(price["list_amount"], currency) if price else None,
        net_amount=Money(price["net_amount"], currency) if price else None,
        price_list=dict(price.get("price_list", {})),
        refusal=text_from_json(line.refusal) if line.refusal else None,
    )


def _tax(tax: dict[str, Any], currency: str) -> TaxView:
    base, amount = Money(tax["base"], currency), Money(tax["tax"], currency)
    return TaxView(TaxClass(tax["tax_class"]).label, Decimal(tax["rate"]), base, amount)


def _margin(row: QuoteRevision, cards: dict[str, ProductCard]) -> Decimal | None:
    """Return the margin as a ratio of the net amount, where every cost is known."""
    costs = [cost_of(line, cards, row.currency) for line in row.lines]
    if not row.subtotal or any(cost is None for cost in costs):
        return None
    return six_places(1 - Decimal(sum(cost or 0 for cost in costs)) / row.subtotal)


def _problems(row: QuoteRevision, lines: Sequence[LineView]) -> list[Text]:
    """Say what still stands in the way of submitting."""
    if not lines:
        return [_("Add a product: an empty quote cannot be submitted.")]
    found_ones = [
        _("Line %(n)s: configure %(sku)s completely.", n=line.position, sku=line.sku)
        for line in lines
        if not line.complete
    ]
    found_ones += [
        _("Line %(n)s: %(why)s", n=line.position, why=line.refusal)
        for line in lines
        if line.refusal and line.complete
    ]
    if row.valid_until < today():
        found_ones.append(_("The validity is over: give the quote a later day."))
    return found_ones


def _of_prices(session: Session, row: QuoteRevision) -> list[Text]:
    """Say what stands against the prices that were given."""
    found_ones = all_problems(session, row) if row.state is QuoteState.DRAFT else []
    return [_("Line %(n)s: %(why)s", n=line.position, why=one.text) for line, one in found_ones]


def _skus(lines: Sequence[QuoteLine]) -> list[str]:
    return [sku for line in lines for sku in (line.sku, *(row["sku"] for row in line.bom)) if sku]
