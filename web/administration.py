"""What administrators see: the state of the service, work that needs attention, people."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from foundation import outbox
from foundation.doors import page_number, page_of, refused_on, session
from foundation.errors import Missing
from foundation.language import _, say
from foundation.outbox import Delivery
from foundation.settings import settings
from people import actions, queries
from people.roles import Role
from web.blueprint import pages
from web.self_check import checks


@pages.get("/admin")
def admin() -> str:
    """Show how the service is."""
    stuck = select(Delivery).where(Delivery.state == "attention")
    return render_template(
        "web/admin.html",
        checks=checks(session()),
        attention=page_of(stuck).total,
        tokens=queries.tokens_of(session()),
        people={p.id: p for p in queries.people(session())},
    )


@pages.post("/admin/tokens/<token_id>/revoke")
def revoke_token(token_id: str) -> ResponseReturnValue:
    """Let a bearer token open nothing any more."""
    actions.revoke_token(session(), token_id)
    flash(say(_("The token is revoked and opens nothing any more.")))
    return redirect(url_for("web.admin"))


@pages.get("/admin/deliveries")
def deliveries() -> str:
    """List what is still to be done, or needs attention."""
    state = request.args.get("state", "")
    query = select(Delivery).options(joinedload(Delivery.fact)).order_by(Delivery.due_at.desc())
    if state:
        query = query.where(Delivery.state == state)
    return render_template("web/deliveries.html", page=page_of(query, page_number()), state=state)


@pages.post("/admin/deliveries/<delivery_id>/retry")
def retry_delivery(delivery_id: str) -> ResponseReturnValue:
    """Try a delivery again that was given up."""
    outbox.retry(session(), delivery_id)
    flash(say(_("It will be tried again at once.")))
    return redirect(url_for("web.deliveries", state="attention"))


@pages.get("/admin/people")
def people() -> str:
    """List everybody, with a form to add one more."""
    return render_template("web/people.html", people=queries.people(session()), roles=list(Role))


@pages.post("/admin/people")
@refused_on("web.people")
def add_person() -> ResponseReturnValue:
    """Add somebody."""
    form = request.form
    added = actions.add_person(
        session(),
        email=form.get("email", ""),
        name=form.get("name", ""),
        name_en=form.get("name_en", ""),
        language=form.get("language", "ja"),
        section=form.get("section", ""),
        roles=_roles(),
        password=form.get("password", ""),
    )
    flash(say(_("%(name)s was added.", name=added.name)))
    return redirect(url_for("web.people"))


@pages.get("/admin/people/<person_id>")
def person(person_id: str) -> str:
    """Show one person, to be changed."""
    shown = queries.person_card(session(), person_id)
    return render_template("web/person.html", shown=shown, roles=list(Role))


@pages.post("/admin/people/<person_id>")
@refused_on("web.person")
def change_person(person_id: str) -> ResponseReturnValue:
    """Change what somebody may do."""
    form = request.form
    changed = actions.change_person(
        session(),
        person_id,
        name=form.get("name", ""),
        name_en=form.get("name_en", ""),
        language=form.get("language", "ja"),
        section=form.get("section", ""),
        roles=_roles(),
        active=form.get("active") == "yes",
    )
    if password := form.get("password"):
        actions.set_password(session(), person_id, password)
    flash(say(_("%(name)s was changed.", name=changed.name)))
    return redirect(url_for("web.people"))


@pages.get("/styleguide")
def styleguide() -> str:
    """Show every part of the pages once, for whoever builds them."""
    if not settings().demo:
        raise Missing(_("There is no such page. The link may be old or mistyped."))
    return render_template("web/styleguide.html")


def _roles() -> list[Role]:
    return [Role(role) for role in request.form.getlist("roles") if role in set(Role)]
