"""What a rule as it is being typed makes of some quantities of one product."""

from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.catalog.models import Product
from cpq.listing.reading import HIGHEST, LEAST, Fields, rule_from
from cpq.models import ListOfPrices
from cpq.price_lists import Asked, shelf_for
from cpq.price_lists.entries import CATEGORY, NewEntry
from cpq.price_lists.shelf import rule_of
from cpq.price_lists.versions import versions_of
from cpq.pricing.document import Wanted
from cpq.pricing.engine import price_lines
from cpq.pricing.values import Assigned, Catalogue, ListVersion, Rank, Rule
from foundation.db import utcnow
from foundation.errors import Refusal
from foundation.language import Text, _
from foundation.money import Money
from foundation.numbers import parse_number

USUAL = (Decimal(1), Decimal(10), Decimal(100))
TYPED = "typed"


@dataclass(frozen=True, slots=True)
class Comes:
    """What so many come to, or why they have no price."""

    quantity: Decimal
    unit: Decimal
    amount: Money | None
    why: Text | None


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
    product = _product(session, entry)
    quantities = _quantities(form, entry)
    catalogue = _catalogue(session, row, entry, product.sku)
    lines = [
        Wanted(place, product.sku, quantity, uom=entry.uom)
        for place, quantity in enumerate(quantities, start=1)
    ]
    outcomes = {line.position: price_lines([line], catalogue)[line.position] for line in lines}
    rows = []
    for line in lines:
        outcome = outcomes[line.position]
        if isinstance(outcome, Refusal):
            rows.append(Comes(line.quantity, Decimal(0), None, outcome.text))
        else:
            rows.append(Comes(line.quantity, outcome.net_unit, outcome.net_amount, None))
    return Example(product.sku, product.name, product.name_en, row.currency, tuple(rows))


def _product(session: Session, entry: NewEntry) -> Product:
    query = select(Product)
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


def _catalogue(session: Session, row: ListOfPrices, entry: NewEntry, sku: str) -> Catalogue:
    """Return the lists that everybody has, and before them this one with nothing but the rule."""
    known = versions_of(session, row.id)
    pinned = {row.id: known[0].number if known else 1}
    asked = Asked(row.currency, utcnow(), {Rank.STANDARD: ""}, pinned)
    shelf = shelf_for(session, [sku], [asked], lists=[row.id])
    catalogue, tree = shelf.catalogue(asked), shelf.tree(row.id, asked)
    rule = rule_of(entry.columns | {"id": TYPED, "valid_from": None, "valid_to": None})
    if tree is None:
        return catalogue
    mine = Assigned(Rank.CONTRACT, _with_rule(tree, rule), priority=2**31)
    others = tuple(one for one in catalogue.assigned if one.prices.code != row.code)
    return replace(catalogue, assigned=(mine, *others))


def _with_rule(tree: ListVersion, rule: Rule) -> ListVersion:
    """Return the list with the rule beside the lower bands of the same kind, and no other."""
    same = [
        other
        for other in tree.rules.get(rule.target, ())
        if (other.breaks, other.method, other.uom) == (rule.breaks, rule.method, rule.uom)
        and other.min_quantity != rule.min_quantity
    ]
    return replace(tree, rules={rule.target: (*same, rule)})
