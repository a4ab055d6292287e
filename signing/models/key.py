"""Keys of the installation: the certificates for everybody, the private keys locked."""

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Key, Model, Moment, new_key, utcnow


class SigningKey(Model):
    """The authority's or the seal's key. ``serving`` is its kind while it is the one in use.

    ``locked`` is the private key under AES-GCM with a key derived from the master key, which never
    stands in the database. Old certificates stay, so that what they sealed can be verified.
    """

    __tablename__ = "signing_key"

    id: Mapped[Key] = mapped_column(default_factory=new_key("key"))
    kind: Mapped[str]  # authority or seal
    serving: Mapped[str | None] = mapped_column(unique=True)
    certificate: Mapped[str]
    locked: Mapped[bytes] = mapped_column(LargeBinary)
    not_before: Mapped[Moment]
    not_after: Mapped[Moment]
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
