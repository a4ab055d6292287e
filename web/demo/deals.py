"""Deals in many stages, brought there as people bring them: quoted, submitted, decided, moved."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

import approvals.actions
import approvals.queries
import cpq.actions
import cpq.queries
import deals.actions
import flow.legs
import flow.quoting
import proposals.actions
from cpq.catalog.configuring import Choice
from cpq.channels import registrations
from foundation.db import today
from people.queries import PersonCard, person_by_email
from web.demo.files import read_toml

USUAL_OWNER = "sato@mitsumori.example"
MANAGER = "suzuki@mitsumori.example"
FIELDS = ("customer_id", "name", "contact_id", "amount")
TERMS = ("notes", "delivery", "payment_terms")
MONTHS = 12


def load_deals(session: Session) -> int:
    """Open the deals, the last of the file first, and bring each where it stands."""
    rows = read_toml("deals.toml")["deal"]
    for row in reversed(rows):
        _load(session, row)
    return len(rows)


def _load(session: Session, row: Mapping[str, Any]) -> None:
    owner = _person(session, row.get("owner", USUAL_OWNER))
    fields = {key: row[key] for key in FIELDS if key in row}
    fields["expected_month"] = _month(today(), row["months"])
    deal = deals.actions.open_deal(session, fields, by=owner, id=row["id"])
    if stage := row.get("stage"):
        days = row.get("resume_in_days")
        resume_on = today() + timedelta(days=days) if days else None
        reason = row.get("reason", "")
        deals.actions.move(
            session, deal.id, to=stage, by=owner.name, reason=reason, resume_on=resume_on
        )
    if registration := row.get("registration"):
        _register(session, row["customer_id"], registration)
    if quote := row.get("quote"):
        _quote(session, deal.id, quote, owner)
    if wanted := row.get("legs"):
        flow.legs.put_legs(session, deal.id, wanted, by=owner)
        flow.legs.make_quotes(session, deal.id, by=owner)


def _register(session: Session, customer_id: str, registration: Mapping[str, str]) -> None:
    """Register the deal for its dealer, and have a manager grant it."""
    fields = {**registration, "customer_id": customer_id}
    row = registrations.request_registration(session, fields, by=_person(session, USUAL_OWNER).name)
    manager = _person(session, MANAGER).name
    registrations.grant_registration(session, row.id, {}, by=manager)


def _quote(session: Session, deal_id: str, quote: Mapping[str, Any], owner: PersonCard) -> None:
    revision_id = flow.quoting.open_quote(session, deal_id, by=owner)
    cpq.actions.set_terms(session, revision_id, {key: quote[key] for key in TERMS if key in quote})
    for line in quote["lines"]:
        _line(session, revision_id, line)
    if not quote.get("submit", True):
        return
    cpq.actions.submit_quote(session, revision_id, by=owner.name)
    for decision in quote.get("decisions", ()):
        _decide(session, revision_id, decision)
    if quote.get("proposal"):
        proposals.actions.make_proposal(session, revision_id, language="ja", by=owner.name)


def _line(session: Session, revision_id: str, row: Mapping[str, Any]) -> None:
    line = cpq.actions.add_line(
        session, revision_id, sku=row["sku"], quantity=Decimal(row["quantity"])
    )
    if "choices" in row:
        choices = {slot: choice_of(words) for slot, words in row["choices"].items()}
        cpq.actions.configure_line(session, line.id, choices)
    if "percent" in row:
        percent = Decimal(row["percent"])
        cpq.actions.set_discount(session, line.id, percent=percent, reason=row["reason"])


def choice_of(words: str) -> Choice:
    """Read ``MEM-D5-32*2``: a part and how many of it."""
    sku, _times, quantity = words.partition("*")
    return Choice(sku=sku, quantity=int(quantity or 1))


def _decide(session: Session, revision_id: str, decision: Mapping[str, str]) -> None:
    person = _person(session, decision["by"])
    waiting = approvals.queries.waiting_for(session, person)
    step = next(one for one in waiting if one.request.subject == revision_id)
    approvals.actions.decide(
        session,
        step.id,
        person=person,
        verdict=decision["verdict"],
        comment=decision["comment"],
        content_sha256=cpq.queries.revision_row(session, revision_id).content_sha256,
    )


def _person(session: Session, email: str) -> PersonCard:
    person = person_by_email(session, email)
    if person is None:
        raise LookupError(f"demo/people.toml has nobody with the address {email}")
    return person


def _month(day: date, ahead: int) -> str:
    years, month = divmod(day.month - 1 + ahead, MONTHS)
    return f"{day.year + years}-{month + 1:02d}"
