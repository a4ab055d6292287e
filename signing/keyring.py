"""Where the authority's and the seal's keys are kept, and how they are made on first use.

Only jobs open private keys; the web process reads certificates at most. A key is loaded once per
process. A key that is about to end is replaced; its certificate stays for verifying.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography import x509
from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from foundation.db import reading, transaction, utcnow
from foundation.keys import decrypt, encrypt
from signing.certificates import Pair, certificate_of, make_authority, make_seal, pair_of
from signing.models import SigningKey

AUTHORITY = "authority"
SEAL = "seal"
PURPOSE = "signing keys"
REPLACED_BEFORE = timedelta(days=30)


def authority(company: str) -> Pair:
    """Return the installation's authority, made on first use in the company's name."""
    return _serving(AUTHORITY, lambda now: make_authority(company, now), issuer=None)


def seal(company: str) -> Pair:
    """Return the company's seal, made on first use."""
    root = authority(company)
    return _serving(SEAL, lambda now: make_seal(root, company, now), issuer=root)


def trusted(session: Session) -> Sequence[x509.Certificate]:
    """Return the certificate of every authority this installation ever had."""
    kept = select(SigningKey.certificate).where(SigningKey.kind == AUTHORITY)
    return [certificate_of(pem) for pem in session.scalars(kept)]


def ends_at(session: Session) -> datetime | None:
    """Return when the seal in use ends, for the state of the installation's health."""
    return session.scalar(select(SigningKey.not_after).where(SigningKey.serving == SEAL))


def _serving(kind: str, make: Callable[[datetime], Pair], issuer: Pair | None) -> Pair:
    for _try in range(2):
        with reading() as session:
            row = session.scalars(_in_use(kind)).one_or_none()
        if row is not None and row.not_after > utcnow() + REPLACED_BEFORE:
            return _opened(row.id, row.certificate, row.locked, issuer and issuer.pem)
        _replace(kind, row, make(utcnow()))
    raise RuntimeError(f"no {kind} key could be made")


def _replace(kind: str, old: SigningKey | None, pair: Pair) -> None:
    """Put a new key into service. Of two workers at once the first one wins."""
    certificate = pair.certificate
    try:
        with transaction() as session:
            if old is not None:
                session.merge(old).serving = None
                session.flush()
            session.add(
                SigningKey(
                    kind=kind,
                    serving=kind,
                    certificate=pair.pem,
                    locked=encrypt(pair.private, PURPOSE),
                    not_before=certificate.not_valid_before_utc,
                    not_after=certificate.not_valid_after_utc,
                )
            )
    except IntegrityError:
        return  # another worker was quicker; its key is found at the next look


@lru_cache(maxsize=8)
def _opened(_key_id: str, pem: str, locked: bytes, issuer: str | None) -> Pair:
    return pair_of(pem, decrypt(locked, PURPOSE), issuer or pem)


def _in_use(kind: str) -> Select[SigningKey]:
    return select(SigningKey).where(SigningKey.serving == kind)
