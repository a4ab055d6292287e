"""Documents of a quote: have them made, look at their pages, fetch them."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq.channels.papers import not_got
from cpq.queries import RevisionRow, revision_row
from cpq.snapshot import snapshot_of
from foundation.doors import refused_on, session
from foundation.errors import Missing, Refusal
from foundation.handing import handed_out, picture
from foundation.language import LANGUAGES, _
from foundation.storage import store
from proposals import actions, queries
from proposals.gaps import Gap, gaps
from proposals.gathering import gathered
from proposals.naming import MEDIA_TYPES, file_name, title_of
from proposals.views.blueprint import pages

FORMS = (("quote", "pdf"), ("quote", "docx"))
TOGETHER = ("package", "pdf")
ORDER_FORM = ("order_form", "pdf")
FORM_WORDS = {
    ("quote", "pdf"): "PDF",
    ("quote", "docx"): "Word",
    TOGETHER: _("PDF package"),
    ORDER_FORM: _("Order form"),
}


@pages.get("/quotes/<revision_id>/documents")
def quote_documents(revision_id: str) -> str:
    """Show the quote's documents in both languages: a page, or a part of the quote's page."""
    part = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    template = "proposals/documents_part.html" if part else "proposals/documents.html"
    return render_template(template, **_about(revision_row(session(), revision_id)))


@pages.post("/quotes/<revision_id>/documents")
@refused_on("proposals.quote_documents")
def make_document(revision_id: str) -> ResponseReturnValue:
    """Have the quote made as PDF or Word in a language, or as one PDF with what goes along.

    Of a leg between two other companies its order form, too.
    """
    kind, language = request.form.get("kind", ""), request.form.get("language", "")
    if kind == "order_form":
        actions.prepare_order_form(session(), revision_id, language)
        return _answer(revision_id)
    actions.prepare_document(
        session(),
        kind="package" if kind == "package" else "quote",
        revision_id=revision_id,
        language=language,
        format=request.form.get("format", ""),
    )
    return _answer(revision_id)


@pages.post("/quotes/<revision_id>/documents/<document_id>/again")
@refused_on("proposals.quote_documents")
def make_quote_again(revision_id: str, document_id: str) -> ResponseReturnValue:
    """Have a document made again that could not be made."""
    if queries.document_row(session(), document_id).revision_id != revision_id:
        raise Missing(_("There is no such document."))
    actions.make_again(session(), document_id)
    return _answer(revision_id)


@pages.get("/documents/<document_id>")
def show_document(document_id: str) -> str:
    """Show the pages of a document."""
    document = queries.document_row(session(), document_id)
    quote = revision_row(session(), document.revision_id)
    title = title_of(document.kind, document.language)
    return render_template("proposals/document.html", document=document, quote=quote, called=title)


@pages.get("/documents/<document_id>/file")
def document_file(document_id: str) -> Response:
    """Hand out the file, to be saved."""
    document = queries.document_row(session(), document_id)
    if not document.ready:
        raise Missing(_("This document is not ready yet."))
    return handed_out(document.blob, file_name(document), MEDIA_TYPES[document.format])


@pages.get("/documents/<document_id>/pages/<int:number>.png")
def document_page(document_id: str, number: int) -> Response:
    """Show one page of a document, counted from 1."""
    document = queries.document_row(session(), document_id)
    if not 1 <= number <= len(document.views):
        raise Missing(_("There is no such page."))
    return picture(store().get(document.views[number - 1]))


def _answer(revision_id: str) -> ResponseReturnValue:
    """After a deed: the part anew, or the page."""
    if not request.headers.get("HX-Request"):
        return redirect(url_for("proposals.quote_documents", revision_id=revision_id))
    session().flush()
    quote = revision_row(session(), revision_id)
    return render_template("proposals/documents_part.html", **_about(quote))


def _about(quote: RevisionRow) -> dict[str, object]:
    languages = sorted(LANGUAGES, key=lambda one: one != quote.language)
    rows, unfinished, missing = [], None, []
    try:
        missing = _missing(quote)
        known = queries.quote_documents(session(), quote.id)
        forms = _forms(quote)
        rows = [
            (language, [(form, known.get((language, *form))) for form in forms])
            for language in languages
        ]
    except Refusal as refusal:
        unfinished = refusal.text
    shown = [document for _language, cells in rows for _form, document in cells if document]
    return {
        "quote": quote,
        "rows": rows,
        "unfinished": unfinished,
        "missing": missing,
        "at_work": any(document.at_work for document in shown),
        "form_words": FORM_WORDS,
    }


def _forms(quote: RevisionRow) -> list[tuple[str, str]]:
    """Return what can be made of a quote; we send the order form of our own sales to be signed."""
    forms = list(FORMS)
    if snapshot_of(session(), quote.id).attachments:
        forms.append(TOGETHER)
    between = quote.seller_id and quote.released
    if between and not not_got(session(), quote.id, "order_form"):
        forms.append(ORDER_FORM)
    return forms


def _missing(quote: RevisionRow) -> list[Gap]:
    found = gaps("quote", gathered(session(), quote.id, quote.language))
    return [gap for gap in found if gap.needed]
