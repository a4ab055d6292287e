import pytest
import time_machine

import approvals.actions
import cpq.actions
import flow.journey  # noqa: F401  (the rooms hear of each other)
from approvals.models import OPEN_FOR
from approvals.queries import waiting_for
from cpq.queries import revision_row
from deals.queries import story_of
from flow import quoting
from flow.approval import approval_of
from foundation.db import utcnow
from foundation.errors import Conflict
from people.roles import Role
from tests.deals.builders import a_customer, a_deal
from tests.flow.builders import Scene


@pytest.fixture
def scene(session):
    return Scene(session)


def decide(session, person, verdict, comment=""):
    [step] = waiting_for(session, person)
    approvals.actions.decide(
        session,
        step.id,
        person=person,
        verdict=verdict,
        comment=comment,
        content_sha256=step.request.content_sha256,
    )
    return step


def roles(rows):
    return [row.role for row in rows]


@pytest.mark.parametrize(
    ("percent", "asked"),
    [
        ("0", []),
        ("10", []),
        ("10.01", [Role.LEADER]),
        ("15", [Role.LEADER]),
        ("18", [Role.LEADER, Role.MANAGER]),
    ],
)
def test_a_draft_foretells_whom_it_would_ask(session, scene, percent, asked):
    standing = approval_of(session, scene.quote(session, percent))

    assert roles(standing.forecast) == [role.label for role in asked]


def test_whom_a_draft_foretells_are_asked_when_it_is_submitted(session, scene):
    quote = scene.quote(session, "18")
    foretold = approval_of(session, quote).forecast
    cpq.actions.submit_quote(session, quote, by=scene.rep.id)

    steps = approval_of(session, quote).steps
    assert roles(steps) == roles(foretold)
    assert [step.state for step in steps] == ["open", "waiting"]


def test_a_draft_without_a_price_says_why_nothing_is_foretold(session, scene):
    standing = approval_of(session, scene.quote(session, sku="NEW"))

    assert "no price" in str(standing.unknown)


def test_a_quote_nobody_has_to_approve_is_approved_at_once(session, scene):
    quote = scene.submitted(session)

    assert revision_row(session, quote).state == "approved"
    assert approval_of(session, quote).steps == []


def test_the_approver_sees_the_case_as_it_was_submitted(session, scene):
    scene.submitted(session, "18")

    [step] = waiting_for(session, scene.leader)
    case = step.request.case
    assert case["subtotal"] == [820_000, "JPY"]
    assert case["list_total"] == [1_000_000, "JPY"]
    assert case["lines"][0]["reason"] == "競合と同条件"
    assert case["margin"] == "0.268293"  # 1 − 600,000 / 820,000
    assert case["requester"] == scene.rep.name


def test_a_rejection_comes_back_to_the_rep_with_its_reason(session, scene):
    quote = scene.submitted(session, "18")

    decide(session, scene.leader, "rejected", "粗利が薄すぎます")

    row = revision_row(session, quote)
    assert (row.state, row.reason, row.decided_by) == (
        "sent_back",
        "粗利が薄すぎます",
        scene.leader.name,
    )
    assert waiting_for(session, scene.manager) == []
    assert "quote.sent_back" in {entry.kind for entry in story_of(session, scene.deal.id)}


def test_an_approved_quote_that_is_revised_needs_approval_again(session, scene):
    old = scene.submitted(session, "12")
    decide(session, scene.leader, "approved")
    assert revision_row(session, old).state == "approved"

    new = cpq.actions.revise_quote(session, old, by=scene.rep.id)
    cpq.actions.submit_quote(session, new.id, by=scene.rep.id)

    assert revision_row(session, old).state == "superseded"
    assert revision_row(session, new.id).state == "submitted"
    step = decide(session, scene.leader, "approved")
    assert step.request.title.endswith("Rev.2")


def test_an_approval_that_ran_out_is_said_and_asked_for_again(session, scene):
    old = scene.submitted(session, "12")
    with pytest.raises(Conflict):
        quoting.submit_again(session, old, by=scene.rep)
    assert approval_of(session, old).ran_out is None

    with time_machine.travel(utcnow() + OPEN_FOR):
        assert approval_of(session, old).ran_out is not None
        new = quoting.submit_again(session, old, by=scene.rep)

        assert approval_of(session, new).ran_out is None
        assert revision_row(session, old).state == "superseded"
        decide(session, scene.leader, "approved")
        assert revision_row(session, new).state == "approved"


def test_the_approver_reads_through_whom_the_deal_is_sold(session, scene):
    """The customer's own quote is priced as sold directly, whatever way the deal goes."""
    dealer = a_customer(session, "東都システム販売", channel="dealer")
    more = {"channel": "dealer", "dealer_id": dealer.id}
    scene.deal = a_deal(session, scene.rep, scene.customer, **more)
    quote = scene.submitted(session, "12")

    [step] = waiting_for(session, scene.leader)
    assert step.request.subject == quote
    assert step.request.case["channel"]["ja"] == "販売店経由 · 東都システム販売"
