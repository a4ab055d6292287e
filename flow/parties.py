"""Who signs an order form, in which order, and who gets a copy."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

import proposals.queries
from cpq.snapshot import QuoteSnapshot
from customers.queries import contact_card, customer_card
from foundation.errors import Missing, Refusal
from foundation.language import _
from people.queries import PersonCard, person_card
from signing.actions import NewRecipient


@dataclass(frozen=True)
class Parties:
    """Ids: of contacts who sign one after the other, of a person of ours, of contacts who read."""

    signers: Sequence[str]
    countersigner: str
    copies: Sequence[str] = ()


def recipients(session: Session, snapshot: QuoteSnapshot, parties: Parties) -> list[NewRecipient]:
    """Return the recipients of an envelope: the customer signs first, we last.

    All are named in the document's language, as it is printed; their mail is in their own.

    Raises:
        Refusal: nobody signs for a side, somebody twice, or somebody who does not belong there.
    """
    if not parties.signers:
        raise Refusal(_("Please choose who signs for the customer."), field="signer_1")
    for place, key in enumerate(parties.signers, start=1):
        if key in parties.signers[: place - 1]:
            raise Refusal(_("The same person cannot sign twice."), field=f"signer_{place}")
    signers = [
        _contact(session, snapshot, key, f"signer_{place}", role="signer", stage=place)
        for place, key in enumerate(parties.signers, start=1)
    ]
    ours = _countersigner(session, snapshot, parties.countersigner, stage=len(signers) + 1)
    copies = [
        _contact(session, snapshot, key, "copies", role="cc", stage=0)
        for key in dict.fromkeys(parties.copies)
        if key not in parties.signers
    ]
    return [*signers, ours, *copies]


def _contact(
    session: Session, snapshot: QuoteSnapshot, contact_id: str, field: str, *, role: str, stage: int
) -> NewRecipient:
    try:
        contact = contact_card(session, contact_id)
    except Missing:
        raise Refusal(_("Please choose one of the list."), field=field) from None
    if contact.customer_id != snapshot.customer_id:
        words = _("%(name)s does not belong to this customer.", name=contact.name)
        raise Refusal(words, field=field)
    return NewRecipient(
        role=role,
        stage=stage,
        name=contact.called(snapshot.language),
        company=customer_card(session, contact.customer_id).called(snapshot.language),
        title=contact.titled(snapshot.language),
        email=contact.email,
        language=contact.language,
    )


def _countersigner(
    session: Session, snapshot: QuoteSnapshot, person_id: str, *, stage: int
) -> NewRecipient:
    person = _of_ours(session, person_id)
    return NewRecipient(
        role="countersigner",
        stage=stage,
        name=person.called(snapshot.language),
        company=proposals.queries.company(session).called(snapshot.language),
        title=person.title_en if snapshot.language == "en" else person.title,
        email=person.email,
        language=person.language,
    )


def _of_ours(session: Session, person_id: str) -> PersonCard:
    wanted = Refusal(_("Please choose who signs for our company."), field="countersigner")
    if not person_id:
        raise wanted
    try:
        person = person_card(session, person_id)
    except Missing:
        raise wanted from None
    if not person.active:
        raise wanted
    return person
