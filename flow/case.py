"""What the approvals room is asked: the facts its rules weigh, and the case an approver sees.

Both are made from the quote's snapshot, so that what is decided is exactly what was submitted.
"""

from decimal import Decimal

from sqlalchemy.orm import Session

import approvals.actions
import approvals.queries
import cpq.queries
from approvals.case import Case, CaseLine
from approvals.queries import Forecast
from approvals.rules import Facts
from cpq.events import QuoteSubmitted
from cpq.snapshot import QuoteSnapshot, SnapshotLine, snapshot_of
from customers.channels import channel_of
from foundation.language import LANGUAGES, Text, say
from people.queries import PersonCard, person_card


def ask_for_approval(session: Session, event: QuoteSubmitted) -> None:
    """Let the policy decide who must agree to what was submitted."""
    snapshot = snapshot_of(session, event.revision_id)
    requester = _requester(session, event.revision_id)
    approvals.actions.request_approval(
        session,
        subject=event.revision_id,
        group=event.quote_id,
        deal_id=event.deal_id,
        title=title_of(snapshot),
        content_sha256=event.content_sha256,
        facts=facts_of(snapshot),
        case=case_of(snapshot, requester),
        requester=requester,
    )


def would_have_to_agree(session: Session, revision_id: str) -> list[Forecast]:
    """Return who would be asked if the quote were submitted as it stands, and why."""
    snapshot = snapshot_of(session, revision_id)
    return approvals.queries.preview(session, facts_of(snapshot), _requester(session, revision_id))


def facts_of(snapshot: QuoteSnapshot) -> Facts:
    """Return what the rules look at."""
    return Facts(
        total=snapshot.money,
        deepest_discount=Decimal(snapshot.deepest_discount),
        margin=None if snapshot.margin is None else Decimal(snapshot.margin),
    )


def title_of(snapshot: QuoteSnapshot) -> str:
    """Return what people call the revision, in any language."""
    later = f" Rev.{snapshot.revision}" if snapshot.revision > 1 else ""
    return f"{snapshot.number}{later}"


def case_of(snapshot: QuoteSnapshot, requester: PersonCard) -> Case:
    """Return everything an approver sees."""
    currency = snapshot.currency
    return Case(
        number=snapshot.number,
        revision=snapshot.revision,
        customer=snapshot.customer,
        deal=snapshot.subject,
        channel=_in_both(channel_of(snapshot.channel).label),
        requester=requester.name,
        valid_until=snapshot.valid_until,
        payment_terms=snapshot.payment_terms,
        lines=[_line(line, currency) for line in snapshot.lines],
        list_total=(sum(line.list_amount for line in snapshot.lines), currency),
        subtotal=(snapshot.subtotal, currency),
        total=(snapshot.total, currency),
        deepest_discount=snapshot.deepest_discount,
        margin=snapshot.margin,
        notes=snapshot.notes,
    )


def _line(line: SnapshotLine, currency: str) -> CaseLine:
    return CaseLine(
        name=line.name,
        sku=line.sku,
        quantity=line.quantity,
        list_amount=(line.list_amount, currency),
        net_amount=(line.net_amount, currency),
        discount=line.discount,
        reason=line.discount_reason,
        price_list=line.price_list,
    )


def _requester(session: Session, revision_id: str) -> PersonCard:
    """Return whose quote it is: they never approve it themselves."""
    return person_card(session, cpq.queries.revision_row(session, revision_id).owner_id)


def _in_both(text: Text) -> dict[str, str]:
    return {language: say(text, language) for language in LANGUAGES}
