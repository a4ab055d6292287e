"""Pricing a quote of 1,000 lines against 200 prices: pure, and one change in the database."""

from datetime import date, timedelta
from decimal import Decimal

from benchmarks.installation import installation
from benchmarks.tables import Row, show, timed
from cpq.catalog.actions import put_product
from cpq.models import Quote, QuoteLine, QuoteRevision
from cpq.price_lists import NewEntry, open_list, put_entries
from cpq.pricing import Entry, PriceList, Wanted, price_document
from cpq.repricing import reprice
from customers.actions import add_customer

LINES, PRODUCTS = 1000, 100
DAY = date(2026, 11, 25)


def main() -> bool:
    return show(
        "Price a quote of 1,000 lines (200 prices on three lists)",
        [
            Row("price_document, pure", timed(_pure()), goal=0.05),
            Row("one change, repriced in the database", _one_change(), goal=0.05),
        ],
    )


def _pure():
    def entries(step):
        breaks = [Entry(Decimal(1000)), Entry(Decimal(900), Decimal(10))]
        return {f"P{n}": breaks for n in range(0, PRODUCTS, step)}

    names = {"ja": "x", "en": "x"}
    lists = [PriceList(str(step), names, "JPY", entries(step)) for step in (4, 2, 1)]
    lines = [_wanted(n) for n in range(LINES)]
    return lambda: price_document(lines, lists, DAY, "JPY")


def _wanted(n):
    return Wanted(n, f"P{n % PRODUCTS}", Decimal(1 + n % 20), (), Decimal(n % 3) / 20)


def _one_change():
    with installation() as session:
        revision = _big_quote(session)
        quantities = iter(range(1, 10_000))

        def change():
            revision.lines[500].quantity = Decimal(next(quantities))
            reprice(session, revision)

        return timed(change)


def _big_quote(session):
    customer = add_customer(session, {"name": "Aoki"})
    for n in range(PRODUCTS):
        put_product(session, {"sku": f"P{n}", "name": f"P{n}"})
    for scope, scope_id in (("customer", customer.id), ("channel", "direct"), ("standard", "")):
        where = {"currency": "JPY", "scope": scope, "scope_id": scope_id}
        open_list(session, code=scope, name=scope, name_en=scope, **where)
    put_entries(
        session, "customer", [NewEntry(f"P{n}", Decimal(900)) for n in range(0, PRODUCTS, 2)]
    )
    put_entries(
        session, "channel", [NewEntry(f"P{n}", Decimal(950)) for n in range(0, PRODUCTS, 2)]
    )
    put_entries(session, "standard", [NewEntry(f"P{n}", Decimal(1000)) for n in range(PRODUCTS)])
    quote = Quote(deal_id="dea_1", number="Q-1")
    session.add(quote)
    session.flush()
    known = {"quote_id": quote.id, "number": "Q-1", "deal_id": "dea_1", "contact_id": "con_1"}
    words = {"owner_id": "per_1", "channel": "direct", "currency": "JPY", "language": "ja"}
    days = {"issued_on": DAY, "valid_until": DAY + timedelta(days=30)}
    revision = QuoteRevision(**known, **words, **days, customer_id=customer.id)
    revision.lines = [
        QuoteLine(position=n, sku=f"P{n % PRODUCTS}", quantity=Decimal(1 + n % 20))
        for n in range(LINES)
    ]
    session.add(revision)
    session.flush()
    reprice(session, revision)
    session.flush()
    return revision


if __name__ == "__main__":
    main()
