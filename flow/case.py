"""What the approvals room is asked: the facts its rules weigh, and the case an approver sees.

Both are made from the quote's snapshot, so that what is decided is exactly what was submitted.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

import approvals.actions
import approvals.queries
import cpq.queries
from approvals.case import Case, CaseLine, Evidence, Past
from approvals.queries import Forecast
from cpq.discounts.dealings import CustomerDealings, PastPrice, dealings_with, past_prices
from cpq.discounts.priced_by import PricedBy
from cpq.events import QuoteSubmitted
from cpq.snapshot import QuoteSnapshot, SnapshotLine, snapshot_of
from customers.channels import Channel, channel_of
from customers.industries import size_label
from deals.queries import DealCard, deal_card
from flow.facts import facts_of
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
        case=case_of(
            snapshot,
            requester,
            _past(session, snapshot),
            dealings_with(session, event.revision_id),
            way=_way(snapshot, deal_card(session, event.deal_id)),
        ),
        requester=requester,
    )


def would_have_to_agree(session: Session, revision_id: str) -> list[Forecast]:
    """Return who would be asked if the quote were submitted as it stands, and why."""
    snapshot = snapshot_of(session, revision_id)
    return approvals.queries.preview(session, facts_of(snapshot), _requester(session, revision_id))


def title_of(snapshot: QuoteSnapshot) -> str:
    """Return what people call the revision, in any language."""
    later = f" Rev.{snapshot.revision}" if snapshot.revision > 1 else ""
    return f"{snapshot.number}{later}"


def case_of(
    snapshot: QuoteSnapshot,
    requester: PersonCard,
    past: Mapping[str, Sequence[PastPrice]] | None = None,
    dealings: CustomerDealings | None = None,
    *,
    way: dict[str, str],
) -> Case:
    """Return everything an approver sees; ``past`` are the customer's last prices by SKU."""
    currency, known = snapshot.currency, past or {}
    return Case(
        number=snapshot.number,
        revision=snapshot.revision,
        customer=snapshot.customer,
        deal=snapshot.subject,
        channel=way,
        requester=requester.name,
        valid_until=snapshot.valid_until,
        payment_terms=snapshot.payment_terms,
        lines=[_line(line, currency, known.get(line.sku, ())) for line in snapshot.lines],
        list_total=(sum(line.list_amount for line in snapshot.lines), currency),
        subtotal=(snapshot.subtotal, currency),
        total=(snapshot.total, currency),
        deepest_discount=snapshot.deepest_discount,
        margin=snapshot.margin,
        notes=snapshot.notes,
        document_discount=(snapshot.document_discount, currency),
        document_reason=snapshot.document_reason,
        quote_only=snapshot.quote_only,
        past_orders=dealings.past_orders if dealings else 0,
        past_amount=(dealings.past_amount.amount, currency) if dealings else None,
        customer_size=_in_both(_size(dealings)) if dealings and dealings.customer_size else {},
    )


def _way(snapshot: QuoteSnapshot, deal: DealCard) -> dict[str, str]:
    """Return how the deal reaches its customer, whose own quote is priced as sold directly."""
    if not deal.route or snapshot.channel != Channel.DIRECT.value:
        return _in_both(channel_of(snapshot.channel).label)
    return {
        language: f"{say(deal.channel, language)} · "
        + " → ".join(one.called(language) for one in deal.route)
        for language in LANGUAGES
    }


def _past(session: Session, snapshot: QuoteSnapshot) -> dict[str, list[PastPrice]]:
    skus = {line.sku for line in snapshot.lines if _by_hand(line)}
    if not skus:
        return {}
    return past_prices(session, snapshot.customer_id, skus, but_quote=snapshot.quote_id)


def _by_hand(line: SnapshotLine) -> bool:
    return bool(line.priced_by) or line.net_amount < line.list_amount


def _line(line: SnapshotLine, currency: str, past: Sequence[PastPrice]) -> CaseLine:
    by = line.priced_by or PricedBy()
    return CaseLine(
        name=line.name,
        sku=line.sku,
        quantity=line.quantity,
        list_amount=(line.list_amount, currency),
        net_amount=(line.net_amount, currency),
        discount=line.discount,
        reason=line.discount_reason,
        price_list=line.price_list,
        pattern=by.called,
        agreed=bool(by.manual),
        net_unit=line.net_unit,
        competitor=by.competitor,
        evidence_words=by.evidence_words,
        evidence=_evidence(by),
        promised=by.promised,
        until=by.until,
        uom=line.uom,
        past=[_past_one(one) for one in past],
    )


def _evidence(by: PricedBy) -> Evidence | None:
    if not by.evidence_sha256:
        return None
    return Evidence(
        sha256=by.evidence_sha256,
        name=by.evidence_name,
        media_type=by.evidence_type,
        size=by.evidence_size,
    )


def _past_one(one: PastPrice) -> Past:
    return Past(
        number=one.number,
        day=one.day.isoformat(),
        quantity=str(one.quantity),
        net_unit=str(one.net_unit),
        currency=one.currency,
        ordered=one.ordered,
    )


def _requester(session: Session, revision_id: str) -> PersonCard:
    """Return whose quote it is: they never approve it themselves."""
    return person_card(session, cpq.queries.revision_row(session, revision_id).owner_id)


def _size(dealings: CustomerDealings) -> Text | str:
    return size_label(dealings.customer_size)


def _in_both(text: Text | str) -> dict[str, str]:
    return {language: say(text, language) for language in LANGUAGES}
