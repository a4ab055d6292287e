"""What the page of a quote shows, as typed values: the whole in figures, and one page of lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from cpq.models import QuoteLine, QuoteRevision, QuoteState
from cpq.queries import RevisionRow, revisions_of_quote
from cpq.quoting.rows import LineView, line_views
from cpq.quoting.whole import Fact, found_among, whole_of
from cpq.standing import revision_alone
from cpq.tax import TaxClass
from customers.queries import CustomerCard, customer_card
from foundation.doors import PAGE_SIZE
from foundation.errors import Missing
from foundation.language import Text, _
from foundation.money import Money
from people.queries import person_card

EVERYTHING = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lines a reader asked for: by words, by what they lack, which page, around which."""

    words: str = ""
    only: str = ""
    page: int = 1
    line: int = 0  # a number of a line: the page on which it stands
    size: int = PAGE_SIZE

    @property
    def narrowed(self) -> bool:
        """True when not all lines are asked for."""
        return bool(self.words or self.only)

    @property
    def address(self) -> dict[str, Any]:
        """Return what an address has to carry to ask for the same."""
        given = {"q": self.words, "only": self.only, "page": self.page if self.page > 1 else ""}
        return {name: value for name, value in given.items() if value}


ALL = Asked(size=EVERYTHING)


@dataclass(frozen=True, slots=True)
class TaxView:
    """One rate of tax: what it is taken of, and what it comes to."""

    label: Text
    rate: Decimal
    base: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class Sheet:
    """A revision with everything its page shows; ``lines`` are those of the page asked for."""

    row: QuoteRevision
    customer: CustomerCard
    owner: str
    lines: tuple[LineView, ...]
    count: int
    found: int
    asked: Asked
    numbers: Mapping[str, int]
    taxes: tuple[TaxView, ...]
    list_total: Money
    whole_discount: Money
    subtotal: Money
    tax_total: Money
    total: Money
    margin: Decimal | None
    problems: tuple[Text, ...]
    revisions: Sequence[RevisionRow]

    @property
    def editable(self) -> bool:
        """True for a draft: everything else is read only."""
        return self.row.state is QuoteState.DRAFT

    @property
    def open_lines(self) -> bool:
        """True where lines are edited: not on a leg's quote, which has them from its source."""
        return self.editable and not self.row.leg_id

    @property
    def newest(self) -> RevisionRow:
        """Return the newest revision of this quote."""
        return self.revisions[-1]

    @property
    def pages(self) -> int:
        """Return how many pages the lines found fill."""
        return max(1, -(-self.found // self.asked.size))

    @property
    def first(self) -> int:
        """Return which of the lines found stands first on this page."""
        return (self.asked.page - 1) * self.asked.size + 1


def sheet_of(session: Session, revision_id: str, language: str, asked: Asked = ALL) -> Sheet:
    """Return what the page of a revision shows. Raises Missing."""
    row = revision_alone(session, revision_id)
    whole = whole_of(session, row)
    among = found_among(session, whole.facts, asked.words, asked.only)
    asked = _within(asked, among)
    shown = among[(asked.page - 1) * asked.size :][: asked.size]
    return Sheet(
        row=row,
        customer=customer_card(session, row.customer_id),
        owner=person_card(session, row.owner_id).called(language),
        lines=tuple(line_views(session, _lines(session, row, shown), row.currency)),
        count=len(whole.facts),
        found=len(among),
        asked=asked,
        numbers=_numbers(whole.facts),
        taxes=tuple(_tax(tax, row.currency) for tax in row.taxes),
        list_total=Money(whole.list_total, row.currency),
        whole_discount=Money(whole.discount, row.currency),
        subtotal=Money(row.subtotal, row.currency),
        tax_total=Money(row.tax_total, row.currency),
        total=Money(row.total, row.currency),
        margin=whole.margin,
        problems=whole.problems,
        revisions=revisions_of_quote(session, row.quote_id),
    )


def line_of(session: Session, revision_id: str, line_id: str) -> QuoteLine:
    """Return a line of a revision. Raises Missing: it is not there, or on another quote."""
    row, line = revision_alone(session, revision_id), session.get(QuoteLine, line_id)
    if line is None or line.revision_id != revision_id:
        raise Missing(_("This line is not on the quote any more. Please reload the page."))
    set_committed_value(line, "revision_row", row)  # which would bring all the others with it
    return line


def _within(asked: Asked, among: Sequence[Fact]) -> Asked:
    """Return what was asked for, on a page that is there."""
    page, last = asked.page, max(1, -(-len(among) // asked.size))
    if asked.line:
        before = sum(1 for one in among if one.position < asked.line)
        page = before // asked.size + 1
    return Asked(asked.words, asked.only, min(page, last), asked.line, asked.size)


def _lines(session: Session, row: QuoteRevision, shown: Sequence[Fact]) -> Sequence[QuoteLine]:
    if len(shown) > PAGE_SIZE * 2:
        return row.lines
    query = select(QuoteLine).where(QuoteLine.id.in_([one.id for one in shown]))
    return session.scalars(query.order_by(QuoteLine.position)).all()


def _numbers(facts: Sequence[Fact]) -> dict[str, int]:
    """Count what a reader may ask for by itself."""
    return {
        "unpriced": sum(1 for one in facts if one.list_amount is None or not one.complete),
        "discounted": sum(1 for one in facts if one.discounted),
        "advised": sum(1 for one in facts if one.advised),
    }


def _tax(tax: dict[str, Any], currency: str) -> TaxView:
    base, amount = Money(tax["base"], currency), Money(tax["tax"], currency)
    return TaxView(TaxClass(tax["tax_class"]).label, Decimal(tax["rate"]), base, amount)
