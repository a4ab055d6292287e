"""Somebody who listens, and a clock that can be put forward."""

import pytest
import time_machine

from foundation.db import utcnow
from tests.conftest import forget
from tests.foundation.listeners import listener


@pytest.fixture(autouse=True)
def network(database, monkeypatch):
    monkeypatch.setenv("EGRESS_ALLOW", "127.0.0.1")
    forget()
    with time_machine.travel(utcnow(), tick=True) as clock:
        yield clock


@pytest.fixture
def there():
    with listener() as one:
        yield one
