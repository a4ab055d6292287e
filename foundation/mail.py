"""Mail: written down with the change that causes it, sent from the outbox, or shown without SMTP.

A mail is a template name and plain values; its words, and its links, are made when it is sent or
shown. So the database holds no link, and a mail that is sent again carries the same Message-ID.
"""

import smtplib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import cache
from typing import Any

import structlog
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from foundation import storage, tokens
from foundation.db import Json, JsonList, Key, Model, Moment, found, new_key, reading, utcnow
from foundation.db import transaction as writing
from foundation.events import Event, later, record
from foundation.language import ROOT, in_language
from foundation.outbox import GiveUp
from foundation.settings import settings
from foundation.templating import furnish

log = structlog.get_logger()

SMTP_SECONDS = 20
REFUSED_FOR_GOOD = 500


class Mail(Model):
    """One mail to one person. ``state``: waiting, sent, or shown (no SMTP: people read it here)."""

    __tablename__ = "mail"

    id: Mapped[Key] = mapped_column(default_factory=new_key("mail"))
    cause: Mapped[str] = mapped_column(unique=True)  # why, for whom: the same cause mails once
    to_name: Mapped[str]
    to_address: Mapped[str] = mapped_column(index=True)
    language: Mapped[str]
    template: Mapped[str]
    content: Mapped[Json]
    links: Mapped[Json]
    attachments: Mapped[JsonList]
    state: Mapped[str] = mapped_column(default="waiting")
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
    sent_at: Mapped[Moment | None] = mapped_column(default=None)


@dataclass(frozen=True, kw_only=True)
class MailPosted(Event, name="foundation.mail_posted"):
    """A mail is to be sent."""

    mail_id: str


@dataclass(frozen=True)
class Address:
    """Who gets a mail, and in which language (``ja`` or ``en``)."""

    name: str
    email: str
    language: str


@dataclass(frozen=True)
class Attachment:
    """A stored file under the name it shall have."""

    name: str
    blob: str
    media_type: str = "application/pdf"


@dataclass(frozen=True)
class Letter:
    """A mail in words: what is sent, and what the outgoing-mail page shows."""

    subject: str
    text: str
    html: str


def post(
    session: Session,
    *,
    to: Address,
    template: str,
    cause: str,
    values: Mapping[str, Any] | None = None,
    links: Mapping[str, str] | None = None,
    attachments: Sequence[Attachment] = (),
) -> None:
    """Write a mail into the caller's transaction. The same cause to the same person mails once.

    ``values`` are plain (JSON); ``links`` name tokens by id, whose addresses the template sees.
    """
    key = f"{cause}:{to.email}"
    if session.scalar(select(Mail.id).where(Mail.cause == key)):
        return
    mail = Mail(
        cause=key,
        to_name=to.name,
        to_address=to.email,
        language=to.language,
        template=template,
        content=dict(values or {}),
        links=dict(links or {}),
        attachments=[[a.name, a.blob, a.media_type] for a in attachments],
    )
    try:
        with session.begin_nested():
            session.add(mail)
    except IntegrityError:
        return  # somebody mailed the same cause in the same moment
    record(session, MailPosted(mail_id=mail.id))


def letter(session: Session, mail: Mail) -> Letter:
    """Put a mail into words, with its links as they are valid now."""
    links = {
        name: tokens.link(found(session, tokens.Token, key)) for name, key in mail.links.items()
    }
    words = {**mail.content, "links": links, "to_name": mail.to_name, "language": mail.language}
    with in_language(mail.language):
        subject, text, html = (
            environment().get_template(f"{mail.template}/{part}").render(words)
            for part in ("subject.txt", "body.txt", "body.html")
        )
    return Letter(" ".join(subject.split()), text.strip() + "\n", html)


@later(MailPosted, "foundation.send_mail")
def send_mail(event: MailPosted) -> None:
    """Hand a mail to the SMTP server, or leave it to be shown where there is none."""
    with reading() as session:
        mail = found(session, Mail, event.mail_id)
        if mail.state != "waiting":
            return
        words = letter(session, mail) if settings().smtp_host else None
    if words is not None:
        _hand_over(_message(mail, words))
    with writing() as session:
        mail = found(session, Mail, event.mail_id, lock=True)
        mail.state = "shown" if words is None else "sent"
        mail.sent_at = utcnow()


@cache
def environment() -> Environment:
    """Return the environment of mail templates: HTML parts are escaped, text parts are not."""
    made = Environment(
        loader=FileSystemLoader([ROOT / "templates" / "mail", ROOT / "templates"]),
        autoescape=_is_html,  # noqa: S701  (text parts must not be escaped, HTML parts are)
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    furnish(made)
    made.globals["url"] = lambda path: f"{settings().address}{path}"
    return made


def _is_html(name: str | None) -> bool:
    return bool(name and name.endswith(".html"))


def _message(mail: Mail, words: Letter) -> EmailMessage:
    name, address = parseaddr(settings().mail_from)
    message = EmailMessage()
    message["Subject"] = words.subject
    message["From"] = HeaderAddress(name, addr_spec=address)
    message["To"] = HeaderAddress(mail.to_name, addr_spec=mail.to_address)
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.id}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(words.text)
    message.add_alternative(words.html, subtype="html")
    for filename, blob, media_type in mail.attachments:
        kind, _slash, subtype = media_type.partition("/")
        content = storage.store().get(blob)
        message.add_attachment(content, maintype=kind, subtype=subtype, filename=filename)
    message["Content-Language"] = mail.language  # last: it would move into a part
    return message


def _hand_over(message: EmailMessage) -> None:
    chosen = settings()
    server = smtplib.SMTP(chosen.smtp_host, chosen.smtp_port, timeout=SMTP_SECONDS)
    try:
        if chosen.smtp_tls:
            server.starttls()
        if chosen.smtp_user:
            server.login(chosen.smtp_user, chosen.smtp_password.get_secret_value())
        server.send_message(message)
    except smtplib.SMTPRecipientsRefused as refused:
        _give_up_if_for_good(refused)
        raise
    finally:
        _part(server)


def _part(server: smtplib.SMTP) -> None:
    """Say goodbye. However it is answered: a mail that was taken is not sent again."""
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


def _give_up_if_for_good(refused: smtplib.SMTPRecipientsRefused) -> None:
    """5xx says that nobody of this address will ever take it; 4xx says later."""
    for address, (code, words) in refused.recipients.items():
        if code >= REFUSED_FOR_GOOD:
            raise GiveUp(f"{address}: {code} {words.decode(errors='replace')}") from refused
