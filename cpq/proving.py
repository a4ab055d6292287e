"""The price proof of a quote: made when it is submitted, and kept beside what was submitted.

It is kept, not made again: products, costs and rates of the day it was priced may be gone later.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from cpq.models import QuoteContent, QuoteLine, QuoteRevision
from cpq.price_lists import asked_by
from cpq.pricing import Priced
from cpq.pricing.book import Book
from cpq.pricing.engine import price_from
from cpq.pricing.proof import About, full_proof, public_proof
from cpq.pricing.written import step_json
from cpq.repricing import catalogue_of
from cpq.snapshot import QuoteSnapshot, draft_snapshot, snapshot_of
from cpq.standing import products_of
from cpq.wanted import document_discount, given_to, wanted
from foundation.canonical import canonical
from foundation.db import found
from foundation.errors import Missing
from foundation.language import _
from foundation.settings import settings

Steps = Sequence[Mapping[str, Any]]


def price_proof(session: Session, revision_id: str) -> bytes:
    """Return the full proof of a quote, as it was when it was submitted; a draft's as it stands.

    Raises:
        Missing: it was submitted before proofs were kept.
    """
    revision = found(session, QuoteRevision, revision_id)
    frozen = session.get(QuoteContent, revision_id)
    if frozen is None:
        return canonical(proof_of_draft(session, revision))
    if frozen.price_proof is None:
        raise Missing(_("This quote was submitted before price proofs were kept."))
    return canonical(frozen.price_proof)


def public_price_proof(session: Session, revision_id: str) -> bytes:
    """Return the proof that may leave the company: amounts, shares and taxes."""
    found(session, QuoteRevision, revision_id)
    return canonical(_public(snapshot_of(session, revision_id)))


def weighed_steps(
    session: Session, revision: QuoteRevision, lines: Sequence[QuoteLine]
) -> dict[int, Steps]:
    """Return the steps of lines, by position, with what the rules that lost would have given.

    They are those of the proof that was kept, or a draft's as it stands; else there are none.
    """
    frozen = session.get(QuoteContent, revision.id)
    if frozen is not None:
        rows = (frozen.price_proof or {}).get("result", ())
        return {row["position"]: row["steps"] for row in rows}
    own = [line for line in lines if not revision.leg_id or given_to(line)]
    book = Book(catalogue_of(session, asked_by(session, revision), own), weighs=True)
    found = price_from(book, [wanted(line, revision.currency) for line in own])
    priced = {position: one for position, one in found.items() if isinstance(one, Priced)}
    return {position: [step_json(step) for step in one.steps] for position, one in priced.items()}


def with_losers(steps: Steps, weighed: Steps) -> Steps:
    """Return the steps with the fuller losers of those that are the same."""
    same = ("kind", "sku", "rule", "after")
    known = {tuple(step[name] for name in same): step["losers"] for step in weighed}
    found = [known.get(tuple(step[name] for name in same), step["losers"]) for step in steps]
    return [{**step, "losers": losers} for step, losers in zip(steps, found, strict=True)]


def proof_of_draft(session: Session, revision: QuoteRevision) -> dict[str, Any]:
    """Return the full proof of a revision as it stands; a leg's holds what it was reckoned from."""
    lines = [line for line in revision.lines if line.price is not None]
    if revision.leg_id and not all(map(given_to, lines)):  # made before legs kept their terms
        return _public(draft_snapshot(session, revision))
    groups = products_of(session, [line.sku for line in lines])
    return full_proof(
        About(revision.number, revision.revision, str(revision.issued_on), settings().tax_rounding),
        [wanted(line, revision.currency, groups[line.sku][0]) for line in lines],
        catalogue_of(session, asked_by(session, revision), lines),
        document_discount(revision),
        [_tax(row) for row in revision.taxes],
    )


def _public(snapshot: QuoteSnapshot) -> dict[str, Any]:
    about = About(snapshot.number, snapshot.revision, snapshot.issued_on, settings().tax_rounding)
    same = ("position", "sku", "quantity", "list_unit", "net_unit", "list_amount", "net_amount")
    lines = [
        {name: getattr(line, name) for name in (*same, "share")} | {"group": line.tax_class}
        for line in snapshot.lines
    ]
    taxes = [_tax(row.model_dump()) for row in snapshot.taxes]
    return public_proof(about, snapshot.currency, lines, taxes)


def _tax(row: dict[str, Any]) -> dict[str, Any]:
    return {"group": row["tax_class"], **{name: row[name] for name in ("rate", "base", "tax")}}
