"""Finding the product a person means while they type."""

import unicodedata
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpq.catalog.models import Product
from cpq.catalog.queries import products_matching
from foundation.errors import Refusal
from foundation.language import _
from foundation.numbers import clean

SUGGESTED = 8
LONGEST_WORDS = 100


def suggestions(session: Session, words: str) -> Sequence[Product]:
    """Return the first products found by these words; none for no words."""
    if not words.strip():
        return []
    return session.scalars(products_matching(words[:LONGEST_WORDS]).limit(SUGGESTED)).all()


def sku_meant(session: Session, typed: str) -> str:
    """Return the SKU a person means: as it was typed, or the only product found by the words.

    Raises:
        Refusal: there is no such product, or there are several.
    """
    words = clean(typed, _("Name or SKU"), required=True, field="product")
    folded_sku = unicodedata.normalize("NFKC", words).lower()
    exact = select(Product.sku).where(func.lower(Product.sku) == folded_sku)
    if known := session.scalars(exact.where(Product.lifecycle == "active")).first():
        return known
    some = session.scalars(products_matching(words[:LONGEST_WORDS]).limit(2)).all()
    if len(some) == 1:
        return some[0].sku
    if some:
        many = _("Several products are found by “%(words)s”. Choose one below.", words=words)
        raise Refusal(many, field="product")
    nothing = _("No product is found by “%(words)s”. Try a part of its name.", words=words)
    raise Refusal(nothing, field="product")
