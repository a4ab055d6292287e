"""What a quote would say if a line had another price: reckoned by the same code, never kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from cpq.actions.prices import Price, put_price
from cpq.discounts.given import Problem, cap_of, problems_of, rule_total
from cpq.models import QuoteLine, QuoteRevision
from cpq.repricing import reprice
from cpq.snapshot import QuoteSnapshot, draft_snapshot
from foundation.db import found
from foundation.errors import Missing
from foundation.language import Text, _, text_from_json
from foundation.money import Money


@dataclass(frozen=True, slots=True)
class Tried:
    """A quote as it would be, and its line.

    ``by_rules`` is what the line comes to by the rules alone, in whole units and not rounded;
    ``cap`` is what its pattern allows, in percent. Without a price ``refusal`` says why, and there
    is no snapshot.
    """

    snapshot: QuoteSnapshot | None
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
            _grow(line, quantity)
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
            for row in (*revision.lines, revision):
                if session.is_modified(row):
                    session.expire(row)


def _tried(session: Session, revision: QuoteRevision, line: QuoteLine) -> Tried:
    currency, price = revision.currency, line.price
    refusal = next((one.refusal for one in revision.lines if one.refusal), None)
    return Tried(
        snapshot=None if refusal else draft_snapshot(session, revision),
        position=line.position,
        quantity=line.quantity,
        by_rules=rule_total(line),
        cap=cap_of(session, line),
        net=Money(price["net_amount"], currency) if price else None,
        net_unit=Decimal(price["net_unit"]) if price else None,
        problems=tuple(problems_of(session, revision, line)),
        refusal=text_from_json(refusal) if refusal else None,
    )


def _grow(line: QuoteLine, quantity: Decimal) -> None:
    for_one, line.quantity = line.quantity, quantity
    line.bom = [
        row | {"quantity": str(Decimal(row["quantity"]) * quantity / for_one)} for row in line.bom
    ]
