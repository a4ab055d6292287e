"""What every page template can use."""

import secrets
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request

from foundation.doors import session
from foundation.language import speaking
from foundation.settings import settings
from foundation.templating import furnish
from people.current import person_or_none
from people.queries import name_read
from web.policy import may


def furnish_pages(app: Flask) -> None:
    """Give the templates translation, filters, and the facts of the request."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    furnish(app.jinja_env)
    app.jinja_env.filters["known"] = lambda name: name_read(session(), name, speaking())
    app.context_processor(_facts)
    app.url_defaults(_with_version)


def _with_version(endpoint: str, values: dict[str, Any]) -> None:
    """Name a static file together with what it holds, so that an upgrade is seen at once."""
    if endpoint == "static" and "filename" in values:
        values["v"] = _version(Path(str(current_app.static_folder)) / str(values["filename"]))


@cache
def _version(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()[:10] if file.exists() else "0"


def _facts() -> dict[str, Any]:
    return {
        "person": person_or_none(),
        "may": may,
        "nonce": g.get("nonce", ""),
        "refusal": g.get("refusal"),
        "language": speaking(),
        "demo": settings().demo,
        "secure": settings().secure,
        "new_key": secrets.token_urlsafe,
        "posted": request.form if g.get("refusal") else {},
    }
