"""Is the service alive, and is everything there that it needs."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog
from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from foundation.db import Readers, utcnow
from foundation.doors import session
from foundation.language import Text, _, say, verbatim
from foundation.outbox import Delivery
from foundation.settings import settings
from web.blueprint import pages
from web.security import csrf

log = structlog.get_logger()

FREE_BYTES = 200 * 1024 * 1024
OLDEST_WAITING = timedelta(minutes=5)
FONTS = ("/usr/share/fonts",)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. ``needed``: without it the service is not ready."""

    name: Text
    ok: bool
    detail: Text
    needed: bool = True


@pages.get("/healthz")
def healthz() -> str:
    """Alive."""
    return "ok"


@pages.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Ready when everything that is needed is there."""
    seen = checks(session())
    ready = all(check.ok for check in seen if check.needed)
    body = {say(c.name, "en"): {"ok": c.ok, "detail": say(c.detail, "en")} for c in seen}
    return jsonify(ready=ready, checks=body), 200 if ready else 503


@pages.post("/csp-report")
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF ships no types
def csp_report() -> Response:
    """Take note of what a browser refused to run."""
    log.warning("csp", report=request.get_data(as_text=True)[:1000])
    return Response(status=204)


def checks(session: Session) -> list[Check]:
    """Return everything that was looked at, in the order an operator would ask."""
    looks: list[Callable[[Session], Check]] = [_schema, _disk, _fonts, _redis, _outbox, _mail]
    return [look(session) for look in looks]


def _schema(_session: Session) -> Check:
    there = set(inspect(Readers.kw["bind"]).get_table_names())
    ok = {"fact", "delivery", "person"} <= there
    return Check(_("Database"), ok, _("Tables are there.") if ok else _("Run `mitsumori migrate`."))


def _disk(_session: Session) -> Check:
    folder = settings().var if settings().var.exists() else Path()
    free = shutil.disk_usage(folder).free
    return Check(
        _("Free disk"), free > FREE_BYTES, _("%(n)s MB are free.", n=free // (1024 * 1024))
    )


def _fonts(_session: Session) -> Check:
    japanese = any(
        next(Path(root).rglob("*ipaexg*"), None) for root in FONTS if Path(root).exists()
    )
    return Check(
        _("Japanese font"),
        japanese,
        _("IPAex Gothic is installed.") if japanese else _("Install the IPAex Gothic font."),
        needed=False,
    )


def _redis(_session: Session) -> Check:
    if not settings().redis_url:
        return Check(_("Redis"), ok=True, detail=_("Not set: the worker looks by itself."))
    try:
        Redis.from_url(settings().redis_url, socket_connect_timeout=0.5, socket_timeout=1).ping()
    except RedisError as error:
        return Check(_("Redis"), ok=False, detail=verbatim(str(error)), needed=False)
    return Check(_("Redis"), ok=True, detail=_("Answers."), needed=False)


def _outbox(session: Session) -> Check:
    late = Delivery.due_at < utcnow() - OLDEST_WAITING
    waiting = select(func.count()).where(Delivery.state == "waiting", late)
    stuck = select(func.count()).where(Delivery.state == "attention")
    n, m = session.scalar(waiting) or 0, session.scalar(stuck) or 0
    words = _("%(n)s deliveries wait too long; %(m)s need attention.", n=n, m=m)
    return Check(_("Work to be done"), n + m == 0, words, needed=False)


def _mail(_session: Session) -> Check:
    host = settings().smtp_host
    words = (
        _("Sent through %(host)s.", host=host) if host else _("Shown, not sent: no SMTP is set.")
    )
    return Check(_("Mail"), ok=True, detail=words, needed=False)
