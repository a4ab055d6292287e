"""What is done with papers: added, retired."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.catalog.configuring.syntax import Name
from cpq.catalog.materials.amounts import LONGEST, check_expression
from cpq.catalog.materials.askable import askable_of
from cpq.catalog.models import Product
from cpq.catalog.papers.checking import Checked
from cpq.catalog.papers.events import PaperAdded
from cpq.catalog.papers.kinds import SPOKEN, PaperKind
from cpq.catalog.papers.models import ProductDocument
from foundation.db import found
from foundation.errors import Missing, Refusal
from foundation.events import record
from foundation.language import _
from foundation.numbers import clean
from foundation.storage import store


def add_paper(
    session: Session,
    product_id: str,
    said: Mapping[str, str],
    checked: Checked,
    *,
    by: str,
) -> ProductDocument:
    """Add a paper to a product; ``replaces`` in what is said names the one it takes the place of.

    Raises:
        Refusal: title, kind, language, option, condition or days are not right, or the same file
            belongs to the product already.
    """
    product = found(session, Product, product_id, lock=True)
    paper = ProductDocument(
        product_id=product.id,
        option=_option(session, product, said.get("option", "")),
        kind=_kind(said.get("kind", "")),
        language=_language(said.get("language", "")),
        title=clean(said.get("title", ""), _("Document title"), required=True, field="title"),
        title_en=clean(said.get("title_en", ""), _("Document title in English"), field="title_en"),
        condition=_condition(session, product, said.get("condition", "")),
        sha256=store().put(checked.pdf),
        file_name=clean(said.get("file_name", ""), _("File"), field="file"),
        size=len(checked.pdf),
        pages=checked.pages,
        valid_from=_day(said.get("valid_from", ""), "valid_from"),
        valid_to=_day(said.get("valid_to", ""), "valid_to"),
        added_by=by,
    )
    _check_days(paper)
    if replaced := said.get("replaces", ""):
        retire_paper(session, product_id, replaced, by=by)
    _check_new(session, paper)
    session.add(paper)
    session.flush()
    record(session, PaperAdded(paper_id=paper.id))
    return paper


def retire_paper(session: Session, product_id: str, paper_id: str, *, by: str) -> ProductDocument:
    """Let a paper go along no more. Quotes that were submitted with it keep it."""
    paper = found(session, ProductDocument, paper_id, lock=True)
    if paper.product_id != product_id:
        raise Missing(_("There is nothing under %(key)s. The link may be old.", key=paper_id))
    paper.retire(by)
    session.flush()
    return paper


def _check_new(session: Session, paper: ProductDocument) -> None:
    same = select(ProductDocument.id).where(
        ProductDocument.product_id == paper.product_id,
        ProductDocument.sha256 == paper.sha256,
        ProductDocument.option == paper.option,
        ProductDocument.language == paper.language,
        ProductDocument.retired_at.is_(None),
    )
    if session.scalar(same.limit(1)):
        raise Refusal(_("This very file belongs to the product already."), field="file")


def _option(session: Session, product: Product, words: str) -> str:
    option = clean(words, _("Option"), longest=130, field="option")
    if not option:
        return ""
    slot, _slash, named = option.partition("/")
    if wrong := askable_of(session, product.sku).wrong_with(Name(slot, named)):
        raise Refusal(wrong, field="option")
    return option


def _condition(session: Session, product: Product, words: str) -> str:
    condition = clean(words, _("Condition"), longest=LONGEST, field="condition")
    if condition:
        check_expression(condition, askable_of(session, product.sku), field="condition")
    return condition


def _kind(words: str) -> PaperKind:
    if words not in set(PaperKind):
        raise Refusal(_("Please choose what kind of paper it is."), field="kind")
    return PaperKind(words)


def _language(words: str) -> str:
    if words not in SPOKEN:
        raise Refusal(_("Please choose the language of the paper."), field="language")
    return words


def _day(words: str, field: str) -> date | None:
    try:
        return date.fromisoformat(words.strip()) if words.strip() else None
    except ValueError as error:
        raise Refusal(_("Please give the day as YYYY-MM-DD."), field=field) from error


def _check_days(paper: ProductDocument) -> None:
    if paper.valid_from and paper.valid_to and paper.valid_to < paper.valid_from:
        raise Refusal(_("The validity would end before it begins."), field="valid_to")
