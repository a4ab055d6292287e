"""Asks the press for documents. Any thread may ask; one press serves one process, in turn.

The press is started on first use and again whenever it is gone. It is a process of its own, so
that a web server's or worker's threads are never forked.
"""

import atexit
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from foundation.canonical import canonical
from foundation.rendering import frames
from foundation.rendering.results import Anchor, NotRendered, PageView, Rendered

ROOT = Path(__file__).parents[2]
WALL = 75.0  # the press kills a child after 60 s; this is for a press that hangs itself


class Press:
    """The line to one press process."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, header: dict[str, Any], payload: bytes = b"") -> tuple[dict[str, Any], bytes]:
        """Return the answer to one job. Raises NotRendered; never hangs."""
        with self._turn:
            try:
                answer, made = self._exchange(frames.pack(header, payload))
            except (frames.Broken, frames.Overdue, OSError) as error:
                self.stop()
                reason = "too_long" if isinstance(error, frames.Overdue) else "crashed"
                raise NotRendered(reason, f"the press: {error}") from error
        if "reason" in answer:
            raise NotRendered(str(answer["reason"]), str(answer.get("detail", "")))
        return answer, made

    def _exchange(self, message: bytes) -> tuple[dict[str, Any], bytes]:
        process = self._running()
        assert process.stdin is not None  # noqa: S101  (both ends are pipes)
        assert process.stdout is not None  # noqa: S101  (the same)
        frames.send(process.stdin.fileno(), message)
        return frames.receive(process.stdout.fileno(), time.monotonic() + WALL)

    def _running(self) -> subprocess.Popen[bytes]:
        """Return the process, started anew where it is gone or belongs to our parent."""
        alive = self._process is not None and self._process.poll() is None
        if self._process is None or not alive or self._owner != os.getpid():
            self.stop()  # one that is gone still has its pipes
            self._owner = os.getpid()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "foundation.rendering.press"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env={"LANG": "C.UTF-8"},
                bufsize=0,
                start_new_session=True,  # Ctrl-C is for the worker; the press ends with its line
            )
        return self._process

    def stop(self) -> None:
        """End the press; its children end with it."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        process.wait()


press = Press()
atexit.register(press.stop)


def render_pdf(name: str, context: dict[str, Any], language: str) -> Rendered:
    """Return the PDF of a template filled with plain values.

    Raises:
        NotRendered: values are missing, limits were reached, or the template is at fault.
    """
    answer, pdf = press.ask(_job("pdf", name, context, language))
    anchors = {key: Anchor(*place) for key, place in answer["anchors"].items()}
    return Rendered(pdf, int(answer["pages"]), anchors)


def render_docx(name: str, context: dict[str, Any], language: str) -> bytes:
    """Return the Word file of a template filled with plain values; raises like ``render_pdf``."""
    return press.ask(_job("docx", name, context, language))[1]


def page_views(pdf: bytes, *, width: int = 1240) -> list[PageView]:
    """Return each page of a PDF as a picture of that many pixels' width, with its words."""
    answer, pictures = press.ask({"kind": "pages", "width": width}, pdf)
    views, start = [], 0
    for size, text in zip(answer["sizes"], answer["texts"], strict=True):
        views.append(PageView(pictures[start : start + size], text))
        start += size
    return views


def bind_pdf(parts: Sequence[tuple[str, bytes]], title: str, language: str) -> Rendered:
    """Return title and PDF of several documents as one PDF, with a bookmark for each.

    The same in gives the same bytes. Raises NotRendered: one is damaged, or limits were reached.
    """
    sizes = [[name, len(pdf)] for name, pdf in parts]
    header = {"kind": "package", "title": title, "language": language, "parts": sizes}
    answer, pdf = press.ask(header, b"".join(pdf for _name, pdf in parts))
    return Rendered(pdf, int(answer["pages"]), {})


def _job(kind: str, name: str, context: dict[str, Any], language: str) -> dict[str, Any]:
    canonical(context)  # refuses anything but plain values
    return {"kind": kind, "name": name, "context": context, "language": language}
