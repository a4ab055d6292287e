"""The blueprint of the room's pages, and how they hand out files."""

from urllib.parse import quote

from flask import Blueprint, Response

from foundation.storage import store

pages = Blueprint("signing", __name__)

CLOSED = "sandbox; default-src 'none'"


def handed_out(key: str, name: str) -> Response:
    """Return a stored PDF to be saved under a name (RFC 6266)."""
    answer = Response(store().get(key), mimetype="application/pdf")
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    )
    answer.headers["Content-Security-Policy"] = CLOSED
    return answer


def picture(content: bytes, kind: str) -> Response:
    """Return a picture that only this page needs."""
    answer = Response(content, mimetype=kind)
    answer.headers["Content-Security-Policy"] = CLOSED
    answer.headers["Cache-Control"] = "private, max-age=600"
    return answer
