"""Pricing: documents of 10 to 10,000 lines, one line's change, lists of up to a million entries.

200 rules on three lists: prices with breaks for 100 products. What a published version does to open
quotes is measured in ``publish_list``.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from statistics import median

from sqlalchemy import insert

from benchmarks.installation import installation
from benchmarks.tables import Row, once, ratio_of, show, timed
from cpq.actions import set_quantity
from cpq.catalog.actions import put_product
from cpq.models import ListEntry, Quote, QuoteLine, QuoteRevision
from cpq.price_lists import (
    NewEntry,
    catalogue_for,
    list_by_code,
    open_list,
    pin_versions,
    put_entries,
)
from cpq.pricing import Adjustment, Catalogue, ListVersion, Rule, Wanted, price_document
from cpq.pricing.values import PRECEDENCE, Assigned, Kind, Rank
from cpq.repricing import reprice
from cpq.standing import revision_alone
from customers.actions import add_customer
from foundation.db import transaction, utcnow
from web import loading

SIZES = (10, 100, 1000, 10_000)
GOALS = {1000: 0.05}
LINES, PRODUCTS, DAY = 1000, 100, date(2026, 11, 25)
ONE_CHANGE = 0.015
ENTRIES = (1000, 100_000, 1_000_000)
GROWTH = 10.0  # a thousand times the entries may cost this much more, far below linear


def main() -> bool:
    loading.post_worker_init(None)  # garbage is looked for as in the web server
    pure = show("Price a document, 200 rules on three lists: pure", _documents())
    change = show("Price a quote of 1,000 lines in the database", _quote())
    return show("Price 20 lines from a list of so many entries", _lists()) and pure and change


def _documents():
    known, took = _catalogue(), {}
    for size in SIZES:
        lines = [_wanted(n) for n in range(size)]
        took[size] = timed(lambda: price_document(lines, known), 7 if size > LINES else 15)  # noqa: B023  (used at once)
    rows = [Row(f"{size:,} lines", times, GOALS.get(size)) for size, times in took.items()]
    ratio = _computed(took[10_000]) / _computed(took[LINES])
    return [*rows, Row("  10,000 beside 1,000", took[10_000], ratio=ratio, most=15.0)]


def _computed(times):
    return median(took.cpu for took in times)


def _catalogue():
    lists = [_list(name, step) for name, step in (("customer", 4), ("channel", 2), ("standard", 1))]
    ranks = (Rank.CUSTOMER, Rank.CHANNEL, Rank.STANDARD)
    assigned = tuple(Assigned(rank, prices) for rank, prices in zip(ranks, lists, strict=True))
    return Catalogue(datetime(2026, 11, 25, tzinfo=UTC), "JPY", assigned, PRECEDENCE)


def _list(name, step):
    """A price for every so many products; on the channel's list one from ten on, too."""
    rules = {}
    for n in range(0, PRODUCTS, step):
        target = f"product:P{n}"
        rules[target] = (Rule(f"{name}{n}", target, amount=Decimal(1000)),)
        if step == 2 and n % 8:
            more = Rule(f"{name}{n}b", target, amount=Decimal(900), min_quantity=Decimal(10))
            rules[target] = (*rules[target], more)
    return ListVersion(name, {"ja": name, "en": name}, 1, "JPY", Kind.LIST, rules)


def _wanted(n):
    off = (Adjustment("discretion", percent=Decimal(n % 3 * 5)),) if n % 3 else ()
    return Wanted(n, f"P{n % PRODUCTS}", Decimal(1 + n % 20), adjustments=off)


def _quote():
    """Change one line after another of a quote that is there, each in a transaction of its own.

    As in a web server's process, nothing of the quote is at hand when a change begins.
    """
    with installation() as session:
        revision_id, lines = _big_quote(session)
        session.commit()
        session.close()
        tried = count(LINES // 2)

        def change(line=None):
            n = next(tried)
            with transaction() as own:
                set_quantity(own, line or lines[n % LINES], Decimal(n % 90 + 1))

        def all_anew():
            with transaction() as own:
                reprice(own, revision_alone(own, revision_id), anew=True)

        return [
            Row("one line's change", timed(lambda: change(lines[LINES // 2])), ONE_CHANGE),
            Row("the first of each product", timed(change)),
            Row("everything anew", timed(all_anew, 9)),
        ]


def _big_quote(session):
    customer = add_customer(session, {"name": "Aoki"})
    for n in range(PRODUCTS):
        put_product(session, {"sku": f"P{n}", "name": f"P{n}"})
    for scope, scope_id in (("customer", customer.id), ("channel", "direct"), ("standard", "")):
        where = {"currency": "JPY", "scope": scope, "scope_id": scope_id}
        open_list(session, code=scope, name=scope, name_en=scope, **where)
    half = range(0, PRODUCTS, 2)
    put_entries(session, "customer", [NewEntry(f"P{n}", Decimal(900)) for n in half])
    put_entries(session, "channel", [NewEntry(f"P{n}", Decimal(950)) for n in half])
    put_entries(session, "standard", [NewEntry(f"P{n}", Decimal(1000)) for n in range(PRODUCTS)])
    revision = _revision(session, customer.id)
    pin_versions(session, revision)
    revision.lines = [
        QuoteLine(position=n, sku=f"P{n % PRODUCTS}", quantity=Decimal(1 + n % 20))
        for n in range(LINES)
    ]
    session.add(revision)
    session.flush()
    reprice(session, revision)
    session.flush()
    return revision.id, [line.id for line in revision.lines]


def _revision(session, customer_id):
    quote = Quote(deal_id="dea_1", number="Q-1")
    session.add(quote)
    session.flush()
    known = {"quote_id": quote.id, "number": "Q-1", "deal_id": "dea_1", "contact_id": "con_1"}
    words = {"owner_id": "per_1", "channel": "direct", "currency": "JPY", "language": "ja"}
    days = {"issued_on": DAY, "valid_until": DAY + timedelta(days=30), "priced_at": utcnow()}
    return QuoteRevision(**known, **words, **days, customer_id=customer_id)


def _lists():
    with installation() as session:
        customer = add_customer(session, {"name": "Aoki"})
        for n in range(20):
            put_product(session, {"sku": f"E{n * 37}", "name": f"E{n}"})
        names = {"name": "l", "name_en": "l", "currency": "JPY", "scope": "standard"}
        open_list(session, code="L", **names)
        put_entries(session, "L", [NewEntry(f"E{n * 37}", Decimal(1000 + n)) for n in range(20)])
        list_id, there, rows, first = list_by_code(session, "L").id, 0, [], None
        revision = _revision(session, customer.id)
        for size in ENTRIES:
            took = once(lambda there=there, size=size: _grow(session, list_id, there, size))
            there = size
            times = timed(lambda: _twenty(session, revision), 15)
            first = first or times
            ratio = ratio_of(times, first)
            rows.append(Row(f"{size:,} entries (put there in {took:.0f} s)", times))
        rows.append(Row("  the last beside the first", times, ratio=ratio, most=GROWTH))
        return rows


def _grow(session, list_id, start, end):
    """Put entries of other products on the list, as an import does: in bulk."""
    row = {"list_id": list_id, "amount": Decimal(10), "from_version": 1}
    for at in range(max(start, 1000 if start else 740), end, 10_000):
        some = range(at, min(at + 10_000, end))
        keys = [{"id": f"ple_{n:020}", "sku": f"X{n}", "target": f"product:X{n}"} for n in some]
        session.execute(insert(ListEntry), [row | key for key in keys])
    session.flush()


def _twenty(session, revision):
    skus = [f"E{n * 37}" for n in range(20)]
    known = catalogue_for(session, revision, skus)
    lines = [Wanted(n, sku, Decimal(1)) for n, sku in enumerate(skus)]
    assert len(price_document(lines, known)) == 20


if __name__ == "__main__":
    main()
