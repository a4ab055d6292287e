"""The legs of a deal are always a whole way to the end customer."""

import pytest

from cpq.channels import routes
from foundation.errors import Conflict, Missing, Refusal
from tests.cpq.channels.builders import a_company, a_way, three_legs


@pytest.fixture
def way(session):
    return a_way(session, skus=())


def buyers(session):
    return [leg.buyer_id for leg in routes.legs_of(session, "dea_1")]


def test_a_deal_without_legs_goes_to_the_customer_directly(session, way):
    sale = way.sale(session)
    assert routes.legs_of(session, "dea_1") == []
    assert [leg.buyer_id for leg in routes.legs_or_direct(session, sale)] == [way.customer.id]


def test_a_route_becomes_legs_with_usual_terms(session, way):
    sale = way.sale(session)
    routes.follow_route(session, sale, [way.distributor.id, way.dealer.id])
    first, second, last = routes.legs_of(session, "dea_1")
    assert (first.basis, second.basis, last.basis) == ("price_list", "on_top", "off_end_user")
    assert first.payment_terms["ja"] == "月末締め 翌々月末払い"
    assert first.documents == last.documents == ["quote", "order_form", "proposal"]
    assert second.documents == ["quote"]


def test_a_leg_whose_buyer_stays_keeps_its_terms(session, way):
    sale = way.sale(session)
    three_legs(session, way)
    routes.follow_route(session, sale, [way.dealer.id])
    dealer, end = routes.legs_of(session, "dea_1")
    assert (dealer.buyer_id, dealer.seq) == (way.dealer.id, 1)
    assert end.buyer_id == way.customer.id


def test_companies_are_put_in_moved_and_taken_out(session, way):
    sale = way.sale(session)
    routes.insert_leg(session, sale, way.dealer.id, before=1)
    routes.insert_leg(session, sale, way.distributor.id, before=1)
    third = a_company(session, "三社目")
    routes.insert_leg(session, sale, third.id, before=3)
    assert buyers(session) == [way.distributor.id, way.dealer.id, third.id, way.customer.id]

    legs = routes.legs_of(session, "dea_1")
    routes.move_leg(session, sale, legs[2].id, -1)
    assert buyers(session)[1:3] == [third.id, way.dealer.id]
    routes.move_leg(session, sale, legs[0].id, 1)
    assert buyers(session)[:2] == [third.id, way.distributor.id]
    assert routes.legs_of(session, "dea_1")[0].basis == "price_list"

    for leg in routes.legs_of(session, "dea_1")[:-1]:
        routes.remove_leg(session, sale, leg.id)
    [last] = routes.legs_of(session, "dea_1")
    assert (last.buyer_id, last.seq, last.basis) == (way.customer.id, 1, "off_end_user")


def test_the_end_customer_stands_last_and_stays(session, way):
    sale = way.sale(session)
    legs = three_legs(session, way)
    with pytest.raises(Conflict, match="stays"):
        routes.remove_leg(session, sale, legs[-1].id)
    for leg, step in ((legs[-1], -1), (legs[1], 1), (legs[0], -1)):
        with pytest.raises(Conflict, match="cannot go there"):
            routes.move_leg(session, sale, leg.id, step)
    with pytest.raises(Missing):
        routes.move_leg(session, sale, "leg_none", 1)


def test_a_company_stands_on_the_way_once(session, way):
    sale = way.sale(session)
    three_legs(session, way)
    for known in (way.dealer, way.customer):
        with pytest.raises(Refusal, match=r"twice|itself"):
            routes.insert_leg(session, sale, known.id, before=1)
    with pytest.raises(Refusal, match="list"):
        routes.insert_leg(session, sale, "cus_none", before=1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"basis": "on_top"}, "basis"),
        ({"basis": "guess"}, "basis"),
        ({"basis": "fixed_net"}, "fixed"),
        ({"percent": "101"}, "percent"),
        ({"percent": "NaN"}, "percent"),
        ({"percent": "-1"}, "percent"),
        ({"list_code": "NONE"}, "list_code"),
        ({"currency": "XXX"}, "currency"),
        ({"rate": "0"}, "rate"),
        ({"fixed": "1.5"}, "fixed"),
        ({"contact_id": "con_none"}, "contact_id"),
        ({"payment_terms": "a\x00b"}, "payment_terms"),
    ],
)
def test_a_leg_that_is_not_right_is_refused_at_its_field(session, way, change, field):
    sale = way.sale(session)
    legs = three_legs(session, way)
    with pytest.raises(Refusal) as refused:
        routes.change_leg(session, sale, legs[0].id, change)
    assert refused.value.field == field


def test_full_width_digits_and_percent_signs_are_read(session, way):
    legs = three_legs(session, way)
    changed = routes.change_leg(session, way.sale(session), legs[0].id, {"percent": "２５．５％"})
    assert str(changed.percent) == "25.5"


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ([], "end at the end customer"),
        (["dealer"], "end at the end customer"),
        (["dealer", "dealer", "customer"], "itself"),
        (["dealer", "distributor", "dealer", "customer"], "twice"),
        (["nobody", "customer"], "no such buyer"),
    ],
)
def test_what_is_no_way_to_the_customer_is_refused(session, way, wanted, words):
    ids = [getattr(getattr(way, name, None), "id", "cus_none") for name in wanted]
    with pytest.raises(Refusal, match=words):
        routes.put_legs(session, way.sale(session), [{"buyer_id": one} for one in ids])


def test_a_way_has_a_limit(session, way):
    companies = [a_company(session, f"会社{n}") for n in range(20)]
    wanted = [{"buyer_id": one.id} for one in [*companies, way.customer]]
    with pytest.raises(Refusal, match="at most 20"):
        routes.put_legs(session, way.sale(session), wanted)


def test_documents_are_chosen_of_those_there_are(session, way):
    sale = way.sale(session)
    legs = three_legs(session, way)
    routes.change_leg(session, sale, legs[0].id, {}, ["order_form", "quote"])
    assert legs[0].documents == ["quote", "order_form"]
    for wrong in (["order_form"], ["quote", "poem"]):
        with pytest.raises(Refusal) as refused:
            routes.change_leg(session, sale, legs[0].id, {}, wrong)
        assert refused.value.field == "documents"


def test_what_is_left_out_is_as_usual_and_what_a_buyer_had_stays(session, way):
    sale = way.sale(session)
    ids = [way.distributor.id, way.dealer.id, way.customer.id]
    legs = routes.put_legs(session, sale, [{"buyer_id": one} for one in ids])
    everything = ["quote", "order_form", "proposal"]
    assert [leg.documents for leg in legs] == [everything, ["quote"], everything]
    routes.change_leg(session, sale, legs[0].id, {}, ["quote"])
    again = routes.put_legs(session, sale, [{"buyer_id": one} for one in ids])
    assert [leg.documents for leg in again] == [["quote"], ["quote"], everything]
