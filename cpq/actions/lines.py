"""Whole lines of a draft: taken off and put back, put on again, and many put on at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from cpq.actions.drafts import MOST_LINES, check_quantity, draft_of, line_of_draft
from cpq.actions.prices import Price, put_price
from cpq.actions.states import COPIED_OF_LINE
from cpq.catalog.materials.keeping import product_alone, with_materials
from cpq.catalog.materials.queries import Tree, tree_of
from cpq.catalog.queries import (
    ProductCard,
    definition_or_none,
    product_card,
    product_cards,
    without_model,
)
from cpq.models import QuoteLine, QuoteRevision
from cpq.repricing import reprice
from foundation.errors import Conflict, Missing, Refusal
from foundation.language import _

MICRO = ("quantity", "discount", "manual_unit")  # decimals, as text while a line is off


@dataclass(frozen=True, slots=True)
class NewLine:
    """A product to put on a draft, with the price a person gave; ``onto``: more of that line."""

    sku: str
    quantity: Decimal = Decimal(1)
    price: Price | None = None
    onto: str = ""


def remove_line(session: Session, line_id: str) -> dict[str, Any]:
    """Take a line off; returns what ``put_back`` makes the very line of again."""
    line, revision = line_of_draft(session, line_id)
    kept = {name: getattr(line, name) for name in ("id", *COPIED_OF_LINE)}
    kept |= {name: str(kept[name]) for name in MICRO if kept[name] is not None}
    revision.lines.remove(line)
    _count(revision.lines)
    session.flush()
    reprice(session, revision)
    return kept


def put_back(session: Session, revision_id: str, kept: Mapping[str, Any]) -> QuoteLine:
    """Put a line that was taken off back: its place, its configuration, what was agreed for it.

    Raises:
        Conflict: it is back already, or its product is gone.
    """
    revision = _open(session, revision_id, 1)
    if session.get(QuoteLine, kept["id"]) is not None:
        raise Conflict(_("This line is back on the quote already."))
    product_card(session, kept["sku"])
    given = {name: kept[name] for name in ("id", *COPIED_OF_LINE)}
    given |= {name: Decimal(given[name]) for name in MICRO if given[name] is not None}
    line = QuoteLine(**given)
    _put_in(session, revision, line, line.position)
    return line


def duplicate_line(session: Session, line_id: str) -> QuoteLine:
    """Put the same once more right below a line, priced by the same decisions."""
    line, revision = line_of_draft(session, line_id)
    _room(revision, 1)
    again = QuoteLine(**{name: getattr(line, name) for name in COPIED_OF_LINE})
    _put_in(session, revision, again, line.position + 1)
    return again


def add_lines(session: Session, revision_id: str, wanted: Sequence[NewLine]) -> list[QuoteLine]:
    """Put many products on a draft and price it once; returns the new lines.

    Raises:
        Refusal: there is no such product, a quantity or a price is none, or there are too many.
    """
    fresh = [one for one in wanted if not one.onto]
    revision = _open(session, revision_id, len(fresh))
    cards = product_cards(session, (one.sku for one in wanted))
    if missing := next((one.sku for one in wanted if one.sku not in cards), None):
        raise Missing(_("There is no product %(sku)s. Choose one from the list.", sku=missing))
    _raise_quantities(revision, [one for one in wanted if one.onto], cards)
    lines = _new_lines(session, fresh, cards, len(revision.lines))
    revision.lines.extend(lines)
    for line, one in zip(lines, fresh, strict=True):
        if one.price is not None:
            put_price(session, revision, line, one.price)
    session.flush()
    reprice(session, revision)
    return lines


def take_off(
    session: Session, revision_id: str, line_ids: Sequence[str], lowered: Mapping[str, Decimal]
) -> None:
    """Undo ``add_lines``: take lines off, give others the quantities they had, and price once."""
    revision = draft_of(session, revision_id)
    revision.must_have_own_lines()
    gone = set(line_ids)
    for line in list(revision.lines):
        if line.id in gone:
            revision.lines.remove(line)
        elif line.id in lowered:
            line.grow(lowered[line.id])
    _count(revision.lines)
    session.flush()
    reprice(session, revision)


def _new_lines(
    session: Session, wanted: Sequence[NewLine], cards: Mapping[str, ProductCard], after: int
) -> list[QuoteLine]:
    tree = tree_of(session, {one.sku for one in wanted})
    open_ones = {
        sku
        for sku, card in cards.items()
        if card.kind == "configurable" and _has_slots(session, sku)
    }
    return [
        QuoteLine(
            position=position,
            sku=one.sku,
            quantity=check_quantity(cards[one.sku], one.quantity),
            bom=[] if one.sku in open_ones else _inside(session, cards[one.sku], one, tree),
            complete=one.sku not in open_ones,
        )
        for position, one in enumerate(wanted, start=after + 1)
    ]


def _inside(session: Session, card: ProductCard, one: NewLine, tree: Tree) -> list[dict[str, Any]]:
    rows = with_materials(session, product_alone(one.sku, card.names, one.quantity), tree=tree)
    return rows if len(rows) > 1 else []


def _raise_quantities(
    revision: QuoteRevision, more: Iterable[NewLine], cards: Mapping[str, ProductCard]
) -> None:
    """Add what is asked for to lines that are there."""
    known = {line.id: line for line in revision.lines}
    for one in more:
        line = known.get(one.onto)
        if line is None or line.sku != one.sku:
            raise Conflict(_("This line is not on the quote any more. Please reload the page."))
        line.grow(check_quantity(cards[one.sku], line.quantity + one.quantity))


def _has_slots(session: Session, sku: str) -> bool:
    model = definition_or_none(session, sku)
    if model is None:
        raise Refusal(without_model(sku), field="sku")
    return bool(model.slots)


def _open(session: Session, revision_id: str, more: int) -> QuoteRevision:
    revision = draft_of(session, revision_id)
    revision.must_have_own_lines()
    _room(revision, more)
    return revision


def _room(revision: QuoteRevision, more: int) -> None:
    room = MOST_LINES - len(revision.lines)
    if more > room > 0:
        words = _("A quote holds at most %(n)s lines: %(room)s more fit.", n=MOST_LINES, room=room)
        raise Refusal(words, field="sku")
    if more > room:
        raise Refusal(_("A quote holds at most %(n)s lines.", n=MOST_LINES), field="sku")


def _put_in(session: Session, revision: QuoteRevision, line: QuoteLine, position: int) -> None:
    lines = list(revision.lines)
    lines.insert(max(0, min(position - 1, len(lines))), line)
    revision.lines.append(line)
    _count(lines)
    session.flush()
    session.expire(revision, ["lines"])
    reprice(session, revision)


def _count(lines: Iterable[QuoteLine]) -> None:
    for position, line in enumerate(lines, start=1):
        line.position = position
