"""Announce what happened, and keep the endpoints that hear of it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from foundation import safe_http
from foundation.db import found
from foundation.errors import Conflict, Refusal
from foundation.events import record
from foundation.language import Text, _
from foundation.numbers import clean
from foundation.webhooks.events import WebhookQueued
from foundation.webhooks.kinds import TEST, offered
from foundation.webhooks.models import Endpoint, Message, Parcel, new_secret


def announce(session: Session, kind: str, body: dict[str, Any]) -> None:
    """Queue a message to every endpoint that listens to the kind, in the caller's transaction."""
    endpoints = session.scalars(select(Endpoint).where(Endpoint.state == "on"))
    _queue(session, kind, body, [one for one in endpoints if one.listens_to(kind)])


def add_endpoint(
    session: Session, *, url: str, name: str, kinds: Sequence[str]
) -> tuple[Endpoint, str]:
    """Add an address. Returns also its secret, which is never shown again."""
    words, locked = new_secret()
    endpoint = Endpoint(
        url=_address(url),
        name=clean(name, _("Name of the system"), field="name"),
        kinds=_chosen(kinds),
        locked_secret=locked,
    )
    session.add(endpoint)
    session.flush()
    return endpoint, words


def change_endpoint(
    session: Session, endpoint_id: str, *, url: str, name: str, kinds: Sequence[str]
) -> Endpoint:
    """Change where messages go, and which."""
    endpoint = found(session, Endpoint, endpoint_id, lock=True)
    endpoint.url = _address(url)
    endpoint.name = clean(name, _("Name of the system"), field="name")
    endpoint.kinds = _chosen(kinds)
    return endpoint


def rotate_secret(session: Session, endpoint_id: str) -> str:
    """Give an endpoint a new secret; for a day messages carry the signatures of both."""
    return found(session, Endpoint, endpoint_id, lock=True).rotate()


def switch_endpoint(session: Session, endpoint_id: str, *, on: bool) -> Endpoint:
    """Switch an endpoint on or off."""
    endpoint = found(session, Endpoint, endpoint_id, lock=True)
    if on:
        endpoint.switch_on()
    else:
        switch_off(session, endpoint)
    return endpoint


def switch_off(session: Session, endpoint: Endpoint, because: Text | None = None) -> None:
    """Listen no more; what still waits is not sent, and can be sent again later."""
    endpoint.switch_off(because)
    waiting = update(Parcel).where(Parcel.endpoint_id == endpoint.id, Parcel.state == "waiting")
    session.execute(waiting.values(state="failed", next_at=None))


def delete_endpoint(session: Session, endpoint_id: str) -> None:
    """Forget an endpoint, with everything that waits for it."""
    endpoint = found(session, Endpoint, endpoint_id, lock=True)
    session.execute(delete(Parcel).where(Parcel.endpoint_id == endpoint.id))
    session.delete(endpoint)


def send_test(session: Session, endpoint_id: str) -> None:
    """Send a message that says it is a test."""
    endpoint = _listening(session, endpoint_id)
    _queue(session, TEST, {"endpoint": endpoint.id}, [endpoint])


def replay(session: Session, parcel_id: str) -> Parcel:
    """Send a message to its endpoint once more, under the same id.

    Raises:
        Conflict: it waits for its next try, or the endpoint is switched off.
    """
    parcel = found(session, Parcel, parcel_id)
    _listening(session, parcel.endpoint_id)
    session.refresh(parcel)
    if parcel.state == "waiting":
        raise Conflict(_("This message is waiting for its next try already."))
    parcel.queue_again()
    _state(session, parcel.message, [parcel])
    return parcel


def _listening(session: Session, endpoint_id: str) -> Endpoint:
    """A person asks for a try, so an endpoint that rests is woken."""
    endpoint = found(session, Endpoint, endpoint_id, lock=True)
    if endpoint.state != "on":
        raise Conflict(_("This address is switched off. Switch it on first."))
    endpoint.rests_until = None
    return endpoint


def _queue(
    session: Session, kind: str, body: dict[str, Any], endpoints: Sequence[Endpoint]
) -> None:
    if not endpoints:
        return
    message = Message(kind=kind, body=body)
    session.add(message)
    session.flush()
    parcels = [Parcel(message_id=message.id, endpoint_id=endpoint.id) for endpoint in endpoints]
    session.add_all(parcels)
    session.flush()
    _state(session, message, parcels)


def _state(session: Session, message: Message, parcels: Sequence[Parcel]) -> None:
    ids = [parcel.id for parcel in parcels]
    record(session, WebhookQueued(message_id=message.id, kind=message.kind, parcels=ids))


def _address(url: str) -> str:
    address = clean(url, _("Webhook address"), longest=500, required=True, field="url")
    try:
        safe_http.check(address)
    except safe_http.NotAllowed as error:
        words = _(
            "Messages cannot go to this address (%(reason)s). Please give a public https:// "
            "address, or let the operator allow the host.",
            reason=error.text,
        )
        raise Refusal(words, field="url") from error
    return address


def _chosen(kinds: Sequence[str]) -> list[str]:
    chosen = [kind for kind in offered() if kind in kinds]
    if not chosen:
        raise Refusal(_("Please choose at least one kind of news."), field="kinds")
    return chosen
