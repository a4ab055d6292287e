"""What a customer's page shows of other rooms: the deals with it, and their quotes."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template

import cpq.queries
import deals.queries
from cpq.queries import RevisionRow
from customers.queries import customer_card
from deals.queries import BoardFilter, DealCard
from flow.blueprint import pages
from foundation.doors import page_of, session

SHOWN = 20


@dataclass(frozen=True)
class DealAt:
    """A deal with the quotes that stand."""

    deal: DealCard
    quotes: Sequence[RevisionRow]


@pages.get("/customers/<customer_id>/deals")
def customer_deals(customer_id: str) -> str:
    """Show the newest deals with a customer, each with its quotes."""
    customer = customer_card(session(), customer_id)
    asked = BoardFilter(customer_id=customer.id)
    newest = page_of(deals.queries.deals_matching(asked, sort="-number"), size=SHOWN)
    rows = [_with_quotes(deal) for deal in deals.queries.statuses(session(), newest.rows)]
    return render_template(
        "flow/customer_deals.html", rows=rows, more=newest.total - len(rows), customer=customer
    )


def _with_quotes(deal: DealCard) -> DealAt:
    quotes = cpq.queries.revisions_of_deal(session(), deal.id)
    return DealAt(deal, [row for row in quotes if not row.replaced])
