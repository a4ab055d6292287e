"""Open quotes hear of newer prices, also while they are not drafts."""

from decimal import Decimal

from cpq.listing import publishing
from cpq.listing.actions import change_many
from cpq.listing.renewing import newer_lists
from cpq.models import QuoteState
from cpq.price_lists import NewEntry, list_by_code, open_list, put_entries
from cpq.price_lists.changes import changes_of
from cpq.price_lists.entries import put_on_draft
from cpq.price_lists.versions import mark_published, open_draft
from foundation.db import transaction, utcnow
from tests.cpq.builders import a_quote, put


def test_a_quote_that_was_sent_back_hears_of_newer_prices_too(session):
    quote = a_quote(session)
    quote.state = QuoteState.SENT_BACK
    row = open_draft(session, list_by_code(session, "STD").id)
    put_on_draft(session, row.list_id, row.number, [NewEntry("SRV", Decimal(9000))])
    session.flush()
    [effect] = publishing.impact_of(session, publishing.proposal_of(session, row.list_id)).effects
    assert effect.sent_back
    mark_published(session, row, "x")

    assert [(one.before, one.after) for one in newer_lists(session, quote)] == [(1, 2)]


def test_raising_many_prices_leaves_alone_what_is_over(session):
    put(session, "P1")
    row = open_list(session, code="L", name="x", name_en="x", currency="JPY")
    rules = [
        NewEntry("P1", Decimal(100), valid_to=utcnow()),
        NewEntry("P1", Decimal(200), priority=1),
    ]
    put_entries(session, "L", rules)

    assert change_many(session, row.id, {"percent": "10"}) == 1
    assert [entry.amount for entry in changes_of(session, row.id, 2).added] == [220]


def test_the_effect_on_open_quotes_is_handed_out_as_a_file(app, manager):
    with transaction() as session:
        number = a_quote(session).number
        row = open_draft(session, list_by_code(session, "STD").id)
        put_on_draft(session, row.list_id, row.number, [NewEntry("SRV", Decimal(9000))])
        address = f"/price-lists/{row.list_id}/impact.csv"

    _heading, row, *_end = manager.fetches(address).decode("utf-8-sig").splitlines()
    assert row.startswith(f"{number},")
    assert row.endswith(",JPY,111240,113740,2500")
