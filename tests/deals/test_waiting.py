"""On whom a deal waits."""

from datetime import UTC, datetime, timedelta

from deals.waiting import Told, waiting_on

BEGAN = datetime(2026, 11, 24, 9, tzinfo=UTC)


def story(*told):
    return [
        Told(seq, kind, document, actor, BEGAN + timedelta(hours=seq), figures)
        for seq, (kind, document, actor, figures) in enumerate(told, start=1)
    ]


def words(*told):
    return str(waiting_on(story(*told)).on)


def test_a_new_deal_waits_for_nobody():
    assert waiting_on(story(("deal.opened", "", "Sato", {}))).on is None


def test_a_submitted_quote_waits_for_approval_until_it_is_answered():
    asked = ("quote.submitted", "rev", "Sato", {})

    assert words(asked) == "Approval"
    assert waiting_on(story(asked, ("quote.approved", "rev", "", {}))).on is None


def test_a_shared_proposal_waits_for_whom_it_was_shared_with():
    shared = ("proposal.sent", "rev", "Sato", {"to": "Aoki"})

    assert words(shared) == "Answer of Aoki"
    assert waiting_on(story(shared, ("quote.accepted", "rev", "Aoki", {}))).on is None


def test_an_envelope_waits_for_the_next_signer_and_counts():
    at = waiting_on(
        story(
            ("envelope.sent", "env", "", {"signed": 0, "of": 3, "next": "Aoki"}),
            ("envelope.opened", "env", "Aoki", {}),
            ("envelope.signed", "env", "Aoki", {"signed": 1, "of": 3, "next": "Yamada"}),
        )
    )

    assert (str(at.on), at.signed, at.to_sign) == ("Signature of Yamada", 1, 3)
    assert at.since == BEGAN + timedelta(hours=3)


def test_opening_the_documents_does_not_begin_the_wait_anew():
    at = waiting_on(
        story(
            ("envelope.sent", "env", "", {"signed": 0, "of": 1, "next": "Aoki"}),
            ("envelope.opened", "env", "Aoki", {}),
        )
    )

    assert at.since == BEGAN + timedelta(hours=1)


def test_after_the_last_signature_it_waits_for_the_seal_and_then_for_nobody():
    told = [
        ("envelope.sent", "env", "", {"signed": 0, "of": 1, "next": "Aoki"}),
        ("envelope.signed", "env", "Aoki", {"signed": 1, "of": 1, "next": ""}),
    ]

    assert words(*told) == "The seal"
    assert waiting_on(story(*told, ("envelope.completed", "env", "", {}))).on is None


def test_a_decline_waits_for_a_decision():
    told = [
        ("envelope.sent", "env", "", {"signed": 0, "of": 2, "next": "Aoki"}),
        ("envelope.declined", "env", "Aoki", {}),
    ]

    assert words(*told) == "A decision: signing has stopped"
