"""Who came by a link: from a mail's secret to a cookie for one share, and back to its row."""

from flask import session as cookie
from sqlalchemy.orm import Session

from foundation import tokens, visitors
from foundation.db import found
from foundation.doors import prefer_language
from foundation.errors import Missing
from foundation.language import _, speaking
from proposals.actions.sharing import PURPOSE
from proposals.gathering import company_card
from proposals.models import Proposal, Share

ENTERED = "shares"
MOST = 5  # offers that one browser reads side by side


def by_link(session: Session, secret: str) -> tuple[tokens.Token, Share]:
    """Return what a mail's link was made for. Raises Missing or Conflict with a sentence."""
    token = tokens.presented(session, PURPOSE, secret)
    shared = found(session, Share, token.subject)
    prefer_language(shared.language)
    shared.must_be_open()
    tokens.still_good(token)
    return token, shared


def by_cookie(session: Session, share_id: str) -> Share:
    """Return a share that this browser has opened.

    Raises:
        Missing: it has not, or a newer link was sent since.
        Conflict: it was withdrawn or replaced, or the link's time is over.
    """
    token_id, generation = (cookie.get(ENTERED) or {}).get(share_id, ("", 0))
    token = session.get(tokens.Token, token_id)
    if token is None or token.generation != generation or token.subject != share_id:
        raise Missing(_("Please open the link in your newest mail again."))
    shared = found(session, Share, share_id)
    prefer_language(shared.language)
    shared.must_be_open()
    tokens.still_good(token)
    return shared


def enter(token: tokens.Token) -> None:
    """Let this browser read the share until it is closed."""
    visitors.forget_asking(ENTERED)
    others = {k: v for k, v in (cookie.get(ENTERED) or {}).items() if k != token.subject}
    newest = list(others.items())[-(MOST - 1) :]
    cookie[ENTERED] = dict([*newest, (token.subject, (token.id, token.generation))])


def frame_of(session: Session, shared: Share) -> dict[str, object]:
    """Return what stands around every page of the share: who sent it, and which offer it is."""
    company = company_card(session).called(speaking())
    return {"company": company, "number": found(session, Proposal, shared.proposal_id).number}
