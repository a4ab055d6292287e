"""A version that drops an option says which papers and lines still name it."""

import pytest

from cpq.catalog.materials import actions as materials
from cpq.catalog.materials.exploding import Component
from cpq.catalog.modelling.strays import strays_of
from cpq.catalog.queries import product_by_sku
from foundation.db import transaction
from foundation.errors import Refusal
from foundation.language import say
from tests.cpq.builders import a_catalogue
from tests.cpq.modelling.test_versions import BY, a_draft, publish, with_other_power
from tests.cpq.papers.test_going_along import a_paper

NAMED = "「power」に「PS-300」という選択肢はありません。"


def test_papers_and_lines_that_name_a_dropped_option_are_told_at_the_gate_and_bar_nothing(manager):
    with transaction() as session:
        a_catalogue(session)
        a_paper(session, "WS", "静音", condition="power/PS-300 & !screen")
        a_paper(session, "WS", "寸法", option="power/PS-300")
        a_paper(session, "WS", "一般", condition="power.watts > 100")
        lines = [
            Component("TEA", "1", condition="power/PS-300"),
            Component("SRV", "memory.quantity"),
        ]
        materials.replace_lines(session, product_by_sku(session, "WS"), lines, by=BY)
        draft = a_draft(session)
        assert strays_of(session, draft) == []
        materials.begin_draft(session, draft.product_id, by=BY)

    with transaction() as session:
        draft = session.merge(draft)
        draft.definition = with_other_power(draft.definition)
        assert sorted(say(one.text, "ja") for one in strays_of(session, draft)) == [
            f"資料「寸法」：{NAMED}", f"資料「静音」：{NAMED}", f"部品構成表の「TEA」：{NAMED}",
        ]  # fmt: skip
    page = manager.opens(f"/products/models/{draft.id}/publish")
    assert "Paper “静音”: “power” has no option “PS-300”." in page

    with transaction() as session:
        assert publish(session, session.merge(draft)).state == "published"
    papers = manager.opens(f"/products/{draft.product_id}/papers")
    assert papers.text.count("“power” has no option “PS-300”.") == 2


def test_a_draft_of_a_bill_of_materials_that_names_what_is_gone_is_not_published(session):
    a_catalogue(session)
    product = product_by_sku(session, "WS")
    said = {"sku": "TEA", "quantity": "1", "condition": "power/PS-300"}
    bom = materials.begin_draft(session, product.id, by=BY)
    line = materials.put_line(session, bom.id, said)
    publish(session, a_draft(session, with_other_power))

    with pytest.raises(Refusal, match="TEA: “power” has no option “PS-300”"):
        materials.publish(session, bom.id, by=BY)
    materials.put_line(session, bom.id, said | {"condition": "power/PS-600"}, line.id)
    assert materials.publish(session, bom.id, by=BY).state == "published"
