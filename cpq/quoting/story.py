"""Why a line costs what it costs: every step in words, and the figures of a small drawing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from cpq.catalog.queries import product_cards
from cpq.discounts.patterns import patterns_by_code
from cpq.listing.wording import RANKS
from cpq.models import QuoteLine, QuoteRevision
from cpq.price_lists.whom import precedence_at
from cpq.pricing.handed import explained
from cpq.proving import weighed_steps, with_losers
from cpq.quoting.discreet import without_costs
from cpq.quoting.sheet import Sheet, TaxView
from cpq.quoting.waterfall import HANDED, PER_UNIT, Bar, Part, bars_of, called, drawn
from foundation.formats import percent
from foundation.language import Text, _, say, speaking, text_from_json, verbatim
from foundation.money import Money, money_of

NOTHING = Decimal(0)
ROUNDINGS = {"half_up": _("half up"), "up": _("up"), "down": _("down"), "half_even": _("half even")}


@dataclass(frozen=True, slots=True)
class LoserView:
    """A list or a rule that lost, why, and what it would have given."""

    price_list: dict[str, str]
    why: Text
    would_give: Decimal | None  # per unit of the product


@dataclass(frozen=True, slots=True)
class StepView:
    """One step: what it is, how it is reckoned, by which rule, and what stands after it."""

    kind: str
    title: str
    sku: str
    note: Text
    price_list: Mapping[str, str]
    version: int
    rounding: Text | None
    losers: tuple[LoserView, ...]
    after: Decimal
    per_unit: bool


@dataclass(frozen=True, slots=True)
class PriceStory:
    """The whole explanation of one line; ``order`` is that in which lists were asked, if any."""

    steps: tuple[StepView, ...]
    bars: tuple[Bar, ...]
    order: str


def story_of(session: Session, line: QuoteLine, *, told: bool) -> PriceStory | None:
    """Return why a line costs what it costs; None: it has no price.

    ``told``: the reader may know costs, and from whose price the price of a leg was reckoned.
    """
    if line.price is None:
        return None
    price, revision = explained(line.price) if told else line.price, line.revision_row
    steps = price["steps"] if told else without_costs(price["steps"])
    if told:
        steps = with_losers(steps, weighed_steps(session, revision, [line]).get(line.position, ()))
    cards = product_cards(session, {step["sku"] for step in steps})
    names = {sku: card.called(speaking()) for sku, card in cards.items()}
    patterns = patterns_by_code(session, {line.pattern} - {""})
    given = {code: row.names for code, row in patterns.items()}
    views = tuple(_step(step, names, given) for step in steps)
    bars = bars_of(steps, names, line.quantity, revision.currency)
    asked = steps[0]["kind"] == "list" or not revision.leg_id
    return PriceStory(views, tuple(bars), order_of(session, revision) if asked else "")


def order_of(session: Session, revision: QuoteRevision) -> str:
    """Say in which order lists were asked for this quote: it is data, and may have changed."""
    places = precedence_at(session, revision.priced_at)
    return say(_(", ")).join(say(RANKS[place.rank.value]) for place in places)


def whole_story(lines: Iterable[QuoteLine], sheet: Sheet, *, told: bool) -> list[Bar]:
    """Return the bars of a whole quote: list, rules, patterns, agreed prices, discounts, tax."""
    kept = [line.price for line in lines if line.price is not None]
    prices = [explained(price) if told else price for price in kept]
    currency, sums = sheet.row.currency, dict[str, Decimal]()
    for price in prices:
        for kind, change in _changes(price, currency):
            sums[kind] = sums.get(kind, NOTHING) + change
    begun = sum((_begun(price, currency) for price in prices), NOTHING)
    parts = [Part(_begun_at(prices), "list", begun, total=True)]
    parts += [
        Part(say(_("Price rules") if kind == "rule" else called(kind)), _tone(change), change)
        for kind, change in sums.items()
        if change and kind != "document"
    ]
    net = sum((one.amount for one in parts), NOTHING)
    share = sums.get("document", NOTHING)
    rounded = sheet.subtotal.major - share - net
    if money_of(rounded, currency).amount:
        parts += [Part(say(_("Rounding")), _tone(rounded), rounded)]
    parts += [Part(say(called("document")), "less", share)] if share else []
    parts += [
        Part(say(_("Net amount")), "total", sheet.subtotal.major, total=True),
        *(Part(_taxed(tax), "tax", tax.tax.major) for tax in sheet.taxes if tax.tax.amount),
        Part(say(_("Total with tax")), "total", sheet.total.major, total=True),
    ]
    return drawn(parts, currency)


def _begun(price: Mapping[str, Any], currency: str) -> Decimal:
    """Return what a line began at; what was handed over is not rounded yet."""
    if price["steps"][0]["kind"] in HANDED:
        amount = next(step for step in price["steps"] if step["kind"] == "amount")
        return Decimal(amount["after"])
    return Money(price["list_amount"], currency).major


def _begun_at(prices: Sequence[Mapping[str, Any]]) -> str:
    kinds = {price["steps"][0]["kind"] for price in prices} & HANDED
    return say(called(kinds.pop()) if len(kinds) == 1 else _("List prices"))


def _taxed(tax: TaxView) -> str:
    return say(_("Tax %(rate)s", rate=percent(tax.rate, speaking())))


def _changes(price: Mapping[str, Any], currency: str) -> Iterable[tuple[str, Decimal]]:
    """Return by how much each kind of step changed a line; what lists do is one kind."""
    begun = _begun(price, currency)
    for step in price["steps"]:
        kind, after = step["kind"], Decimal(step["after"])
        if kind == "amount":
            yield "rule", after - begun
        elif kind not in PER_UNIT and kind != "net":
            yield kind, after - Decimal(step["before"])


def _tone(change: Decimal) -> str:
    return "less" if change < 0 else "more"


def _step(
    step: Mapping[str, Any], names: Mapping[str, str], patterns: Mapping[str, Mapping[str, str]]
) -> StepView:
    kind, rounding = step["kind"], step.get("rounding")
    by_people = patterns.get(step.get("rule", ""), {})
    own = kind in {"list", "part"}
    return StepView(
        kind=kind,
        title=names.get(step["sku"], step["sku"]) if own else say(called(kind)),
        sku=step["sku"] if own else "",
        note=text_from_json(step["note"]) if step["note"] else verbatim(""),
        price_list=dict(step["price_list"]) or by_people,
        version=int(step.get("version") or 0),
        rounding=_rounding(rounding) if rounding and step["before"] != step["after"] else None,
        losers=tuple(_losers(step.get("losers", ()))),
        after=Decimal(step["after"]),
        per_unit=kind in PER_UNIT,
    )


def _rounding(rounding: Mapping[str, str]) -> Text:
    mode = ROUNDINGS.get(rounding["mode"], verbatim(rounding["mode"]))
    return _("Rounded %(mode)s to %(unit)s", mode=mode, unit=Decimal(rounding["unit"]))


def _losers(losers: Sequence[Mapping[str, Any]]) -> Iterable[LoserView]:
    for loser in losers:
        given = loser.get("would_give")
        would_give = None if given is None else Decimal(given)
        yield LoserView(dict(loser["price_list"]), text_from_json(loser["why"]), would_give)
