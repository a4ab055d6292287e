"""A document while it is made: the worker dies, the press fails, the quote changes."""

import pytest

import cpq.actions
import proposals.jobs
from foundation.db import reading, transaction
from foundation.errors import Conflict
from foundation.jobs import look_and_deliver
from foundation.language import say
from foundation.outbox import Delivery
from foundation.rendering import NotRendered
from foundation.storage import store
from proposals import actions, queries
from proposals.events import DocumentRequested
from tests.proposals import world


def states(proposal_id):
    return {(d.kind, d.format): d.state.value for d in world.documents(proposal_id)}


STEPS = ("_begin", "_read", "_made", "_keep")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_worker_that_dies_between_any_two_steps_leaves_a_document_in_the_end(
    house, monkeypatch, step, when
):
    proposal_id = house.made()
    document = house.documents(proposal_id)[0]
    event = DocumentRequested(document_id=document.id)
    whole = getattr(proposals.jobs, step)

    def dies(*given):
        if when == "after":
            whole(*given)
        raise Killed

    monkeypatch.setattr(proposals.jobs, step, dies)
    with pytest.raises(Killed):
        proposals.jobs.render_document(event)
    monkeypatch.setattr(proposals.jobs, step, whole)
    proposals.jobs.render_document(event)
    proposals.jobs.render_document(event)

    done = house.documents(proposal_id)[0]
    assert done.ready
    assert store().get(done.blob).startswith(b"%PDF-")


class Killed(BaseException):
    """As kill -9 would: nobody catches it."""


def broken(reason):
    def refuses(*_given):
        raise NotRendered(reason, "on purpose")

    return refuses


def test_a_press_that_fails_for_a_while_is_asked_again(house, monkeypatch):
    proposal_id = house.made()
    monkeypatch.setattr(proposals.jobs, "render_pdf", broken("crashed"))
    look_and_deliver()
    assert states(proposal_id)["proposal", "pdf"] == "rendering"

    monkeypatch.undo()
    with transaction() as session:
        for delivery in session.query(Delivery).filter(Delivery.state != "done"):
            delivery.due_at = delivery.due_at.replace(year=2020)
    house.deliver()
    assert states(proposal_id)["proposal", "pdf"] == "ready"


def test_a_document_that_cannot_be_made_says_why_and_can_be_made_again(house, monkeypatch):
    proposal_id = house.made()
    monkeypatch.setattr(proposals.jobs, "render_pdf", broken("too_large"))
    house.deliver()
    failed = house.documents(proposal_id)[0]
    assert failed.state.value == "failed"
    assert "too large to make" in str(failed.error)
    assert "大きすぎ" in say(failed.error, "ja")

    monkeypatch.undo()
    with transaction() as session:
        actions.make_again(session, failed.id)
    house.deliver()
    assert house.documents(proposal_id)[0].ready


@pytest.mark.once
def test_a_document_that_is_fine_is_not_made_again(house):
    document = house.documents(house.ready())[0]

    with pytest.raises(Conflict, match="not broken"), transaction() as session:
        actions.make_again(session, document.id)


def test_a_quote_that_changes_while_its_document_is_made_ends_in_a_sentence(house):
    revision_id = house.draft()
    with transaction() as session:
        asked = {"kind": "quote", "revision_id": revision_id, "language": "ja", "format": "pdf"}
        document_id = actions.prepare_document(session, **asked).id
    with transaction() as session:
        cpq.actions.add_line(session, revision_id, sku="MON-27")
    house.deliver()

    with reading() as session:
        row = queries.document_row(session, document_id)
        assert row.state.value == "failed"
        assert "changed while" in str(row.error)


def test_a_document_that_is_ready_is_not_touched_by_a_late_delivery(house):
    before = house.documents(house.ready())[0]
    proposals.jobs.render_document(DocumentRequested(document_id=before.id))

    with reading() as session:
        after = queries.document_row(session, before.id)
    assert (after.blob, after.ready_at) == (before.blob, before.ready_at)
