"""Installs Debian packages as root, and starts none of the services they bring.

    sudo python3 -m setup.debian redis-server postgresql

While it installs, ``policy-rc.d`` answers 101 ("not allowed") to every start of a service, and
PostgreSQL makes no cluster; afterwards both are as they were.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POLICY = Path("/usr/sbin/policy-rc.d")
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/mitsumori.conf")


def main(packages: list[str]) -> None:
    """Install. An interruption waits: half an installation is worse than a late end."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    apt("update")
    with only_meanwhile(POLICY, "#!/bin/sh\nexit 101\n"), no_cluster():
        call("dpkg", "--configure", "-a")  # an earlier installation may have been cut off
        apt("install", "--yes", "--no-install-recommends", *packages)


def apt(*words: str) -> None:
    """Run apt-get, quietly and without questions; waits while another one runs."""
    call("apt-get", "--quiet", "-o", "DPkg::Lock::Timeout=120", *words)


def call(*command: str) -> None:
    """Run a command, or end with its exit status."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_MODE": "l"}
    code = subprocess.run(command, env=os.environ | quiet, check=False).returncode  # noqa: S603 (ours)
    if code:
        raise SystemExit(code)


@contextmanager
def no_cluster() -> Iterator[None]:
    """Have PostgreSQL bring its programs only. Its own folder may not be there yet."""
    made = [
        folder for folder in (NO_CLUSTER.parent, NO_CLUSTER.parent.parent) if not folder.exists()
    ]
    NO_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
    with only_meanwhile(NO_CLUSTER, "create_main_cluster = false\n"):
        yield
    for folder in made:
        if not any(folder.iterdir()):
            folder.rmdir()


@contextmanager
def only_meanwhile(file: Path, content: str) -> Iterator[None]:
    """Have a file say something for a while; afterwards it is as it was before."""
    before = file.read_bytes() if file.exists() and file.read_text() != content else None
    file.write_text(content)
    file.chmod(0o755)
    try:
        yield
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_bytes(before)


if __name__ == "__main__":
    main(sys.argv[1:])
