"""Keeps child processes running, and ends each together with everything that it started.

The supervisor may be process 1 of a container: signals are waited for, never handled between two
lines, and whoever loses its parent is taken in and, when it has ended, buried.
"""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

STOPPING = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
WATCHED = STOPPING | {signal.SIGCHLD}
DIES_WITH_PARENT, TAKES_IN_ORPHANS = 1, 36  # prctl(2): PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER
LONGEST_PAUSE = 30.0  # seconds before a child that keeps dying is started again
LONG_LIVED = 60.0  # seconds after which a death counts as the first one again
GRACE = 25.0  # seconds a child has to finish what it does
ECHO = 1.0  # seconds in which a second signal is the first one heard twice, from us and from make


def tied(to_die_by: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """Return what a new child runs first: our end, however sudden, is its end too."""
    libc = ctypes.CDLL(None)

    def tie() -> None:
        libc.prctl(DIES_WITH_PARENT, to_die_by)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])

    return tie


@dataclass
class Child:
    """One program that should be running. ``deaths`` counts those in a short time."""

    name: str
    command: Sequence[str]
    files: Sequence[int] = ()  # descriptors that it keeps
    output: int | None = None  # the descriptor it writes to; None: ours
    once: bool = False  # it does what it has to do and ends; nothing depends on it
    last: bool = False  # it starts when all is up, so that nobody waits for its sake
    deaths: int = 0
    started: float = 0.0
    due: float = 0.0  # when it may be started (again), on the monotonic clock
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start the program, in a group of its own."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 (the commands are our own)
            self.command,
            stdout=self.output,
            stderr=self.output,
            pass_fds=self.files,
            start_new_session=True,
            preexec_fn=tied(),  # noqa: PLW1509 (one thread, so nothing can be held here)
        )

    def ended(self) -> int | None:
        """Return the exit status of a process that has just ended, and end what it left."""
        if self.process is None or self.process.poll() is None:
            return None
        code = self.process.returncode
        self.cut_off()
        self.process = None
        lived = time.monotonic() - self.started
        self.deaths = 1 if lived > LONG_LIVED else self.deaths + 1
        self.due = time.monotonic() + self.pause
        return code

    @property
    def pause(self) -> float:
        """How many seconds to wait before the next start."""
        return min(LONGEST_PAUSE, 2.0 ** (self.deaths - 1))

    def ask_to_finish(self) -> None:
        """Ask the program itself; what it started is its own affair."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def cut_off(self) -> None:
        """Kill the program and everything that it started, if anybody is left."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Family:
    """The children, and the one loop that looks after them."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.children: list[Child] = []
        self.tell = tell
        signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
        ctypes.CDLL(None).prctl(TAKES_IN_ORPHANS, 1)

    def run_once(self, child: Child) -> int | None:
        """Run a program to its end; returns its exit status, or None when told to stop."""
        self.children = [child]
        child.start()
        while (code := child.ended()) is None:
            if self._told_to_stop(1.0):
                self._end()
                return None
        return code

    def keep(self, *children: Child, meanwhile: Callable[[], bool]) -> bool:
        """Keep children running until told to stop, then end them.

        ``meanwhile`` is asked several times a second until it says True: all is up. A child that
        dies before that ends everything, since trying again would not help. Returns whether all
        came up.
        """
        self.children, up, fallen = list(children), False, False
        while up or not fallen:
            fallen = self._look_after(all_up=up)
            up = up or (not fallen and meanwhile())
            if self._told_to_stop(1.0 if up else 0.1):
                break
        self._end()
        return up

    def _look_after(self, *, all_up: bool) -> bool:
        """Start whoever should run and does not; True when somebody has just died."""
        ended = [(child, code) for child in self.children if (code := child.ended()) is not None]
        self.children = [c for c in self.children if not (c.once and c.started and not c.process)]
        fallen = [(child, code) for child, code in ended if not child.once]
        for child, code in fallen:
            self.tell(f"{child.name} ended ({code}); it starts again in {child.pause:.0f} s.")
        for child in self.children:
            if (
                child.process is None
                and time.monotonic() >= child.due
                and (all_up or not child.last)
            ):
                child.start()
        return bool(fallen)

    def _told_to_stop(self, seconds: float) -> bool:
        """Wait for a signal; True when it asks us to stop. Buries orphans on the way."""
        heard = signal.sigtimedwait(WATCHED, seconds)
        self._bury()
        return heard is not None and heard.si_signo in STOPPING

    def _bury(self) -> None:
        own = {child.process.pid for child in self.children if child.process}
        with suppress(ChildProcessError):
            while dead := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                if dead.si_pid in own:
                    return  # its own Popen asks for it
                os.waitpid(dead.si_pid, 0)

    def _end(self) -> None:
        """Let all finish; cut off whoever has not when the grace is over, or we are told again."""
        for child in self.children:
            child.ask_to_finish()
        since = time.monotonic()
        while any(c.process and c.process.poll() is None for c in self.children):
            told, waited = self._told_to_stop(0.2), time.monotonic() - since
            if waited > GRACE or (told and waited > ECHO):
                break
        for child in self.children:
            child.cut_off()
