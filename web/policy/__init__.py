"""Who may open which route. What is in no table is refused; a test walks every route."""

from flask import Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden as HttpForbidden
from werkzeug.exceptions import Unauthorized

from people.queries import PersonCard
from web.policy.catalogue import CATALOGUE
from web.policy.quotes import QUOTES
from web.policy.rooms import ROOMS
from web.policy.shell import SHELL
from web.policy.who import ANYONE, Who

__all__ = ["ANYONE", "POLICY", "allowed", "enforce", "may"]

POLICY: dict[str, Who] = SHELL | ROOMS | CATALOGUE | QUOTES


def may(endpoint: str) -> bool:
    """True when whoever is asking may open an endpoint that exists."""
    return endpoint in current_app.view_functions and allowed(endpoint, g.get("person"))


def allowed(endpoint: str, person: PersonCard | None) -> bool:
    """True when the table lets the person in."""
    if endpoint not in POLICY:
        return False
    who = POLICY[endpoint]
    return who is None or (person is not None and not person.roles.isdisjoint(who))


def enforce(app: Flask) -> None:
    """Ask the table before every view."""
    app.before_request(_ask)


def _ask() -> ResponseReturnValue | None:
    endpoint = request.endpoint
    if endpoint is None or allowed(endpoint, g.get("person")):
        return None
    if g.get("person") is not None:
        raise HttpForbidden
    if request.path.startswith("/api/"):
        raise Unauthorized
    return redirect(
        url_for("web.login", next=request.full_path if request.query_string else request.path)
    )
