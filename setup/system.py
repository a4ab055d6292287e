"""What the machine itself must have, why, and what to do about what it lacks."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from setup.progress import LOG, run, running, stop, tell

APT_LOG = LOG.with_name("setup-apt.log")
FONTS = ["/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts"]


@dataclass(frozen=True)
class Part:
    """Something of the machine's own, under Debian's name; ``sign`` shows that it is there."""

    package: str
    sign: str
    why: str

    def there(self) -> bool:
        """True when the machine has it, however it came there."""
        kind, _, name = self.sign.partition(":")
        return _LOOKS[kind](name)


VENV = Part("python3-venv", "module:ensurepip", "keeps our Python packages to ourselves")
RUN = [
    VENV,
    Part("libpango-1.0-0", "library:libpango-1.0.so.0", "sets the type of documents"),
    Part("libpangoft2-1.0-0", "library:libpangoft2-1.0.so.0", "finds the fonts of documents"),
    Part("libharfbuzz-subset0", "library:libharfbuzz-subset.so.0", "makes PDFs small and quick"),
    Part("fonts-ipaexfont-gothic", "font:ipaexg.ttf", "Japanese type in documents"),
    Part("fonts-ipamj-mincho", "font:ipamjm.ttf", "the rare letters of names, such as 𠮷 (25 MB)"),
]
TEST = [
    Part("redis-server", "program:redis-server", "the doorbell of the second profile"),
    Part("postgresql", "file:usr/lib/postgresql/*/bin/initdb", "the database of the second"),
    Part("chromium", "program:chromium", "looks at our pages as people do"),
    Part("poppler-utils", "program:pdfsig", "a second opinion on signatures"),
    Part("libnss3-tools", "program:certutil", "tells pdfsig whom to trust"),
    Part("openssl", "program:openssl", "a third opinion, and an authority for time"),
    Part("qpdf", "program:qpdf", "a second opinion on PDFs"),
]


@contextmanager
def provided(parts: list[Part]) -> Iterator[None]:
    """Install what is missing, or say what to type and stop.

    The ``with`` block goes on beside it where it may: what it needs is there, and nobody is asked
    for a password. Afterwards all parts are there.
    """
    missing = [part for part in parts if not part.there()]
    if not missing:
        yield
        return
    tell("This machine lacks:")
    for part in missing:
        tell(f"  {part.package} ({part.why})")
    names = [part.package for part in missing]
    what = "Installing them with apt"
    command = [*_as_root(names), sys.executable, "-m", "setup.debian", *names]
    if os.geteuid() == 0 and VENV.there():
        with running(what, command, APT_LOG):
            yield
    else:
        run(what, command)
        yield
    if still := [part.package for part in missing if not part.there()]:
        stop(f"These were installed but cannot be found: {' '.join(still)}.")


def _as_root(names: list[str]) -> list[str]:
    """Return what to put before a command so that it may install; stops where nothing may."""
    packages, sudo = " ".join(names), shutil.which("sudo")
    if not shutil.which("apt-get"):
        plain = f"apt-get install --no-install-recommends {packages}"
        stop(f"Install them with this system's own tools. On Debian it would be:\n  {plain}")
    if os.geteuid() == 0:
        return []
    if sudo and (sys.stdin.isatty() or _sudo_asks_nothing()):
        tell("sudo may ask for your password.")
        return ["sudo"]
    ours = f"python3 -m setup.debian {packages}"
    by_hand = f"sudo {ours}" if sudo else f"su -c '{ours}'"
    return stop(f"Only an administrator may install them. Type this, then come back:\n  {by_hand}")


def _sudo_asks_nothing() -> bool:
    return subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0  # noqa: S607 (the machine's own sudo)


def _library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _font(name: str) -> bool:
    return any(next(Path(root).expanduser().rglob(name), None) for root in FONTS)


_LOOKS: dict[str, Callable[[str], bool]] = {
    "module": lambda name: importlib.util.find_spec(name) is not None,
    "library": _library,
    "font": _font,
    "program": lambda name: shutil.which(name) is not None,
    "file": lambda name: next(Path("/").glob(name), None) is not None,
}
