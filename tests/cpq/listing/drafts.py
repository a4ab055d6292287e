"""Drafts of price lists for tests, and what bars them."""

from cpq.listing import publishing
from cpq.price_lists.entries import put_on_draft
from cpq.price_lists.versions import open_draft


def draft(session, list_id, *entries, **validity):
    """Put entries on a list's next version."""
    row = open_draft(session, list_id)
    put_on_draft(session, list_id, row.number, entries)
    for name, value in validity.items():
        setattr(row, name, value)
    session.flush()
    return row


def bars(session, list_id):
    """What bars a draft, in English."""
    return [str(one.text) for one in publishing.proposal_of(session, list_id).contradictions]
