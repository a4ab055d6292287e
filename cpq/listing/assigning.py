"""What people do about whom lists are for: assignments, precedence, parents, currencies."""

import unicodedata
from collections.abc import Mapping

from babel.numbers import list_currencies
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cpq.listing.circles import ALL, circle_of
from cpq.listing.naming import channel_meant, customer_meant
from cpq.listing.reading import MOST_PRIORITY, Fields, moment_from, validity_from, whole
from cpq.listing.wording import RANKS
from cpq.models import Assignment, CurrencyRate, ListOfPrices, ListParent
from cpq.price_lists.chains import path_back
from cpq.price_lists.living import Living
from cpq.price_lists.versions import open_draft
from cpq.price_lists.whom import assign, end_assignment, set_precedence
from cpq.pricing.values import Rank, RankAt
from customers.channels import Channel
from customers.queries import customer_cards
from foundation.db import found, utcnow
from foundation.errors import Conflict, Missing, Refusal
from foundation.language import _
from foundation.numbers import clean, parse_number

MOST_RATE = 1_000_000
LONGEST_KEY = 64
LONGEST_NAME = 200  # of a customer
BY_CUSTOMER = {Rank.CONTRACT, Rank.CUSTOMER}


def assign_from(session: Session, list_id: str, form: Fields, *, by: str = "") -> Assignment:
    """Let somebody have a list, as typed. Raises Refusal."""
    found(session, ListOfPrices, list_id, lock=True)
    rank = rank_from(form.get("rank", ""))
    begins, ends = validity_from(form)
    if ends and ends <= utcnow():
        raise Refusal(
            _("This would have ended already. Give a later end, or none."), field="valid_to"
        )
    return assign(
        session,
        list_id,
        rank,
        target_of(session, rank, form),
        priority=whole(form, "priority", _("Priority"), -MOST_PRIORITY, MOST_PRIORITY),
        valid_from=begins,
        valid_to=ends,
        by=by,
    )


def rank_from(value: str) -> Rank:
    """Return the rank that was chosen. Raises Refusal."""
    if value not in RANKS:
        raise Refusal(_("Please choose one of the list."), field="rank")
    return Rank(value)


def target_of(session: Session, rank: Rank, form: Fields) -> str:
    """Return who has a list at this rank, checked where we know them."""
    if rank is Rank.STANDARD:
        return ""
    typed = clean(form.get("target", ""), RANKS[rank.value], longest=LONGEST_NAME, field="target")
    if len(typed) > LONGEST_KEY and rank not in BY_CUSTOMER:
        clean(typed, RANKS[rank.value], longest=LONGEST_KEY, field="target")
    if not typed:
        raise Refusal(
            _("Say whom the list is for: %(rank)s.", rank=RANKS[rank.value]), field="target"
        )
    return _known(session, rank, typed)


def _known(session: Session, rank: Rank, typed: str) -> str:
    """Return the key of a customer or channel that was typed by its name. Raises Refusal."""
    if rank in BY_CUSTOMER and not customer_cards(session, [typed]):
        meant = customer_meant(session, typed)
        if not customer_cards(session, [meant]):
            raise Refusal(_("There is no customer %(id)s.", id=typed), field="target")
        return meant
    if rank is Rank.CHANNEL:
        meant = channel_meant(typed)
        if meant not in set(Channel):
            raise Refusal(_("Choose the channel this list is for."), field="target")
        return meant
    return typed


def end(session: Session, list_id: str, assignment_id: str) -> Assignment:
    """Let nobody new have the list this way; quotes opened before keep it."""
    row = session.get(Assignment, assignment_id, with_for_update=True)
    if row is None or row.list_id != list_id:
        raise Missing(_("This assignment is not there any more."))
    end_assignment(row, utcnow())
    return row


def add_parent(session: Session, list_id: str, code: str, *, by: str = "") -> ListOfPrices:
    """Ask another list for what this one has no price for; on the draft. Raises Refusal."""
    words = unicodedata.normalize("NFKC", code[:80]).strip().upper()
    query = select(ListOfPrices).where(ListOfPrices.code == words)
    parent = session.scalars(query).one_or_none()
    if parent is None:
        raise Refusal(_("There is no price list %(code)s.", code=words[:40]), field="parent")
    draft = open_draft(session, list_id, by=by)
    edges = newest_edges(session)
    if any(row.parent_id == parent.id for row in edges.get(list_id, ())):
        raise Refusal(_("%(code)s is a parent already.", code=parent.code), field="parent")
    _check_circle(session, edges, list_id, parent.id)
    last = max((row.position for row in edges.get(list_id, ())), default=0)
    session.add(
        ListParent(
            list_id=list_id, parent_id=parent.id, position=last + 1, from_version=draft.number
        )
    )
    session.flush()
    return parent


def _check_circle(
    session: Session, edges: Mapping[str, list[ListParent]], list_id: str, parent_id: str
) -> None:
    """Refuse a parent that leads back, by its own parents or by what its rules are made of."""
    living = Living(session, utcnow(), drafts=True)
    plain = {child: [row.parent_id for row in rows] for child, rows in edges.items()}
    ids = path_back(plain, list_id, parent_id)
    codes = living.codes(ids)
    path = [codes[one] for one in ids] or circle_of(living, list_id, [(parent_id, ALL)])
    if path:
        words = _("That would lead round in a circle: %(path)s.", path=" → ".join(path))
        raise Refusal(words, field="parent")


def remove_parent(session: Session, list_id: str, edge_id: str, *, by: str = "") -> None:
    """Ask a parent no longer, from the draft on."""
    draft = open_draft(session, list_id, by=by)
    row = session.get(ListParent, edge_id, with_for_update=True)
    if row is None or row.list_id != list_id or row.to_version is not None:
        raise Missing(_("This list is no parent any more."))
    if row.from_version >= draft.number:
        session.delete(row)
    else:
        row.to_version = draft.number
    session.flush()


def newest_edges(session: Session) -> dict[str, list[ListParent]]:
    """Return the parents of every list as they stand on drafts and newest versions."""
    query = select(ListParent).where(ListParent.to_version.is_(None))
    edges: dict[str, list[ListParent]] = {}
    for row in session.scalars(query.order_by(ListParent.position, ListParent.id)):
        edges.setdefault(row.list_id, []).append(row)
    return edges


def change_precedence(session: Session, form: Mapping[str, str], *, by: str = "") -> None:
    """Ask ranks in another order from now on. Raises Refusal."""
    places = []
    for rank in Rank:
        words = form.get(f"position_{rank}", "")
        position = parse_number(
            words, RANKS[rank.value], minimum=1, maximum=99, places=0, field=f"position_{rank}"
        )
        places.append(RankAt(rank, int(position), form.get(f"exclusive_{rank}") == "yes"))
    set_precedence(session, places, by=by)


def add_rate(session: Session, form: Fields, *, by: str = "") -> CurrencyRate:
    """Say what one unit of a currency is worth in another, from a moment on. Raises Refusal."""
    one, other = (currency_code(form.get(name, ""), name) for name in ("from", "to"))
    if one == other:
        raise Refusal(_("Choose two different currencies."), field="to")
    rate = parse_number(form.get("rate", ""), _("Rate"), minimum=0, maximum=MOST_RATE, field="rate")
    if rate == 0:
        raise Refusal(_("A rate is more than 0."), field="rate")
    typed = moment_from(form.get("valid_from", ""), _("Valid from"), "valid_from")
    since = max(typed or utcnow(), utcnow())  # what was quoted before keeps the rate of before
    made = CurrencyRate(
        from_currency=one, to_currency=other, rate=rate, valid_from=since, created_by=by
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as error:
        words = _("There is a rate of %(one)s in %(other)s from this moment already.",
                  one=one, other=other)  # fmt: skip
        raise Conflict(words) from error
    return made


def remove_rate(session: Session, rate_id: str) -> None:
    """Forget a rate that has not begun; one that has is in prices, and only a newer one ends it."""
    row = found(session, CurrencyRate, rate_id, lock=True)
    if row.valid_from <= utcnow():
        raise Conflict(_("This rate has been used already. Add a newer one."))
    session.delete(row)


def currency_code(words: str, field: str) -> str:
    """Return the three letters of ISO 4217. Raises Refusal: there is no such currency."""
    code = unicodedata.normalize("NFKC", words[:40]).strip().upper()
    if code not in list_currencies():
        words_ = _("“%(words)s” is no currency such as JPY or USD.", words=words[:40])
        raise Refusal(words_, field=field)
    return code
