"""The pages of quotes as a test opens them."""

from cpq.models import QuoteRevision
from foundation import db

HTMX = {"HX-Request": "true"}


def page(answer, status=200):
    """Return what a page says, which came as it should."""
    assert answer.status_code == status, answer.text[:2000]
    return answer.text


def now(quote):
    """Return the quote as it stands in the database."""
    with db.reading() as session:
        return session.get(QuoteRevision, quote.id)


def line_at(quote, n=0):
    """Return the address of a line."""
    return f"/quotes/{quote.id}/lines/{quote.lines[n].id}"
