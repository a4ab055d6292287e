"""The editor of product models: parts are added, changed, moved, removed, undone and redone."""

import pytest

from tests.cpq.modelling.builders import a_bicycle, draft_of


@pytest.fixture
def desk(manager):
    return a_bicycle(manager)


def test_a_model_is_made_from_nothing(desk):
    page = desk.visitor.opens(desk.at)

    for words in ("Frame", "Carbon", "Extras", "A carbon frame takes no basket."):
        assert words in page
    assert "0 to 3 to choose" in page
    assert [s["key"] for s in desk.row.definition["slots"]] == ["frame", "colour", "extras"]
