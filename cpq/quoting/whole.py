"""What a quote's page says of the whole quote, without building any line: one cheap pass.

Sums, what is still missing, and which lines are found. Of 1,000 lines it reads a few columns; the
steps of a price are read where somebody asks for them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from json import loads
from typing import Any, NamedTuple

from sqlalchemy import Select, String, bindparam, case, cast, func, or_, select
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
NO_ROWS: Sequence[Any] = ()


class Fact(NamedTuple):
    """What the page has to know of a line it does not show.

    ``factor`` is how many of the product's own unit the sold one holds; 0: nobody knows.
    """

    id: str
    position: int
    sku: str
    quantity: Decimal
    complete: bool
    list_amount: int | None
    share: int  # of the discount on the whole
    advised: bool
    cost: Decimal | None
    cost_currency: str
    bom: Sequence[Any]
    refusal: Mapping[str, Any] | None
    factor: Decimal | None
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
    """Return the facts of all lines, from a few columns of the table."""
    for known in session.execute(FACTS, {"revision_id": row.id}).all():
        *plain, bom, refusal, factor, discount, unit, net, pattern = known
        manual = unit is not None or net is not None
        told = (
            loads(bom) if bom != "[]" else NO_ROWS,
            loads(refusal) if refusal else None,
            None if factor is None else Decimal(factor),
            bool(discount) or manual,
            manual or bool(pattern),
        )
        yield Fact._make((*plain, *told))


def _query() -> Select[*tuple[Any, ...]]:
    line, product = QuoteLine.__table__.c, Product.__table__.c
    by_unit = case((line.uom != "", func.coalesce(QuoteLine.price["factor"].as_string(), "0")))
    given = (line.discount, line.manual_unit, line.manual_net, line.pattern)
    query = select(
        *(line.id, line.position, line.sku, line.quantity, line.complete, line.list_amount),
        *(line.share, line.advised, product.cost, product.cost_currency),
        *(cast(line.bom, String), cast(line.refusal, String), by_unit, *given),
    ).outerjoin_from(QuoteLine.__table__, Product.__table__, product.sku == line.sku)
    return query.where(line.revision_id == bindparam("revision_id")).order_by(line.position)


FACTS = _query()


def _margin(session: Session, row: QuoteRevision, facts: Sequence[Fact]) -> Decimal | None:
    """Return the margin as a ratio of the net amount, where every cost is known and we sell."""
    if not row.subtotal or row.seller_id:
        return None
    inside = _inside(session, facts)
    total = 0
    for one in facts:
        cost = _cost(one, inside, row.currency)
        if cost is None:
            return None
        total += cost
    return six_places(1 - Decimal(total) / row.subtotal)


def _cost(fact: Fact, inside: Mapping[str, Item], currency: str) -> int | None:
    """Return what a line costs us; a part without a cost of its own costs what it is made of."""
    if fact.bom:
        total = costed([row_of(row) for row in fact.bom], inside, currency).total
        return None if total is None else money_of(total, currency).amount
    if fact.cost is None or fact.cost_currency != currency or fact.factor == 0:
        return None
    own = fact.quantity if fact.factor is None else fact.quantity * fact.factor
    return money_of(fact.cost * own, currency).amount


def _inside(session: Session, facts: Sequence[Fact]) -> dict[str, Item]:
    """Return what is in lines with parts, with its cost."""
    columns = select(Product.sku, Product.cost, Product.cost_currency)
    wanted = (row["sku"] for one in facts for row in one.bom if row["sku"])
    return {
        sku: Item({}, cost=cost, currency=currency)
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
    line = QuoteLine
    given = or_(line.pattern != "", line.manual_unit.is_not(None), line.manual_net.is_not(None))
    query = select(line).where(line.revision_id == row.id, given)
    return session.scalars(query.order_by(line.position)).all()


def _batches(skus: Iterable[str]) -> Iterator[list[str]]:
    wanted = list(dict.fromkeys(skus))
    for start in range(0, len(wanted), BATCH):
        yield wanted[start : start + BATCH]
