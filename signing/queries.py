"""Where envelopes stand: for the sender's pages, the deal's page, the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from foundation.db import found
from foundation.language import LANGUAGES, Text, _, speaking
from foundation.money import Money
from signing.models import (
    ENDED,
    Adoption,
    DocumentRevision,
    Envelope,
    EnvelopeDocument,
    Recipient,
    TrailEvent,
)
from signing.models.envelope import COMPLETED, COMPLETING, SIGNABLE, STOPPED
from signing.wording import COPY_LATER, METHODS, ROLES, STATES, STATUSES, TONES


@dataclass(frozen=True)
class RecipientStatus:
    """One recipient as the sender sees them; never their link."""

    id: str
    position: int
    role: str
    stage: int
    name: str
    company: str
    email: str
    state: str
    notified_at: datetime | None
    opened_at: datetime | None
    signed_at: datetime | None
    declined_at: datetime | None
    reason: str
    method: Text | None
    waited_for: bool

    @property
    def role_words(self) -> Text:
        """Return the role in words."""
        return ROLES[self.role]

    @property
    def state_words(self) -> Text:
        """Return the state in words; nobody asks anything of who gets a copy."""
        later = self.role == "cc" and self.state == "queued"
        return COPY_LATER if later else STATES[self.state]

    @property
    def tone(self) -> str:
        """Return the colour of the state."""
        tones = {"signed": "success", "copied": "success", "declined": "danger"}
        return tones.get(self.state, "info" if self.waited_for else "neutral")


@dataclass(frozen=True)
class EnvelopeStatus:
    """An envelope at a glance."""

    id: str
    deal_id: str
    subject: str
    number: str
    title: dict[str, str]
    status: str
    amount: Money
    signed: int
    of: int
    waiting_for: Sequence[str]
    since: datetime | None
    created_at: datetime
    sent_at: datetime | None
    expires_at: datetime
    ended_at: datetime | None
    ended_by: str
    end_reason: Text | None
    timestamp: str
    document: str | None
    certificate: str | None
    recipients: Sequence[RecipientStatus]

    @property
    def ended(self) -> bool:
        """True when nothing will change any more."""
        return self.status in ENDED

    @property
    def voidable(self) -> bool:
        """True while the sender may withdraw it."""
        return not self.ended and self.status != COMPLETING

    @property
    def status_words(self) -> Text:
        """Return the state in one word or two."""
        return STATUSES[self.status]

    @property
    def tone(self) -> str:
        """Return the colour of the state."""
        return TONES.get(self.status, "neutral")

    def called(self, language: str | None = None) -> str:
        """Return the title in a language, by default the reader's."""
        return self.title.get(language or speaking()) or self.title.get("ja") or self.number

    @property
    def line(self) -> Text:
        """Say in one line where it stands and whom it waits for, since when."""
        if self.status in SIGNABLE and self.since:
            return _(
                "%(signed)s of %(of)s signed; waiting for %(names)s since %(since)s",
                signed=self.signed,
                of=self.of,
                names=", ".join(self.waiting_for),
                since=self.since,
            )
        return self._end_line()

    def _end_line(self) -> Text:
        match self.status:
            case "completed" if self.ended_at:
                return _("Signed by all %(of)s on %(when)s", of=self.of, when=self.ended_at)
            case "completing" if self.timestamp == "pending":
                return _("Everybody has signed; waiting for the timestamp authority")
            case "declined":
                return _(
                    "%(by)s declined: %(reason)s", by=self.ended_by, reason=self.end_reason or ""
                )
            case "voided":
                return _("Withdrawn: %(reason)s", reason=self.end_reason or "")
            case _other:
                return STATUSES[self.status]


def status_of(session: Session, envelope_id: str) -> EnvelopeStatus:
    """Return where an envelope stands. Raises Missing."""
    return _status(session, found(session, Envelope, envelope_id))


def envelopes_of(session: Session, subject_or_deal: str) -> list[EnvelopeStatus]:
    """Return the envelopes of a deal, or of what was sent, newest first."""
    return statuses(session, session.scalars(search("", "all", subject_or_deal)).all())


def search(words: str, group: str, subject_or_deal: str = "") -> Select[Envelope]:
    """Return the query of the list: ``group`` is open, completed, stopped or all."""
    query = select(Envelope).order_by(Envelope.created_at.desc(), Envelope.id)
    if subject_or_deal:
        query = query.where(_belongs_to(subject_or_deal))
    match group:
        case "open":
            query = query.where(Envelope.status.not_in(ENDED))
        case "completed":
            query = query.where(Envelope.status == COMPLETED)
        case "stopped":
            query = query.where(Envelope.status.in_(STOPPED))
    if words:
        query = query.where(_mentions(words))
    return query


def statuses(session: Session, rows: Sequence[Envelope]) -> list[EnvelopeStatus]:
    """Return rows of a list as they are shown."""
    return [_status(session, row) for row in rows]


def trail_of(session: Session, envelope_id: str) -> Sequence[TrailEvent]:
    """Return the trail, newest first."""
    mine = select(TrailEvent).where(TrailEvent.envelope_id == envelope_id)
    return session.scalars(mine.order_by(TrailEvent.seq.desc())).all()


def documents_of(session: Session, envelope_id: str) -> Sequence[EnvelopeDocument]:
    """Return the documents, the one to sign first."""
    return found(session, Envelope, envelope_id).documents


def revisions_of(session: Session, document_id: str) -> Sequence[DocumentRevision]:
    """Return every version of the document to sign."""
    mine = select(DocumentRevision).where(DocumentRevision.document_id == document_id)
    return session.scalars(mine.order_by(DocumentRevision.seq)).all()


def _belongs_to(subject_or_deal: str) -> ColumnElement[bool]:
    return or_(Envelope.deal_id == subject_or_deal, Envelope.subject == subject_or_deal)


def _mentions(words: str) -> ColumnElement[bool]:
    pattern = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    people = select(Recipient.envelope_id).where(
        or_(
            Recipient.name.ilike(pattern, escape="\\"),
            Recipient.email.ilike(pattern, escape="\\"),
            Recipient.company.ilike(pattern, escape="\\"),
        )
    )
    titles = (Envelope.title[language].as_string() for language in LANGUAGES)
    own = (column.ilike(pattern, escape="\\") for column in (Envelope.number, *titles))
    return or_(*own, Envelope.id.in_(people))


def _status(session: Session, row: Envelope) -> EnvelopeStatus:
    waiting = row.waiting
    ids = [person.id for person in row.recipients]
    adopted = session.scalars(select(Adoption).where(Adoption.recipient_id.in_(ids)))
    methods = {adoption.recipient_id: METHODS[adoption.method] for adoption in adopted}
    return EnvelopeStatus(
        id=row.id,
        deal_id=row.deal_id,
        subject=row.subject,
        number=row.number,
        title=row.title,
        status=row.status,
        amount=Money(row.amount, row.currency),
        signed=row.signed,
        of=len(row.signers),
        waiting_for=[person.name for person in waiting],
        since=row.waits_since if waiting else None,
        created_at=row.created_at,
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        end_reason=row.end_reason,
        timestamp=row.timestamp,
        document=row.document_sha256,
        certificate=row.certificate_sha256,
        recipients=[
            _recipient(person, methods.get(person.id), waited_for=person in waiting)
            for person in row.recipients
        ],
    )


def _recipient(person: Recipient, method: Text | None, *, waited_for: bool) -> RecipientStatus:
    return RecipientStatus(
        id=person.id,
        position=person.position,
        role=person.role,
        stage=person.stage,
        name=person.name,
        company=person.company,
        email=person.email,
        state=person.state,
        notified_at=person.notified_at,
        opened_at=person.opened_at,
        signed_at=person.signed_at,
        declined_at=person.declined_at,
        reason=person.reason,
        method=method,
        waited_for=waited_for,
    )


def oldest_waiting_seal(session: Session) -> datetime | None:
    """Return since when the oldest fully signed envelope waits for its last seal."""
    return session.scalar(
        select(func.min(Envelope.waits_since)).where(Envelope.status == COMPLETING)
    )
