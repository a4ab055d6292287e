"""The rest of a configuration: offered with its price, taken, and looked for by a worker."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from cpq import actions, option_prices
from cpq.catalog.actions import publish_model, put_product
from cpq.models import CompletionRun, QuoteLine
from cpq.price_lists import NewEntry, pin_versions, put_entries
from cpq.quoting import completing
from cpq.quoting.completing import (
    ask,
    best_at_once,
    forget_old,
    found_for,
    question_of,
    to_take,
)
from cpq.quoting.events import CompletionAsked
from cpq.quoting.filled import filled_of
from cpq.quoting.jobs import complete_configuration
from foundation.db import reading, transaction, utcnow
from foundation.errors import Conflict
from foundation.jobs import look_and_deliver
from foundation.outbox import Fact
from tests.cpq.builders import a_catalogue, a_draft
from tests.cpq.catalog.configurables import MODEL, chosen, words

WISH = {
    "kind": "excludes", "slot": "cpu", "sku": "CPU-A", "other": "power", "other_sku": "PS-300",
    "severity": "preferred", "message": words("Better a stronger one."),
}  # fmt: skip
HINT = {
    "kind": "requires", "slot": "cpu", "sku": "CPU-A", "other": "screen", "other_skus": ["SCR"],
    "severity": "recommended", "message": words("Take a screen."),
}  # fmt: skip


@pytest.fixture
def line(database):
    """A line with a workstation of which nothing is chosen, for three of them."""
    with transaction() as session:
        a_catalogue(session)
        larger = NewEntry("MEM-2", Decimal(3000), min_quantity=Decimal(3))
        put_entries(session, "STD", [larger])
        publish_model(session, MODEL | {"constraints": [*MODEL["constraints"], WISH, HINT]})
        draft = a_draft(session)
        added = actions.add_line(session, draft.id, sku="WS", quantity=Decimal(3))
        session.flush()
        return added


def asked(session, line, goal, **choices):
    return question_of(session, session.get(QuoteLine, line.id), chosen(**choices), goal)


def offered(line, goal, **choices):
    with reading() as session:
        question = asked(session, line, goal, **choices)
        return filled_of(session, question, best_at_once(session, question))


def skus(filled):
    return {key: one.sku for key, one in filled.choices.items()}


@pytest.mark.once
def test_the_cheapest_rest_is_offered_with_what_it_costs_and_does_not_keep(line):
    filled = offered(line, "cheapest", cpu="CPU-A")

    assert skus(filled) == {
        "cpu": "CPU-A", "board": "MB-A", "memory": "MEM-2", "power": "PS-300",
    }  # fmt: skip
    assert [(one.key, one.price) for one in filled.added] == [
        ("board", 20000), ("memory", 3000), ("power", 8000),
    ]  # fmt: skip
    assert (filled.before.unit.amount, filled.more.amount, filled.proven) == (55000, 31000, True)
    assert [one.en for one in filled.broken] == ["Better a stronger one."]
    assert [one.en for one in filled.missed] == ["Take a screen."]


@pytest.mark.once
def test_of_many_options_only_those_on_a_list_are_read_and_the_answer_is_the_same(
    line, monkeypatch
):
    before = offered(line, "cheapest", cpu="CPU-A")
    monkeypatch.setattr(option_prices, "FEW", 0)
    assert offered(line, "cheapest", cpu="CPU-A") == before


@pytest.mark.once
def test_as_recommended_preferences_are_kept_and_recommendations_followed(line):
    filled = offered(line, "preferred", cpu="CPU-A")

    assert skus(filled) == {
        "cpu": "CPU-A", "board": "MB-A", "memory": "MEM-2", "power": "PS-600", "screen": "SCR",
    }  # fmt: skip
    assert (filled.broken, filled.missed, filled.proven) == ((), (), True)


@pytest.mark.once
def test_prices_are_those_of_the_quote_and_its_quantity(line):
    """Three units take three modules of a kind, and from three on the larger one costs less."""
    assert skus(offered(line, "cheapest"))["memory"] == "MEM-2"
    with transaction() as session:
        actions.set_quantity(session, line.id, Decimal(2))
    assert skus(offered(line, "cheapest"))["memory"] == "MEM-1"


@pytest.mark.once
def test_the_price_shown_beforehand_is_the_price_of_the_line_afterwards(line):
    """Also where a list charges for an option itself, beside its product."""
    with transaction() as session:
        charged = NewEntry(target="option:WS/cpu/CPU-A", unit_price=Decimal(500))
        put_entries(session, "STD", [charged])
        row = session.get(QuoteLine, line.id)
        revision = row.revision_row
        revision.list_versions, revision.priced_at = {}, utcnow()
        pin_versions(session, revision)
    filled = offered(line, "cheapest", cpu="CPU-A")
    with transaction() as session:
        actions.configure_line(session, line.id, filled.choices)
        price = session.get(QuoteLine, line.id).price
    assert filled.before.unit.amount == 55500
    assert price["net_amount"] == filled.after.unit.amount * 3


@pytest.mark.once
def test_what_has_too_many_options_is_left_to_a_worker(line, monkeypatch):
    monkeypatch.setattr(completing, "FEW", 3)
    with reading() as session:
        assert best_at_once(session, asked(session, line, "cheapest")) is None


def test_a_worker_finds_the_same_and_it_is_taken_while_nothing_changed(line):
    with transaction() as session:
        run = ask(session, asked(session, line, "cheapest"), by="usr_1")
        again = ask(session, asked(session, line, "cheapest"), by="usr_1")
        assert again.id == run.id
    assert look_and_deliver()

    with transaction() as session:
        done = session.get(CompletionRun, run.id)
        row = session.get(QuoteLine, line.id)
        assert (done.state, done.found["proven"], done.at_work) == ("done", True, False)
        choices = to_take(session, row, done)
        assert skus(offered(line, "cheapest")) == {key: one.sku for key, one in choices.items()}
        actions.configure_line(session, line.id, choices)
        assert row.complete
        with pytest.raises(Conflict):
            to_take(session, row, done)  # the choices are others now


@pytest.mark.once
def test_an_answer_with_a_part_that_left_the_catalogue_counts_no_more(line):
    with transaction() as session:
        run = ask(session, asked(session, line, "cheapest"), by="usr_1")
    assert look_and_deliver()
    with transaction() as session:
        put_product(session, {"sku": "PS-300", "name": "PS-300", "lifecycle": "retired"})
        session.flush()
        done = session.get(CompletionRun, run.id)
        assert found_for(asked(session, line, "cheapest"), done) is None


def test_asking_for_something_else_ends_what_was_asked_before(line):
    with transaction() as session:
        first = ask(session, asked(session, line, "cheapest"), by="usr_1")
        second = ask(session, asked(session, line, "preferred"), by="usr_1")
        assert (first.id != second.id, first.state) == (True, "cancelled")
    complete_configuration(CompletionAsked(run_id=first.id))
    with reading() as session:
        run = session.get(CompletionRun, first.id)
        assert (run.state, run.found) == ("cancelled", {})


def test_what_changed_before_a_worker_came_is_said_and_not_looked_for(line):
    with transaction() as session:
        run = ask(session, asked(session, line, "cheapest"), by="usr_1")
        actions.set_quantity(session, line.id, Decimal(5))
    assert look_and_deliver()
    with reading() as session:
        done = session.get(CompletionRun, run.id)
        assert (done.state, done.found) == ("done", {})
        assert "changed since this was asked" in str(done.reason)


def test_answers_are_forgotten_after_a_day(line):
    with transaction() as session:
        old = ask(session, asked(session, line, "cheapest"), by="usr_1")
        old.created_at = utcnow() - completing.KEPT * 2
        session.flush()
        forget_old(session)
        assert session.scalars(select(CompletionRun)).all() == []
        assert session.scalars(select(Fact.name).where(Fact.name == "cpq.completion_asked")).all()
