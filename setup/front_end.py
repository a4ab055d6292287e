"""The front end's libraries: from npm, by the hashes of ``package-lock.json``, to one folder."""

import hashlib
import os
import shutil
import subprocess

from setup import python
from setup.progress import ROOT, run

MODULES = ROOT / "node_modules"
VENDOR = ROOT / "web" / "static" / "vendor"
DONE = VENDOR / "installed.txt"
OLDEST_NODE = 18
FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "sortable.min.js": "sortablejs/Sortable.min.js",
    "signature_pad.umd.min.js": "signature_pad/dist/signature_pad.umd.min.js",
    "licences/tabler.md": "@tabler/core/README.md",  # its licence is told there
    "licences/popper.md": "@popperjs/core/LICENSE.md",  # inside tabler.min.js
    "licences/htmx.txt": "htmx.org/LICENSE",
    "licences/sortable.txt": "sortablejs/LICENSE",
    "licences/signature_pad.txt": "signature_pad/LICENSE",
}


def install() -> None:
    """Bring the files named above, and what the tests look for in ``node_modules``."""
    wanted = _fingerprint()
    if DONE.exists() and DONE.read_text() == wanted and MODULES.exists():
        return
    run("Fetching the front end's libraries", [*npm(), "ci", "--ignore-scripts", "--no-audit"])
    shutil.rmtree(VENDOR, ignore_errors=True)
    for name, source in FILES.items():
        (VENDOR / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, VENDOR / name)
    DONE.write_text(wanted)


def npm() -> list[str]:
    """The machine's npm, or that of Node.js as a Python package."""
    ours = python.VENV / "bin" / "npm"
    if not ours.exists():
        if _major("node") >= OLDEST_NODE and shutil.which("npm"):
            return ["npm"]
        python.add("node")
    return ["env", f"PATH={ours.parent}{os.pathsep}{os.environ['PATH']}", str(ours)]


def _major(node: str) -> int:
    if not shutil.which(node):
        return 0
    asked = [node, "--version"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout  # noqa: S603 (the machine's own)
    return int(told.lstrip("v").split(".")[0] or 0)


def _fingerprint() -> str:
    told = (ROOT / "package-lock.json").read_text() + repr(FILES)
    return hashlib.sha256(told.encode()).hexdigest()
