"""What a line of a quote asks of pricing: how many of what, and what people gave for it. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from cpq.models import QuoteLine, QuoteRevision
from cpq.pricing import Adjustment, DocumentDiscount, Manual, Part, Wanted
from cpq.pricing.handed import with_given
from foundation.money import Money


def skus_of(sku: str, bom: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return every product a line needs a price for."""
    return [sku, *(row["sku"] for row in sold_parts(bom))]


def sold_parts(bom: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the parts that are sold; what those are made of has no price here."""
    return [row for row in bom if row["sku"] and row["level"] > 0 and row.get("priced", True)]


def wanted(line: QuoteLine, currency: str, group: str = "") -> Wanted:
    """Return what is to be priced; the BoM holds quantities for the whole line."""
    asked = Wanted(
        line.position,
        line.sku,
        line.quantity,
        tuple(
            Part(row["sku"], Decimal(row["quantity"]) / line.quantity)
            for row in sold_parts(line.bom)
        ),
        line.uom,
        adjustments_of(line),
        _manual(line, currency),
        line.ignore_rules,
        surcharges_of(line.sku, line.choices),
        group=group,
    )
    given = given_to(line)
    return with_given(asked, given) if given else asked


def given_to(line: QuoteLine) -> Mapping[str, Any] | None:
    """Return what a leg's line was given; what was made before that was kept has nothing."""
    return (line.price or {}).get("leg")


def adjustments_of(line: QuoteLine) -> tuple[Adjustment, ...]:
    """Return what people take off a line: the rep's discount, by a pattern where one is named."""
    if not line.discount:
        return ()
    kind = "pattern" if line.pattern else "discretion"
    return (Adjustment(kind, percent=line.discount * 100, rule=line.pattern),)


def surcharges_of(model: str, choices: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the options chosen, as a price list names them, once for each unit of them."""
    named: list[str] = []
    for slot, choice in choices.items():
        option = slot if "/" in slot else f"{slot}/{choice['sku']}"
        named += [f"{model}/{option}"] * int(choice.get("quantity", 1))
    return tuple(sorted(named))


def document_discount(revision: QuoteRevision) -> DocumentDiscount:
    """Return what is taken off the whole."""
    given = revision.document_discount
    amount = Money(given["amount"], revision.currency) if given.get("amount") else None
    return DocumentDiscount(Decimal(given.get("percent") or 0), amount)


def _manual(line: QuoteLine, currency: str) -> Manual | None:
    if line.manual_net is not None:
        return Manual(net=Money(line.manual_net, currency).major)
    return None if line.manual_unit is None else Manual(unit=line.manual_unit)
