import socket
from datetime import timedelta
from email.headerregistry import Address as HeaderAddress

import pytest
import time_machine
from sqlalchemy import select

from foundation import jobs, mail, outbox, tokens
from foundation.db import reading, transaction, utcnow
from foundation.mail import Address, Attachment, Mail, post
from foundation.storage import store
from tests.conftest import forget
from tests.servers import mailbox

SUZUKI = Address("鈴木 一郎", "suzuki@aoki.example", "ja")
SMITH = Address("John Smith", "smith@aoki.example", "en")
LONG = "株式会社青木製作所 御中 ワークステーション更新に関するお見積りの件（至急ご確認ください）"


@pytest.fixture
def box(database, monkeypatch):
    with mailbox() as box:
        monkeypatch.setenv("SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("SMTP_PORT", str(box.port))
        monkeypatch.setenv("MAIL_FROM", "見積 Mitsumori <sales@mitsumori.example>")
        forget()
        yield box


def write(*people, cause="test:1", attachments=(), reason="粗利", **links):
    with transaction() as session:
        for one in people or (SUZUKI,):
            post(
                session,
                to=one,
                template="approval_rejected",
                cause=cause,
                values={
                    "by": "高橋",
                    "title": "Q-2026-0001",
                    "comment": reason,
                    "customer": {"ja": LONG, "en": "Aoki Manufacturing"},
                    "subject_id": "rev_1",
                },
                links=links,
                attachments=attachments,
            )


def mails():
    with reading() as session:
        return session.scalars(select(Mail).order_by(Mail.created_at)).all()


def deliveries():
    with reading() as session:
        return session.scalars(select(outbox.Delivery)).all()


def test_each_person_gets_a_mail_of_their_own_in_their_language(box):
    write(SUZUKI, SMITH)
    jobs.look_and_deliver()
    by_address = {m["To"].addresses[0].addr_spec: m for m in box.mails}
    assert set(by_address) == {"suzuki@aoki.example", "smith@aoki.example"}
    assert "差し戻し" in by_address["suzuki@aoki.example"]["Subject"]
    assert by_address["smith@aoki.example"]["Subject"].startswith("Sent back")
    assert by_address["suzuki@aoki.example"]["Content-Language"] == "ja"
    assert {m.state for m in mails()} == {"sent"}


def test_japanese_in_the_headers_is_encoded_and_read_back(box):
    write()
    jobs.look_and_deliver()
    (sent,) = box.mails
    assert LONG in sent["Subject"]
    assert sent["To"].addresses == (HeaderAddress("鈴木 一郎", addr_spec=SUZUKI.email),)
    assert sent["From"].addresses[0].display_name == "見積 Mitsumori"
    raw = sent.as_bytes().split(b"\n\n", 1)[0]
    assert raw.isascii()
    assert all(len(line) <= 78 for line in raw.splitlines() if line.startswith(b"Subject"))


def test_text_and_html_say_the_same_and_what_people_wrote_is_escaped(box):
    write(reason="<b>高すぎます</b>")
    jobs.look_and_deliver()
    (sent,) = box.mails
    text = sent.get_body(("plain",)).get_content()
    html = sent.get_body(("html",)).get_content()
    assert "<b>高すぎます</b>" in text
    assert "&lt;b&gt;高すぎます&lt;/b&gt;" in html
    assert sent["Auto-Submitted"] == "auto-generated"


def test_the_same_cause_mails_a_person_once(box):
    write(SUZUKI)
    write(SUZUKI, SMITH)
    jobs.look_and_deliver()
    assert len(box.mails) == 2


def test_a_line_break_in_a_name_or_title_makes_no_header(box):
    write(Address("鈴木", "suzuki@aoki.example", "ja"), reason="x\r\nBcc: all@evil.example")
    jobs.look_and_deliver()
    (sent,) = box.mails
    assert sent["Bcc"] is None


def test_an_attachment_arrives_under_its_japanese_name(box):
    key = store().put(b"%PDF-1.7 content")
    write(attachments=[Attachment("見積書 Q-2026-0001.pdf", key)])
    jobs.look_and_deliver()
    (part,) = box.mails[0].iter_attachments()
    assert part.get_filename() == "見積書 Q-2026-0001.pdf"
    assert part.get_content_type() == "application/pdf"
    assert part.get_content() == b"%PDF-1.7 content"


def test_later_please_is_tried_again_with_the_same_message_id(box):
    box.answer = "451 Later, please"
    write()
    jobs.look_and_deliver()
    assert box.mails == []
    assert [m.state for m in mails()] == ["waiting"]
    (waiting,) = deliveries()
    assert (waiting.state, waiting.attempt) == ("waiting", 1)
    assert "451" in waiting.last_error

    box.answer = ""
    with time_machine.travel(utcnow() + timedelta(minutes=1)):
        jobs.look_and_deliver()
    assert [m["Message-ID"] for m in box.mails] == [f"<{mails()[0].id}@mitsumori.example>"]
    assert [m.state for m in mails()] == ["sent"]


def test_a_mail_that_was_taken_is_not_sent_again_for_an_odd_goodbye(box):
    box.goodbye = "421 Not now"
    write()
    jobs.look_and_deliver()

    assert len(box.mails) == 1
    assert [m.state for m in mails()] == ["sent"]


def test_a_worker_that_died_after_sending_sends_the_same_message_id(box):
    write()
    jobs.look_and_deliver()
    with transaction() as session:  # as if nothing had been written down
        session.scalars(select(Mail)).one().state = "waiting"
        session.scalars(select(outbox.Delivery)).one().state = "waiting"
    jobs.look_and_deliver()
    first, second = (m["Message-ID"] for m in box.mails)
    assert first == second


def test_a_link_is_made_when_the_mail_is_sent_and_not_kept(box):
    with transaction() as session:
        token = tokens.issue(
            session,
            purpose="test",
            subject="x",
            path="a",
            expires_at=utcnow() + timedelta(days=1),
        )
        address = tokens.link(token)
    write(decide=token.id)
    with reading() as session:
        row = session.scalars(select(Mail)).one()
        assert address.rpartition("/")[2] not in f"{row.content}{row.links}"


@pytest.mark.parametrize("refusal", ["550 No such user", "553 Not here"])
def test_a_recipient_who_is_refused_for_good_needs_attention_at_once(box, refusal):
    box.refuse = refusal
    write(SUZUKI)
    jobs.look_and_deliver()
    (stuck,) = deliveries()
    assert stuck.state == "attention"
    assert refusal[:3] in stuck.last_error
    assert box.mails == []

    box.refuse = ""
    with transaction() as session:
        outbox.retry(session, stuck.id)
    jobs.look_and_deliver()
    assert len(box.mails) == 1


def test_a_recipient_who_is_refused_for_now_is_tried_again(box):
    box.refuse = "450 Greylisted"
    write(SUZUKI)
    jobs.look_and_deliver()
    assert [d.state for d in deliveries()] == ["waiting"]


def test_a_refused_recipient_holds_up_nobody_else(box):
    box.refuse = "550 No such user"
    write(SUZUKI)
    jobs.look_and_deliver()
    box.refuse = ""
    write(SMITH)
    jobs.look_and_deliver()
    assert [m["To"].addresses[0].addr_spec for m in box.mails] == [SMITH.email]


def test_a_server_that_is_away_is_waited_for(box, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        gone = taken.getsockname()[1]
    monkeypatch.setenv("SMTP_PORT", str(gone))
    forget()
    write()
    jobs.look_and_deliver()
    assert [d.state for d in deliveries()] == ["waiting"]
    monkeypatch.setenv("SMTP_PORT", str(box.port))
    forget()
    with time_machine.travel(utcnow() + timedelta(minutes=1)):
        jobs.look_and_deliver()
    assert len(box.mails) == 1


def test_without_smtp_a_mail_is_kept_to_be_shown(database):
    write()
    jobs.look_and_deliver()
    (kept,) = mails()
    assert kept.state == "shown"
    with reading() as session:
        letter = mail.letter(session, kept)
    assert LONG in letter.subject
    assert [d.state for d in deliveries()] == ["done"]
