"""An envelope from its first page to its last seal."""

from sqlalchemy import select

from foundation.db import reading
from foundation.outbox import Delivery, Fact
from foundation.storage import store
from signing import keyring, trail
from signing.examining import examine
from tests.signing.builders import completed, envelope


def facts(name):
    with reading() as session:
        return session.scalars(select(Fact).where(Fact.name == name)).all()


def test_everybody_signs_in_turn_and_the_envelope_is_complete():
    envelope_id = completed()

    done = envelope(envelope_id)
    with reading() as session:
        stuck = session.scalars(select(Delivery.last_error).where(Delivery.state != "done")).all()
        assert stuck == []
        verdict = examine(store().get(done.document_sha256), keyring.trusted(session))
        broken = trail.first_broken(session, envelope_id)
    assert done.status == "completed"
    assert verdict.fields == ["company00seal", "recipient001sign", "recipient002sign"]
    assert [seen.name for seen in verdict.signatures][1:] == ["山田太郎", "髙﨑 𠮷次"]
    assert verdict.holds
    assert broken is None
    assert len(facts("signing.envelope_completed")) == 1
