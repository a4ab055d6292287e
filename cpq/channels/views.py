"""Pages of registered deals, and of what is usual in our channels."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq.blueprint import cpq
from cpq.catalog.categories import category_label
from cpq.catalog.queries import categories
from cpq.channels import registrations
from cpq.channels.policy import PERCENTS, change_policy, policy_of
from cpq.channels.registrations import RegistrationState, state_of
from cpq.channels.showing import lists_to_choose
from cpq.models import DealRegistration
from customers.queries import all_customers, customer_cards, partners
from foundation.db import found
from foundation.doors import page_number, page_of, refused_on, session
from foundation.language import _, say
from people.current import person


@cpq.get("/registrations")
def list_registrations() -> str:
    """List registered deals, newest first, and ask for a new one."""
    words, state = request.args.get("q", "").strip()[:100], request.args.get("state", "")
    query = registrations.registrations_matching(words, state)
    page = page_of(query, page_number())
    named = {key for row in page.rows for key in (row.customer_id, row.holder_id)}
    return render_template(
        "channels/registrations.html",
        page=page,
        companies=customer_cards(session(), named),
        q=words,
        state=state,
        states=RegistrationState,
        state_of=state_of,
        customers=all_customers(session()),
        partners=partners(session()),
        families=[(key, category_label(key)) for key in categories(session())],
        category_label=category_label,
    )


@cpq.post("/registrations")
@refused_on("cpq.list_registrations")
def request_registration() -> ResponseReturnValue:
    """Write down that a dealer asks for a customer."""
    row = registrations.request_registration(session(), request.form, by=person().name)
    flash(say(_("Registration %(number)s waits for a manager.", number=row.number)))
    return _to(row.id)


@cpq.get("/registrations/<registration_id>")
def show_registration(registration_id: str) -> str:
    """Show one registered deal: whose it is, until when, and what it gives."""
    row = found(session(), DealRegistration, registration_id)
    other = registrations.holding(session(), row.customer_id, row.category, beside=row.holder_id)
    named = [row.customer_id, row.holder_id, *([other.holder_id] if other else [])]
    return render_template(
        "channels/registration.html",
        row=row,
        state=state_of(row),
        other=other,
        companies=customer_cards(session(), named),
        policy=policy_of(session()),
        lists=lists_to_choose(session()),
        category_label=category_label,
    )


@cpq.post("/registrations/<registration_id>/grant")
@refused_on("cpq.show_registration")
def grant_registration(registration_id: str) -> ResponseReturnValue:
    """Protect it."""
    row = registrations.grant_registration(
        session(), registration_id, request.form, by=person().name
    )
    flash(say(_("Registration %(number)s is granted.", number=row.number)))
    return _to(registration_id)


@cpq.post("/registrations/<registration_id>/refuse")
@refused_on("cpq.show_registration")
def refuse_registration(registration_id: str) -> ResponseReturnValue:
    """Say no, with the reason."""
    reason = request.form.get("reason", "")
    row = registrations.refuse_registration(
        session(), registration_id, reason=reason, by=person().name
    )
    flash(say(_("Registration %(number)s is refused.", number=row.number)))
    return _to(registration_id)


@cpq.post("/registrations/<registration_id>/end")
@refused_on("cpq.show_registration")
def end_registration(registration_id: str) -> ResponseReturnValue:
    """End the protection from today on."""
    row = registrations.end_registration(session(), registration_id, by=person().name)
    flash(say(_("The protection of %(number)s has ended.", number=row.number)))
    return _to(registration_id)


@cpq.get("/channel-policy")
def channel_policy() -> str:
    """Show what is usual in our channels."""
    return render_template("channels/policy.html", policy=policy_of(session()), percents=PERCENTS)


@cpq.post("/channel-policy")
@refused_on("cpq.channel_policy")
def change_channel_policy() -> ResponseReturnValue:
    """Change what is usual."""
    change_policy(session(), request.form)
    flash(say(_("What is usual in our channels is saved.")))
    return redirect(url_for("cpq.channel_policy"), 303)


def _to(registration_id: str) -> ResponseReturnValue:
    return redirect(url_for("cpq.show_registration", registration_id=registration_id), 303)
