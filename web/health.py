"""Is the service alive, and is everything there that it needs."""

import structlog
from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue

from foundation.doors import session
from foundation.errors import Refusal
from foundation.language import _, say
from web.blueprint import pages
from web.security import csrf, limiter
from web.self_check import checks, room_left

log = structlog.get_logger()

READING = {"GET", "HEAD", "OPTIONS"}


class NoRoom(Refusal):
    """The disk is nearly full: what is there is kept safe, nothing new is begun."""

    status = 503
    title = "No room"


@pages.get("/healthz")
def healthz() -> str:
    """Alive."""
    return "ok"


@pages.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Ready when everything that is needed is there."""
    seen = checks(session())
    ready = all(check.ok for check in seen if check.needed)
    body = {say(c.name, "en"): {"ok": c.ok, "detail": say(c.detail, "en")} for c in seen}
    return jsonify(ready=ready, checks=body), 200 if ready else 503


@pages.post("/csp-report")
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF ships no types
@limiter.limit("20 per minute")
def csp_report() -> Response:
    """Take note of what a browser refused to run."""
    log.warning("csp", report=request.get_data(as_text=True)[:1000])
    return Response(status=204)


def keep_room(app: Flask) -> None:
    """Refuse new work while the disk is nearly full."""
    app.before_request(_must_have_room)


def _must_have_room() -> None:
    signing_in = (request.endpoint or "").startswith("web.")
    if request.method not in READING and not signing_in and not room_left():
        raise NoRoom(_("The disk of the server is nearly full. Please tell your administrator."))
