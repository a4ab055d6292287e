"""The whole service in a process of its own, with the demo company in a folder of its own."""

import json
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

from tests.demo_company import ROOT, settings_for
from tests.servers import free_port
from web.family import tied

PATIENCE = 150  # seconds until the service answers, the demo company loaded


@contextmanager
def serving(folder):
    """Serve from a folder, and give the address when it answers."""
    port, log = free_port(), folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "web.serve"],
            cwd=ROOT,
            env=settings_for(folder) | {"PORT": str(port)},
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


def bugs(folder):
    """What the service wrote down as a bug, or what a browser refused to run."""
    lines = [line for line in (folder / "log").read_text().splitlines() if line.startswith("{")]
    told = [json.loads(line) for line in lines]
    return [t for t in told if t.get("event") in {"bug", "csp", "delivery failed"}]
