"""The lines of a quote as pricing sees them: a few columns and figures of each, and no more.

A thousand lines are read in some milliseconds this way. As objects, with every step of every price,
they take ten times as long; so those alone are made whose price is reckoned anew. Lines that need
no look at all, since their price stands and bears no share of a discount on the whole, are not even
read: the database adds them up.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, cast, func, select
from sqlalchemy.orm import Session, lazyload
from sqlalchemy.orm.util import identity_key

from cpq.catalog.models import Product
from cpq.models import QuoteLine, QuoteRevision
from foundation.errors import Missing
from foundation.language import _

LINE, PRODUCT = QuoteLine.__table__.c, Product.__table__.c
BATCH = 500
NO_PARTS = "[]"
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


def standing(
    session: Session, revision_id: str, under: str = "", tried: str = ""
) -> list[Standing]:
    """Return the lines of a revision, in their order, but for those that are ``settled``."""
    asked = {"revision_id": revision_id, "under": under, "tried": tried}
    return list(map(Standing._make, session.execute(LINES, asked).all()))


def settled(session: Session, revision_id: str, under: str, tried: str = "") -> dict[str, int]:
    """Return what the lines come to that need no look, by class of tax, in minor units.

    ``under`` is the fingerprint of what all prices depend on; ``tried`` a line that is looked at.
    """
    asked = {"revision_id": revision_id, "under": under, "tried": tried}
    return {group: int(net) for group, net in session.execute(SETTLED, asked)}


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


def _settled() -> ColumnElement[bool]:
    told = bindparam("under", type_=String) + "|" + cast(PRODUCT.updated_at, String)
    return and_(
        LINE.priced_from == func.coalesce(told, "there is no such product"),
        *(cast(LINE.bom, String) == NO_PARTS, ~LINE.of_total, LINE.share == 0),
        LINE.id != bindparam("tried"),
    )


def _of_revision(query: Select[Any]) -> Select[Any]:
    ours = query.outerjoin_from(QuoteLine.__table__, Product.__table__, PRODUCT.sku == LINE.sku)
    return ours.where(LINE.revision_id == bindparam("revision_id"))


def _lines() -> Select[Any]:
    query = select(
        *(LINE.id, LINE.sku, cast(LINE.bom, String), LINE.priced_from),
        *(LINE.net_amount, LINE.share, LINE.of_total),
        *(PRODUCT.tax_class, cast(PRODUCT.updated_at, String)),
    )
    return _of_revision(query).where(~_settled()).order_by(LINE.position)


def _sums() -> Select[Any]:
    query = select(PRODUCT.tax_class, func.sum(LINE.net_amount))
    return _of_revision(query).where(_settled()).group_by(PRODUCT.tax_class)


# Made once: it takes as long as reading some hundred lines.
LINES, SETTLED = _lines(), _sums()
