"""The content library: what documents are filled from, in versions."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from customers.industries import INDUSTRIES, industry_label
from foundation.doors import page_number, page_of, refused_on, session
from foundation.errors import Missing
from foundation.handing import picture
from foundation.language import LANGUAGES, _, say
from foundation.storage import store
from people.current import person
from proposals import actions, queries
from proposals.actions.library import Content
from proposals.blocks import Kind, parts_of
from proposals.markup import html_of, text_of
from proposals.models import ContentVersion
from proposals.pictures import picture_of
from proposals.views.blueprint import pages


@pages.get("/library")
def library() -> str:
    """List the content by kind, found by words."""
    asked = {name: request.args.get(name, "")[:100] for name in ("q", "kind", "language")}
    archived = request.args.get("show") == "archived"
    kind = asked["kind"] if asked["kind"] in set(Kind) else ""
    language = asked["language"] if asked["language"] in LANGUAGES else ""
    query = queries.blocks_matching(asked["q"], kind, language, archived=archived)
    return render_template(
        "proposals/library.html",
        page=page_of(query, page_number()),
        asked={**asked, "kind": kind, "language": language},
        archived=archived,
        **_words(),
    )


@pages.get("/library/new")
def new_block() -> str:
    """Ask for a new piece of content; a gap's link fills in what it is for."""
    return render_template("proposals/block_new.html", asked=request.args, **_words())


@pages.post("/library/new")
@refused_on("proposals.new_block")
def add_block() -> ResponseReturnValue:
    """Add a piece of content."""
    form = request.form
    kind = form.get("kind", "")
    key = form.get("industry", "") if kind == Kind.CASE_STUDY else form.get("sku", "")
    block = actions.add_block(
        session(),
        kind=kind,
        key=key,
        language=form.get("language", ""),
        content=_content(),
        by=person().name,
    )
    flash(say(_("Added. New proposals can use it.")))
    return redirect(url_for("proposals.show_block", block_id=block.id))


@pages.get("/library/<block_id>")
def show_block(block_id: str) -> str:
    """Show what a block says, now or in an older version, to be changed."""
    asked = request.args.get("version", "")
    n = int(asked) if asked.isdecimal() and len(asked) < 7 else None  # noqa: PLR2004  (a million versions)
    block, version = queries.block_and_version(session(), block_id, n)
    return render_template(
        "proposals/block.html",
        block=block,
        version=version,
        typed=text_of(version.body_html),
        shown=parts_of(version.body_html, block.language),
        versions=queries.versions_of(session(), block_id),
        **_words(),
    )


@pages.post("/library/<block_id>")
@refused_on("proposals.show_block")
def change_block(block_id: str) -> ResponseReturnValue:
    """Write a new version."""
    base = request.form.get("base", "")
    seen = int(base) if base.isdecimal() and len(base) < 7 else 0  # noqa: PLR2004  (a million versions)
    by = person().name
    actions.change_block(session(), block_id, base=seen, content=_content(), by=by)
    flash(say(_("Saved as a new version. Documents made before keep the older one.")))
    return redirect(url_for("proposals.show_block", block_id=block_id))


@pages.post("/library/<block_id>/archive")
def archive_block(block_id: str) -> ResponseReturnValue:
    """Take a block out of use."""
    actions.archive_block(session(), block_id)
    flash(say(_("Archived. New proposals do not use it any more.")))
    return redirect(url_for("proposals.show_block", block_id=block_id))


@pages.post("/library/<block_id>/restore")
def restore_block(block_id: str) -> ResponseReturnValue:
    """Put a block into use again."""
    actions.restore_block(session(), block_id)
    flash(say(_("Restored. New proposals use it again.")))
    return redirect(url_for("proposals.show_block", block_id=block_id))


@pages.get("/library/<block_id>/picture/<int:n>")
def block_picture(block_id: str, n: int) -> Response:
    """Show the picture of a version."""
    version: ContentVersion = queries.block_and_version(session(), block_id, n)[1]
    if not version.picture:
        raise Missing(_("There is no such picture."))
    return picture(store().get(version.picture), version.picture_type)


def _content() -> Content:
    """Return what the form says; the text is typed with marks, and kept as HTML."""
    form, file = request.form, request.files.get("picture")
    upload = file.read() if file and file.filename else b""
    return Content(
        form.get("title", ""),
        html_of(form.get("body", "")),
        picture_of(upload) if upload else None,
        drop_picture=bool(form.get("drop_picture")),
    )


def _words() -> dict[str, object]:
    return {"kinds": list(Kind), "industries": INDUSTRIES, "industry_label": industry_label}
