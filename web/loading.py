"""How gunicorn loads the application: garbage is looked for afterwards, since loading makes none.

That takes a tenth off the start; what is loaded is never looked through again. Later it is looked
for less often than Python would: pricing a long quote makes ten thousands of objects and hardly a
cycle among them (``benchmarks/price_quote.py``: the slowest of such requests take half as long).
"""

import gc

OBJECTS, YOUNG, MIDDLE = 50_000, 20, 50  # made before the young, the middle, all are looked through


def post_fork(_server: object, _worker: object) -> None:
    """Begin to load."""
    gc.disable()


def post_worker_init(_worker: object) -> None:
    """Everything is loaded, and stays."""
    gc.freeze()
    gc.set_threshold(OBJECTS, YOUNG, MIDDLE)
    gc.enable()
