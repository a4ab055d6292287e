"""Runs every benchmark of this folder, or those named: ``python -m benchmarks [name …]``.

A benchmark is a module whose ``main()`` prints its table and returns whether its goals are met.
"""

import importlib
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path

SHARED = {"__main__", "tables"}


def main(wanted: Sequence[str]) -> int:
    folder = str(Path(__file__).parent)
    names = [module.name for module in pkgutil.iter_modules([folder]) if module.name not in SHARED]
    met = [_run(name) for name in names if not wanted or name in wanted]
    return 0 if all(met) else 1


def _run(name: str) -> bool:
    module = importlib.import_module(f"benchmarks.{name}")
    return bool(module.main()) if hasattr(module, "main") else True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
