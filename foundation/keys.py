"""Secrets of the installation: one master key, and everything else derived from it or locked by it.

The master key comes from the environment or from a file only its owner can read; it never stands in
the database. Keys for a purpose are derived with HKDF-SHA256 (RFC 5869); stored secrets are locked
with AES-256-GCM, bound to their purpose.
"""

import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from foundation.settings import settings

NONCE = 12


@cache
def master() -> bytes:
    """Return the 32 bytes of the master key, made once if there are none."""
    written = settings().master_key.get_secret_value()
    if written:
        return bytes.fromhex(written)
    path = settings().var / "keys" / "master"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        _write_once(path, secrets.token_hex(32))
    return bytes.fromhex(path.read_text())


def _write_once(path: Path, words: str) -> None:
    """Write a file only its owner can read; of two processes at once, the first one wins."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(words)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(beside, path)
    beside.unlink()


@cache
def derive(purpose: str) -> bytes:
    """Return the 32-byte key of a purpose."""
    return HKDF(SHA256(), 32, salt=None, info=f"mitsumori {purpose}".encode()).derive(master())


def encrypt(secret: bytes, purpose: str) -> bytes:
    """Lock bytes so that only this installation, for this purpose, can read them."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(derive(purpose)).encrypt(nonce, secret, purpose.encode())


def decrypt(locked: bytes, purpose: str) -> bytes:
    """Unlock what ``encrypt`` locked; anything altered raises ``InvalidTag``."""
    return AESGCM(derive(purpose)).decrypt(locked[:NONCE], locked[NONCE:], purpose.encode())
