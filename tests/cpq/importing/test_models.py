"""Models as rows: what was exported imports as unchanged; other rows go on a draft by one edit."""

import pytest

from cpq.catalog.configuring import Definition
from cpq.catalog.modelling.building import Building
from cpq.catalog.modelling.files import model_file
from cpq.catalog.modelling.rows import COLUMNS, rows_of
from cpq.catalog.modelling.versions import begin_draft, open_draft
from cpq.catalog.models import ProductModelEdit
from cpq.importing.actions import keep_mapping, kept_mapping
from cpq.importing.guessing import guess
from cpq.importing.mapping import mapping_of
from cpq.importing.models import CHECKING
from cpq.importing.sources import open_table
from foundation.db import reading, transaction
from foundation.errors import Refusal
from foundation.language import say
from tests.cpq.catalog.builders import MODEL, add
from tests.cpq.importing.builders import imported, reasons_of


def words(text):
    return {"ja": text, "en": f"the {text}"}


BIKE = {
    "sku": "BIKE",
    "assemblies": [{"key": "body", "name": words("body")}],
    "slots": [
        {"key": "frame", "label": words("frame"), "assembly": "body", "options": [
            {"key": "steel", "name": words("steel"), "attributes": {"kg (net)": "3", "x": "=1"}},
            {"key": "carbon", "name": words("carbon"), "sku": "C-1", "surcharge_sku": "C-2"}]},
        {"key": "extras", "label": words("extras"), "least": 0, "most": 3, "page": "more",
         "parent": "frame/steel", "options": [{"key": "bag", "name": words("bag")}]},
    ],
    "constraints": [
        {"kind": "excludes", "slot": "frame", "sku": "carbon", "other": "extras",
         "other_sku": "bag", "message": words("no"), "owner": "-Sato"},
        {"kind": "requires", "slot": "extras/bag", "other": "frame", "message": words("frame"),
         "severity": "preferred"},
        {"kind": "resource", "limit": "7.50", "base": "1", "message": words("heavy"), "uses": [
            {"slot": "frame", "attribute": "kg (net)", "times": "2", "unknown": "0"}]},
        {"kind": "expression", "text": "frame/steel | extras", "key": "any",
         "message": {"ja": "", "en": ""}},
    ],
    "tests": [
        {"name": "t", "choices": {"frame": {"sku": "steel", "quantity": 2}}},
        {"name": "bag", "choices": {"extras/bag": {"sku": "bag"}}, "expect": "forces",
         "forces": {"frame": "steel"}},
        {"name": "bare", "choices": {"frame": {"sku": "", "quantity": 0}}, "expect": "invalid"},
    ],
}  # fmt: skip


def model(data):
    return Definition.model_validate(data)


def row(**cells):
    return dict.fromkeys(COLUMNS, "") | cells


@pytest.mark.parametrize("data", [BIKE, MODEL], ids=["bike", "workstation"])
def test_every_row_of_a_model_says_what_is_there(data):
    building = Building(model(data).model_dump(mode="json"))

    assert {building.take(one) for one in rows_of(model(data))} == {"unchanged"}
    assert not building.changed
    building.check()


@pytest.mark.parametrize("data", [BIKE, MODEL], ids=["bike", "workstation"])
def test_a_model_is_built_from_its_rows_alone(data):
    building = Building({"sku": data["sku"], "slots": []})
    rows = [
        one | ({"key": ""} if one["key"].startswith("#") else {}) for one in rows_of(model(data))
    ]

    assert {building.take(one) for one in rows} == {"new"}
    again = model(building.data)
    assert list(rows_of(again)) == list(rows_of(model(data)))


def test_rows_change_and_add_and_take_nothing_away():
    building = Building(model(BIKE).model_dump(mode="json"))

    assert building.take(row(part="option", group="frame", key="steel", name="鋼")) == "changed"
    assert building.take(row(part="Option", group="frame", key="wood", name_en="Wood")) == "new"
    third = row(part="resource", key="#3", takes="frame.kg (net)*２ else 1", limit="8")
    assert building.take(third) == "changed"
    assert building.take(row(part="expression", text="!frame/wood")) == "new"
    changed = model(building.data)
    assert [option.key for option in changed.slots[0].options] == ["steel", "carbon", "wood"]
    assert [rule.kind for rule in changed.constraints] == [
        "excludes", "requires", "resource", "expression", "expression"]  # fmt: skip
    assert changed.constraints[2].uses[0].times == 2
    assert changed.tests == model(BIKE).tests


def test_a_test_is_known_by_its_name_or_its_number_and_says_its_choices_a_line_each():
    building = Building(model(BIKE).model_dump(mode="json"))

    bag = row(part="test", name="bag", choices="extras = bag\nframe = steel * 2", expect="Invalid")
    assert building.take(bag) == "changed"
    assert (
        building.take(row(part="test", key="#3", name="none", choices="frame=steel")) == "changed"
    )
    assert building.take(row(part="test", name="new", forces="frame = carbon")) == "new"
    changed = {one.name: one for one in model(building.data).tests}
    assert list(changed) == ["t", "bag", "none", "new"]
    assert {key: (one.sku, one.quantity) for key, one in changed["bag"].choices.items()} == {
        "extras/bag": ("bag", 1), "frame": ("steel", 2)}  # fmt: skip
    assert [one.expect for one in changed.values()] == ["valid", "invalid", "valid", "forces"]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"part": "wheel"}, "“wheel” is no part of a model."),
        ({"part": "option", "group": "wheel", "key": "x"}, "There is no group “wheel”."),
        ({"part": "option", "group": "frame", "name": "x"}, "Say the key of the option."),
        ({"part": "option", "group": "frame", "key": "x"}, "Say its name."),
        ({"part": "option", "group": "frame", "key": "a:b", "name": "x"}, "cannot be a key"),
        ({"part": "group", "key": "x", "name": "x", "least": "NaN"}, "plain number"),
        ({"part": "group", "key": "x", "name": "x", "least": "3", "most": "2"}, "at least 3"),
        ({"part": "group", "key": "x", "name": "x", "parent": "frame/gold"}, "“frame/gold”"),
        ({"part": "excludes", "this": "frame/steel", "that": "frame/gold"}, "“frame/gold”"),
        ({"part": "requires", "this": "frame/steel"}, "Say what is needed."),
        ({"part": "table", "group": "frame", "other": "extras", "allowed": "x"}, "one pair a line"),
        ({"part": "resource", "takes": "frame"}, "Write one a line: group.attribute"),
        ({"part": "resource", "takes": "frame.kg", "limit": "1e308"}, "plain number"),
        ({"part": "expression", "text": "frame ="}, "Rule 5"),
        ({"part": "expression", "key": "#9", "text": "frame"}, "There is no rule #9"),
        ({"part": "expression", "text": "frame", "severity": "rock"}, "not how hard a rule is"),
        ({"part": "test", "choices": "frame = steel"}, "Please fill in"),
        ({"part": "test", "name": "x", "choices": "frame"}, "Write one a line: group = option"),
        ({"part": "test", "name": "x", "choices": "frame = gold"}, "names “frame/gold”"),
        ({"part": "test", "name": "x", "expect": "fine"}, "is not what a test expects"),
        ({"part": "test", "name": "x", "expect": "forces"}, "Say which option has to be forced."),
        ({"part": "test", "key": "#4", "name": "x"}, "There is no test #4"),
    ],
)
def test_a_row_that_is_not_right_is_refused_and_changes_nothing(cells, sentence):
    building = Building(model(BIKE).model_dump(mode="json"))
    before = model(building.data)

    with pytest.raises(Refusal) as refused:
        building.take(row(**cells))

    assert sentence in say(refused.value.text, "en")
    assert model(building.data) == before


def again(name, content, state="importing", **changes):
    mapping = guess([open_table(name, content)])
    return imported(mapping.model_copy(update=changes), (name, content), state=state)


def counts(run):
    assert run.state in {"done", "checked"}, run.reason
    return {name: n for name, n in run.counts.items() if n}


@pytest.fixture
def drafted(database):
    product = add("BIKE")
    with transaction() as session:
        begin_draft(session, product, by="prs_x", definition=BIKE)
    return product


def edits(product):
    with reading() as session:
        draft = open_draft(session, product)
        count = session.query(ProductModelEdit).filter_by(model_id=draft.id).count()
        return count, Definition.model_validate(draft.definition)


@pytest.mark.once
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_exported_imports_as_unchanged(drafted, kind):
    content, _media = model_file(kind, model(BIKE), {})

    assert counts(again(f"BIKE-1.{kind}", content)) == {"unchanged": 13}
    assert edits(drafted)[0] == 1


def test_a_dry_run_counts_and_reports_and_the_import_is_one_edit_that_can_be_undone(drafted):
    text = model_file("csv", model(BIKE), {})[0].decode().replace("the steel", "iron")
    text += "BIKE,option,frame,wood,木,Wood\r\nBIKE,option,wheel,x,x,x\r\nNONE,group,,g,g,g\r\n"

    checked = again("BIKE.csv", text.encode(), CHECKING)
    assert counts(checked) == {"unchanged": 12, "changed": 1, "new": 1, "refused": 2}
    assert edits(drafted)[0] == 1
    done = again("BIKE.csv", text.encode())
    assert counts(done) == counts(checked)
    assert [line for line, _kind, _why in reasons_of(done)] == [17, 18]
    made, definition = edits(drafted)
    assert made == 2
    assert [option.name.en for option in definition.slots[0].options] == [
        "iron", "the carbon", "Wood"]  # fmt: skip
    assert counts(again("BIKE.csv", text.encode())) == {"unchanged": 14, "refused": 2}


def test_other_headings_are_read_by_a_mapping_that_is_kept(drafted):
    text = "種類,分類,番号,名前\noption,frame,titan,チタン\noption,frame,titan,チタン\n"
    parts = {"part": "種類", "group": "分類", "key": "番号", "name": "名前"}
    with pytest.raises(Refusal, match="of which product"):
        mapping_of({"parts": parts})
    with transaction() as session:
        values = {"name": "自転車", "parts": parts, "fixed": {"product": "BIKE"}}
        keep_mapping(session, mapping_of(values))
    with reading() as session:
        mapping = kept_mapping(session, "自転車")

    assert counts(imported(mapping, ("x.csv", text))) == {"new": 1, "duplicate": 1}
    assert edits(drafted)[1].slots[0].options[-1].name.ja == "チタン"


def test_a_product_without_a_model_becomes_configurable(database):
    product = add("LAMP")
    text = "part,group,key,name\ngroup,,foot,台\noption,foot,wood,木\n"

    assert counts(again("LAMP.csv", text.encode())) == {"new": 2}
    assert edits(product)[1].slots[0].options[0].key == "wood"
