"""Database, files, keys, links and mail."""

import os
import threading
from datetime import datetime, timedelta

import pytest
import time_machine
from cryptography.exceptions import InvalidTag
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, StatementError
from sqlalchemy.orm import Mapped, mapped_column

from foundation import db, jobs, keys, mail, storage, tokens
from foundation.append_only import append_only
from foundation.db import Key, Model, new_key, reading, transaction, utcnow
from foundation.errors import Conflict, Missing
from foundation.mail import Address, Attachment, Mail
from foundation.numbering import next_number

READER = Address("山田太郎", "yamada@aoki.example", "ja")


class Entry(Model):
    """A table that only grows once it is frozen."""

    __tablename__ = "test_entry"

    id: Mapped[Key] = mapped_column(default_factory=new_key("ent"))
    words: Mapped[str]
    frozen: Mapped[bool] = mapped_column(default=True)


append_only(Entry.__table__, once="OLD.frozen")


def test_numbers_count_up_per_series_and_year(session):
    with time_machine.travel("2026-12-31 14:59:00Z", tick=False):
        assert [next_number(session, "Q"), next_number(session, "Q")] == [
            "Q-2026-0001",
            "Q-2026-0002",
        ]
        assert next_number(session, "D") == "D-2026-0001"
    with time_machine.travel("2026-12-31 15:00:00Z", tick=False):
        assert next_number(session, "Q") == "Q-2027-0001"


def test_twenty_writers_at_once_all_get_through(database):
    def write():
        with transaction() as session:
            next_number(session, "T")

    threads = [threading.Thread(target=write) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with transaction() as session:
        assert next_number(session, "T").endswith("0021")


def test_a_moment_without_a_time_zone_is_a_bug(session):
    naive = datetime(2026, 1, 1)  # noqa: DTZ001  (on purpose)
    session.add(tokens.Token(purpose="x", subject="y", path="a", expires_at=naive))

    with pytest.raises(StatementError, match="time zone"):
        session.flush()
    session.rollback()


@pytest.mark.parametrize("change", ["UPDATE test_entry SET words='b'", "DELETE FROM test_entry"])
def test_a_table_that_only_grows_refuses_changes_even_by_hand(database, change):
    with transaction() as session:
        session.add(Entry(words="a"))

    with pytest.raises(DatabaseError, match="only grows"), transaction() as session:
        session.execute(text(change))


def test_a_file_is_found_by_its_content_and_damage_is_noticed(var):
    store = storage.store()
    key = store.put(b"contract")

    assert store.put(b"contract") == key
    assert store.get(key) == b"contract"

    (var / "files" / "sha256" / key[:2] / key).write_bytes(b"forged")
    with pytest.raises(storage.Damaged):
        store.get(key)


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "zz" * 32])
def test_a_key_that_is_no_fingerprint_is_no_file(var, key):
    with pytest.raises(FileNotFoundError):
        storage.store().get(key)


def test_what_a_killed_process_had_half_written_goes_a_day_later(var):
    kept = storage.store().put(b"contract")
    halves = [var / "files" / "coming" / name for name in ("old", "new")]
    for half in halves:
        half.write_bytes(b"contr")
    os.utime(halves[0], (0, 0))

    storage.store().tidy()

    assert [half.exists() for half in halves] == [False, True]
    assert storage.store().get(kept) == b"contract"


def test_a_secret_opens_for_its_own_purpose_only(var):
    locked = keys.encrypt(b"whsec", "webhooks")

    assert keys.decrypt(locked, "webhooks") == b"whsec"
    with pytest.raises(InvalidTag):
        keys.decrypt(locked, "seals")


def test_the_master_key_file_is_for_its_owner_only(var):
    keys.master()

    assert (var / "keys" / "master").stat().st_mode & 0o777 == 0o600


def issue(session, **changes):
    values = {
        "purpose": "sign",
        "subject": "rcp_1",
        "path": "sign",
        "expires_at": utcnow() + timedelta(days=1),
    }
    return tokens.issue(session, **(values | changes))


def test_a_link_opens_until_its_time_is_over_and_is_not_used_up(session):
    token = issue(session)
    presented = tokens.link(token).rpartition("/")[2]

    for _ in range(2):
        assert tokens.redeem(session, "sign", presented) is token
    with (
        time_machine.travel(utcnow() + timedelta(days=1, seconds=1)),
        pytest.raises(Conflict, match="valid until"),
    ):
        tokens.redeem(session, "sign", presented)


def test_a_link_for_one_purpose_opens_no_other(session):
    presented = tokens.secret(issue(session))

    with pytest.raises(Missing):
        tokens.redeem(session, "approve", presented)


def test_a_renewed_link_replaces_the_old_one(session):
    token = issue(session)
    old = tokens.secret(token)
    tokens.renew(token)

    with pytest.raises(Missing, match="newest mail"):
        tokens.redeem(session, "sign", old)
    assert tokens.redeem(session, "sign", tokens.secret(token)) is token


def test_a_withdrawn_link_says_so(session):
    token = issue(session)
    tokens.revoke(session, purpose="sign", subject="rcp_1")
    session.expire(token)

    with pytest.raises(Conflict, match="withdrawn"):
        tokens.redeem(session, "sign", tokens.secret(token))


def test_the_database_holds_no_secret(session):
    token = issue(session)

    assert tokens.secret(token) not in str(token)


@pytest.fixture
def template(monkeypatch, tmp_path):
    folder = tmp_path / "mails" / "greeting"
    folder.mkdir(parents=True)
    (folder / "subject.txt").write_text("{{ title }}\n")
    (folder / "body.txt").write_text("{{ to_name }}: {{ links.sign }} {{ amount|money }}")
    (folder / "body.html").write_text("<head></head><b>{{ title }}</b>")
    environment = mail.environment()
    monkeypatch.setattr(environment.loader, "searchpath", [str(tmp_path / "mails")])
    return "greeting"


def post(session, template, cause="first", **changes):
    token = issue(session)
    values = {"title": "R&D のご案内", "amount": [1500, "JPY"]}
    mail.post(
        session,
        to=READER,
        template=template,
        cause=cause,
        values=values,
        links={"sign": token.id},
        **changes,
    )
    return token


def test_the_same_cause_mails_the_same_person_once(database, template):
    with transaction() as session:
        post(session, template)
        post(session, template)

    with reading() as session:
        assert len(session.scalars(select(Mail)).all()) == 1


def test_without_smtp_a_mail_is_kept_to_be_shown_with_its_link(database, template):
    with transaction() as session:
        token = post(session, template)
        link = tokens.link(token)

    jobs.look_and_deliver()

    with reading() as session:
        [kept] = session.scalars(select(Mail)).all()
        words = mail.letter(session, kept)
    assert kept.state == "shown"
    assert link in words.text
    assert "¥1,500" in words.text
    assert "R&amp;D" in words.html
    assert link not in str(kept.content)


def test_with_smtp_a_mail_is_sent_once_with_a_stable_id_and_its_attachment(
    database, template, monkeypatch
):
    sent = []

    class Server:
        def __init__(self, *_where, **_how):
            pass

        def send_message(self, message):
            sent.append(message)

        def quit(self):
            pass

        def close(self):
            pass

    monkeypatch.setattr(mail.smtplib, "SMTP", Server)
    monkeypatch.setattr(mail.settings(), "smtp_host", "mail.example")
    blob = storage.store().put(b"%PDF-1.7")
    with transaction() as session:
        post(session, template, attachments=[Attachment("見積書.pdf", blob)])

    jobs.look_and_deliver()
    with reading() as session:
        [kept] = session.scalars(select(Mail)).all()
    mail.send_mail(mail.MailPosted(mail_id=kept.id))

    [message] = sent
    assert message["Message-ID"] == f"<{kept.id}@mitsumori.example>"
    assert message["Subject"] == "R&D のご案内"
    [attachment] = message.iter_attachments()
    assert attachment.get_filename() == "見積書.pdf"
    assert kept.state == "sent"


def test_readers_see_a_consistent_state_beside_a_writer(database):
    with transaction() as writer:
        next_number(writer, "Z")
        with db.reading() as reader:
            assert reader.execute(text("SELECT count(*) FROM counter")).scalar() == 0
