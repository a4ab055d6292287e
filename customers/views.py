"""The pages of customers: the list, a company, and its people."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from customers import actions, queries
from customers.channels import USUAL, Channel
from customers.industries import INDUSTRIES, SIZES, industry_label, size_label
from customers.listing import as_csv
from customers.reading import CURRENCIES
from foundation.db import today
from foundation.doors import page_number, page_of, refused_on, session
from foundation.language import _, say

customers = Blueprint("customers", __name__)


@customers.get("/customers")
def list_customers() -> str:
    """List the companies, by kana, or those that were searched for."""
    words, sort = request.args.get("q", "").strip()[:200], request.args.get("sort", "kana")
    page = page_of(queries.customers_matching(words, sort), page_number())
    return render_template(
        "customers/list.html",
        page=page,
        rows=[queries.customer_of(row) for row in page.rows],
        people=queries.people_counted(session(), [row.id for row in page.rows]),
        q=words,
        sort=sort,
        industry_label=industry_label,
    )


@customers.get("/customers.csv")
def export_customers() -> Response:
    """Hand out the list as a file."""
    found = session().scalars(queries.customers_matching(request.args.get("q", "")[:200]))
    answer = Response(as_csv(map(queries.customer_of, found)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="customers-{today()}.csv"'
    return answer


@customers.get("/customers/new")
def new_customer() -> str:
    """Ask for a new company."""
    return render_template("customers/edit.html", shown=None, **_choices())


@customers.post("/customers")
@refused_on("customers.new_customer")
def add_customer() -> ResponseReturnValue:
    """Add a company."""
    added = actions.add_customer(session(), request.form)
    flash(say(_("%(name)s was added.", name=added.name)))
    return redirect(url_for("customers.show_customer", customer_id=added.id))


@customers.get("/customers/<customer_id>")
def show_customer(customer_id: str) -> str:
    """Show a company with its divisions and people."""
    shown = queries.customer_card(session(), customer_id)
    route = queries.customer_cards(session(), [shown.dealer_id, shown.distributor_id])
    return render_template(
        "customers/show.html",
        shown=shown,
        route=route,
        channel=Channel(shown.channel).label,
        divisions=queries.divisions_of(session(), customer_id),
        contacts=queries.contacts_of(session(), customer_id, former=True),
        industry_label=industry_label,
        size_label=size_label,
    )


@customers.get("/customers/<customer_id>/edit")
def edit_customer(customer_id: str) -> str:
    """Show what is known of a company, to be changed."""
    shown = queries.customer_card(session(), customer_id)
    return render_template("customers/edit.html", shown=shown, **_choices(shown))


@customers.post("/customers/<customer_id>")
@refused_on("customers.edit_customer")
def change_customer(customer_id: str) -> ResponseReturnValue:
    """Change a company, unless somebody else did meanwhile."""
    changed = actions.change_customer(session(), customer_id, request.form)
    flash(say(_("%(name)s was changed.", name=changed.name)))
    return redirect(url_for("customers.show_customer", customer_id=customer_id))


@customers.post("/customers/<customer_id>/divisions")
@refused_on("customers.show_customer")
def add_division(customer_id: str) -> ResponseReturnValue:
    """Add a division."""
    added = actions.add_division(session(), customer_id, request.form)
    flash(say(_("%(name)s was added.", name=added.name)))
    return redirect(url_for("customers.show_customer", customer_id=customer_id))


@customers.get("/customers/<customer_id>/contacts/new")
def new_contact(customer_id: str) -> str:
    """Ask for a new person."""
    return _contact_page(customer_id, None)


@customers.post("/customers/<customer_id>/contacts")
@refused_on("customers.new_contact")
def add_contact(customer_id: str) -> ResponseReturnValue:
    """Add a person."""
    added = actions.add_contact(session(), customer_id, request.form)
    flash(say(_("%(name)s was added.", name=added.name)))
    return redirect(url_for("customers.show_customer", customer_id=customer_id))


@customers.get("/customers/<customer_id>/contacts/<contact_id>")
def edit_contact(customer_id: str, contact_id: str) -> str:
    """Show one person, to be changed."""
    return _contact_page(
        customer_id, queries.contact_of_customer(session(), customer_id, contact_id)
    )


@customers.post("/customers/<customer_id>/contacts/<contact_id>")
@refused_on("customers.edit_contact")
def change_contact(customer_id: str, contact_id: str) -> ResponseReturnValue:
    """Change a person, or let them be somebody who has left."""
    queries.contact_of_customer(session(), customer_id, contact_id)
    changed = actions.change_contact(session(), contact_id, request.form)
    flash(say(_("%(name)s was changed.", name=changed.name)))
    return redirect(url_for("customers.show_customer", customer_id=customer_id))


def _choices(shown: queries.CustomerCard | None = None) -> dict[str, object]:
    """Return what a company's fields can be chosen from; itself is no partner of its own."""
    own = shown.id if shown else ""
    route = [shown.dealer_id, shown.distributor_id] if shown else []
    named = {one.id: one for one in queries.partners(session())}
    named |= queries.customer_cards(session(), route)
    return {
        "industries": INDUSTRIES,
        "sizes": SIZES,
        "channels": list(USUAL),
        "currencies": CURRENCIES,
        "partners": [one for one in named.values() if one.id != own],
    }


def _contact_page(customer_id: str, contact: queries.ContactCard | None) -> str:
    return render_template(
        "customers/contact.html",
        shown=queries.customer_card(session(), customer_id),
        contact=contact,
        divisions=queries.divisions_of(session(), customer_id),
    )
