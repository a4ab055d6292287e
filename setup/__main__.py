"""``python3 -m setup run`` readies the machine to run Mitsumori; ``test``, to test it as well."""

import sys

from setup import front_end, python, system
from setup.progress import stop

OLDEST_PYTHON = (3, 11)


def main(purpose: str) -> None:
    """Install what is missing. Where nothing is, this takes the blink of an eye."""
    if sys.version_info < OLDEST_PYTHON:
        stop("Mitsumori needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")
    testing = purpose == "test"
    with system.provided(system.RUN + (system.TEST if testing else [])):
        python.install("run", *(["test"] if testing else []))
        front_end.install()


if __name__ == "__main__":
    main(sys.argv[1])
