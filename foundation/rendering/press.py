"""The press: a process that has WeasyPrint loaded and warm, and forks one child per document.

It speaks frames on its standard input and output and ends when the line ends. Jobs that wait when
it starts are done before it has warmed up, which it then does as soon as none waits, so that a cold
start costs no more than a process that renders once.
"""

import gc
import os
import select
import shutil
import signal
import tempfile
import time
from contextlib import suppress
from typing import Any

from foundation.rendering import child, frames

WALL = 60.0  # seconds
LOOKS = 40  # at a child that is about to be gone, 5 ms apart


def main() -> None:
    """Serve jobs until the line ends."""
    line_in, line_out = os.dup(0), os.dup(1)
    for fd in (0, 1):
        os.dup2(2, fd)  # nothing a library prints may get between the frames
    warm = False
    while True:
        warm = warm or _warmed_up(line_in)
        try:
            header, payload = frames.receive(line_in)
        except frames.Broken:
            return
        pid, answers, folder = _start(header, payload, (line_in, line_out))
        frames.send(line_out, _answer_of(pid, answers))
        _end(pid)
        shutil.rmtree(folder, ignore_errors=True)


def _warmed_up(line_in: int) -> bool:
    """Where no job waits, load fonts and code, and keep the collector off what children share."""
    if select.select([line_in], [], [], 0)[0]:
        return False
    child.warm_up()
    gc.collect()
    gc.freeze()
    return True


def _start(header: dict[str, Any], payload: bytes, line: tuple[int, int]) -> tuple[int, int, str]:
    folder = tempfile.mkdtemp(prefix="press-")
    answers, mouth = os.pipe()
    pid = os.fork()
    if pid == 0:
        for fd in (*line, answers):
            os.close(fd)
        child.run(header, payload, mouth, folder)  # never returns
    os.close(mouth)
    return pid, answers, folder


def _answer_of(pid: int, answers: int) -> bytes:
    """Wait for the child's answer; one that overruns is killed, one that dies is reported."""
    try:
        header, payload = frames.receive(answers, time.monotonic() + WALL)
        return frames.pack(header, payload)
    except frames.Overdue:
        return frames.pack({"reason": "too_long", "detail": f"{WALL:g} s are over"})
    except frames.Broken:
        return frames.pack(_obituary(_end(pid)))
    finally:
        os.close(answers)


def _end(pid: int) -> int:
    """Make sure the child is gone, and return how it ended."""
    with suppress(ChildProcessError):
        for _look in range(LOOKS):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                return status
            time.sleep(0.005)
        os.kill(pid, signal.SIGKILL)
        return os.waitpid(pid, 0)[1]
    return 0


def _obituary(status: int) -> dict[str, Any]:
    killer = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if killer == signal.SIGXCPU:
        return {"reason": "too_long", "detail": f"{child.CPU_SECONDS} s of processor time are over"}
    return {"reason": "crashed", "detail": f"signal {killer}, status {status}"}


if __name__ == "__main__":
    main()
