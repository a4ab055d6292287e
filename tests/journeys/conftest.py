"""The whole service for stories: on SQLite alone, and again on PostgreSQL with Redis and S3."""

import pytest

from foundation.db import transaction
from tests.application import application
from tests.conftest import forget
from tests.foundation.listeners import listener
from tests.journeys.house import House
from web.demo import catalogue, companies, prices
from web.security import limiter


@pytest.fixture
def app(whole, monkeypatch):
    monkeypatch.setenv("EGRESS_ALLOW", "127.0.0.1")  # the webhook listener of a test
    monkeypatch.setattr(limiter, "enabled", False)
    forget()
    with application() as made:
        yield made


@pytest.fixture
def house(app):
    """The service with the demo company in it, but no deal yet, and everybody who meets there."""
    with transaction() as session:
        for load in (
            companies.load_people,
            companies.load_customers,
            catalogue.load_products,
            catalogue.load_models,
            prices.load_prices,
            companies.load_company,
        ):
            load(session)
    return House(app)


@pytest.fixture
def erp():
    """Another system that listens to webhooks."""
    with listener() as there:
        yield there
