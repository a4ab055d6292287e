"""The whole service for stories: on SQLite alone, and again on PostgreSQL with Redis and S3."""

import os

import pytest

from foundation.db import transaction
from tests.application import application
from tests.conftest import forget
from tests.foundation.listeners import listener
from tests.journeys.house import House
from tests.servers import BUCKET
from web.demo import catalogue, companies, prices
from web.security import limiter


@pytest.fixture
def app(database, monkeypatch):
    monkeypatch.setenv("EGRESS_ALLOW", "127.0.0.1")  # the webhook listener of a test
    if redis := os.environ.get("TEST_REDIS"):
        monkeypatch.setenv("REDIS_URL", redis)
    if s3 := os.environ.get("TEST_S3"):
        monkeypatch.setenv("S3_URL", f"s3://{BUCKET}/journeys")
        monkeypatch.setenv("S3_ENDPOINT", s3)
        monkeypatch.setenv("S3_ACCESS_KEY", "key")
        monkeypatch.setenv("S3_SECRET_KEY", "secret")
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
