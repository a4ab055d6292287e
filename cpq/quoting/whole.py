"""What a quote's page says of the whole quote, without building any line: one cheap pass.

Sums, what is still missing, and which lines are found. Of 1,000 lines it reads a few columns and
two figures of each price; the steps of a price are read where somebody asks for them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import inspect, or_, select
from sqlalchemy.orm import Session

from cpq.catalog.materials.costing import costed
from cpq.catalog.materials.deepening import row_of
from cpq.catalog.materials.exploding import Item
from cpq.catalog.models import Product
from cpq.discounts.given import all_problems
from cpq.models import QuoteLine, QuoteRevision, QuoteState
from foundation.db import today
from foundation.language import Text, _, text_from_json
from foundation.money import money_of, six_places
from foundation.numbers import folded

BATCH = 500
Costs = Mapping[str, tuple[Decimal | None, str]]


class Fact(NamedTuple):
    """What the page has to know of a line it does not show."""

    id: str
    position: int
    sku: str
    quantity: Decimal
    complete: bool
    bom: list[Any]
    refusal: Mapping[str, Any] | None
    list_amount: int | None
    share: int  # of the discount on the whole
    advised: bool
    discounted: bool
    judged: bool  # by a pattern, or as an agreed price


@dataclass(frozen=True, slots=True)
class Whole:
    """All of a quote: what it would be by list, its margin, and what stands in the way.

    ``discount``: what is taken off the whole (出精値引き), in minor units.
    """

    facts: Sequence[Fact]
    list_total: int
    discount: int
    margin: Decimal | None
    problems: tuple[Text, ...]


def whole_of(session: Session, row: QuoteRevision) -> Whole:
    """Look at all lines of a revision."""
    facts = list(_facts(session, row))
    return Whole(
        facts,
        sum(one.list_amount or 0 for one in facts),
        sum(one.share for one in facts),
        _margin(session, row, facts),
        tuple(_problems(session, row, facts)),
    )


def found_among(session: Session, facts: Sequence[Fact], words: str, only: str) -> list[Fact]:
    """Return the lines found by words of name or SKU, and by what they have or lack."""
    match only:
        case "unpriced":
            facts = [one for one in facts if one.list_amount is None or not one.complete]
        case "discounted":
            facts = [one for one in facts if one.discounted]
        case "advised":
            facts = [one for one in facts if one.advised]
    asked = folded(words).split()
    if not asked:
        return list(facts)
    query, known = select(Product.sku), set[str]()
    for word in asked:
        query = query.where(Product.search.contains(word, autoescape=True))
    for some in _batches(one.sku for one in facts):
        known.update(session.scalars(query.where(Product.sku.in_(some))))
    return [one for one in facts if one.sku in known]


def _facts(session: Session, row: QuoteRevision) -> Iterator[Fact]:
    """Return the facts of all lines: of those in memory, else a few columns of the table."""
    if "lines" not in inspect(row).unloaded:
        yield from map(_fact, row.lines)
        return
    line, price = QuoteLine, QuoteLine.price
    columns = (line.id, line.position, line.sku, line.quantity, line.complete, line.bom)
    given = (line.discount, line.manual_unit, line.manual_net, line.pattern)
    figures = tuple(price[name].as_string() for name in ("list_amount", "share", "warnings"))
    query = select(*columns, line.refusal, *figures, *given).where(line.revision_id == row.id)
    for known in session.execute(query.order_by(line.position)):
        key, position, sku, quantity, complete, bom, refusal, *figured = known
        amount, share, warnings, *how = figured
        discount, unit, net, pattern = how
        manual = unit is not None or net is not None
        yield Fact(
            *(key, position, sku, quantity, complete, bom, refusal),
            None if amount is None else int(amount),
            int(share or 0),
            warnings not in {None, "[]"},
            bool(discount) or manual,
            manual or bool(pattern),
        )


def _fact(line: QuoteLine) -> Fact:
    price = line.price or {}
    manual = line.manual_unit is not None or line.manual_net is not None
    return Fact(
        line.id,
        line.position,
        line.sku,
        line.quantity,
        line.complete,
        line.bom,
        line.refusal,
        price.get("list_amount"),
        price.get("share", 0),
        bool(price.get("warnings")),
        bool(line.discount) or manual,
        manual or bool(line.pattern),
    )


def _margin(session: Session, row: QuoteRevision, facts: Sequence[Fact]) -> Decimal | None:
    """Return the margin as a ratio of the net amount, where every cost is known and we sell."""
    if not row.subtotal or row.seller_id:
        return None
    costs = _costs(session, facts)
    total = 0
    for one in facts:
        cost = _cost(one, costs, row.currency)
        if cost is None:
            return None
        total += cost
    return six_places(1 - Decimal(total) / row.subtotal)


def _cost(fact: Fact, costs: Costs, currency: str) -> int | None:
    """Return what a line costs us; a part without a cost of its own costs what it is made of."""
    if fact.bom:
        items = {
            sku: Item({}, cost=costs[sku][0], currency=costs[sku][1])
            for sku in {row["sku"] for row in fact.bom}
            if sku in costs
        }
        total = costed([row_of(row) for row in fact.bom], items, currency).total
        return None if total is None else money_of(total, currency).amount
    cost, of = costs.get(fact.sku, (None, ""))
    if cost is None or of != currency:
        return None
    return money_of(cost * fact.quantity, currency).amount


def _costs(session: Session, facts: Sequence[Fact]) -> Costs:
    columns = select(Product.sku, Product.cost, Product.cost_currency)
    wanted = (sku for one in facts for sku in (one.sku, *(row["sku"] for row in one.bom)) if sku)
    return {
        sku: (cost, currency)
        for some in _batches(wanted)
        for sku, cost, currency in session.execute(columns.where(Product.sku.in_(some)))
    }


def _problems(session: Session, row: QuoteRevision, facts: Sequence[Fact]) -> Iterator[Text]:
    """Say what still stands in the way of submitting."""
    if not facts:
        yield _("Add a product: an empty quote cannot be submitted.")
        return
    for one in (fact for fact in facts if not fact.complete):
        yield _("Line %(n)s: configure %(sku)s completely.", n=one.position, sku=one.sku)
    for one in (fact for fact in facts if fact.complete):
        if one.refusal:
            yield _("Line %(n)s: %(why)s", n=one.position, why=text_from_json(one.refusal))
    if row.valid_until < today():
        yield _("The validity is over: give the quote a later day.")
    if row.state is QuoteState.DRAFT and any(one.judged for one in facts):
        for line, problem in all_problems(session, row, _judged(session, row)):
            yield _("Line %(n)s: %(why)s", n=line.position, why=problem.text)


def _judged(session: Session, row: QuoteRevision) -> Sequence[QuoteLine]:
    """Return the lines that a pattern or an agreed price has to be judged of."""
    if "lines" not in inspect(row).unloaded:
        return row.lines
    line = QuoteLine
    given = or_(line.pattern != "", line.manual_unit.is_not(None), line.manual_net.is_not(None))
    query = select(line).where(line.revision_id == row.id, given)
    return session.scalars(query.order_by(line.position)).all()


def _batches(skus: Iterable[str]) -> Iterator[list[str]]:
    wanted = list(dict.fromkeys(skus))
    for start in range(0, len(wanted), BATCH):
        yield wanted[start : start + BATCH]
