"""How a message is signed (Standard Webhooks 1.0, symmetric). Pure, but for the fresh secret."""

import hmac
import os
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

PREFIX = "whsec_"
SECRET_BYTES = 32  # the standard asks for 24 to 64


def fresh() -> bytes:
    """Return a new secret."""
    return os.urandom(SECRET_BYTES)


def in_words(secret: bytes) -> str:
    """Return a secret as receivers configure it."""
    return PREFIX + b64encode(secret).decode()


def headers(message_id: str, at: datetime, body: bytes, secrets: Sequence[bytes]) -> dict[str, str]:
    """Return the three headers; several secrets sign side by side while one is being replaced."""
    moment = str(int(at.timestamp()))
    signed = b".".join((message_id.encode(), moment.encode(), body))
    marks = [b64encode(hmac.new(secret, signed, sha256).digest()).decode() for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(f"v1,{mark}" for mark in marks),
    }
