"""Signing in and out, and choosing a language."""

from urllib.parse import urlsplit

from flask import g, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from foundation.doors import refused_on, session
from foundation.language import LANGUAGES
from foundation.settings import settings
from people import actions
from people.current import person_or_none
from people.queries import PersonCard, generation_of
from people.roles import Role
from web.blueprint import pages
from web.demo_people import DEMO_PASSWORD, sign_ins
from web.security import limiter


@pages.get("/")
def home() -> ResponseReturnValue:
    """Go where this person's work is."""
    person = person_or_none()
    if person is None:
        return redirect(url_for("web.login"))
    return redirect(url_for(_first_page(person)))


def _first_page(person: PersonCard) -> str:
    """Return where somebody of one role alone begins; all others begin with the deals."""
    own = {Role.FINANCE: "deals.orders", Role.CONTENT: "proposals.library"}
    own |= {Role.PRODUCT: "catalog.list_products"}
    [first, *more] = sorted(person.roles) or [Role.REP]
    return "deals.board" if more else own.get(first, "deals.board")


@pages.get("/login")
def login() -> str:
    """Ask who it is."""
    return render_template(
        "web/login.html",
        demo_people=sign_ins(session()) if settings().demo else [],
        demo_password=DEMO_PASSWORD,
        next=request.values.get("next", ""),
    )


@pages.post("/login")
@limiter.limit("20 per minute")
@refused_on("web.login")
def log_in() -> ResponseReturnValue:
    """Start a session with a new cookie; whoever looks around goes on in the language read."""
    person = actions.sign_in(
        session(), request.form.get("email", ""), request.form.get("password", "")
    )
    chosen = cookie.get("language") or request.form.get("language")
    cookie.clear()
    cookie["person"] = person.id
    cookie["generation"] = generation_of(session(), person.id)
    if chosen in LANGUAGES:
        cookie["language"] = chosen
    return redirect(_inside(request.form.get("next", "")) or url_for("web.home"))


@pages.post("/logout")
def log_out() -> ResponseReturnValue:
    """End this session."""
    cookie.clear()
    return redirect(url_for("web.login"))


@pages.post("/language")
def set_language() -> ResponseReturnValue:
    """Answer in a language from now on, on this device and, signed in, in mails too."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        cookie["language"] = chosen
        if person := g.person:
            actions.set_language(session(), person.id, chosen)
    return redirect(_inside(request.form.get("next", "")) or url_for("web.home"))


def _inside(path: str) -> str:
    """Only paths of this service are gone to: ``//elsewhere`` and other hosts are not."""
    parts = urlsplit(path)
    inside = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if inside and not parts.netloc and not parts.scheme else ""
