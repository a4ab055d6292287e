"""The same request twice is done once (``reliability.md`` D10).

A call names itself with ``Idempotency-Key``. The answer is kept in the same transaction; a
repetition gets it again, and the same key with other content is refused. A form that makes
something new carries a key in ``once``, good for what is typed in it; second clicks on other forms
are refused by the state they meet.
"""

from datetime import timedelta
from hashlib import file_digest, sha256
from http import HTTPStatus
from typing import cast

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from foundation.db import Model, Moment, utcnow
from foundation.errors import Conflict, Refusal
from foundation.jobs import sweep
from foundation.language import _

KEPT = timedelta(hours=48)
LONGEST = 100


class Answered(Model):
    """An answer that was given under a key."""

    __tablename__ = "answered"

    key: Mapped[str] = mapped_column(primary_key=True)
    body_hash: Mapped[str]
    status: Mapped[int] = mapped_column(default=0)
    content_type: Mapped[str] = mapped_column(default="")
    location: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    at: Mapped[Moment] = mapped_column(default_factory=utcnow)


def remember(app: Flask) -> None:
    """Answer repetitions from memory."""
    app.before_request(_answer_again)
    app.after_request(_keep)


def _answer_again() -> ResponseReturnValue | None:
    key = _key()
    if key is None:
        return None
    body_hash = _body_hash()
    known = g.session.get(Answered, key, with_for_update=True) or _begun(key, body_hash)
    if known is None:
        return None
    if known.body_hash != body_hash:
        raise Refusal(_("This key was used for another request already. Please use a new one."))
    again = Response(known.body, known.status, content_type=known.content_type)
    if known.location:
        again.headers[_leads_by(known.status)] = known.location
    return again


def _begun(key: str, body_hash: str) -> Answered | None:
    """Hold the key until this request is answered, or return what a quicker one was answered.

    Raises:
        Conflict: the same request is being answered at this moment.
    """
    row = Answered(key=key, body_hash=body_hash)
    g.session.add(row)
    try:
        g.session.flush()
    except IntegrityError as error:  # PostgreSQL has waited for the other to end
        g.session.rollback()
        if known := g.session.get(Answered, key):
            return cast(Answered, known)
        words = _("The same request is being answered at this moment. Please ask again shortly.")
        raise Conflict(words) from error
    g.answered = row
    return None


def _leads_by(status: int) -> str:
    """Name the header that leads on; htmx reads its own, which comes without content."""
    return "HX-Redirect" if status == HTTPStatus.NO_CONTENT else "Location"


def _keep(response: Response) -> Response:
    row: Answered | None = g.pop("answered", None)
    if row is None or response.status_code >= 400:  # noqa: PLR2004  (a refused request may be repeated)
        return response
    row.status = response.status_code
    row.location = response.headers.get(_leads_by(row.status), "")
    row.content_type = response.content_type or ""
    row.body = "" if response.direct_passthrough else response.get_data(as_text=True)
    return response


def _key() -> str | None:
    if request.method in {"GET", "HEAD", "OPTIONS"} or "session" not in g:
        return None
    given = request.headers.get("Idempotency-Key") or _key_of_form()
    if not given:
        return None
    who = g.person.id if g.get("person") else "-"
    return sha256(f"{who}|{request.method}|{request.path}|{given[:LONGEST]}".encode()).hexdigest()


def _key_of_form() -> str:
    """Return the key of a form and all that is typed in it: typed anew, it is another request."""
    if request.path.startswith("/api/") or not request.form.get("once"):
        return ""
    return _body_hash()


def _body_hash() -> str:
    """Return the fingerprint of all that was sent; of files it is what is in them that counts."""
    if not request.form and not request.files:
        return sha256(request.get_data(cache=True, parse_form_data=False)).hexdigest()
    sent = sha256(repr(sorted(request.form.items(multi=True))).encode())
    for name, files in sorted(request.files.lists()):
        for one in files:
            content = file_digest(one.stream, "sha256")  # type: ignore[arg-type]  # it can be read
            one.stream.seek(0)
            sent.update(repr((name, one.filename, content.digest())).encode())
    return sent.hexdigest()


@sweep
def forget_old_answers(session: Session) -> None:
    """Drop answers nobody will ask for again."""
    session.execute(delete(Answered).where(Answered.at < utcnow() - KEPT))
