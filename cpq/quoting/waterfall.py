"""The drawing from list price to net, of a line or a whole quote: bars that add or take away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from foundation.language import Text, _, say
from foundation.money import Money, money_of

MOST_BARS = 9
WIDTH = 100  # the drawing's width in units of its own
NARROWEST = 0.4
NOTHING = Decimal(0)
HANDED = {"end_user", "before"}
BEGUN = {"list", *HANDED}  # where a price may begin
PER_UNIT = {*BEGUN, "rate", "rule", "round", "surcharge", "margin", "band", "part", "option"}
STEPS: dict[str, Text] = {
    "list": _("List price"),
    "end_user": _("End-user price"),
    "before": _("Price of the leg before"),
    "rate": _("Exchange rate"),
    "rule": _("Price rule"),
    "round": _("Rounding"),
    "surcharge": _("Surcharge"),
    "margin": _("Limits of the margin"),
    "band": _("Quantity bands"),
    "part": _("Part"),
    "option": _("Surcharge for an option"),
    "amount": _("Amount by the rules"),
    "discount": _("Discount"),
    "discretion": _("Discount"),
    "pattern": _("Discount pattern"),
    "contract": _("Contract"),
    "partner": _("Partner"),
    "distributor": _("Distributor"),
    "registration": _("Registered deal"),
    "manual": _("Agreed price"),
    "unit": _("Unit price rounded"),
    "net": _("Net amount"),
    "document": _("Discount on the whole"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, in hundredths of the drawing's width. ``kind``: how it is coloured."""

    label: str
    kind: str
    amount: Money
    left: float
    width: float


class Part(NamedTuple):
    """What is put on or taken off; a ``total`` begins again at nothing."""

    label: str
    kind: str
    amount: Decimal
    total: bool = False


def bars_of(
    steps: Sequence[Mapping[str, Any]], names: Mapping[str, str], quantity: Decimal, currency: str
) -> list[Bar]:
    """Return the bars of a line: its parts, what rules and people did, the net."""
    own = _few(
        [one for step in steps if step["kind"] == "part" for one in _part(step, quantity, names)]
    )
    parts: list[Part] = []
    for step in steps:
        kind = step["kind"]
        if kind == "net":
            parts.append(Part(say(STEPS["net"]), "total", Decimal(step["after"]), total=True))
        elif kind == "part":
            parts += own
            own = []
        elif kind != "amount":
            parts += _part(step, quantity, names)
    return drawn(parts, currency)


def drawn(parts: Iterable[Part], currency: str) -> list[Bar]:
    """Return bars for what is put on and taken off, in its order."""
    spans: list[tuple[Part, Decimal, Decimal]] = []
    at = NOTHING
    for part in parts:
        begin = NOTHING if part.total else at
        at = begin + part.amount
        spans.append((part, min(begin, at), max(begin, at)))
    whole = max([end for _part, _begin, end in spans] + [Decimal(1)])
    return [_bar(part, begin, end, whole, currency) for part, begin, end in spans]


def called(kind: str) -> Text:
    """Return what a step is called."""
    return STEPS.get(kind, STEPS["rule"])


def _part(step: Mapping[str, Any], quantity: Decimal, names: Mapping[str, str]) -> list[Part]:
    """Return what a step changed of the whole line; nothing, where it changed nothing."""
    kind = step["kind"]
    times = quantity if kind in PER_UNIT else Decimal(1)
    change = (Decimal(step["after"]) - Decimal(step["before"])) * times
    if not change:
        return []
    label = names.get(step["sku"]) if kind == "part" else None
    tone = "less" if change < 0 else kind if kind in {"part", "option"} else "more"
    tone = "list" if kind in BEGUN and change > 0 else tone
    return [Part(label or say(called(kind)), tone, change)]


def _few(parts: list[Part]) -> list[Part]:
    """Keep the largest, in their order, and add the others up."""
    if len(parts) <= MOST_BARS:
        return parts
    least = sorted((one.amount for one in parts), reverse=True)[MOST_BARS - 2]
    kept = [one for one in parts if one.amount >= least][: MOST_BARS - 1]
    rest = sum((one.amount for one in parts), NOTHING) - sum(one.amount for one in kept)
    return [*kept, Part(say(_("Other parts")), "part", rest)]


def _bar(part: Part, begin: Decimal, end: Decimal, whole: Decimal, currency: str) -> Bar:
    scale = WIDTH / whole
    width = max(float((end - begin) * scale), NARROWEST)
    money = money_of(part.amount, currency)
    return Bar(part.label, part.kind, money, round(float(begin * scale), 2), round(width, 2))
