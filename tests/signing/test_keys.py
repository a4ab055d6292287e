"""Keys: locked by the master key, readable by their owner alone, replaced in time, never lost."""

import stat
from datetime import timedelta

from sqlalchemy import select, update

from foundation.db import reading, transaction, utcnow
from signing import keyring
from signing.models import SigningKey
from tests.signing.builders import COMPANY


def keys():
    with reading() as session:
        return session.scalars(select(SigningKey)).all()


def test_the_master_key_is_readable_by_its_owner_alone(var):
    keyring.seal(COMPANY["ja"])

    file = var / "keys" / "master"

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_no_private_key_stands_in_the_database_in_the_clear():
    pair = keyring.seal(COMPANY["ja"])

    kept = [key.locked for key in keys()]

    assert len(kept) == 2
    assert all(pair.private not in locked for locked in kept)


def test_the_same_seal_is_used_until_it_is_about_to_end_and_then_replaced():
    first = keyring.seal(COMPANY["ja"])
    assert keyring.seal(COMPANY["ja"]).pem == first.pem

    with transaction() as session:
        soon = utcnow() + timedelta(days=29)
        old = update(SigningKey).where(SigningKey.serving == keyring.SEAL)
        session.execute(old.values(not_after=soon))

    assert keyring.seal(COMPANY["ja"]).pem != first.pem
    assert first.pem in {key.certificate for key in keys()}
    assert [key.serving for key in keys()].count(keyring.SEAL) == 1


def test_the_seal_is_vouched_for_by_the_authority_and_bears_the_company_s_name():
    seal, root = keyring.seal(COMPANY["ja"]), keyring.authority(COMPANY["ja"])

    seal.certificate.verify_directly_issued_by(root.certificate)

    assert COMPANY["ja"] in seal.certificate.subject.rfc4514_string()
    with reading() as session:
        assert [c.subject for c in keyring.trusted(session)] == [root.certificate.subject]
