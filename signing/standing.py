"""What a recipient's page shows: which of its faces, and the documents with their pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation.language import Text, _, speaking
from foundation.settings import settings
from signing import disclosure, revisions
from signing.actions.answering import seats_of
from signing.models import SIGNABLE, DocumentView, Envelope, EnvelopeDocument, Field, Recipient
from signing.models.envelope import COMPLETED, COMPLETING
from signing.routing import may_sign
from signing.stamp import seal_words


@dataclass(frozen=True)
class Spot:
    """Where somebody signs on a page, in points from the top left."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True)
class Sheet:
    """One page of a document."""

    picture: str
    words: str
    width: float
    height: float
    spots: Sequence[Spot] = ()


@dataclass(frozen=True)
class Shown:
    """A document with its pages."""

    id: str
    title: str
    kind: str
    sheets: Sequence[Sheet]


@dataclass(frozen=True)
class SignerPage:
    """Everything the page of one recipient shows."""

    template: str  # consent, signing or standing
    envelope: Envelope
    recipient: Recipient
    title: str
    sentence: Text
    tone: str
    documents: Sequence[Shown]
    pictures: frozenset[str]  # stored pictures this recipient may fetch, of earlier versions too
    presented_sha256: str
    disclosure_version: str
    seal_words: str
    today: date
    sealing: bool
    complete: bool


def page_of_signer(
    session: Session, envelope: Envelope, recipient: Recipient, now: datetime
) -> SignerPage:
    """Return what a recipient sees and can do now."""
    template, sentence, tone = _face(envelope, recipient, now)
    consented = recipient.consented_at is not None
    document = envelope.to_sign
    return SignerPage(
        template=template,
        envelope=envelope,
        recipient=recipient,
        title=envelope.named(speaking()),
        sentence=sentence,
        tone=tone,
        documents=_documents(session, envelope, recipient) if consented else (),
        pictures=_pictures(session, envelope) if consented else frozenset(),
        presented_sha256=document.sent_sha256 if document else "",
        disclosure_version=disclosure.version(speaking()),
        seal_words=seal_words(recipient.name),
        today=now.astimezone(ZoneInfo(settings().timezone)).date(),
        sealing=envelope.status == COMPLETING and recipient.signed_at is not None,
        complete=envelope.status == COMPLETED,
    )


def _face(envelope: Envelope, recipient: Recipient, now: datetime) -> tuple[str, Text, str]:
    """Return the template, the sentence that says where things stand, and its colour."""
    if recipient.declined_at is not None:
        return "standing", _("You have declined to sign. The sender has been told."), "warning"
    if recipient.signed_at is not None:
        return _face_of_signed(envelope)
    if envelope.status not in SIGNABLE or now >= envelope.expires_at:
        tone = "success" if envelope.status == COMPLETED else "warning"
        return "standing", envelope.standing(now), tone
    if not may_sign(seats_of(envelope), envelope.signers.index(recipient)):
        words = _("It is not your turn yet. We will send you a mail when it is.")
        return "standing", words, "info"
    if recipient.consented_at is None:
        return "consent", _("Before you sign"), "info"
    return "signing", _("Please read and sign."), "info"


def _face_of_signed(envelope: Envelope) -> tuple[str, Text, str]:
    if envelope.status == COMPLETED:
        words = _("You have signed, and so has everybody else. The document is sealed.")
        return "standing", words, "success"
    if envelope.ended_at is not None:
        words = _("You have signed, but the envelope has ended before everybody had.")
        return "standing", words, "warning"
    words = _(
        "You have signed. Thank you. As soon as everybody has, you receive the sealed document"
        " by mail."
    )
    return "standing", words, "success"


def _documents(session: Session, envelope: Envelope, recipient: Recipient) -> list[Shown]:
    return [_shown(session, document, recipient) for document in envelope.documents]


def _pictures(session: Session, envelope: Envelope) -> frozenset[str]:
    """A page that is open shows the version of its moment, while others go on signing."""
    keys = [revision.sha256 for revision in revisions.of_envelope(session, envelope.id)]
    keys += [document.sha256 for document in envelope.documents]
    return revisions.pictures_of(session, keys)


def _shown(session: Session, document: EnvelopeDocument, recipient: Recipient) -> Shown:
    signs = document.kind == "to_sign"
    view: DocumentView | None
    if signs:
        view = revisions.shown_of(session, document.id)
        mine = select(Field).where(
            Field.document_id == document.id, Field.recipient_id == recipient.id
        )
        spots = list(session.scalars(mine)) if recipient.signed_at is None else []
    else:
        view, spots = revisions.view_of(session, document.sha256), []
    sheets = [_sheet(n, page, spots) for n, page in enumerate(view.pages if view else [])]
    return Shown(document.id, document.named(speaking()), document.kind, sheets)


def _sheet(number: int, page: dict[str, Any], spots: Sequence[Field]) -> Sheet:
    height = float(page["height"])
    return Sheet(
        page["picture"],
        page["words"],
        float(page["width"]),
        height,
        [_spot(field, height) for field in spots if field.page == number],
    )


def _spot(field: Field, height: float) -> Spot:
    x1, y1, x2, y2 = field.box
    return Spot(x1, height - y2, x2 - x1, y2 - y1, field.kind)
