"""Which mail goes to whom. Each is written in the transaction of what it tells about."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from sqlalchemy.orm import Session

from foundation import tokens
from foundation.db import found
from foundation.language import Text, verbatim
from foundation.mail import Address, Attachment, post
from people.queries import name_read
from signing.models import Envelope, Recipient

PURPOSE = "sign"
LINKS_LIVE = timedelta(days=90)  # after the last day: pages then still say how it ended


def ask_to_sign(session: Session, envelope: Envelope, recipient: Recipient) -> None:
    """Send a recipient their personal link; asked again, a new one that ends the old."""
    token = _token(session, envelope, recipient)
    post(
        session,
        to=recipient.address,
        template="signing_request",
        values={
            **_about(session, envelope, recipient.language),
            "expires_at": envelope.expires_at.isoformat(),
            "again": token.generation > 1,
        },
        links={"sign": token.id},
        cause=f"signing-request:{recipient.id}:{token.generation}",
    )


def tell_declined(session: Session, envelope: Envelope, by: Recipient) -> None:
    """Tell the sender and everybody who was asked that nothing can be signed any more."""
    told = [person.address for person in _asked(envelope) if person is not by]
    values = {"by": by.name, "reason": by.reason}
    _tell(session, envelope, "signing_declined", [_sender(envelope), *told], values=values)


def tell_voided(session: Session, envelope: Envelope) -> None:
    """Tell everybody who was asked that the envelope was withdrawn."""
    addresses = [person.address for person in _asked(envelope)]
    _tell(
        session,
        envelope,
        "signing_voided",
        addresses,
        values={"reason": _reason(envelope).to_json()},
    )


def tell_failed(session: Session, envelope: Envelope) -> None:
    """Tell the sender that the document to sign could not be made."""
    values = {"reason": _reason(envelope).to_json(), "deal_id": envelope.deal_id}
    _tell(session, envelope, "signing_failed", [_sender(envelope)], values=values)


def tell_expired(session: Session, envelope: Envelope) -> None:
    """Tell the sender and everybody who was asked that the time is over."""
    missing = [person.name for person in envelope.signers if person.signed_at is None]
    addresses = [_sender(envelope), *(person.address for person in _asked(envelope))]
    _tell(session, envelope, "signing_expired", addresses, values={"missing": missing})


def hand_out(session: Session, envelope: Envelope, document: str, certificate: str) -> None:
    """Send everybody the sealed document and the certificate of completion."""
    attachments = [
        Attachment(f"{envelope.number}.pdf", document),
        Attachment(f"{envelope.number}-certificate.pdf", certificate),
    ]
    everybody = [_sender(envelope), *(person.address for person in envelope.recipients)]
    _tell(
        session,
        envelope,
        "signing_completed",
        everybody,
        values={"document_sha256": document, "timestamp": envelope.timestamp},
        attachments=attachments,
    )


def _tell(
    session: Session,
    envelope: Envelope,
    template: str,
    addresses: Iterable[Address],
    *,
    values: Mapping[str, object],
    attachments: Iterable[Attachment] = (),
) -> None:
    for address in addresses:
        post(
            session,
            to=address,
            template=template,
            values={**_about(session, envelope, address.language), **values},
            attachments=list(attachments),
            cause=f"{template}:{envelope.id}",
        )


def _token(session: Session, envelope: Envelope, recipient: Recipient) -> tokens.Token:
    if recipient.token_id:
        return tokens.renew(found(session, tokens.Token, recipient.token_id, lock=True))
    token = tokens.issue(
        session,
        purpose=PURPOSE,
        subject=recipient.id,
        path="sign",
        expires_at=envelope.expires_at + LINKS_LIVE,
        bound=envelope.id,
    )
    recipient.token_id = token.id
    return token


def _about(session: Session, envelope: Envelope, language: str) -> dict[str, object]:
    return {
        "envelope_id": envelope.id,
        "title": envelope.named(language),
        "number": envelope.number,
        "company": envelope.sender_company(language),
        "sender": name_read(session, envelope.sender_name, language),
    }


def _sender(envelope: Envelope) -> Address:
    return Address(envelope.sender_name, envelope.sender_email, envelope.sender_language)


def _asked(envelope: Envelope) -> list[Recipient]:
    return [person for person in envelope.signers if person.notified_at is not None]


def _reason(envelope: Envelope) -> Text:
    return envelope.end_reason or verbatim("")
