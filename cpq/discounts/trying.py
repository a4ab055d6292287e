"""What a quote would say if a line had another price: reckoned by the same code, never kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, String, and_, bindparam, cast, select
from sqlalchemy.orm import Session

from cpq.actions.prices import Price, put_price
from cpq.actions.states import COPIED_OF_LINE
from cpq.catalog.models import Product
from cpq.catalog.queries import product_cards
from cpq.discounts.given import Problem, cap_of, problems_of, rule_total, shown_ratio
from cpq.discounts.patterns import patterns_by_code
from cpq.discounts.priced_by import PricedBy, priced_by
from cpq.models import QuoteLine, QuoteRevision
from cpq.repricing import Reckoned, reckon
from cpq.snapshot import cost_of
from cpq.standing import NO_PARTS, lines_by_id, revision_alone
from foundation.errors import Missing
from foundation.language import Text, _, text_from_json
from foundation.money import Money, money_of, six_places


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

    Nothing is written, and no row is touched: the line that is tried is a copy.

    Raises:
        Refusal: the price is none.
    """
    revision = revision_alone(session, revision_id)
    line = _copy_of(session.get(QuoteLine, line_id), revision_id)
    revision.must_be_draft()
    if price is not None:
        put_price(session, revision, line, price)
    if quantity is not None:
        line.grow(quantity)
    reckoned = reckon(session, revision, line)
    line.price, line.refusal = reckoned.made.get(line.id, (line.price, line.refusal))
    return _tried(session, revision, line, reckoned)


def _copy_of(line: QuoteLine | None, revision_id: str) -> QuoteLine:
    """Return a line that may be changed: no session knows it."""
    if line is None or line.revision_id != revision_id:
        raise Missing(_("This line is not on the quote any more. Please reload the page."))
    same = ("id", *COPIED_OF_LINE, "price", "refusal")
    return QuoteLine(**{name: getattr(line, name) for name in same})


def _tried(session: Session, revision: QuoteRevision, line: QuoteLine, reckoned: Reckoned) -> Tried:
    currency, price = revision.currency, line.price
    refusal = next((why for _price, why in reckoned.made.values() if why), None)
    return Tried(
        quote=None if refusal else _quote(session, revision, line, reckoned),
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


def _quote(
    session: Session, revision: QuoteRevision, tried: QuoteLine, reckoned: Reckoned
) -> QuoteAsIf:
    """Return what rules of approval weigh: the same as they would find in a snapshot."""
    return QuoteAsIf(
        currency=revision.currency,
        issued_on=revision.issued_on.isoformat(),
        total=reckoned.subtotal + reckoned.tax_total,
        taxes=tuple(TaxAsIf(row["tax_class"], row["base"]) for row in reckoned.taxes),
        lines=tuple(_lines(session, revision, tried, reckoned)),
    )


def _lines(
    session: Session, revision: QuoteRevision, tried: QuoteLine, reckoned: Reckoned
) -> Iterator[LineAsIf]:
    """Give the lines; what is one product with a percentage off at most is told by its columns."""
    rows = session.execute(WEIGHED, {"revision_id": revision.id}).all()
    lines = lines_by_id(session, [row.id for row in rows if not row.plain]) | {tried.id: tried}
    lines |= {key: _as_made(line, reckoned) for key, line in lines.items() if line is not tried}
    weigh = _Weigh(session, revision.currency, list(lines.values()), reckoned)
    for row in rows:
        if row.id in lines:
            yield weigh.line(lines[row.id], row)
        else:
            yield weigh.plain(row)


def _as_made(line: QuoteLine, reckoned: Reckoned) -> QuoteLine:
    """Return a line with the price that it would have by now."""
    if line.id not in reckoned.made:
        return line
    line = _copy_of(line, line.revision_id)
    line.price, line.refusal = reckoned.made[line.id]
    return line


class _Weigh:
    """What the lines of one quote are told with."""

    def __init__(
        self, session: Session, currency: str, lines: Sequence[QuoteLine], reckoned: Reckoned
    ) -> None:
        self.currency, self.made, self.shares = currency, reckoned.made, reckoned.shares
        skus = {row["sku"] for line in lines for row in line.bom if row["sku"]}
        self.cards = product_cards(session, skus | {line.sku for line in lines})
        self.patterns = patterns_by_code(session, {line.pattern for line in lines} - {""})
        self.rates = {row["tax_class"]: Decimal(row["rate"]) for row in reckoned.taxes}

    def line(self, line: QuoteLine, row: Any) -> LineAsIf:
        """Return a line with parts, or with a price that people agreed or gave grounds for."""
        pattern = self.patterns.get(line.pattern)
        return self._told(
            row,
            line.quantity,
            shown_ratio(line, self.currency),
            (line.price or {})["net_amount"],
            cost_of(line, self.cards, self.currency),
        )._replace(priced_by=priced_by(line, pattern, self.currency))

    def plain(self, row: Any) -> LineAsIf:
        """Return a line by its columns alone."""
        price, _why = self.made.get(row.id, (None, None))
        net = row.net_amount if price is None else price["net_amount"]
        known = row.cost is not None and row.cost_currency == self.currency
        cost = money_of(row.cost * row.quantity, self.currency).amount if known else None
        return self._told(row, row.quantity, six_places(row.discount).normalize() + 0, net, cost)

    def _told(
        self, row: Any, quantity: Decimal, discount: Decimal, net: int, cost: int | None
    ) -> LineAsIf:
        return LineAsIf(
            position=row.position,
            sku=row.sku,
            quantity=quantity,
            discount=discount,
            net_amount=net,
            share=self.shares.get(row.id, 0),
            cost_amount=cost,
            tax_class=row.tax_class,
            tax_rate=self.rates[row.tax_class],
            priced_by=None,
        )


def _weighed() -> Select[*tuple[Any, ...]]:
    line, product = QuoteLine.__table__.c, Product.__table__.c
    plain = and_(
        *(line.uom == "", line.pattern == "", cast(line.grounds, String) == "{}"),
        *(
            line.manual_unit.is_(None),
            line.manual_net.is_(None),
            cast(line.bom, String) == NO_PARTS,
        ),
    )
    columns = (line.id, line.position, line.sku, line.quantity, line.discount, line.net_amount)
    query = select(
        *columns, product.tax_class, product.cost, product.cost_currency, plain.label("plain")
    ).outerjoin_from(QuoteLine.__table__, Product.__table__, product.sku == line.sku)
    return query.where(line.revision_id == bindparam("revision_id")).order_by(line.position)


WEIGHED = _weighed()
