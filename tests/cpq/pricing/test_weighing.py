"""What the rules that lost would have given: said where somebody asks, and in the proof."""

from decimal import Decimal

from cpq import actions
from cpq.listing.renewing import take_new_prices
from cpq.price_lists import NewEntry, put_entries
from cpq.pricing.book import Book
from cpq.pricing.engine import price_from
from cpq.pricing.values import Method, Rank
from cpq.pricing.written import priced_json
from cpq.proving import weighed_steps
from foundation import db
from tests.cpq.builders import a_quote
from tests.cpq.pricing.builders import catalogue, listed, rule, wanted


def lists(**fields):
    """A customer's list with three rules, a dealer's formula, the standard price, in two moneys."""
    own = listed("OWN", rule("A", 90, 10, id="ten"), rule("A", 95, id="one"),
                 rule("category:K", percent=20, method=Method.PERCENT_OFF, id="cat"))  # fmt: skip
    dealer = listed("DEALER", rule("A", method=Method.EXPRESSION, formula="cost * 1.5", id="f"),
                    currency="USD")  # fmt: skip
    standard = listed("STD", ("A", 100), rule("A", 0, id="off", priority=-1))
    known = {"categories": {"A": "K"}, "rates": {"USD": Decimal(150)}}
    return catalogue((Rank.CUSTOMER, own), (Rank.CHANNEL, dealer), standard, **known, **fields)


def losers(known, quantity=12, **fields):
    book = Book(known, weighs=True)
    priced = price_from(book, [wanted("A", quantity, **fields)])[1]
    return [(one.code, one.rule, one.would_give) for one in priced.steps[0].losers]


def test_every_rule_that_lost_says_what_it_would_give_the_lists_behind_it_too():
    """G5: in the money of the document, per unit that is sold."""
    of_cost = {"costs": {"A": (Decimal(1), "USD")}}
    assert losers(lists(**of_cost)) == [
        ("OWN", "one", 95), ("OWN", "cat", 80), ("DEALER", "f", 225), ("STD", "product:A/1/", 100),
    ]  # fmt: skip
    box = {"factors": {"A/box": Decimal(12)}}
    assert losers(lists(**of_cost, **box), 1, uom="box")[0] == ("OWN", "one", 95 * 12)


def test_a_rule_that_would_give_no_price_says_why_it_lost_alone():
    assert losers(lists())[2] == ("DEALER", "f", None)


def test_pricing_itself_does_not_weigh_and_comes_to_the_same():
    """G1, G16"""
    known = lists()
    plain, weighed = (
        price_from(Book(known, weighs=weighs), [wanted("A", 12)])[1] for weighs in (False, True)
    )
    assert weighed.net_amount == plain.net_amount
    assert [one.rule for one in plain.steps[0].losers] == ["one", "cat"]
    assert "would_give" not in str(priced_json(plain))
    assert priced_json(weighed)["steps"][0]["losers"][0]["would_give"] == "95"


def test_of_a_draft_it_is_weighed_as_it_stands_of_a_submitted_quote_it_is_what_was_kept(session):
    """G15"""
    quote = a_quote(session)
    line = quote.lines[0]
    as_draft = weighed_steps(session, quote, [line])[line.position]
    assert [step["after"] for step in as_draft] == [step["after"] for step in line.price["steps"]]
    actions.submit_quote(session, quote.id, by=quote.owner_id)
    assert weighed_steps(session, quote, [line])[line.position] == as_draft


def test_other_systems_read_the_same(other_system, quote):
    """G15"""
    with db.transaction() as session:
        put_entries(session, "STD", [NewEntry("TEA", Decimal(900), min_quantity=Decimal(10))])
        actions.change_line(session, quote.lines[2].id, quantity=Decimal(12))
        take_new_prices(session, quote.id)
    for address in ("", "/lines"):
        body = other_system.get(f"/api/v1/quotes/{quote.id}{address}").json
        assert [one["would_give"] for one in body["lines"][2]["steps"][0]["losers"]] == ["1080"]
