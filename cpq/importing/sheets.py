"""Workbooks: checked before they are opened, then read in a process of its own with limits."""

import re
import subprocess
import sys
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from foundation.errors import Refusal
from foundation.language import Text, _

MOST_ENTRIES = 2_000
MOST_UNPACKED = 60 * 1024 * 1024
LARGEST_PART = 10 * 1024 * 1024
HIGHEST_RATIO = 100
SMALL = 64 * 1024  # the ratio of a tiny part says nothing
WALL_SECONDS = 60
BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error)
CHILD = Path(__file__).with_name("sheet_child.py")
ACTIVE = re.compile(
    r"vbaproject|activex|embeddings/|externallinks/|oleobject|\.bin$", re.IGNORECASE
)
HARMLESS = re.compile(r"printersettings", re.IGNORECASE)
DECLARED = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
OUTWARD = re.compile(rb"<[^>]*Relationship[^>]*TargetMode\s*=\s*[\"']External[^>]*>", re.IGNORECASE)


def as_csv(name: str, content: bytes, sheet: str = "") -> str:
    """Return one sheet (the first, or by name) as CSV. Raises Refusal."""
    _check_workbook(name, content)
    with TemporaryDirectory() as folder:
        try:
            child = subprocess.run(  # noqa: S603  (our own program, no shell)
                [sys.executable, "-I", str(CHILD), sheet],
                input=content,
                capture_output=True,
                timeout=WALL_SECONDS,
                cwd=folder,
                env={},
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise _unreadable(name) from error
    if child.returncode == 2:  # noqa: PLR2004  (what the child answers for an unknown sheet)
        there = child.stdout.decode()[:500]
        words = _(
            "%(file)s has no sheet called “%(sheet)s”. Its sheets are: %(there)s.",
            file=name,
            sheet=sheet,
            there=there,
        )
        raise Refusal(words, field="sheet")
    if child.returncode:
        raise _unreadable(name)
    return child.stdout.decode()


def _check_workbook(name: str, content: bytes) -> None:
    """Refuse what is no plain workbook; sizes are counted while reading, for headers lie."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_parts(name, archive)
    except BROKEN as error:
        raise _unreadable(name) from error


def _check_parts(name: str, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_ENTRIES:
        raise _too_large(name)
    unpacked = 0
    for part in parts:
        if ACTIVE.search(part.filename) and not HARMLESS.search(part.filename):
            raise _dangerous(name, _("macros, embedded objects or links to other files"))
        body = _read(name, archive, part, MOST_UNPACKED - unpacked)
        unpacked += len(body)
        if part.filename.endswith((".xml", ".rels")):
            _check_xml(name, body)


def _read(name: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> bytes:
    most = min(LARGEST_PART, left)
    with archive.open(part) as opened:
        body = opened.read(most + 1)
    packed = max(part.compress_size, 1)
    if len(body) > most or (len(body) > SMALL and len(body) / packed > HIGHEST_RATIO):
        raise _too_large(name)
    return body


def _check_xml(name: str, body: bytes) -> None:
    if DECLARED.search(body) or b"\0" in body[:200]:
        raise _dangerous(name, _("a document type declaration"))
    if any(b"hyperlink" not in link[0].lower() for link in OUTWARD.finditer(body)):
        raise _dangerous(name, _("macros, embedded objects or links to other files"))


def _unreadable(name: str) -> Refusal:
    return Refusal(
        _("%(file)s is damaged or no XLSX workbook. Please save it again as XLSX.", file=name)
    )


def _too_large(name: str) -> Refusal:
    return Refusal(
        _("%(file)s is too large when unpacked. Please save it as CSV, or split it.", file=name)
    )


def _dangerous(name: str, what: Text) -> Refusal:
    return Refusal(
        _("%(file)s holds %(what)s. Please save a plain copy as XLSX or CSV.", file=name, what=what)
    )
