"""Outgoing webhooks (Standard Webhooks 1.0): other systems hear what happened, signed and repeated.

Knows nothing of what it carries: a room announces a kind and plain values.
"""

from foundation.webhooks.actions import announce
from foundation.webhooks.kinds import offer

__all__ = ["announce", "offer"]
