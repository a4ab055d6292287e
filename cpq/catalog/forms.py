"""What is typed on a product's form, as the fields of an action."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cpq.catalog.actions import KINDS
from cpq.catalog.models import Product
from cpq.catalog.units import UNITS
from cpq.tax import TaxClass
from foundation.errors import Refusal
from foundation.language import Text, _, speaking
from foundation.numbers import parse_number

HIGHEST_COST = 10**12
CURRENCIES = ("JPY", "USD", "EUR")
NUMERIC = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
KIND_LABELS = dict(
    zip(KINDS, (_("Single item"), _("Configurable"), _("Service")), strict=True),
)
LIFECYCLE_LABELS = {"active": _("on sale"), "retired": _("no longer sold")}
WORDS = ("sku", "name", "name_en", "description", "description_en", "kind", "category", "uom",
         "tax_class", "cost_currency", "lifecycle")  # fmt: skip


def product_fields(form: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of ``put_product``. Raises Refusal."""
    fields: dict[str, Any] = {name: form.get(name, "") for name in WORDS}
    fields["attributes"] = attributes_from(form.get("attributes", ""))
    fields["cost"] = cost_from(form.get("cost", ""))
    return fields


def cost_from(words: str) -> Decimal | None:
    """Return a cost per unit; nothing typed is unknown."""
    if not words.strip():
        return None
    return parse_number(words, _("Cost"), minimum=0, maximum=HIGHEST_COST, field="cost")


def attributes_from(lines: str) -> dict[str, str]:
    """Return attributes typed one on a line, ``name = value``."""
    found = {}
    for line in lines[:50_000].splitlines():
        name, sign, value = line.replace("＝", "=").partition("=")
        if not line.strip():
            continue
        if not sign or not name.strip():
            words = _(
                "Write one attribute a line: name = value. “%(line)s” is not.", line=line[:60]
            )
            raise Refusal(words, field="attributes")
        found[name.strip()] = _plain(value.strip())
    return found


def _plain(value: str) -> str:
    """Return a number typed in full-width digits in plain ones; other words stay as they are."""
    narrow = unicodedata.normalize("NFKC", value)
    return narrow if NUMERIC.fullmatch(narrow) else value


def attribute_lines(product: Product | None) -> str:
    """Return a product's attributes as they are typed."""
    known = product.attributes if product else {}
    return "\n".join(f"{name} = {value}" for name, value in known.items())


def choices(product: Product | None = None) -> dict[str, list[tuple[str, Text | str]]]:
    """Return what the form's lists offer, and whatever else a product has from a file."""
    units = {code: words[speaking()] for code, words in UNITS.items()}
    currencies = {"": "–"} | {code: code for code in CURRENCIES}
    if product:
        units.setdefault(product.uom, product.uom)
        currencies.setdefault(product.cost_currency, product.cost_currency)
    return {
        "kinds": list(KIND_LABELS.items()),
        "units": list(units.items()),
        "currencies": list(currencies.items()),
        "taxes": [(kind.value, kind.label) for kind in TaxClass],
        "lifecycles": list(LIFECYCLE_LABELS.items()),
    }
