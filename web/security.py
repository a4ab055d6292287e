"""What every answer and every request is held to (``reliability.md`` D16)."""

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect

from foundation.errors import Forbidden
from foundation.language import _
from foundation.settings import settings

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, headers_enabled=False)

POLICY = (
    "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'; report-uri /csp-report"
)
SAME = {"same-origin", "none"}


def guard(app: Flask) -> None:
    """Give the application its headers, CSRF protection, host check and rate limits."""
    hosts = {urlsplit(settings().address).hostname or "", "127.0.0.1", "localhost"}
    hosts |= {host.strip() for host in settings().trusted_hosts.split(",") if host.strip()}
    app.config["TRUSTED_HOSTS"] = sorted(hosts)
    app.config["RATELIMIT_STORAGE_URI"] = settings().redis_url or "memory://"
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = True
    app.before_request(_check_origin)
    app.before_request(_make_nonce)
    app.after_request(_set_headers)
    csrf.init_app(app)
    limiter.init_app(app)


def _make_nonce() -> None:
    g.nonce = secrets.token_urlsafe(16)


def _check_origin() -> None:
    """Refuse a form that another site posts; the CSRF token stands behind this as well."""
    if request.method in {"GET", "HEAD", "OPTIONS"} or request.path.startswith("/api/"):
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    foreign = origin not in (None, "null") and urlsplit(origin or "").netloc != request.host
    if (site and site not in SAME) or (not site and foreign):
        raise Forbidden(_("This form was sent from another site. Please use our own pages."))


def _set_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY.format(nonce=g.get("nonce", "")))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if settings().secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    return response
