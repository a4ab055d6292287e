"""The page of the versions of a bill of materials: what changed, and a draft begun from one."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from cpq.catalog.blueprint import catalog
from cpq.catalog.materials import actions, queries
from cpq.catalog.materials.history import steps_of, versions_of
from cpq.catalog.materials.views import KEEPERS
from cpq.catalog.queries import product_row
from cpq.catalog.units import unit_of
from foundation.doors import page_number, page_of, refused_on, session
from foundation.language import _, say
from people.current import person

ON_A_PAGE = 20


@catalog.get("/products/<product_id>/bom/versions")
def bom_versions(product_id: str) -> str:
    """Show the versions of a bill of materials, newest first, and what each of them changed."""
    product = product_row(session(), product_id)
    page = page_of(versions_of(product_id), page_number(), ON_A_PAGE)
    steps = steps_of(session(), page.rows)
    skus = {change.sku for step in steps for change in step.changes or ()}
    skus |= {line.component for step in steps for line in step.version.lines}
    return render_template(
        "catalog/bom_versions.html",
        product=product,
        page=page,
        steps=steps,
        items=queries.items_of(session(), skus),
        draft=queries.draft(session(), product_id),
        edits=person().may_act_as(*KEEPERS),
        unit_of=unit_of,
    )


@catalog.post("/products/<product_id>/bom/versions/<version_id>/draft")
@refused_on("catalog.bom_versions")
def begin_bom_from(product_id: str, version_id: str) -> ResponseReturnValue:
    """Begin a draft with the lines of a version."""
    version = actions.begin_draft_from(session(), product_id, version_id, by=person().name)
    flash(say(_("A draft was begun. Nothing changes before it is published.")))
    there = url_for("catalog.show_bom", product_id=version.product_id, _anchor="lines")
    return redirect(there, 303)
