"""Runs every benchmark of this folder, or those named: ``python -m benchmarks [name …]``.

A benchmark is a module whose ``main()`` prints its table and returns whether its goals are met.
"""

import importlib
import logging
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path

import structlog

SHARED = {"__main__", "installation", "tables"}


def main(wanted: Sequence[str]) -> int:
    """Return the exit status: 0 when every goal is met."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    folder = str(Path(__file__).parent)
    names = [module.name for module in pkgutil.iter_modules([folder]) if module.name not in SHARED]
    met = [_run(name) for name in names if not wanted or name in wanted]
    return 0 if all(met) else 1


def _run(name: str) -> bool:
    module = importlib.import_module(f"benchmarks.{name}")
    return bool(module.main())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
