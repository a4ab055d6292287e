"""Looks at a brought file in a process of its own with limits (``reliability.md`` D6).

A damaged or hostile file ends that process alone, which writes no file, knows no setting and takes
a minute at most. Two run at once, so that nobody fills the machine.
"""

import os
import resource
import subprocess
import sys
import threading

from foundation.errors import Conflict
from foundation.language import ROOT, _

MEMORY = 1 << 30
CPU_SECONDS = 20
WALL_SECONDS = 60
AT_ONCE = 2
PATIENCE = 5  # seconds that somebody waits for others

_room = threading.BoundedSemaphore(AT_ONCE)


def told_by(module: str, given: bytes) -> bytes | None:
    """Return what a module of ours, run as a program, says of what it is given.

    None where it did not end well: out of memory or time, or the file broke it.

    Raises:
        Conflict: too many files are being looked at.
    """
    if not _room.acquire(timeout=PATIENCE):
        raise Conflict(_("Many files are being checked. Please try again in a moment."))
    try:
        child = subprocess.run(  # noqa: S603  (our own program, no shell)
            [sys.executable, "-m", module],
            input=given,
            capture_output=True,
            timeout=WALL_SECONDS,
            cwd=ROOT,
            env={"LANG": "C.UTF-8", "PATH": os.defpath},
            preexec_fn=_limited,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    finally:
        _room.release()
    return child.stdout if child.returncode == 0 else None


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
