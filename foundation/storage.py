"""Files by content: the key is the SHA-256 of the bytes, so a stored file can never change.

On disk a file is written aside, flushed, and renamed into its place, so that it is there whole or
not at all; in S3 one conditional put does the same. Every read checks the fingerprint.
"""

import os
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from time import time
from typing import Any, Protocol, cast

from obstore.exceptions import AlreadyExistsError
from obstore.store import S3Store

from foundation.settings import settings

HOLDS_WHOLE = 64
DAY = 24 * 60 * 60


class Damaged(Exception):  # noqa: N818  (it names the state of the file)
    """The stored bytes are not those that were put there."""


class Store(Protocol):
    """Where bytes live."""

    def put(self, content: bytes) -> str:
        """Keep the bytes and return their key. Keeping them twice is the same as once."""

    def get(self, key: str) -> bytes:
        """Return the bytes kept under a key. Raises FileNotFoundError or Damaged."""

    def tidy(self) -> None:
        """Clear away what was never finished, because its process was killed."""


class Folder:
    """Files on disk under ``sha256/aa/…``; those that are being written, under ``coming``."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: bytes) -> str:
        """Write aside, flush, rename, flush the folder."""
        key = sha256(content).hexdigest()
        place = self._place(key)
        if place.exists():
            return key
        aside = self.root / "coming" / f"{key[:16]}.{os.getpid()}.{os.urandom(4).hex()}"
        for folder in (place.parent, aside.parent):
            folder.mkdir(parents=True, exist_ok=True)
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(place)
        _flush_folder(place.parent)
        return key

    def get(self, key: str) -> bytes:
        """Read and check."""
        return _checked(key, self._place(key).read_bytes())

    def tidy(self) -> None:
        """Remove what nobody has written on for a day."""
        for half in (self.root / "coming").glob("*"):
            with suppress(FileNotFoundError):  # it has just come into its place
                if half.stat().st_mtime < time() - DAY:
                    half.unlink()

    def _place(self, key: str) -> Path:
        return self.root / "sha256" / _plain(key)[:2] / key


class Bucket:
    """Files in S3 or anything that speaks it."""

    def __init__(self, store: S3Store) -> None:
        self.store = store

    def put(self, content: bytes) -> str:
        """Create the object; one that is there already is the same."""
        key = sha256(content).hexdigest()
        with suppress(AlreadyExistsError):
            self.store.put(self._place(key), content, mode="create")
        return key

    def get(self, key: str) -> bytes:
        """Fetch and check."""
        return _checked(key, bytes(self.store.get(self._place(key)).bytes()))

    def tidy(self) -> None:
        """Nothing: an object is there whole, or not at all."""

    def _place(self, key: str) -> str:
        return f"sha256/{_plain(key)[:2]}/{key}"


@cache
def store() -> Store:
    """Return this installation's store: S3 where it is set, else a folder under ``var``."""
    chosen = settings()
    if not chosen.s3_url:
        return Folder(chosen.var / "files")
    access = {
        "access_key_id": chosen.s3_access_key.get_secret_value(),
        "secret_access_key": chosen.s3_secret_key.get_secret_value(),
        "region": chosen.s3_region,
    }
    if chosen.s3_endpoint:
        access["endpoint"] = chosen.s3_endpoint
    plain: Any = {"allow_http": chosen.s3_endpoint.startswith("http://")}
    return Bucket(S3Store.from_url(chosen.s3_url, client_options=plain, **cast(Any, access)))


def _plain(key: str) -> str:
    if len(key) != HOLDS_WHOLE or not set(key) <= set("0123456789abcdef"):
        raise FileNotFoundError(key)
    return key


def _checked(key: str, content: bytes) -> bytes:
    if sha256(content).hexdigest() != key:
        raise Damaged(f"the file {key} is not what was stored")
    return content


def _flush_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
