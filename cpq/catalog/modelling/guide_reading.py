"""What is typed on the forms of the guide, as plain values of it. Pure."""

from collections.abc import Collection

from cpq.catalog.modelling.asking import when_from
from cpq.catalog.modelling.editing import Data
from cpq.catalog.modelling.guides import Guide
from cpq.catalog.modelling.reading import Form, Old, key_of, skus, words
from foundation.errors import Refusal
from foundation.language import _

MOST_NAMED = 5  # unknown products in one sentence


def read_question(form: Form, old: Old, guide: Guide) -> Data:
    """Return a question; its answers stay as they are."""
    text = words(form, "text", _("Question"))
    taken = [question.key for question in guide.questions]
    key = key_of(form, old, taken, text["en"], "question")
    answers = list(old["answers"]) if old else []
    return {"key": key, "text": text, "when": when_from(form), "answers": answers}


def read_answer(form: Form, old: Old, guide: Guide, question: int) -> Data:
    """Return an answer, and the categories and products it leads to."""
    text = words(form, "text", _("Answer"))
    taken = [answer.key for answer in guide.questions[question].answers]
    key = key_of(form, old, taken, text["en"], "answer")
    categories = [one for one in dict.fromkeys(form.getlist("category")) if one]
    return {"key": key, "text": text, "categories": categories, "skus": skus(form.get("skus", ""))}


def must_be_sold(wanted: Collection[str], known: Collection[str]) -> None:
    """Refuse products that are not there."""
    unknown = [sku for sku in wanted if sku not in known]
    if unknown:
        named = ", ".join(unknown[:MOST_NAMED])
        raise Refusal(_("There is no product %(sku)s.", sku=named), field="skus")
