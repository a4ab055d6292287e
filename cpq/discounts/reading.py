"""What is typed into the forms of prices and patterns, as plain values."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from werkzeug.datastructures import FileStorage

from cpq.actions.prices import How, Price
from cpq.discounts.conditions import AMONG, LEAST, PLAIN, Condition
from cpq.discounts.grounds import LARGEST, EvidenceFile, Grounds, media_type_of
from cpq.discounts.patterns import PatternFields
from cpq.discounts.terms import AgreedTerms
from foundation.errors import Refusal
from foundation.language import Text, _
from foundation.numbers import clean, parse_number
from foundation.storage import store

Form = Mapping[str, str]
HOW: Mapping[str, Text] = {
    "percent": _("Discount in percent"),
    "unit": _("Net price per unit"),
    "net": _("Net amount of the line"),
    "rules": _("What the rules say"),
}
YES = {"yes", "on", "true", "1"}
CURRENCIES = ("JPY", "USD", "EUR")
HIGHEST = Decimal(10) ** 13


def price_from(form: Form, kept: Grounds, file: EvidenceFile | None = None) -> Price:
    """Return the price that was typed; ``kept`` is the evidence that is there already.

    Raises:
        Refusal: something is no number, no day, or none of the list.
    """
    how = how_from(form.get("how", "rules"))
    if how == "rules":
        return Price()
    return Price(
        how=how,
        value=value_from(form.get("value", ""), how),
        pattern=form.get("pattern", ""),
        reason=form.get("reason", ""),
        grounds=grounds_from(form, kept, file),
    )


def how_from(typed: str) -> How:
    """Return how a price is given. Raises Refusal."""
    for how in ("rules", "percent", "unit", "net"):
        if typed == how:
            return how
    raise Refusal(_("Please choose one of the list."), field="how")


def value_from(typed: str, how: How) -> Decimal:
    """Return a percentage or a price; no percentage typed is none."""
    words = typed.strip().rstrip("%％").lstrip("¥￥$").strip()
    if how == "percent" and not words:
        return Decimal(0)
    return parse_number(words, HOW[how], field="value")


def grounds_from(form: Form, kept: Grounds, file: EvidenceFile | None = None) -> Grounds:
    """Return evidence, competitor and promise; evidence stays unless it is taken off."""
    there = None if form.get("drop_evidence") in YES else kept.file
    promised = form.get("promised", "").strip()
    return Grounds(
        competitor=form.get("competitor", ""),
        words=form.get("evidence_words", ""),
        file=file or there,
        promised=(
            parse_number(promised, _("Promised quantity"), minimum=0, field="promised")
            if promised
            else None
        ),
        until=day_from(form.get("until", ""), "until"),
    )


def evidence_from(file: FileStorage | None) -> EvidenceFile | None:
    """Keep an uploaded file and return what it is; no file chosen is none.

    Raises:
        Refusal: it is empty, too large, or neither a PDF nor a picture.
    """
    if file is None or not file.filename:
        return None
    content = file.stream.read(LARGEST + 1)
    media_type = media_type_of(content)
    name = clean(file.filename[-120:], _("File name"), longest=120, field="evidence")
    return EvidenceFile(
        sha256=store().put(content), name=name, media_type=media_type, size=len(content)
    )


def day_from(typed: str, field: str) -> date | None:
    """Return a day; nothing typed is none. Raises Refusal."""
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError as error:
        raise Refusal(_("Please give the day as YYYY-MM-DD."), field=field) from error


def pattern_from(form: Form, among: Mapping[str, list[str]]) -> PatternFields:
    """Return a pattern as it was typed; ``among`` are the values ticked, by kind of condition."""
    return PatternFields(
        name=form.get("name", ""),
        name_en=form.get("name_en", ""),
        conditions=_conditions(form, among),
        cap_percent=_percent(form, "cap_percent", _("Highest discount (%%)"), 0),
        floor_percent=_percent(form, "floor_percent", _("Margin floor (%%)"), -1000),
        reason_required=form.get("reason_required") in YES,
        evidence=form.get("evidence", "none"),
        promise_required=form.get("promise_required") in YES,
        role=form.get("role", ""),
        valid_from=day_from(form.get("valid_from", ""), "valid_from"),
        valid_to=day_from(form.get("valid_to", ""), "valid_to"),
        active=form.get("active", "yes") in YES,
    )


def _percent(form: Form, field: str, name: Text, least: int) -> Decimal | None:
    typed = form.get(field, "").strip().rstrip("%％")
    if not typed:
        return None
    return parse_number(typed, name, minimum=least, maximum=100, places=4, field=field)


def _conditions(form: Form, among: Mapping[str, list[str]]) -> tuple[Condition, ...]:
    found = []
    for kind in LEAST:
        if typed := form.get(kind, "").strip():
            names = LEAST_NAMES[kind]
            least = parse_number(typed, names, minimum=0, maximum=HIGHEST, field=kind)
            found.append(Condition(kind=kind, least=least))
    found += [Condition(kind=k, among=tuple(among[k])) for k in AMONG if among.get(k)]
    found += [Condition(kind=kind) for kind in PLAIN if form.get(kind) in YES]
    return tuple(found)


LEAST_NAMES: Mapping[str, Text] = {
    "quantity": _("Least quantity of the line"),
    "line_amount": _("Least amount of the line at list price"),
    "past_orders": _("Least orders within twelve months"),
    "past_amount": _("Least amount ordered within twelve months"),
    "annual_amount": _("Least agreed turnover of a year"),
    "standing_stock": _("Least agreed standing stock"),
}


def currency_from(typed: str) -> str:
    """Return a currency of the list. Raises Refusal."""
    if typed not in CURRENCIES:
        raise Refusal(_("Please choose one of the list."), field="currency")
    return typed


def terms_from(form: Form, begins: date | None) -> AgreedTerms:
    """Return terms of net prices as they were typed. Raises Refusal."""
    amount, stock = form.get("annual_amount", "").strip(), form.get("stock_quantity", "").strip()
    return AgreedTerms(
        customer_id=form.get("customer_id", ""),
        currency=currency_from(form.get("currency", "JPY")),
        annual_amount=(
            parse_number(
                amount, _("Turnover of a year"), minimum=0, maximum=HIGHEST, field="annual_amount"
            )
            if amount
            else None
        ),
        stock_quantity=(
            parse_number(
                stock, _("Standing stock"), minimum=0, maximum=HIGHEST, field="stock_quantity"
            )
            if stock
            else None
        ),
        stock_sku=form.get("stock_sku", "").strip(),
        valid_from=begins,
        valid_to=day_from(form.get("valid_to", ""), "valid_to"),
        note=form.get("note", ""),
    )
