"""Starts the web server and the worker, keeps both running and ends both: ``python -m web.serve``.

On several machines ``python -m web.serve prepare`` brings the database up to date, once, and then
``python -m web.serve web`` and ``… worker`` keep one of the two each.
"""

import fcntl
import http.client
import os
import socket
import sys
import time
from contextlib import nullcontext
from typing import IO
from urllib.parse import urlsplit

from pydantic import ValidationError

from foundation.settings import Settings
from web.family import Child, Family
from web.readiness import needs_nothing

BEGAN = time.monotonic()
PORTS = range(1, 65536)
BACKLOG = 512
EVERY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (where to knock instead)
EVERYTHING = ["prepare", "web", "worker"]
PYTHON = [sys.executable, "-m"]
EMBEDDED = ["--workers", "1"]  # one process with threads; rate limits are counted in its memory


def main(wanted: list[str]) -> int:
    """Serve until told to stop; returns the exit status."""
    settings = _settings()
    with nullcontext() if wanted else _alone(settings):
        return _serve(wanted or EVERYTHING, settings)


def _serve(names: list[str], settings: Settings) -> int:
    listener = _listen(settings) if "web" in names else None
    family = Family(tell)
    ready = names == EVERYTHING and needs_nothing(settings)
    if "prepare" in names and not (ready or _prepared(family, settings)):
        return 1
    lasting = [name for name in names if name != "prepare"]
    if not lasting:
        return 0
    output = _log_beside(settings)
    children = [_child(name, settings, listener, output) for name in lasting]
    if ready and settings.demo:
        children.append(Child("the list of people", [*PYTHON, "web.demo_people"], once=True))
    served = family.keep(*children, meanwhile=lambda: not listener or _answers(settings))
    tell("Stopped.")
    return 0 if served else 1


def tell(words: str) -> None:
    """Say what happens, and how long it has been."""
    sys.stdout.write(f"[{time.monotonic() - BEGAN:4.0f} s] {words}\n")
    sys.stdout.flush()


def _settings() -> Settings:
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = ", ".join(f"{first['loc'][0]}".upper() for first in error.errors())
        sys.exit(f"These settings in the environment make no sense: {wrong}.")
    if settings.port not in PORTS:
        sys.exit(f"PORT is {settings.port}; it must be a number from 1 to 65535.")
    return settings


def _alone(settings: Settings) -> IO[str]:
    """Hold the folder of the embedded profile: one process group per database file."""
    settings.var.mkdir(parents=True, exist_ok=True)
    held = (settings.var / "serve.lock").open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"Mitsumori is already running with the data in {settings.var.resolve()}.")
    return held


def _listen(settings: Settings) -> socket.socket:
    """Open the port here: it stays open, and callers wait, while the web server starts again."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        another = settings.port % 60000 + 1
        sys.exit(
            f"Port {settings.port} on {settings.host} cannot be opened: {_reason(error)}. "
            f"Stop what uses it, or choose another one: PORT={another} make run"
        )


def _reason(error: OSError) -> str:
    """Say in few words why; Python's own repeat the address."""
    if isinstance(error, socket.gaierror) or not error.errno:
        return (error.strerror or str(error)).lower()
    return os.strerror(error.errno).lower()


def _prepared(family: Family, settings: Settings) -> bool:
    """Bring the database up to date and, in demo mode, fill an empty one."""
    tell("Bringing the database up to date")
    commands = ["migrate", *(["demo", "demo --show"] if settings.demo else [])]
    return family.run_once(Child("preparing", [*PYTHON, "web.prepare", *commands])) == 0


def _child(
    name: str, settings: Settings, listener: socket.socket | None, output: int | None
) -> Child:
    if listener and name == "web":
        descriptor = listener.fileno()
        command = _gunicorn(settings, descriptor)
        return Child(name, command, files=[descriptor], output=output)
    beside = listener is not None  # two that load at once take longer than one after the other
    return Child(name, [*PYTHON, "web.prepare", name], output=output, last=beside)


def _log_beside(settings: Settings) -> int | None:
    """On a terminal the log goes to a file, so that the address stays in sight; else to us."""
    if not sys.stdout.isatty():
        return None
    settings.var.mkdir(parents=True, exist_ok=True)
    place = settings.var / "mitsumori.log"
    tell(f"What happens is written to {place}")
    return os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)


def _gunicorn(settings: Settings, descriptor: int) -> list[str]:
    """WEB_CONCURRENCY says how many processes there are, where Redis counts for all of them."""
    answering = ["--worker-class", "gthread", "--threads", str(settings.web_threads)]
    quiet = ["--log-level", "warning", "--no-control-socket", "--config", "python:web.loading"]
    place = ["--bind", f"fd://{descriptor}", "--graceful-timeout", "20"]
    processes = [] if settings.redis_url else EMBEDDED
    long = ["--limit-request-line", "8190"]  # a configuration travels in its address
    command = [*PYTHON, "gunicorn", *answering, *quiet, *place, *long, *processes]
    return [*command, "web.app:serving()"]


def _answers(settings: Settings) -> bool:
    """Knock; when the door opens, say where it is."""
    host = EVERY.get(settings.host, settings.host)
    knock = http.client.HTTPConnection(host, settings.port, timeout=1)
    try:
        knock.request("GET", "/healthz", headers={"Host": urlsplit(settings.address).netloc})
        open_ = knock.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        knock.close()
    if open_:
        tell(f"Mitsumori answers at {settings.address} (Ctrl-C stops it)")
    return open_


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
