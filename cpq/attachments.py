"""Papers that go along with a quote: those of its products as they were chosen, by fingerprint.

A draft has what is in use today; what is submitted keeps the files it was submitted with.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from cpq.catalog.configuring import Choice
from cpq.catalog.materials.keeping import facts_for
from cpq.catalog.papers.choosing import Paper
from cpq.catalog.papers.queries import papers_for
from cpq.catalog.queries import definition_of
from cpq.models import QuoteLine


class Attachment(BaseModel):
    """A paper pinned by its fingerprint. In another language it is about the same subject."""

    model_config = ConfigDict(frozen=True)

    sku: str
    option: str
    kind: str
    language: str
    title: dict[str, str]
    sha256: str
    pages: int

    @property
    def subject(self) -> tuple[str, str, str, str]:
        """Return what it is about, whatever its language."""
        return self.sku, self.option, self.kind, self.title["ja"]


def attachments_of(
    session: Session, lines: Sequence[QuoteLine], day: date
) -> tuple[Attachment, ...]:
    """Return the papers of what is on some lines, in their order, each file once."""
    papers = papers_for(session, (sku for line in lines for sku in _skus(line)))
    found: dict[tuple[str, str], Attachment] = {}
    for line in lines if papers else ():
        own = [paper for sku in _skus(line) for paper in papers.get(sku, ())]
        facts = _facts(session, line) if any(paper.asks for paper in own) else {}
        for paper in own:
            if paper.goes_with(facts, day):
                found.setdefault((paper.sha256, paper.language), _attached(paper))
    return tuple(found.values())


def _skus(line: QuoteLine) -> Iterable[str]:
    """Return a line's product and the parts that are sold with it, not what those are made of."""
    sold = (row["sku"] for row in line.bom if row["sku"] and row.get("priced", True))
    return dict.fromkeys([line.sku, *sold])


def _facts(session: Session, line: QuoteLine) -> Mapping[str, Any]:
    if not line.choices:
        return {}
    choices = {slot: Choice.model_validate(choice) for slot, choice in line.choices.items()}
    definition = definition_of(session, line.sku, line.model_version or None)
    return facts_for(session, definition, choices)


def _attached(paper: Paper) -> Attachment:
    return Attachment(
        sku=paper.sku,
        option=paper.option,
        kind=paper.kind,
        language=paper.language,
        title=dict(paper.title),
        sha256=paper.sha256,
        pages=paper.pages,
    )
