"""Selling a line in another unit than the product's own: by the box, by the dozen."""

from sqlalchemy.orm import Session

from cpq.actions.drafts import line_of_draft
from cpq.catalog.queries import product_by_sku
from cpq.catalog.units import UNITS, packs_of, ratio
from cpq.models import QuoteLine
from cpq.repricing import reprice
from foundation.errors import Refusal
from foundation.language import _
from foundation.numbers import clean

LONGEST = 20


def sell_in(session: Session, line_id: str, unit: str) -> QuoteLine:
    """Sell a line in a unit; the quantity stays, and an empty unit is the product's own.

    Raises:
        Refusal: the unit is not known, or the product has parts.
    """
    line, revision = line_of_draft(session, line_id)
    product = product_by_sku(session, line.sku)
    code = clean(unit, _("Unit"), longest=LONGEST, field="uom")
    code = "" if code == product.uom else code
    packs = packs_of(product.attributes)
    if code and code not in UNITS and ratio(code, product.uom, packs) is None:
        words = _("%(sku)s is not sold by the %(unit)s.", sku=line.sku, unit=code)
        raise Refusal(words, field="uom")
    if code and line.bom:
        raise Refusal(_("A product with parts is sold in its own unit."), field="uom")
    line.uom = code
    reprice(session, revision)
    return line
