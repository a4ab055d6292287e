"""Random documents with every method, for whatever has to hold of all of them."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from cpq.price_lists.facts import as_factor
from cpq.pricing import Adjustment, DocumentDiscount
from cpq.pricing.formulas import formula_from
from cpq.pricing.values import Basis, Breaks, Method, Rank, RankAt
from foundation.money import Money
from tests.cpq.pricing.builders import AT, catalogue, listed, rule, wanted

SKUS = ("A", "B", "C", "D")
CATEGORIES = {"A": "K", "B": "K", "C": "L"}
UNITS = ("", "box", "piece")  # a piece is a part of what is sold by the dozen or the hour
PIECES = [as_factor(Fraction(1, n)) for n in (7, 12, 60)]
CURRENCIES = st.sampled_from(["JPY", "USD", "KWD"])
RATES = {"JPY": Decimal(1), "USD": Decimal("151.237"), "KWD": Decimal("492.618033")}

amounts = st.decimals("0", "100000", places=2)
percents = st.decimals("-50", "100", places=2)
small = st.decimals("0.01", "500", places=2)
quantities = st.one_of(
    st.integers(1, 60).map(Decimal), st.decimals("0.01", "60", places=2), st.just(Decimal(1))
)
numbers = st.sampled_from(["cost", "list", "quantity", "attribute.weight", "3", "0.7", "-12.5"])
conditions = st.builds(
    "{0} {1} {2}".format, numbers, st.sampled_from(["<", ">=", "=", "!="]), numbers
)
formulas = st.recursive(
    numbers,
    lambda inside: st.one_of(
        st.builds("{0} {1} {2}".format, inside, st.sampled_from("+-*/"), inside),
        st.builds("({0})".format, inside),
        st.builds("-{0}".format, inside),
        st.builds("{0}({1}, {2})".format, st.sampled_from(["min", "max"]), inside, inside),
        st.builds("{0}({1}, {2})".format, st.sampled_from(["round", "floor", "ceil"]), inside,
                  st.sampled_from(["10", "0.05", "quantity"])),
        st.builds("if({0} & !({1}) | {0}, {2}, {3})".format, conditions, conditions, inside,
                  inside),
    ),
    max_leaves=6,
)  # fmt: skip
targets = st.one_of(
    st.sampled_from(SKUS).map(lambda sku: f"product:{sku}"),
    st.sampled_from(["category:K", "category:L", "all", "option:A/slot/x"]),
)
moments = st.sampled_from([None, None, AT - timedelta(days=9), AT, AT + timedelta(minutes=1)])
ends = st.sampled_from([None, None, None, AT, AT + timedelta(minutes=1)])


@st.composite
def rules(draw, name, bases=("list", "cost")):
    """Some rules of a list, no two of them of the same claim."""
    made = {}
    for n in range(draw(st.integers(1, 4))):
        method = draw(st.sampled_from([m for m in Method if m is not Method.PERCENT_OF_TOTAL]))
        target, least = draw(targets), draw(st.sampled_from([1, 1, 1, 5, 10, 20]))
        optional = {"round_to": small, "least_margin": small, "most_margin": small}
        formula, written = method is Method.FORMULA, method is Method.EXPRESSION
        fields = {one: draw(st.none() | of) for one, of in optional.items()} if formula else {}
        uom = draw(st.sampled_from(UNITS))
        one = rule(
            target,
            draw(amounts),
            least,
            id=f"{name}{n}",
            method=method,
            percent=draw(percents),
            base=draw(st.sampled_from([b for b in bases if not written or b != "cost"])),
            formula=formula_from(draw(formulas)) if written else "",
            surcharge=draw(st.decimals("-5", "5", places=2)) if formula else 0,
            max_quantity=draw(st.sampled_from([None, None, least, least + 7])),
            breaks=draw(st.sampled_from(list(Breaks))),
            uom="" if target.startswith("option") else uom,
            valid_from=draw(moments),
            valid_to=draw(ends),
            priority=draw(st.sampled_from([0, 0, 0, 1])),
            **fields,
        )
        made[one.target, one.min_quantity, one.uom, one.valid_from, one.priority] = one
    return list(made.values())


@st.composite
def catalogues(draw):
    """Standard prices for everything, and lists above them, in two currencies, over a diamond."""
    floor = [
        *(rule("all", draw(amounts), at, id=f"all{at}") for at in (1, 10)),
        rule("option:A/slot/x", draw(amounts), id="x"),
        rule("product:D", percent=draw(percents), method=Method.PERCENT_OF_TOTAL, id="total"),
    ]
    standard = listed("STD", *floor)
    currency = draw(CURRENCIES)
    grand = listed("GRAND", *draw(rules("g")), currency=draw(CURRENCIES))
    left = listed("LEFT", *draw(rules("l")), parents=[grand])
    right = listed("RIGHT", *draw(rules("r")), parents=[grand], currency="USD")
    top = listed("TOP", *draw(rules("t", ("list", "cost", "list:STD"))), parents=[left, right])
    places = [(Rank.CUSTOMER, top), (Rank.CHANNEL, listed("CH", *draw(rules("c")))), standard]
    exclusive = draw(st.booleans())
    order = (RankAt(Rank.CUSTOMER, 1), RankAt(Rank.CHANNEL, 2, exclusive), RankAt(Rank.STANDARD, 3))
    return catalogue(
        *places,
        currency=currency,
        precedence=order,
        categories=CATEGORIES,
        costs={sku: (draw(amounts), draw(CURRENCIES)) for sku in SKUS},
        factors={
            f"{sku}/{unit}": draw(of)
            for sku in SKUS
            for unit, of in (("box", st.just(Decimal(12))), ("piece", st.sampled_from(PIECES)))
        },
        attributes={"A": {"weight": "1.5"}, "B": {"weight": "０.3"}, "C": {"weight": "heavy"}},
        rates={of: rate / RATES[currency] for of, rate in RATES.items() if of != currency},
    )


@st.composite
def adjustments(draw):
    kind = draw(st.sampled_from(["discretion", "pattern", "uplift", "partner", "distributor"]))
    percent = draw(st.decimals("-20", "20", places=2))
    amount = draw(st.just(Decimal(0)) | st.decimals("-2", "2", places=3))
    return Adjustment(kind, {}, percent, amount, draw(st.sampled_from(list(Basis))))


@st.composite
def lines(draw, position):
    sku = draw(st.sampled_from(SKUS))
    agreed = st.fixed_dictionaries({"unit": amounts}) | st.fixed_dictionaries({"net": amounts})
    part = st.tuples(st.sampled_from("ABC"), st.integers(1, 4))
    return wanted(
        sku,
        draw(quantities),
        position=position,
        parts=draw(st.lists(part, max_size=2)),
        off=draw(st.lists(adjustments(), max_size=2)),
        manual=draw(st.none() | st.none() | agreed),
        uom=draw(st.sampled_from(UNITS)),
        ignore_rules=draw(st.sampled_from([False, False, True])),
        surcharges=draw(st.sampled_from([(), ("A/slot/x",)])),
        of_total=draw(st.sampled_from([True, True, False])),
        group=draw(st.sampled_from(["standard", "reduced", "exempt"])),
    )


@st.composite
def documents(draw):
    """Lines and the catalogue they are priced from."""
    some = [draw(lines(n)) for n in range(1, draw(st.integers(1, 4)) + 1)]
    return some, draw(catalogues())


@st.composite
def discounts(draw, currency):
    """Nothing, a percentage, or an amount that every document can bear."""
    amount = Money(draw(st.integers(0, 1)), currency)
    percent = draw(st.decimals("0", "30", places=2))
    return draw(
        st.sampled_from(
            [
                DocumentDiscount(),
                DocumentDiscount(percent=percent),
                DocumentDiscount(amount=amount),
                DocumentDiscount(percent, amount),
            ]
        )
    )
