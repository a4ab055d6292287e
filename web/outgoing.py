"""Outgoing mail: without SMTP nothing leaves, so people read it here and follow its links.

Links open doors for other people, so the words of a mail are shown in demo mode only.
"""

from flask import Response, render_template, request
from sqlalchemy import or_, select

from foundation.db import found
from foundation.doors import page_number, page_of, session
from foundation.errors import Forbidden
from foundation.language import _
from foundation.mail import Letter, Mail, letter
from foundation.settings import settings
from web.blueprint import pages

MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"


@pages.get("/outgoing-mail")
def outgoing_mail() -> str:
    """List the mails, newest first."""
    query = select(Mail).order_by(Mail.created_at.desc(), Mail.id)
    if words := request.args.get("q", "").strip()[:100]:
        to = (Mail.to_address, Mail.to_name)
        query = query.where(or_(*(column.icontains(words, autoescape=True) for column in to)))
    page = page_of(query, page_number())
    subjects = {mail.id: letter(session(), mail).subject for mail in page.rows}
    return render_template("web/outgoing_mail.html", page=page, subjects=subjects, q=words)


@pages.get("/outgoing-mail/<mail_id>")
def outgoing_mail_one(mail_id: str) -> str:
    """Show one mail with its links."""
    mail, words = _readable(mail_id)
    return render_template("web/outgoing_mail_one.html", mail=mail, letter=words)


@pages.get("/outgoing-mail/<mail_id>/body")
def outgoing_mail_body(mail_id: str) -> Response:
    """Return the HTML of a mail for a frame; its links open in the window around it."""
    _mail, words = _readable(mail_id)
    html = words.html.replace("<head>", '<head><base target="_top">', 1)
    response = Response(html, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


def _readable(mail_id: str) -> tuple[Mail, Letter]:
    if not settings().demo:
        raise Forbidden(
            _("The words of a mail carry personal links and are shown in demo mode only.")
        )
    mail = found(session(), Mail, mail_id)
    return mail, letter(session(), mail)
