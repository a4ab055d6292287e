"""Every sentence has Japanese, and the Japanese keeps every value of the English."""

import re
from collections import defaultdict

import pytest
from babel.messages.pofile import read_po

from tests.house.words import ROOT, books, messages, missing, translated

ROOMS = sorted(
    path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"
)
BOOKS = books()
VALUE = re.compile(r"%\((\w+)\)")


def entries(path):
    with path.open("rb") as source:
        return [m for m in read_po(source, locale="ja", abort_invalid=True) if m.id]


@pytest.mark.parametrize("room", ROOMS)
def test_every_sentence_of_a_room_has_japanese(room):
    assert missing(room) == []


def test_every_sentence_of_pages_mails_and_documents_has_japanese():
    assert sorted(messages(ROOT / "templates") - translated()) == []


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_japanese_keeps_the_values_of_the_english(path):
    wrong = [
        m.id
        for m in entries(path)
        if m.string and set(VALUE.findall(m.id)) != set(VALUE.findall(m.string))
    ]
    assert wrong == []


def test_a_percent_sign_in_a_template_is_doubled():
    """Templates always fill in: `15 %` alone would be taken for a value, and break the page."""
    japanese = {m.id: m.string for path in BOOKS for m in entries(path)}
    for words in messages(ROOT / "templates"):
        for said in (words, japanese.get(words, words)):
            assert said % Anything() is not None


def test_no_sentence_has_japanese_that_nobody_says():
    """A changed sentence takes its old Japanese with it."""
    said = messages(ROOT / "templates", *(ROOT / room for room in ROOMS))
    spoken = {m.id if isinstance(m.id, str) else m.id[0] for path in BOOKS for m in entries(path)}
    assert sorted(spoken - said) == []


class Anything(dict):
    def __missing__(self, _name):
        return "something"


def test_a_sentence_is_said_in_one_way_only():
    said = defaultdict(set)
    for path in BOOKS:
        for message in entries(path):
            said[message.id].add(message.string)
    assert {words: ways for words, ways in said.items() if len(ways) > 1} == {}
