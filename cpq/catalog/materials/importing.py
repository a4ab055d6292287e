"""Taking bills of materials over from files: first what would come of it, then doing it.

A product whose lines are not all right keeps what it has: half a bill of materials is none.
Bringing the same files twice changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.catalog import actions as products
from cpq.catalog.materials import queries
from cpq.catalog.materials.actions import replace_lines
from cpq.catalog.materials.askable import askable_of
from cpq.catalog.materials.exploding import ARROW, Component, Item, cycle_in
from cpq.catalog.materials.lines import checked, line_from
from cpq.catalog.materials.reading import Brought, Part, Place, read_files
from cpq.catalog.models import Product
from foundation.errors import Refusal
from foundation.language import Text, _
from foundation.numbers import clean

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
REFUSED = "refused"
MOST_KEPT = 500  # names of products, per kind and state
KEPT = (
    *("name", "name_en", "description", "description_en", "kind", "category", "uom"),
    *("tax_class", "cost", "cost_currency", "lifecycle"),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a product, or of its lines."""

    sku: str
    name: str
    kind: str  # part | bom
    state: str
    lines: int = 0


@dataclass(slots=True)
class Plan:
    """What files would change. ``refused`` are rows that are not taken, and why."""

    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    boms: dict[str, list[Component]] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)
    refused: list[tuple[Place, Text]] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """True where taking the files over changes anything."""
        return any(outcome.state in {NEW, CHANGED} for outcome in self.outcomes)

    def skus(self, kind: str, state: str) -> list[str]:
        """Return of which products something is new, changed or refused, as many as are kept."""
        found = [o.sku for o in self.outcomes if (o.kind, o.state) == (kind, state)]
        return found[:MOST_KEPT] if state != UNCHANGED else []

    def counts(self) -> list[list[Any]]:
        """Return how many products and bills of materials are new, changed, unchanged."""
        return [
            [kind, state, sum((o.kind, o.state) == (kind, state) for o in self.outcomes)]
            for kind in ("part", "bom")
            for state in (NEW, CHANGED, UNCHANGED, REFUSED)
        ]


def plan_import(session: Session, files: Mapping[str, bytes], currency: str) -> Plan:
    """Say what files would change; nothing is written. Raises Refusal for what is no table."""
    brought = read_files(files, currency)
    plan = Plan(refused=list(brought.refused))
    known = _products(session, brought)
    for part in brought.parts:
        _plan_part(plan, part, known.get(part.sku))
    _plan_wholes(plan, brought, known)
    _plan_lines(session, plan, brought, known)
    _drop_cycles(session, plan)
    _tell_boms(session, plan, known)
    return plan


def take(session: Session, plan: Plan, *, by: str) -> None:
    """Write down what a plan says."""
    for sku, facts in plan.parts.items():
        products.put_product(session, {**facts, "sku": sku})
    session.flush()
    keys = {row.sku: row for row in _rows(session, plan.boms)}
    for sku, lines in plan.boms.items():
        replace_lines(session, keys[sku], lines, by=by, check=False)
    session.flush()


def _plan_part(plan: Plan, part: Part, there: Product | None) -> None:
    if part.sku in plan.parts or any(o.sku == part.sku for o in plan.outcomes):
        words = _("%(sku)s stands in the files twice; the first row counts.", sku=part.sku)
        plan.refused.append((part.place, words))
        return
    facts = _merged(part.facts, there)
    if there is not None and all(getattr(there, name) == facts[name] for name in facts):
        state = UNCHANGED
    else:
        state = CHANGED if there else NEW
        plan.parts[part.sku] = facts
    plan.outcomes.append(Outcome(part.sku, str(facts["name"]), "part", state))


def _merged(facts: Mapping[str, Any], there: Product | None) -> dict[str, Any]:
    """Return a product's fields with what the file says in their places."""
    if there is None:
        return dict(facts)
    same = {name: getattr(there, name) for name in (*KEPT, "attributes")}
    both = {**there.attributes, **facts.get("attributes", {})}
    return {**same, **facts, "attributes": both}


def _plan_wholes(plan: Plan, brought: Brought, known: Mapping[str, Product]) -> None:
    """Products that only their lines speak of are added under the name of their sheet."""
    for sku in dict.fromkeys(line.whole for line in brought.lines):
        if sku in known or sku in plan.parts:
            continue
        name = clean(brought.titles.get(sku, "") or sku, _("Product name"))
        plan.parts[sku] = {"name": name}
        plan.outcomes.append(Outcome(sku, name, "part", NEW))


def _plan_lines(
    session: Session, plan: Plan, brought: Brought, known: Mapping[str, Product]
) -> None:
    items = queries.items_of(session, known) | {
        sku: Item(
            {"ja": facts["name"], "en": facts["name"]}, known[sku].uom if sku in known else "piece"
        )
        for sku, facts in plan.parts.items()
    }
    wrong = set()
    about = {sku: askable_of(session, sku) for sku in {line.whole for line in brought.lines}}
    for line in brought.lines:
        try:
            found = line_from(line.said, items.get(line.said["sku"]))
            plan.boms.setdefault(line.whole, []).append(
                checked(found, items[found.sku], about[line.whole])
            )
        except Refusal as refusal:
            wrong.add(line.whole)
            plan.refused.append((line.place, refusal.text))
    for sku in wrong:
        _drop(plan, sku)


def _drop_cycles(session: Session, plan: Plan) -> None:
    """Take out what would make a product of itself, with the way it does."""
    below = [line.sku for lines in plan.boms.values() for line in lines]
    tree = queries.tree_of(session, [*plan.boms, *below])
    for sku in list(plan.boms):
        names = cycle_in({**tree.structure, **plan.boms}, sku)
        if names:
            path = ARROW.join([*names, names[0]])
            words = _("A product cannot be made of itself: %(path)s.", path=path)
            plan.refused.append((Place(sku, 0), words))
            _drop(plan, sku)


def _drop(plan: Plan, sku: str) -> None:
    """Leave a product's lines as they are."""
    lines = plan.boms.pop(sku, [])
    plan.outcomes.append(Outcome(sku, sku, "bom", REFUSED, len(lines)))


def _tell_boms(session: Session, plan: Plan, known: Mapping[str, Product]) -> None:
    there = queries.tree_of(session, plan.boms).structure
    for sku, lines in plan.boms.items():
        old = list(there.get(sku, ()))
        state = UNCHANGED if old == lines else CHANGED if old else NEW
        name = known[sku].name if sku in known else plan.parts[sku]["name"]
        plan.outcomes.append(Outcome(sku, str(name), "bom", state, len(lines)))


def _products(session: Session, brought: Brought) -> dict[str, Product]:
    named = {part.sku for part in brought.parts}
    named |= {sku for line in brought.lines for sku in (line.whole, line.said["sku"])}
    return {row.sku: row for row in _rows(session, named)}


def _rows(session: Session, skus: Iterable[str]) -> list[Product]:
    wanted, rows = list(skus), list[Product]()
    for start in range(0, len(wanted), queries.BATCH):
        some = select(Product).where(Product.sku.in_(wanted[start : start + queries.BATCH]))
        rows += session.scalars(some).all()
    return rows
