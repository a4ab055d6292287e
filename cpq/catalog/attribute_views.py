"""The page on which attributes are given their names and units."""

from itertools import zip_longest
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq.catalog.attributes import MOST_NAMED, attributes_in, name_attributes, names_of
from cpq.catalog.blueprint import catalog
from cpq.catalog.categories import category_label
from cpq.catalog.queries import categories
from foundation.doors import refused_on, session
from foundation.language import _, say

FIELDS = ("attribute", "ja", "en", "unit")


@catalog.get("/products/attributes")
def show_attributes() -> str:
    """Show what the attributes of a category are called."""
    known = categories(session())
    category = request.values.get("category", known[0] if known else "")
    return render_template(
        "catalog/attributes.html",
        category=category,
        categories=[(one, category_label(one)) for one in known],
        rows=_rows(category),
    )


@catalog.post("/products/attributes")
@refused_on("catalog.show_attributes")
def change_attributes() -> ResponseReturnValue:
    """Keep the names; what is as usual, or empty, is not kept."""
    category = request.form.get("category", "")[:200]
    name_attributes(session(), category, [row for row in _typed() if row[0]])
    flash(say(_("The names of attributes were saved.")))
    return redirect(url_for("catalog.show_attributes", category=category), 303)


def _typed() -> list[tuple[str, str, str, str]]:
    columns = [request.form.getlist(name)[: MOST_NAMED + 1] for name in FIELDS]
    rows = zip_longest(*columns, fillvalue="")
    return [(key, japanese, english, unit) for key, japanese, english, unit in rows]


def _rows(category: str) -> list[tuple[Any, ...]]:
    """Return key, Japanese, English and unit of each attribute; what was typed comes first."""
    if request.method == "POST":
        return list(_typed())
    names = names_of(session())
    keys = attributes_in(session(), category) if category else []
    keys += [key for (of, key) in names.own if of == category and key not in keys]
    labels = [(key, names.label(category, key)) for key in keys[:MOST_NAMED]]
    return [(key, one.ja, one.en, one.unit) for key, one in labels] + [("", "", "", "")]
