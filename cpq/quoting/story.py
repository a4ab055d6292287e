"""Why a line costs what it costs: every step in words, and the figures of a small drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from cpq.catalog.queries import product_cards
from cpq.models import QuoteLine
from foundation.language import Text, text_from_json, verbatim
from foundation.money import Money, money_of

MOST_BARS = 9
WIDTH = 100  # the drawing's width in units of its own


@dataclass(frozen=True, slots=True)
class LoserView:
    """A list that was asked first and has no price for this, and why."""

    price_list: dict[str, str]
    why: Text


@dataclass(frozen=True, slots=True)
class StepView:
    """One step: what it is, how it is reckoned, from which list, and what stands after it."""

    kind: str
    title: dict[str, str] | None
    sku: str
    note: Text
    price_list: dict[str, str]
    losers: tuple[LoserView, ...]
    after: Decimal
    per_unit: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the drawing, in hundredths of its width: a part adds, the discount takes away."""

    label: dict[str, str] | None
    kind: str
    amount: Money
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class PriceStory:
    """The whole explanation of one line."""

    steps: tuple[StepView, ...]
    bars: tuple[Bar, ...]


def story_of(session: Session, line: QuoteLine) -> PriceStory | None:
    """Return why a line costs what it costs; None: it has no price."""
    if line.price is None:
        return None
    steps = line.price["steps"]
    cards = product_cards(session, {step["sku"] for step in steps})
    names = {sku: card.names for sku, card in cards.items()}
    views = tuple(_step(step, names) for step in steps)
    currency = line.revision_row.currency
    return PriceStory(views, tuple(bars_of(steps, names, line.quantity, currency)))


def bars_of(
    steps: Sequence[dict[str, Any]],
    names: dict[str, dict[str, str]],
    quantity: Decimal,
    currency: str,
) -> list[Bar]:
    """Return the bars from list price to net: the largest parts, the rest, discount, net."""
    own = [step for step in steps if step["kind"] in {"list", "part"}]
    added = [(names.get(s["sku"]), _change(s) * quantity) for s in own]
    added = _few(added)
    discount = sum((_change(s) for s in steps if s["kind"] == "discount"), Decimal(0))
    net = Decimal(steps[-1]["after"])
    whole = max(sum((amount for _name, amount in added), Decimal(0)), net, Decimal(1))
    bars, at = [], Decimal(0)
    for name, amount in added:
        bars.append(_bar(name, "part", amount, at, whole, currency))
        at += amount
    if discount:
        bars.append(_bar(None, "discount", discount, at + discount, whole, currency))
    return [*bars, _bar(None, "net", net, Decimal(0), whole, currency)]


def _few(
    added: list[tuple[dict[str, str] | None, Decimal]],
) -> list[tuple[dict[str, str] | None, Decimal]]:
    """Keep the largest, in their order, and add the others up."""
    if len(added) <= MOST_BARS:
        return added
    least = sorted((amount for _name, amount in added), reverse=True)[MOST_BARS - 2]
    kept = [one for one in added if one[1] >= least][: MOST_BARS - 1]
    rest = sum((amount for _name, amount in added), Decimal(0)) - sum(a for _n, a in kept)
    return [*kept, (None, rest)]


def _bar(
    name: dict[str, str] | None,
    kind: str,
    amount: Decimal,
    left: Decimal,
    whole: Decimal,
    currency: str,
) -> Bar:
    scale = WIDTH / whole
    width = max(float(abs(amount) * scale), 0.4)
    money = money_of(amount, currency)
    return Bar(name, kind, money, round(float(left * scale), 2), round(width, 2))


def _change(step: dict[str, Any]) -> Decimal:
    return Decimal(step["after"]) - Decimal(step["before"])


def _step(step: dict[str, Any], names: dict[str, dict[str, str]]) -> StepView:
    kind = step["kind"]
    return StepView(
        kind=kind,
        title=names.get(step["sku"]) if kind in {"list", "part"} else None,
        sku=step["sku"],
        note=text_from_json(step["note"]) if step["note"] else verbatim(""),
        price_list=dict(step["price_list"]),
        losers=tuple(
            LoserView(dict(loser["price_list"]), text_from_json(loser["why"]))
            for loser in step["losers"]
        ),
        after=Decimal(step["after"]),
        per_unit=kind in {"list", "part"},
    )
