"""A price is explained also to those who are not told costs, without telling them."""

from decimal import Decimal

import pytest

from cpq.pricing import price_lines
from cpq.pricing.formulas import formula_from
from cpq.pricing.values import Adjustment, Basis, Breaks, Method, Rank
from cpq.pricing.written import step_json
from cpq.quoting.discreet import without_costs
from tests.cpq.pricing.builders import catalogue, listed, rule, wanted

COST = "437"
PRICES = {
    "cost plus": {"method": Method.COST_PLUS, "percent": Decimal(30)},
    "on cost, rounded": {
        "method": Method.FORMULA,
        "base": "cost",
        "percent": Decimal(-30),
        "round_to": Decimal(10),
        "surcharge": Decimal(5),
    },
    "written, of the cost": {
        "method": Method.EXPRESSION,
        "formula": formula_from("cost * 1.3 + 5"),
    },
    "written, of both": {
        "method": Method.EXPRESSION,
        "formula": formula_from("max(cost * 1.3, list * 0.8)"),
    },
}


PRICES |= {f"{name}, by bands": {**made, "breaks": Breaks.SLAB} for name, made in PRICES.items()}


def steps_of(fields):
    lists = [(Rank.CUSTOMER, listed("OWN", rule("A", **fields))), listed("STD", ("A", 1000))]
    known = catalogue(*lists, costs={"A": (Decimal(COST), "JPY")})
    on_cost = Adjustment(kind="contract", percent=Decimal(2), basis=Basis.COST)
    priced = price_lines([wanted("A", 3, off=[on_cost])], known)[1]
    return [step_json(step) for step in priced.steps]


@pytest.mark.parametrize("fields", PRICES.values(), ids=PRICES)
def test_neither_the_cost_nor_what_was_put_on_it_is_told(fields):
    whole = steps_of(fields)
    shown = without_costs(whole)

    told = str([(step["before"], step["note"]) for step in shown])
    assert COST not in told
    assert not any(words in told for words in ("cost", "30", "1.3"))
    assert shown[-1] == whole[-1]  # what it comes to is the same
    begun = [step for step in shown if step["kind"] != "amount"]
    assert begun[0]["before"] == "0"


def test_a_price_that_is_the_cost_does_not_say_so():
    [begun, *_rest] = without_costs(steps_of({"method": Method.FORMULA, "base": "cost"}))
    assert (begun["kind"], begun["note"]["params"]) == ("list", {"words": ""})


def test_a_price_of_a_list_is_explained_in_full():
    whole = steps_of({"amount": 900})
    assert without_costs(whole)[:-2] == whole[:-2]
