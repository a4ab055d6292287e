"""How the worker and the press speak: a JSON header and bytes, each with its length in front."""

import json
import os
import select
import struct
import time
from typing import Any

LENGTHS = struct.Struct(">IQ")
LARGEST_HEADER = 64 * 1024 * 1024
LARGEST_PAYLOAD = 256 * 1024 * 1024
CHUNK = 1 << 16


class Broken(Exception):  # noqa: N818  (it names the state of the line)
    """The other side went away, or says what nobody understands."""


class Overdue(Exception):  # noqa: N818  (the same)
    """The other side did not finish in time."""


def pack(header: dict[str, Any], payload: bytes = b"") -> bytes:
    """Return one message as bytes."""
    words = json.dumps(header, ensure_ascii=False).encode()
    return LENGTHS.pack(len(words), len(payload)) + words + payload


def send(fd: int, message: bytes) -> None:
    """Write a whole message."""
    view = memoryview(message)
    while view:
        view = view[os.write(fd, view[:CHUNK]) :]


def receive(fd: int, deadline: float | None = None) -> tuple[dict[str, Any], bytes]:
    """Read one message.

    Raises:
        Broken: the line ended, or the message is no message.
        Overdue: the deadline (of ``time.monotonic``) passed first.
    """
    words, payload = LENGTHS.unpack(_exactly(fd, LENGTHS.size, deadline))
    if words > LARGEST_HEADER or payload > LARGEST_PAYLOAD:
        raise Broken("a message of that size is a mistake")
    try:
        header = json.loads(_exactly(fd, words, deadline))
    except ValueError as error:
        raise Broken(str(error)) from error
    return header, _exactly(fd, payload, deadline)


def _exactly(fd: int, size: int, deadline: float | None) -> bytes:
    parts, missing = [], size
    while missing:
        _wait(fd, deadline)
        part = os.read(fd, min(missing, CHUNK))
        if not part:
            raise Broken("the line ended")
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _wait(fd: int, deadline: float | None) -> None:
    if deadline is None:
        return
    left = deadline - time.monotonic()
    if left <= 0 or not select.select([fd], [], [], left)[0]:
        raise Overdue
