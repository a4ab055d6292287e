"""The boards that come with the house, read from ``boards/*.toml``."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from deals.stages import Kind
from foundation.errors import Missing
from foundation.language import _

FOLDER = Path(__file__).parent / "boards"
DEFAULT = "nine"


@dataclass(frozen=True)
class StagePlan:
    """A stage as a template describes it. ``probability`` is a ratio."""

    key: str
    ja: str
    en: str
    kind: Kind
    probability: Decimal
    stale_days: int


@dataclass(frozen=True)
class BoardPlan:
    """A board as a template describes it."""

    key: str
    ja: str
    en: str
    stages: tuple[StagePlan, ...]


@cache
def board_plan(key: str) -> BoardPlan:
    """Return a template. Raises Missing."""
    path = FOLDER / f"{key}.toml"
    if key not in plan_keys():
        raise Missing(_("There is no board template %(key)s.", key=key))
    read = tomllib.loads(path.read_text())
    stages = tuple(_stage(one) for one in read["stage"])
    return BoardPlan(key, read["name"]["ja"], read["name"]["en"], stages)


def plan_keys() -> list[str]:
    """Return the keys of all templates."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def _stage(read: dict[str, str | int]) -> StagePlan:
    return StagePlan(
        str(read["key"]),
        str(read["ja"]),
        str(read["en"]),
        Kind(str(read["kind"])),
        Decimal(read["probability"]) / 100,
        int(read["stale_days"]),
    )
