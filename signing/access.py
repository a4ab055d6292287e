"""Who came by a link: from a mail's secret to a cookie for one recipient, and back to their row."""

from flask import request
from flask import session as cookie
from sqlalchemy.orm import Session

from foundation import tokens, visitors
from foundation.db import found
from foundation.doors import prefer_language
from foundation.errors import Missing
from foundation.language import _
from signing.models import Envelope, Recipient
from signing.notices import PURPOSE
from signing.trail import Actor

ENTERED = "signing"


def by_link(session: Session, secret: str) -> tuple[tokens.Token, Envelope, Recipient]:
    """Return whom a mail's link was made for. Raises Missing or Conflict with a sentence."""
    token = tokens.redeem(session, PURPOSE, secret)
    recipient = found(session, Recipient, token.subject)
    prefer_language(recipient.language)
    return token, found(session, Envelope, recipient.envelope_id), recipient


def by_cookie(session: Session) -> tuple[Envelope, Recipient]:
    """Return who entered by this browser.

    Raises:
        Missing: nobody did, or a newer link was sent since.
        Conflict: the link was withdrawn or its time is over.
    """
    entered = cookie.get(ENTERED) or {}
    token = session.get(tokens.Token, entered.get("token", ""))
    if token is None or token.generation != entered.get("generation"):
        raise Missing(_("Please open the link in your newest mail again."))
    recipient = found(session, Recipient, tokens.still_good(token).subject)
    prefer_language(recipient.language)
    return found(session, Envelope, recipient.envelope_id), recipient


def enter(token: tokens.Token) -> None:
    """Let this browser act for the recipient until it is closed."""
    visitors.forget_asking(ENTERED)
    cookie[ENTERED] = {"token": token.id, "generation": token.generation}


def visitor() -> Actor:
    """Return who asks, as far as a request tells."""
    agent = request.headers.get("User-Agent", "")
    kind = "scanner" if visitors.looks_like_a_scanner() else "unknown"
    return Actor(kind, "", request.remote_addr or "", agent)
