"""Runs every test: as a newcomer's installation is, then as a large one (PostgreSQL, Redis, S3).

python tests/everything.py [long] [paths or options for pytest …]
"""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import servers  # noqa: E402 (found through the line above)

NOTHING_HERE = 5  # pytest's exit status when it ran no test


def main(words):
    """Return the exit status: 0 when both runs went well."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are cleared away
    long = words[:1] == ["long"]
    chosen = ["-m", "long", *words[1:]] if long else ["-m", "not long", *words]
    print("— SQLite —", flush=True)
    first = pytest(chosen, {})
    with ExitStack() as open_:
        print("— PostgreSQL, Redis and S3 —", flush=True)
        where = {
            "TEST_POSTGRESQL": open_.enter_context(servers.postgresql()).url,
            "TEST_REDIS": open_.enter_context(servers.redis()).url,
            "TEST_S3": open_.enter_context(servers.s3()).url,
        }
        if long:  # the pages of every day come again, too
            chosen, where["TEST_PAGES_TOO"] = words[1:], "yes"
        second = pytest(["-p", "second_profile", *chosen], where)
    return first or second


def pytest(words, where):
    """Run pytest on both cores, a file's tests on the same one; returns its exit status."""
    spread = ["-n", str(os.cpu_count() or 1), "--dist", "loadfile", "--no-loadscope-reorder"]
    path = {"PYTHONPATH": str(HERE)}
    command = [sys.executable, "-m", "pytest", *spread, *words]
    code = subprocess.run(command, env=os.environ | path | where, check=False).returncode
    return 0 if code == NOTHING_HERE else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
