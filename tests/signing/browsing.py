"""Signers as a test brings them to their page."""

from tests.signing.builders import (
    link_secret,
    recipients_of,
)

PHONE = {"User-Agent": "Mozilla/5.0 (iPhone)", "Accept-Language": "ja"}


def link_of(envelope_id, position):
    return f"/sign/{link_secret(recipients_of(envelope_id)[position - 1])}"


def come_in(client, envelope_id, position):
    """Follow the link and press the button, as a hand does."""
    link = link_of(envelope_id, position)
    return client.post(link, data={"gesture": "pointerdown"}, headers=PHONE)
