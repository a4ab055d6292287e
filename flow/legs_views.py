"""The pages of a deal's way to its end customer, and of the balance of our channels."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

import flow.legs
from cpq.channels.legs import PriceBasis
from cpq.channels.papers import DOCUMENTS
from cpq.channels.policy import policy_of
from cpq.channels.showing import lists_to_choose
from cpq.queries import row_of
from cpq.standing import revision_alone
from cpq.terms import PAYMENT
from customers.reading import CURRENCIES
from deals.queries import deal_card
from flow.blueprint import pages
from foundation.doors import refused_on, session
from foundation.language import _, say
from people.current import person
from people.roles import SALES

UP, DOWN = -1, 1


@pages.get("/deals/<deal_id>/legs")
def show_legs(deal_id: str) -> str:
    """Show whom the sale passes, what everybody pays and earns, and the quotes of the legs."""
    words = request.args.get("q", "").strip()[:100]
    return render_template(
        "flow/legs.html",
        deal=deal_card(session(), deal_id),
        way=flow.legs.legs_of(session(), deal_id, request.values.get("source_id", "")),
        found=flow.legs.buyers_found(session(), deal_id, words),
        q=words,
        lists=lists_to_choose(session()),
        bases=[(basis.value, basis.label) for basis in PriceBasis],
        payment=PAYMENT,
        documents=DOCUMENTS,
        currencies=[(one, one) for one in CURRENCIES],
        may_see_margin=person().may_act_as(*SALES),
    )


@pages.get("/deals/<deal_id>/legs/buyers")
def find_buyers(deal_id: str) -> str:
    """Return the companies found by what is being typed."""
    words = request.args.get("q", "").strip()[:100]
    found = flow.legs.buyers_found(session(), deal_id, words)
    deal = deal_card(session(), deal_id)
    return render_template("flow/leg_buyers.html", deal=deal, found=found, q=words)


@pages.post("/deals/<deal_id>/legs")
@refused_on("flow.show_legs")
def add_leg(deal_id: str) -> ResponseReturnValue:
    """Let the sale pass another company."""
    flow.legs.add_leg(session(), deal_id, request.form.get("buyer_id", ""), by=person())
    return _back(deal_id)


@pages.post("/deals/<deal_id>/legs/<leg_id>")
@refused_on("flow.show_legs")
def change_leg(deal_id: str, leg_id: str) -> ResponseReturnValue:
    """Change the price, the documents and the terms of a leg."""
    fields = {"show_reference": ""} | request.form.to_dict()
    documents = request.form.getlist("documents")
    flow.legs.change_leg(session(), deal_id, leg_id, fields, documents)
    flash(say(_("The leg is saved.")))
    return _back(deal_id)


@pages.post("/deals/<deal_id>/legs/<leg_id>/move")
@refused_on("flow.show_legs")
def move_leg(deal_id: str, leg_id: str) -> ResponseReturnValue:
    """Let a company stand one place nearer to us, or to the customer."""
    step = UP if request.form.get("to") == "up" else DOWN
    flow.legs.move_leg(session(), deal_id, leg_id, step, by=person())
    return _back(deal_id)


@pages.post("/deals/<deal_id>/legs/<leg_id>/remove")
@refused_on("flow.show_legs")
def remove_leg(deal_id: str, leg_id: str) -> ResponseReturnValue:
    """Let the sale pass a company no more."""
    flow.legs.remove_leg(session(), deal_id, leg_id, by=person())
    return _back(deal_id)


@pages.post("/deals/<deal_id>/legs/<leg_id>/resale")
@refused_on("flow.show_legs")
def note_resale(deal_id: str, leg_id: str) -> ResponseReturnValue:
    """Write down what a reseller said it will sell for."""
    flow.legs.note_resale(session(), deal_id, leg_id, request.form, by=person())
    flash(say(_("The stated price is noted. Nothing else follows from it.")))
    return _back(deal_id)


@pages.post("/deals/<deal_id>/legs/quotes")
@refused_on("flow.show_legs")
def make_leg_quotes(deal_id: str) -> ResponseReturnValue:
    """Make every leg's quote, or bring them up to date."""
    source_id = request.form.get("source_id", "")
    made = flow.legs.make_quotes(session(), deal_id, source_id, by=person())
    flash(say(_("Every leg has its quote: %(n)s quotes are up to date.", n=len(made))))
    if back := request.form.get("back", ""):
        return redirect(url_for("cpq.show_quote", revision_id=back), 303)
    return _back(deal_id)


@pages.get("/quotes/<revision_id>/legs")
def quote_legs(revision_id: str) -> ResponseReturnValue:
    """Say on a quote's page whether its legs are behind, and link their quotes to each other."""
    quote = row_of(revision_alone(session(), revision_id))
    if not request.headers.get("HX-Request"):
        return redirect(url_for("flow.show_legs", deal_id=quote.deal_id))
    way = flow.legs.way_of_quote(session(), quote)
    deal = deal_card(session(), quote.deal_id)
    return render_template("flow/quote_legs.html", quote=quote, way=way, deal=deal)


@pages.get("/deals/<deal_id>/balance")
def deal_balance(deal_id: str) -> str:
    """Show what the end user pays and what we net over every channel."""
    return render_template(
        "flow/balance.html",
        deal=deal_card(session(), deal_id),
        balance=flow.legs.balance_of(session(), deal_id, request.args.get("source_id", "")),
        policy=policy_of(session()),
    )


def _back(deal_id: str) -> ResponseReturnValue:
    source_id = request.form.get("source_id") or None
    return redirect(url_for("flow.show_legs", deal_id=deal_id, source_id=source_id), 303)
