"""Prices a document: one pure function of its lines, the moment and the lists.

A line's price depends on the line and the catalogue alone, but for two things that are added up
anew over the whole: prices in percent of the total, and the discount on the document.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, localcontext

from cpq.pricing.bases import agreed_only, base_of, cost_of
from cpq.pricing.book import Book
from cpq.pricing.cliffs import cliff
from cpq.pricing.document import DocumentDiscount, Priced, Said, Wanted
from cpq.pricing.exact import EXACT
from cpq.pricing.methods import NeedsTotal
from cpq.pricing.sharing import discount_amount, shares_of, with_share
from cpq.pricing.values import Catalogue
from cpq.pricing.waterfall import net_of, priced
from foundation.errors import Refusal
from foundation.language import _
from foundation.money import Money

NO_DISCOUNT = DocumentDiscount()
Outcomes = Mapping[int, Priced | Refusal]


def price_document(
    lines: Sequence[Wanted],
    catalogue: Catalogue,
    *,
    document_discount: DocumentDiscount = NO_DISCOUNT,
) -> list[Priced]:
    """Price every line of a document, in the order they are given.

    Raises:
        Refusal: a line has no price, or something its price is made from is missing.
        Conflict: two rules have the same claim.
    """
    found = []
    for outcome in price_lines(lines, catalogue).values():
        if isinstance(outcome, Refusal):
            raise outcome
        found.append(outcome)
    return with_document_discount(lines, found, catalogue.currency, document_discount)


def price_line(line: Wanted, catalogue: Catalogue) -> Priced:
    """Price one line as ``price_document`` does."""
    return price_document([line], catalogue)[0]


def price_lines(
    lines: Sequence[Wanted], catalogue: Catalogue, others: int = 0
) -> dict[int, Priced | Refusal]:
    """Price each line for itself: by position, its price or why it has none.

    ``others`` is what lines that are not given come to, for prices in percent of the total.
    """
    return price_from(Book(catalogue), lines, others)


def price_from(book: Book, lines: Sequence[Wanted], others: int = 0) -> dict[int, Priced | Refusal]:
    """Price each line from an opened book, as ``price_lines`` does."""
    with localcontext(EXACT):
        book.total = None
        outcomes = {line.position: _tried(book, line) for line in lines}
        book.total = Money(others + _sum(outcomes, lines), book.catalogue.currency)
        for line in lines:
            if isinstance(outcomes[line.position], NeedsTotal):
                outcomes[line.position] = _tried(book, line)
        return outcomes


def with_document_discount(
    lines: Sequence[Wanted], found: Sequence[Priced], currency: str, discount: DocumentDiscount
) -> list[Priced]:
    """Share a discount on the whole among the lines. Raises Refusal: it is more than the whole."""
    if discount == NO_DISCOUNT:
        return list(found)
    with localcontext(EXACT):
        total = Money(sum(one.net_amount.amount for one in found), currency)
        amount = discount_amount(total, discount)
        groups = {line.position: line.group for line in lines}
        nets = [(groups[one.position], one.net_amount.amount) for one in found]
        shares = shares_of(nets, amount.amount)
        return [with_share(one, share) for one, share in zip(found, shares, strict=True)]


def _sum(outcomes: Outcomes, lines: Iterable[Wanted]) -> int:
    there = [
        outcomes[line.position] for line in lines if line.of_total and line.position in outcomes
    ]
    return sum(one.net_amount.amount for one in there if isinstance(one, Priced))


def _tried(book: Book, line: Wanted) -> Priced | Refusal:
    try:
        return _line(book, line)
    except Refusal as refusal:
        return refusal


def _line(book: Book, line: Wanted) -> Priced:
    currency = book.catalogue.currency

    def cost() -> Decimal:
        return cost_of(book, line)

    if line.quantity <= 0:
        raise Refusal(_("A quantity is more than 0."), field="quantity")
    try:
        base = base_of(book, line)
    except Refusal as refusal:
        if line.manual is None or isinstance(refusal, NeedsTotal):
            raise
        by_hand = priced(line, agreed_only(line), currency, cost)  # what is agreed needs no list
        said = Said("refused", {"why": refusal.text})
        return by_hand._replace(rule_unit=None, warnings=(said,))
    result = priced(line, base, currency, cost)
    warning = cliff(book, line, result, lambda asked: net_of(asked, base_of(book, asked), cost)[0])
    return result._replace(warnings=(warning,)) if warning else result
