"""Which lists are asked, at which version, and what else a price depends on."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event, select

from cpq.listing.assigning import add_parent, add_rate, change_precedence
from cpq.listing.naming import campaigns_called
from cpq.models import Assignment
from cpq.price_lists import Asked, NewEntry, list_by_code, open_list, put_entries, shelf_for
from cpq.price_lists.chains import above, path_back
from cpq.price_lists.opening import put_on_and_publish
from cpq.price_lists.versions import versions_of
from cpq.price_lists.whom import assign, end_assignment, rates_to, whom_of
from cpq.pricing.document import Wanted
from cpq.pricing.engine import price_line
from cpq.pricing.values import Method, Rank
from customers.queries import customer_card
from foundation.db import utcnow
from foundation.errors import Refusal
from foundation.language import in_language
from tests.cpq.builders import put
from tests.customers.builders import a_customer

SOON = timedelta(seconds=1)


@pytest.fixture
def customer(session):
    put(session, "P1", category="tea", cost=Decimal(4), cost_currency="USD")
    put(session, "P2", category="tea", uom="box", attributes={"per_piece": "0.1"})
    row = a_customer(session, price_group="gold", region="関西")
    session.flush()
    return customer_card(session, row.id)


def a_list(session, code, price=None, currency="JPY", **fields):
    row = open_list(session, code=code, name=code, name_en=code, currency=currency, **fields)
    if price is not None:
        put_entries(session, code, [NewEntry("P1", Decimal(price))])
    return row.id


def asked(customer, at=None, channel="direct", **more):
    return Asked("JPY", at or utcnow() + SOON, whom_of(customer, channel=channel, **more))


def price(session, who, sku="P1", quantity=1, uom=""):
    catalogue = shelf_for(session, [sku], [who]).catalogue(who)
    line = Wanted(1, sku, Decimal(quantity), uom=uom)
    return price_line(line, catalogue).net_unit


def test_each_rank_is_asked_before_the_next(session, customer):
    targets = {
        Rank.STANDARD: "", Rank.CAMPAIGN: "春", Rank.CHANNEL: "direct", Rank.REGION: "関西",
        Rank.TIER: "gold", Rank.CUSTOMER: customer.id, Rank.REGISTRATION: "reg_1",
        Rank.CONTRACT: customer.id,
    }  # fmt: skip
    for n, (rank, target) in enumerate(targets.items(), 1):
        assign(session, a_list(session, f"L-{n}", n), rank, target)
        assert price(session, asked(customer, campaign="春", registration="reg_1")) == n
    assert price(session, asked(None, campaign="春")) == 3
    assert price(session, asked(None, channel="dealer")) == 1


def test_a_campaign_is_called_in_english_as_its_list_is(session):
    for code, target in (("YEAR-END", "年末"), ("A", "春"), ("B", "春")):
        assign(session, a_list(session, code), Rank.CAMPAIGN, target)
    with in_language("en"):
        assert campaigns_called(session) == {"年末": "YEAR-END", "春": "春"}
    with in_language("ja"):
        assert campaigns_called(session) == {"年末": "年末", "春": "春"}


def test_the_order_of_ranks_is_data_and_holds_from_now_on(session, customer):
    a_list(session, "STD", 10, scope="standard")
    assign(session, a_list(session, "GOLD", 5), Rank.TIER, "gold")
    form = {f"position_{rank}": "5" for rank in Rank} | {"position_standard": "1"}
    change_precedence(session, form, by="森")

    assert price(session, asked(customer, utcnow() + SOON)) == 10
    with pytest.raises(Refusal):
        change_precedence(session, form | {"position_tier": "1e2"})


def test_an_ended_assignment_stays_for_the_moments_before(session, customer):
    a_list(session, "STD", 10, scope="standard")
    gold = assign(session, a_list(session, "GOLD", 5), Rank.TIER, "gold")
    gold.created_at = utcnow() - timedelta(days=2)
    for row in session.scalars(select(Assignment)):
        row.created_at = gold.created_at
    for code in ("STD", "GOLD"):
        from_the_beginning(session, code)
    end_assignment(gold, utcnow() - timedelta(days=1))
    session.flush()

    assert price(session, asked(customer, utcnow() - timedelta(hours=36))) == 5
    assert price(session, asked(customer)) == 10


def from_the_beginning(session, code):
    for row in versions_of(session, list_by_code(session, code).id):
        row.published_at = datetime(2020, 1, 1, tzinfo=UTC)


def test_lists_in_other_currencies_are_asked_as_parents_only(session, customer):
    a_list(session, "USD-1", 2, currency="USD", scope="standard")
    shop = a_list(session, "JPY-1", scope="standard")
    add_parent(session, shop, "USD-1")
    put_on_and_publish(session, shop, [])
    with pytest.raises(Refusal):
        price(session, asked(customer))
    add_rate(session, {"from": "USD", "to": "JPY", "rate": "150"})

    assert price(session, asked(customer)) == 300


def test_cost_and_units_come_from_the_products(session, customer):
    shop = a_list(session, "JPY-1", scope="standard")
    rules = [
        NewEntry("P1", method=Method.COST_PLUS, percent=Decimal(25)),
        NewEntry("P2", Decimal(30), uom="box"),
    ]
    put_on_and_publish(session, shop, rules)
    add_rate(session, {"from": "JPY", "to": "USD", "rate": "0.01"})

    assert price(session, asked(customer)) == 500
    assert price(session, asked(customer), "P2", 2, "box") == 30


def test_a_rate_is_the_newest_of_its_moment_and_turns_round(session):
    now = utcnow()
    for days, rate in ((-2, "100"), (-1, "125"), (5, "200")):
        made = add_rate(session, {"from": "USD", "to": "JPY", "rate": rate})
        made.valid_from = now + timedelta(days=days)
    session.flush()

    assert rates_to(session, "JPY", ["USD", "EUR"], now) == {"USD": Decimal(125)}
    assert rates_to(session, "USD", ["JPY"], now) == {"JPY": Decimal("0.008000000000")}


def test_diamonds_are_allowed_and_circles_named():
    edges = {"A": ["B", "C"], "B": ["D"], "C": ["D"], "D": ["E"]}
    assert above(edges, ["A"]) == ["A", "B", "C", "D", "E"]
    assert path_back(edges, "A", "E") == []
    assert path_back(edges, "E", "A")[0] == path_back(edges, "E", "A")[-1] == "E"
    assert path_back({"A": ["B"], "B": ["C"], "C": ["D"]}, "D", "A") == ["D", "A", "B", "C", "D"]
    assert path_back(edges, "D", "D") == ["D", "D"]


def test_a_quote_reads_only_what_concerns_its_products(session, customer):
    shop = a_list(session, "JPY-1", 10, scope="standard")
    put_entries(session, "JPY-1", [NewEntry(f"X{n}", Decimal(1)) for n in range(50)])
    rows = []
    who = asked(customer)
    event.listen(session.get_bind(), "after_cursor_execute", lambda *args: rows.append(args[2]))
    shelf = shelf_for(session, ["P1"], [who])
    spent = len(rows)

    assert len(shelf.rules[shop]) == 1
    assert spent < 15


def test_a_list_put_out_of_use_stays_with_what_was_priced_before(session, customer):
    """A base need not be pinned: a line that is added later may be the first to ask for it."""
    a_list(session, "BASE", 80)
    shop = a_list(session, "JPY-1", scope="standard")
    put_on_and_publish(
        session,
        shop,
        [NewEntry("P1", method=Method.PERCENT_OFF, percent=Decimal(10), base="list:BASE")],
    )
    base, before = list_by_code(session, "BASE"), asked(customer, utcnow())
    base.use(wanted=False)
    session.flush()
    assert price(session, before) == 72
    with pytest.raises(Refusal):
        price(session, asked(customer))

    during = asked(customer, utcnow())
    base.use(wanted=True)
    assert price(session, asked(customer)) == price(session, before) == 72
    with pytest.raises(Refusal):
        price(session, during)
