import pytest

import signing.jobs  # noqa: F401  (importing it lets the room hear)


@pytest.fixture(autouse=True)
def _room(database):
    """Every test of this room has an empty database."""
