"""Opening a quote for a deal with what is known already, and submitting one again."""

from sqlalchemy.orm import Session

import approvals.queries
import cpq.actions
from customers.channels import Channel
from customers.queries import contacts_of
from deals.queries import DealCard, deal_card
from foundation.errors import Conflict, Refusal
from foundation.language import _
from people.queries import PersonCard


def open_quote(session: Session, deal_id: str, *, by: PersonCard) -> str:
    """Open a quote for a deal and return the id of its first revision.

    Raises:
        Conflict: the deal is closed.
        Refusal: nobody at the customer is known to whom it could be addressed.
    """
    deal = deal_card(session, deal_id)
    if deal.kind.closed:
        raise Conflict(_("This deal is closed. Reopen it before you make a quote."))
    revision = cpq.actions.open_quote(
        session,
        deal_id=deal.id,
        customer_id=deal.customer.id,
        contact_id=_addressee(session, deal),
        channel=_channel(deal),
        currency=deal.currency,
        owner_id=by.id,
        language=deal.customer.language,
        subject=deal.name,
    )
    return revision.id


def submit_again(session: Session, revision_id: str, *, by: PersonCard) -> str:
    """Ask anew for an approval that ran out: a new revision with the same content is submitted.

    Raises:
        Conflict: the request can still be decided.
        Refusal: the quote is not complete as it stands today.
    """
    if approvals.queries.ran_out_at(session, revision_id) is None:
        raise Conflict(_("This quote does not have to be submitted again."))
    revision = cpq.actions.revise_quote(session, revision_id, by=by.id)
    cpq.actions.submit_quote(session, revision.id, by=by.id)
    return revision.id


def _channel(deal: DealCard) -> str:
    """Return how the end customer is priced: what resellers buy at belongs to their own legs."""
    return Channel.DIRECT.value if deal.route else deal.fields["channel"]


def _addressee(session: Session, deal: DealCard) -> str:
    """Return the deal's contact, or the first person known at the customer."""
    if deal.contact:
        return deal.contact.id
    people = contacts_of(session, deal.customer.id)
    if not people:
        raise Refusal(_("A quote is addressed to a person. Add a contact to the customer first."))
    return people[0].id
