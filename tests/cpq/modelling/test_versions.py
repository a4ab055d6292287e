"""Versions of a model: one is published, older ones are retired, and lines keep theirs."""

import pytest
from sqlalchemy import select

from cpq import actions
from cpq.catalog.configuring import Choice
from cpq.catalog.modelling import versions
from cpq.catalog.modelling.effects import effects_on
from cpq.catalog.models import Product, ProductModel
from cpq.catalog.queries import configurator_of, model_row
from cpq.models import QuoteLine
from foundation.canonical import fingerprint
from foundation.db import transaction
from foundation.errors import Conflict, Missing, Refusal
from foundation.language import verbatim
from tests.cpq.builders import CHOSEN, a_catalogue, a_quote, chosen

BY, WHAT = "per_somebody", verbatim("Something was changed")
TEST = {"name": "usual", "choices": {slot: {"sku": sku} for slot, sku in CHOSEN.items()}}


def a_draft(session, change=None):
    """Begin the second version of the workstation with a test, and perhaps something else."""
    product = session.scalars(select(Product).where(Product.sku == "WS")).one()
    row = versions.begin_draft(session, product.id, by=BY)
    definition = {**row.definition, "tests": [TEST], "meant": ["cpu", "board", "power"]}
    change = change or (lambda data: data)
    return versions.edit(session, row.id, change(definition), WHAT, by=BY, seen="1")


def publish(session, row):
    return versions.publish(session, row.id, sha256=fingerprint(row.definition), by=BY)


def test_publishing_retires_the_version_before(session):
    a_catalogue(session)

    row = publish(session, a_draft(session))

    assert (row.version, row.state, row.published_by) == (2, "published", BY)
    states = dict(session.execute(select(ProductModel.version, ProductModel.state)).all())
    assert states == {1: "retired", 2: "published"}


def test_only_one_draft_is_open_at_a_time(session):
    a_catalogue(session)
    draft = a_draft(session)

    with pytest.raises(Conflict, match="a draft already: version 2"):
        versions.begin_draft(session, draft.product_id, by=BY)
    versions.retire(session, draft.id)
    assert draft.label.msgid == "Thrown away"
    assert versions.begin_draft(session, draft.product_id, by=BY).version == 3


def test_what_is_published_is_changed_no_more(session):
    a_catalogue(session)
    row = publish(session, a_draft(session))

    with pytest.raises(Conflict, match="cannot be changed"):
        versions.edit(session, row.id, row.definition, WHAT, by=BY, seen=str(row.head))
    with pytest.raises(Conflict, match="cannot be changed"):
        versions.undo(session, row.id, seen=str(row.head))
    with pytest.raises(Conflict, match="cannot be changed"):
        publish(session, row)


def test_exactly_the_definition_that_was_looked_at_is_published(session):
    a_catalogue(session)
    row = a_draft(session)

    with pytest.raises(Conflict, match="has changed since you looked"):
        versions.publish(session, row.id, sha256="0" * 64, by=BY)


def test_a_tested_draft_that_is_edited_has_to_be_tested_again(session):
    a_catalogue(session)
    row = versions.run_tests(session, a_draft(session).id)
    assert row.state == "tested"

    versions.undo(session, row.id, seen=str(row.head))

    assert row.state == "draft"
    with pytest.raises(Refusal, match="no test yet"):
        publish(session, row)


def test_a_line_keeps_the_version_it_was_configured_with(app):
    with transaction() as session:
        quote = a_quote(session)
        line_id = quote.lines[0].id
        publish(session, a_draft(session, with_other_power))
    with transaction() as session:
        line = session.get_one(QuoteLine, line_id)
        assert line.model_version == 1
        again = dict(chosen(**CHOSEN))
        assert actions.configure_line(session, line_id, again)  # PS-300 is in version 1
        assert line.model_version == 1
        with pytest.raises(Refusal):
            configurator_of(session, "WS").answer(again)


def test_moving_to_the_newest_version_keeps_what_still_goes(app):
    with transaction() as session:
        quote = a_quote(session)
        line_id = quote.lines[0].id
        draft = a_draft(session, with_other_power)
        [effect] = effects_on(session, draft, "en")
        assert [(one.slot, one.part) for one in effect.lost] == [("power", "PS-300")]
        assert effect.missing == ("power",)
        publish(session, draft)
    with transaction() as session:
        actions.move_to_newest_model(session, line_id)
        line = session.get_one(QuoteLine, line_id)
        assert line.model_version == 2
        assert set(line.choices) == {"cpu", "board", "memory"}
        assert not line.complete


def test_a_revision_keeps_the_versions_of_its_lines(app):
    with transaction() as session:
        quote = a_quote(session)
        actions.submit_quote(session, quote.id, by=BY)
        publish(session, a_draft(session))
        revised = actions.revise_quote(session, quote.id, by=BY)
        assert [line.model_version for line in revised.lines] == [1, 0, 0]


def test_a_version_that_never_was_is_missing(session):
    a_catalogue(session)

    with pytest.raises(Missing):
        model_row(session, "WS", 7)
    assert configurator_of(session, "WS", 1).knows("cpu", Choice(sku="CPU-A"))


def with_other_power(data):
    """Leave one power supply only, which is not the one on the quote."""
    slots = [
        slot | {"category": "", "skus": ["PS-600"]} if slot["key"] == "power" else slot
        for slot in data["slots"]
    ]
    test = TEST | {"choices": TEST["choices"] | {"power": {"sku": "PS-600"}}}
    return data | {"slots": slots, "tests": [test]}
