"""What a row says of a product itself, beside its price, cost and attributes. Pure."""

import unicodedata
from collections.abc import Callable, Container
from typing import Any

from cpq.catalog.actions import DESCRIPTIONS, KINDS, LIFECYCLES, one_of
from cpq.catalog.units import UNITS
from cpq.tax import TaxClass
from foundation.errors import Refusal
from foundation.language import _
from foundation.numbers import clean, clean_text

LONGEST_DESCRIPTION = 2_000
TAX_WORDS = {
    "標準": TaxClass.STANDARD, "標準税率": TaxClass.STANDARD, "課税": TaxClass.STANDARD,
    "10%": TaxClass.STANDARD, "軽減": TaxClass.REDUCED, "軽減税率": TaxClass.REDUCED,
    "8%": TaxClass.REDUCED, "非課税": TaxClass.EXEMPT, "不課税": TaxClass.EXEMPT,
}  # fmt: skip
UNIT_WORDS = {word: code for code, words in UNITS.items() for word in (code, *words.values())}


def facts_of(said: Callable[[str], str], columns: Container[str]) -> dict[str, Any]:
    """Return columns of a product; ``said`` gives a cell, or what holds for all. Raises Refusal.

    What has a column may be emptied by it; a category, unit, tax, kind or state may not.
    """
    name = clean(said("name"), _("Product name"), required=True, field="name")
    facts: dict[str, Any] = {"name": name}
    if "name_en" in columns:
        facts["name_en"] = clean(said("name_en"), _("Name in English"))
    for thing, label in DESCRIPTIONS.items():
        if thing in columns:
            facts[thing] = clean_text(said(thing), label, longest=LONGEST_DESCRIPTION)
    return facts | _codes(said)


def _codes(said: Callable[[str], str]) -> dict[str, str]:
    facts = {}
    if category := said("category"):
        facts["category"] = clean(category, _("Category"))
    if unit := said("uom"):
        facts["uom"] = UNIT_WORDS.get(unit, unit[:20])
    if tax := said("tax_class"):
        facts["tax_class"] = _tax_class(tax)
    for thing, known in (("kind", KINDS), ("lifecycle", LIFECYCLES)):
        if word := said(thing).lower():
            facts[thing] = one_of(word, known, thing)
    return facts


def _tax_class(words: str) -> str:
    plain = unicodedata.normalize("NFKC", words).strip().lower()
    known = TAX_WORDS.get(plain, plain)
    if known not in set(TaxClass):
        raise Refusal(
            _(
                "“%(words)s” is no kind of tax. Use standard, reduced or exempt.",
                words=words[:40],
            )
        )
    return str(known)
