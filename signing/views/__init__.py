"""The pages of the signing room: for signers, for senders, for whoever wants to verify."""

from signing.views import checking, receiving, sending
from signing.views.blueprint import pages

VIEWS = (checking, receiving, sending)  # importing them puts their views on ``pages``

__all__ = ["pages"]
