"""What people do with price lists: open one, rename it, and work on its draft."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cpq.catalog.models import Product
from cpq.catalog.queries import product_by_sku
from cpq.listing.across import circle_in_words
from cpq.listing.assigning import assign_from
from cpq.listing.circles import circle_of, ways_of
from cpq.listing.claims import must_do
from cpq.listing.reading import HIGHEST, Fields, rule_from, validity_from
from cpq.listing.wording import KINDS, target_fields
from cpq.models import ListEntry, ListOfPrices, ListVersionRow
from cpq.price_lists import open_list
from cpq.price_lists.entries import CATEGORY, NewEntry, put_on_draft, take_off_draft
from cpq.price_lists.living import Living
from cpq.price_lists.versions import open_draft
from cpq.pricing.values import Method
from foundation.db import found, utcnow
from foundation.errors import Missing, Refusal
from foundation.language import _
from foundation.money import rounded, six_places
from foundation.numbers import clean, parse_number

CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]*")
CURRENCIES = ("JPY", "USD", "EUR", "GBP", "CNY", "KRW", "TWD", "SGD", "THB", "AUD", "CHF")
MOST_CHANGED = 200_000


def add_list(session: Session, form: Mapping[str, str], *, by: str = "") -> ListOfPrices:
    """Open a list under a code that is still free, for whom it says. Raises Refusal."""
    code = clean(form.get("code", ""), _("Code"), longest=40, required=True, field="code").upper()
    if not CODE.fullmatch(code):
        words = _("A code has letters, digits, dots and hyphens only, such as JPY-2026.")
        raise Refusal(words, field="code")
    if session.scalar(select(ListOfPrices.id).where(ListOfPrices.code == code)):
        raise Refusal(_("There is a price list %(code)s already.", code=code), field="code")
    made = open_list(
        session,
        code=code,
        name=form.get("name", ""),
        name_en=form.get("name_en", ""),
        currency=currency_from(form.get("currency", "")),
        kind=_kind(form.get("kind", "")),
    )
    if form.get("rank"):
        assign_from(session, made.id, form, by=by)
    return made


def change_list(session: Session, list_id: str, form: Mapping[str, str]) -> ListOfPrices:
    """Rename a list, or put it out of use; its code and currency stay."""
    row = found(session, ListOfPrices, list_id, lock=True)
    row.name = clean(form.get("name", ""), _("List name"), required=True, field="name")
    row.name_en = clean(form.get("name_en", ""), _("Name in English"), field="name_en")
    row.kind = _kind(form.get("kind") or row.kind)
    if row.use(wanted=form.get("active") == "yes") and row.active:
        session.flush()
        must_do(session, row.id, field="active")
    return row


def put_rule(session: Session, list_id: str, form: Fields, *, by: str = "") -> NewEntry:
    """Put a rule on the draft, in place of one of the same target, break and first moment."""
    entry = checked_rule(session, form)
    draft = open_draft(session, list_id, by=by)
    _check_circle(session, list_id, entry)
    put_on_draft(session, list_id, draft.number, [entry])
    return entry


def change_rule(
    session: Session, list_id: str, entry_id: str, form: Fields, *, by: str = ""
) -> NewEntry:
    """Change a rule on the draft; older versions keep it as it was."""
    old = _standing(session, list_id, entry_id)
    entry = checked_rule(session, target_fields(old.target) | dict(form))
    draft = open_draft(session, list_id, by=by)
    _check_circle(session, list_id, entry)
    take_off_draft(session, list_id, draft.number, [_now_standing(session, old, draft)])
    put_on_draft(session, list_id, draft.number, [entry])
    return entry


def remove_rule(session: Session, list_id: str, entry_id: str, *, by: str = "") -> str:
    """Take a rule off the draft; older versions keep it. Returns what it was for."""
    old = _standing(session, list_id, entry_id)
    draft = open_draft(session, list_id, by=by)
    take_off_draft(session, list_id, draft.number, [_now_standing(session, old, draft)])
    return old.sku or old.target


def set_validity(session: Session, list_id: str, form: Fields, *, by: str = "") -> ListVersionRow:
    """Say from when until when the draft as a whole will hold, and what it is about."""
    draft = open_draft(session, list_id, by=by)
    draft.valid_from, draft.valid_to = validity_from(form)
    draft.note = clean(form.get("note", ""), _("Note"), field="note")
    return draft


def change_many(session: Session, list_id: str, form: Fields, *, by: str = "") -> int:
    """Raise or lower every fixed price, or those of a category, on the draft; returns how many."""
    name = _("Percent")
    percent = parse_number(
        form.get("percent", ""), name, minimum=-100, maximum=10_000, field="percent"
    )
    step = form.get("round_to", "").strip()
    unit = (
        parse_number(step, _("Rounded to"), minimum=Decimal("0.000001"), field="round_to")
        if step
        else None
    )
    draft = open_draft(session, list_id, by=by)
    changed = [_changed(row, percent, unit) for row in _fixed(session, list_id, form)]
    put_on_draft(session, list_id, draft.number, changed)
    return len(changed)


def checked_rule(session: Session, form: Fields) -> NewEntry:
    """Read a rule as typed; its product, category and base list have to be there."""
    entry = rule_from(form)
    if entry.sku:
        try:
            product_by_sku(session, entry.sku)
        except Missing as missing:
            raise Refusal(missing.text, field="sku") from missing
    if entry.target.startswith(CATEGORY):
        _check_category(session, entry.target.removeprefix(CATEGORY))
    if entry.base.startswith("list:"):
        code = entry.base.removeprefix("list:")
        if not session.scalar(select(ListOfPrices.id).where(ListOfPrices.code == code)):
            raise Refusal(_("There is no price list %(code)s.", code=code), field="base")
    return entry


def currency_from(words: str, field: str = "currency") -> str:
    """Return a currency we know. Raises Refusal."""
    code = words.strip().upper()
    if code not in CURRENCIES:
        said = _("Choose one of these currencies: %(known)s.", known=", ".join(CURRENCIES))
        raise Refusal(said, field=field)
    return code


def _check_circle(session: Session, list_id: str, entry: NewEntry) -> None:
    """Refuse a rule that leads back to its own list, over drafts of others, too."""
    living = Living(session, utcnow(), drafts=True)
    rule = (entry.base, entry.method.value, entry.columns["target"])
    if path := circle_of(living, list_id, ways_of(living, list_id, [rule])):
        raise Refusal(circle_in_words(path), field="base")


def _check_category(session: Session, name: str) -> None:
    if not session.scalar(select(Product.id).where(Product.category == name).limit(1)):
        words = _("No product is in the category “%(name)s”.", name=name)
        raise Refusal(words, field="category")


def _kind(value: str) -> str:
    if value and value not in KINDS:
        raise Refusal(_("Please choose one of the list."), field="kind")
    return value


def _standing(session: Session, list_id: str, entry_id: str) -> ListEntry:
    entry = session.get(ListEntry, entry_id, with_for_update=True)
    if entry is None or entry.list_id != list_id or entry.to_version is not None:
        raise Missing(_("This price is no longer on the list. Please look at the list again."))
    return entry


def _now_standing(session: Session, old: ListEntry, draft: ListVersionRow) -> str:
    """Return the rule's key; a draft that began as an older version may have it no longer."""
    session.refresh(old)
    if not old.in_version(draft.number):
        raise Missing(_("This price is no longer on the list. Please look at the list again."))
    return old.id


def _fixed(session: Session, list_id: str, form: Fields) -> list[ListEntry]:
    query = select(ListEntry).where(
        ListEntry.list_id == list_id,
        ListEntry.to_version.is_(None),
        or_(ListEntry.valid_to.is_(None), ListEntry.valid_to > utcnow()),  # others are past
        ListEntry.method.in_((Method.FIXED.value, Method.BLOCK.value)),
    )
    category = clean(form.get("category", ""), _("Category"), field="category")
    if category:
        _check_category(session, category)
        mine = select(Product.sku).where(Product.category == category)
        target = ListEntry.target == CATEGORY + category
        query = query.where(ListEntry.sku.in_(mine) | target)
    rows = list(session.scalars(query.limit(MOST_CHANGED + 1)))
    if len(rows) > MOST_CHANGED:
        words = _("That is more than %(n)s prices. Choose a category.", n=Decimal(MOST_CHANGED))
        raise Refusal(words, field="category")
    if not rows:
        raise Refusal(_("There is no fixed price to change here."), field="category")
    return rows


def _changed(row: ListEntry, percent: Decimal, unit: Decimal | None) -> NewEntry:
    amount = six_places(row.amount * (100 + percent) / 100)
    if unit is not None:
        amount = rounded(amount, unit)
    if amount > HIGHEST:
        raise Refusal(_("That would make a price too large."), field="percent")
    return replace(NewEntry.of(row), unit_price=amount)
