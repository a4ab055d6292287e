"""What the editor's pages show of a model: its parts in words, what lists offer, the history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.catalog.attributes import Names, names_of
from cpq.catalog.categories import category_label
from cpq.catalog.configuring import Definition
from cpq.catalog.configuring.definition import Constraint, Slot
from cpq.catalog.modelling.reading_rules import RULE_KINDS, SEVERITIES
from cpq.catalog.modelling.versions import edit_after
from cpq.catalog.models import Product, ProductModel, ProductModelEdit
from cpq.catalog.queries import candidates_of, categories
from cpq.catalog.wording import choice_in_words, rule_in_words
from foundation.db import found
from foundation.language import Text, speaking
from people.queries import people

LISTED = 100  # options of one group in a list
MOST_LISTED = 400  # options in one list; beyond, they are typed
HISTORY = 200
Pairs = list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Desk:
    """A model on somebody's desk."""

    row: ProductModel
    product: Product
    model: Definition
    undo: Text | None
    redo: Text | None
    names: Names

    @property
    def rules(self) -> list[tuple[Constraint, Text]]:
        """Return the rules with what they demand."""
        return [
            (rule, rule_in_words(self.model, rule, self.names)) for rule in self.model.constraints
        ]

    @property
    def rule_kinds(self) -> dict[str, Text]:
        """Return the kinds of rules with their names."""
        return RULE_KINDS

    @property
    def severities(self) -> dict[str, tuple[Text, Text]]:
        """Return how hard a rule can be: its name, and what that means."""
        return SEVERITIES

    @property
    def severity_choices(self) -> list[tuple[str, Text, Text]]:
        """Return the same for a form."""
        return [(key, *words) for key, words in SEVERITIES.items()]

    def chosen(self, key: str, option: str = "", quantity: int = 1) -> str:
        """Return a choice by the names of its group and option."""
        return choice_in_words(self.model, key, option, quantity)

    def category(self, key: str) -> Text | str:
        """Return what people call a category of products."""
        return category_label(key)

    @property
    def groups(self) -> Pairs:
        """Return what a list of groups offers."""
        return [(slot.key, said(slot.label)) for slot in self.model.slots]

    @property
    def assemblies(self) -> Pairs:
        """Return what a list of assemblies offers."""
        return [(one.key, said(one.name)) for one in self.model.assemblies]


@dataclass(frozen=True, slots=True)
class Edit:
    """A line of the history; ``aside``: it was undone."""

    seq: int
    what: Text
    by: str
    at: datetime
    here: bool
    aside: bool


def said(words: Any) -> str:
    """Return a name in the reader's language."""
    return str(getattr(words, speaking()))


def desk_of(session: Session, model_id: str) -> Desk:
    """Return a model as its page shows it. Raises Missing."""
    row = found(session, ProductModel, model_id)
    made = _edit(session, row)
    after = edit_after(session, row) if row.editable else None
    return Desk(
        row=row,
        product=found(session, Product, row.product_id),
        model=Definition.model_validate(row.definition),
        undo=made.what if made and made.after and row.editable else None,
        redo=after.what if after else None,
        names=names_of(session),
    )


def history_of(session: Session, row: ProductModel) -> list[Edit]:
    """Return the edits, newest first; what was undone stands aside."""
    query = select(ProductModelEdit).where(ProductModelEdit.model_id == row.id)
    edits = list(session.scalars(query.order_by(ProductModelEdit.seq.desc()).limit(HISTORY)))
    before = {edit.seq: edit.after for edit in edits}
    way, at = set(), row.head
    while at:
        way.add(at)
        at = before.get(at, 0)
    names = {card.id: card.called(speaking()) for card in people(session)}
    return [
        Edit(e.seq, e.what, names.get(e.by, ""), e.at, e.seq == row.head, e.seq not in way)
        for e in edits
    ]


def lists_for(session: Session, desk: Desk) -> dict[str, Any]:
    """Return what the lists of a form offer."""
    named = [(slot, _options(session, slot)) for slot in desk.model.slots]
    offered = [(said(slot.label), pairs) for slot, pairs in named if pairs]
    count = sum(len(pairs) for _label, pairs in offered)
    return {
        "options": offered,
        "long": count > MOST_LISTED or any(len(pairs) >= LISTED for _label, pairs in offered),
        "category_pairs": [(name, category_label(name)) for name in categories(session)],
        "attribute_names": _attributes(session, desk.model.slots),
    }


def versions_of(session: Session, product: Product) -> list[ProductModel]:
    """Return the versions of a product's model, newest first."""
    query = select(ProductModel).where(ProductModel.product_id == product.id)
    return list(session.scalars(query.order_by(ProductModel.version.desc())))


def _edit(session: Session, row: ProductModel) -> ProductModelEdit | None:
    query = select(ProductModelEdit).where(ProductModelEdit.model_id == row.id)
    return session.scalars(query.where(ProductModelEdit.seq == row.head)).one_or_none()


def _options(session: Session, slot: Slot) -> Pairs:
    own = [(f"{slot.key}/{one.sku or one.key}", said(one.name)) for one in slot.options]
    language = speaking()
    listed = candidates_of(session, slot)[:LISTED]
    taken = {one.sku for one in slot.options}
    return own + [
        (f"{slot.key}/{one.sku}", f"{one.name[language]} ({one.sku})")
        for one in listed
        if one.sku not in taken
    ]


def _attributes(session: Session, slots: Iterable[Slot]) -> list[str]:
    names: dict[str, None] = {}
    for slot in slots:
        for option in slot.options:
            names |= dict.fromkeys(option.attributes)
        for candidate in candidates_of(session, slot)[:LISTED]:
            names |= dict.fromkeys(candidate.attributes)
    return sorted(names)
