"""An envelope from its first page to its last seal."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from foundation.db import reading, transaction, utcnow
from foundation.errors import Conflict, Missing, Refusal
from foundation.language import _, say
from foundation.mail import Mail, letter
from foundation.storage import store
from signing import actions, queries
from signing.actions import Answer
from signing.examining import examine
from signing.models import Envelope, Recipient
from tests.signing.builders import (
    PHONE,
    SENDER,
    agree,
    anchors_for,
    completed,
    copy_to,
    deliver,
    envelope,
    facts,
    mails,
    mark,
    our_roots,
    paper,
    prepared,
    recipients_of,
    row,
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


def until(envelope_id, moment):
    with transaction() as session:
        session.get_one(Envelope, envelope_id).expires_at = moment


def test_after_the_last_moment_nobody_signs_even_before_the_sweep():
    envelope_id = sent()
    until(envelope_id, utcnow())

    with pytest.raises(Conflict, match="time to sign is over"):
        sign(envelope_id, 1)
    with transaction() as session:
        assert actions.expire_due(session) == 1
        assert actions.expire_due(session) == 0
    deliver()

    assert envelope(envelope_id).status == "expired"
    assert mails("signing_expired") == sorted([SENDER.email, FIRST])
    with reading() as session:
        query = select(Mail).where(Mail.template == "signing_expired")
        letters = [letter(session, one).text for one in session.scalars(query)]
    assert all("山田太郎、髙﨑 𠮷次" in words for words in letters)
    assert len(facts("signing.envelope_expired")) == 1


def test_before_the_last_moment_it_can_be_signed():
    envelope_id = sent([signer(1)])
    until(envelope_id, utcnow() + timedelta(minutes=1))

    with transaction() as session:
        assert actions.expire_due(session) == 0
    sign(envelope_id, 1)


def test_a_new_link_ends_the_old_one_and_a_second_click_sends_no_third():
    envelope_id = sent()
    who = recipients_of(envelope_id)[0]

    with transaction() as session:
        actions.resend(session, envelope_id, who.id, by=PHONE)
    with pytest.raises(Conflict, match="a moment ago"), transaction() as session:
        actions.resend(session, envelope_id, who.id, by=PHONE)
    deliver()

    assert mails("signing_request") == [FIRST, FIRST]
    second = recipients_of(envelope_id)[1]
    with pytest.raises(Conflict, match="not asked to sign"), transaction() as session:
        actions.resend(session, envelope_id, second.id, by=PHONE)
    with pytest.raises(Missing), transaction() as session:
        actions.resend(session, "env_another", who.id, by=PHONE)


def test_one_envelope_at_a_time_for_one_quote():
    first = prepared()
    with pytest.raises(Conflict, match="already on its way"):
        prepared()

    with transaction() as session:
        actions.void(session, first, "送り直します", SENDER)

    assert prepared() != first


@pytest.mark.parametrize(
    ("people", "days", "words"),
    [([copy_to()], 30, "who signs"), (None, -1, "last day"), ([signer(1)] * 101, 30, "At most")],
)
def test_an_envelope_that_cannot_be_signed_is_refused(people, days, words):
    with pytest.raises(Refusal, match=words):
        prepared(people, days=days)


def test_a_document_without_room_for_a_signer_is_refused():
    envelope_id = unprepared()
    with pytest.raises(Refusal, match="no place"), transaction() as session:
        put_in(session, envelope_id, anchors_for(1))


def unprepared():
    with transaction() as session:
        return actions.prepare_envelope(
            session,
            deal_id="deal_1",
            subject="rev_1",
            number="Q-2026-0042",
            title={"ja": "注文書", "en": "Order Form"},
            content_sha256="c0ffee",
            amount=1,
            currency="JPY",
            expires_at=utcnow() + timedelta(days=1),
            sender=SENDER,
            recipients=[signer(1), signer(2)],
        ).id


def put_in(session, envelope_id, anchors, title="注文書"):
    blob = store().put(paper(title))
    names = {"ja": title, "en": "Order Form"}
    actions.add_document_to_sign(session, envelope_id, title=names, blob=blob, anchors=anchors)


def test_a_document_told_twice_goes_in_once_and_another_is_refused():
    envelope_id = unprepared()
    for _twice in range(2):
        with transaction() as session:
            put_in(session, envelope_id, anchors_for(2))

    with pytest.raises(Conflict, match="has its document"), transaction() as session:
        put_in(session, envelope_id, anchors_for(2), "別の文書")
    assert trail_of(envelope_id).count("document.added") == 1


def test_a_document_that_cannot_be_made_ends_the_envelope_and_the_sender_learns_why():
    envelope_id = unprepared()

    for _twice in range(2):
        with transaction() as session:
            actions.fail_preparation(session, envelope_id, _("The template is incomplete."))
    deliver()

    ended = envelope(envelope_id)
    assert ended.status == "voided"
    assert mails("signing_failed") == [SENDER.email]
    assert mails("signing_voided") == []
    assert say(ended.end_reason, "en") == "The template is incomplete."
    with transaction() as session:
        put_in(session, envelope_id, anchors_for(2))
    assert envelope(envelope_id).status == "voided"


def test_a_link_that_is_fetched_is_noted_and_changes_nothing():
    envelope_id = sent()
    who = recipients_of(envelope_id)[0]
    before = len(trail_of(envelope_id))

    for _time in range(3):
        with transaction() as session:
            actions.fetched(session, envelope_id, who.id, PHONE)

    assert trail_of(envelope_id)[before:] == ["recipient.link_fetched"]
    assert row(Recipient, who.id).state == "notified"
    assert row(Recipient, who.id).opened_at is None
