"""The trail: every entry follows from the one before, and the database refuses to rewrite it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from foundation.append_only import statements
from foundation.db import reading, transaction
from signing import trail
from tests.signing.builders import completed, prepared, sent, sign, trail_of, whole

FROZEN = [
    "UPDATE trail_event SET type = 'other'",
    "DELETE FROM trail_event WHERE seq = 2",
    "UPDATE document_revision SET sha256 = 'other'",
    "DELETE FROM document_revision",
    "UPDATE envelope SET amount = 1",
    "UPDATE envelope SET status = 'sent'",
    "UPDATE recipient SET name = 'other' WHERE role <> 'cc'",
    "UPDATE signature_adoption SET text = 'other'",
    "UPDATE envelope_document SET sha256 = 'other' WHERE kind = 'to_sign'",
]


def test_the_database_refuses_to_change_what_is_signed():
    completed()

    for statement in FROZEN:
        with pytest.raises(DatabaseError, match="only grows"), transaction() as session:
            session.execute(text(statement))


def test_an_entry_changed_behind_our_back_is_told(database):
    envelope_id = prepared()
    assert whole(envelope_id)

    _unguarded(database, "UPDATE trail_event SET actor = 'psn_other' WHERE seq = 3")

    with reading() as session:
        assert trail.first_broken(session, envelope_id) == 3


def test_an_entry_taken_out_is_told(database):
    envelope_id = prepared()

    _unguarded(database, "DELETE FROM trail_event WHERE seq = 2")

    with reading() as session:
        assert trail.first_broken(session, envelope_id) == 2


def _unguarded(database, statement):
    """What somebody does who owns the database and takes its guards away."""
    of = " ON trail_event" if database.dialect.name == "postgresql" else ""
    with database.begin() as connection:
        for verb in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER trail_event_{verb}_refused{of}"))
        connection.execute(text(statement))


def test_the_trail_tells_who_from_where_and_in_which_order():
    envelope_id = sent()
    sign(envelope_id, 1)

    assert trail_of(envelope_id) == [
        "envelope.created",
        "recipient.added",
        "recipient.added",
        "recipient.added",
        "document.added",
        "document.prepared",
        "document.certified",
        "envelope.sent",
        "recipient.notified",
        "recipient.opened",
        "recipient.consent_accepted",
        "recipient.signed",
        "recipient.notified",
    ]
    with reading() as session:
        signed = trail.entries(session, envelope_id)[11]
    assert (signed.actor_kind, signed.ip) == ("recipient", "203.0.113.7")
    assert {"method", "mark_sha256", "presented_sha256", "read"} <= signed.payload.keys()
    assert statements("trail_event", "", "sqlite")[0].startswith("\nCREATE TRIGGER")
