"""The lines of a quote as pricing sees them: a few columns and figures of each, and no more.

A thousand lines are read in some milliseconds this way. As objects, with every step of every price,
they take ten times as long; so those alone are made whose price is reckoned anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, String, bindparam, cast, select
from sqlalchemy.orm import Session, lazyload
from sqlalchemy.orm.util import identity_key

from cpq.catalog.models import Product
from cpq.models import QuoteLine, QuoteRevision
from foundation.errors import Missing
from foundation.language import _

LINE, PRODUCT = QuoteLine.__table__.c, Product.__table__.c
BATCH = 500
ALONE = (lazyload(QuoteRevision.lines),)
Stamps = Mapping[str, tuple[str, str]]


class Standing(NamedTuple):
    """A line as it was last written; amounts are minor units.

    ``priced_from`` is the fingerprint of what its price was made from beside the line itself, and
    empty once the line was changed; ``changed`` is when its product was, ``bom`` its parts in JSON.
    """

    id: str
    sku: str
    bom: str
    priced_from: str
    net: int | None
    share: int
    of_total: bool
    tax_class: str
    changed: str


def standing(session: Session, revision_id: str) -> list[Standing]:
    """Return the lines of a revision, in their order."""
    rows = session.execute(LINES, {"revision_id": revision_id}).all()
    return list(map(Standing._make, rows))


def revision_alone(session: Session, revision_id: str, *, lock: bool = False) -> QuoteRevision:
    """Return a revision without reading its lines; where asked, locked for change. Raises Missing.

    Locked, it is as it is now, not as it was when somebody looked at it earlier.
    """
    if lock:
        session.flush()
    row = session.get(
        QuoteRevision,
        revision_id,
        options=ALONE,
        with_for_update=lock or None,
        populate_existing=lock,
    )
    if row is None:
        raise Missing(_("There is nothing under %(key)s. The link may be old.", key=revision_id))
    return row


def lines_by_id(session: Session, ids: Sequence[str]) -> dict[str, QuoteLine]:
    """Return some lines as objects, in the order asked; what is there already is not read again."""
    there = {key: session.identity_map.get(identity_key(QuoteLine, key)) for key in ids}
    known = {key: line for key, line in there.items() if line is not None}
    missing = [key for key in ids if key not in known]
    for start in range(0, len(missing), BATCH):
        some = select(QuoteLine).where(QuoteLine.id.in_(missing[start : start + BATCH]))
        known |= {line.id: line for line in session.scalars(some)}
    return {key: known[key] for key in ids}


def products_of(session: Session, skus: Iterable[str]) -> Stamps:
    """Return the class of tax of each product and when it was last changed."""
    columns = (Product.sku, Product.tax_class, Product.updated_at)
    wanted = list(dict.fromkeys(skus))
    known: dict[str, tuple[str, str]] = {}
    for start in range(0, len(wanted), BATCH):
        some = select(*columns).where(Product.sku.in_(wanted[start : start + BATCH]))
        known |= {sku: (group, str(changed)) for sku, group, changed in session.execute(some)}
    return known


def _lines() -> Select[*tuple[Any, ...]]:
    query = select(
        *(LINE.id, LINE.sku, cast(LINE.bom, String), LINE.priced_from),
        *(LINE.net_amount, LINE.share, LINE.of_total),
        *(PRODUCT.tax_class, cast(PRODUCT.updated_at, String)),
    )
    ours = query.outerjoin_from(QuoteLine.__table__, Product.__table__, PRODUCT.sku == LINE.sku)
    return ours.where(LINE.revision_id == bindparam("revision_id")).order_by(LINE.position)


LINES = _lines()  # made once: it takes as long as reading some hundred lines
