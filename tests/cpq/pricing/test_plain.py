"""What is seen in one look over the lists is what the engine finds product by product."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.pricing.book import Book
from cpq.pricing.plain import plain_prices
from cpq.pricing.values import Breaks, Method, Rank, RankAt
from tests.cpq.pricing.builders import AT, catalogue, listed, rule
from tests.cpq.pricing.documents import amounts, quantities

ODD = st.sampled_from(
    [
        *([{}] * 6),
        {"uom": "box"},
        {"valid_from": AT + timedelta(minutes=1)},
        {"valid_to": AT},
        {"max_quantity": 7},
        {"breaks": Breaks.SLAB},
        {"method": Method.BLOCK},
        {"method": Method.PERCENT_OFF, "percent": 10},
    ]
)


@st.composite
def some(draw, code, **fields):
    rules = [
        rule(sku, draw(amounts), draw(st.sampled_from([1, 1, 1, 5])), id=f"{code}{n}", **draw(ODD))
        for n, sku in enumerate(draw(st.lists(st.sampled_from("ABCDEF"), max_size=4, unique=True)))
    ]
    return listed(code, *rules, **fields)


@st.composite
def catalogues(draw):
    above = draw(some("ABOVE"))
    mine = draw(some("MINE", parents=draw(st.sampled_from([[], [above]]))))
    dollars = draw(some("DOLLARS", currency="USD"))
    everybody = draw(some("STD"))
    ranks = [(Rank.CUSTOMER, mine), (Rank.TIER, dollars), (Rank.CHANNEL, above), everybody]
    exclusive = draw(st.booleans())
    order = [RankAt(Rank.CUSTOMER, 1, exclusive), RankAt(Rank.TIER, 2), RankAt(Rank.STANDARD, 3)]
    return catalogue(*ranks, precedence=tuple(order), rates={"USD": Decimal(150)})


@settings(max_examples=60, deadline=None)
@given(catalogues(), quantities)
def test_a_plain_price_is_what_the_engine_finds_for_any_quantity(known, quantity):
    book = Book(known)
    for sku, price in plain_prices(known).items():
        found = book.find(sku, "", quantity)
        assert found is not None
        assert found.total == price * quantity
        assert found.price_list


def test_one_fixed_price_for_any_quantity_is_plain_and_nothing_else_is():
    later = rule("G", 7, valid_from=AT + timedelta(minutes=1))
    odd = (rule("C", 3, 10), rule("D", 4, uom="box"), rule("E", 5, max_quantity=9), later)
    known = catalogue(
        (Rank.CUSTOMER, listed("MINE", ("B", 90))),
        listed("STD", ("A", 100), ("B", 200), rule("F", percent=5, method=Method.COST_PLUS), *odd),
        listed("USD", ("H", 8), currency="USD"),
    )

    assert plain_prices(known) == {"A": 100}
    assert plain_prices(catalogue(listed("STD", ("A", 100), rule("option:PC/x/y", 1)))) == {
        "A": 100
    }
    assert plain_prices(catalogue(listed("STD", ("A", 100), rule("all", 1)))) == {}
