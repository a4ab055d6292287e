"""The lines and totals of a quote as documents show them. Pure: a snapshot in, words out.

Only what the customer may see is read: no cost, no margin, no reason of a discount.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cpq.catalog.units import unit_of
from foundation.language import _, say
from proposals.wording import Writer, lines_of

KEEP_TOGETHER = 14  # rows of a configured line that stay on one page
DEEPEST = 4
REDUCED = "reduced"
MARK = "※"
INDENT = "\N{IDEOGRAPHIC SPACE}"


def figures(snapshot: Mapping[str, Any], writer: Writer) -> dict[str, Any]:
    """Return the part of a context that shows what is offered and what it costs."""
    lines = [_line(line, writer) for line in snapshot["lines"]]
    return {
        "lines": lines,
        "has_discount": any(Decimal(line["discount"] or "0") for line in snapshot["lines"]),
        "has_reduced": any(line["mark"] for line in lines),
        "whole_discount": _whole_discount(snapshot, writer),
        "subtotal": writer.amount(snapshot["subtotal"]),
        "taxes": [_tax(tax, writer) for tax in snapshot["taxes"]],
        "tax_total": writer.money(snapshot["tax_total"]),
        "total": writer.money(snapshot["total"]),
        "headline": writer.headline(snapshot["total"]),
        "notes": lines_of(writer.said(snapshot.get("notes"))),
    }


def _whole_discount(snapshot: Mapping[str, Any], writer: Writer) -> dict[str, str] | None:
    """Return what the lines come to, and the discount on the whole (出精値引き); None: none."""
    amount = snapshot.get("document_discount") or 0
    if not amount:
        return None
    lines = sum(line["net_amount"] for line in snapshot["lines"])
    return {"lines": writer.amount(lines), "amount": writer.amount(-amount)}


def _line(line: Mapping[str, Any], writer: Writer) -> dict[str, Any]:
    parts = _parts(line, writer)
    discount = line["discount"] or "0"
    return {
        "no": str(line["position"]),
        "sku": line["sku"],
        "name": writer.said(line["name"]),
        "mark": MARK if line["tax_class"] == REDUCED else "",
        "quantity": writer.number(line["quantity"]),
        "uom": writer.said(line["uom"]),
        "list_unit": writer.unit(line["list_unit"]),
        "discount": writer.percent(discount) if Decimal(discount) else "–",
        "unit": writer.unit(line["net_unit"]),
        "amount": writer.amount(line["net_amount"]),
        "parts": parts,
        "short": len(parts) <= KEEP_TOGETHER,
    }


def _parts(line: Mapping[str, Any], writer: Writer) -> list[dict[str, Any]]:
    """Return the bill of materials below a line; the configured product itself is the line."""
    below = [part for part in line.get("bom") or () if part["sku"] != line["sku"]]
    top = min((int(part["level"]) for part in below), default=0)
    return [_part(part, int(part["level"]) - top + 1, writer) for part in below]


def _part(part: Mapping[str, Any], level: int, writer: Writer) -> dict[str, Any]:
    """``indent`` stands in front of the name where a document has no other means."""
    return {
        "level": min(level, DEEPEST),
        "indent": INDENT * min(level, DEEPEST),
        "name": writer.said(part["name"]),
        "sku": part["sku"],
        "quantity": writer.number(part["quantity"]),
        "uom": _unit(part.get("uom"), writer),
    }


def _unit(uom: Mapping[str, str] | str | None, writer: Writer) -> str:
    """Return a unit in words, whether it is kept as its code or as what it is called."""
    return writer.said(unit_of(uom) if isinstance(uom, str) and uom else uom)


def _tax(tax: Mapping[str, Any], writer: Writer) -> dict[str, str]:
    rate = writer.percent(tax["rate"])
    reduced = tax["tax_class"] == REDUCED
    name = _("%(rate)s (reduced rate %(mark)s)", rate=rate, mark=MARK) if reduced else rate
    return {
        "name": say(name, writer.language),
        "base": writer.amount(tax["base"]),
        "tax": writer.amount(tax["tax"]),
    }
