"""A model on its way to reps: the gate's page, files, and the versions' page."""

import io

import pytest

from cpq.catalog.modelling.versions import edit
from foundation.canonical import fingerprint
from foundation.db import transaction
from foundation.language import _
from tests.cpq.catalog.builders import add
from tests.cpq.modelling.builders import a_bicycle, draft_of

TOML = """sku = "OTHER"
[[slots]]
key = "lamp"
label = { ja = "ランプ", en = "Lamp" }
options = [{ key = "led", name = { ja = "LED", en = "LED" } }]
"""


@pytest.fixture
def desk(manager):
    return a_bicycle(manager)


def with_test(desk):
    desk.puts("test", name="basket", expect="valid",
              choices="frame = steel\nextras/basket = basket\nextras/light = light")  # fmt: skip
    return desk


def publish(desk, status=200, **fields):
    given = {"sha256": fingerprint(desk.row.definition), "confirmed": "yes", **fields}
    return desk.does("publish", status, **given)


def test_the_gate_says_what_is_missing_and_where_to_mend_it(desk):
    page = desk.visitor.opens(f"{desk.at}/publish")

    assert "The model has no test yet." in page
    assert page.html.xpath("//button[contains(., 'Publish')]/@disabled")
    assert "The model has no test yet." in publish(desk, 422)


def test_a_model_that_passes_is_published_once_its_effect_was_confirmed(desk):
    with_test(desk)
    page = desk.visitor.opens(f"{desk.at}/publish")
    assert "All 1 pass" in page
    assert "No draft of a quote has this product." in page

    assert "Please confirm" in publish(desk, 422, confirmed="")
    assert "has changed since you looked" in publish(desk, 409, sha256="0" * 64)
    assert "Published" in publish(desk)
    assert desk.row.state == "published"
    page = desk.visitor.opens(desk.at)
    assert "cannot be changed any more" in page
    [confirm] = page.html.xpath("//@data-confirm")
    assert "0 keep their configuration, 0 are not configured yet" in confirm
    assert "Published as it stands here" in desk.visitor.opens(f"{desk.at}/history")
    desk.visitor.opens(f"{desk.at}/parts/group", 409)


def test_what_is_dead_by_mistake_is_marked_as_meant_on_the_page(desk):
    with_test(desk)
    for n, colour in enumerate(("red", "blue")):
        desk.puts("rule", rule="excludes", this="frame/carbon", that=f"colour/{colour}",
                  message_ja=f"不可{n}")  # fmt: skip

    page = desk.visitor.opens(f"{desk.at}/publish")
    assert page.html.xpath("//input[@name='meant']/@value") == ["frame/carbon", "frame/steel"]
    assert "“Carbon” of “Frame” can never be chosen." in page
    assert "Rule 3: 不可0" in page
    page = desk.does("meant", meant="frame/carbon")
    assert "1 are meant to be so" in page
    assert "Published" in publish(desk)


def test_a_draft_is_marked_as_tested_or_thrown_away(desk):
    with_test(desk)
    assert "All tests pass." in desk.does("tests").html.text_content()
    assert desk.row.state == "tested"

    page = desk.does("retire")
    assert "Thrown away" in page
    assert "Begin a new draft" in page


def test_a_model_is_taken_over_from_a_file_and_handed_out_again(manager):
    product = add("LAMP")
    file = (io.BytesIO(TOML.encode()), "lamp.toml")
    page = manager.sends(f"/products/{product}/models/import", file=file)
    assert "The model was taken over." in page.html.text_content()
    assert draft_of("LAMP").definition["sku"] == "LAMP"

    draft = f"/products/models/{draft_of('LAMP').id}"
    assert b'key = "lamp"' in manager.fetches(f"{draft}/model.toml")
    assert b"features" in manager.fetches(f"{draft}/model.uvl")
    manager.opens(f"{draft}/model.exe", 404)
    pasted = manager.sends(f"/products/{product}/models/import", text=TOML.replace("LED", "Neon"))
    assert "Undo: Take over what was pasted" in pasted


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose a file, or paste its text."),
        ({"text": "slots = ["}, "Line 1: this is no TOML."),
        ({"file": (io.BytesIO(b"\xff\xfe\x00"), "m.toml")}, "no text in UTF-8"),
    ],
)
def test_a_wrong_file_is_refused_in_place(manager, fields, sentence):
    page = manager.sends(f"/products/{add('LAMP')}/models/import", 422, **fields)

    assert sentence in page
    assert "No model yet" in page


def test_a_product_manager_builds_and_publishes_a_model_and_sets_no_prices(signed_in):
    visitor = signed_in("product")
    desk = with_test(a_bicycle(visitor))

    assert "Published" in publish(desk)
    assert "Products" in visitor.opens("/")
    visitor.sends("/price-lists", 403, code="X")
    visitor.sends("/products/attributes", category="", attribute="kg", ja="質量", en="", unit="kg")


def test_a_rep_begins_and_publishes_nothing(desk, rep):
    product = desk.row.product_id
    assert "Version 1" in rep.opens(f"/products/{product}/models")
    for path in (f"/products/{product}/models", f"{desk.at}/publish", f"{desk.at}/undo"):
        rep.sends(path, 403)


def test_many_dead_options_of_one_group_are_marked_together(desk):
    with_test(desk)
    model = dict(desk.row.definition)
    more = [{"key": f"f{n}", "name": {"ja": "枠", "en": "Frame"}} for n in range(9)]
    group = model["slots"][0] | {"options": [*model["slots"][0]["options"], *more]}
    barred = {"ja": "色がありません。", "en": "It has no colour."}
    rules = [
        {"kind": "excludes", "slot": "frame", "sku": one["key"], "other": "colour",
         "other_sku": colour, "message": barred}
        for one in more for colour in ("red", "blue")
    ]  # fmt: skip
    model |= {"slots": [group, *model["slots"][1:]]}
    model |= {"constraints": [*model["constraints"], *rules]}
    with transaction() as session:
        edit(session, desk.row.id, model, _("More frames"), by="prs_x", seen=str(desk.row.head))

    assert "all 9, and any to come" in desk.visitor.opens(f"{desk.at}/publish")
    desk.does("meant", meant="frame")
    assert "all 9" not in desk.visitor.opens(f"{desk.at}/publish")
    assert "9 are meant to be so" in desk.visitor.opens(f"{desk.at}/publish")
