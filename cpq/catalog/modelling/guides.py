"""Which product? Questions whose answers list products or categories, as data."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import Field, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.catalog.configuring.definition import Value, Words
from cpq.catalog.configuring.expressions import evaluate, names_of, parse_expression
from cpq.catalog.modelling.checking import check_words, why_not
from cpq.catalog.modelling.toml import no_toml, wrong_line
from cpq.catalog.models import Product, ProductGuide
from foundation.errors import Refusal
from foundation.language import _, speaking

MOST_ANSWERS = 100
SHOWN = 40
EMPTY = """# 製品を選ぶための質問です。 / Questions that lead to products.
name = { ja = "製品選び", en = "Which product?" }

[[questions]]
key = "use"
text = { ja = "何に使いますか。", en = "What is it for?" }
answers = [
  { key = "office", text = { ja = "事務", en = "Office work" }, categories = ["monitor"] },
  { key = "design", text = { ja = "設計", en = "Design" }, skus = [] },
]
"""


class GuideAnswer(Value):
    """An answer, and the products it leads to; neither SKUs nor categories: it narrows nothing."""

    key: str = Field(min_length=1, max_length=100)
    text: Words
    skus: list[str] = Field(default_factory=list)
    categories: list[str] = Field(default_factory=list)

    def takes(self, product: Product) -> bool:
        """True when the product is one it leads to."""
        open_to_all = not (self.skus or self.categories)
        return open_to_all or product.sku in self.skus or product.category in self.categories


class GuideQuestion(Value):
    """A question, asked ``when`` an expression over earlier answers holds (empty: always)."""

    key: str = Field(min_length=1, max_length=100)
    text: Words
    answers: list[GuideAnswer] = Field(default_factory=list)
    when: str = ""


class Guide(Value):
    """Questions in their order."""

    name: Words
    questions: list[GuideQuestion] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class GuideStep:
    """Where somebody stands: what was answered, what is asked, and the products left."""

    given: list[tuple[GuideQuestion, GuideAnswer | None]]
    question: GuideQuestion | None
    products: list[Product]
    left: int


def guide_of(session: Session) -> Guide | None:
    """Return the guide, if there is one with questions."""
    row = session.scalars(select(ProductGuide)).first()
    guide = Guide.model_validate(row.guide) if row else None
    return guide if guide and guide.questions else None


def read_guide(text: str) -> Guide:
    """Read a guide from TOML. Raises Refusal with the line that is wrong."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refusal(no_toml(str(error), text), field="guide") from error
    try:
        guide = Guide.model_validate(data)
    except ValidationError as error:
        raise Refusal(wrong_line(text, error.errors()[0]), field="guide") from error
    check_guide(guide)
    return guide


def checked_guide(data: Mapping[str, Any]) -> Guide:
    """Return the guide that plain values say. Raises Refusal."""
    try:
        guide = Guide.model_validate(data)
    except ValidationError as error:
        raise Refusal(why_not(error.errors()[0])) from error
    check_guide(guide)
    return guide


def step_of(session: Session, guide: Guide, values: Iterable[str]) -> GuideStep:
    """Return where the answers of an address lead."""
    given = _given(guide, values)
    answers = [answer for _question, answer in given if answer]
    narrowing = [answer for answer in answers if answer.skus or answer.categories]
    products = _products(session, narrowing)
    question = _next(guide, given) if len(products) != 1 else None
    return GuideStep(given, question, products[:SHOWN], len(products))


def _products(session: Session, narrowing: Sequence[GuideAnswer]) -> list[Product]:
    """Return the products that every answer leads to; none before one has narrowed them."""
    if not narrowing:
        return []
    first = narrowing[0]
    wanted = Product.sku.in_(first.skus) | Product.category.in_(first.categories)
    query = select(Product).where(Product.lifecycle == "active", wanted).order_by(Product.sku)
    found = session.scalars(query)
    return [one for one in found if all(answer.takes(one) for answer in narrowing)]


def _given(guide: Guide, values: Iterable[str]) -> list[tuple[GuideQuestion, GuideAnswer | None]]:
    questions = {question.key: question for question in guide.questions}
    found = {}
    for value in list(values)[:MOST_ANSWERS]:
        key, _colon, chosen = value.partition(":")
        question = questions.get(key)
        answers = {one.key: one for one in question.answers} if question else {}
        if question and (not chosen or chosen in answers):
            found[key] = (question, answers.get(chosen))
    return list(found.values())


def _next(
    guide: Guide, given: Sequence[tuple[GuideQuestion, GuideAnswer | None]]
) -> GuideQuestion | None:
    answered = {question.key for question, _answer in given}
    values = {f"{question.key}/{answer.key}": True for question, answer in given if answer}
    values |= {question.key: True for question, answer in given if answer}
    for question in guide.questions:
        asked = not question.when or evaluate(parse_expression(question.when, "truth"), values)
        if question.key not in answered and question.answers and asked is True:
            return question
    return None


def check_guide(guide: Guide) -> None:
    """Refuse keys that are there twice, and questions asked upon what is not there."""
    check_words(guide.model_dump(mode="json"))
    known = {question.key: {one.key for one in question.answers} for question in guide.questions}
    if len(known) < len(guide.questions):
        raise Refusal(_("Two questions have the same key."), field="guide")
    for question in guide.questions:
        if len({answer.key for answer in question.answers}) < len(question.answers):
            words = _("Two answers of “%(name)s” have the same key.", name=_said(question))
            raise Refusal(words, field="guide")
        for name in names_of(parse_expression(question.when, "truth")) if question.when else ():
            key, _slash, answer = name.partition("/")
            if key not in known or (answer and answer not in known[key]):
                words = _("Question “%(name)s” names “%(key)s”, which is not there.",
                          name=_said(question), key=name)  # fmt: skip
                raise Refusal(words, field="when")


def _said(question: GuideQuestion) -> str:
    return str(getattr(question.text, speaking()))
