"""A submitted revision never changes: it is approved, accepted, sent back or replaced as it is."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cpq import actions
from cpq.models import QuoteContent, QuoteLine, QuoteRevision, QuoteState
from cpq.price_lists import NewEntry, put_entries
from cpq.queries import revisions_of_quote
from cpq.snapshot import snapshot_of
from foundation.db import today, transaction
from foundation.errors import Conflict, Refusal
from tests.cpq.builders import CHOSEN, a_catalogue, a_draft, a_quote, chosen, put


def test_an_empty_quote_is_not_submitted(session):
    a_catalogue(session)
    with pytest.raises(Refusal):
        actions.submit_quote(session, a_draft(session).id, by="per_1")


def a_submitted(session):
    quote = a_quote(session)
    actions.set_discount(session, quote.lines[0].id, percent=Decimal(18), reason="競合")
    return actions.submit_quote(session, quote.id, by=quote.owner_id)


def test_what_was_submitted_is_frozen_under_its_fingerprint(session):
    quote = a_submitted(session)
    frozen = snapshot_of(session, quote.id)
    assert quote.state is QuoteState.SUBMITTED
    assert frozen.fingerprint == quote.content_sha256
    put_entries(session, "STD", [NewEntry("SRV", Decimal(1))])
    put(session, "SRV", name="別の名前", cost=Decimal(1), cost_currency="JPY")
    assert snapshot_of(session, quote.id).fingerprint == quote.content_sha256


def test_every_change_of_content_changes_the_fingerprint(session):
    quote = a_quote(session)
    seen = {snapshot_of(session, quote.id).fingerprint}
    changes = (
        lambda: actions.set_quantity(session, quote.lines[1].id, Decimal(3)),
        lambda: actions.set_discount(session, quote.lines[1].id, percent=Decimal(1), reason="a"),
        lambda: actions.set_discount(session, quote.lines[1].id, percent=Decimal(1), reason="b"),
        lambda: actions.set_terms(session, quote.id, {"notes": "備考"}),
        lambda: actions.move_line(session, quote.lines[0].id, 2),
        lambda: actions.remove_line(session, quote.lines[2].id),
    )
    for change in changes:
        change()
        session.flush()
        seen.add(snapshot_of(session, quote.id).fingerprint)
    assert len(seen) == len(changes) + 1


def test_nothing_of_a_submitted_quote_can_be_changed(session):
    quote = a_submitted(session)
    line = quote.lines[0]
    for change in (
        lambda: actions.add_line(session, quote.id, sku="SRV"),
        lambda: actions.set_quantity(session, line.id, Decimal(2)),
        lambda: actions.set_discount(session, line.id, percent=Decimal(1), reason="x"),
        lambda: actions.configure_line(session, line.id, chosen(**CHOSEN)),
        lambda: actions.move_line(session, line.id, 2),
        lambda: actions.remove_line(session, line.id),
        lambda: actions.set_terms(session, quote.id, {"notes": "x"}),
        lambda: actions.submit_quote(session, quote.id, by="per_1"),
    ):
        with pytest.raises(Conflict):
            change()


def test_the_database_itself_keeps_the_frozen_content(database):
    with transaction() as session:
        key = a_submitted(session).id
    with pytest.raises(DBAPIError, match="only grows"), transaction() as session:
        session.execute(
            text("UPDATE quote_content SET content_sha256 = 'x' WHERE revision_id = :key"),
            {"key": key},
        )


def test_only_exactly_the_submitted_content_is_approved_and_accepted(session):
    quote = a_submitted(session)
    with pytest.raises(Conflict):
        actions.approve_quote(session, quote.id, content_sha256="0" * 64)
    actions.approve_quote(session, quote.id, content_sha256=quote.content_sha256)
    with pytest.raises(Conflict):
        actions.accept_quote(session, quote.id, content_sha256="0" * 64, accepted_by="青木")
    actions.accept_quote(session, quote.id, content_sha256=quote.content_sha256, accepted_by="青木")
    actions.accept_quote(session, quote.id, content_sha256=quote.content_sha256, accepted_by="青木")
    assert (quote.state, quote.decided_by) == (QuoteState.ACCEPTED, "青木")


def test_a_quote_whose_validity_is_over_is_not_accepted(session):
    quote = a_submitted(session)
    actions.approve_quote(session, quote.id, content_sha256=quote.content_sha256)
    quote.valid_until = today() - timedelta(days=1)
    with pytest.raises(Conflict):
        actions.accept_quote(
            session, quote.id, content_sha256=quote.content_sha256, accepted_by="青木"
        )


def test_a_revision_begins_with_the_same_lines_and_replaces_the_old_one(session):
    quote = a_submitted(session)
    new = actions.revise_quote(session, quote.id, by=quote.owner_id)
    assert (new.revision, new.state, new.number) == (2, QuoteState.DRAFT, quote.number)
    assert quote.state is QuoteState.SUPERSEDED
    assert (new.subtotal, new.total) == (quote.subtotal, quote.total)
    assert [(line.sku, line.discount, line.choices) for line in new.lines] == [
        (line.sku, line.discount, line.choices) for line in quote.lines
    ]
    assert [row.revision for row in revisions_of_quote(session, quote.quote_id)] == [1, 2]
    with pytest.raises(Conflict):
        actions.revise_quote(session, quote.id, by=quote.owner_id)
    with pytest.raises(Conflict):
        actions.approve_quote(session, quote.id, content_sha256=quote.content_sha256)


def test_a_draft_is_not_revised(session):
    with pytest.raises(Conflict):
        actions.revise_quote(session, a_quote(session).id, by="per_1")


def test_what_is_sent_back_says_why(session):
    quote = a_submitted(session)
    actions.send_back_quote(session, quote.id, reason="値引きが大きすぎます", by="高橋")
    assert (quote.state, quote.reason, quote.decided_by) == (
        QuoteState.SENT_BACK,
        "値引きが大きすぎます",
        "高橋",
    )


def test_what_leaves_the_house_carries_no_cost_no_margin_and_no_inner_reason(session):
    quote = a_submitted(session)
    public = str(snapshot_of(session, quote.id).public())
    for secret in ("cost", "margin", "deepest", "競合"):
        assert secret not in public


def test_the_tables_hold_what_was_done(database):
    with transaction() as session:
        key = a_submitted(session).id
    with transaction() as session:
        kept = session.get(QuoteRevision, key)
        assert (kept.total, len(kept.lines)) == (kept.subtotal + kept.tax_total, 3)
        assert session.get(QuoteContent, key).snapshot["subtotal"] == kept.subtotal
        assert session.query(QuoteLine).count() == 3
