"""Which of many products may have a price: those with a rule, and all where a rule stands alone."""

from decimal import Decimal

import pytest

from cpq.price_lists import Asked, NewEntry, open_list, priced_among, put_entries
from cpq.price_lists.whom import whom_of
from cpq.pricing.values import Method
from foundation.db import utcnow
from tests.cpq.builders import put
from tests.cpq.listing.test_asking import SOON

SKUS = ("P1", "P2", "P3")
CHANGES = [
    {"target": "all", "method": Method.PERCENT_OFF, "percent": Decimal(5)},
    {"target": "category:tea", "method": Method.FORMULA, "percent": Decimal(5)},
    {"target": "category:tea", "method": Method.EXPRESSION, "formula": "list * 0.9"},
    {"target": "all", "method": Method.PERCENT_OFF, "percent": Decimal(5), "base": "list:STD"},
]
ALONE = [
    {"target": "all", "unit_price": Decimal(5)},
    {"target": "category:tea", "method": Method.COST_PLUS, "percent": Decimal(20)},
    {"target": "all", "method": Method.FORMULA, "percent": Decimal(-5), "base": "cost"},
    {"target": "category:tea", "method": Method.EXPRESSION, "formula": "cost + 3"},
]


def names(entry):
    return f"{entry['target']} {entry.get('method', 'fixed')} {entry.get('base', '')}"


@pytest.fixture
def lists(session):
    for sku in SKUS:
        put(session, sku, category="tea")
    for code, scope in (
        ("STD", {"scope": "standard"}),
        ("WEB", {"scope": "channel", "scope_id": "web"}),
    ):
        open_list(session, code=code, name=code, name_en=code, currency="JPY", **scope)
    put_entries(session, "STD", [NewEntry("P1", Decimal(100))])
    put_entries(session, "WEB", [NewEntry("P2", Decimal(90))])
    session.flush()
    return session


def found(session, channel="direct"):
    return priced_among(
        session, Asked("JPY", utcnow() + SOON, whom_of(None, channel=channel)), SKUS
    )


def test_those_that_stand_on_a_list_that_is_asked(lists):
    assert found(lists) == {"P1"}
    assert found(lists, "web") == {"P1", "P2"}


@pytest.mark.parametrize("entry", CHANGES, ids=names)
def test_what_only_changes_another_price_prices_nothing_by_itself(lists, entry):
    put_entries(lists, "STD", [NewEntry(**entry)])

    assert found(lists) == {"P1"}


def test_a_list_that_others_are_reckoned_from_counts_too(lists):
    open_list(lists, code="BASE", name="BASE", name_en="BASE", currency="JPY")
    put_entries(lists, "BASE", [NewEntry("P3", Decimal(80))])
    put_entries(lists, "STD", [NewEntry(**CHANGES[1] | {"base": "list:BASE"})])

    assert found(lists) == {"P1", "P3"}


@pytest.mark.parametrize("entry", ALONE, ids=names)
def test_with_a_rule_that_needs_no_other_price_whatever_it_is_about_may_have_one(lists, entry):
    put_entries(lists, "WEB", [NewEntry(**entry)])

    assert found(lists, "web") == set(SKUS)
    assert found(lists) == {"P1"}
