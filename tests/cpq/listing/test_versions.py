"""A version is a view of intervals; it says what a whole copy of it would say."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cpq.models import ListEntry, VersionState
from cpq.price_lists import NewEntry, open_list
from cpq.price_lists.changes import changes_of, content_of
from cpq.price_lists.entries import put_on_draft, take_off_draft
from cpq.price_lists.versions import (
    begin_like,
    current_of,
    discard,
    draft_of,
    mark_published,
    open_draft,
    retire,
    versions_of,
)
from foundation.errors import Conflict

NAMES = iter(range(1_000_000))


def a_list(session, code="JPY-1", **fields):
    known = {"name": "価格表", "name_en": "Prices", "currency": "JPY"} | fields
    return open_list(session, code=code, **known).id


def put(session, list_id, **prices):
    draft = open_draft(session, list_id)
    entries = [NewEntry(sku, Decimal(price)) for sku, price in prices.items()]
    return put_on_draft(session, list_id, draft.number, entries)


def take(session, list_id, sku):
    draft = open_draft(session, list_id)
    query = select(ListEntry.id).where(
        ListEntry.list_id == list_id, ListEntry.sku == sku, ListEntry.to_version.is_(None)
    )
    return take_off_draft(session, list_id, draft.number, list(session.scalars(query)))


def publish(session, list_id):
    draft = open_draft(session, list_id)
    mark_published(session, draft, content_of(session, draft))
    return draft.number


def says(session, list_id, number):
    """What a version says, read from its intervals."""
    session.expire_all()
    rows = session.scalars(select(ListEntry).where(ListEntry.list_id == list_id))
    seen = [(row.sku, int(row.amount)) for row in rows if row.in_version(number)]
    assert len(seen) == len(dict(seen)), "a price stands twice on a version"
    return dict(seen)


def test_a_published_version_stays_as_it_was(session):
    key = a_list(session)
    put(session, key, A=100, B=200)
    publish(session, key)
    assert put(session, key, A=110, C=300) == type(put(session, key, A=110))(1, 1, 0)
    take(session, key, "B")
    publish(session, key)

    assert says(session, key, 1) == {"A": 100, "B": 200}
    assert says(session, key, 2) == {"A": 110, "C": 300}
    assert [row.sku for row in changes_of(session, key, 2).ended] == ["A", "B"]


def test_the_same_price_again_is_no_change(session):
    key = a_list(session)
    put(session, key, A=100)
    publish(session, key)

    assert put(session, key, A=100).unchanged == 1
    assert not changes_of(session, key, 2)


def test_a_price_that_is_put_back_or_saved_as_it_was_is_no_change(session):
    key = a_list(session)
    put(session, key, A=100, B=200)
    publish(session, key)
    put(session, key, A=110)
    take(session, key, "B")
    assert changes_of(session, key, 2)
    put(session, key, A=100, B=200)

    assert not changes_of(session, key, 2)
    assert says(session, key, 2) == says(session, key, 1)


def test_a_discarded_draft_never_was(session):
    key = a_list(session)
    put(session, key, A=100, B=200)
    publish(session, key)
    put(session, key, A=1, C=2)
    take(session, key, "B")
    discard(session, key, 2)

    assert draft_of(session, key) is None
    assert says(session, key, 2) == {"A": 100, "B": 200}
    with pytest.raises(Conflict):
        discard(session, key, 2)


def test_after_a_version_is_retired_the_one_before_holds_and_goes_on(session):
    key = a_list(session)
    put(session, key, A=100, B=200)
    publish(session, key)
    put(session, key, A=999)
    take(session, key, "B")
    publish(session, key)
    retire(session, key, 2, by="森")

    assert current_of(session, key).number == 1
    draft = open_draft(session, key)
    assert draft.number == 3
    assert says(session, key, 3) == {"A": 100, "B": 200}
    assert says(session, key, 2) == {"A": 999}
    assert versions_of(session, key)[1].state == VersionState.RETIRED


def test_the_fingerprint_covers_what_differs_and_what_was_before(session):
    one, other = a_list(session, "A-1"), a_list(session, "A-2")
    for key in (one, other):
        put(session, key, A=100)
    first = content_of(session, draft_of(session, one))
    put(session, one, A=101)
    assert content_of(session, draft_of(session, one)) != first
    publish(session, one)
    put(session, one, B=1)
    before = content_of(session, draft_of(session, one))
    versions_of(session, one)[1].content_sha256 = "another"
    session.flush()
    assert content_of(session, draft_of(session, one)) != before


skus = st.sampled_from("ABCD")
steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), skus, st.integers(1, 3)),
        st.tuples(st.just("take"), skus, st.just(0)),
        st.tuples(st.just("publish"), skus, st.just(0)),
        st.tuples(st.just("discard"), skus, st.just(0)),
        st.tuples(st.just("like"), skus, st.integers(1, 4)),
    ),
    max_size=25,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps)
def test_every_version_says_what_a_naive_copy_says(session, history):
    key = a_list(session, f"H-{next(NAMES)}")
    copies, draft = {}, {}
    for step, sku, n in history:
        if step == "put":
            put(session, key, **{sku: n})
            draft[sku] = n
        elif step == "take":
            take(session, key, sku)
            draft.pop(sku, None)
        elif step == "publish":
            copies[publish(session, key)] = dict(draft)
        elif step == "discard" and (row := draft_of(session, key)):
            discard(session, key, row.number)
            draft = dict(copies[max(copies)]) if copies else {}
        elif step == "like" and n in copies:
            begin_like(session, key, open_draft(session, key).number, n)
            draft = dict(copies[n])

    assert {number: says(session, key, number) for number in copies} == copies
    if row := draft_of(session, key):
        assert says(session, key, row.number) == draft
