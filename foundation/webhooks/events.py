"""What is true of webhooks."""

from dataclasses import dataclass
from typing import Any

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class WebhookQueued(Event, name="foundation.webhook_queued"):
    """A message is to be sent, once to each endpoint that listens: one parcel each."""

    message_id: str
    kind: str
    parcels: list[str]


@dataclass(frozen=True, kw_only=True)
class WebhookFailing(Event, name="foundation.webhook_failing"):
    """An endpoint has taken nothing for a day."""

    endpoint_id: str
    url: str
    reason: dict[str, Any]
    since: str


@dataclass(frozen=True, kw_only=True)
class WebhookDisabled(Event, name="foundation.webhook_disabled"):
    """An endpoint was switched off because it is gone, or failed to the end of the schedule."""

    endpoint_id: str
    url: str
    reason: dict[str, Any]
    since: str
