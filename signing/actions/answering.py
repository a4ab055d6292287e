"""What recipients do: open, agree to sign electronically, sign, or decline with a reason."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from foundation.canonical import fingerprint
from foundation.db import utcnow
from foundation.errors import Conflict
from foundation.events import record
from foundation.language import _, verbatim
from signing import disclosure, notices, trail
from signing.events import EnvelopeDeclined, RecipientOpened, RecipientSigned
from signing.locking import locked, locked_by
from signing.models import SIGNABLE, Adoption, Envelope, Recipient
from signing.models.envelope import COMPLETING, DECLINED, IN_PROGRESS
from signing.models.recipient import CANCELLED
from signing.routing import Seat, may_sign, stage_after
from signing.stamp import Mark
from signing.trail import Actor


@dataclass(frozen=True)
class Answer:
    """What a signer sends: the fingerprint of what they were shown, their mark, their name."""

    presented_sha256: str
    mark: Mark
    name: str


def fetched(session: Session, envelope_id: str, recipient_id: str, visitor: Actor) -> None:
    """Note that somebody, or some machine, fetched a link. It changes no state.

    The same machine that fetches it again and again is noted once in ten minutes.
    """
    locked(session, envelope_id)
    actor = visitor.known_as(visitor.kind, recipient_id)
    if not trail.just_noted(session, envelope_id, "recipient.link_fetched", actor):
        trail.append(session, envelope_id, "recipient.link_fetched", actor)


def noticed(session: Session, envelope_id: str, kind: str, actor: Actor, **what: str) -> None:
    """Note that somebody looked at, or took, something: an access row of the trail."""
    locked(session, envelope_id)
    trail.append(session, envelope_id, kind, actor, **what)


def open_documents(session: Session, recipient_id: str, visitor: Actor, *, gesture: bool) -> None:
    """Note that a human opened the documents; the first time is a fact for the sender."""
    envelope, recipient = locked_by(session, recipient_id)
    actor = visitor.known_as("recipient", recipient.id)
    if envelope.status not in SIGNABLE or not recipient.open(utcnow()):
        return
    trail.append(session, envelope.id, "recipient.opened", actor, gesture=gesture)
    record(
        session,
        RecipientOpened(
            envelope_id=envelope.id,
            recipient_id=recipient.id,
            subject=envelope.subject,
            deal_id=envelope.deal_id,
            by=recipient.name,
        ),
    )


def consent(session: Session, recipient_id: str, version: str, visitor: Actor) -> None:
    """Note that they agree to sign electronically, to which words, in which language.

    Raises:
        Conflict: the words have changed, or nothing can be signed here (any more, or yet).
    """
    envelope, recipient = locked_by(session, recipient_id)
    _must_be_their_turn(envelope, recipient)
    shown = disclosure.version(recipient.language)
    if version not in {disclosure.version(language) for language in disclosure.LANGUAGES}:
        raise Conflict(_("These terms have changed. Please read them again."))
    recipient.consent(version, utcnow())
    actor = visitor.known_as("recipient", recipient.id)
    trail.append(
        session,
        envelope.id,
        "recipient.consent_accepted",
        actor,
        disclosure=version,
        own_language=version == shown,
    )


def sign(session: Session, recipient_id: str, answer: Answer, visitor: Actor) -> None:
    """Take a signature; a job then puts it into the document.

    Raises:
        Conflict: they have signed, it is not their turn, time is over, the envelope has ended, or
            what they were shown is not what was sent.
    """
    envelope, recipient = locked_by(session, recipient_id)
    _must_be_their_turn(envelope, recipient)
    _must_have_seen(envelope, answer.presented_sha256)
    recipient.sign(envelope.signed + 1, utcnow())
    _write_down(session, envelope, recipient, answer, visitor)
    seats = seats_of(envelope)
    _advance(session, envelope, stage_after(seats))
    record(
        session,
        RecipientSigned(
            envelope_id=envelope.id,
            recipient_id=recipient.id,
            subject=envelope.subject,
            deal_id=envelope.deal_id,
            by=recipient.name,
            signed=envelope.signed,
            of=len(seats),
        ),
    )


def decline(session: Session, recipient_id: str, reason: str, visitor: Actor) -> None:
    """Take a refusal to sign: the envelope ends, and everybody who was asked is told.

    Raises:
        Conflict: they have signed, it is not their turn, or the envelope has ended.
    """
    envelope, recipient = locked_by(session, recipient_id)
    _must_be_their_turn(envelope, recipient)
    now = utcnow()
    recipient.decline(reason, now)
    envelope.end(DECLINED, by=recipient.name, reason=verbatim(reason), now=now)
    actor = visitor.known_as("recipient", recipient.id)
    trail.append(session, envelope.id, "recipient.declined", actor, reason=reason)
    trail.append(session, envelope.id, "envelope.declined", by=recipient.id)
    notices.tell_declined(session, envelope, recipient)
    cancel_the_rest(envelope)
    record(
        session,
        EnvelopeDeclined(
            envelope_id=envelope.id,
            subject=envelope.subject,
            deal_id=envelope.deal_id,
            by=recipient.name,
            reason=reason,
        ),
    )


def seats_of(envelope: Envelope) -> list[Seat]:
    """Return the seats of the signers, in the order of ``envelope.signers``."""
    return [Seat(person.stage, person.signed_at is not None) for person in envelope.signers]


def ask_stage(session: Session, envelope: Envelope, stage: int) -> None:
    """Ask everybody of a stage to sign."""
    now = utcnow()
    envelope.stage, envelope.waits_since = stage, now
    for person in envelope.waiting:
        person.notify(now)
        notices.ask_to_sign(session, envelope, person)
        trail.append(session, envelope.id, "recipient.notified", recipient=person.id)


def cancel_the_rest(envelope: Envelope) -> None:
    """Those who have not answered need not any more."""
    for person in envelope.recipients:
        if person.signed_at is None and person.declined_at is None:
            person.state = CANCELLED


def _must_be_their_turn(envelope: Envelope, recipient: Recipient) -> None:
    if recipient.signed_at is not None:
        raise Conflict(_("You have already signed. Nothing more is needed."))
    if not recipient.signs:
        raise Conflict(_("You get a copy; there is nothing for you to sign."))
    envelope.must_be_open(utcnow())
    if not may_sign(seats_of(envelope), envelope.signers.index(recipient)):
        raise Conflict(_("It is not your turn yet. We will send you a mail when it is."))


def _must_have_seen(envelope: Envelope, presented_sha256: str) -> None:
    document = envelope.to_sign
    if document is None or presented_sha256 != document.sent_sha256:
        raise Conflict(
            _(
                "The document you were shown is not the one that was sent."
                " Please open the page again and check it."
            )
        )


def _write_down(
    session: Session, envelope: Envelope, recipient: Recipient, answer: Answer, visitor: Actor
) -> None:
    mark = answer.mark
    strokes = [[list(point) for point in stroke] for stroke in mark.strokes]
    digest = fingerprint([mark.method.value, mark.text, answer.name, strokes])
    session.add(
        Adoption(
            recipient_id=recipient.id,
            method=mark.method.value,
            text=mark.text,
            name=answer.name,
            strokes=strokes,
            sha256=digest,
            ip=visitor.ip,
            agent=visitor.agent[: trail.LONGEST_AGENT],
        )
    )
    actor = visitor.known_as("recipient", recipient.id)
    trail.append(
        session,
        envelope.id,
        "recipient.signed",
        actor,
        method=mark.method.value,
        mark_sha256=digest,
        name=answer.name,
        presented_sha256=answer.presented_sha256,
        read=[document.sha256 for document in envelope.documents if document.kind == "to_read"],
    )


def _advance(session: Session, envelope: Envelope, stage: int | None) -> None:
    if stage is None:
        envelope.status, envelope.waits_since = COMPLETING, utcnow()
        trail.append(session, envelope.id, "envelope.completing")
        return
    envelope.status = IN_PROGRESS
    if stage != envelope.stage:
        ask_stage(session, envelope, stage)
