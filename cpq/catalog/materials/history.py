"""What changed in a product's bill of materials from one version to the next."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cpq.catalog.materials.exploding import Component
from cpq.catalog.materials.models import DRAFT, BomVersion
from cpq.catalog.materials.queries import component_of

Keyed = dict[tuple[str, int], Component]


@dataclass(frozen=True, slots=True)
class Change:
    """A line that is not as it was; without ``before`` it was added, without ``after`` removed."""

    sku: str
    before: Component | None
    after: Component | None


@dataclass(frozen=True, slots=True)
class Step:
    """A version, and what it changed of the one before it; None: it is the first."""

    version: BomVersion
    changes: Sequence[Change] | None


def versions_of(product_id: str) -> Select[BomVersion]:
    """Return the query of the versions others have built by, newest first."""
    query = select(BomVersion).where(BomVersion.product_id == product_id)
    return query.where(BomVersion.state != DRAFT).order_by(BomVersion.version.desc())


def steps_of(session: Session, versions: Sequence[BomVersion]) -> list[Step]:
    """Return some versions of a product, newest first, each beside the one before it."""
    if not versions:
        return []
    oldest = versions[-1]
    older = versions_of(oldest.product_id).where(BomVersion.version < oldest.version).limit(1)
    before = [*versions[1:], session.scalars(older).one_or_none()]
    return [
        Step(now, None if then is None else changes(_lines(then), _lines(now)))
        for now, then in zip(versions, before, strict=True)
    ]


def changes(before: Sequence[Component], after: Sequence[Component]) -> list[Change]:
    """Return the lines that differ; that only their order differs is no change."""
    then, now = _keyed(before), _keyed(after)
    pairs = [(key[0], then.get(key), now.get(key)) for key in dict.fromkeys([*now, *then])]
    return [Change(*pair) for pair in pairs if pair[1] != pair[2]]


def _keyed(lines: Sequence[Component]) -> Keyed:
    """Return lines by their component, and which of its lines it is."""
    seen: Counter[str] = Counter()
    keyed: Keyed = {}
    for line in lines:
        seen[line.sku] += 1
        keyed[line.sku, seen[line.sku]] = line
    return keyed


def _lines(version: BomVersion) -> list[Component]:
    return [component_of(line) for line in version.lines]
