"""Models in and out of files: UVL, and the whole definition as TOML."""

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from cpq.catalog.blueprint import catalog
from cpq.catalog.configuring import Definition
from cpq.catalog.modelling import versions
from cpq.catalog.modelling.files import model_file, read_model
from cpq.catalog.models import Product, ProductModel
from cpq.catalog.queries import offered, product_row
from foundation.db import found
from foundation.doors import refused_on, session
from foundation.errors import Refusal
from foundation.handing import as_file
from foundation.language import _, say
from people.current import person

LARGEST = 5_000_000


@catalog.post("/products/<product_id>/models/import")
@refused_on("catalog.list_models")
def import_model(product_id: str) -> ResponseReturnValue:
    """Take a model over from a file: as a draft, or as the next edit of the open one."""
    product = product_row(session(), product_id)
    name, text = _handed_in()
    definition = read_model(name, text, product.sku).model_dump(mode="json")
    what = _("Take over %(file)s", file=name or _("what was pasted"))
    if draft := versions.open_draft(session(), product.id):
        seen = str(draft.head)
        row = versions.edit(session(), draft.id, definition, what, by=person().id, seen=seen)
    else:
        row = versions.begin_draft(
            session(), product.id, by=person().id, definition=definition, what=what
        )
    flash(say(_("The model was taken over. Look it over and try it out.")))
    return redirect(url_for("catalog.show_model", model_id=row.id), 303)


@catalog.get("/products/models/<model_id>/model.<kind>")
def export_model(model_id: str, kind: str) -> Response:
    """Hand a model out as a file."""
    row = found(session(), ProductModel, model_id)
    sku = found(session(), Product, row.product_id).sku
    definition = Definition.model_validate(row.definition)
    content, media_type = model_file(kind, definition, offered(session(), definition))
    return as_file(content, f"{sku}-{row.version}.{kind}", media_type)


def _handed_in() -> tuple[str, str]:
    file = request.files.get("file")
    if file is None or not file.filename:
        pasted = request.form.get("text", "")
        if not pasted.strip():
            raise Refusal(_("Choose a file, or paste its text."), field="file")
        return "", pasted[:LARGEST]
    content = file.stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Refusal(_("The file is too large: at most 5 MB."), field="file")
    try:
        return file.filename[-100:], content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(_("The file is no text in UTF-8."), field="file") from error
