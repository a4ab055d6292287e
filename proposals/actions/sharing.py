"""Sharing a proposal with a person at the customer, and what they do with it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.queries import revision_row
from cpq.snapshot import snapshot_of
from customers.queries import ContactCard, contact_card
from foundation import tokens
from foundation.db import found, today, utcnow
from foundation.errors import Conflict, Missing, Refusal
from foundation.events import record
from foundation.language import _
from foundation.mail import post
from foundation.numbers import clean, clean_text
from foundation.settings import settings
from people.queries import PersonCard, person_card
from proposals.events import AcceptanceGiven, ProposalShared, ShareOpened
from proposals.gathering import company_card
from proposals.models import Document, DocumentState, Proposal, Share
from proposals.queries import accepted_share

PURPOSE = "share"
READABLE_AFTER = timedelta(days=60)  # what was shared can be read for a while after its validity
LONGEST_MESSAGE = 2000


def share(
    session: Session, proposal_id: str, *, contact_id: str, by: PersonCard, message: str = ""
) -> Share:
    """Send a person at the customer the link to a proposal and its quote.

    Raises:
        Conflict: the quote has changed, or its documents are not ready.
        Refusal: the person is not the customer's, or the message is too long.
    """
    proposal = found(session, Proposal, proposal_id, lock=True)
    _must_be_ready(session, proposal)
    contact = contact_card(session, contact_id)
    if contact.customer_id != proposal.customer_id:
        raise Refusal(
            _("%(name)s does not belong to this customer.", name=contact.name), field="contact_id"
        )
    words = clean_text(
        message, _("Message to the customer"), longest=LONGEST_MESSAGE, field="message"
    )
    valid_until = date.fromisoformat(snapshot_of(session, proposal.revision_id).valid_until)
    shared = _begun(proposal, contact, by, valid_until)
    session.add(shared)
    session.flush()
    _give_link(session, shared)
    _mail(session, shared, contact, by, words)
    told = {"revision_id": shared.revision_id, "deal_id": shared.deal_id, "to": shared.name}
    record(
        session,
        ProposalShared(
            share_id=shared.id,
            proposal_id=proposal.id,
            number=proposal.number,
            by=by.name,
            **told,
        ),
    )
    return shared


def open_share(session: Session, secret: str) -> Share:
    """Let a human in; the first time is a fact. Raises Missing or Conflict in words."""
    token = tokens.redeem(session, PURPOSE, secret)
    shared = found(session, Share, token.subject, lock=True)
    if shared.open():
        told = {"revision_id": shared.revision_id, "deal_id": shared.deal_id}
        record(session, ShareOpened(share_id=shared.id, by=shared.name, **told))
    return shared


def give_acceptance(session: Session, share_id: str, *, name: str, content_sha256: str) -> Share:
    """Accept the quote as it was shown. The quote itself has the last word, in this transaction.

    Raises:
        Conflict: it is withdrawn, replaced, over, accepted, or its content is another one.
        Refusal: no name is given.
    """
    shared = found(session, Share, share_id, lock=True)
    shared.must_be_open()
    if accepted_share(session, shared.revision_id):
        raise Conflict(_("This quote was accepted already. Thank you."))
    who = clean(name, _("Your name"), longest=100, required=True, field="name")
    shared.accept(who, content_sha256, today())
    record(
        session,
        AcceptanceGiven(
            share_id=shared.id,
            revision_id=shared.revision_id,
            deal_id=shared.deal_id,
            content_sha256=content_sha256,
            by=who,
        ),
    )
    _tell_the_owner(session, shared)
    return shared


def withdraw_share(session: Session, share_id: str, *, by: str) -> Share:
    """Take one person's link back. Withdrawing twice is the same as once."""
    shared = found(session, Share, share_id, lock=True)
    shared.must_not_be_accepted()
    shared.withdraw(by)
    return shared


def withdraw_shares(session: Session, revision_id: str) -> None:
    """Close the door on what a newer revision replaces. The page then says so."""
    for shared in session.scalars(select(Share).where(Share.revision_id == revision_id)):
        shared.withdraw()


def _must_be_ready(session: Session, proposal: Proposal) -> None:
    """A customer never meets a page that is still being made, nor one that was replaced."""
    row = revision_row(session, proposal.revision_id)
    if not row.released or row.content_sha256 != proposal.content_sha256:
        raise Conflict(_("The quote has changed. Please make a new proposal."))
    mine = (Document.proposal_id == proposal.id) & (Document.format == "pdf")
    quote = (
        (Document.revision_id == proposal.revision_id)
        & (Document.kind == "quote")
        & (Document.format == "pdf")
        & (Document.language == proposal.language)
        & (Document.content_sha256 == proposal.content_sha256)
    )
    ready = session.scalars(
        select(Document.kind).where(mine | quote, Document.state == DocumentState.READY)
    ).all()
    if not {"proposal", "quote"} <= set(ready):
        raise Conflict(_("The documents are still being made. Please try again in a few seconds."))


def _begun(proposal: Proposal, contact: ContactCard, by: PersonCard, valid_until: date) -> Share:
    return Share(
        proposal_id=proposal.id,
        revision_id=proposal.revision_id,
        deal_id=proposal.deal_id,
        content_sha256=proposal.content_sha256,
        contact_id=contact.id,
        name=contact.called(contact.language),
        email=contact.email,
        language=contact.language,
        valid_until=valid_until,
        shared_by=by.name,
    )


def _give_link(session: Session, shared: Share) -> None:
    token = tokens.issue(
        session,
        purpose=PURPOSE,
        subject=shared.id,
        path="p",
        expires_at=_end_of(shared.valid_until) + READABLE_AFTER,
        bound=shared.revision_id,
    )
    shared.token_id = token.id


def _mail(
    session: Session, shared: Share, contact: ContactCard, by: PersonCard, message: str
) -> None:
    company = company_card(session).called(contact.language)
    post(
        session,
        to=contact.mail,
        template="proposal_shared",
        cause=f"proposal_shared:{shared.id}",
        values={
            "number": snapshot_of(session, shared.revision_id).number,
            "company": company,
            "sender": by.called(contact.language),
            "sender_email": by.email,
            "valid_until": shared.valid_until.isoformat(),
            "message": message,
        },
        links={"read": shared.token_id},
    )


def _tell_the_owner(session: Session, shared: Share) -> None:
    """The quote's owner hears of a yes at once."""
    snapshot = snapshot_of(session, shared.revision_id)
    try:
        owner = person_card(session, revision_row(session, shared.revision_id).owner_id)
    except Missing:
        return  # a yes does not fail because nobody can be told
    post(
        session,
        to=owner.address,
        template="quote_accepted",
        cause=f"quote_accepted:{shared.id}",
        values={
            "number": snapshot.number,
            "customer": snapshot.customer,
            "total": [snapshot.total, snapshot.currency],
            "by": shared.accepted_by,
            "at": (shared.accepted_at or utcnow()).isoformat(),
            "deal_id": shared.deal_id,
        },
    )


def _end_of(day: date) -> datetime:
    """Return the last moment of a day in the installation's time zone."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(settings().timezone))
