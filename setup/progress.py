"""Tells what happens, one timed line at a time, and runs what takes long."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
LOG = ROOT / "var" / "setup.log"
SIGN_OF_LIFE = 5  # seconds between two lines of a step that takes long
BEGAN = time.monotonic()


def tell(words: str) -> None:
    """Say what happens now, and how long it has been."""
    sys.stdout.write(f"[{time.monotonic() - BEGAN:4.0f} s] {words}\n")
    sys.stdout.flush()


def stop(words: str) -> NoReturn:
    """End here, with the words a person needs to go on."""
    sys.stdout.flush()
    sys.exit(f"\n{words}")


def run(what: str, command: Sequence[str | Path]) -> None:
    """Run a command, its output kept in ``var/setup.log``; shows its last line now and then.

    Ends everything, with the end of the output, when the command fails.
    """
    with running(what, command, LOG):
        pass


@contextmanager
def running(what: str, command: Sequence[str | Path], log: Path) -> Iterator[None]:
    """Run a command as ``run`` does, beside what the ``with`` block does meanwhile."""
    tell(what)
    log.parent.mkdir(exist_ok=True)
    with log.open("wb") as out:
        # S603: the commands are written in this folder, none comes from outside
        process = subprocess.Popen(  # noqa: S603 (see above)
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        yield
        code = _wait(process, log)
    except BaseException:
        with suppress(PermissionError):  # started with sudo: it ends by itself
            process.terminate()
        process.wait()
        raise
    if code:
        stop("\n".join([*_lines(log)[-20:], f"This failed: {what}. All of its output: {log}"]))


def _wait(process: subprocess.Popen[bytes], log: Path) -> int:
    while True:
        try:
            return process.wait(SIGN_OF_LIFE)
        except subprocess.TimeoutExpired:
            tell(f"  … {(_lines(log) or [''])[-1][:80]}")


def _lines(log: Path) -> list[str]:
    return [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
