"""Sends messages, one parcel per endpoint, each on a schedule of its own.

Only 2xx succeeds. 410 switches the endpoint off; so does a failure at the end of the schedule.
"""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from time import perf_counter
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from foundation import safe_http
from foundation.canonical import canonical
from foundation.db import found, reading, transaction, utcnow
from foundation.events import later_each, record
from foundation.jobs import sweep
from foundation.language import Text, verbatim
from foundation.outbox import NotYet
from foundation.webhooks import signing
from foundation.webhooks.actions import switch_off
from foundation.webhooks.events import WebhookDisabled, WebhookFailing, WebhookQueued
from foundation.webhooks.models import Endpoint, Message, Parcel
from foundation.webhooks.schedule import asked_pause, pause_after

KEPT = timedelta(days=90)  # how long what was sent can be looked at and sent again
PATIENCE = timedelta(hours=24)  # how long an endpoint may fail before administrators hear of it
TELLS_WHEN = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}


@dataclass(frozen=True)
class Outcome:
    """How one try ended. ``pause`` is what the other side asked for."""

    status: int | None
    detail: Text
    milliseconds: int
    pause: timedelta | None = None

    @property
    def taken(self) -> bool:
        """True when the other side has it."""
        return self.status is not None and HTTPStatus(200) <= self.status < HTTPStatus(300)


@later_each(WebhookQueued, "foundation.send_webhook", lambda _session, event: event.parcels)
def send(_event: WebhookQueued, parcel_id: str) -> None:
    """Try to send a parcel; come back on the schedule until it is taken or given up."""
    packed = _pack(parcel_id)
    if packed is None:
        return
    outcome = _try(*packed)
    with transaction() as session:
        pause = _note(session, parcel_id, outcome)
    if pause is not None:
        raise NotYet(pause, str(outcome.detail), counts=True)


def _pack(parcel_id: str) -> tuple[str, bytes, dict[str, str]] | None:
    """Return address, body and headers of what is to be sent now, if it still is."""
    with reading() as session:
        parcel = session.get(Parcel, parcel_id)
        if parcel is None or parcel.state != "waiting":
            return None
        endpoint, message, now = parcel.endpoint, parcel.message, utcnow()
        if endpoint.rests_until and endpoint.rests_until > now:
            left = (endpoint.rests_until - now).total_seconds()
            raise NotYet(left + 1, "the address rests after failures")
        told = {"type": message.kind, "timestamp": message.happened_at.isoformat()}
        body = canonical({**told, "data": message.body})
        signed = signing.headers(message.id, now, body, endpoint.secrets())
        return endpoint.url, body, {"Content-Type": "application/json", **signed}


def _try(url: str, body: bytes, headers: dict[str, str]) -> Outcome:
    began = perf_counter()
    status, pause = None, None
    try:
        answer = safe_http.post(url, body, headers)
        status, detail = answer.status, verbatim(_words(answer.status))
        if status in TELLS_WHEN:
            pause = asked_pause(answer.headers.get("retry-after"), utcnow())
    except (safe_http.NotAllowed, safe_http.NoAnswer) as error:
        detail = error.text
    return Outcome(status, detail, round((perf_counter() - began) * 1000), pause)


def _words(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _note(session: Session, parcel_id: str, outcome: Outcome) -> float | None:
    """Write down a try. Returns the seconds until the next one, or None when this was the last."""
    parcel = found(session, Parcel, parcel_id)
    endpoint = found(session, Endpoint, parcel.endpoint_id, lock=True)
    session.refresh(parcel)
    parcel.note_try(outcome.status, outcome.detail, outcome.milliseconds)
    if outcome.taken:
        parcel.state, endpoint.succeeded_at = "taken", utcnow()
        endpoint.recover()
        return None
    endpoint.stumble(outcome.pause)
    pause = None if outcome.status == HTTPStatus.GONE else pause_after(parcel.tries)
    if endpoint.state == "off" or pause is None:
        parcel.state = "failed"
        _give_up(session, endpoint, outcome.detail)
        return None
    wait = max(pause, outcome.pause.total_seconds() if outcome.pause else 0)
    parcel.wait(wait)
    return wait


def _give_up(session: Session, endpoint: Endpoint, reason: Text) -> None:
    if endpoint.state == "on":
        switch_off(session, endpoint, reason)
        record(session, WebhookDisabled(**_told(endpoint, reason)))


@sweep
def tell_of_failing(session: Session) -> None:
    """Let it be known when an endpoint has taken nothing for a day."""
    failing = select(Endpoint).where(
        Endpoint.state == "on",
        Endpoint.told_at.is_(None),
        Endpoint.failing_since < utcnow() - PATIENCE,
    )
    for endpoint in session.scalars(failing.with_for_update(skip_locked=True)):
        endpoint.told_at = utcnow()
        last = select(Parcel.detail).where(
            Parcel.endpoint_id == endpoint.id, Parcel.tried_at.is_not(None)
        )
        reason = session.scalar(last.order_by(Parcel.tried_at.desc()).limit(1)) or verbatim("—")
        record(session, WebhookFailing(**_told(endpoint, reason)))


@sweep
def forget_old_messages(session: Session) -> None:
    """Drop parcels that are done with, and messages to which no parcel is left."""
    limit = utcnow() - KEPT
    done = Parcel.state.in_(["taken", "failed"])
    session.execute(delete(Parcel).where(Parcel.created_at < limit, done))
    wanted = exists().where(Parcel.message_id == Message.id)
    session.execute(delete(Message).where(Message.happened_at < limit, ~wanted))


def _told(endpoint: Endpoint, reason: Text) -> dict[str, Any]:
    since = endpoint.failing_since or utcnow()
    named = {"endpoint_id": endpoint.id, "url": endpoint.url}
    return {**named, "reason": reason.to_json(), "since": since.isoformat()}
