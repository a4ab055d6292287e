"""One line of a quote as its page shows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.catalog.models import ModelState, Product, ProductModel
from cpq.catalog.queries import ProductCard, product_cards
from cpq.catalog.units import unit_of
from cpq.discounts.given import shown_ratio
from cpq.discounts.patterns import patterns_by_code
from cpq.models import QuoteLine
from foundation.language import Text, text_from_json
from foundation.money import Money, money_of

Names = Mapping[str, str]
NOTHING = Decimal(0)
SHOWN_DIGITS = 2  # of a percentage that nobody typed


@dataclass(frozen=True, slots=True)
class Advice:
    """What pricing warns of; ``take``: so many would cost less, by ``less`` in all."""

    text: Text
    take: Decimal | None
    less: Money | None


@dataclass(frozen=True, slots=True)
class LineView:
    """A line. Without a price, ``refusal`` says why.

    ``agreed`` is unit or net where a person agreed the price; ``by_rules`` is what the whole line
    would then come to by the rules. ``newer_model``: its product has a newer model.
    """

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
    net_unit: Decimal | None
    net_amount: Money | None
    agreed: str
    by_rules: Money | None
    pattern: Names
    ignores_rules: bool
    newer_model: bool
    advice: tuple[Advice, ...]
    price_list: dict[str, str]
    refusal: Text | None

    @property
    def percent(self) -> Decimal:
        """Return the discount in percent; of an agreed price it follows, rounded for reading."""
        percent = self.discount * 100
        return (round(percent, SHOWN_DIGITS) if self.agreed else percent).normalize() + 0

    @property
    def less(self) -> bool:
        """True when the line comes to less than its list price."""
        if self.list_amount is None or self.net_amount is None:
            return False
        return self.net_amount.amount < self.list_amount.amount

    @property
    def better(self) -> Decimal | None:
        """Return the quantity that would cost less in all."""
        return next((one.take for one in self.advice if one.take is not None), None)


@dataclass(frozen=True, slots=True)
class Around:
    """What lines are shown with: their products, patterns, and the newest models."""

    cards: Mapping[str, ProductCard]
    patterns: Mapping[str, Names]
    versions: Mapping[str, int]


def line_views(session: Session, lines: Sequence[QuoteLine], currency: str) -> list[LineView]:
    """Return some lines of one quote as its page shows them."""
    around = Around(
        product_cards(session, (line.sku for line in lines)),
        _patterns(session, lines),
        _versions(session, {line.sku for line in lines if line.model_version}),
    )
    return [_view(line, around, currency) for line in lines]


def line_view(session: Session, line: QuoteLine) -> LineView:
    """Return one line as the page shows it."""
    return line_views(session, [line], line.revision_row.currency)[0]


def _view(line: QuoteLine, around: Around, currency: str) -> LineView:
    price, card = line.price or {}, around.cards[line.sku]
    return LineView(
        id=line.id,
        position=line.position,
        sku=line.sku,
        name=card.names,
        configurable=card.kind == "configurable",
        configured=bool(line.choices),
        complete=line.complete,
        quantity=line.quantity,
        uom=dict(unit_of(line.uom) if line.uom else card.uom),
        discount=shown_ratio(line, currency),
        reason=line.reason,
        list_unit=Decimal(price["list_unit"]) if price else None,
        list_amount=Money(price["list_amount"], currency) if price else None,
        net_unit=Decimal(price["net_unit"]) if price else None,
        net_amount=Money(price["net_amount"], currency) if price else None,
        agreed=_agreed(line),
        by_rules=_by_rules(line, price, currency),
        pattern=around.patterns.get(line.pattern, {"ja": line.pattern, "en": line.pattern})
        if line.pattern
        else {},
        ignores_rules=line.ignore_rules,
        newer_model=bool(line.model_version)
        and around.versions.get(line.sku, line.model_version) != line.model_version,
        advice=tuple(_advice(price.get("warnings", ()))),
        price_list=dict(price.get("price_list", {})),
        refusal=text_from_json(line.refusal) if line.refusal else None,
    )


def _agreed(line: QuoteLine) -> str:
    if line.manual_net is not None:
        return "net"
    return "unit" if line.manual_unit is not None else ""


def _by_rules(line: QuoteLine, price: Mapping[str, Any], currency: str) -> Money | None:
    unit = price.get("rule_unit")
    return None if unit is None else money_of(Decimal(unit) * line.quantity, currency)


def _advice(warnings: Iterable[Mapping[str, Any]]) -> Iterable[Advice]:
    for packed in warnings:
        text = text_from_json(packed)
        match text.params:
            case {"n": Decimal() as more, "less": Money() as less}:
                yield Advice(text, more, less)
            case _:
                yield Advice(text, None, None)


def _patterns(session: Session, lines: Sequence[QuoteLine]) -> dict[str, Names]:
    known = patterns_by_code(session, {line.pattern for line in lines} - {""})
    return {code: row.names for code, row in known.items()}


def _versions(session: Session, skus: set[str]) -> dict[str, int]:
    """Return the published version of the models of some products."""
    if not skus:
        return {}
    query = select(Product.sku, ProductModel.version).join(
        ProductModel, ProductModel.product_id == Product.id
    )
    query = query.where(Product.sku.in_(skus), ProductModel.state == ModelState.PUBLISHED)
    return {row.sku: row.version for row in session.execute(query)}
