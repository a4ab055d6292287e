"""How an envelope ends otherwise, and what is no envelope: late, replaced, refused, twice told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from foundation.db import reading, transaction, utcnow
from foundation.errors import Conflict, Missing, Refusal
from foundation.language import _, say
from foundation.mail import Mail, letter
from foundation.storage import store
from signing import actions
from signing.models import Envelope, Recipient
from tests.signing.builders import (
    PHONE,
    SENDER,
    anchors_for,
    copy_to,
    deliver,
    envelope,
    facts,
    mails,
    paper,
    prepared,
    recipients_of,
    row,
    sent,
    sign,
    signer,
    trail_of,
)

FIRST = "signer1@aoki.example"


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
