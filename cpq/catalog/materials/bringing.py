"""What people do with files that hold bills of materials: bring them, look, take them over."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from cpq.catalog.materials.importing import Plan, plan_import, take
from cpq.catalog.materials.models import BomImport
from cpq.importing.actions import keep_files
from foundation.db import found, utcnow
from foundation.errors import Refusal
from foundation.language import _
from foundation.storage import store

CURRENCIES = ("JPY", "USD", "EUR")


def bring(
    session: Session, files: Sequence[tuple[str, bytes]], currency: str, *, by: str
) -> BomImport:
    """Keep files that can be read; nothing is taken yet. Raises Refusal."""
    if currency not in CURRENCIES:
        raise Refusal(_("Please choose a currency from the list."), field="currency")
    kept = BomImport(files=keep_files(files), currency=currency, by=by)
    plan_of(session, kept)
    session.add(kept)
    session.flush()
    return kept


def plan_of(session: Session, kept: BomImport) -> Plan:
    """Say what kept files would change."""
    bodies = {file["name"]: store().get(file["key"]) for file in kept.files}
    return plan_import(session, bodies, kept.currency)


def take_over(session: Session, import_id: str, *, by: str) -> BomImport:
    """Write down what kept files say. Raises Conflict when that was done already."""
    kept = found(session, BomImport, import_id, lock=True)
    kept.must_be_open()
    plan = plan_of(session, kept)
    take(session, plan, by=by)
    kept.counts = [[kind, state, n, plan.skus(kind, state)] for kind, state, n in plan.counts()]
    kept.taken_at = utcnow()
    return kept
