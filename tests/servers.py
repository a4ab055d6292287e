"""Private servers for tests: on free ports, in folders that go away, dead when the tests are.

    with postgresql() as server: ...     # .url, .stop(), .kill(), .start(), .freeze(), .thaw()
    with redis() as server: ...          # the same
    with s3() as server: ...             # the same; one bucket, BUCKET
    with mailbox() as box: ...           # .port, .mails, .answer = "451 Later, please"

Each dies with the process that started it, even when that one is killed. As root, PostgreSQL runs
as ``postgres``, because it refuses root.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from urllib.request import Request, urlopen

from aiosmtpd.controller import Controller

from web.family import tied

PATIENCE = 30  # seconds a server may take to answer
BUCKET = "mitsumori"


def free_port():
    """Return a port of this machine that nobody uses."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


@dataclass
class Server:
    """A program that listens on 127.0.0.1. ``end`` is the signal that makes it stop at once."""

    command: list
    port: int
    folder: Path
    url: str
    user: str | None = None
    end: signal.Signals = signal.SIGTERM
    asks: list = field(default_factory=list)  # a command that succeeds when it is ready
    process: subprocess.Popen | None = None

    def start(self):
        """Start it, and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=tied(self.end),  # noqa: PLW1509 (it takes no lock)
                **as_user(self.user),
            )
        until = time.monotonic() + PATIENCE
        while not self.ready():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.02)

    def ready(self):
        """True when it answers."""
        if self.asks:
            return subprocess.run(self.asks, capture_output=True, check=False).returncode == 0
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def stop(self):
        """End it as its keeper does."""
        self._end_with(self.end)

    def kill(self):
        """End it as a power cut does."""
        self._end_with(signal.SIGKILL)

    def freeze(self):
        """Have it keep its connections and answer none, as a network does that swallows all."""
        os.killpg(self.process.pid, signal.SIGSTOP)

    def thaw(self):
        """Have it go on."""
        os.killpg(self.process.pid, signal.SIGCONT)

    def _end_with(self, which):
        if self.process is None:
            return
        for name in (which, signal.SIGCONT):
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, name)
        self.process.wait(PATIENCE)
        self.process = None


def as_user(name):
    """Return what makes a subprocess run as somebody else."""
    return {"user": name, "group": name, "extra_groups": []} if name else {}


@contextmanager
def running(make, user=None):
    """Give a server a folder of its own, start it, and clear both away."""
    folder = Path(tempfile.mkdtemp(prefix="mitsumori-test-"))
    try:
        if user:
            shutil.chown(folder, user, user)
        server = make(folder)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def redis():
    """Redis with a password, and with every write on the disk before it is answered."""

    def make(folder):
        port, password = free_port(), secrets.token_hex(16)
        options = f"--bind 127.0.0.1 --port {port} --requirepass {password} --dir {folder}"
        command = ["redis-server", *options.split(), "--appendonly", "yes"]
        url = f"redis://:{password}@127.0.0.1:{port}/0"
        return Server([*command, "--appendfsync", "always"], port, folder, url)

    return running(make)


def postgresql():
    """PostgreSQL, quick and forgetful. ``url`` ends before the database: a test makes its own."""
    user = "postgres" if os.geteuid() == 0 else None
    name = user or pwd.getpwuid(os.geteuid()).pw_name

    def make(folder):
        port, data = free_port(), folder / "data"
        fresh = [program("initdb"), "-D", data, "-U", name, "-A", "trust", "-E", "UTF8"]
        locale = ["--locale=C.UTF-8", "--no-sync"]
        subprocess.run(
            [*fresh, *locale], cwd=folder, check=True, capture_output=True, **as_user(user)
        )
        place = ["-D", data, "-p", str(port), "-k", folder, "-h", "127.0.0.1"]
        hasty = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        command = [program("postgres"), *place, *(word for h in hasty for word in ("-c", h))]
        asks = [program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        url = f"postgresql://{name}@127.0.0.1:{port}"
        return Server(command, port, folder, url, user, end=signal.SIGQUIT, asks=asks)

    return running(make, user)


def program(name):
    """Return the newest of PostgreSQL's programs; Debian keeps them off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else name


@contextmanager
def s3():
    """S3 as moto plays it, with one bucket; any key opens it."""

    def make(folder):
        port = free_port()
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        return Server(command, port, folder, url=f"http://127.0.0.1:{port}")

    with running(make) as server:
        urlopen(Request(f"{server.url}/{BUCKET}", method="PUT"), timeout=PATIENCE).close()
        yield server


class Mailbox:
    """Takes every mail and keeps it, while ``answer`` is empty; else gives that answer.

    ``refuse``: the answer to every recipient; ``goodbye``: the answer to QUIT.
    """

    def __init__(self):
        self.port = free_port()
        self.answer = ""
        self.refuse = ""
        self.goodbye = "221 Bye"
        self.mails = []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 (aiosmtpd's name)
        """Called by aiosmtpd for each recipient."""
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_QUIT(self, _server, _session, _envelope):  # noqa: N802 (aiosmtpd's name)
        """Called by aiosmtpd at the end."""
        return self.goodbye

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 (aiosmtpd's name)
        """Called by aiosmtpd for each mail."""
        if self.answer:
            return self.answer
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 Thank you"


@contextmanager
def mailbox():
    """A mail server that delivers to a list."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
