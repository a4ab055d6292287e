"""Pytest plugin of the second run: only what meets a database, on PostgreSQL, Redis and S3.

``tests/everything.py`` starts the servers and names them in TEST_POSTGRESQL, TEST_REDIS, TEST_S3.
Pages and the API ask what actions and journeys ask too: they come again only in the long run.
"""

import os
import re

PAGES = re.compile(r"page|view|form|hostile|doors|api\.py")
WITHOUT = {"browser", "contract", "tooling"}  # folders of tests that know no other database


def pytest_configure(config):
    """Give each of xdist's workers a Redis database of its own: queues must not mix."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    address = os.environ["TEST_REDIS"].rpartition("/")[0]
    os.environ["TEST_REDIS"] = f"{address}/{worker}"


def pytest_ignore_collect(collection_path):
    """Do not even import what would be left out whole: that takes seconds."""
    shown = _shown_on_pages(collection_path) and collection_path.suffix == ".py"
    return True if collection_path.name in WITHOUT or shown else None


def pytest_collection_modifyitems(config, items):
    """Leave out what cannot go differently here: no database, or a browser in front."""
    here = [item for item in items if "database" in item.fixturenames and not _elsewhere(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in here])
    items[:] = here


def _elsewhere(item):
    """True for what the first run alone shows."""
    shown = item.get_closest_marker("browser") or item.get_closest_marker("once")
    return shown or _shown_on_pages(item.path)


def _shown_on_pages(path):
    return "TEST_PAGES_TOO" not in os.environ and PAGES.search(path.name)
