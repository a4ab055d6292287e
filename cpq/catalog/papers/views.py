"""The pages of a product's papers: listed, added, looked at, retired."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq.catalog.blueprint import catalog
from cpq.catalog.configuring import Definition
from cpq.catalog.materials.askable import askable_in
from cpq.catalog.papers import actions, queries
from cpq.catalog.papers.checking import LARGEST, check_upload
from cpq.catalog.papers.kinds import PaperKind
from cpq.catalog.queries import definition_or_none, product_row
from foundation.db import today
from foundation.doors import page_number, page_of, refused_on, session
from foundation.errors import Missing
from foundation.handing import handed_out, picture
from foundation.language import _, say, speaking
from foundation.storage import store
from people.current import person

LANGUAGE_WORDS = {"any": _("both languages"), "ja": _("Japanese"), "en": _("English")}
MOST_OPTIONS = 500


@catalog.get("/products/<product_id>/papers")
def product_papers(product_id: str) -> str:
    """List a product's papers, with a form to add one."""
    product = product_row(session(), product_id)
    retired = request.args.get("state") == "retired"
    model = definition_or_none(session(), product.sku)
    page = page_of(queries.papers_of(product_id, retired=retired), page_number())
    about = askable_in(session(), model)
    return render_template(
        "catalog/papers.html",
        product=product,
        page=page,
        strange={} if retired else {one.id: queries.strange_about(one, about) for one in page.rows},
        retired=retired,
        kinds=[(kind.value, kind.label) for kind in PaperKind],
        languages=list(LANGUAGE_WORDS.items()),
        language_words=LANGUAGE_WORDS,
        options=_options(model),
        slots=[slot.key for slot in model.slots] if model else [],
        replaceable=session().scalars(queries.papers_of(product_id).limit(MOST_OPTIONS)).all(),
        today=today(),
    )


@catalog.post("/products/<product_id>/papers")
@refused_on("catalog.product_papers")
def add_paper(product_id: str) -> ResponseReturnValue:
    """Add a paper. No transaction is open while the file is looked at."""
    upload = request.files.get("file")
    content = upload.stream.read(LARGEST + 1) if upload and upload.filename else b""
    by = person().name
    session().close()
    checked = check_upload(content)
    said = dict(request.form) | {"file_name": str(upload.filename)[:200] if upload else ""}
    paper = actions.add_paper(session(), product_id, said, checked, by=by)
    flash(say(_("“%(title)s” was added.", title=paper.names[speaking()])))
    return redirect(url_for("catalog.product_papers", product_id=product_id), 303)


@catalog.get("/products/<product_id>/papers/<paper_id>")
def show_paper(product_id: str, paper_id: str) -> str:
    """Show a paper page by page."""
    return render_template(
        "catalog/paper.html",
        product=product_row(session(), product_id),
        paper=queries.paper_row(session(), product_id, paper_id),
        language_words=LANGUAGE_WORDS,
    )


@catalog.post("/products/<product_id>/papers/<paper_id>/retire")
@refused_on("catalog.product_papers")
def retire_paper(product_id: str, paper_id: str) -> ResponseReturnValue:
    """Let a paper go along no more."""
    paper = actions.retire_paper(session(), product_id, paper_id, by=person().name)
    flash(say(_("“%(title)s” is retired.", title=paper.names[speaking()])))
    return redirect(url_for("catalog.product_papers", product_id=product_id), 303)


@catalog.get("/products/<product_id>/papers/<paper_id>.pdf")
def paper_file(product_id: str, paper_id: str) -> Response:
    """Hand out the file, to be saved."""
    paper = queries.paper_row(session(), product_id, paper_id)
    return handed_out(paper.sha256, f"{paper.names[speaking()]}.pdf")


@catalog.get("/products/<product_id>/papers/<paper_id>/pages/<int:number>.png")
def paper_page(product_id: str, paper_id: str, number: int) -> Response:
    """Show one page of a paper, counted from 1."""
    paper = queries.paper_row(session(), product_id, paper_id)
    if not 1 <= number <= len(paper.views):
        raise Missing(_("There is no such page."))
    return picture(store().get(paper.views[number - 1]))


def _options(model: Definition | None) -> list[tuple[str, str]]:
    """Return the values of a model's own that a paper may belong to."""
    if model is None:
        return []
    pairs = [(slot, option) for slot in model.slots for option in slot.options]
    return [
        (
            f"{slot.key}/{option.key}",
            f"{getattr(slot.label, speaking())}: {getattr(option.name, speaking())}",
        )
        for slot, option in pairs[:MOST_OPTIONS]
    ]
