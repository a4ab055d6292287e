"""A mapping as a form: what is typed on the page, as the values of a mapping, and back."""

from collections.abc import Mapping as Values
from typing import Any

from werkzeug.datastructures import MultiDict

from cpq.catalog.modelling.rows import COLUMNS as PART_LABELS
from cpq.importing.mapping import EVERY, Mapping
from foundation.errors import Refusal
from foundation.language import _

COLUMN_LABELS = {
    "sku": _("SKU"),
    "name": _("Product name"),
    "name_en": _("Name in English"),
    "description": _("Description"),
    "description_en": _("Description in English"),
    "kind": _("Kind"),
    "category": _("Category"),
    "uom": _("Unit"),
    "tax_class": _("Kind of tax"),
    "lifecycle": _("State"),
    "cost": _("Cost"),
    "price": _("Price"),
    "currency": _("Currency"),
    "min_quantity": _("From quantity"),
    "valid_from": _("Valid from"),
    "valid_to": _("Valid to"),
    "target": _("What it is for"),
    "method": _("Method"),
    "percent": _("Percent"),
    "base": _("Reckoned from"),
    "formula": _("Formula"),
    "round_to": _("Rounded to"),
    "surcharge": _("Surcharge"),
    "least_margin": _("Least margin"),
    "most_margin": _("Most margin"),
    "breaks": _("Quantity breaks"),
    "max_quantity": _("To quantity"),
    "price_unit": _("Unit of the price"),
    "priority": _("Priority"),
    "price_list": _("Price list"),
    "rank": _("Rank"),
    "assigned_to": _("Assigned to"),
}
IDENTITIES = (
    ("sku", _("The SKU column")),
    ("all", _("The file and all columns but the price"), _("For files without part numbers.")),
    ("some", _("The columns ticked below")),
)


def mapping_values(form: "MultiDict[str, str]") -> dict[str, Any]:
    """Return what was typed as the values of a mapping."""
    read = {name: form.get(name, "") for name in ("encoding", "separator", "sheet")}
    return {
        "name": form.get("keep_as", ""),
        **read,
        "price_list": form.get("price_list", "").strip().upper(),
        "price_list_name": {"ja": form.get("list_ja", ""), "en": form.get("list_en", "")},
        "columns": {thing: form.get(f"column_{thing}", "") for thing in COLUMN_LABELS},
        "parts": {thing: form.get(f"part_{thing}", "") for thing in PART_LABELS},
        "fixed": {
            "product": form.get("fixed_product", "").strip(),
            "sku": form.get("fixed_sku", "") or "{file}-{key}",
            "category": form.get("fixed_category", ""),
            "currency": form.get("fixed_currency", "").strip().upper(),
        },
        "key": _key(form),
        "attributes": {
            "columns": [EVERY] if form.get("attributes") == "all" else form.getlist("attribute"),
            "derived": derived_from(form.get("derived", "")),
        },
    }


def identity_of(mapping: Mapping) -> str:
    """Return what tells products apart, as the form asks it."""
    if not mapping.key.columns:
        return "sku"
    return "all" if mapping.key.columns == [EVERY] else "some"


def derived_from(lines: str) -> dict[str, str]:
    """Return derived attributes typed one on a line, ``name = expression``."""
    found = {}
    for line in lines[:20_000].splitlines():
        name, sign, words = line.replace("＝", "=").partition("=")
        if not line.strip():
            continue
        if not sign or not name.strip() or not words.strip():
            sentence = _("Write one a line: name = column[1]. “%(line)s” is not.", line=line[:60])
            raise Refusal(sentence, field="derived")
        found[name.strip()] = words.strip()
    return found


def derived_lines(mapping: Mapping) -> str:
    """Return derived attributes as they are typed."""
    return "\n".join(f"{name} = {words}" for name, words in mapping.attributes.derived.items())


def _key(form: "MultiDict[str, str]") -> Values[str, Any]:
    match form.get("identity"):
        case "all":
            return {"file": True, "columns": [EVERY]}
        case "some":
            return {"file": form.get("key_file") == "yes", "columns": form.getlist("key")}
        case _:
            return {}
