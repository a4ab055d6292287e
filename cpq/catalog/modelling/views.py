"""The pages of a product's models: its versions, and the editor with the try-out beside it."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq.catalog.blueprint import catalog
from cpq.catalog.modelling import versions
from cpq.catalog.modelling.desk import desk_of, history_of, versions_of
from cpq.catalog.modelling.effects import in_drafts
from cpq.catalog.modelling.trying import tried
from cpq.catalog.models import ProductModel
from cpq.catalog.queries import product_row
from foundation.db import found
from foundation.doors import refused_on, session
from foundation.language import _, say, speaking
from people.current import person
from people.queries import people

EDITOR = "modelling/editor.html"


@catalog.get("/products/<product_id>/models")
def list_models(product_id: str) -> str:
    """List the versions of a product's model."""
    product = product_row(session(), product_id)
    names = {card.id: card.called(speaking()) for card in people(session())}
    rows = versions_of(session(), product)
    return render_template(
        "modelling/versions.html",
        product=product,
        rows=rows,
        names=names,
        draft=next((row for row in rows if row.editable), None),
    )


@catalog.post("/products/<product_id>/models")
@refused_on("catalog.list_models")
def begin_model(product_id: str) -> ResponseReturnValue:
    """Begin a draft from what is published, or from nothing."""
    row = versions.begin_draft(session(), product_id, by=person().id)
    return redirect(url_for("catalog.show_model", model_id=row.id), 303)


@catalog.get("/products/models/<model_id>")
def show_model(model_id: str) -> str:
    """Show a model: its parts, and the try-out beside them."""
    desk = desk_of(session(), model_id)
    asked = request.headers.get("HX-Target", "") if request.headers.get("HX-Request") else ""
    page = {"configurator": "modelling/tried.html", "model": "modelling/structure.html"}
    lines = in_drafts(session(), desk.product) if desk.row.state == "published" else None
    return render_template(page.get(asked, EDITOR), desk=desk, lines=lines, **_beside(asked, desk))


@catalog.get("/products/models/<model_id>/history")
def show_model_history(model_id: str) -> str:
    """Show every edit of a draft, newest first."""
    desk = desk_of(session(), model_id)
    edits = history_of(session(), desk.row)
    return render_template("modelling/history.html", desk=desk, edits=edits)


@catalog.post("/products/models/<model_id>/undo")
@refused_on("catalog.show_model")
def undo_edit(model_id: str) -> ResponseReturnValue:
    """Go one edit back."""
    versions.undo(session(), model_id, seen=request.form.get("seen", ""))
    return done(model_id)


@catalog.post("/products/models/<model_id>/redo")
@refused_on("catalog.show_model")
def redo_edit(model_id: str) -> ResponseReturnValue:
    """Go one edit forward again."""
    versions.redo(session(), model_id, seen=request.form.get("seen", ""))
    return done(model_id)


@catalog.post("/products/models/<model_id>/history")
@refused_on("catalog.show_model_history")
def go_to_edit(model_id: str) -> ResponseReturnValue:
    """Go to any edit of the history."""
    asked = request.form.get("seq", "")
    seq = int(asked) if asked.isdecimal() and len(asked) < len("1000000") else 0
    versions.go_to(session(), model_id, seq, seen=request.form.get("seen", ""))
    return done(model_id)


@catalog.post("/products/models/<model_id>/retire")
@refused_on("catalog.show_model")
def retire_model(model_id: str) -> ResponseReturnValue:
    """End a version, or throw a draft away."""
    row = versions.retire(session(), model_id)
    flash(say(_("Version %(n)s: %(state)s.", n=row.version, state=row.label)))
    return redirect(url_for("catalog.list_models", product_id=row.product_id), 303)


def done(model_id: str) -> ResponseReturnValue:
    """Show the parts as they are now: to htmx in place, and the try-out looks again."""
    if not request.headers.get("HX-Request"):
        return redirect(url_for("catalog.show_model", model_id=model_id), 303)
    session().flush()
    session().expire(found(session(), ProductModel, model_id))
    answer: Response = make_response(
        render_template("modelling/structure.html", desk=desk_of(session(), model_id))
    )
    answer.headers["HX-Trigger-After-Settle"] = "model-changed"
    return answer


def _beside(asked: str, desk: Any) -> dict[str, Any]:
    return {} if asked == "model" else tried(session(), desk)
