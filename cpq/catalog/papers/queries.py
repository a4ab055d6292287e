"""Looking papers up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cpq.catalog.configuring.syntax import Name
from cpq.catalog.materials.amounts import strange_in
from cpq.catalog.materials.askable import Askable
from cpq.catalog.models import Product
from cpq.catalog.papers.choosing import Paper
from cpq.catalog.papers.kinds import PaperKind
from cpq.catalog.papers.models import ProductDocument
from foundation.db import found
from foundation.errors import Missing
from foundation.language import Text, _

BATCH = 500
ORDER = {kind.value: place for place, kind in enumerate(PaperKind)}


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a paper as pictures and words; none while they are being drawn."""

    views: Sequence[str]
    texts: Sequence[str]


def papers_of(product_id: str, *, retired: bool = False) -> Select[ProductDocument]:
    """Return the query of a product's papers, newest first."""
    query = select(ProductDocument).where(ProductDocument.product_id == product_id)
    gone = ProductDocument.retired_at
    query = query.where(gone.is_not(None) if retired else gone.is_(None))
    return query.order_by(ProductDocument.added_at.desc(), ProductDocument.id)


def paper_row(session: Session, product_id: str, paper_id: str) -> ProductDocument:
    """Return one paper of a product. Raises Missing."""
    paper = found(session, ProductDocument, paper_id)
    if paper.product_id != product_id:
        raise Missing(_("There is nothing under %(key)s. The link may be old.", key=paper_id))
    return paper


def papers_for(session: Session, skus: Iterable[str]) -> dict[str, list[Paper]]:
    """Return the papers in use of some products, by SKU: by kind and in the order they came."""
    query = (
        select(Product.sku, ProductDocument)
        .join(ProductDocument, ProductDocument.product_id == Product.id)
        .where(ProductDocument.retired_at.is_(None))
        .order_by(ProductDocument.added_at, ProductDocument.id)
    )
    wanted, papers = list(dict.fromkeys(skus)), dict[str, list[Paper]]()
    for start in range(0, len(wanted), BATCH):
        some = Product.sku.in_(wanted[start : start + BATCH])
        for sku, row in session.execute(query.where(some)):
            papers.setdefault(sku, []).append(_paper(sku, row))
    return {sku: sorted(own, key=lambda paper: ORDER[paper.kind]) for sku, own in papers.items()}


def strange_about(paper: ProductDocument, about: Askable) -> Text | None:
    """Return what a paper names that a model does not have; None: nothing."""
    slot, _slash, option = paper.option.partition("/")
    wrong = about.wrong_with(Name(slot, option)) if slot else None
    return wrong or strange_in(paper.condition, about)


def pages_of(session: Session, sha256s: Iterable[str]) -> dict[str, Pages]:
    """Return the pages of papers by the fingerprint of their files, retired ones too."""
    rows = select(ProductDocument).where(ProductDocument.sha256.in_(list(sha256s)))
    drawn = sorted(session.scalars(rows), key=lambda row: len(row.views))
    return {row.sha256: Pages(row.views, row.texts) for row in drawn}


def ids_by_sha256(session: Session, sha256s: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return product and paper by the fingerprint of the file, for links to them."""
    rows = select(ProductDocument).where(ProductDocument.sha256.in_(list(sha256s)))
    return {row.sha256: (row.product_id, row.id) for row in session.scalars(rows)}


def _paper(sku: str, row: ProductDocument) -> Paper:
    return Paper(
        sku,
        row.option,
        row.kind.value,
        row.language,
        row.names,
        row.condition,
        row.sha256,
        row.pages,
        row.valid_from,
        row.valid_to,
    )
