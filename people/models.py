"""Tables of people."""

from base64 import b64encode
from hashlib import sha256
from secrets import token_bytes

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Key, Model, Moment, new_key, utcnow
from people.roles import Role

hasher = PasswordHasher()


def unmatched() -> str:
    """Return a hash that no password has. To find that out takes as long as for any other."""
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    salt, digest = (b64encode(token_bytes(n)).decode().rstrip("=") for n in (16, hasher.hash_len))
    return f"$argon2id$v=19${cost}${salt}${digest}"


class Person(Model):
    """Somebody of our company. ``section`` is the sales section (営業1課) a leader leads."""

    __tablename__ = "person"

    id: Mapped[Key] = mapped_column(default_factory=new_key("psn"))
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    title_en: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="ja")
    section: Mapped[str] = mapped_column(default="")
    roles: Mapped[list[str]] = mapped_column(JSON, default_factory=list)
    password_hash: Mapped[str] = mapped_column(default="")
    session_generation: Mapped[int] = mapped_column(default=1)  # raised to end every session
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)

    def set_password(self, password: str) -> None:
        """Keep only an argon2id hash, and end the sessions that knew the old one."""
        self.password_hash = hasher.hash(password)
        self.session_generation += 1

    def knows(self, password: str) -> bool:
        """True when this is the person's password."""
        try:
            return self.active and hasher.verify(self.password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    def has(self, role: Role) -> bool:
        """True when the person has the role."""
        return role.value in self.roles


class ApiToken(Model):
    """A bearer token by which another system acts for a person. Only its SHA-256 is kept."""

    __tablename__ = "api_token"

    id: Mapped[Key] = mapped_column(default_factory=new_key("key"))
    person_id: Mapped[str] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(default="")
    prefix: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
    revoked_at: Mapped[Moment | None] = mapped_column(default=None)


def digest_of(secret: str) -> str:
    """Return what is kept of a bearer token."""
    return sha256(secret.encode()).hexdigest()
