"""What a version of a model leaves behind: papers and lines that name what it does not have.

They bar nothing: drafts of quotes that keep an older version still go by them. In others a
condition that names nothing is never true and such a quantity is 0, and nobody would be told.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cpq.catalog.configuring import Definition
from cpq.catalog.materials import queries
from cpq.catalog.materials.askable import Askable, askable_in
from cpq.catalog.materials.lines import strange_line
from cpq.catalog.models import ProductModel
from cpq.catalog.papers.queries import papers_of, strange_about
from foundation.language import Text, _, speaking


@dataclass(frozen=True, slots=True)
class Stray:
    """A paper (``paper_id``), or else a line of the bill of materials, and what it names."""

    text: Text
    paper_id: str = ""


def strays_of(session: Session, row: ProductModel) -> list[Stray]:
    """Return the papers in use, and the lines, that name what a version does not have."""
    about = askable_in(session, Definition.model_validate(row.definition))
    papers = _papers(session, row.product_id, about)
    return [*papers, *_lines(session, row.product_id, about)]


def _papers(session: Session, product_id: str, about: Askable) -> Iterator[Stray]:
    for paper in session.scalars(papers_of(product_id)):
        if why := strange_about(paper, about):
            name = paper.names[speaking()]
            yield Stray(_("Paper “%(name)s”: %(why)s", name=name, why=why), paper.id)


def _lines(session: Session, product_id: str, about: Askable) -> Iterator[Stray]:
    versions = [queries.published(session, product_id), queries.draft(session, product_id)]
    lines = [line for version in versions if version for line in version.lines]
    for line in dict.fromkeys(map(queries.component_of, lines)):
        if why := strange_line(line, about):
            yield Stray(_("Bill of materials, %(sku)s: %(why)s", sku=line.sku, why=why))
