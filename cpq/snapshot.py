"""What a quote says, as plain values: what is approved, rendered, accepted and signed is this.

The fingerprint of its canonical JSON is the quote's ``content_sha256``. Once a revision is
submitted its snapshot is frozen; before, it is made from the draft as it stands. What a snapshot
was not told has no part in its fingerprint: one that was frozen before a field was added keeps its
own.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from cpq.attachments import Attachment, attachments_of
from cpq.catalog.materials.costing import costed
from cpq.catalog.materials.deepening import row_of
from cpq.catalog.materials.exploding import Item
from cpq.catalog.materials.keeping import product_alone
from cpq.catalog.queries import ProductCard, product_cards
from cpq.catalog.units import unit_of
from cpq.discounts.given import shown_ratio
from cpq.discounts.models import DiscountPattern
from cpq.discounts.patterns import patterns_by_code
from cpq.discounts.priced_by import PricedBy, priced_by
from cpq.models import QuoteContent, QuoteLine, QuoteRevision
from customers.queries import CustomerCard, customer_card
from foundation.canonical import fingerprint
from foundation.db import found, today
from foundation.errors import Conflict
from foundation.language import _
from foundation.money import Money, money_of, six_places

Names = dict[str, str]


class Frozen(BaseModel):
    """Plain values that do not change."""

    model_config = ConfigDict(frozen=True)


class BomRow(Frozen):
    """A line of a bill of materials, for the whole quote line.

    What is not ``priced`` is for making; unless it is ``shown`` it stays in the company.
    """

    level: int
    path: str
    sku: str
    name: Names
    quantity: str
    uom: str = ""
    priced: bool = True
    shown: bool = True


class SnapshotLine(Frozen):
    """A line. Amounts are minor units; unit prices, quantities and ratios are decimal strings.

    ``share`` is what the line bears of the discount on the whole.
    """

    position: int
    sku: str
    kind: str
    name: Names
    quantity: str
    uom: Names
    list_unit: str
    net_unit: str
    discount: str
    discount_reason: str
    list_amount: int
    net_amount: int
    tax_class: str
    tax_rate: str
    price_list: Names
    cost_amount: int | None
    bom: tuple[BomRow, ...]
    share: int = 0
    priced_by: PricedBy | None = None


class TaxRow(Frozen):
    """What one rate of tax comes to."""

    rate: str
    tax_class: str
    base: int
    tax: int


class QuoteSnapshot(Frozen):
    """A whole revision."""

    number: str
    revision: int
    revision_id: str
    quote_id: str
    deal_id: str
    customer_id: str
    customer: Names
    contact_id: str
    channel: str
    currency: str
    language: str
    subject: str
    issued_on: str
    valid_until: str
    delivery: Names
    payment_terms: Names
    notes: str
    lines: tuple[SnapshotLine, ...]
    subtotal: int
    taxes: tuple[TaxRow, ...]
    tax_total: int
    total: int
    deepest_discount: str
    margin: str | None
    document_discount: int = 0
    document_reason: str = ""
    quote_only: bool = False
    attachments: tuple[Attachment, ...] = ()
    leg: int = 0
    seller_id: str = ""
    seller: Names = {}
    price_proof_sha256: str = ""  # of the proof kept beside it; a draft has none yet

    @property
    def fingerprint(self) -> str:
        """Return the content hash."""
        return fingerprint(self.model_dump(mode="json", exclude_unset=True))

    @property
    def money(self) -> Money:
        """Return what the customer pays, tax included."""
        return Money(self.total, self.currency)

    def public(self) -> dict[str, Any]:
        """Return what may leave the company: no cost, no margin, no internal reasons.

        Nor the hash of the full proof: who guesses a price behind ours could try it out on that.
        """
        ours = {"margin", "deepest_discount", "document_reason", "quote_only"}
        ours |= {"price_proof_sha256"}
        plain = self.model_dump(mode="json", exclude=ours)
        for line in plain["lines"]:
            del line["cost_amount"], line["discount_reason"], line["priced_by"]
            line["bom"] = [row for row in line["bom"] if row["shown"]]
        return plain


def snapshot_of(session: Session, revision_id: str) -> QuoteSnapshot:
    """Return the frozen snapshot of a submitted revision, or the draft's as it stands."""
    frozen = session.get(QuoteContent, revision_id)
    if frozen is not None:
        return QuoteSnapshot.model_validate(frozen.snapshot)
    return draft_snapshot(session, found(session, QuoteRevision, revision_id))


def draft_snapshot(session: Session, revision: QuoteRevision) -> QuoteSnapshot:
    """Put a revision as it stands into plain values. Every line must be priced."""
    customer = customer_card(session, revision.customer_id)
    cards = product_cards(session, _skus(revision.lines))
    patterns = patterns_by_code(session, {line.pattern for line in revision.lines} - {""})
    lines = tuple(_line(line, cards, revision, patterns) for line in revision.lines)
    drawn_up = QuoteSnapshot(
        **_head(revision, customer),
        lines=lines,
        subtotal=revision.subtotal,
        taxes=tuple(TaxRow.model_validate(row) for row in revision.taxes),
        tax_total=revision.tax_total,
        total=revision.total,
        deepest_discount=str(
            max([*map(_effective, lines), *map(_concession, revision.lines), Decimal(0)])
        ),
        margin=None if revision.seller_id else _margin(lines, revision.subtotal),
        document_discount=sum(line.share for line in lines),
        document_reason=revision.document_discount.get("reason", ""),
        quote_only=revision.quote_only,
        leg=revision.leg_seq,
        seller_id=revision.seller_id,
        seller=_seller(session, revision),
        attachments=attachments_of(session, revision.lines, today()),
    )
    return QuoteSnapshot.model_validate(drawn_up.model_dump(mode="json"))  # every field is told


def _head(revision: QuoteRevision, customer: CustomerCard) -> dict[str, Any]:
    same = ("number", "revision", "quote_id", "deal_id", "customer_id", "contact_id", "channel")
    words = ("currency", "language", "subject", "delivery", "payment_terms", "notes")
    return {name: getattr(revision, name) for name in (*same, *words)} | {
        "revision_id": revision.id,
        "customer": {"ja": customer.name, "en": customer.called("en")},
        "issued_on": revision.issued_on.isoformat(),
        "valid_until": revision.valid_until.isoformat(),
    }


def _skus(lines: Sequence[QuoteLine]) -> list[str]:
    return [sku for line in lines for sku in (line.sku, *(row["sku"] for row in line.bom)) if sku]


def _line(
    line: QuoteLine,
    cards: dict[str, ProductCard],
    revision: QuoteRevision,
    patterns: dict[str, DiscountPattern],
) -> SnapshotLine:
    card, price = cards[line.sku], _price_of(line)
    rates = {row["tax_class"]: row["rate"] for row in revision.taxes}
    return SnapshotLine(
        position=line.position,
        sku=line.sku,
        kind=card.kind,
        name=card.names,
        quantity=str(line.quantity),
        uom=dict(unit_of(line.uom) if line.uom else card.uom),
        list_unit=price["list_unit"],
        net_unit=price["net_unit"],
        discount=str(shown_ratio(line, revision.currency)),
        discount_reason=line.reason,
        list_amount=price["list_amount"],
        net_amount=price["net_amount"],
        tax_class=card.tax_class,
        tax_rate=rates[card.tax_class],
        price_list=price["price_list"],
        cost_amount=None if revision.seller_id else cost_of(line, cards, revision.currency),
        bom=tuple(BomRow.model_validate(row) for row in line.bom),
        share=price.get("share", 0),
        priced_by=priced_by(line, patterns.get(line.pattern), revision.currency),
    )


def _effective(line: SnapshotLine) -> Decimal:
    """Return a line's discount with its share of the one on the whole."""
    ratio = Decimal(line.discount)
    if not line.share or not line.net_amount:
        return ratio
    return six_places(1 - (1 - ratio) * (line.net_amount - line.share) / line.net_amount)


def _concession(line: QuoteLine) -> Decimal:
    """Return how far a leg lies below what its buyer pays by list; approvers alone see it."""
    return Decimal((line.price or {}).get("concession", 0))


def _seller(session: Session, revision: QuoteRevision) -> Names:
    """Return who sells on a leg that is not ours; nobody where we do."""
    if not revision.seller_id:
        return {}
    seller = customer_card(session, revision.seller_id)
    return {"ja": seller.name, "en": seller.called("en")}


def _price_of(line: QuoteLine) -> dict[str, Any]:
    if line.price is None:
        raise Conflict(_("Line %(n)s (%(sku)s) has no price yet.", n=line.position, sku=line.sku))
    return line.price


def own_quantity(line: QuoteLine) -> Decimal | None:
    """Return how many that is in the product's own unit; None: nobody can say."""
    if not line.uom:
        return line.quantity
    factor = (line.price or {}).get("factor")
    return None if factor is None else line.quantity * Decimal(factor)


def cost_of(line: QuoteLine, cards: dict[str, ProductCard], currency: str) -> int | None:
    """Return what the line costs us, where the cost of every part is known in this currency.

    A part without a cost of its own costs what it is made of.
    """
    quantity = own_quantity(line)
    if quantity is None:
        return None
    kept = line.bom or product_alone(line.sku, {}, quantity)
    items = {
        sku: Item(card.names, cost=card.cost, currency=card.cost_currency)
        for sku in {row["sku"] for row in kept}
        if (card := cards.get(sku)) is not None
    }
    total = costed([row_of(row) for row in kept], items, currency).total
    return None if total is None else money_of(total, currency).amount


def _margin(lines: Sequence[SnapshotLine], subtotal: int) -> str | None:
    """Return the margin as a ratio of the net amount, where every cost is known."""
    costs = [line.cost_amount for line in lines]
    if not subtotal or any(cost is None for cost in costs):
        return None
    return str(six_places(1 - Decimal(sum(cost or 0 for cost in costs)) / subtotal))
