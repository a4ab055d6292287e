"""How stored files leave by the web: to be saved, never to be run (``reliability.md`` D6)."""

from urllib.parse import quote

from flask import Response

from foundation.storage import store

CLOSED = "sandbox; default-src 'none'"
PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def handed_out(key: str, name: str, media_type: str = PDF) -> Response:
    """Return a stored file to be saved under a name (RFC 6266)."""
    return as_file(store().get(key), name, media_type)


def as_file(content: bytes, name: str, media_type: str) -> Response:
    """Return bytes to be saved under a name."""
    answer = Response(content, mimetype=media_type)
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    answer.headers["Content-Security-Policy"] = CLOSED
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def picture(content: bytes, media_type: str = "image/png") -> Response:
    """Return a picture that only this page needs."""
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Security-Policy"] = CLOSED
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, max-age=600"
    return answer
