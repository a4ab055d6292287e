"""Turns refusals, and bugs, into answers: a page, a fragment, or problem+json (RFC 9457)."""

import re
from http import HTTPStatus
from inspect import signature
from typing import cast

import structlog
from apiflask import HTTPError
from flask import Flask, Response, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException, SecurityError

from foundation.db import Readers
from foundation.errors import Conflict, Forbidden, Missing, Refusal
from foundation.language import Text, _, say

log = structlog.get_logger()

PLACE = re.compile(r"#[\w-]{1,80}")

HTTP_WORDS: dict[int, Text] = {
    400: _("The request could not be understood. Please go back and try again."),
    401: _("A valid bearer token is needed."),
    403: _("You may not open this page. If you need it, ask your administrator."),
    404: _("There is no such page. The link may be old or mistyped."),
    405: _("This address does not take this kind of request."),
    413: _("That is too large. At most 20 MB can be sent at once."),
    415: _("This kind of content is not taken here. Please send JSON."),
    429: _("Too many tries in a short time. Please wait a minute."),
}


def answer_refusals(app: Flask) -> None:
    """Register the answers."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(SecurityError, _unknown_host)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(HTTPError, _not_as_described)
    app.register_error_handler(Exception, _bug)


def _refused(refusal: Refusal) -> ResponseReturnValue:
    _start_over()
    if _for_machine():
        return _problem(refusal.status, refusal.title, say(refusal.text), refusal.field)
    g.refusal = refusal
    if request.headers.get("HX-Request"):
        return _fragment(refusal)
    page = _page_again() or render_template("refusal.html", refusal=refusal)
    return cast(ResponseReturnValue, (page, refusal.status))


def _page_again() -> ResponseReturnValue | None:
    """Show the page the form stood on, with everything typed still in it."""
    view = current_app.view_functions.get(request.endpoint or "")
    endpoint = getattr(view, "page_on_refusal", None)
    if endpoint is None:
        return None
    shown = current_app.view_functions[endpoint]
    known = signature(shown).parameters  # a part's form may stand on the page of the whole
    args = {name: value for name, value in (request.view_args or {}).items() if name in known}
    try:
        page = shown(**args)
        return cast(ResponseReturnValue, page)
    except Refusal:
        return None  # the page itself is not to be had: the sentence alone is shown


def _fragment(refusal: Refusal) -> ResponseReturnValue:
    """Answer htmx with the sentence, at the place the form names for it, else on top."""
    place = request.headers.get("X-Refusal-Place", "")
    known = PLACE.fullmatch(place) is not None  # there it does not take the focus from who types on
    body = render_template("refusal_fragment.html", refusal=refusal, placed=known)
    headers = {
        "HX-Retarget": place if known else "#messages",
        "HX-Reswap": "innerHTML",
        "HX-Reselect": "[data-refusal]",  # whatever the request meant to pick from the answer
    }
    return body, refusal.status, headers


def _problem(status: int, title: str, detail: str, field: str | None = None) -> Response:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if field:
        body["field"] = field
    response = jsonify(body)
    response.status_code = status
    response.content_type = "application/problem+json"
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _form_too_old(_error: CSRFError) -> ResponseReturnValue:
    words = _("This page was open for long, or your browser blocks cookies. Please send it again.")
    return _refused(Conflict(words))


def _unknown_host(_error: SecurityError) -> ResponseReturnValue:
    """Answer in a line: under a name that is not ours no page of ours can be drawn."""
    return Response(f"{say(HTTP_WORDS[400])}\n", 400, content_type="text/plain; charset=utf-8")


def _http_error(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if error.response is not None or code < HTTPStatus.BAD_REQUEST:
        return error
    words = HTTP_WORDS.get(code, _("This is not possible."))
    if code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        request.form = ImmutableMultiDict()  # it was not read, and the page must not try again
    if _for_machine():
        _start_over()
        return _problem(code, HTTPStatus(code).phrase, say(words))
    kind = {403: Forbidden, 404: Missing}.get(code, Refusal)
    _start_over()
    g.refusal = kind(words)
    return render_template("refusal.html", refusal=g.refusal), code


def _not_as_described(error: HTTPError) -> ResponseReturnValue:
    """Say which parts of the request are not what the description of the API asks for."""
    _start_over()
    wrong = {field: why for place in error.detail.values() for field, why in place.items()}
    parts = "; ".join(f"{field}: {why[0]}" for field, why in wrong.items())
    words = _("This is not as the description of the API asks: %(parts)s.", parts=parts[:2000])
    field = next(iter(wrong), None)
    return _problem(error.status_code, Refusal.title, say(words), field and str(field))


def _bug(error: Exception) -> ResponseReturnValue:
    log.error("bug", path=request.path, exc_info=error)
    _start_over()
    if _for_machine():
        words = _("Something went wrong on our side. The id is %(id)s.", id=g.request_id)
        return _problem(500, "Internal error", say(words))
    return render_template("error.html", request_id=g.get("request_id", "")), 500


def _start_over() -> None:
    """Forget what the refused request wrote; what is shown next only reads."""
    if session := g.get("session"):
        session.rollback()
        session.close()
        g.session = Readers()


def _for_machine() -> bool:
    return request.path.startswith("/api/")
