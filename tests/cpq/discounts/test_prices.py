from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import flow.journey  # noqa: F401  (the rooms hear of each other)
from cpq import actions
from cpq.actions.prices import (
    Price,
    drop_manual,
    ignore_rules,
    mark_quote_only,
    price_line,
    set_document_discount,
    set_manual_net,
    set_manual_unit,
)
from cpq.discounts.given import rule_amount, shown_ratio
from cpq.discounts.patterns import retire_pattern
from cpq.discounts.trying import as_if
from cpq.models import QuoteLine, QuoteRevision
from cpq.snapshot import draft_snapshot, snapshot_of
from deals.queries import deal_card
from foundation.errors import Refusal
from foundation.language import say
from foundation.money import Money
from tests.cpq.builders import a_quote
from tests.cpq.discounts.builders import FILE, a_pattern, a_price, in_days


@pytest.fixture
def draft(session):
    return a_quote(session)


@pytest.fixture
def service(draft):
    """2.5 hours of service at 8,000 yen."""
    return next(line for line in draft.lines if line.sku == "SRV")


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(net=st.integers(0, 10**6), quantity=st.integers(1, 999).map(lambda n: Decimal(n) / 8))
def test_what_is_typed_as_net_is_what_is_paid_whatever_the_quantity(
    session, draft, service, net, quantity
):
    set_manual_net(session, service.id, Decimal(net), reason="合意価格")
    actions.set_quantity(session, service.id, quantity)

    line = next(one for one in draft_snapshot(session, draft).lines if one.sku == "SRV")
    assert line.net_amount == net
    assert service.price["net_amount"] == net


def test_an_agreed_80_never_prints_as_79_99(session, draft, service):
    set_manual_unit(session, service.id, Decimal(80), reason="合意価格")
    for quantity in ("1", "3", "7"):
        actions.set_quantity(session, service.id, Decimal(quantity))
        assert Decimal(service.price["net_unit"]) == 80
        assert service.price["net_amount"] == 80 * int(quantity)


def test_beside_an_agreed_price_stands_what_the_rules_say_and_one_deed_takes_it(
    session, draft, service
):
    set_manual_net(session, service.id, Decimal(15_000), reason="合意価格")
    actions.set_quantity(session, service.id, Decimal(4))
    assert rule_amount(service, "JPY") == Money(32_000, "JPY")
    assert service.price["net_amount"] == 15_000

    drop_manual(session, service.id)
    assert service.price["net_amount"] == 32_000
    assert (service.reason, service.manual_net) == ("", None)


def test_the_percentage_shown_beside_an_agreed_price_does_not_replace_it(session, draft, service):
    set_manual_net(session, service.id, Decimal(13_333), reason="合意価格")
    shown = shown_ratio(service, "JPY") * 100

    actions.change_line(session, service.id, percent=shown, reason="")
    actions.change_line(session, service.id, percent=Decimal(0), reason="")
    assert (service.manual_net, service.reason) == (13_333, "合意価格")

    actions.change_line(session, service.id, percent=Decimal(5), reason="値引き")
    assert (service.manual_net, service.price["net_amount"]) == (None, 19_000)


def test_an_agreed_price_below_the_rules_needs_a_reason_and_counts_as_a_discount(
    session, draft, service
):
    with pytest.raises(Refusal) as refused:
        set_manual_net(session, service.id, Decimal(15_000), reason="")
    assert refused.value.field == "reason"

    set_manual_net(session, service.id, Decimal(15_000), reason="合意価格")
    assert draft_snapshot(session, draft).deepest_discount == "0.25"


def test_a_price_above_the_rules_is_no_discount(session, draft, service):
    set_manual_net(session, service.id, Decimal(21_000), reason="")
    assert draft_snapshot(session, draft).deepest_discount == "0"


@pytest.mark.parametrize(
    ("how", "value"),
    [("net", "0.5"), ("net", "-1"), ("unit", "1e14"), ("percent", "100.1"), ("unit", "0.0000001")],
)
def test_a_price_that_cannot_be_is_refused_in_place(session, draft, service, how, value):
    with pytest.raises(Refusal) as refused:
        price_line(session, service.id, a_price(how, Decimal(value)))
    assert refused.value.field == "value"


def test_a_pattern_says_what_it_asks_for_until_it_is_there(session, draft, service):
    a_pattern(
        session,
        conditions=[{"kind": "competitor"}, {"kind": "quantity", "least": "2"}],
        cap_percent=Decimal(20),
        reason_required=True,
        evidence="file",
        promise_required=True,
    )
    given = {"reason": "", "pattern": "bid", "value": 25}
    fields = []
    for more in (
        {},
        {"competitor": "甲社"},
        {"value": 20, "reason": "入札"},
        {"file": FILE},
        {"promised": Decimal(10)},
    ):
        given |= more
        with pytest.raises(Refusal) as refused:
            price_line(session, service.id, a_price(**given))
        fields.append(refused.value.field)
    assert fields == ["reason", "reason", "evidence", "promised", "until"]

    price_line(session, service.id, a_price(**given, until=in_days(90)))
    assert service.pattern == "bid"
    assert service.price["net_amount"] == 16_000


def test_an_unmet_condition_is_explained_and_a_cap_is_a_cap(session, draft, service):
    a_pattern(session, conditions=[{"kind": "quantity", "least": "50"}], cap_percent=Decimal(8))
    with pytest.raises(Refusal) as refused:
        price_line(session, service.id, a_price(pattern="bid", value=5))
    assert "a quantity of 50; here it is 2.5" in say(refused.value.text, "en")

    actions.set_quantity(session, service.id, Decimal(50))
    with pytest.raises(Refusal) as refused:
        price_line(session, service.id, a_price("net", 360_000, pattern="bid"))
    assert "8% at most; this is 10%" in say(refused.value.text, "en")


def test_a_quote_is_not_submitted_when_its_pattern_no_longer_holds(session, draft, service):
    pattern = a_pattern(session, conditions=[{"kind": "quantity", "least": "2"}])
    price_line(session, service.id, a_price(pattern="bid", value=5))
    actions.set_quantity(session, service.id, Decimal(1))
    with pytest.raises(Refusal, match="quantity of 2"):
        actions.submit_quote(session, draft.id, by=draft.owner_id)

    actions.set_quantity(session, service.id, Decimal(3))
    retire_pattern(session, pattern.id)
    with pytest.raises(Refusal, match="not in use any more"):
        actions.submit_quote(session, draft.id, by=draft.owner_id)


def test_a_submitted_quote_keeps_what_its_price_rested_on_and_tells_the_customer_nothing(
    session, draft, service
):
    a_pattern(session, floor_percent=Decimal("3.5"), role="leader")
    given = a_price("net", 19_000, pattern="bid", file=FILE, competitor="甲社")
    price_line(session, service.id, given)
    actions.submit_quote(session, draft.id, by=draft.owner_id)

    snapshot = snapshot_of(session, draft.id)
    by = next(line for line in snapshot.lines if line.sku == "SRV").priced_by
    assert (by.pattern, by.role, by.floor_percent) == ("bid", "leader", "3.5")
    assert (by.manual, by.rule_amount, by.evidence_sha256) == ("net", 20_000, FILE.sha256)
    told = str(snapshot.public())
    for secret in ("甲社", "入札", FILE.sha256, FILE.name, "priced_by", "競合と同条件"):
        assert secret not in told


def test_a_revision_keeps_the_agreed_price(session, draft, service):
    a_pattern(session)
    price_line(session, service.id, a_price("net", 19_000, pattern="bid", competitor="甲社"))
    actions.submit_quote(session, draft.id, by=draft.owner_id)
    new = actions.revise_quote(session, draft.id, by=draft.owner_id)

    line = next(one for one in new.lines if one.sku == "SRV")
    assert (line.manual_net, line.pattern, line.grounds) == (19_000, "bid", {"competitor": "甲社"})
    assert line.price["net_amount"] == 19_000


def test_a_discount_on_the_whole_needs_its_reason_and_is_shared_to_the_last_yen(session, draft):
    before = draft.subtotal
    with pytest.raises(Refusal) as refused:
        set_document_discount(session, draft.id, amount=Decimal(1_001))
    assert refused.value.field == "reason"

    set_document_discount(session, draft.id, amount=Decimal(1_001), reason="出精値引き")
    assert draft.subtotal == before - 1_001
    snapshot = draft_snapshot(session, draft)
    assert sum(line.share for line in snapshot.lines) == snapshot.document_discount == 1_001
    assert Decimal(snapshot.deepest_discount) > 0
    assert "出精値引き" not in str(snapshot.public())

    set_document_discount(session, draft.id)
    assert draft.subtotal == before

    with pytest.raises(Refusal, match="more than the lines come to"):
        set_document_discount(session, draft.id, amount=Decimal(before + 1), reason="出精値引き")


def test_trying_a_price_leaves_everything_as_it_was(session, draft, service):
    session.flush()
    before = draft_snapshot(session, draft)

    tried = as_if(session, draft.id, service.id, a_price("net", 12_345), Decimal(7))
    assert tried.net == Money(12_345, "JPY")
    assert tried.by_rules == 56_000
    assert tried.quote.total < before.total

    assert not any(session.is_modified(row) for row in (draft, *draft.lines))
    assert draft_snapshot(session, draft) == before


def test_what_is_tried_is_what_comes_of_it(session, draft, service):
    price = a_price("unit", "7777.5")
    tried = as_if(session, draft.id, service.id, price).quote
    price_line(session, service.id, price)
    made = draft_snapshot(session, draft)
    assert tried.total == made.total
    assert [line.net_amount for line in tried.lines] == [line.net_amount for line in made.lines]


def test_rules_can_be_ignored_on_a_line_and_work_again(session, draft, service):
    ignore_rules(session, service.id, ignore=True)
    assert service.price["net_amount"] == 20_000
    ignore_rules(session, service.id, ignore=False)
    assert not service.ignore_rules


def test_a_deal_with_nothing_but_quotes_for_comparison_counts_in_no_forecast(session, draft):
    mark_quote_only(session, draft.id, on=True)
    assert deal_card(session, draft.deal_id).quote_only
    other = actions.open_quote(
        session,
        deal_id=draft.deal_id,
        customer_id=draft.customer_id,
        contact_id=draft.contact_id,
        channel="direct",
        currency="JPY",
        owner_id=draft.owner_id,
        language="ja",
    )
    assert not deal_card(session, draft.deal_id).quote_only
    mark_quote_only(session, other.id, on=True)
    assert deal_card(session, draft.deal_id).quote_only


def test_the_rules_alone_is_a_price_too(session, draft, service):
    price_line(session, service.id, a_price("net", 15_000))
    price_line(session, service.id, Price())
    row = session.get(QuoteLine, service.id)
    assert (row.discount, row.manual_unit, row.manual_net, row.reason) == (0, None, None, "")
    assert session.get(QuoteRevision, draft.id).document_discount == {}
