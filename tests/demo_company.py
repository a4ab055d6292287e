"""The demo company in a folder: loaded once, by whoever comes first, and copied for each story."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
OUTSIDE = ("DATABASE_URL", "REDIS_URL", "S3_URL", "SMTP_HOST", "TSA_URL", "BASE_URL", "MASTER_KEY")


def move_in(tmp_path_factory, folder):
    """Copy the demo company, as ``make run`` loads it, into an installation's new folder."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "demo").exists():
            _load(shared / "loading")
            (shared / "loading").rename(shared / "demo")
    shutil.copytree(shared / "demo", folder, dirs_exist_ok=True)


def settings_for(folder):
    """The environment of a process that works in a folder of its own."""
    inherited = {key: value for key, value in os.environ.items() if key not in OUTSIDE}
    return inherited | {"VAR": str(folder), "DEMO": "yes"}


def _load(folder):
    folder.mkdir()
    command = [sys.executable, "-m", "web.prepare", "migrate", "demo"]
    done = subprocess.run(
        command, cwd=ROOT, env=settings_for(folder), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
