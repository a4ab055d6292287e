"""The pages of price lists: all of them, one with its versions and rules, and its draft."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq.blueprint import cpq
from cpq.catalog.categories import category_label
from cpq.catalog.queries import categories
from cpq.listing import actions, queries
from cpq.listing.naming import names_of, targets_known
from cpq.listing.wording import KINDS, METHODS, RANKS, STATES, TARGETS, in_words, validity
from cpq.models import ListOfPrices
from cpq.price_lists.versions import versions_of
from foundation.db import utcnow
from foundation.doors import page_number, page_of, refused_on, session
from foundation.language import _, say, speaking
from people.current import person
from people.queries import name_read

LONGEST_WORDS = 100
FILTERS = ("q", "for", "method", "state", "sort")


@cpq.get("/price-lists")
def list_price_lists() -> str:
    """List the price lists, with a form to open one more."""
    words, kind = request.args.get("q", "")[:LONGEST_WORDS], request.args.get("kind", "")
    sort = request.args.get("sort", "code")
    page = page_of(queries.lists_matching(words, kind, sort), page_number())
    return render_template(
        "listing/lists.html",
        lists=queries.with_versions(session(), list(page.rows)),
        page=page,
        words=words,
        kind=kind,
        sort=sort,
        validity=validity,
        currencies=[(code, code) for code in actions.CURRENCIES],
        names=names_of(session()),
        known=targets_known(session()),
        **labels(),
    )


@cpq.post("/price-lists")
@refused_on("cpq.list_price_lists")
def add_price_list() -> ResponseReturnValue:
    """Open a price list."""
    row = actions.add_list(session(), request.form, by=person().name)
    flash(say(_("%(code)s was opened.", code=row.code)))
    return redirect(url_for("cpq.show_price_list", list_id=row.id))


@cpq.get("/price-lists/<list_id>")
def show_price_list(list_id: str) -> str:
    """Show the rules of a version: the draft, else the one that holds, or the one asked for."""
    row = queries.price_list_row(session(), list_id)
    version = queries.shown_version(session(), list_id, number_asked())
    filters = {name: request.args.get(name, "")[:LONGEST_WORDS] for name in FILTERS}
    number = version.number if version else 0
    page = page_of(queries.entries_matching(list_id, number, filters), page_number())
    draft = number if version and queries.is_draft(version) else 0
    return render_template(
        "listing/rules.html",
        version=version,
        page=page,
        entries=queries.with_products(session(), list(page.rows), draft),
        filters=filters,
        now=utcnow(),
        in_words=in_words,
        sku=request.args.get("sku", ""),
        **around(row),
    )


@cpq.post("/price-lists/<list_id>")
@refused_on("cpq.show_versions")
def change_price_list(list_id: str) -> ResponseReturnValue:
    """Rename a list, or put it out of use."""
    row = actions.change_list(session(), list_id, request.form)
    flash(say(_("%(code)s was changed.", code=row.code)))
    return redirect(url_for("cpq.show_versions", list_id=list_id))


@cpq.get("/price-lists/<list_id>/versions")
def show_versions(list_id: str) -> str:
    """Show every version of a list, and what the list itself is."""
    row = queries.price_list_row(session(), list_id)
    versions = versions_of(session(), list_id)
    names = {one.published_by for one in versions}
    return render_template(
        "listing/versions.html",
        versions=versions,
        publishers={name: name_read(session(), name, speaking()) for name in names},
        validity=validity,
        **around(row),
    )


def number_asked() -> int:
    """Return the version asked for in the address; nonsense is none."""
    asked = request.args.get("version", "")
    return int(asked) if asked.isdecimal() and len(asked) < 7 else 0  # noqa: PLR2004  (a million versions)


def around(row: ListOfPrices) -> dict[str, object]:
    """Return what every page of a list shows around its own part."""
    [shown] = queries.with_versions(session(), [row])
    return {
        "price_list": row,
        "draft": shown.draft,
        "current": shown.current,
        "assigned": shown.assigned,
        "names": names_of(session()),
        "categories": categories(session()),
        "category_label": category_label,
        **labels(),
    }


def labels() -> dict[str, object]:
    """Return what things of price lists are called."""
    return {
        "kinds": KINDS,
        "methods": METHODS,
        "ranks": RANKS,
        "states": STATES,
        "targets": TARGETS,
    }
