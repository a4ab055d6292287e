"""The service with a product manager and a rep, as beside the other tests of the catalogue."""

from tests.cpq.catalog.conftest import app, manager, rep, signed_in, system

__all__ = ["app", "manager", "rep", "signed_in", "system"]
