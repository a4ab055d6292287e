"""Small things to sign, people to sign them, and a walk through the whole of it."""

from datetime import timedelta
from functools import cache

from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import select
from weasyprint import HTML

from foundation import tokens
from foundation.db import found, reading, transaction, utcnow
from foundation.jobs import look_and_deliver
from foundation.mail import Mail
from foundation.outbox import Delivery, Fact
from foundation.storage import store
from people.queries import PersonCard
from people.roles import Role
from signing import actions, keyring, revisions, trail
from signing.actions import Answer, NewRecipient, ReadDocument
from signing.models import Envelope
from signing.stamp import Mark, Method
from signing.trail import Actor

SENDER = PersonCard(
    "psn_sato",
    "佐藤 花子",
    "Hanako Sato",
    "営業",
    "Sales",
    "sato@mitsumori.example",
    "ja",
    frozenset({Role.REP}),
    "営業1課",
)
COMPANY = {"ja": "株式会社みつもり商事", "en": "Mitsumori Trading Co."}
NAMES = ["山田太郎", "髙﨑 𠮷次", "John Smith", "青木 花"]
PHONE = Actor("unknown", "", "203.0.113.7", "Mozilla/5.0 (iPhone)")
SHAS = "c0ffee" * 10 + "c0ff"


@cache
def paper(title="注文書", pages=1):
    """A document of so many pages, with room for signatures on the last."""
    body = "".join(
        f"<section style='break-after:page'><h1>{title} {n + 1}</h1><p>¥1,234,567</p></section>"
        for n in range(pages - 1)
    )
    last = f"<h1>{title} {pages}</h1><p>上記のとおり注文いたします。</p>"
    style = "<style>@page{size:A4} *{font-family:IPAexGothic}</style>"
    return HTML(string=style + body + last).write_pdf()


def anchors_for(count, page=0):
    """Places for so many people to sign, one under the other."""
    places = {}
    for n in range(count):
        y = 640 - n * 30 if count > 5 else 600 - n * 110
        high = 28 if count > 5 else 60
        places[f"field-{n + 1}-signature"] = [page, 60, y, 280, y + high]
        places[f"field-{n + 1}-name"] = [page, 300, y + 2, 440, y + 14]
        places[f"field-{n + 1}-date"] = [page, 300, y + 15, 440, y + 27]
    return places


def signer(n, *, stage=None, role="signer", language="ja", name=None):
    return NewRecipient(
        role=role,
        stage=n if stage is None else stage,
        name=name or NAMES[(n - 1) % len(NAMES)],
        company="株式会社青木製作所",
        title="部長",
        email=f"signer{n}@aoki.example",
        language=language,
    )


def copy_to(n=9):
    return NewRecipient(
        role="cc",
        stage=0,
        name="購買 係",
        company="株式会社青木製作所",
        title="",
        email=f"copy{n}@aoki.example",
        language="ja",
    )


def prepared(recipients=None, *, subject="rev_1", days=30, pages=1, read=True, language="ja"):
    """An envelope whose document is there; nothing is delivered yet. Returns its id."""
    recipients = recipients or [signer(1), signer(2), copy_to()]
    signs = sum(new.role != "cc" for new in recipients)
    with transaction() as session:
        envelope = actions.prepare_envelope(
            session,
            deal_id="deal_1",
            subject=subject,
            number="Q-2026-0042",
            title={"ja": "注文書 Q-2026-0042", "en": "Order Form Q-2026-0042"},
            content_sha256=SHAS,
            amount=1234567,
            currency="JPY",
            language=language,
            expires_at=utcnow() + timedelta(days=days),
            sender=SENDER,
            company=COMPANY,
            read=[ReadDocument(title={"ja": "見積書", "en": "Quotation"}, blob=quote())]
            if read
            else [],
            recipients=recipients,
        )
        actions.add_document_to_sign(
            session,
            envelope.id,
            title={"ja": "注文書", "en": "Order Form"},
            blob=store().put(paper(pages=pages)),
            anchors=anchors_for(signs, pages - 1),
        )
        return envelope.id


def quote():
    return store().put(paper("見積書", 2))


def sent(recipients=None, **how):
    """An envelope on its way."""
    envelope_id = prepared(recipients, **how)
    deliver()
    return envelope_id


def deliver():
    while look_and_deliver():
        pass


def recipients_of(envelope_id):
    with reading() as session:
        return list(found(session, Envelope, envelope_id).recipients)


def envelope(envelope_id):
    with reading() as session:
        row = found(session, Envelope, envelope_id)
        _loaded = (list(row.recipients), list(row.documents))
        return row


def sent_sha(envelope_id):
    return envelope(envelope_id).to_sign.sent_sha256


def link_secret(recipient):
    with reading() as session:
        return tokens.secret(found(session, tokens.Token, recipient.token_id))


def mark(method=Method.SEAL, text="山田", strokes=()):
    return Mark(method, text, strokes)


def agree(session, recipient):
    version = actions.answering.disclosure.version(recipient.language)
    actions.consent(session, recipient.id, version, PHONE)


def sign(envelope_id, position, *, how=None, sha=None):
    """One person opens, agrees and signs; the document is worked on later."""
    who = recipients_of(envelope_id)[position - 1]
    with transaction() as session:
        actions.open_documents(session, who.id, PHONE, gesture=True)
    with transaction() as session:
        agree(session, who)
    with transaction() as session:
        answer = Answer(sha or sent_sha(envelope_id), how or mark(), who.name)
        actions.sign(session, who.id, answer, PHONE)


def completed(recipients=None, **how):
    """An envelope in which everybody has signed. Returns its id."""
    envelope_id = sent(recipients, **how)
    for person in sorted(recipients_of(envelope_id), key=lambda p: p.stage):
        if person.role != "cc":
            sign(envelope_id, person.position)
            deliver()
    return envelope_id


def versions_of(envelope_id):
    with reading() as session:
        return revisions.of_envelope(session, envelope_id)


def our_roots():
    with reading() as session:
        return keyring.trusted(session)


def our_roots_pem():
    return b"".join(root.public_bytes(Encoding.PEM) for root in our_roots())


def trail_of(envelope_id):
    with reading() as session:
        return [entry.type for entry in trail.entries(session, envelope_id)]


def whole(envelope_id):
    """True when no entry of the trail is missing or changed."""
    with reading() as session:
        return trail.first_broken(session, envelope_id) is None


def facts(name):
    with reading() as session:
        return session.scalars(select(Fact).where(Fact.name == name)).all()


def mails(template):
    """Who got which mail, in the order of their addresses."""
    with reading() as session:
        return sorted(session.scalars(select(Mail.to_address).where(Mail.template == template)))


def stuck():
    """What the outbox could not deliver, and why."""
    with reading() as session:
        return session.scalars(select(Delivery.last_error).where(Delivery.state != "done")).all()


def row(model, key):
    with reading() as session:
        return found(session, model, key)
