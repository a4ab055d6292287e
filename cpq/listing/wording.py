"""How price lists, their rules and those they are for are called."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from cpq.models import ListEntry, VersionState
from cpq.price_lists.entries import CATEGORY, EVERYTHING, OPTION, PRODUCT
from cpq.pricing.values import Breaks, Kind, Method, Rank
from foundation.formats import unit_price
from foundation.language import Text, _, speaking, verbatim
from foundation.settings import settings

KINDS: dict[str, Text] = {
    Kind.LIST.value: _("List prices"),
    Kind.END_USER.value: _("End-user prices"),
    Kind.DEALER_NET.value: _("Dealer net prices"),
    Kind.CONTRACT.value: _("Contract prices"),
    Kind.PROMOTION.value: _("Promotion prices"),
}
METHODS: dict[str, Text] = {
    Method.FIXED.value: _("Fixed price"),
    Method.PERCENT_OFF.value: _("Percent off"),
    Method.COST_PLUS.value: _("Cost plus"),
    Method.EXPRESSION.value: _("Formula"),
    Method.FORMULA.value: _("Percent, rounding and margins"),
    Method.BLOCK.value: _("Price of a whole band"),
    Method.PERCENT_OF_TOTAL.value: _("Percent of the other lines"),
}
BREAKS: dict[str, Text] = {
    Breaks.RANGE.value: _("All units get the price of the band reached"),
    Breaks.SLAB.value: _("Each unit gets the price of its own band"),
}
RANKS: dict[str, Text] = {
    Rank.CONTRACT.value: _("Contract of a customer"),
    Rank.REGISTRATION.value: _("Deal registration"),
    Rank.CUSTOMER.value: _("Customer"),
    Rank.TIER.value: _("Price group"),
    Rank.REGION.value: _("Region"),
    Rank.CHANNEL.value: _("Channel"),
    Rank.CAMPAIGN.value: _("Campaign"),
    Rank.STANDARD.value: _("Standard"),
}
STATES: dict[str, Text] = {
    VersionState.DRAFT.value: _("Draft of prices"),
    VersionState.PUBLISHED.value: _("Published"),
    VersionState.RETIRED.value: _("Retired"),
}
TARGETS: dict[str, Text] = {
    "product": _("One product"),
    "category": _("A category"),
    "option": _("An option of a product model"),
    "all": _("Everything"),
}
MIDNIGHT = "00:00"


def kind_of(target: str) -> str:
    """Return what kind of thing a rule is for: product, option, category or all."""
    return "all" if target == EVERYTHING else target.partition(":")[0]


def named_in(target: str) -> str:
    """Return the product, option or category that a rule is for."""
    for prefix in (PRODUCT, OPTION, CATEGORY):
        if target.startswith(prefix):
            return target.removeprefix(prefix)
    return ""


def target_fields(target: str) -> dict[str, str]:
    """Return what a form says of a rule's target."""
    kind = kind_of(target)
    field = "sku" if kind == "product" else kind
    return {"for": kind} if kind == EVERYTHING else {"for": kind, field: named_in(target)}


def local(moment: datetime) -> datetime:
    """Return a moment in the installation's time zone."""
    return moment.astimezone(ZoneInfo(settings().timezone))


def typed_moment(moment: datetime | None) -> str:
    """Return a moment as a field for day and time takes it."""
    return local(moment).strftime("%Y-%m-%dT%H:%M") if moment else ""


def begins(moment: datetime | None) -> date | str:
    """Return when something begins, as it is shown: a day where it begins with the day."""
    return _day_or_moment(moment)


def ends(moment: datetime | None) -> date | str:
    """Return until when something holds: the last day, where it ends with a day."""
    if moment is not None and local(moment).strftime("%H:%M") == MIDNIGHT:
        return _day_or_moment(moment - timedelta(minutes=1), day=True)
    return _day_or_moment(moment)


def validity(since: datetime | None, until: datetime | None) -> Text:
    """Return when something holds, in words."""
    if since and until:
        return _("%(first)s to %(last)s", first=begins(since), last=ends(until))
    if since:
        return _("from %(first)s", first=begins(since))
    return _("until %(last)s", last=ends(until)) if until else _("always")


def band(least: Decimal, most: Decimal | None) -> Text:
    """Return the quantities a rule is for, in words."""
    if most is None:
        return _("%(least)s and more", least=least)
    return _("%(least)s to %(most)s", least=least, most=most)


def _day_or_moment(moment: datetime | None, *, day: bool = False) -> date | str:
    if moment is None:
        return ""
    here = local(moment)
    return here.date() if day or here.strftime("%H:%M") == MIDNIGHT else moment


def in_words(entry: ListEntry, currency: str) -> Text:
    """Return what a rule makes of a price, in words; a fixed price is shown as money instead."""
    base = base_called(entry.base)
    match entry.method:
        case Method.BLOCK.value:
            price = unit_price(entry.amount, currency, speaking())
            return _("%(price)s for the whole band", price=price)
        case Method.PERCENT_OF_TOTAL.value:
            return _("%(percent)s%% of the other lines", percent=entry.percent)
        case Method.EXPRESSION.value:
            return _with_base(entry)
        case Method.COST_PLUS.value:
            return _with_surcharge(_("Cost plus %(percent)s%%", percent=entry.percent), entry)
        case Method.PERCENT_OFF.value | Method.FORMULA.value:
            words = _off(entry.percent, base)
            if entry.round_to is not None:
                words = _("%(words)s, rounded to %(to)s", words=words, to=entry.round_to)
            return _with_margins(_with_surcharge(words, entry), entry)
        case _:
            return verbatim(unit_price(entry.amount, currency, speaking()))


def _with_base(entry: ListEntry) -> Text:
    if not entry.base.startswith("list:"):
        return verbatim(entry.formula)
    base = base_called(entry.base)
    return _("%(formula)s, where list is %(base)s", formula=entry.formula, base=base)


def base_called(base: str) -> Text:
    """Return what a percentage is taken of, in words."""
    if base == "cost":
        return _("the cost")
    if base.startswith("list:"):
        return _("the price on %(code)s", code=base.removeprefix("list:"))
    return _("the list price")


def _off(percent: Decimal, base: Text) -> Text:
    if percent == 0:
        return _("As %(base)s", base=base)
    if percent > 0:
        return _("%(percent)s%% off %(base)s", percent=percent, base=base)
    return _("%(percent)s%% on top of %(base)s", percent=-percent, base=base)


def _with_surcharge(words: Text, entry: ListEntry) -> Text:
    if not entry.surcharge:
        return words
    return _("%(words)s, plus %(amount)s", words=words, amount=entry.surcharge)


def _with_margins(words: Text, entry: ListEntry) -> Text:
    if entry.least_margin is not None:
        words = _("%(words)s, at least %(amount)s over it", words=words, amount=entry.least_margin)
    if entry.most_margin is not None:
        words = _("%(words)s, at most %(amount)s over it", words=words, amount=entry.most_margin)
    return words
