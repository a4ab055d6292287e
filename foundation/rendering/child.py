"""What one child does: limit itself, make one document, say so, end.

Memory, processor time and file sizes are bounded, there is no network and no other program to
start; whatever goes wrong becomes a reason (``reliability.md`` D6).
"""

import gc
import os
import resource
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any, NoReturn

from jinja2 import TemplateError
from jinja2.exceptions import SecurityError, UndefinedError
from weasyprint.urls import FatalURLFetchingError

from foundation.rendering import frames, kernel, pdf
from foundation.rendering.results import NotRendered

MEMORY = 1 << 30
CPU_SECONDS = 20
FILE_SIZE = 64 << 20
KINDS = {"pdf": "pdf", "docx": "word", "pages": "views", "package": "binding"}
Maker = Callable[[dict[str, Any], bytes], tuple[dict[str, Any], bytes]]


def run(header: dict[str, Any], payload: bytes, mouth: int, folder: str) -> NoReturn:
    """Do one job and end. Called in the child alone."""
    status = 1
    with suppress(BaseException):
        maker(header["kind"])
        _limit(folder)
        frames.send(mouth, _answer(header, payload))
        status = 0
    os._exit(status)


def maker(kind: str) -> Maker:
    """Return what makes this kind of document.

    The libraries of each are loaded on first use: a cold start waits for none it does not need.
    """
    made: Maker = import_module(f"foundation.rendering.{KINDS[kind]}").make
    return made


def warm_up() -> None:
    """Load everything and make one small document, so that children find fonts and code ready."""
    for kind in KINDS:
        maker(kind)
    pdf.warm_up()


def _answer(header: dict[str, Any], payload: bytes) -> bytes:
    try:
        answer, made = maker(header["kind"])(header, payload)
        return frames.pack(answer, made)
    except NotRendered as refused:
        return _refusal(refused.reason, refused.detail)
    except MemoryError:
        gc.collect()
        return _refusal("too_large", "out of memory")
    except UndefinedError as missing:
        return _refusal("incomplete", str(missing))
    except (TemplateError, SecurityError, FatalURLFetchingError) as fault:
        return _refusal("template", f"{type(fault).__name__}: {fault}")
    except Exception as error:  # noqa: BLE001  (a child reports whatever happened to it)
        return _refusal("crashed", f"{type(error).__name__}: {error}"[:1000])


def _refusal(reason: str, detail: str) -> bytes:
    return frames.pack({"reason": reason, "detail": detail})


def _limit(folder: str) -> None:
    """Bound this process; what it makes is small, so its garbage is not worth collecting."""
    os.chdir(folder)
    gc.disable()
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, FILE_SIZE),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (limit, limit))
    kernel.end_with_parent()
    kernel.forbid_network_and_programs()
