"""What of a price those may read who are not told what a product costs us."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from cpq.quoting.waterfall import PER_UNIT
from foundation.language import verbatim

Step = Mapping[str, Any]
NOTHING_SAID = verbatim("").to_json()


def without_costs(steps: Sequence[Step]) -> list[Step]:
    """Return the steps of a line; those on a cost become one, and no words tell what it was."""
    kept: list[Step] = []
    for per_unit_on_cost, together in groupby(steps, _per_unit_on_cost):
        some = list(together)
        kept += [_as_one(some)] if per_unit_on_cost else some
    return [_hushed(step) if _tells(step) else step for step in kept]


def _on_cost(step: Step) -> bool:
    return step.get("basis") == "cost"


def _per_unit_on_cost(step: Step) -> bool:
    return _on_cost(step) and step["kind"] in PER_UNIT


def _as_one(steps: Sequence[Step]) -> Step:
    return {**steps[-1], "kind": steps[0]["kind"], "before": steps[0]["before"]}


def _tells(step: Step) -> bool:
    words: Iterable[Any] = step["note"].get("params", {}).values() if step["note"] else ()
    return _on_cost(step) or any("cost" in str(word).lower() for word in words)


def _hushed(step: Step) -> Step:
    return {**step, "note": NOTHING_SAID, "losers": []}
