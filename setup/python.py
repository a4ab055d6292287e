"""Python packages in ``.venv``, exactly those whose hashes are in ``requirements/``."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

from setup.progress import ROOT, run

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DONE = VENV / "installed.json"
COMMAND = f"#!{PYTHON}\nimport sys\n\nfrom web.cli import main\n\nsys.exit(main())\n"


def install(*locks: str) -> None:
    """Install the last of the locks, which holds all before it too, unless that was done."""
    wanted = {"at": str(VENV)} | {lock: _fingerprint(lock) for lock in locks}
    done = json.loads(DONE.read_text()) if DONE.exists() else {}
    if wanted.items() <= done.items() and PYTHON.exists():
        return
    if done.get("at", str(VENV)) != str(VENV) or not _starts():
        make: list[str | Path] = [sys.executable, "-m", "venv", "--clear", VENV]
        run("Making a place for Python packages: .venv", make)
    add(locks[-1])
    _introduce_ourselves()
    DONE.write_text(json.dumps(done | wanted))


def add(lock: str) -> None:
    """Install what a lock names. Wheels only: nothing is built, no foreign script runs."""
    count = _lock(lock).read_text().count("==")
    pip: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--progress-bar",
        "off",
        "--no-compile",  # a third of the time, and most of it never runs
    ]
    strict = ["--require-hashes", "--only-binary", ":all:"]
    only: list[str | Path] = ["-c", _lock(lock)]  # also where a package asks for another's extras
    run(f"Installing Python packages, at most {count}", [*pip, *strict, "-r", _lock(lock), *only])


def _introduce_ourselves() -> None:
    """Make our rooms importable and ``.venv/bin/mitsumori`` a command, without building a wheel."""
    for packages in VENV.glob("lib/python*/site-packages"):
        (packages / "mitsumori.pth").write_text(f"{ROOT}\n")
    command = VENV / "bin" / "mitsumori"
    command.write_text(COMMAND)
    command.chmod(0o755)


def _starts() -> bool:
    """True when there is an environment, and not one whose making was cut off."""
    if not PYTHON.exists():
        return False
    tried = subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False)  # noqa: S603 (ours)
    return tried.returncode == 0


def _lock(name: str) -> Path:
    return ROOT / "requirements" / f"{name}.txt"


def _fingerprint(lock: str) -> str:
    """What an installation depends on: the lock and the Python."""
    told = f"{_lock(lock).read_text()}{sys.version}"
    return hashlib.sha256(told.encode()).hexdigest()
