import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import select

import flow.journey  # noqa: F401  (the rooms hear of each other)
from cpq import actions
from cpq.actions.prices import price_line
from cpq.discounts.jobs import tell_of_missed_promises
from cpq.discounts.models import OrderedLine, Promise
from cpq.discounts.promises import note_ordered, promise_rows, promises_matching, state_of
from foundation.db import today, utcnow
from foundation.errors import Refusal
from foundation.mail import Mail
from tests.cpq.builders import a_quote
from tests.cpq.discounts.builders import a_pattern, a_price, in_days

DAY = date(2026, 11, 25)


@pytest.fixture
def draft(session):
    return a_quote(session)


def accepted(session, draft, promised=None):
    """Accept a quote; its tea is priced for a promise of so many by the end of the quarter."""
    tea = next(line for line in draft.lines if line.sku == "TEA")
    if promised:
        given = a_price(value=5, promised=Decimal(promised), until=in_days(90))
        price_line(session, tea.id, given)
    row = actions.submit_quote(session, draft.id, by=draft.owner_id)
    actions.accept_quote(session, draft.id, content_sha256=row.content_sha256, accepted_by="青木")
    session.flush()


def rows(session, state=""):
    return promise_rows(session, session.scalars(promises_matching(state=state)).all())


@pytest.mark.parametrize(
    ("ordered", "day", "state"),
    [
        (9, DAY, "open"),
        (10, DAY, "kept"),
        (9, DAY + timedelta(days=1), "missed"),
        (11, DAY, "kept"),
    ],
)
def test_a_promise_is_open_kept_or_missed(ordered, day, state):
    assert state_of(Decimal(10), Decimal(ordered), DAY, day) == state


def test_an_accepted_quote_takes_its_promise_down_and_counts_toward_it(session, draft):
    accepted(session, draft, promised=10)

    [row] = rows(session)
    assert (row.promise.sku, row.promise.quantity, row.ordered) == ("TEA", 10, 3)
    assert (row.state, row.missing) == ("open", 7)
    assert [one.state for one in rows(session, "open")] == ["open"]
    assert rows(session, "kept") == rows(session, "missed") == []


def test_what_is_ordered_later_keeps_the_promise(session, draft):
    accepted(session, draft, promised=10)
    session.add(
        OrderedLine(
            quote_id="other", revision_id="other", deal_id="d", customer_id=draft.customer_id,
            position=1, sku="TEA", quantity=Decimal(7), net_amount=1, currency="JPY", day=today(),
        )
    )  # fmt: skip
    [row] = rows(session, "kept")
    assert row.ordered == 10


def test_signing_what_was_accepted_counts_it_once(session, draft):
    accepted(session, draft, promised=10)
    note_ordered(session, draft.id, signed=True)
    note_ordered(session, draft.id, signed=True)

    lines = session.scalars(select(OrderedLine)).all()
    assert len(lines) == len(draft.lines)
    assert all(line.signed for line in lines)
    assert len(session.scalars(select(Promise)).all()) == 1


def test_the_owner_is_told_once_when_a_promise_is_missed(session, draft):
    accepted(session, draft, promised=10)
    tell_of_missed_promises(session)
    with time_machine.travel(utcnow() + timedelta(days=95)):
        tell_of_missed_promises(session)
        tell_of_missed_promises(session)
        assert [row.state for row in rows(session, "missed")] == ["missed"]
    session.flush()
    told = session.scalars(select(Mail).where(Mail.template == "promise_missed")).all()
    assert len(told) == 1
    assert (told[0].content["promised"], told[0].content["ordered"]) == ("10", "3")


def test_the_page_lists_promises_and_a_spreadsheet_takes_them(rep, quote):
    page = rep.get("/promises").get_data(as_text=True)
    assert "promises.csv" in page
    sheet = rep.get("/promises.csv").get_data(as_text=True)
    assert len(list(csv.reader(io.StringIO(sheet)))) == 1


@pytest.mark.once
@pytest.mark.parametrize("kind", ["payment", "customer_size", "quantity"])
def test_a_pattern_asks_for_sizes_and_terms_that_there_are(session, kind):
    with pytest.raises(Refusal, match="Please choose one of the list"):
        a_pattern(session, conditions=[{"kind": kind, "among": ["x" * 5_000]}])
