"""The editor of product models: parts are added, changed, moved, removed, undone and redone."""

import pytest

from tests.cpq.modelling.builders import a_bicycle

MESSAGE = {"message_ja": "不可", "message_en": "No."}


@pytest.fixture
def desk(manager):
    return a_bicycle(manager)


def keys(desk):
    return [slot["key"] for slot in desk.row.definition["slots"]]


def test_a_model_is_made_from_nothing(desk):
    page = desk.visitor.opens(desk.at)

    for words in ("Frame", "Carbon", "Extras", "A carbon frame takes no basket."):
        assert words in page
    assert "0 to 3 to choose" in page
    assert keys(desk) == ["frame", "colour", "extras"]


def test_the_try_out_beside_shows_what_a_rep_will_see(desk):
    page = desk.visitor.opens(f"{desk.at}?begun=1&c=frame:1:carbon&open=extras")

    assert "Because of your choice: Frame Carbon A carbon frame takes no basket." in page
    assert "Weight 2 kg" in page
    assert "Choose it and drop Carbon" in page
    part = desk.visitor.opens(
        f"{desk.at}?begun=1&c=frame:1:carbon", **{"HX-Request": "true", "HX-Target": "configurator"}
    )
    assert "Groups and options" not in part
    assert "Still to choose" in part


def test_parts_are_changed_moved_and_removed_and_every_edit_can_be_undone_by_name(desk):
    desk.puts("group", n=1, label_ja="塗装", label_en="Paint", least=0, most=1, max_quantity=1)
    desk.does("parts/group/move", n=1, to="up")
    desk.does("parts/rule/remove", n=0)
    assert keys(desk) == ["colour", "frame", "extras"]
    assert desk.row.definition["slots"][0]["label"]["en"] == "Paint"

    page = desk.visitor.opens(desk.at)
    assert "Undo: Remove rule “A carbon frame" in page
    desk.does("undo")
    desk.does("undo")
    assert keys(desk) == ["frame", "colour", "extras"]
    assert "Redo: Move group “Paint”" in desk.visitor.opens(desk.at)
    desk.does("redo")
    assert keys(desk) == ["colour", "frame", "extras"]


def test_an_edit_after_undoing_leaves_the_undone_ones_aside(desk):
    desk.does("undo")
    page = desk.puts("assembly", name_ja="車体", name_en="Body")

    assert "Redo" not in page
    history = desk.visitor.opens(f"{desk.at}/history")
    assert "Add rule “With a basket comes a light.” undone" in history
    assert "Add assembly “Body” The draft stands here" in history
    desk.does("history", seq=1)
    assert keys(desk) == []


def test_nothing_is_undone_before_the_beginning(desk):
    desk.does("history", seq=1)

    assert "There is nothing to undo." in desk.does("undo", 409)
    assert "There is nothing to undo." in desk.does("history", 409, seq=99)


def test_two_people_do_not_overwrite_each_other(desk):
    seen = desk.row.head
    desk.puts("assembly", name_ja="車体", name_en="Body")

    page = desk.puts("assembly", 409, name_ja="車輪", name_en="Wheels", seen=seen)

    assert "Somebody else has changed this model meanwhile." in page
    assert page.field("name_en") == "Wheels"


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        ("group", {"label_ja": "", "least": 1, "most": 1, "max_quantity": 1}, "Please fill in"),
        ("group", {"label_ja": "鍵", "least": "NaN", "most": 1, "max_quantity": 1}, "plain number"),
        ("group", {"label_ja": "鍵", "least": 3, "most": 2, "max_quantity": 1}, "at least 3"),
        ("group", {"label_ja": "鍵", "least": 1, "most": 1, "max_quantity": 1, "where": "a"},
         "name = value / value"),
        ("group", {"label_ja": "鍵", "key": "frame", "least": 1, "most": 1, "max_quantity": 1},
         "The key “frame” is there already."),
        ("option", {"of": 0, "name_ja": "木" * 201}, "has 201 characters"),
        ("rule", {"rule": "excludes", "this": "frame/steel", "that": "frame/steel", **MESSAGE},
         "An option cannot exclude itself."),
        ("rule", {"rule": "requires", "this": "frame/steel", "needs": "", **MESSAGE},
         "Say what is needed."),
        ("rule", {"rule": "requires", "this": "frame/gold", "needs": "colour/red", **MESSAGE},
         "“frame/gold”, which is not there"),
        ("rule", {"rule": "table", "slot": "frame", "attribute": "a", "other": "colour",
                  "other_attribute": "b", "allowed": "x", **MESSAGE}, "Write one pair a line"),
        ("rule", {"rule": "resource", "use_slot": "frame", "use_attribute": "weight",
                  "limit": "1e308", **MESSAGE}, "plain number"),
        ("rule", {"rule": "expression", "text": "frame/steel =>", **MESSAGE}, "Rule 3"),
        ("rule", {"rule": "expression", "text": "1 / 0 > 2", **MESSAGE}, "This is never true"),
        ("rule", {"rule": "expression", "text": "frame.weight > 3 & frame.weight < 3", **MESSAGE},
         "This is never true"),
        ("test", {"name": "t", "choices": "frame"}, "group = option"),
        ("test", {"name": "t", "choices": "wheel = big"}, "names “wheel/big”"),
        ("test", {"name": "t", "expect": "forces"}, "Say which option"),
        ("question", {"text_ja": "色", "when": "paint"}, "names “paint”"),
    ],
)  # fmt: skip
def test_what_is_not_right_is_refused_in_place_and_nothing_typed_is_lost(
    desk, kind, fields, sentence
):
    page = desk.puts(kind, 422, **fields)

    assert sentence in page
    for name in ("label_ja", "message_en", "name", "text_ja", "when", "text"):
        if fields.get(name):
            assert page.field(name).strip() == fields[name]


@pytest.mark.once
def test_every_row_of_a_refused_form_keeps_what_was_typed_and_one_says_why(desk):
    uses = {"use_slot": ["frame", "colour"], "use_attribute": ["weight", "shade"]}
    uses |= {"times": ["2", "abc"], "unknown": ["", "7"]}
    page = desk.puts("rule", 422, rule="resource", **uses, **MESSAGE)

    for name, typed in uses.items():
        boxes = page.html.xpath("//*[@name=$name]", name=name)
        assert [box.value or "" for box in boxes][:2] == typed
    assert len(page.html.xpath("//*[@data-refusal]")) == 1
    needs = ["colour/red", "frame/steel"]
    page = desk.puts("rule", 422, rule="requires", this="frame/steel", needs=needs, **MESSAGE)
    assert [box.value for box in page.html.xpath("//*[@name='needs']")][:2] == needs


@pytest.mark.once
def test_what_the_whole_model_refuses_is_said_at_the_field_it_comes_from(desk):
    wrong = desk.puts("rule", 422, rule="expression", text="frame/steel =>", **MESSAGE)
    test = desk.puts("test", 422, name="t", choices="wheel = big")

    for page, name in ((wrong, "text"), (test, "choices")):
        [box] = page.html.xpath("//textarea[@name=$name]", name=name)
        assert box.get("aria-invalid") == "true"


@pytest.mark.once
def test_a_test_chooses_several_of_a_group_by_the_name_of_the_group_alone(desk):
    desk.puts("test", name="both", choices="extras = basket\nextras = light * 2")

    assert desk.row.definition["tests"][0]["choices"] == {
        "extras/basket": {"sku": "basket", "quantity": 1},
        "extras/light": {"sku": "light", "quantity": 2},
    }


@pytest.mark.parametrize(
    ("rule", "fields", "said"),
    [
        ("match", {"slot": "frame", "attribute": "size", "other": "colour",
                   "other_attribute": "sizes"}, "“Size” of Frame must be “Sizes” of Colour"),
        ("table", {"slot": "frame", "attribute": "weight", "other": "colour",
                   "other_attribute": "tone", "allowed": "3 = dark\n１ = light"},
         "must be one of 2 pairs"),
        ("resource", {"use_slot": ["frame", "extras"], "use_attribute": ["weight", "weight"],
                      "times": ["", "２"], "unknown": ["", "0"], "limit": "5"},
         "Together at most 5: “Weight” of Frame + 2 × “Weight” of Extras (0 where unknown)."),
        ("expression", {"text": "frame/carbon => !extras/light"}, "frame/carbon => !extras/light"),
    ],
)  # fmt: skip
def test_rules_of_every_kind_are_written_and_read_back(desk, rule, fields, said):
    page = desk.puts("rule", rule=rule, severity="preferred", **fields, **MESSAGE)

    assert said in page
    assert "Preferred" in page
    form = desk.visitor.opens(f"{desk.at}/parts/rule?n=2")
    assert form.field("message_en").strip() == "No."
    again = {name: form.field(name) for name in fields if not isinstance(fields[name], list)}
    desk.puts("rule", n=2, rule=rule, severity="hard", **{**fields, **again}, **MESSAGE)
    assert desk.row.definition["constraints"][2]["severity"] == "hard"


def test_a_group_takes_its_options_from_the_product_list(desk):
    desk.group(
        "照明", "Lamp", category="lamp", where="volt = 6 / 12", skus="L-1\nL-2", max_quantity=2
    )

    slot = desk.row.definition["slots"][3]
    assert (slot["category"], slot["where"]) == ("lamp", {"volt": ["6", "12"]})
    assert slot["skus"] == ["L-1", "L-2"]
    form = desk.visitor.opens(f"{desk.at}/parts/group?n=3")
    assert form.field("skus").split() == ["L-1", "L-2"]
    assert "volt = 6 / 12" in form.field("where")


def test_what_rules_name_is_not_taken_away_under_them(desk):
    page = desk.does("parts/option/remove", 422, n=1, of=0)

    assert "Rule 1 names “frame/carbon”, which is not there." in page


def test_a_rep_looks_at_a_model_and_changes_nothing(desk, rep):
    assert "Groups and options" in rep.opens(desk.at)
    rep.opens(f"{desk.at}/parts/group", 403)
    rep.sends(f"{desk.at}/parts/group", 403, label_ja="x")


def test_a_part_that_is_gone_is_missing(desk):
    for part in ("group?n=9", "option?of=9", "rule?rule=magic", "group?n=x", "magic"):
        desk.visitor.opens(f"{desk.at}/parts/{part}", 404)


def test_the_try_out_says_which_group_has_nothing_to_choose_yet(desk):
    desk.group("色", "Tyre")

    assert "The group “Tyre” has no options yet. Add one." in desk.visitor.opens(desk.at)


def test_a_model_without_solution_is_called_that_before_anything_is_chosen(desk):
    for frame in ("steel", "carbon"):
        desk.puts("rule", rule="expression", text=f"frame/{frame}", **MESSAGE)

    assert "No configuration keeps all rules." in desk.visitor.opens(desk.at)


def test_tests_and_full_width_attributes_read_as_people_say_them(desk):
    desk.puts("option", of=0, name_ja="木", name_en="Wood", attributes="kg = ７．５")
    desk.puts("test", name="heavy", choices="frame = carbon\nextras/light = light * 2")

    page = desk.visitor.opens(desk.at)
    assert "Weight = 7.5 kg" in page
    assert "Frame: Carbon" in page


def test_what_an_answer_leaves_open_and_when_a_question_is_asked_are_ticked(desk):
    desk.puts("question", text_ja="用途", text_en="Use")
    desk.puts("answer", of=0, text_ja="店", text_en="Shop", allowed=["colour/red", "frame/steel"],
              choose=["extras/light", ""])  # fmt: skip
    desk.puts("question", text_ja="夜？", text_en="Night?", after=["use/shop"])

    questions = desk.row.definition["questions"]
    assert questions[0]["answers"][0]["allow"] == {"colour": ["red"], "frame": ["steel"]}
    assert questions[0]["answers"][0]["choose"] == {"extras/light": "light"}
    assert questions[1]["when"] == "use/shop"
    page = desk.visitor.opens(f"{desk.at}/parts/answer?of=0&n=0")
    assert page.html.xpath("//input[@name='allowed'][@checked]/@value") == [
        "frame/steel", "colour/red"]  # fmt: skip
    page = desk.visitor.opens(f"{desk.at}/parts/question?n=1")
    assert page.html.xpath("//input[@name='after'][@checked]/@value") == ["use/shop"]
