"""What a quote would say if a line had another price: reckoned by the same code, never kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy.orm import NO_VALUE, Session
from sqlalchemy.orm.attributes import instance_state, set_committed_value

from cpq.actions.prices import Price, put_price
from cpq.catalog.queries import ProductCard, product_cards
from cpq.discounts.given import Problem, cap_of, problems_of, rule_total, shown_ratio
from cpq.discounts.models import DiscountPattern
from cpq.discounts.patterns import patterns_by_code
from cpq.discounts.priced_by import PricedBy, priced_by
from cpq.models import QuoteLine, QuoteRevision
from cpq.repricing import reprice
from cpq.snapshot import cost_of
from foundation.db import found
from foundation.errors import Missing
from foundation.language import Text, _, text_from_json
from foundation.money import Money


class LineAsIf(NamedTuple):
    """A line as rules of approval weigh it: what a snapshot says of it, and no more."""

    position: int
    sku: str
    quantity: Decimal
    discount: Decimal
    net_amount: int
    share: int
    cost_amount: int | None
    tax_class: str
    tax_rate: Decimal
    priced_by: PricedBy | None


class TaxAsIf(NamedTuple):
    """What a class of tax is taken of."""

    tax_class: str
    base: int


@dataclass(frozen=True, slots=True)
class QuoteAsIf:
    """A quote as it would be, as far as rules of approval look at it."""

    currency: str
    issued_on: str
    total: int
    taxes: tuple[TaxAsIf, ...]
    lines: tuple[LineAsIf, ...]
    deepest_discount: Decimal = Decimal(0)

    @property
    def money(self) -> Money:
        """Return what the customer would pay, tax included."""
        return Money(self.total, self.currency)


@dataclass(frozen=True, slots=True)
class Tried:
    """A quote as it would be, and its line.

    ``by_rules`` is what the line comes to by the rules alone, in whole units and not rounded;
    ``cap`` is what its pattern allows, in percent. Without a price ``refusal`` says why, and there
    is no quote.
    """

    quote: QuoteAsIf | None
    owner_id: str
    currency: str
    position: int
    quantity: Decimal
    by_rules: Decimal | None
    cap: Decimal | None
    net: Money | None
    net_unit: Decimal | None
    problems: tuple[Problem, ...]
    refusal: Text | None = None


def as_if(
    session: Session,
    revision_id: str,
    line_id: str,
    price: Price | None,
    quantity: Decimal | None = None,
) -> Tried:
    """Return what the quote would be with this price (None: as it is) and quantity of a line.

    Nothing is written: the rows are as they were when this returns.

    Raises:
        Refusal: the price is none.
    """
    with _undone(session, revision_id, line_id) as (revision, line):
        if price is not None:
            put_price(session, revision, line, price)
        if quantity is not None:
            line.grow(quantity)
        reprice(session, revision)
        return _tried(session, revision, line)


@contextmanager
def _undone(
    session: Session, revision_id: str, line_id: str
) -> Iterator[tuple[QuoteRevision, QuoteLine]]:
    """Lend a draft's rows to be changed, and bring them back as they were."""
    revision = found(session, QuoteRevision, revision_id)
    line = next((one for one in revision.lines if one.id == line_id), None)
    if line is None:
        raise Missing(_("This line is not on the quote any more. Please reload the page."))
    revision.must_be_draft()
    with session.no_autoflush:
        try:
            yield revision, line
        finally:
            for one in revision.lines:
                _restore(session, one)
            _restore(session, revision)


def _restore(session: Session, row: QuoteLine | QuoteRevision) -> None:
    """Bring a row back to what was read, without reading it again."""
    changed: dict[str, Any] = instance_state(row).committed_state
    for name, before in list(changed.items()):
        if before is NO_VALUE:
            session.expire(row, [name])
        else:
            set_committed_value(row, name, before)


def _tried(session: Session, revision: QuoteRevision, line: QuoteLine) -> Tried:
    currency, price = revision.currency, line.price
    refusal = next((one.refusal for one in revision.lines if one.refusal), None)
    return Tried(
        quote=None if refusal else _quote(session, revision),
        owner_id=revision.owner_id,
        currency=currency,
        position=line.position,
        quantity=line.quantity,
        by_rules=rule_total(line),
        cap=cap_of(session, line),
        net=Money(price["net_amount"], currency) if price else None,
        net_unit=Decimal(price["net_unit"]) if price else None,
        problems=tuple(problems_of(session, revision, line)),
        refusal=text_from_json(refusal) if refusal else None,
    )


def _quote(session: Session, revision: QuoteRevision) -> QuoteAsIf:
    """Return what rules of approval weigh: the same as they would find in a snapshot."""
    skus = {row["sku"] for line in revision.lines for row in line.bom if row["sku"]}
    cards = product_cards(session, skus | {line.sku for line in revision.lines})
    patterns = patterns_by_code(session, {line.pattern for line in revision.lines} - {""})
    rates = {row["tax_class"]: Decimal(row["rate"]) for row in revision.taxes}
    return QuoteAsIf(
        currency=revision.currency,
        issued_on=revision.issued_on.isoformat(),
        total=revision.total,
        taxes=tuple(TaxAsIf(row["tax_class"], row["base"]) for row in revision.taxes),
        lines=tuple(
            _line(line, cards, patterns.get(line.pattern), rates, revision.currency)
            for line in revision.lines
        ),
    )


def _line(
    line: QuoteLine,
    cards: dict[str, ProductCard],
    pattern: DiscountPattern | None,
    rates: dict[str, Decimal],
    currency: str,
) -> LineAsIf:
    price, tax_class = line.price or {}, cards[line.sku].tax_class
    return LineAsIf(
        position=line.position,
        sku=line.sku,
        quantity=line.quantity,
        discount=shown_ratio(line, currency),
        net_amount=price["net_amount"],
        share=price.get("share", 0),
        cost_amount=cost_of(line, cards, currency),
        tax_class=tax_class,
        tax_rate=rates[tax_class],
        priced_by=priced_by(line, pattern, currency),
    )
