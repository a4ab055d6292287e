"""Writes ``requirements/*.txt`` and ``package-lock.json`` anew: names and hashes, no addresses.

The two Python locks are resolved together, for every Python and system that pyproject.toml allows.
"""

import json
import re
import sys

from setup import front_end
from setup.progress import ROOT, run, stop, tell

LOCKS = ROOT / "requirements"
TOOLS = ROOT / "var" / "lock-tools"
ADDRESS = re.compile(r"https?:|--(extra-)?index|--find-links")


def main() -> None:
    """Make every lock; the newest versions that pyproject.toml and package.json allow."""
    run("Making a place for uv, which resolves", [sys.executable, "-m", "venv", TOOLS])
    run("Installing uv", [TOOLS / "bin" / "pip", "install", "--quiet", "uv"])
    _compile("test", "pyproject.toml", "--extra", "postgresql", "--extra", "test")
    _compile("run", "pyproject.toml", "--extra", "postgresql", "-c", str(LOCKS / "test.txt"))
    _compile("node", str(LOCKS / "node.in"))
    npm = [
        "install",
        "--package-lock-only",
        "--ignore-scripts",
        "--omit-lockfile-registry-resolved",
    ]
    run("Resolving package.json", [*front_end.npm(), *npm])
    _tell_no_addresses()
    tell("Done: requirements/ and package-lock.json. Next: make test.")


def _compile(name: str, *source: str) -> None:
    lock = LOCKS / f"{name}.txt"
    plain = ["--universal", "--generate-hashes", "--upgrade", "--no-header", "--no-annotate"]
    run(f"Resolving {name}", [TOOLS / "bin" / "uv", "pip", "compile", *source, *plain, "-o", lock])
    if ADDRESS.search(lock.read_text()):
        stop(f"{lock} names an address; it must hold names and hashes alone.")


def _tell_no_addresses() -> None:
    """Leave out of npm's lock where its packages ask for donations."""
    lock = ROOT / "package-lock.json"
    known = json.loads(lock.read_text())
    for package in known["packages"].values():
        package.pop("funding", None)
    lock.write_text(json.dumps(known, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
