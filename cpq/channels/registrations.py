"""Deal registration: who registered a customer first is protected for a while.

Protection is judged by the day: nothing has to run for it to end. Which company holds a
registration is for our own people; no document and no page of another company says it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from cpq.channels.policy import policy_of
from cpq.listing.claims import must_not_tie
from cpq.listing.meeting import held
from cpq.models import DealRegistration
from cpq.price_lists import list_by_code
from cpq.price_lists.whom import assign
from cpq.pricing.values import Rank
from customers.queries import customer_card, customer_cards, ids_matching
from foundation.db import found, today, utcnow
from foundation.errors import Conflict, Refusal
from foundation.language import Text, _
from foundation.numbering import next_number
from foundation.numbers import clean, clean_text, parse_number

LONGEST_NOTE = 1000
LONGEST_PROTECTION = timedelta(days=1000)


class RegistrationState(StrEnum):
    """Where a registration stands; what was granted expires by itself."""

    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"
    EXPIRED = "expired"

    @property
    def label(self) -> Text:
        """Return what people call it."""
        return LABELS[self]


LABELS = {
    RegistrationState.REQUESTED: _("Requested"),
    RegistrationState.GRANTED: _("Granted"),
    RegistrationState.REFUSED: _("Turned down"),
    RegistrationState.EXPIRED: _("Expired"),
}


def state_of(row: DealRegistration, day: date | None = None) -> RegistrationState:
    """Return where a registration stands on a day."""
    over = row.protected_until is not None and row.protected_until < (day or today())
    if row.state == RegistrationState.GRANTED and over:
        return RegistrationState.EXPIRED
    return RegistrationState(row.state)


def request_registration(
    session: Session, fields: Mapping[str, str], *, by: str
) -> DealRegistration:
    """Write down that a reseller asks for a customer; somebody else may hold it already.

    Raises:
        Conflict: the same reseller has asked, or holds it.
        Refusal: a company is missing, or both are the same one.
    """
    holder = _company(session, fields, "holder_id")
    customer = _company(session, fields, "customer_id")
    if holder == customer:
        raise Refusal(_("A company cannot register itself."), field="customer_id")
    category = clean(fields.get("category", ""), _("Product family"), field="category")
    same = select(DealRegistration).filter_by(
        holder_id=holder, customer_id=customer, category=category
    )
    for known in session.scalars(same):
        if state_of(known) in {RegistrationState.REQUESTED, RegistrationState.GRANTED}:
            words = _("This is registered already: %(number)s.", number=known.number)
            raise Conflict(words, field="holder_id")
    row = DealRegistration(
        number=next_number(session, "R"),
        customer_id=customer,
        holder_id=holder,
        category=category,
        registered_on=today(),
        note=clean_text(fields.get("note", ""), _("Note"), longest=LONGEST_NOTE, field="note"),
        requested_by=by,
    )
    session.add(row)
    session.flush()
    return row


def grant_registration(
    session: Session, registration_id: str, fields: Mapping[str, str], *, by: str
) -> DealRegistration:
    """Protect a registration until a day.

    Raises:
        Conflict: it was decided before, or another company holds the customer.
    """
    row = _open_one(session, registration_id)
    if other := holding(session, row.customer_id, row.category, beside=row.holder_id):
        name = customer_card(session, other.holder_id).name
        words = _(
            "%(name)s holds this customer until %(day)s (%(number)s).",
            name=name,
            day=other.protected_until,
            number=other.number,
        )
        raise Conflict(words)
    policy = policy_of(session)
    row.protected_until = _until(fields.get("protected_until", ""), policy.protection_days)
    row.percent = _points(fields, "percent", policy.holder_percent)
    row.second_percent = _points(fields, "second_percent", policy.second_percent)
    if code := fields.get("list_code", "").strip():
        row.list_code = code
        price_list = list_by_code(session, code)
        made = assign(session, price_list.id, Rank.REGISTRATION, row.id, by=by)
        must_not_tie(session, held(made, price_list.currency), field="list_code")
    row.state, row.decided_by, row.decided_at = RegistrationState.GRANTED.value, by, utcnow()
    session.flush()
    return row


def refuse_registration(
    session: Session, registration_id: str, *, reason: str, by: str
) -> DealRegistration:
    """Say no, and why."""
    row = _open_one(session, registration_id)
    row.reason = clean(reason, _("Reason"), longest=500, required=True, field="reason")
    row.state, row.decided_by, row.decided_at = RegistrationState.REFUSED.value, by, utcnow()
    session.flush()
    return row


def end_registration(session: Session, registration_id: str, *, by: str) -> DealRegistration:
    """End a protection before its time, from today on.

    Raises:
        Conflict: it is not in force.
    """
    row = found(session, DealRegistration, registration_id, lock=True)
    if state_of(row) is not RegistrationState.GRANTED:
        raise Conflict(_("Registration %(number)s is not in force.", number=row.number))
    row.protected_until, row.decided_by = today() - timedelta(days=1), by
    session.flush()
    return row


def registrations_matching(
    words: str = "", state: str = "", day: date | None = None
) -> Select[DealRegistration]:
    """Return the query of registrations found by number or company, and by state."""
    query = select(DealRegistration)
    for word in words.split():
        query = query.where(
            or_(
                DealRegistration.number.icontains(word, autoescape=True),
                DealRegistration.customer_id.in_(ids_matching(word)),
                DealRegistration.holder_id.in_(ids_matching(word)),
            )
        )
    now = day or today()
    if state in (RegistrationState.REQUESTED, RegistrationState.REFUSED):
        query = query.where(DealRegistration.state == state)
    elif state == RegistrationState.GRANTED:
        query = query.where(
            DealRegistration.state == state, DealRegistration.protected_until >= now
        )
    elif state == RegistrationState.EXPIRED:
        query = query.where(
            DealRegistration.state == RegistrationState.GRANTED.value,
            DealRegistration.protected_until < now,
        )
    return query.order_by(DealRegistration.registered_on.desc(), DealRegistration.number.desc())


def in_force(session: Session, customer_id: str) -> Sequence[DealRegistration]:
    """Return what protects a customer today, first come first."""
    query = registrations_matching(state=RegistrationState.GRANTED)
    mine = query.where(DealRegistration.customer_id == customer_id)
    return session.scalars(mine.order_by(None).order_by(DealRegistration.number)).all()


def holding(
    session: Session, customer_id: str, category: str, *, beside: str
) -> DealRegistration | None:
    """Return another holder's registration in force that covers some of the same products."""
    for row in in_force(session, customer_id):
        same = not category or not row.category or row.category == category
        if same and row.holder_id != beside:
            return row
    return None


def _company(session: Session, fields: Mapping[str, str], name: str) -> str:
    typed = fields.get(name, "").strip()
    if not typed:
        words = _("Dealer") if name == "holder_id" else _("End customer")
        raise Refusal(_("Please fill in: %(name)s.", name=words), field=name)
    if typed not in customer_cards(session, [typed]):
        raise Refusal(_("Please choose one of the list."), field=name)
    return typed


def _open_one(session: Session, registration_id: str) -> DealRegistration:
    row = found(session, DealRegistration, registration_id, lock=True)
    if row.state != RegistrationState.REQUESTED:
        raise Conflict(
            _(
                "Registration %(number)s is “%(state)s”, so this is not possible now.",
                number=row.number,
                state=state_of(row).label,
            )
        )
    return row


def _until(typed: str, days: int) -> date:
    if not typed.strip():
        return today() + timedelta(days=days)
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError as error:
        words = _("Please give the day as YYYY-MM-DD.")
        raise Refusal(words, field="protected_until") from error
    if not today() <= day <= today() + LONGEST_PROTECTION:
        words = _("Protection lasts from today on, for 1,000 days at most.")
        raise Refusal(words, field="protected_until")
    return day


def _points(fields: Mapping[str, str], name: str, usual: Decimal) -> Decimal:
    typed = fields.get(name, "").strip().rstrip("%％")
    if not typed:
        return usual
    return parse_number(typed, _("Percent"), minimum=0, maximum=100, places=4, field=name)
