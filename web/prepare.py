"""Readies the data before the service starts: ``python -m web.prepare migrate "demo --show"``.

Several commands of ``mitsumori`` in one process, since starting one costs more than most of them.
"""

import sys

from web.cli import main


def run(words: str) -> None:
    """Run one command; ends the process when it fails."""
    try:
        main(words.split(), prog_name="mitsumori")
    except SystemExit as ending:
        if ending.code:
            raise


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        run(argument)
