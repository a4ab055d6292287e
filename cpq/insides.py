"""What is in the lines of a quote beside what was copied, and the papers that go along."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from cpq.attachments import Attachment, attachments_of
from cpq.catalog.configuring import Choice
from cpq.catalog.materials.deepening import differ, sold_of
from cpq.catalog.materials.keeping import product_alone, skus_in, with_materials
from cpq.catalog.materials.queries import Tree, tree_of
from cpq.catalog.queries import definition_of, product_cards
from cpq.models import QuoteLine, QuoteRevision, QuoteState
from cpq.snapshot import snapshot_of
from foundation.db import today
from foundation.errors import Refusal

Rows = list[dict[str, Any]]


def outdated(session: Session, lines: Iterable[QuoteLine]) -> list[tuple[QuoteLine, Rows]]:
    """Return the lines whose bill of materials has changed since, with the new one."""
    known = [line for line in lines if line.bom or line.complete]
    tree = tree_of(session, {sku for line in known for sku in (line.sku, *skus_in(line.bom))})
    if not tree.structure and not any(_has_insides(line) for line in known):
        return []
    pairs = [(line, _today(session, line, tree)) for line in known]
    return [(line, rows) for line, rows in pairs if rows is not None and differ(line.bom, rows)]


def attached(session: Session, revision: QuoteRevision) -> Sequence[Attachment]:
    """Return what goes along: pinned when it was submitted, until then what is in use."""
    if revision.state is QuoteState.DRAFT:
        return attachments_of(session, revision.lines, today())
    return snapshot_of(session, revision.id).attachments


def _today(session: Session, line: QuoteLine, tree: Tree) -> Rows | None:
    """Return what is in a line now; None where that cannot be reckoned."""
    try:
        if not line.choices:
            names = product_cards(session, [line.sku])[line.sku].names if not line.bom else {}
            sold = sold_of(line.bom) or product_alone(line.sku, names, line.quantity)
            rows = with_materials(session, sold, tree=tree)
            return rows if len(rows) > 1 else []
        choices = {slot: Choice.model_validate(choice) for slot, choice in line.choices.items()}
        definition = definition_of(session, line.sku, line.model_version or None)
        return with_materials(session, sold_of(line.bom), definition, choices, tree)
    except Refusal:
        return None


def _has_insides(line: QuoteLine) -> bool:
    return any(not row.get("priced", True) for row in line.bom)
