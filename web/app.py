"""Builds the application. Nothing happens at import time."""

from apiflask import APIFlask
from flask import Flask

import flow.journey  # noqa: F401  (the rooms hear of each other)
from foundation import db
from foundation.keys import derive
from foundation.language import ROOT
from foundation.settings import settings
from web import (
    care,
    doors,
    health,
    idempotency,
    openapi,
    pages,
    policy,
    refusals,
    requests,
    security,
)
from web.logs import configure_logs

MEGABYTES_20 = 20 * 1024 * 1024


def serving() -> Flask:
    """Return the application for the web server, which writes a log."""
    configure_logs()
    return create_app()


def create_app(database_url: str | None = None) -> Flask:
    """Return the WSGI application, connected to its database."""
    app = APIFlask(
        __name__,
        title="Mitsumori",
        version="1",
        json_errors=False,
        spec_path="/api/openapi.json",
        docs_path=None,
        template_folder=str(ROOT / "templates" / "pages"),
        static_folder=str(ROOT / "web" / "static"),
    )
    _configure(app)
    db.connect(database_url)
    requests.open_requests(app)
    security.guard(app)
    policy.enforce(app)
    care.read_with_care(app)
    idempotency.remember(app)
    refusals.answer_refusals(app)
    health.keep_room(app)
    pages.furnish_pages(app)
    doors.open_doors(app)
    openapi.describe(app)
    return app


def _configure(app: APIFlask) -> None:
    secure = settings().secure
    app.config.update(
        SECRET_KEY=derive("sessions"),
        SESSION_COOKIE_NAME="__Host-mitsumori" if secure else "mitsumori",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=MEGABYTES_20,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        OPENAPI_VERSION="3.1.0",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # no-referrer pages send none; we check Origin
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    app.security_schemes = {"bearer": {"type": "http", "scheme": "bearer"}}
