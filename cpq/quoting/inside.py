"""What is in a quote's lines, and the papers that go along with it."""

from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq.actions.materials import renew_materials as renew
from cpq.blueprint import cpq
from cpq.catalog.materials.costing import costed
from cpq.catalog.materials.deepening import row_of
from cpq.catalog.materials.queries import items_of
from cpq.catalog.materials.sheets import Table, exploded_table
from cpq.catalog.materials.views import KEEPERS
from cpq.catalog.papers.kinds import LABELS, PaperKind
from cpq.catalog.papers.queries import ids_by_sha256
from cpq.insides import attached, outdated
from cpq.models import QuoteLine, QuoteRevision, QuoteState
from foundation.db import found
from foundation.doors import refused_on, session
from foundation.errors import Missing
from foundation.handing import as_file, handed_out
from foundation.language import _, say, speaking
from foundation.spreadsheets import XLSX, workbook_of
from people.current import person

LONGEST_TITLE = 31  # letters of a sheet's name in a workbook
NO_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


@cpq.get("/quotes/<revision_id>/inside")
def quote_inside(revision_id: str) -> str:
    """Show whether bills of materials have changed since, and which papers go along."""
    revision = found(session(), QuoteRevision, revision_id)
    draft = revision.state is QuoteState.DRAFT
    papers = attached(session(), revision)
    part = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    return render_template(
        "cpq/inside_part.html" if part else "cpq/inside.html",
        quote=revision,
        outdated=[line for line, _rows in outdated(session(), revision.lines)] if draft else [],
        with_parts=any(line.bom for line in revision.lines),
        papers=papers,
        paper_ids=ids_by_sha256(session(), [paper.sha256 for paper in papers]),
        labels={kind.value: LABELS[kind] for kind in PaperKind},
    )


@cpq.post("/quotes/<revision_id>/materials")
@refused_on("cpq.show_quote")
def renew_materials(revision_id: str) -> ResponseReturnValue:
    """Take the bills of materials that are published now."""
    count = renew(session(), revision_id)
    flash(say(_("The bill of materials of %(n)s lines is as it stands today.", n=count)))
    return redirect(url_for("cpq.show_quote", revision_id=revision_id), 303)


@cpq.get("/quotes/<revision_id>/bom.xlsx")
def export_quote_bom(revision_id: str) -> Response:
    """Hand out a workbook with everything that is in the lines, one sheet each."""
    revision = found(session(), QuoteRevision, revision_id)
    sheets = {_title(line): _table(line.bom, revision) for line in revision.lines if line.bom}
    if not sheets:
        raise Missing(_("No line of this quote has a bill of materials."))
    return as_file(workbook_of(sheets), f"BOM {revision.number}.xlsx", XLSX)


@cpq.get("/quotes/<revision_id>/papers/<sha256>.pdf")
def quote_paper(revision_id: str, sha256: str) -> Response:
    """Hand out a paper that goes along with a quote."""
    revision = found(session(), QuoteRevision, revision_id)
    paper = next((one for one in attached(session(), revision) if one.sha256 == sha256), None)
    if paper is None:
        raise Missing(_("This paper does not belong to the quote."))
    return handed_out(paper.sha256, f"{paper.title[speaking()]}.pdf")


def _title(line: QuoteLine) -> str:
    """Return what the sheet of a line is called; a workbook takes neither slashes nor brackets."""
    return f"{line.position} {line.sku}"[:LONGEST_TITLE].translate(NO_TITLE)


def _table(bom: Sequence[dict[str, object]], revision: QuoteRevision) -> Table:
    rows = [row_of(row) for row in bom]
    items = items_of(session(), {row.sku for row in rows if row.sku})
    costs = costed(rows, items, revision.currency)
    keeps = person().may_act_as(*KEEPERS)
    return exploded_table(rows, costs if keeps else None, revision.currency)
