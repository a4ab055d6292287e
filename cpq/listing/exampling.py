"""What a rule as it is being typed makes of some quantities of one product."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.catalog.models import Product
from cpq.catalog.queries import product_by_sku
from cpq.listing.alone import Alone
from cpq.listing.reading import HIGHEST, LEAST, Fields, rule_from
from cpq.models import ListOfPrices
from cpq.price_lists.entries import CATEGORY, NewEntry
from cpq.pricing.document import Priced, Wanted
from cpq.pricing.notes import text_of
from foundation.errors import Refusal
from foundation.language import Text, _
from foundation.money import Money
from foundation.numbers import clean, parse_number

USUAL = (Decimal(1), Decimal(10), Decimal(100))


@dataclass(frozen=True, slots=True)
class Comes:
    """What so many come to, or why they have no price."""

    quantity: Decimal
    unit: Decimal
    amount: Money | None
    why: Text | None
    how: Text | None = None  # a formula with its values put in


@dataclass(frozen=True, slots=True)
class Example:
    """A product and what quantities of it come to."""

    sku: str
    name: str
    name_en: str
    currency: str
    rows: tuple[Comes, ...]


def example_of(session: Session, row: ListOfPrices, form: Fields) -> Example:
    """Return what the rule that is typed makes of its product, or of one it is also for."""
    entry = rule_from(form)
    product = _product(session, entry, form)
    quantities = _quantities(form, entry)
    lines = [
        Wanted(place, product.sku, quantity, uom=entry.uom)
        for place, quantity in enumerate(quantities, start=1)
    ]
    outcomes = Alone.on(session, row, [product.sku]).prices(entry, lines)
    rows = tuple(_comes(line.quantity, outcomes[line.position]) for line in lines)
    return Example(product.sku, product.name, product.name_en, row.currency, rows)


def _comes(quantity: Decimal, outcome: Priced | Refusal) -> Comes:
    if isinstance(outcome, Refusal):
        return Comes(quantity, Decimal(0), None, outcome.text)
    formulas = (step.said for step in reversed(outcome.steps) if step.said.key == "formula")
    said = next(formulas, None)
    how = text_of(said) if said else None
    return Comes(quantity, outcome.net_unit, outcome.net_amount, None, how)


def _product(session: Session, entry: NewEntry, form: Fields) -> Product:
    """Return the product the rule is for; else the one asked for, or the first it is also for."""
    query = select(Product)
    wished = clean(form.get("example_sku", ""), _("Product"), longest=64, field="example_sku")
    if wished and not entry.sku:
        query = select(Product).where(Product.id == product_by_sku(session, wished).id)
    if entry.sku:
        query = query.where(Product.sku == entry.sku)
    elif entry.target.startswith(CATEGORY):
        query = query.where(Product.category == entry.target.removeprefix(CATEGORY))
    elif entry.target != "all":
        raise Refusal(_("An option has no price of its own to show."))
    found = session.scalars(query.order_by(Product.sku).limit(1)).first()
    if found is None:
        raise Refusal(_("There is no product to show this with yet."))
    return found


def _quantities(form: Fields, entry: NewEntry) -> list[Decimal]:
    words = form.get("example", "").strip()
    if words:
        name = _("Quantity")
        return [parse_number(words, name, minimum=LEAST, maximum=HIGHEST, field="example")]
    usual = {q for q in USUAL if q >= entry.min_quantity}
    most = entry.max_quantity
    return sorted(q for q in {entry.min_quantity, *usual} if most is None or q <= most)
