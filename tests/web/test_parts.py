"""The parts of every page: fields keep what was typed and say what was refused, in place."""

import pytest
from lxml import html

from foundation.doors import Page
from foundation.errors import Refusal
from foundation.language import verbatim
from tests.web.parts_app import IMPORTS, shown

TOO_MUCH = Refusal(verbatim("At most 100."), field="quantity")
ELSEWHERE = Refusal(verbatim("The deal is closed."))
PAGE = '{% extends "layout.html" %}' + IMPORTS + "{% block content %}%s{% endblock %}"


def tree(words, **more):
    return html.fromstring(f"<div>{shown(words, **more)}</div>")


def test_a_field_has_a_label_and_shows_its_value():
    seen = tree('{{ field("quantity", "Quantity", 12, help="Pieces", required=True) }}')
    control = seen.find(".//input")
    assert control.get("value") == "12"
    assert seen.find(".//label").get("for") == control.get("id")
    assert seen.get_element_by_id(control.get("aria-describedby")).text_content() == "Pieces"
    assert control.get("required") is not None


def test_zero_is_shown_and_none_is_not():
    assert tree('{{ field("n", "N", 0) }}').find(".//input").get("value") == "0"
    assert tree('{{ field("n", "N", none) }}').find(".//input").get("value") == ""


def test_a_refused_field_keeps_what_was_typed_and_says_what_is_wrong():
    words = '{{ field("quantity", "Quantity", 1, help="Pieces") }}'
    seen = tree(words, posted={"quantity": "９９９ <b>"}, refusal=TOO_MUCH)
    control = seen.find(".//input")
    assert control.get("value") == "９９９ <b>"
    assert control.get("aria-invalid") == "true"
    help_id, error_id = control.get("aria-describedby").split()
    assert seen.get_element_by_id(help_id).text_content() == "Pieces"
    assert "At most 100." in seen.get_element_by_id(error_id).text_content()


def test_the_other_fields_keep_what_was_typed_too():
    words = (
        '{{ textarea("reason", "Reason") }}'
        '{{ select("channel", "Channel", [("a", "A"), ("b", "B")]) }}'
        '{{ checkbox("agree", "I agree", True) }}'
        '{{ choices("roles", "Roles", [("x", "X"), ("y", "Y")], ["x"], many=True) }}'
    )
    posted = {"reason": "\nbecause\n it is", "channel": "b", "roles": ["y"], "quantity": "1"}
    seen = tree(words, posted=posted, refusal=TOO_MUCH)
    assert seen.find(".//textarea").text == "\n\nbecause\n it is"  # browsers drop the first
    assert seen.find(".//option[@selected]").get("value") == "b"
    assert [box.get("value") for box in seen.findall(".//input[@checked]")] == ["y"]


def test_a_password_is_never_written_back():
    words = '{{ field("password", "Password", type="password") }}'
    assert "hunter2" not in shown(words, posted={"password": "hunter2"}, refusal=TOO_MUCH)


def test_of_two_forms_on_a_page_only_the_posted_one_is_filled_and_refused():
    words = (
        '<form>{{ csrf("one") }}{{ field("quantity", "Quantity", 1, form="one") }}</form>'
        '<form>{{ csrf("two") }}{{ field("quantity", "Quantity", 2, form="two") }}</form>'
    )
    seen = tree(words, posted={"form": "two", "quantity": "999"}, refusal=TOO_MUCH)
    first, second = seen.findall(".//input[@name='quantity']")
    assert (first.get("value"), second.get("value")) == ("1", "999")
    assert first.get("aria-invalid") is None
    assert second.get("aria-invalid") == "true"
    assert first.get("id") != second.get("id")


def test_attributes_are_passed_on_and_classes_joined():
    control = tree('{{ field("n", "N", class_="num", hx_post="/x", disabled=False) }}').find(
        ".//input"
    )
    assert control.get("hx-post") == "/x"
    assert control.get("class") == "form-control num"
    assert control.get("disabled") is None


@pytest.mark.parametrize(
    ("refusal", "times"), [(ELSEWHERE, 1), (TOO_MUCH, 1), (None, 0)], ids=["top", "field", "none"]
)
def test_a_page_says_a_refusal_exactly_once(refusal, times):
    words = PAGE.replace("%s", '{{ field("quantity", "Quantity") }}')
    seen = html.fromstring(shown(words.removeprefix(IMPORTS), posted={}, refusal=refusal))
    said = [node for node in seen.iter() if node.get("data-refusal") is not None]
    assert len(said) == times
    if refusal is ELSEWHERE:
        assert said[0].get("role") == "alert"


def test_words_of_a_person_are_escaped():
    seen = shown("{{ badge(name) }}{{ empty(name, name) }}", name="<script>")
    assert seen.count("&lt;script&gt;") == 3
    assert "<script>" not in seen


def test_the_pager_keeps_the_filters_of_the_list():
    page = Page(rows=[0] * 50, number=2, size=50, total=120)
    seen = tree("{{ pager(page) }}", path="/quotes?q=%E9%9D%92%E6%9C%A8&page=2", page=page)
    assert "51 to 100 of 120" in seen.text_content()
    addresses = [link.get("href") for link in seen.findall(".//a")]
    assert addresses == [
        "/quotes?q=%E9%9D%92%E6%9C%A8&page=1",
        "/quotes?q=%E9%9D%92%E6%9C%A8&page=3",
    ]


def test_a_second_click_on_a_heading_sorts_the_other_way_round():
    words = '{{ sort_link("Name", "name", current) }}'
    link = tree(words, current="name", path="/quotes?sort=name&page=3").find(".//a")
    assert link.get("href") == "/quotes?sort=-name"
    assert link.find(".//svg").get("aria-label") == "ascending"


def test_steps_say_their_state_in_words_as_well_as_in_colour():
    seen = tree('{{ steps([("Quote", "done"), ("Signing", "current"), ("Order", "waiting")]) }}')
    assert [" ".join(li.text_content().split()) for li in seen.findall(".//li")] == [
        "Quote (done)",
        "2 Signing (now)",
        "3 Order (to come)",
    ]
    assert seen.find(".//li[@aria-current='step']") is not None
