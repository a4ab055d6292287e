"""The pages of price lists."""

from flask import Response, flash, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from cpq.blueprint import cpq
from cpq.listing import actions, queries
from customers.channels import LABELS as CHANNELS
from customers.queries import all_customers
from foundation.db import today
from foundation.doors import page_number, page_of, refused_on, session
from foundation.language import _, say, speaking

LONGEST_WORDS = 100


@cpq.get("/price-lists")
def list_price_lists() -> str:
    """List the price lists, with a form to open one more."""
    return render_template(
        "catalog/price_lists.html",
        lists=queries.price_lists(session()),
        scopes=list(queries.SCOPE_LABELS.items()),
        channels=list(CHANNELS.items()),
        currencies=[(code, code) for code in actions.CURRENCIES],
        groups=_groups(),
        whose=_whose(),
    )


@cpq.post("/price-lists")
@refused_on("cpq.list_price_lists")
def add_price_list() -> ResponseReturnValue:
    """Open a price list."""
    row = actions.add_list(session(), request.form)
    flash(say(_("%(code)s was opened.", code=row.code)))
    return redirect(url_for("cpq.show_price_list", list_id=row.id))


@cpq.get("/price-lists/<list_id>")
def show_price_list(list_id: str) -> str:
    """Show a list's prices, found by the words of their products."""
    row = queries.price_list_row(session(), list_id)
    words = request.args.get("q", "")[:LONGEST_WORDS]
    page = page_of(queries.entries_matching(list_id, words), page_number())
    return render_template(
        "catalog/price_list.html",
        price_list=row,
        page=page,
        entries=queries.with_products(session(), list(page.rows)),
        words=words,
        today=today(),
        scope=queries.SCOPE_LABELS[row.scope],
        whose=_whose(),
        sku=request.args.get("sku", ""),
    )


@cpq.post("/price-lists/<list_id>")
@refused_on("cpq.show_price_list")
def change_price_list(list_id: str) -> ResponseReturnValue:
    """Rename a list, or put it out of use."""
    row = actions.change_list(session(), list_id, request.form)
    flash(say(_("%(code)s was changed.", code=row.code)))
    return redirect(url_for("cpq.show_price_list", list_id=list_id))


@cpq.post("/price-lists/<list_id>/entries")
@refused_on("cpq.show_price_list")
def put_price(list_id: str) -> ResponseReturnValue:
    """Put a price on a list."""
    entry = actions.put_entry(session(), list_id, request.form)
    flash(say(_("The price of %(sku)s is on the list.", sku=entry.sku)))
    return redirect(url_for("cpq.show_price_list", list_id=list_id, q=entry.sku))


@cpq.get("/price-lists/<list_id>/entries/<entry_id>")
def show_price(list_id: str, entry_id: str) -> str:
    """Show one price, to be changed."""
    return render_template(
        "catalog/price.html",
        price_list=queries.price_list_row(session(), list_id),
        entry=queries.entry_row(session(), list_id, entry_id),
    )


@cpq.post("/price-lists/<list_id>/entries/<entry_id>")
@refused_on("cpq.show_price")
def change_price(list_id: str, entry_id: str) -> ResponseReturnValue:
    """Change a price, its break or its days."""
    entry = actions.change_entry(session(), list_id, entry_id, request.form)
    flash(say(_("The price of %(sku)s was changed.", sku=entry.sku)))
    return redirect(url_for("cpq.show_price_list", list_id=list_id, q=entry.sku))


@cpq.post("/price-lists/<list_id>/entries/<entry_id>/remove")
def remove_price(list_id: str, entry_id: str) -> ResponseReturnValue:
    """Take a price off a list."""
    sku = actions.remove_entry(session(), list_id, entry_id)
    flash(say(_("The price of %(sku)s was taken off the list.", sku=sku)))
    return redirect(url_for("cpq.show_price_list", list_id=list_id))


@cpq.get("/price-lists/<list_id>/export.csv")
def export_price_list(list_id: str) -> Response:
    """Hand a list out as CSV that the import reads again."""
    row = queries.price_list_row(session(), list_id)
    lines = stream_with_context(queries.export(session(), row))
    answer = Response(lines, mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{row.code}.csv"'
    return answer


def _groups() -> list[str]:
    return sorted({c.price_group for c in all_customers(session()) if c.price_group})


def _whose() -> dict[str, str]:
    """Return what to call those a list is for, by the key it holds."""
    called = {channel.value: say(words) for channel, words in CHANNELS.items()}
    return called | {c.id: c.called(speaking()) for c in all_customers(session())}
