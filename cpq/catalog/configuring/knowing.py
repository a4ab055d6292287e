"""Solutions that were found before. Most questions are answered by one of them, without a solver.

For every value the solutions that have it are the bits of one integer; so those that agree with
some choices are found by ``&``. All who ask about one version of a model share them. A solution
shows, beside its own values, those that could stand in place of one of them.
"""

from collections.abc import Mapping, Sequence

from cpq.catalog.configuring.rules import State, bits

MOST = 4_096


class Bank:
    """Keeps the newest solutions of one model."""

    def __init__(self, everything: State, most: int = MOST) -> None:
        self.most = most
        self.count = 0
        self._having = [[0] * mask.bit_length() for mask in everything]
        self._showing = self._having

    def add(self, values: Sequence[int], around: State | None = None) -> None:
        """Keep a solution: the place of its value for every slot, and what may replace it."""
        row = 1 << self.count % self.most
        if self.count >= self.most:
            self._forget(row)
        for having, value in zip(self._having, values, strict=True):
            having[value] |= row
        if around is not None:
            if self._showing is self._having:
                self._showing = [[0] * len(having) for having in self._having]
            for showing, mask in zip(self._showing, around, strict=True):
                for value in bits(mask):
                    showing[value] |= row
        self.count += 1

    def agreeing(self, decided: Mapping[int, int]) -> int:
        """Return the solutions that have a value of each mask, as bits."""
        rows = (1 << min(self.count, self.most)) - 1
        for n, mask in decided.items():
            having = self._having[n]
            if mask & (mask - 1):
                rows &= _any(having, mask)
            else:
                rows &= having[mask.bit_length() - 1]
            if not rows:
                break
        return rows

    def shown(self, n: int, mask: int, rows: int) -> int:
        """Return which values of a mask some of the solutions have."""
        found = 0
        for value, showing in enumerate(self._showing[n]):
            if showing & rows:
                found |= 1 << value
        return found & mask

    def _forget(self, row: int) -> None:
        for having in (*self._having, *self._showing):
            for value, rows in enumerate(having):
                having[value] = rows & ~row


def _any(having: Sequence[int], mask: int) -> int:
    rows = 0
    for value, found in enumerate(having):
        if mask >> value & 1:
            rows |= found
    return rows
