"""What pasted rows would put on a quote: the product of each, or why it is not understood."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpq.actions import NewLine
from cpq.actions.drafts import MOST_QUANTITY, check_quantity
from cpq.actions.prices import HIGHEST, How, Price
from cpq.bodies import BulkLineIn
from cpq.catalog.models import Product
from cpq.catalog.queries import ProductCard, card_of, product_cards, products_matching
from cpq.models import QuoteLine
from cpq.quoting.pasting import Row
from cpq.standing import revision_alone
from foundation.errors import Refusal
from foundation.language import Text, _
from foundation.money import minor_digits
from foundation.numbers import clean, folded, parse_number

BATCH = 500
MOST_LOOKED_FOR = 40  # unknown words, one query or two each
NEAR = 4
LIKE = 0.5
MARKS = "%％¥￥$€円 　"


@dataclass(frozen=True, slots=True)
class Judged:
    """A row and what it would do; ``problem`` says why it does nothing, ``near`` what was meant.

    ``there`` is the line the quote has of this product already, by id and number.
    """

    row: Row
    card: ProductCard | None
    line: NewLine | None
    problem: Text | None
    near: tuple[ProductCard, ...] = ()
    there: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided beside the rows.

    ``instead``: the SKU meant by a row; ``summed``: more of a line that is there, no second one.
    """

    instead: Mapping[int, str]
    summed: bool = False
    reason: str = ""


def judged(
    session: Session, revision_id: str, rows: Sequence[Row], choices: Choices
) -> list[Judged]:
    """Return what each row would do to a quote."""
    revision = revision_alone(session, revision_id)
    typed = {row.number: choices.instead.get(row.number) or _sku(row) for row in rows}
    known = _known(session, typed.values())
    unknown = [words for words in dict.fromkeys(typed.values()) if words and words not in known]
    near = {words: _near(session, words) for words in unknown[:MOST_LOOKED_FOR]}
    known |= {words: found[0].sku for words, (found, certain) in near.items() if certain}
    cards = product_cards(session, known.values())
    there = _there(session, revision_id)
    made = []
    for row in rows:
        words = typed[row.number]
        card = cards.get(known.get(words, ""))
        if card is None:
            made.append(
                Judged(row, None, None, _unknown(words), tuple(near.get(words, ([], False))[0]))
            )
            continue
        made.append(_judge(row, card, revision.currency, there.get(card.sku), choices))
    return made


def row_from(line: BulkLineIn, number: int) -> Row:
    """Return a line that another system sends as a row that was pasted."""
    percent = line.discount_percent
    cells = {"sku": line.sku, "quantity": f"{line.quantity:f}", "reason": line.reason}
    cells |= {"percent": "" if percent is None else f"{percent:f}"}
    return Row(number, cells | {"unit": line.net_unit, "net": line.net_amount}, "")


def _judge(
    row: Row,
    card: ProductCard,
    currency: str,
    there: tuple[str, int] | None,
    choices: Choices,
) -> Judged:
    onto = there[0] if there and choices.summed and card.kind != "configurable" else ""
    try:
        quantity = check_quantity(card, _quantity(row.cells.get("quantity", "")))
        price = None if onto else _price(row.cells, currency, choices.reason)
    except Refusal as refusal:
        return Judged(row, card, None, refusal.text, there=there)
    return Judged(row, card, NewLine(card.sku, quantity, price, onto), None, there=there)


def _quantity(words: str) -> Decimal:
    if not words:
        return Decimal(1)
    least = Decimal("0.000001")
    return parse_number(words, _("Quantity"), minimum=least, maximum=MOST_QUANTITY)


def _price(cells: Mapping[str, str], currency: str, reason: str) -> Price | None:
    """Return the price a row gives, if it gives one."""
    ways: dict[How, tuple[Text, Decimal, int]] = {
        "percent": (_("Discount in percent"), Decimal(100), 4),
        "unit": (_("Net per unit"), HIGHEST, 6),
        "net": (_("Net amount"), HIGHEST, minor_digits(currency)),
    }
    given = [how for how in ways if cells.get(how, "").strip(MARKS)]
    if len(given) > 1:
        raise Refusal(_("Give the discount, the price per unit or the amount: only one of them."))
    if not given:
        return None
    name, most, places = ways[given[0]]
    words = cells[given[0]].strip(MARKS)
    value = parse_number(words, name, minimum=0, maximum=most, places=places)
    why = clean(cells.get("reason", "") or reason, _("Reason"), longest=500)
    if given[0] == "percent" and not value:
        return None
    if given[0] == "percent" and not why:
        raise Refusal(_("Please give the reason for the discount."))
    return Price(given[0], value, reason=why)


def _sku(row: Row) -> str:
    return unicodedata.normalize("NFKC", row.cells.get("sku", "")[:200]).strip()


def _known(session: Session, typed: Iterable[str]) -> dict[str, str]:
    """Return the SKU of every word that is one, whatever its case."""
    wanted = list(dict.fromkeys(words for words in typed if words))
    active = select(Product.sku).where(Product.lifecycle == "active")
    known: dict[str, str] = {}
    for some in _batches(wanted):
        known |= {sku: sku for sku in session.scalars(active.where(Product.sku.in_(some)))}
    for some in _batches([words for words in wanted if words not in known]):
        lower = {words.lower(): words for words in some}
        for sku in session.scalars(active.where(func.lower(Product.sku).in_(lower))):
            known[lower[sku.lower()]] = sku
    return known


def _near(session: Session, words: str) -> tuple[list[ProductCard], bool]:
    """Return products that may be meant, and whether one is: it alone is called by the words."""
    rows = session.scalars(products_matching(words[:100]).limit(NEAR)).all()
    skus = [row.sku for row in rows]
    called = [row for row in rows if folded(words) in {folded(row.name), folded(row.name_en)}]
    if len(called) == 1:
        return [card_of(called[0])], True
    if not skus:
        like = Product.sku.istartswith(words[:3], autoescape=True)
        some = select(Product.sku).where(Product.lifecycle == "active", like).limit(BATCH)
        skus = get_close_matches(words.upper(), session.scalars(some).all(), NEAR, LIKE)
    cards = product_cards(session, skus)
    return [cards[sku] for sku in skus], False


def _there(session: Session, revision_id: str) -> dict[str, tuple[str, int]]:
    columns = select(QuoteLine.sku, QuoteLine.id, QuoteLine.position)
    query = columns.where(QuoteLine.revision_id == revision_id)
    rows = session.execute(query.order_by(QuoteLine.position.desc()))
    return {sku: (key, position) for sku, key, position in rows}


def _unknown(words: str) -> Text:
    if not words:
        return _("There is no SKU in this row.")
    return _("There is no product %(sku)s. Choose one from the list.", sku=words[:80])


def _batches(words: Sequence[str]) -> Iterable[list[str]]:
    for start in range(0, len(words), BATCH):
        yield list(words[start : start + BATCH])
