"""What the end user pays and what we net over each channel, and who undercuts whom."""

from decimal import Decimal

from cpq.channels.balance import Figures, Offer, bars_of, warnings_of
from cpq.channels.policy import change_policy
from cpq.channels.weighing import offers_of
from cpq.price_lists import NewEntry, open_list, put_entries
from foundation.db import utcnow
from foundation.language import verbatim
from foundation.money import Money
from tests.cpq.channels.builders import a_way, three_legs


def yen(amount):
    return Money(amount, "JPY")


def offer(key, end_user, ours=0):
    return Offer(key, verbatim(key), (), Figures(yen(end_user), yen(ours or end_user)))


def test_a_channel_that_undercuts_another_is_named_with_the_figures():
    offers = [offer("direct", 1000), offer("dealer", 950)]
    [said] = warnings_of(offers, Decimal(3))
    assert str(said) == ("dealer: the end user pays ¥950, which is 5% less than direct (¥1,000).")
    assert warnings_of(offers, Decimal(5)) == []


def test_what_has_no_figures_is_compared_with_nothing():
    nothing = Offer("web", verbatim("web"), (), refusal=verbatim("no price"))
    assert warnings_of([offer("direct", 1000), nothing], Decimal(0)) == []
    assert warnings_of([offer("direct", 0), offer("dealer", 0)], Decimal(0)) == []


def test_bars_are_as_long_as_their_figures():
    first, second = bars_of([offer("direct", 1000), offer("dealer", 1000, 500)])
    assert (first.end_user, first.ours) == (300, 300)
    assert (second.end_user, second.ours) == (300, 150)


def test_every_channel_is_reckoned_for_the_same_products(session):
    way = a_way(session)
    three_legs(session, way)
    names = {"name": "販売店価格", "name_en": "Dealer", "currency": "JPY"}
    open_list(session, code="DEALER", **names, scope="channel", scope_id="dealer")
    put_entries(session, "DEALER", [NewEntry("SRV", Decimal(6000)), NewEntry("TEA", Decimal(900))])
    way.draft.priced_at = utcnow()
    change_policy(session, {"dealer_markup": "10", "distributor_markup": "5"})
    session.flush()

    offers = {one.key: one for one in offers_of(session, way.sale(session), way.draft.id)}

    figures = {key: (one.figures.end_user.amount, one.figures.ours.amount)
               for key, one in offers.items()}  # fmt: skip
    assert figures == {
        "direct": (90_800, 90_800),
        "web": (90_800, 90_800),
        "dealer": (75_900, 69_000),
        "distributor": (104_870, 90_800),
        "chain": (90_800, 63_560),
    }
    assert offers["distributor"].way[0]["ja"] == "株式会社大手流通"
    assert len(warnings_of(list(offers.values()), Decimal(3))) == 7


def test_without_resellers_their_channels_say_so(session):
    way = a_way(session)
    for company in (way.dealer, way.distributor):
        company.industry = "retail"
    session.flush()
    offers = {one.key: one for one in offers_of(session, way.sale(session), way.draft.id)}
    assert "No company" in str(offers["dealer"].refusal)
    assert offers["distributor"].figures is None
