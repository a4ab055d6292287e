"""What was typed into the fields of one line: how many, how much off, or the net price itself.

With script a row sends only the fields that were touched; without, it sends all of them, and what
is as it was shown is no change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy.orm import Session

from cpq import actions
from cpq.actions import prices
from cpq.actions.prices import Price
from cpq.discounts.given import grounds_of, keeps_agreed
from cpq.models import QuoteLine
from cpq.quoting.rows import LineView
from foundation.errors import Refusal
from foundation.language import _
from foundation.numbers import parse_number

How = Literal["", "percent", "unit", "net", "rules"]
NAMES = {
    "quantity": _("Quantity"),
    "percent": _("Discount in percent"),
    "unit": _("Net per unit"),
    "net": _("Net amount"),
}
MARKS = "%％¥￥$€円 　"
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Typed:
    """A change of one line; None: it stays as it is."""

    quantity: Decimal | None
    how: How
    value: Decimal
    reason: str


def typed_of(form: Mapping[str, str], view: LineView) -> Typed:
    """Return what a form changes of a line as it is shown.

    Raises:
        Refusal: something is no number, or the price is given in two ways at once.
    """
    reason, take = form.get("reason", view.reason), form.get("take", "")
    if take == "rules":
        return Typed(None, "rules", NOTHING, "")
    if take:
        return Typed(_number(take, "quantity"), "", NOTHING, "")
    quantity = _number(form["quantity"], "quantity") if "quantity" in form else None
    given = list(dict.fromkeys(_given(form, view)))
    if len(given) > 1:
        raise Refusal(
            _("Give the discount, the price per unit or the amount: only one of them."),
            field=given[-1][0],
        )
    how, value = given[0] if given else _reasoned(reason, view)
    return Typed(quantity, how, value, reason)


def put_typed(session: Session, line: QuoteLine, typed: Typed) -> QuoteLine:
    """Change a line as it was typed."""
    match typed.how:
        case "":
            return actions.change_line(session, line.id, quantity=typed.quantity)
        case "percent":
            return actions.change_line(
                session,
                line.id,
                quantity=typed.quantity,
                percent=typed.value,
                reason=typed.reason,
            )
        case "rules":
            return prices.drop_manual(session, line.id)
    if typed.quantity not in {None, line.quantity}:
        actions.change_line(session, line.id, quantity=typed.quantity)
    agree = prices.set_manual_unit if typed.how == "unit" else prices.set_manual_net
    try:
        return agree(session, line.id, typed.value, reason=typed.reason)
    except Refusal as refusal:
        field = typed.how if refusal.field == "value" else refusal.field
        raise Refusal(refusal.text, field=field) from refusal


def price_typed(line: QuoteLine, typed: Typed, currency: str) -> Price | None:
    """Return the price that ``put_typed`` would set; None: the line keeps the one it has."""
    if not typed.how or (typed.how == "percent" and keeps_agreed(line, currency, typed.value)):
        return None
    if typed.how == "rules" or (typed.how == "percent" and not typed.value):
        return Price()
    return Price(typed.how, typed.value, line.pattern, typed.reason, grounds_of(line))


def _given(form: Mapping[str, str], view: LineView) -> Iterator[tuple[How, Decimal]]:
    """Return how the price is given anew; an agreed price that was emptied: by the rules."""
    shown: dict[How, Decimal | None] = {
        "percent": view.percent,
        "unit": view.net_unit,
        "net": view.net_amount.major if view.net_amount else None,
    }
    for how, was in shown.items():
        typed = form.get(how, "").strip()
        if typed or (how == "percent" and how in form):
            value = _number(typed or "0", how)
            if value != was:
                yield how, value
        elif how in form and view.agreed:
            yield "rules", NOTHING


def _reasoned(reason: str, view: LineView) -> tuple[How, Decimal]:
    """A new reason alone belongs to the discount that is there."""
    return ("percent", view.percent) if reason != view.reason else ("", NOTHING)


def _number(typed: str, field: str) -> Decimal:
    return parse_number(typed.strip().strip(MARKS), NAMES[field], field=field)
