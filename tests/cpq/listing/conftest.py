"""The service with somebody of each kind who meets at price lists."""

from tests.cpq.catalog.conftest import app, manager, rep, signed_in, system

__all__ = ["app", "manager", "rep", "signed_in", "system"]
