"""When a question is asked: after one of some answers, or where an expression holds. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cpq.catalog.configuring import Definition
from cpq.catalog.configuring.parsing import parse_expression
from cpq.catalog.configuring.syntax import Name, Or
from cpq.catalog.configuring.writing import name_written
from cpq.catalog.modelling.reading import LONGEST_EXPRESSION, Form
from foundation.errors import Refusal
from foundation.language import _
from foundation.numbers import clean_text

MOST_TICKED = 40  # options of a group; of more, those left open are typed
Offered = tuple[str, list[tuple[str, Any]]]  # the name of a group, and its options with names


@dataclass(frozen=True, slots=True)
class Earlier:
    """An answer that a later question may be asked upon."""

    value: str
    question: Any  # in both languages
    answer: Any


@dataclass(frozen=True, slots=True)
class Ticks:
    """Groups whose options are ticked, what is ticked, and what is typed of other groups."""

    groups: list[Offered]
    ticked: list[str]
    typed: dict[str, Sequence[str]]


def earlier(questions: Sequence[Any], n: int | None) -> list[Earlier]:
    """Return the answers to the questions before the ``n``-th (None: before a new last one)."""
    return [
        Earlier(f"{question.key}/{answer.key}", question.text, answer.text)
        for question in questions[:n]
        for answer in question.answers
    ]


def ticked_in(when: str) -> list[str]:
    """Return the answers of a condition that is one of some answers; else nothing."""
    try:
        sentence = parse_expression(when, "truth") if when.strip() else None
    except Refusal:
        return []
    parts = sentence.of if isinstance(sentence, Or) else (sentence,)
    named = [one for one in parts if isinstance(one, Name) and one.option and not one.attribute]
    return [one.key for one in named] if len(named) == len(parts) else []


def typed_in(when: str, offered: Iterable[Earlier]) -> str:
    """Return the condition where it cannot be said by ticking answers that are offered."""
    ticks = ticked_in(when)
    return "" if ticks and set(ticks) <= {one.value for one in offered} else when


def ticks_of(
    model: Definition, allow: Mapping[str, Sequence[str]], offered: Sequence[Offered]
) -> Ticks:
    """Return what an answer leaves open as ticks, group by group, as far as it can be ticked.

    A group is ticked where its options are few, and all that is left open of it is among them.
    """
    names = {
        f"{slot.key}/{option.key}": f"{slot.key}/{option.sku or option.key}"
        for slot in model.slots
        for option in slot.options
    }
    groups, ticked, typed = [], [], dict(allow)
    for label, pairs in offered:
        slot = pairs[0][0].partition("/")[0]
        named = [f"{slot}/{one}" for one in allow.get(slot, ())]
        values = [names.get(one, one) for one in named]
        if len(pairs) <= MOST_TICKED and set(values) <= {value for value, _name in pairs}:
            groups.append((label, pairs))
            ticked += values
            typed.pop(slot, None)
    return Ticks(groups, ticked, typed)


def when_from(form: Form) -> str:
    """Return the condition that was ticked or typed. Raises Refusal."""
    label = _("Or where this expression holds")
    typed = clean_text(form.get("when", ""), label, longest=LONGEST_EXPRESSION, field="when")
    ticks = [value.partition("/") for value in form.getlist("after") if "/" in value]
    if typed and ticks:
        words = _("Tick answers, or write an expression, not both.")
        raise Refusal(words, field="when")
    return typed or " | ".join(name_written(Name(key, answer)) for key, _slash, answer in ticks)
