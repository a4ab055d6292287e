"""An envelope from its first page to its last seal."""

import pytest

from foundation.db import transaction
from foundation.errors import Conflict
from foundation.language import _, say
from foundation.storage import store
from signing import actions, queries
from signing.actions import Answer
from signing.examining import examine
from tests.signing.builders import (
    PHONE,
    SENDER,
    agree,
    completed,
    copy_to,
    deliver,
    envelope,
    facts,
    mails,
    mark,
    our_roots,
    recipients_of,
    sent,
    sent_sha,
    sign,
    signer,
    stuck,
    trail_of,
    versions_of,
    whole,
)

FIRST, SECOND, COPY = "signer1@aoki.example", "signer2@aoki.example", "copy9@aoki.example"


def status_of(envelope_id):
    with transaction() as session:
        return queries.status_of(session, envelope_id)


def test_everybody_signs_in_turn_and_everybody_gets_the_sealed_copy():
    envelope_id = completed()

    done = envelope(envelope_id)
    assert stuck() == []
    verdict = examine(store().get(done.document_sha256), our_roots())
    assert done.status == "completed"
    assert verdict.fields == ["company00seal", "recipient001sign", "recipient002sign"]
    assert [seen.name for seen in verdict.signatures][1:] == ["山田太郎", "髙﨑 𠮷次"]
    assert verdict.holds
    assert whole(envelope_id)
    assert len(facts("signing.envelope_completed")) == 1
    assert mails("signing_completed") == sorted([FIRST, SECOND, COPY, SENDER.email])
    assert [p.state for p in done.recipients] == ["signed", "signed", "copied"]


def test_in_order_the_second_is_asked_after_the_first_has_signed():
    envelope_id = sent()
    assert mails("signing_request") == [FIRST]
    with pytest.raises(Conflict, match="not your turn"):
        sign(envelope_id, 2)

    sign(envelope_id, 1)
    deliver()

    assert mails("signing_request") == [FIRST, SECOND]
    status = status_of(envelope_id)
    assert status.waiting_for == ["髙﨑 𠮷次"]
    assert "1 of 2 signed" in str(status.line)
    assert status.signed == 1


def test_side_by_side_both_are_asked_at_once_and_sign_in_any_order():
    envelope_id = sent([signer(1, stage=1), signer(2, stage=1), signer(3, role="countersigner")])
    assert mails("signing_request") == [FIRST, SECOND]

    sign(envelope_id, 2)
    sign(envelope_id, 1)
    deliver()
    sign(envelope_id, 3)
    deliver()

    done = envelope(envelope_id)
    assert done.status == "completed"
    verdict = examine(store().get(done.document_sha256), our_roots())
    assert verdict.fields == [
        "company00seal", "recipient002sign", "recipient001sign", "recipient003sign",
    ]  # fmt: skip
    assert verdict.holds


def test_a_second_click_is_told_that_nothing_more_is_needed():
    envelope_id = sent()
    sign(envelope_id, 1)
    who = recipients_of(envelope_id)[0]
    answer = Answer(sent_sha(envelope_id), mark(), who.name)

    for _again in range(2):
        with pytest.raises(Conflict, match="already signed"), transaction() as session:
            actions.sign(session, who.id, answer, PHONE)
    deliver()

    assert [v.kind for v in versions_of(envelope_id)] == ["prepared", "certified", "signed"]
    assert trail_of(envelope_id).count("recipient.signed") == 1


def test_nobody_signs_what_they_were_not_shown():
    envelope_id = sent()
    who = recipients_of(envelope_id)[0]
    with transaction() as session:
        agree(session, who)

    for sha in ("0" * 64, "", versions_of(envelope_id)[0].sha256):
        with pytest.raises(Conflict, match="not the one that was sent"), transaction() as session:
            actions.sign(session, who.id, Answer(sha, mark(), who.name), PHONE)

    assert envelope(envelope_id).signed == 0


def test_nobody_signs_before_they_agreed_to_sign_electronically():
    envelope_id = sent()
    who = recipients_of(envelope_id)[0]

    with pytest.raises(Conflict, match="agree"), transaction() as session:
        actions.sign(session, who.id, Answer(sent_sha(envelope_id), mark(), who.name), PHONE)
    with pytest.raises(Conflict, match="terms have changed"), transaction() as session:
        actions.consent(session, who.id, "f" * 64, PHONE)


def test_who_gets_a_copy_cannot_sign():
    envelope_id = sent()
    copied = recipients_of(envelope_id)[2]

    with pytest.raises(Conflict, match="nothing for you to sign"), transaction() as session:
        agree(session, copied)


def test_declining_ends_the_envelope_and_everybody_who_was_asked_is_told():
    envelope_id = sent([signer(1, stage=1), signer(2, stage=1), signer(3), copy_to()])
    who = recipients_of(envelope_id)[0]

    with transaction() as session:
        actions.decline(session, who.id, "価格の条件が合いません。", PHONE)
    deliver()

    ended = envelope(envelope_id)
    assert ended.status == "declined"
    assert say(ended.end_reason, "en") == "価格の条件が合いません。"
    assert [p.state for p in ended.recipients] == [
        "declined",
        "cancelled",
        "cancelled",
        "cancelled",
    ]
    assert mails("signing_declined") == sorted([SENDER.email, SECOND])
    assert len(facts("signing.envelope_declined")) == 1
    with pytest.raises(Conflict, match="declined"):
        sign(envelope_id, 2)
    assert whole(envelope_id)


def test_withdrawing_ends_it_once_and_for_all():
    envelope_id = sent()

    with transaction() as session:
        actions.void(session, envelope_id, "金額を改めます。", SENDER)
    deliver()

    assert envelope(envelope_id).status == "voided"
    assert mails("signing_voided") == [FIRST]
    with pytest.raises(Conflict, match="withdrawn"):
        sign(envelope_id, 1)
    with pytest.raises(Conflict, match="withdrawn"), transaction() as session:
        actions.void(session, envelope_id, "もう一度", SENDER)


def test_what_is_signed_by_all_cannot_be_withdrawn_any_more():
    envelope_id = sent([signer(1)])
    sign(envelope_id, 1)

    with pytest.raises(Conflict, match="Everybody has signed"), transaction() as session:
        actions.void(session, envelope_id, "遅すぎます", SENDER)
    with transaction() as session:
        actions.void_for_subject(session, "rev_1", _("Replaced."))
    deliver()

    assert envelope(envelope_id).status == "completed"


def test_a_replaced_quote_takes_its_envelope_back():
    envelope_id = sent()

    with transaction() as session:
        actions.void_for_subject(session, "rev_1", _("Replaced."))

    assert envelope(envelope_id).status == "voided"
