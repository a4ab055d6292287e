"""The pages of imports: bring files, look the mapping over, check, import, read the report."""

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

from cpq.catalog.blueprint import catalog
from cpq.catalog.modelling.rows import COLUMNS, RULES
from cpq.importing import actions, queries
from cpq.importing.forms import (
    COLUMN_LABELS,
    IDENTITIES,
    derived_lines,
    identity_of,
    mapping_values,
)
from cpq.importing.guessing import guess
from cpq.importing.mapping import Mapping, mapping_from_toml
from cpq.importing.models import CHECKING, IMPORTING
from cpq.importing.running import tables_of
from cpq.importing.sources import LARGEST, Table
from cpq.importing.writing_toml import to_toml
from cpq.listing.wording import METHODS
from foundation.doors import page_number, page_of, refused_on, session
from foundation.errors import Forbidden, Refusal
from foundation.language import _, say
from people.current import person
from people.roles import Role

PREVIEWED = 12
KEEP_PRICES = (Role.MANAGER, Role.ADMIN)


@catalog.get("/import")
def start_import() -> str:
    """Show the form that takes files, and the imports so far."""
    return render_template(
        "catalog/import.html",
        page=page_of(queries.runs(), page_number(), size=20),
        mappings=[("", _("Guess from the columns")), *((m, m) for m in _kept())],
    )


@catalog.post("/import")
@refused_on("catalog.start_import")
def upload_import() -> ResponseReturnValue:
    """Keep the files, with a guessed or a kept mapping; nothing is taken yet."""
    uploads = [upload for upload in request.files.getlist("files") if upload.filename]
    bodies = [(str(upload.filename), upload.stream.read(LARGEST + 1)) for upload in uploads]
    files = actions.keep_files(bodies)
    run = actions.open_run(session(), files, _mapping_for(files), by=person().name)
    return redirect(url_for("catalog.show_import", run_id=run.id))


@catalog.get("/import/<run_id>")
def show_import(run_id: str) -> str:
    """Show a run: its mapping and first rows, how far it is, what it did not take."""
    run = queries.run_row(session(), run_id)
    mapping = queries.mapping_of_run(run)
    read = mapping.builds or not run.over
    tables = tables_of(run.files, mapping) if read and not run.at_work else []
    kind = request.args.get("kind", "")
    return render_template(
        "catalog/import_run.html",
        run=run,
        mapping=mapping,
        toml=to_toml(mapping),
        columns=queries.columns_of(tables),
        labels=COLUMN_LABELS,
        part_labels=COLUMNS,
        rule_parts=RULES,
        models=queries.models_made(session(), run, tables),
        methods=METHODS,
        identities=IDENTITIES,
        identity=identity_of(mapping),
        derived=derived_lines(mapping),
        preview=_preview(mapping, tables),
        page=page_of(queries.rows_not_taken(run_id, kind), page_number(), size=25),
        kind=kind,
        draft_of=queries.draft_made(session(), run),
    )


@catalog.get("/import/<run_id>/now")
def import_now(run_id: str) -> ResponseReturnValue:
    """Show how far a run is; once it has ended the page is loaded anew."""
    run = queries.run_row(session(), run_id)
    if run.at_work:
        return render_template("catalog/import_progress.html", run=run)
    return Response(headers={"HX-Refresh": "true"})


@catalog.post("/import/<run_id>/mapping")
@refused_on("catalog.show_import")
def change_import_mapping(run_id: str) -> ResponseReturnValue:
    """Read the files differently."""
    actions.change_mapping(session(), run_id, mapping_values(request.form))
    flash(say(_("The mapping was changed. Look at the first rows.")))
    return redirect(url_for("catalog.show_import", run_id=run_id, _anchor="preview"))


@catalog.post("/import/<run_id>/toml")
@refused_on("catalog.show_import")
def put_import_mapping(run_id: str) -> ResponseReturnValue:
    """Read the files as a mapping file says."""
    mapping = mapping_from_toml(request.form.get("toml", ""))
    actions.change_mapping(session(), run_id, mapping.model_dump())
    flash(say(_("The mapping was changed. Look at the first rows.")))
    return redirect(url_for("catalog.show_import", run_id=run_id, _anchor="preview"))


@catalog.get("/import/<run_id>/mapping.toml")
def import_mapping_file(run_id: str) -> Response:
    """Hand the mapping out as a file for the command line."""
    run = queries.run_row(session(), run_id)
    answer = Response(to_toml(queries.mapping_of_run(run)), mimetype="application/toml")
    answer.headers["Content-Disposition"] = 'attachment; filename="mapping.toml"'
    return answer


@catalog.post("/import/<run_id>/check")
@refused_on("catalog.show_import")
def check_import(run_id: str) -> ResponseReturnValue:
    """Count what the files would change."""
    actions.ask(session(), run_id, CHECKING)
    return redirect(url_for("catalog.show_import", run_id=run_id))


@catalog.post("/import/<run_id>/run")
@refused_on("catalog.show_import")
def run_import(run_id: str) -> ResponseReturnValue:
    """Take the files over; prices are for those who keep them."""
    prices = queries.mapping_of_run(queries.run_row(session(), run_id)).prices
    if prices and not person().may_act_as(*KEEP_PRICES):
        raise Forbidden(_("Managers import prices. Leave the columns of prices out."))
    actions.ask(session(), run_id, IMPORTING)
    return redirect(url_for("catalog.show_import", run_id=run_id))


@catalog.get("/import/<run_id>/report.csv")
def import_report(run_id: str) -> Response:
    """Hand out every row that was not taken, and why."""
    queries.run_row(session(), run_id)
    lines = stream_with_context(queries.report(session(), run_id))
    answer = Response(lines, mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{run_id}.csv"'
    return answer


def _kept() -> list[str]:
    return queries.kept_mappings(session())


def _mapping_for(files: list[dict[str, str]]) -> Mapping:
    if name := request.form.get("mapping", ""):
        return actions.kept_mapping(session(), name)
    return guess(tables_of(files, Mapping()))


def _preview(mapping: Mapping, tables: list[Table]) -> list[queries.PreviewRow]:
    try:
        return queries.preview(mapping, tables, PREVIEWED)
    except Refusal:
        return []  # a kept mapping that does not fit these files: the form says what is missing
