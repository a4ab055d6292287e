"""Whether it is a human who followed a link from a mail: programs of mail servers come first.

A page asks for a press of its button. The browser's script says that a hand or a key made it;
where there is no script, the button has to be pressed a second time, neither at once nor much
later, with a word that only the first answer carried.
"""

import re
import secrets
from time import time

from flask import request
from flask import session as cookie

from foundation.tokens import Token

SCANNERS = re.compile(
    r"bot|crawl|spider|scan|safelinks|barracuda|proofpoint|mimecast|symantec|urldefense|curl|wget"
    r"|python|java/|go-http|headless|preview|facebookexternalhit|slack|teams",
    re.IGNORECASE,
)
TOO_QUICK = 0.8  # seconds: nobody reads a page and presses its button faster
TOO_LATE = 600.0


def looks_like_a_scanner() -> bool:
    """True for what names itself as a program, or does not name itself."""
    agent = request.headers.get("User-Agent", "")
    return not agent or bool(SCANNERS.search(agent))


def by_hand(token: Token, room: str) -> bool:
    """True when the form was sent by somebody: by a hand, or by a second press."""
    if request.form.get("gesture"):
        return True
    return _answered(token, room, request.form.get("word", ""))


def ask_again(token: Token, room: str) -> str:
    """Return a word that must come back with a second press of the button."""
    word = secrets.token_urlsafe(16)
    cookie[_place(room)] = {"token": token.id, "word": word, "at": time()}
    return word


def forget_asking(room: str) -> None:
    """Nothing is to be answered any more."""
    cookie.pop(_place(room), None)


def _answered(token: Token, room: str, word: str) -> bool:
    asked = cookie.get(_place(room)) or {}
    waited = time() - float(asked.get("at", 0))
    same = bool(word) and secrets.compare_digest(str(asked.get("word", "")).encode(), word.encode())
    return same and asked.get("token") == token.id and TOO_QUICK <= waited <= TOO_LATE


def _place(room: str) -> str:
    return f"{room}_asked"
