"""The browser, and the whole service with the demo company, as ``make run`` starts it."""

import os

import pytest

from tests.browser.desks import House, chromium_of_debian
from tests.browser.service import bugs, serving
from tests.demo_company import move_in


@pytest.fixture(scope="module")
def chromium():
    with chromium_of_debian() as launched:
        yield launched


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """The address of a service of its own: web server and worker, with the demo company.

    While you work on these tests: TEST_ADDRESS names one that runs already.
    """
    if running := os.environ.get("TEST_ADDRESS"):
        yield running
        return
    folder = tmp_path_factory.mktemp("service")
    move_in(tmp_path_factory, folder)
    with serving(folder) as address:
        yield address
    assert bugs(folder) == []


@pytest.fixture
def house(chromium, service):
    """The people of the journey, each with a browser; all pages are looked at by axe."""
    opened = House(chromium, service)
    yield opened
    opened.close()
    assert not opened.complaints, "\n".join(opened.complaints)
