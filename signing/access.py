"""Who came by a link: from a mail's secret to a cookie for one recipient, and back to their row."""

import re
import secrets
from time import time

from flask import request
from flask import session as cookie
from sqlalchemy.orm import Session

from foundation import tokens
from foundation.db import found
from foundation.doors import prefer_language
from foundation.errors import Missing
from foundation.language import _
from signing.models import Envelope, Recipient
from signing.notices import PURPOSE
from signing.trail import Actor

SCANNERS = re.compile(
    r"bot|crawl|spider|scan|safelinks|barracuda|proofpoint|mimecast|symantec|urldefense|curl|wget"
    r"|python|java/|go-http|headless|preview|facebookexternalhit|slack|teams",
    re.IGNORECASE,
)
ENTERED = "signing"
ASKED = "signing_asked"
TOO_QUICK = 0.8  # seconds: nobody reads a page and presses its button faster
TOO_LATE = 600.0


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
    cookie.pop(ASKED, None)
    cookie[ENTERED] = {"token": token.id, "generation": token.generation}


def visitor() -> Actor:
    """Return who asks, as far as a request tells."""
    agent = request.headers.get("User-Agent", "")
    kind = "scanner" if SCANNERS.search(agent) or not agent else "unknown"
    return Actor(kind, "", request.remote_addr or "", agent)


def ask_again(token: tokens.Token) -> str:
    """Return a word that must come back with a second press of the button."""
    word = secrets.token_urlsafe(16)
    cookie[ASKED] = {"token": token.id, "word": word, "at": time()}
    return word


def answered(token: tokens.Token, word: str) -> bool:
    """True when the word came back, neither at once nor much later."""
    asked = cookie.get(ASKED) or {}
    waited = time() - float(asked.get("at", 0))
    same = secrets.compare_digest(str(asked.get("word", "")), word) and bool(word)
    return same and asked.get("token") == token.id and TOO_QUICK <= waited <= TOO_LATE
