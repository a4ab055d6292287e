"""The configurator's page of a quote: several of a group, help, hints, and a retired version."""

import pytest
from sqlalchemy import select

from cpq import actions
from cpq.catalog.actions import publish_model
from cpq.catalog.configuring import Choice
from cpq.catalog.models import ProductModel
from cpq.models import QuoteLine
from foundation.db import reading, transaction
from tests.cpq.builders import a_draft, put
from tests.cpq.conftest import app
from tests.cpq.modelling.test_guiding import QUESTIONS, RULE, slot, words
from tests.journeys.house import Visitor

__all__ = ["app"]
HINT = RULE | {"kind": "requires", "sku": "steel", "other_skus": ["light"]}
HINT = {key: value for key, value in HINT.items() if key != "other_sku"}
HINT |= {"severity": "recommended", "message": words("Take a light.")}
WISH = RULE | {"sku": "steel", "other": "colour", "other_sku": "green"}
WISH |= {"severity": "preferred", "message": words("Green is slow.")}


def bicycle(**parts):
    slots = [slot("frame", "steel", "carbon"), slot("colour", "red", "blue", "green"),
             slot("extras", "basket", "light", least=0, most=2),
             slot("shape", "round", parent="extras/basket")]  # fmt: skip
    rules = [RULE, HINT, WISH]
    return {"sku": "BIKE", "slots": slots, "constraints": rules, "questions": QUESTIONS, **parts}


@pytest.fixture
def line(app):
    """A line with a bicycle on a rep's draft."""
    with transaction() as session:
        put(session, "BIKE", kind="configurable")
        session.flush()
        publish_model(session, bicycle())
        draft = a_draft(session)
        added = actions.add_line(session, draft.id, sku="BIKE")
        session.flush()
        return added


@pytest.fixture
def rep(app, line):
    visitor = Visitor(app.test_client())
    data = {"email": "sato@m.example", "password": "correct horse battery"}
    visitor.client.post("/login", data=data)
    visitor.client.post("/language", data={"language": "en", "next": "/"})
    return visitor


def at(line, query=""):
    return f"/quotes/{line.revision_id}/lines/{line.id}/configure?begun=1&{query}"


def test_several_of_a_group_are_check_boxes(rep, line):
    page = rep.opens(at(line, "open=extras&c=extras/light:1:light"))

    assert page.html.xpath("//input[@type='checkbox']/@value") == [
        "extras/basket:1:basket",
        "extras/light:1:light",
    ]
    assert page.fields("c") == ["extras/light:1:light"]
    assert "Choose up to 2." in page


def test_a_group_under_an_option_is_there_only_with_it(rep, line):
    assert "shape" not in rep.opens(at(line))
    assert "shape" in rep.opens(at(line, "c=extras/basket:1:basket"))


def test_preferences_and_recommendations_are_hints_with_a_way(rep, line):
    page = rep.opens(at(line, "c=frame:1:steel&c=colour:1:green"))

    assert "Not as preferred" in page
    assert "Green is slow." in page
    assert "Take a light." in page
    assert page.links(r"extras/light%3A1%3Alight|extras/light:1:light")


def test_help_asks_one_question_after_another_and_can_be_left(rep, line):
    page = rep.opens(at(line))
    [begin] = page.hrefs(r"help=1")
    page = rep.opens(begin)
    assert "For what?" in page
    answer = page.links(r"use:shop|use%3Ashop")[0].get("href")

    page = rep.opens(answer)
    assert "At night?" in page
    assert "Question 2" in page
    leave = next(a for a in page.html.iter("a") if "To all options" in a.text_content())
    page = rep.opens(leave.get("href"))
    assert "steel" in page
    assert "basket" in page
    page = rep.opens(f"{leave.get('href')}&open=colour")
    assert "1 more are left out by your answers." in page
    everything = next(a for a in page.html.iter("a") if a.text_content() == "Show all")
    assert "green" in rep.opens(everything.get("href"))


def test_plain_options_stand_on_the_parts_list_and_are_saved(rep, line):
    chosen = ["frame:1:steel", "colour:1:red", "extras/light:1:light"]
    page = rep.opens(at(line, "&".join(f"c={value}" for value in chosen)))
    assert "frame: steel" in page

    rep.sends(at(line), c=chosen)
    with reading() as session:
        saved = session.scalars(select(QuoteLine)).one()
        assert saved.complete
        assert saved.model_version == 1
        assert saved.choices["extras/light"] == {"sku": "light", "quantity": 1}


def test_a_line_of_a_retired_version_says_so_and_moves_on_with_what_survives(rep, line):
    chosen = {"frame": Choice(sku="steel"), "colour": Choice(sku="red")}
    with transaction() as session:
        actions.configure_line(session, line.id, chosen)
    with transaction() as session:
        slots = [slot("frame", "steel", "wood"), slot("colour", "blue", "green")]
        publish_model(session, bicycle(slots=slots, constraints=[], questions=[]))

    page = rep.opens(at(line))
    assert "Version 1 is retired" in page
    assert "These choices would be lost:colour: red" in page
    assert "1 choices surviveframe: steel" in page

    page = rep.sends(f"/quotes/{line.revision_id}/lines/{line.id}/newest-model")
    assert "is now configured with version 2" in page.html.text_content()
    assert "is retired" not in page
    with reading() as session:
        moved = session.scalars(select(QuoteLine)).one()
        assert (moved.model_version, set(moved.choices)) == (2, {"frame"})


def test_without_a_published_model_new_lines_are_refused_and_configured_ones_go_on(rep, line):
    with transaction() as session:
        other = actions.add_line(session, line.revision_id, sku="BIKE")
        actions.configure_line(session, line.id, {"frame": Choice(sku="steel")})
        session.flush()
        session.scalars(select(ProductModel)).one().retire()

    page = rep.sends(f"/quotes/{line.revision_id}/lines", 404, sku="BIKE", quantity="1")
    assert "BIKE has no published model, so it cannot be configured now." in page
    page = rep.opens(at(other), 404)
    assert "BIKE has no published model" in page
    assert "2 lines" in page  # the quote itself, to go on with
    assert "frame" in rep.opens(at(line, "c=frame:1:carbon"))
