"""The pages of bringing bills of materials: choose files, look at what would change, take it."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq.catalog.blueprint import catalog
from cpq.catalog.materials import bringing, queries
from cpq.catalog.materials.models import BomImport
from cpq.importing.sources import LARGEST
from foundation.doors import refused_on, session
from foundation.handing import as_file
from foundation.language import _, say
from foundation.spreadsheets import MARK, line_of
from people.current import person

NAMED = 3  # of a row of counts: what follows are the products
BRINGABLE = ".csv,.tsv,.txt,.xlsx"
STATES = {
    "new": _("new"),
    "changed": _("changed"),
    "unchanged": _("unchanged"),
    "refused": _("not taken"),
}


@catalog.get("/products/bom-import")
def start_bom_import() -> str:
    """Show the form that takes files."""
    return render_template(
        "catalog/bom_import.html",
        currencies=[(code, code) for code in bringing.CURRENCIES],
        bringable=BRINGABLE,
    )


@catalog.post("/products/bom-import")
@refused_on("catalog.start_bom_import")
def upload_bom_import() -> ResponseReturnValue:
    """Keep the files; nothing is taken yet."""
    uploads = [upload for upload in request.files.getlist("files") if upload.filename]
    bodies = [(str(upload.filename), upload.stream.read(LARGEST + 1)) for upload in uploads]
    currency = request.form.get("currency", "")
    kept = bringing.bring(session(), bodies, currency, by=person().name)
    return redirect(url_for("catalog.show_bom_import", import_id=kept.id), 303)


@catalog.get("/products/bom-import/<import_id>")
def show_bom_import(import_id: str) -> str:
    """Show what the files would change, and what of them cannot be taken."""
    kept = queries.import_row(session(), import_id)
    plan = None if kept.taken_at else bringing.plan_of(session(), kept)
    told = kept.counts if plan is None else plan.counts()
    made = _made(kept)
    skus = {sku for _kind, _state, sku in made}
    return render_template(
        "catalog/bom_import_plan.html",
        kept=kept,
        plan=plan,
        counts=[row[:3] for row in told],
        states=STATES,
        made=made,
        ids=queries.ids_of(session(), skus),
        items=queries.items_of(session(), skus),
    )


@catalog.post("/products/bom-import/<import_id>/take")
@refused_on("catalog.show_bom_import")
def take_bom_import(import_id: str) -> ResponseReturnValue:
    """Write down what the files say."""
    bringing.take_over(session(), import_id, by=person().name)
    flash(say(_("The bills of materials were taken over.")))
    return redirect(url_for("catalog.show_bom_import", import_id=import_id), 303)


@catalog.get("/products/bom-import/<import_id>/report.csv")
def bom_import_report(import_id: str) -> Response:
    """Hand out every row that is not taken, and why."""
    plan = bringing.plan_of(session(), queries.import_row(session(), import_id))
    head = [say(_("File")), say(_("Line")), say(_("Why it was not taken"))]
    rows = [[place.file, str(place.line or ""), say(why)] for place, why in plan.refused]
    body = MARK + "".join(line_of(row) for row in [head, *rows])
    return as_file(body.encode(), f"{import_id}.csv", "text/csv; charset=utf-8")


def _made(kept: BomImport) -> list[tuple[str, str, str]]:
    """Return what was made by an import that was taken: kind, state and SKU."""
    told = [row for row in kept.counts if len(row) > NAMED]
    return [(kind, state, sku) for kind, state, _n, skus in told for sku in skus]
