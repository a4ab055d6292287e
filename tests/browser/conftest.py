"""The browser, and the whole service with the demo company, as ``make run`` starts it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.desks import House
from tests.servers import free_port
from web.family import tied

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 150  # seconds until the service answers, the demo company loaded
OUTSIDE = ("DATABASE_URL", "REDIS_URL", "S3_URL", "SMTP_HOST", "TSA_URL", "BASE_URL", "MASTER_KEY")


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as driver:
        launched = driver.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """The address of a service of its own: web server and worker, with the demo company.

    While you work on these tests: TEST_ADDRESS names one that runs already.
    """
    if running := os.environ.get("TEST_ADDRESS"):
        yield running
        return
    folder, port = tmp_path_factory.mktemp("service"), free_port()
    inherited = {key: value for key, value in os.environ.items() if key not in OUTSIDE}
    settings = {"VAR": str(folder), "PORT": str(port), "DEMO": "yes"}
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "web.serve"],
            cwd=ROOT,
            env=inherited | settings,
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=tied(signal.SIGTERM),  # noqa: PLW1509 (it takes no lock)
        )
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE)
    assert bugs(log) == []


def _wait_until_ready(address, process, log):
    until = time.monotonic() + PATIENCE
    while True:
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
        try:
            with urlopen(f"{address}/readyz", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.2)


def bugs(log):
    """What the service wrote down as a bug, or what a browser refused to run."""
    lines = [line for line in log.read_text().splitlines() if line.startswith("{")]
    told = [json.loads(line) for line in lines]
    return [t for t in told if t.get("event") in {"bug", "csp", "delivery failed"}]


@pytest.fixture
def house(chromium, service):
    """The people of the journey, each with a browser; all pages are looked at by axe."""
    opened = House(chromium, service)
    yield opened
    opened.close()
    assert not opened.complaints, "\n".join(opened.complaints)
