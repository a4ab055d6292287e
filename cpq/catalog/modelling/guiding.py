"""Guided selling: one question after another; answers narrow options and pre-set choices. Pure.

Answers travel as ``question:answer`` in the order they were given; ``question:`` was skipped.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpq.catalog.configuring import Choice, Configurator
from cpq.catalog.configuring.definition import Answer, Definition, Question
from cpq.catalog.configuring.expressions import Known, evaluate, parse_expression
from foundation.errors import Refusal

MOST = 100


@dataclass(frozen=True, slots=True)
class Given:
    """A question and the answer to it; None: it was skipped."""

    question: Question
    answer: Answer | None

    @property
    def value(self) -> str:
        """Return how it travels in an address."""
        return f"{self.question.key}:{self.answer.key if self.answer else ''}"


def read_answers(definition: Definition, values: Iterable[str]) -> list[Given]:
    """Return the answers of an address; what is not there any more is left out."""
    questions = {question.key: question for question in definition.questions}
    found: dict[str, Given] = {}
    for value in list(values)[:MOST]:
        key, _colon, chosen = value.partition(":")
        question = questions.get(key)
        answers = {one.key: one for one in question.answers} if question else {}
        if question and (not chosen or chosen in answers):
            found[key] = Given(question, answers.get(chosen))
    return list(found.values())


def next_question(
    definition: Definition, given: Sequence[Given], choices: Mapping[str, Choice]
) -> Question | None:
    """Return the first question that is open and meant to be asked now."""
    answered = {one.question.key for one in given}
    values = values_of(choices, given)
    for question in definition.questions:
        if question.key not in answered and question.answers and _asked(question, values):
            return question
    return None


def allowed(given: Iterable[Given]) -> dict[str, set[str]]:
    """Return what the answers leave open in each slot; slots without a word are free."""
    left: dict[str, set[str]] = {}
    for one in given:
        for slot, options in (one.answer.allow if one.answer else {}).items():
            left[slot] = left[slot] & set(options) if slot in left else set(options)
    return left


def preset(
    configurator: Configurator, choices: Mapping[str, Choice], answer: Answer
) -> dict[str, Choice]:
    """Return the choices with those of an answer, as far as they go together."""
    found = dict(choices)
    for slot, option in answer.choose.items():
        key, choice = choice_for(configurator, slot, option)
        wanted = {**{k: c for k, c in found.items() if k != key}, key: choice}
        if configurator.knows(key, choice) and configurator.compatible(wanted) == wanted:
            found = wanted
    return found


def without_answer(
    configurator: Configurator, choices: Mapping[str, Choice], answer: Answer | None
) -> dict[str, Choice]:
    """Return the choices without those that an answer has pre-set."""
    pairs = (answer.choose if answer else {}).items()
    made = dict(choice_for(configurator, slot, option) for slot, option in pairs)
    return {slot: choice for slot, choice in choices.items() if made.get(slot) != choice}


def choice_for(configurator: Configurator, slot: str, option: str) -> tuple[str, Choice]:
    """Return where an option named by key or SKU is chosen, and how."""
    for domain in configurator.compiled.domains:
        if slot in {domain.slot.key, domain.group}:
            sku = option if option in domain.of_sku else domain.names.get(option)
            if sku:
                return domain.slot.key, Choice(sku=sku)
    return slot, Choice(sku=option)


def values_of(choices: Mapping[str, Choice], given: Iterable[Given]) -> dict[str, Known]:
    """Return what a question's condition may speak of: choices and earlier answers."""
    values: dict[str, Known] = {}
    for slot, choice in choices.items():
        if choice.quantity:
            whole = slot.partition("/")[0]
            values |= {whole: True, slot: True, f"{whole}/{choice.sku}": True}
            values[f"{slot}.quantity"] = Decimal(choice.quantity)
            values[f"{slot}.sku"] = choice.sku
    for one in given:
        if one.answer:
            values |= {one.question.key: True, f"{one.question.key}/{one.answer.key}": True}
    return values


def _asked(question: Question, values: Mapping[str, Known]) -> bool:
    if not question.when.strip():
        return True
    try:
        return evaluate(parse_expression(question.when, "truth"), values) is True
    except Refusal:
        return False
