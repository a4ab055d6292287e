"""Reads rules and moments as people type them, with a sentence for what is not right."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from cpq.catalog.units import UNITS
from cpq.price_lists.entries import CATEGORY, EVERYTHING, OPTION, PRODUCT, NewEntry
from cpq.pricing.formulas import formula_from, formula_of
from cpq.pricing.values import NOTHING, Breaks, Method
from foundation.errors import Refusal
from foundation.language import Text, _
from foundation.numbers import clean, parse_number
from foundation.settings import settings

Fields = Mapping[str, str]

HIGHEST = 10**12
LEAST = Decimal("0.000001")
MOST_PERCENT = 1_000_000
MOST_OFF = 100
MOST_PRIORITY = 1000
LONGEST_TARGET = 120
MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]+(\d{1,2}):(\d{2})(?::\d{2})?)?"
)
BASE = re.compile(r"list|cost|list:[A-Z0-9][A-Z0-9._-]{0,39}")
NEEDS: dict[Method, tuple[str, ...]] = {
    Method.FIXED: ("unit_price", "breaks"),
    Method.PERCENT_OFF: ("percent", "base", "breaks"),
    Method.COST_PLUS: ("percent", "surcharge", "breaks"),
    Method.EXPRESSION: ("formula", "base", "breaks"),
    Method.FORMULA: ("percent", "base", "round_to", "surcharge", "least_margin", "most_margin"),
    Method.BLOCK: ("unit_price",),
    Method.PERCENT_OF_TOTAL: ("percent",),
}


def rule_from(form: Fields) -> NewEntry:
    """Return the rule that was typed. What its method does not need is left out."""
    method = _one_of(form.get("method") or Method.FIXED.value, set(NEEDS), "method")
    needs = NEEDS[Method(method)]
    target = target_from(form)
    formula = _formula(form, target) if "formula" in needs else ""
    begins, ends = validity_from(form)
    least, most = band_from(form, Method(method))
    return NewEntry(
        sku=target.removeprefix(PRODUCT) if target.startswith(PRODUCT) else "",
        target=target,
        method=Method(method),
        unit_price=_price(form) if "unit_price" in needs else NOTHING,
        percent=_percent(form, Method(method)) if "percent" in needs else NOTHING,
        base=_base(form, formula) if "base" in needs else "list",
        formula=formula,
        round_to=_optional(form, "round_to", _("Rounded to"), LEAST)
        if "round_to" in needs
        else None,
        surcharge=_surcharge(form) if "surcharge" in needs else NOTHING,
        **(margins_from(form) if "least_margin" in needs else {}),
        breaks=_breaks(form) if "breaks" in needs else Breaks.RANGE,
        min_quantity=least,
        max_quantity=most,
        uom=_one_of(form.get("uom", "").strip(), {"", *UNITS}, "uom"),
        valid_from=begins,
        valid_to=ends,
        priority=whole(form, "priority", _("Priority"), -MOST_PRIORITY, MOST_PRIORITY),
    )


def target_from(form: Fields) -> str:
    """Return what a rule is for: ``product:SKU``, ``category:NAME``, ``option:…`` or ``all``."""
    kind = form.get("for") or "product"
    if kind == EVERYTHING:
        return EVERYTHING
    if kind == "category":
        words = _("Category")
        return CATEGORY + clean(
            form.get("category", ""), words, longest=LONGEST_TARGET, required=True, field="category"
        )
    if kind == "option":
        words = _("Option")
        option = clean(
            form.get("option", ""), words, longest=LONGEST_TARGET, required=True, field="option"
        )
        if option.count("/") != 2:  # noqa: PLR2004  (model, group and option)
            raise Refusal(_("Write an option as MODEL/group/option."), field="option")
        return OPTION + option
    if kind != "product":
        raise Refusal(_("Please choose one of the list."), field="for")
    sku = form.get("sku", "")
    return PRODUCT + clean(sku, _("SKU"), longest=64, required=True, field="sku")


def validity_from(form: Fields) -> tuple[datetime | None, datetime | None]:
    """Return from when and until when something holds. Raises Refusal where it ends first."""
    begins = moment_from(form.get("valid_from", ""), _("Valid from"), "valid_from")
    ends = moment_from(form.get("valid_to", ""), _("Valid to"), "valid_to", last=True)
    if begins and ends and ends <= begins:
        raise Refusal(
            _("This would end before it begins. Give a later end, or none."), field="valid_to"
        )
    return begins, ends


def moment_from(words: str, name: Text, field: str, *, last: bool = False) -> datetime | None:
    """Return a moment here, to the minute; a day alone as the last one is included."""
    plain = unicodedata.normalize("NFKC", words[:40]).strip()
    if not plain:
        return None
    match = MOMENT.fullmatch(plain)
    try:
        if match:
            parts = [int(part) for part in match.groups(default="0")]
            moment = datetime(*parts, tzinfo=ZoneInfo(settings().timezone))  # type: ignore[misc, arg-type]  # five numbers
            if last and match[4] is None:
                moment += timedelta(days=1)
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Refusal(
        _(
            "%(name)s must be a day such as 2026-04-01, or with a time: 2026-04-01 09:00.",
            name=name,
        ),
        field=field,
    )


def band_from(form: Fields, method: Method) -> tuple[Decimal, Decimal | None]:
    """Return the quantities that a rule is for; a block says where it ends."""
    quantity = form.get("min_quantity", "").strip() or "1"
    least = parse_number(
        quantity, _("From quantity"), minimum=LEAST, maximum=HIGHEST, field="min_quantity"
    )
    most = _optional(form, "max_quantity", _("To quantity"), LEAST)
    if most is not None and most < least:
        raise Refusal(_("This band would end before it begins."), field="max_quantity")
    if most is None and method is Method.BLOCK:
        words = _("Say up to which quantity the price of the whole band holds.")
        raise Refusal(words, field="max_quantity")
    return least, most


def margins_from(form: Fields) -> dict[str, Decimal | None]:
    """Return between which margins a formula stays."""
    least = _optional(form, "least_margin", _("Least margin"), -HIGHEST)
    most = _optional(form, "most_margin", _("Most margin"), -HIGHEST)
    if least is not None and most is not None and most < least:
        raise Refusal(_("The least margin is above the most."), field="most_margin")
    return {"least_margin": least, "most_margin": most}


def whole(form: Fields, name: str, label: Text, least: int, most: int) -> int:
    """Return a whole number; nothing typed is nothing."""
    words = form.get(name, "").strip() or "0"
    return int(parse_number(words, label, minimum=least, maximum=most, places=0, field=name))


def _price(form: Fields) -> Decimal:
    words = form.get("unit_price", "")
    return parse_number(words, _("Unit price"), minimum=0, maximum=HIGHEST, field="unit_price")


def _percent(form: Fields, method: Method) -> Decimal:
    """Return the percentage: off a price at most all of it, on top or of a total anything."""
    words, name = form.get("percent", ""), _("Percent")
    most = MOST_OFF if method in {Method.PERCENT_OFF, Method.FORMULA} else MOST_PERCENT
    return parse_number(words, name, minimum=-MOST_PERCENT, maximum=most, field="percent")


def _surcharge(form: Fields) -> Decimal:
    known = _optional(form, "surcharge", _("Surcharge"), -HIGHEST)
    return NOTHING if known is None else known


def _base(form: Fields, formula: str) -> str:
    """Return what it is reckoned from: a formula from a list where it names one, else from none."""
    if formula and "list" not in formula_of(formula).names:
        return "cost"
    kind = unicodedata.normalize("NFKC", form.get("base", "")).strip() or "list"
    if not BASE.fullmatch(kind):
        raise Refusal(_("Say what it is reckoned from: list, cost, or list:CODE."), field="base")
    if formula and kind == "cost":
        words = _("“list” in a formula is the price of a list: say list, or list:CODE.")
        raise Refusal(words, field="base")
    return kind


def _formula(form: Fields, target: str) -> str:
    formula = formula_from(form.get("formula", ""))
    if target.startswith(OPTION) and formula_of(formula).names - {"list", "quantity"}:
        words = _("An option has no cost and no attributes: its formula takes list and quantity.")
        raise Refusal(words, field="formula")
    return formula


def _breaks(form: Fields) -> Breaks:
    return Breaks(_one_of(form.get("breaks") or Breaks.RANGE.value, set(Breaks), "breaks"))


def _optional(form: Fields, name: str, label: Text, least: Decimal | int) -> Decimal | None:
    words = form.get(name, "").strip()
    if not words:
        return None
    return parse_number(words, label, minimum=least, maximum=HIGHEST, field=name)


def _one_of(value: str, known: Collection[str], field: str) -> str:
    if value not in {str(one) for one in known}:
        raise Refusal(_("Please choose one of the list."), field=field)
    return value
