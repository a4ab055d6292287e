"""What publishing a model would do to open quotes: which choices would no longer go together."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.catalog.configuring import Choice, Configurator
from cpq.catalog.modelling.naming import called
from cpq.catalog.models import Product, ProductModel
from cpq.catalog.queries import configurator_for
from cpq.models import QuoteLine, QuoteRevision, QuoteState


@dataclass(frozen=True, slots=True)
class Lost:
    """A choice that would not survive, in words."""

    slot: str
    part: str


@dataclass(frozen=True, slots=True)
class Effect:
    """A line of a draft: which of its choices would be lost, and what would be missing."""

    revision_id: str
    number: str
    owner_id: str
    line_id: str
    position: int
    version: int
    lost: tuple[Lost, ...]
    missing: tuple[str, ...]

    @property
    def survives(self) -> bool:
        """True when the whole configuration stands as it is."""
        return not self.lost and not self.missing


def effects_on(session: Session, row: ProductModel, language: str) -> list[Effect]:
    """Return every line of a draft that was configured for the model's product."""
    product = session.get_one(Product, row.product_id)
    configurator = configurator_for(session, row)
    lines = (
        select(QuoteLine, QuoteRevision)
        .join(QuoteRevision, QuoteRevision.id == QuoteLine.revision_id)
        .where(QuoteRevision.state == QuoteState.DRAFT, QuoteLine.sku == product.sku)
        .order_by(QuoteRevision.number, QuoteLine.position)
    )
    known: dict[str, Effect] = {}  # the same choices fare the same
    effects = []
    for line, quote in session.execute(lines):
        if line.choices:
            choices = json.dumps([line.choices, line.complete])
            if choices not in known:
                known[choices] = _effect(configurator, line, quote, language)
            effects.append(replace(known[choices], **_of_line(line, quote)))
    return effects


@dataclass(frozen=True, slots=True)
class InDrafts:
    """How many lines of drafts have a product: configured already, and not yet."""

    configured: int
    waiting: int


def in_drafts(session: Session, product: Product) -> InDrafts:
    """Return what retiring the published model of a product would leave as it is, and what not."""
    query = (
        select(QuoteLine.model_version)
        .join(QuoteRevision, QuoteRevision.id == QuoteLine.revision_id)
        .where(QuoteRevision.state == QuoteState.DRAFT, QuoteLine.sku == product.sku)
    )
    versions = list(session.scalars(query))
    waiting = versions.count(0)
    return InDrafts(len(versions) - waiting, waiting)


def survivors(
    configurator: Configurator, choices: Mapping[str, Choice]
) -> tuple[dict[str, Choice], dict[str, Choice]]:
    """Return which choices go together under a model, and which do not."""
    there = {slot: choice for slot, choice in choices.items() if configurator.knows(slot, choice)}
    kept = configurator.compatible(there)
    return kept, {slot: choice for slot, choice in choices.items() if slot not in kept}


def named(
    configurator: Configurator, choices: Mapping[str, Choice], language: str
) -> Iterator[Lost]:
    """Yield choices in words; what the model does not know is called by its key."""
    domains, definition = configurator.compiled.domains, configurator.compiled.definition
    for slot, choice in choices.items():
        n = configurator.compiled.index.get(slot)
        if n is None:
            yield Lost(slot, choice.sku)
            continue
        known = domains[n].candidates.get(choice.sku)
        part = called(definition, domains[n], known)[language] if known else choice.sku
        yield Lost(str(getattr(definition.slot(slot).label, language)), part)


def _effect(
    configurator: Configurator, line: QuoteLine, quote: QuoteRevision, language: str
) -> Effect:
    choices = {slot: Choice.model_validate(choice) for slot, choice in line.choices.items()}
    kept, lost = survivors(configurator, choices)
    wanted = configurator.answer(kept).missing if line.complete else ()
    labels = tuple(
        str(getattr(configurator.compiled.definition.slot(key).label, language)) for key in wanted
    )
    said = tuple(named(configurator, lost, language))
    return Effect(**_of_line(line, quote), lost=said, missing=labels)


def _of_line(line: QuoteLine, quote: QuoteRevision) -> dict[str, Any]:
    return {
        "revision_id": quote.id,
        "number": quote.number,
        "owner_id": quote.owner_id,
        "line_id": line.id,
        "position": line.position,
        "version": line.model_version,
    }
