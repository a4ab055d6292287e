"""Publishing a list with 1,000 open quotes, and what its length costs a quote."""

from decimal import Decimal
from itertools import count
from statistics import median

from sqlalchemy import text

from benchmarks.installation import installation
from benchmarks.tables import Row, once, show, timed
from cpq import actions
from cpq.catalog.actions import put_product
from cpq.listing import publishing
from cpq.models import ImpactRun, ListEntry, QuoteLine
from cpq.price_lists import NewEntry, catalogue_for, list_by_code, open_list, put_entries
from cpq.price_lists.changes import content_of
from cpq.price_lists.entries import put_on_draft
from cpq.price_lists.versions import open_draft
from customers.actions import add_customer
from foundation.db import transaction

QUOTES, LINES, PRODUCTS = 1000, 10, 200
LENGTHS = (1_000, 10_000, 100_000, 1_000_000)
OTHERS = {"id": "'ple_' || n", "target": "'product:X' || n", "sku": "'X' || n"}
COLUMNS = [column.name for column in ListEntry.__table__.columns]
FILL = text(f"""
    WITH RECURSIVE numbers(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM numbers WHERE n < :last)
    INSERT INTO price_list_entry ({", ".join(COLUMNS)})
    SELECT {", ".join(OTHERS.get(name, name) for name in COLUMNS)}
    FROM numbers, price_list_entry WHERE sku = 'P0'
""")  # noqa: S608  (our own names)
SKUS = [f"P{n}" for n in range(20)]
PRICES = count(1)


def main() -> bool:
    with installation() as session:
        _company(session)
        session.commit()
        reckoned, published = _publish()
    growth, change = _growth()
    least = median(growth[LENGTHS[0]])
    rows = [
        Row(f"reckon {QUOTES:,} open quotes of {LINES} lines", reckoned, goal=30),
        Row("look the draft over and publish it", published, goal=2),
        *(
            Row(
                f"what a quote of 20 products asks of {length:,} entries",
                times,
                ratio=median(times) / least,
                most=2,
            )
            for length, times in growth.items()
        ),
        Row("one change on the draft of 1,000,000, with its fingerprint", change, goal=0.1),
    ]
    return show("Publish a price list; lists of 1,000 to 1,000,000 entries", rows)


def _company(session):
    customer = add_customer(session, {"name": "Aoki"})
    for n in range(PRODUCTS):
        put_product(session, {"sku": f"P{n}", "name": f"P{n}"})
    open_list(session, code="STD", name="x", name_en="x", currency="JPY", scope="standard")
    put_entries(session, "STD", [NewEntry(f"P{n}", Decimal(1000)) for n in range(PRODUCTS)])
    for n in range(QUOTES):
        quote = _quote(session, customer.id, n)
        for line in range(LINES):
            sku = f"P{(n * 7 + line) % PRODUCTS}"
            quote.lines.append(_line(line + 1, sku))
        session.flush()


def _quote(session, customer_id, n):
    words = {"channel": "direct", "currency": "JPY", "owner_id": "per_1", "language": "ja"}
    known = {"deal_id": f"dea_{n}", "customer_id": customer_id, "contact_id": "con_1"}
    return actions.open_quote(session, **known, **words)


def _line(position, sku):
    return QuoteLine(position=position, sku=sku, quantity=Decimal(1 + position))


def _publish():
    with transaction() as session:
        list_id = list_by_code(session, "STD").id
        draft = open_draft(session, list_id)
        changed = [NewEntry(f"P{n}", Decimal(1030)) for n in range(PRODUCTS // 2)]
        put_on_draft(session, list_id, draft.number, changed)
        seen = content_of(session, draft)
    with transaction() as session:
        run_id = publishing.ask_impact(session, list_id, by="x").id
    reckoned = once(lambda: publishing.reckon(run_id))
    with transaction() as session:
        run = session.get(ImpactRun, run_id)
        assert run.done == QUOTES
        assert len(run.rows) > QUOTES // 3
    return [reckoned], [once(lambda: _published(list_id, seen))]


def _published(list_id, seen):
    with transaction() as session:
        publishing.publish(session, list_id, seen, by="x")


def _growth():
    """What the catalogue of a quote costs with lists of growing length."""
    costs = {}
    with installation() as session:
        for n in range(20):
            put_product(session, {"sku": f"P{n}", "name": f"P{n}"})
        customer = add_customer(session, {"name": "Aoki"})
        open_list(session, code="STD", name="x", name_en="x", currency="JPY", scope="standard")
        put_entries(session, "STD", [NewEntry(f"P{n}", Decimal(1000)) for n in range(20)])
        list_id = list_by_code(session, "STD").id
        quote = _quote(session, customer.id, 0)
        session.commit()
        there = 20
        for length in LENGTHS:
            _fill(session, there, length)
            there = length
            costs[length] = timed(lambda: catalogue_for(session, quote, SKUS))
        return costs, timed(lambda: _change(session, list_id))


def _fill(session, first, last):
    """Lengthen a list by rules like its first one, in the database itself."""
    session.execute(FILL, {"first": first, "last": last - 1})
    session.commit()


def _change(session, list_id):
    draft = open_draft(session, list_id)
    price = Decimal(next(PRICES))
    put_on_draft(session, list_id, draft.number, [NewEntry("P1", price)])
    assert content_of(session, draft)


if __name__ == "__main__":
    main()
