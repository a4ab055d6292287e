"""Help me choose: the questions of a model on the configurator's page."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

from cpq.catalog.configuring import Choice, Configurator
from cpq.catalog.configuring.definition import Question
from cpq.catalog.modelling.guiding import (
    Given,
    allowed,
    next_question,
    preset,
    read_answers,
    without_answer,
)
from cpq.quoting.ways import Ways


@dataclass(frozen=True, slots=True)
class Helping:
    """The question at hand with where its answers lead, and the way back."""

    question: Question
    answers: list[tuple[str, str, str]]  # ja, en, address
    skip: str
    back: str
    stop: str
    number: int
    given: list[Given]


def given_answers(configurator: Configurator) -> list[Given]:
    """Return the answers that the address carries."""
    definition = configurator.compiled.definition
    return read_answers(definition, request.values.getlist("a"))


def narrowed(given: list[Given]) -> dict[str, set[str]]:
    """Return what the answers leave open, unless all options were asked for."""
    return {} if request.values.get("all") else allowed(given)


def helping(
    configurator: Configurator, ways: Ways, choices: Mapping[str, Choice], given: list[Given]
) -> Helping | None:
    """Return the next question, when help is asked for and there is one."""
    definition = configurator.compiled.definition
    question = next_question(definition, given, choices)
    if not request.values.get("help") or question is None:
        return None
    said = [one.value for one in given]

    def address(answer: str, then: Mapping[str, Choice]) -> str:
        return ways.answered(then, [*said, f"{question.key}:{answer}"])

    answers = [
        (one.text.ja, one.text.en, address(one.key, preset(configurator, choices, one)))
        for one in question.answers
    ]
    before = ""
    if given:
        last = without_answer(configurator, choices, given[-1].answer)
        before = ways.answered(last, said[:-1])
    return Helping(
        question=question,
        answers=answers,
        skip=address("", choices),
        back=before,
        stop=ways.asking(),
        number=len(given) + 1,
        given=given,
    )
