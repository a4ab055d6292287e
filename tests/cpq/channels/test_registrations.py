"""A dealer who registers a customer first is protected for a while, and no other is told who."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from cpq.channels import quotes, registrations, routes
from cpq.channels.policy import change_policy, policy_of
from cpq.channels.registrations import RegistrationState, state_of
from cpq.price_lists import NewEntry, open_list, put_entries
from cpq.price_lists.whom import set_precedence
from cpq.pricing.values import Rank, RankAt
from cpq.snapshot import snapshot_of
from foundation.db import today, utcnow
from foundation.errors import Conflict, Refusal
from tests.cpq.channels.builders import a_company, a_way, three_legs


@pytest.fixture
def way(session):
    return a_way(session)


def requested(session, way, holder=None, **more):
    fields = {"holder_id": (holder or way.dealer).id, "customer_id": way.customer.id, **more}
    return registrations.request_registration(session, fields, by="佐藤")


def granted(session, way, holder=None, given=None, **more):
    row = requested(session, way, holder, **more)
    return registrations.grant_registration(session, row.id, given or {}, by="鈴木")


def totals(session, way):
    session.flush()
    legs = routes.legs_of(session, "dea_1")
    return [row.subtotal for row in quotes.make_leg_quotes(session, way.draft.id, legs, by="per_1")]


def test_a_registration_is_requested_and_granted_as_usual(session, way):
    row = granted(session, way)
    assert row.number.startswith("R-")
    assert state_of(row) is RegistrationState.GRANTED
    assert row.protected_until == today() + timedelta(days=90)
    assert (row.percent, row.second_percent) == (5, 5)


def test_who_holds_a_family_may_register_the_rest_too_and_another_may_not(session, way):
    granted(session, way, category="server")
    assert state_of(granted(session, way)) is RegistrationState.GRANTED
    with pytest.raises(Conflict, match="holds this customer"):
        granted(session, way, holder=way.distributor)


def test_protection_ends_by_its_day_alone(session, way):
    row = granted(session, way, given={"protected_until": today().isoformat()})
    assert registrations.in_force(session, way.customer.id) == [row]
    with time_machine.travel(utcnow() + timedelta(days=2)):
        assert state_of(row) is RegistrationState.EXPIRED
        assert registrations.in_force(session, way.customer.id) == []


def test_the_holder_has_points_more_and_a_second_partner_less(session, way):
    three_legs(session, way)
    before = totals(session, way)
    row = granted(session, way, holder=way.distributor, given={"percent": "5"})
    after = totals(session, way)
    assert before[0] == 63_560
    assert after[0] == 59_020  # 35 % off instead of 30

    registrations.end_registration(session, row.id, by="鈴木")
    other = a_company(session, "別の販売店", industry="reseller")
    granted(session, way, holder=other, given={"second_percent": "10"})
    assert totals(session, way)[0] == 72_640  # 20 % off


def test_what_the_holder_has_more_is_ours_to_give(session, way):
    three_legs(session, way)
    granted(session, way, holder=way.dealer, given={"percent": "5"})
    ours, dealers, customers = totals(session, way)
    assert (ours, dealers, customers) == (59_020, 66_102, 90_800)
    assert dealers - ours == 7_082  # the distributor still has its 12 %


def test_who_buys_from_the_holder_is_no_second_partner(session, way):
    three_legs(session, way)
    granted(session, way, holder=way.dealer, given={"percent": "0"})
    assert totals(session, way)[0] == 63_560


def test_a_registration_covers_its_product_family_only(session, way):
    three_legs(session, way)
    granted(session, way, holder=way.distributor, category="graphics")
    assert totals(session, way)[0] == 63_560


def test_nobody_else_is_granted_what_somebody_holds(session, way):
    granted(session, way)
    other = a_company(session, "別の販売店", industry="reseller")
    second = requested(session, way, holder=other, category="graphics")
    with pytest.raises(Conflict, match="町の販売店株式会社 holds this customer until"):
        registrations.grant_registration(session, second.id, {}, by="鈴木")
    third = requested(session, way, holder=other)
    refused = registrations.refuse_registration(session, third.id, reason="重複", by="鈴木")
    assert state_of(refused) is RegistrationState.REFUSED


def test_no_document_of_a_second_partner_names_the_holder(session, way):
    three_legs(session, way)
    other = a_company(session, "秘密の登録販売店", industry="reseller")
    row = granted(session, way, holder=other)
    legs = routes.legs_of(session, "dea_1")
    for made in quotes.make_leg_quotes(session, way.draft.id, legs, by="per_1"):
        said = str(snapshot_of(session, made.id).public())
        assert "秘密" not in said
        assert row.number not in said


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"holder_id": ""}, "holder_id"),
        ({"holder_id": "cus_none"}, "holder_id"),
        ({"customer_id": ""}, "customer_id"),
        ({"note": "x" * 1001}, "note"),
        ({"category": "a\x00"}, "category"),
    ],
)
def test_a_request_that_is_not_right_is_refused_at_its_field(session, way, fields, field):
    asked = {"holder_id": way.dealer.id, "customer_id": way.customer.id, **fields}
    with pytest.raises(Refusal) as refused:
        registrations.request_registration(session, asked, by="佐藤")
    assert refused.value.field == field


def test_a_company_registers_others_and_each_once(session, way):
    with pytest.raises(Refusal, match="itself"):
        requested(session, way, holder=way.customer)
    requested(session, way)
    with pytest.raises(Conflict, match="already"):
        requested(session, way)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"protected_until": "soon"}, "protected_until"),
        ({"protected_until": "2020-01-01"}, "protected_until"),
        ({"protected_until": "2999-01-01"}, "protected_until"),
        ({"percent": "NaN"}, "percent"),
        ({"percent": "101"}, "percent"),
        ({"second_percent": "-1"}, "second_percent"),
    ],
)
def test_a_grant_that_is_not_right_is_refused_at_its_field(session, way, given, field):
    row = requested(session, way)
    with pytest.raises(Refusal) as refused:
        registrations.grant_registration(session, row.id, given, by="鈴木")
    assert refused.value.field == field
    assert state_of(row) is RegistrationState.REQUESTED


def test_what_was_decided_is_not_decided_again(session, way):
    row = granted(session, way)
    with pytest.raises(Conflict, match="Granted"):
        registrations.refuse_registration(session, row.id, reason="x", by="鈴木")
    registrations.end_registration(session, row.id, by="鈴木")
    with pytest.raises(Conflict, match="not in force"):
        registrations.end_registration(session, row.id, by="鈴木")


def test_registrations_are_found_by_company_number_and_state(session, way):
    row = granted(session, way)
    other = requested(session, way, category="graphics")

    def found(*asked):
        return [one.id for one in session.scalars(registrations.registrations_matching(*asked))]

    assert set(found()) == {row.id, other.id}
    assert found("", "granted") == [row.id]
    assert found("", "requested") == [other.id]
    assert found("", "expired") == []
    assert found("町の 最終", "granted") == [row.id]
    assert found(row.number) == [row.id]


def test_a_registered_deal_may_have_a_price_list_of_its_own(session, way):
    legs = three_legs(session, way)
    routes.change_leg(
        session, way.sale(session), legs[0].id, {"basis": "price_list", "percent": "0"}
    )
    names = {"name": "登録案件価格", "name_en": "Registered", "currency": "JPY"}
    open_list(session, code="REG", **names, scope="customer", scope_id="cus_nobody")
    put_entries(session, "REG", [NewEntry("SRV", Decimal(5000)), NewEntry("TEA", Decimal(500))])
    granted(session, way, holder=way.distributor, given={"percent": "0", "list_code": "REG"})
    assert totals(session, way)[0] == 55_000


def test_a_list_that_ties_with_another_at_its_place_is_not_granted(session, way):
    names = {"name": "価格", "name_en": "Prices", "currency": "JPY"}
    open_list(session, code="REG", **names)
    put_entries(session, "REG", [NewEntry("SRV", Decimal(5000))])
    set_precedence(session, [RankAt(rank, 1) for rank in Rank])

    with pytest.raises(Refusal, match="on REG and “¥8,000” on STD") as refused:
        granted(session, way, given={"list_code": "REG"})
    assert refused.value.field == "list_code"


def test_what_is_usual_is_data(session):
    assert policy_of(session).tolerance == 3
    change_policy(session, {"tolerance": "２．５%", "protection_days": "30"})
    assert (policy_of(session).tolerance, policy_of(session).protection_days) == (
        Decimal("2.5"),
        30,
    )
    for wrong in ({"tolerance": "101"}, {"protection_days": "0"}, {"dealer_markup": "1e3"}):
        with pytest.raises(Refusal) as refused:
            change_policy(session, wrong)
        assert refused.value.field in wrong
