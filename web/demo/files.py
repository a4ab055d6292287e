"""Reads the files of the demo company."""

import csv
import tomllib
from functools import cache
from typing import Any

from foundation.language import ROOT

FOLDER = ROOT / "demo"


def read_toml(name: str) -> dict[str, Any]:
    """Return what a file says."""
    return tomllib.loads((FOLDER / name).read_text("utf-8"))


@cache
def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table by the names of their columns."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
