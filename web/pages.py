"""What every page template can use."""

import secrets
from typing import Any

from flask import Flask, g, request

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
