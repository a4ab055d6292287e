"""How long a search goes on: for so many seconds, or until somebody has had enough."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic

LOOK_EVERY = 0.1


class Patience:
    """Runs out some seconds after it began, or as soon as ``enough`` says so; threads may ask."""

    def __init__(self, seconds: float, enough: Callable[[], bool] = lambda: False) -> None:
        self._seconds, self._enough = seconds, enough
        self._gone = False
        self.begin()

    def begin(self) -> None:
        """Count from now: what had to be got ready took no patience."""
        self._until = monotonic() + self._seconds

    @property
    def left(self) -> float:
        """Return how many seconds are left."""
        return 0.0 if self._gone else max(0.0, self._until - monotonic())

    def over(self) -> bool:
        """True once it has run out, and ever after."""
        self._gone = self._gone or monotonic() >= self._until or self._enough()
        return self._gone

    @contextmanager
    def interrupting(self, stop: Callable[[], object]) -> Iterator[None]:
        """Call ``stop`` from a thread of its own once it has run out, while something is solved."""
        solved = Event()

        def look() -> None:
            while not solved.wait(min(LOOK_EVERY, self.left)):
                if self.over():
                    stop()
                    return

        thread = Thread(target=look, daemon=True)
        thread.start()
        try:
            yield
        finally:
            solved.set()
            thread.join()
