"""One request is one transaction: opened before the view, committed after a good answer.

A GET reads one consistent state and writes nothing. Also: the request's id for the logs, who is
asking, and in which language they are answered.
"""

import re
from time import perf_counter
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request
from flask import session as cookie

from foundation import language
from foundation.db import Readers, Sessions
from people.queries import PersonCard, generation_of, person_card, person_of_token

log = structlog.get_logger()

SAFE = {"GET", "HEAD", "OPTIONS"}
UNTOLD = {"static", "web.healthz"}  # asked for all the time, and of no interest
SECRET_PATH = re.compile(r"^/(a|p|sign)/[\w-]{16,}")


def open_requests(app: Flask) -> None:
    """Let every request have its id, session, person and language."""
    app.before_request(_begin)
    app.after_request(_finish)
    app.teardown_request(_close)


def _begin() -> None:
    g.request_id = uuid4().hex[:12]
    g.started = perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)
    if request.endpoint == "static":
        return
    g.session = Readers() if request.method in SAFE else Sessions()
    g.person = _from_token() if request.path.startswith("/api/") else _from_cookie()
    language.speak(_language())


def _from_cookie() -> PersonCard | None:
    person_id = cookie.get("person")
    if not person_id:
        return None
    if generation_of(g.session, person_id) != cookie.get("generation"):
        cookie.pop("person", None)
        return None
    return person_card(g.session, person_id)


def _from_token() -> PersonCard | None:
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    return person_of_token(g.session, secret) if scheme.lower() == "bearer" else None


def _language() -> str:
    """Answer as chosen on this device, else as the person reads, else as the browser asks."""
    asked = request.accept_languages.best_match(language.LANGUAGES)
    own = g.person.language if g.person else None
    chosen = None if request.path.startswith("/api/") else cookie.get("language")
    if request.path.startswith("/api/"):
        return asked or own or language.LANGUAGES[0]
    return chosen or own or asked or language.LANGUAGES[0]


def _finish(response: Response) -> Response:
    if (session := g.get("session")) and request.method not in SAFE and response.status_code < 400:  # noqa: PLR2004  (errors begin at 400)
        session.commit()
    response.headers["X-Request-Id"] = g.request_id
    _write_log(response)
    return response


def _write_log(response: Response) -> None:
    if request.endpoint in UNTOLD:
        return
    path = SECRET_PATH.sub(r"/\1/…", request.path)
    took = round((perf_counter() - g.started) * 1000)
    log.info("answered", method=request.method, path=path, status=response.status_code, ms=took)


def _close(_error: BaseException | None) -> None:
    if session := g.pop("session", None):
        session.close()
