"""A deal's page: where it stands and why, what to do next, its documents, its whole story."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

import approvals.queries
import cpq.queries
import deals.queries
import proposals.queries
import signing.queries
from cpq.channels.papers import not_got, papers_of
from cpq.queries import RevisionRow
from deals.queries import DealCard
from flow.blueprint import pages
from flow.next_step import NextStep, Standing, next_step
from foundation.doors import session
from signing.queries import EnvelopeStatus


@dataclass(frozen=True)
class ShareAt:
    """Whom a proposal was shared with, and what they did with it."""

    name: str
    shared_at: datetime
    opened_at: datetime | None
    accepted_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class ProposalAt:
    """A proposal, and who at the customer has it."""

    id: str
    revision_id: str
    number: str
    made_at: datetime
    shares: list[ShareAt]


@pages.get("/deals/<deal_id>")
def show_deal(deal_id: str) -> str:
    """Show everything about a deal."""
    return render_template("flow/deal.html", **_about(session(), deal_id))


@pages.get("/deals/<deal_id>/now")
def deal_now(deal_id: str) -> ResponseReturnValue:
    """Return the part of the page that changes by itself; nothing if it has not."""
    about = _about(session(), deal_id)
    if request.args.get("seen") == about["mark"]:
        return "", HTTPStatus.NO_CONTENT
    return render_template("flow/deal_now.html", **about)


def _about(session: Session, deal_id: str) -> dict[str, object]:
    deal = deals.queries.deal_card(session, deal_id)
    quotes = cpq.queries.revisions_of_deal(session, deal_id)
    newest = _ours(quotes)
    offers = [one for row in quotes for one in _offers(session, row.id)]
    envelopes = signing.queries.envelopes_of(session, deal_id)
    story = deals.queries.story_of(session, deal_id)
    return {
        "deal": deal,
        "rungs": deals.queries.rungs_of(session, deal_id),
        "why": deals.queries.why_there(session, deal_id),
        "step": _step(session, deal, newest, offers, envelopes),
        "quotes": quotes,
        "signed": {row.id for row in quotes if _is_signed(session, row)},
        "newest": newest,
        "approval": approvals.queries.status_of(session, newest.id) if newest else [],
        "offers": offers,
        "envelopes": envelopes,
        "orders": deals.queries.orders_of(session, deal_id),
        "story": story,
        "mark": _mark(deal, story[-1].seq, quotes, envelopes),
    }


def _ours(quotes: list[RevisionRow]) -> RevisionRow | None:
    """Return the newest quote that stands: our own leg's, where the sale has any."""
    standing = [row for row in quotes if not row.replaced and not row.seller_id]
    return next((row for row in standing if row.leg), standing[0] if standing else None)


def _offers(session: Session, revision_id: str) -> list[ProposalAt]:
    return [
        ProposalAt(one.id, one.revision_id, one.number, one.made_at, _shares(session, one.id))
        for one in proposals.queries.proposals_of(session, revision_id)
    ]


def _shares(session: Session, proposal_id: str) -> list[ShareAt]:
    return [
        ShareAt(one.name, one.shared_at, one.opened_at, one.accepted_at, one.withdrawn_at)
        for one in proposals.queries.shares_of(session, proposal_id)
    ]


def _is_signed(session: Session, row: RevisionRow) -> bool:
    """Return whether an order form is signed with us for a quote."""
    return not row.seller_id and not not_got(session, row.id, "order_form")


def _step(
    session: Session,
    deal: DealCard,
    newest: RevisionRow | None,
    offers: list[ProposalAt],
    envelopes: list[EnvelopeStatus],
) -> NextStep:
    """Return what to do next about the newest quote."""
    if newest is None:
        return next_step(Standing(closed=deal.kind.closed), deal.id)
    offer = next((one for one in offers if one.revision_id == newest.id), None)
    envelope = next((one for one in envelopes if one.subject == newest.id), None)
    at = Standing(
        quote_state=newest.state,
        revision_id=newest.id,
        proposal_id=offer.id if offer else "",
        shared=any(share.withdrawn_at is None for share in offer.shares) if offer else False,
        envelope_id=envelope.id if envelope else "",
        envelope_state=envelope.status if envelope else "",
        closed=deal.kind.closed,
        papers=papers_of(session, newest.id),
    )
    return next_step(at, deal.id)


def _mark(
    deal: DealCard, last: int, quotes: list[RevisionRow], envelopes: list[EnvelopeStatus]
) -> str:
    """Return what changes as soon as something on the page does."""
    standing = [deal.stage, str(deal.version), str(last)]
    standing += [f"{row.id}{row.state}{row.total}" for row in quotes]
    standing += [f"{one.id}{one.status}{one.signed}{one.document}" for one in envelopes]
    return sha256("|".join(standing).encode()).hexdigest()[:12]
