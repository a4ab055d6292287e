"""Measuring, and printing what was measured as a table."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time
from typing import Self

HEADS = ("what", "median", "p95", "cpu", "ratio", "goal", "")


class Took(float):
    """Seconds by the clock, and how many of them this process computed (``cpu``).

    On a busy machine the first grow and the second hardly do; what children compute is not in them.
    """

    cpu: float

    def __new__(cls, clock: float, cpu: float) -> Self:
        took = super().__new__(cls, clock)
        took.cpu = cpu
        return took


@dataclass(frozen=True)
class Row:
    """One thing measured. ``times`` are seconds; ``ratio`` compares with what ``what`` names."""

    what: str
    times: Sequence[float]
    goal: float | None = None  # seconds, for the p95 where `by_p95`, else for the median
    ratio: float | None = None
    most: float | None = None  # the goal of the ratio
    computed_ratio: float | None = None  # of what both computed, where children compute nothing
    by_p95: bool = False

    @property
    def p95(self) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]

    @property
    def met(self) -> bool | None:
        """True, False, or None where there is no goal."""
        if self.most is not None and self.ratio is not None:
            return self.ratio <= self.most
        if self.goal is None:
            return None
        return (self.p95 if self.by_p95 else median(self.times)) <= self.goal


def timed(deed: Callable[[], object], times: int = 30, warm_up: int = 3) -> list[Took]:
    """Return how long a deed took, each time."""
    for _time in range(warm_up):
        deed()
    return [once(deed) for _time in range(times)]


def in_turns(
    one: Callable[[], object], other: Callable[[], object], times: int, warm_up: int = 2
) -> tuple[list[Took], list[Took]]:
    """Time two deeds in turns, so that whatever else the machine does slows both alike."""
    for deed in (one, other) * warm_up:
        deed()
    both = [(once(one), once(other)) for _turn in range(times)]
    return [first for first, _second in both], [second for _first, second in both]


def once(deed: Callable[[], object]) -> Took:
    """Return how long a deed took this time."""
    clock, cpu = perf_counter(), process_time()
    deed()
    return Took(perf_counter() - clock, process_time() - cpu)


def ratio_of(times: Sequence[float], beside: Sequence[float]) -> float:
    """Return how many times longer one took than the other, by their medians."""
    return median(times) / median(beside)


def computed_ratio_of(times: Sequence[Took], beside: Sequence[Took]) -> float:
    """Return how many times more one computed than the other, by their medians."""
    return median(took.cpu for took in times) / median(took.cpu for took in beside)


def show(title: str, rows: Sequence[Row]) -> bool:
    """Print a table; returns whether every goal was met."""
    table = [HEADS, *(_cells(row) for row in rows)]
    widths = [max(len(line[n]) for line in table) for n in range(len(HEADS))]
    print(f"\n{title}")
    for line in table:
        cells = [
            line[0].ljust(widths[0]),
            *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True)),
        ]
        print("  " + "  ".join(cells).rstrip())
    sys.stdout.flush()
    return all(row.met is not False for row in rows)


def _cells(row: Row) -> tuple[str, ...]:
    goal = "" if row.goal is None else ("p95 < " if row.by_p95 else "< ") + _said(row.goal)
    if row.most is not None:
        goal = f"≤ {row.most:g} ×"
    return (
        row.what,
        _said(median(row.times)),
        _said(row.p95),
        _computed(row.times),
        "" if row.ratio is None else f"{row.ratio:.2f} ×",
        goal,
        _verdict(row),
    )


def _verdict(row: Row) -> str:
    if row.met is not False:
        return "met" if row.met else ""
    computed = [took.cpu for took in row.times if isinstance(took, Took)]
    goals = {"goal": row.goal, "ratio": row.computed_ratio, "most": row.most}
    alone = Row(row.what, computed, **goals, by_p95=row.by_p95)
    met_alone = bool(computed) and alone.met
    return "missed: busy machine, cpu meets it" if met_alone else "missed"


def _computed(times: Sequence[float]) -> str:
    cpu = [took.cpu for took in times if isinstance(took, Took)]
    return _said(median(cpu)) if cpu else ""


def _said(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"
