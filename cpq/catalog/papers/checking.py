"""Papers that people bring: looked at in a process with limits before anybody opens them."""

import json
import os
import resource
import subprocess
import sys
import threading
from dataclasses import dataclass

from foundation.errors import Conflict, Refusal
from foundation.language import ROOT, _

LARGEST = 20 * 1024 * 1024
MEMORY = 1 << 30
CPU_SECONDS = 20
WALL_SECONDS = 60
AT_ONCE = 2
REASONS = {
    "kind": _("This is neither a PDF nor a PNG, JPEG or WebP picture. Please choose another file."),
    "damaged": _("The PDF is damaged. Please save it again."),
    "encrypted": _("The PDF is protected by a password. Please save it without protection."),
    "active": _(
        "The PDF holds scripts, forms with commands or attached files. Please print it to a plain"
        " PDF first."
    ),
    "trailing": _("Behind the end of the PDF stands something else. Please save it again."),
    "pages": _("The PDF has too many pages. At most 100 are taken."),
    "pixels": _("The picture has too many pixels. At most 25 million are taken."),
}

_room = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Checked:
    """A PDF that may be kept, and how many pages it has."""

    pdf: bytes
    pages: int


def check_upload(content: bytes, field: str = "file") -> Checked:
    """Return what somebody brought as a PDF; a picture becomes one.

    Raises:
        Refusal: it is no PDF or picture, too large, damaged, protected, or does things by itself.
        Conflict: too many files are being looked at.
    """
    if not content:
        raise Refusal(_("Please choose a file."), field=field)
    if len(content) > LARGEST:
        raise Refusal(_("The file is too large: at most %(n)s MB.", n=20), field=field)
    head, _line, pdf = _answer(content).partition(b"\n")
    said = json.loads(head) if head else {"reason": "damaged"}
    if "reason" in said:
        raise Refusal(REASONS[str(said["reason"])], field=field)
    return Checked(pdf, int(said["pages"]))


def _answer(content: bytes) -> bytes:
    """Return what the child says; nothing where it did not end well."""
    if not _room.acquire(timeout=5):
        raise Conflict(_("Many files are being checked. Please try again in a moment."))
    try:
        child = subprocess.run(
            [sys.executable, "-m", "cpq.catalog.papers.looking"],
            input=content,
            capture_output=True,
            timeout=WALL_SECONDS,
            cwd=ROOT,
            env={"LANG": "C.UTF-8", "PATH": os.defpath},
            preexec_fn=_limited,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    finally:
        _room.release()
    return child.stdout if child.returncode == 0 else b""


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
