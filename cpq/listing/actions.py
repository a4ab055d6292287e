"""What people do with price lists: open one, rename it, put and remove single prices."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.catalog.queries import product_by_sku
from cpq.models import ListEntry, ListOfPrices
from cpq.price_lists import NewEntry, open_list, put_entries
from customers.channels import Channel
from foundation.db import found
from foundation.errors import Missing, Refusal
from foundation.language import Text, _
from foundation.numbers import clean, parse_number

HIGHEST = 10**12
LEAST = Decimal("0.000001")
CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]*")
CURRENCIES = ("JPY", "USD", "EUR", "GBP", "CNY", "KRW", "TWD", "SGD", "THB", "AUD", "CHF")


def add_list(session: Session, form: Mapping[str, str]) -> ListOfPrices:
    """Open a list under a code that is still free. Raises Refusal."""
    code = clean(form.get("code", ""), _("Code"), longest=40, required=True, field="code").upper()
    if not CODE.fullmatch(code):
        words = _("A code has letters, digits, dots and hyphens only, such as JPY-2026.")
        raise Refusal(words, field="code")
    if session.scalar(select(ListOfPrices.id).where(ListOfPrices.code == code)):
        raise Refusal(_("There is a price list %(code)s already.", code=code), field="code")
    scope = form.get("scope") or "standard"
    return open_list(
        session,
        code=code,
        name=form.get("name", ""),
        name_en=form.get("name_en", ""),
        currency=_currency(form.get("currency", "")),
        scope=scope,
        scope_id=_scope_id(scope, form),
    )


def change_list(session: Session, list_id: str, form: Mapping[str, str]) -> ListOfPrices:
    """Rename a list, or put it out of use; code, currency and whom it is for stay."""
    row = found(session, ListOfPrices, list_id, lock=True)
    row.name = clean(form.get("name", ""), _("List name"), required=True, field="name")
    row.name_en = clean(form.get("name_en", ""), _("Name in English"), field="name_en")
    row.active = form.get("active") == "yes"
    return row


def put_entry(session: Session, list_id: str, form: Mapping[str, str]) -> NewEntry:
    """Put a price on a list, in place of one of the same product, break and first day."""
    row = found(session, ListOfPrices, list_id)
    entry = entry_from(session, form)
    put_entries(session, row.code, [entry])
    return entry


def change_entry(
    session: Session, list_id: str, entry_id: str, form: Mapping[str, str]
) -> NewEntry:
    """Change a price, its break or its days."""
    old = _entry(session, list_id, entry_id)
    entry = entry_from(session, {**form, "sku": old.sku})
    session.delete(old)
    session.flush()
    put_entries(session, found(session, ListOfPrices, list_id).code, [entry])
    return entry


def remove_entry(session: Session, list_id: str, entry_id: str) -> str:
    """Take a price off a list; quotes made with it keep theirs. Returns the SKU."""
    entry = _entry(session, list_id, entry_id)
    session.delete(entry)
    return entry.sku


def entry_from(session: Session, form: Mapping[str, str]) -> NewEntry:
    """Read a price as typed. Raises Refusal."""
    sku = clean(form.get("sku", ""), _("SKU"), longest=64, required=True, field="sku")
    try:
        product_by_sku(session, sku)
    except Missing as missing:
        raise Refusal(missing.text, field="sku") from missing
    price = parse_number(
        form.get("unit_price", ""), _("Unit price"), minimum=0, maximum=HIGHEST, field="unit_price"
    )
    quantity = form.get("min_quantity", "").strip() or "1"
    least = parse_number(
        quantity, _("From quantity"), minimum=LEAST, maximum=HIGHEST, field="min_quantity"
    )
    begins = _day(form.get("valid_from", ""), _("Valid from"), "valid_from")
    ends = _day(form.get("valid_to", ""), _("Valid to"), "valid_to")
    return NewEntry(sku, price, least, begins, ends)


def _entry(session: Session, list_id: str, entry_id: str) -> ListEntry:
    entry = session.get(ListEntry, entry_id, with_for_update=True)
    if entry is None or entry.list_id != list_id:
        raise Missing(_("This price is no longer on the list. Please look at the list again."))
    return entry


def _currency(words: str) -> str:
    code = words.strip().upper()
    if code not in CURRENCIES:
        words_ = _("Choose one of these currencies: %(known)s.", known=", ".join(CURRENCIES))
        raise Refusal(words_, field="currency")
    return code


def _scope_id(scope: str, form: Mapping[str, str]) -> str:
    if scope == "channel":
        channel = form.get("channel", "")
        if channel not in set(Channel):
            raise Refusal(_("Choose the channel this list is for."), field="channel")
        return channel
    if scope == "customer":
        return clean(
            form.get("scope_id", ""),
            _("Customer or price group"),
            longest=64,
            required=True,
            field="scope_id",
        )
    return ""


def _day(words: str, name: Text, field: str) -> date | None:
    if not words.strip():
        return None
    try:
        return date.fromisoformat(words.strip())
    except ValueError as error:
        raise Refusal(
            _("%(name)s must be a day such as 2026-04-01.", name=name), field=field
        ) from error
