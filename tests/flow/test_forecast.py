"""What a rep is told while typing; the bands are those that trying every price would find."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cpq.actions
import flow.journey  # noqa: F401  (the rooms hear of each other)
from approvals.queries import waiting_for
from approvals.routing import route
from cpq.actions.drafts import draft_of
from cpq.actions.prices import Price, price_line, set_document_discount
from cpq.discounts.trying import as_if
from cpq.models import QuoteRevision
from cpq.price_lists import NewEntry, put_entries
from cpq.snapshot import draft_snapshot
from flow.approval import approval_of
from flow.facts import facts_of
from flow.forecast import line_forecast, row_forecast
from foundation.errors import Refusal
from foundation.language import say
from foundation.money import Money
from people.roles import Role
from tests.cpq.discounts.builders import FILE, a_pattern, a_price, in_days
from tests.flow.builders import Scene

LEADER, MANAGER = Role.LEADER.label, Role.MANAGER.label


@pytest.fixture
def scene(session):
    return Scene(session)


@pytest.fixture
def draft(session, scene):
    """Ten PCs at 100,000 yen that cost 60,000 each; its id and its line's."""
    revision = scene.quote(session)
    session.flush()
    [line] = draft_of(session, revision).lines
    return revision, line.id


def foretold(session, draft, how, value, **more):
    return line_forecast(session, *draft, a_price(how, value, **more))


def said(bands):
    return [(str(band.first), str(band.last), list(band.roles), band.refused) for band in bands]


def test_the_bands_say_where_one_more_person_has_to_agree(session, draft):
    at = foretold(session, draft, "percent", 12)

    assert [step.role for step in at.steps] == [LEADER]
    assert said(at.bands) == [
        ("0", "10", [], False),
        ("10.1", "15", [LEADER], False),
        ("15.1", "40", [LEADER, MANAGER], False),
        ("40.1", "100", [LEADER, MANAGER], True),  # below cost
    ]
    assert [band.here for band in at.bands] == [False, True, False, False]
    assert (at.net, at.line_margin) == (Money(880_000, "JPY"), 1 - Decimal(600) / 880)


def test_a_net_amount_has_the_same_bands_to_the_yen(session, draft):
    at = foretold(session, draft, "net", 849_999)

    assert at.net == Money(849_999, "JPY")
    assert said(at.bands) == [
        ("0", "599999", [LEADER, MANAGER], True),
        ("600000", "849999", [LEADER, MANAGER], False),
        ("850000", "899999", [LEADER], False),
        ("900000", "1000000", [], False),
    ]
    assert [step.role for step in foretold(session, draft, "net", 850_000).steps] == [LEADER]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(how=st.sampled_from(["percent", "unit", "net"]), share=st.integers(0, 1000))
def test_every_price_needs_whom_its_band_names(session, draft, how, share):
    value = {"percent": Decimal(share) / 10, "unit": share * 100, "net": share * 1000}[how]
    at = foretold(session, draft, how, value)
    [here] = [band for band in at.bands if band.here]

    tried = as_if(session, *draft, a_price(how, value)).quote
    assert list(here.roles) == [step.role.label for step in route(facts_of(tried), POLICY())]
    assert here.refused is bool(at.refusal)


def test_what_is_weighed_while_typing_is_what_is_weighed_when_submitting(session, draft):
    a_pattern(session, floor_percent=Decimal(-3), role="manager")
    given = a_price("net", 777_777, pattern="bid", file=FILE, promised=Decimal(3))
    given = replace(given, grounds=given.grounds.model_copy(update={"until": in_days(9)}))
    tried = facts_of(as_if(session, *draft, given).quote)

    price_line(session, draft[1], given)
    submitted = facts_of(draft_snapshot(session, session.get(QuoteRevision, draft[0])))
    assert (tried.total, tried.lines, tried.rules) == (
        submitted.total,
        submitted.lines,
        submitted.rules,
    )
    assert tried.deepest_discount == submitted.lines[0].discount


def POLICY():  # noqa: N802  (read late: a module may not load the policy while tests are collected)
    from approvals.policy import policy  # noqa: PLC0415  (the same)

    return policy()


def test_more_units_can_reach_a_break_that_needs_nobody(session, scene):
    put_entries(session, "STD", [NewEntry("PC", Decimal(89_000), Decimal(12))])
    revision = scene.quote(session)
    [line] = draft_of(session, revision).lines
    draft = revision, line.id

    at = foretold(session, draft, "unit", 88_000)
    assert [step.role for step in at.steps] == [LEADER]
    assert (at.ahead.more, at.ahead.quantity, at.ahead.rule_unit) == (2, 12, 89_000)
    assert at.ahead.roles == ()


def test_a_pattern_ends_the_scale_at_its_cap_and_brings_its_own_approver(session, draft):
    a_pattern(session, cap_percent=Decimal(12), role="manager")
    at = foretold(session, draft, "percent", 5, pattern="bid")

    assert [step.role for step in at.steps] == [MANAGER]
    assert said(at.bands) == [
        ("0", "10", [MANAGER], False),
        ("10.1", "12", [LEADER, MANAGER], False),
    ]
    assert "“入札”" in say(at.steps[0].reasons[0], "ja") or "入札" in say(
        at.steps[0].reasons[0], "ja"
    )


def test_what_is_missing_is_said_and_nothing_is_kept(session, draft):
    a_pattern(session, evidence="words")
    at = foretold(session, draft, "percent", 5, pattern="bid")
    assert [problem.field for problem in at.problems] == ["evidence_words"]
    assert line_forecast(session, *draft, None).net == Money(1_000_000, "JPY")


def test_below_cost_the_forecast_says_what_submitting_would(session, scene, draft):
    at = foretold(session, draft, "net", 590_000)
    assert "lowest amount is ¥600,000, ¥60,000 a unit" in say(at.refusal, "en")

    price_line(session, draft[1], a_price("net", 590_000))
    assert say(approval_of(session, draft[0]).unknown, "en") == say(at.refusal, "en")
    with pytest.raises(Refusal, match="lowest amount is ¥600,000"):
        cpq.actions.submit_quote(session, draft[0], by=scene.rep.id)


def test_a_discount_on_the_whole_counts_for_whoever_has_to_agree(session, draft):
    set_document_discount(session, draft[0], percent=Decimal(12), reason="出精値引き")
    assert [step.role for step in approval_of(session, draft[0]).forecast] == [LEADER]


def test_an_approver_sees_pattern_evidence_promise_and_past_prices(session, scene, draft):
    before = scene.submitted(session, "5")
    a_pattern(session)
    given = a_price("net", 880_000, pattern="bid", file=FILE, competitor="甲社", words="口頭")
    price_line(session, draft[1], given)
    cpq.actions.submit_quote(session, draft[0], by=scene.rep.id)

    [step] = waiting_for(session, scene.leader)
    [line] = step.request.case["lines"]
    assert (line["pattern"]["ja"], line["agreed"], line["competitor"]) == ("入札", True, "甲社")
    assert line["evidence"]["sha256"] == FILE.sha256
    [past] = line["past"]
    assert (past["net_unit"], past["ordered"]) == ("95000", False)
    assert before != draft[0]


def test_what_is_typed_into_the_line_itself_is_foretold_alike_without_its_reason(session, draft):
    typed = row_forecast(session, *draft, {"percent": "12", "reason": ""})
    asked = foretold(session, draft, "percent", 12, reason="")
    assert typed == asked
    assert [problem.field for problem in typed.problems] == ["reason"]

    everything = {"quantity": "10", "percent": "0", "unit": "88,000", "net": "1,000,000"}
    everything |= {"reason": "競合と同条件"}
    assert row_forecast(session, *draft, everything) == foretold(session, draft, "unit", 88000)
    assert row_forecast(session, *draft, {"quantity": "20"}).net == Money(2_000_000, "JPY")
    assert session.get(QuoteRevision, draft[0]).total == 1_100_000


def test_a_line_as_it_stands_foretells_nothing_and_what_is_no_number_is_refused(session, draft):
    assert row_forecast(session, *draft, {}) is None
    assert row_forecast(session, *draft, {"quantity": "10", "percent": "０"}) is None
    for form in ({"percent": "abc"}, {"percent": "101"}, {"quantity": "0"}, {"net": "1e308"}):
        with pytest.raises(Refusal):
            row_forecast(session, *draft, form)


def test_a_price_that_cannot_be_read_is_refused(session, draft):
    with pytest.raises(Refusal):
        line_forecast(session, *draft, Price("percent", Decimal(101)))
