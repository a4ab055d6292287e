"""The pages of products."""

from flask import (
    Response,
    flash,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from cpq.catalog import actions, exporting, queries
from cpq.catalog.attributes import names_of
from cpq.catalog.blueprint import catalog
from cpq.catalog.categories import category_label
from cpq.catalog.forms import KIND_LABELS, attribute_lines, choices, product_fields
from cpq.catalog.models import Product
from cpq.catalog.units import unit_of
from cpq.catalog.wording import rule_in_words
from cpq.listing.queries import prices_of
from cpq.listing.wording import in_words
from foundation.doors import page_number, page_of, refused_on, session
from foundation.errors import Missing
from foundation.language import _, say
from foundation.spreadsheets import XLSX

LONGEST_WORDS = 100


@catalog.get("/products")
def list_products() -> str:
    """List products: search, category, sorting."""
    return render_template(
        "catalog/products.html",
        page=page_of(_asked(), page_number()),
        words=request.args.get("q", "")[:LONGEST_WORDS],
        category=request.args.get("category", ""),
        retired=request.args.get("state") == "retired",
        sort=request.args.get("sort", "sku"),
        categories=queries.categories(session()),
        category_label=category_label,
        kinds=KIND_LABELS,
        names=names_of(session()),
    )


def _asked() -> Select[Product]:
    asked = request.args
    lifecycle = "retired" if asked.get("state") == "retired" else "active"
    words, category = asked.get("q", "")[:LONGEST_WORDS], asked.get("category", "")
    return queries.products_matching(words, category, asked.get("sort", "sku"), lifecycle)


@catalog.get("/products/export.<kind>")
@refused_on("catalog.list_products")
def export_products(kind: str) -> Response:
    """Hand out the products of the list as a file that the import reads again."""
    if kind == "csv":
        lines = stream_with_context(exporting.as_csv(session(), _asked()))
        answer = Response(lines, mimetype="text/csv; charset=utf-8")
    elif kind == "xlsx":
        answer = Response(exporting.as_workbook(session(), _asked()), mimetype=XLSX)
    else:
        raise Missing(_("Products are exported as CSV or XLSX only."))
    answer.headers["Content-Disposition"] = f'attachment; filename="products.{kind}"'
    return answer


@catalog.get("/products/new")
def new_product() -> str:
    """Show the form of a new product."""
    return render_template(
        "catalog/new_product.html",
        product=None,
        attribute_lines=attribute_lines(None),
        categories=queries.categories(session()),
        **choices(),
    )


@catalog.post("/products/new")
@refused_on("catalog.new_product")
def add_product() -> ResponseReturnValue:
    """Add a product."""
    product = actions.add_product(session(), product_fields(request.form))
    flash(say(_("%(sku)s was added.", sku=product.sku)))
    return redirect(url_for("catalog.show_product", product_id=product.id))


@catalog.get("/products/<product_id>")
def show_product(product_id: str) -> str:
    """Show a product: facts, prices on every list, its model, where it is used."""
    product = queries.product_row(session(), product_id)
    model = queries.definition_or_none(session(), product.sku)
    names = names_of(session())
    constraints = model.constraints if model else []
    return render_template(
        "catalog/product.html",
        product=product,
        unit=unit_of(product.uom),
        category_label=category_label,
        prices=prices_of(session(), product.sku),
        price_in_words=in_words,
        model=model,
        counts=queries.candidate_counts(session(), model) if model else {},
        rules=[(rule, rule_in_words(model, rule, names)) for rule in constraints] if model else [],
        names=names,
        used_in=queries.used_in(session(), product),
        attribute_lines=attribute_lines(product),
        categories=queries.categories(session()),
        kind_labels=KIND_LABELS,
        **choices(product),
    )


@catalog.post("/products/<product_id>")
@refused_on("catalog.show_product")
def change_product(product_id: str) -> ResponseReturnValue:
    """Change a product."""
    seen = request.form.get("seen", "")
    fields = product_fields(request.form)
    product = actions.change_product(session(), product_id, fields, seen=seen)
    flash(say(_("%(sku)s was changed.", sku=product.sku)))
    return redirect(url_for("catalog.show_product", product_id=product.id))
