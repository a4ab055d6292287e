"""Everything the service needs, looked at: for ``/readyz``, the administrator's page, the CLI."""

import ctypes
import shutil
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import func, inspect, select, text
from sqlalchemy.orm import Session

from foundation.db import utcnow
from foundation.language import Text, _, verbatim
from foundation.outbox import Delivery
from foundation.settings import settings
from signing import keyring
from signing.queries import oldest_waiting_seal
from web.readiness import VERSIONS, newest

FREE_BYTES = 200 * 1024 * 1024
OLDEST_WAITING = timedelta(minutes=5)
SKEW = timedelta(seconds=5)
KNOCK_SECONDS = 1.0
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
SUBSETTER = "libharfbuzz-subset.so.0"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. ``needed``: without it the service is not ready."""

    name: Text
    ok: bool
    detail: Text
    needed: bool = True


def checks(session: Session) -> list[Check]:
    """Return everything that was looked at, in the order an operator would ask."""
    looks: list[Callable[[Session], Check]] = [
        *(_schema, _clock, _disk, _fonts, _rare_letters, _subsetter, _keys),
        *(_redis, _files, _mail, _outbox, _seals),
    ]
    return [look(session) for look in looks]


def room_left() -> bool:
    """True while there is room on the disk for new work."""
    return _free() > FREE_BYTES


@cache
def newest_version() -> str:
    """Return the version of the tables that this code works with."""
    return ", ".join(sorted(newest(VERSIONS.glob("*.py"))))


def _schema(session: Session) -> Check:
    known = inspect(session.connection()).has_table("alembic_version")
    there = session.scalar(text("SELECT version_num FROM alembic_version")) if known else None
    ok = there == newest_version()
    words = _("The tables are those of this version (%(version)s).", version=there or "–")
    return Check(_("Database"), ok, words if ok else _("Run `mitsumori migrate`."))


def _clock(session: Session) -> Check:
    told = session.scalar(select(func.current_timestamp())) or utcnow()
    apart = abs(utcnow() - (told if told.tzinfo else told.replace(tzinfo=UTC)))
    words = _("%(n)s seconds apart from the database's clock.", n=int(apart.total_seconds()))
    return Check(_("Clock"), apart < SKEW, words, needed=False)


def _disk(_session: Session) -> Check:
    words = _("%(n)s MB are free.", n=_free() // (1024 * 1024))
    return Check(_("Free disk"), room_left(), words)


def _free() -> int:
    folder = settings().var if settings().var.exists() else Path()
    return shutil.disk_usage(folder).free


def _fonts(_session: Session) -> Check:
    japanese = _font_there("*ipaexg*")
    words = _("IPAex Gothic is installed.") if japanese else _("Install the IPAex Gothic font.")
    return Check(_("Japanese font"), japanese, words, needed=False)


def _rare_letters(_session: Session) -> Check:
    there = _font_there("*ipamjm*")
    words = (
        _("IPAmj Mincho is installed.")
        if there
        else _("Install the IPAmj Mincho font: without it names such as 𠮷田 show a box.")
    )
    return Check(_("Rare letters of names"), there, words, needed=False)


def _font_there(pattern: str) -> bool:
    folders = [Path(root).expanduser() for root in FONTS]
    return any(next(f.rglob(pattern), None) for f in folders if f.exists())


def _subsetter(_session: Session) -> Check:
    try:
        ctypes.CDLL(SUBSETTER)
    except OSError:
        words = _("Install libharfbuzz-subset0: without it documents are made slowly.")
        return Check(_("Font subsetting"), ok=False, detail=words, needed=False)
    return Check(_("Font subsetting"), ok=True, detail=_("HarfBuzz is installed."), needed=False)


def _keys(session: Session) -> Check:
    ends = keyring.ends_at(session)
    if ends is None:
        return Check(_("Key of the seal"), ok=True, detail=_("Made with the first seal."))
    good = ends > utcnow() + keyring.REPLACED_BEFORE
    words = _("Valid until %(when)s.", when=ends)
    return Check(_("Key of the seal"), good, words, needed=False)


def _redis(_session: Session) -> Check:
    if not settings().redis_url:
        return Check(_("Redis"), ok=True, detail=_("Not set: the worker looks by itself."))
    try:
        Redis.from_url(settings().redis_url, socket_connect_timeout=0.5, socket_timeout=1).ping()
    except RedisError as error:
        return Check(_("Redis"), ok=False, detail=verbatim(str(error)), needed=False)
    return Check(_("Redis"), ok=True, detail=_("Answers."), needed=False)


def _files(_session: Session) -> Check:
    if not settings().s3_url:
        return Check(_("Files"), ok=True, detail=_("Kept in a folder of this machine."))
    amazon = f"https://s3.{settings().s3_region}.amazonaws.com"
    place = urlsplit(settings().s3_endpoint or amazon)
    port = place.port or (443 if place.scheme == "https" else 80)
    return _reached(_("Files"), place.hostname or "", port)


def _mail(_session: Session) -> Check:
    host = settings().smtp_host
    if not host:
        words = _("Shown, not sent: no SMTP is set.")
        return Check(_("Mail"), ok=True, detail=words, needed=False)
    return _reached(_("Mail"), host, settings().smtp_port)


def _reached(name: Text, host: str, port: int) -> Check:
    try:
        socket.create_connection((host, port), timeout=KNOCK_SECONDS).close()
    except OSError as error:
        words = _("%(host)s does not answer: %(reason)s", host=host, reason=str(error))
        return Check(name, ok=False, detail=words, needed=False)
    return Check(name, ok=True, detail=_("%(host)s answers.", host=host), needed=False)


def _outbox(session: Session) -> Check:
    late = Delivery.due_at < utcnow() - OLDEST_WAITING
    waiting = select(func.count()).where(Delivery.state == "waiting", late)
    stuck = select(func.count()).where(Delivery.state == "attention")
    n, m = session.scalar(waiting) or 0, session.scalar(stuck) or 0
    words = _("%(n)s deliveries wait too long; %(m)s need attention.", n=n, m=m)
    return Check(_("Work to be done"), n + m == 0, words, needed=False)


def _seals(session: Session) -> Check:
    since = oldest_waiting_seal(session)
    if since is None:
        return Check(_("Seals"), ok=True, detail=_("No envelope waits for its seal."), needed=False)
    late = since < utcnow() - OLDEST_WAITING
    words = _("An envelope waits for its seal since %(since)s.", since=since)
    return Check(_("Seals"), not late, words, needed=False)
