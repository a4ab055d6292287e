"""Links that open one thing for one person: derived, not stored (``reliability.md`` D9).

The secret is HMAC-SHA256(master, id, purpose, generation), 256 bits; the database holds only its
SHA-256. So a mail that is sent again can carry the link again, while a stolen database opens
nothing. A new generation makes every older link of the token useless.
"""

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from foundation.db import Key, Model, Moment, new_key, utcnow
from foundation.errors import Conflict, Missing
from foundation.keys import derive
from foundation.language import _
from foundation.settings import settings


class Token(Model):
    """Who may open what, until when. ``subject`` is the id of what it opens."""

    __tablename__ = "token"

    id: Mapped[Key] = mapped_column(default_factory=new_key("tok"))
    purpose: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    bound: Mapped[str] = mapped_column(default="")  # a revision, a person: what else it is tied to
    path: Mapped[str]
    generation: Mapped[int] = mapped_column(default=1)
    digest: Mapped[str] = mapped_column(unique=True, default="")
    issued_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
    expires_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None] = mapped_column(default=None)


def issue(
    session: Session,
    *,
    purpose: str,
    subject: str,
    path: str,
    expires_at: datetime,
    bound: str = "",
) -> Token:
    """Make a token whose link is ``address/path/secret``."""
    token = Token(purpose=purpose, subject=subject, path=path, expires_at=expires_at, bound=bound)
    token.digest = _digest(secret(token))
    session.add(token)
    session.flush()
    return token


def secret(token: Token) -> str:
    """Return the part of the link that nobody can guess."""
    words = f"{token.id}|{token.purpose}|{token.generation}".encode()
    derived = hmac.new(derive("tokens"), words, sha256).digest()
    return urlsafe_b64encode(derived).rstrip(b"=").decode()


def link(token: Token) -> str:
    """Return the absolute address that the token opens."""
    return f"{settings().address}/{token.path}/{secret(token)}"


def redeem(session: Session, purpose: str, secret_words: str) -> Token:
    """Return the token of a presented secret. Nothing is used up: a scanner may come first.

    Raises:
        Missing: nobody was given this link, or a newer one replaced it.
        Conflict: it is withdrawn, or its time is over.
    """
    return still_good(presented(session, purpose, secret_words))


def presented(session: Session, purpose: str, secret_words: str) -> Token:
    """Return the token of a secret even if its time is over, to say what became of its subject.

    Raises:
        Missing: there is none.
    """
    digest = _digest(secret_words)
    known = select(Token).where(Token.digest == digest, Token.purpose == purpose)
    token = session.scalars(known).one_or_none()
    if token is None:
        raise Missing(_("This link is not valid. Please use the newest mail, or ask the sender."))
    return token


def still_good(token: Token) -> Token:
    """Return the token if it is neither withdrawn nor over; every request with its cookie asks.

    Raises:
        Conflict: it is.
    """
    if token.revoked_at is not None:
        raise Conflict(_("This link was withdrawn. Please ask the sender for a new one."))
    if token.expires_at <= utcnow():
        raise Conflict(
            _(
                "This link was valid until %(when)s. Please ask for a new one.",
                when=token.expires_at,
            )
        )
    return token


def renew(token: Token) -> Token:
    """Make a new link; every older one of this token stops working."""
    token.generation += 1
    token.digest = _digest(secret(token))
    return token


def revoke(session: Session, *, purpose: str, subject: str) -> None:
    """Withdraw every link to a subject."""
    live = update(Token).where(Token.purpose == purpose, Token.subject == subject)
    session.execute(live.where(Token.revoked_at.is_(None)).values(revoked_at=utcnow()))


def _digest(words: str) -> str:
    return sha256(words.encode()).hexdigest()
