"""Runs every benchmark of this folder, or those named: ``python -m benchmarks [name …]``.

A benchmark is a module whose ``main()`` prints its table and returns whether its goals are met.
Each runs in a process of its own: what one imports and keeps is not measured with the next.
"""

import importlib
import logging
import pkgutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import structlog

SHARED = {"__main__", "installation", "tables"}


def main(wanted: Sequence[str]) -> int:
    """Return the exit status: 0 when every goal is met."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    if len(wanted) == 1:
        return 0 if importlib.import_module(f"benchmarks.{wanted[0]}").main() else 1
    return max(_alone(name) for name in wanted or _all())


def _all() -> list[str]:
    folder = str(Path(__file__).parent)
    return [module.name for module in pkgutil.iter_modules([folder]) if module.name not in SHARED]


def _alone(name: str) -> int:
    command = [sys.executable, "-m", "benchmarks", name]
    return subprocess.run(command, check=False).returncode  # noqa: S603  (our own)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
