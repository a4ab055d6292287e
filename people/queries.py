"""Looking people up."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from foundation.db import found
from foundation.mail import Address
from people.models import ApiToken, Person, digest_of
from people.roles import SALES, Role


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person as the other rooms know them."""

    id: str
    name: str
    name_en: str
    title: str
    title_en: str
    email: str
    language: str
    roles: frozenset[Role]
    section: str
    active: bool = True

    def called(self, language: str) -> str:
        """Return the name in a language."""
        return self.name_en if language == "en" and self.name_en else self.name

    def may_act_as(self, *roles: Role) -> bool:
        """True when the person has one of the roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def address(self) -> Address:
        """Return where mail to them goes."""
        return Address(self.called(self.language), self.email, self.language)


def card_of(person: Person) -> PersonCard:
    """Return the card of a row."""
    return PersonCard(
        person.id,
        person.name,
        person.name_en,
        person.title,
        person.title_en,
        person.email,
        person.language,
        frozenset(Role(role) for role in person.roles),
        person.section,
        person.active,
    )


def person_card(session: Session, person_id: str) -> PersonCard:
    """Return one person. Raises Missing."""
    return card_of(found(session, Person, person_id))


def known_name(session: Session, id_or_name: str) -> str:
    """Return the name of the person with this id; what is no id is a name already."""
    row = session.get(Person, id_or_name) if id_or_name else None
    return row.name if row else id_or_name


def name_read(session: Session, name: str, language: str) -> str:
    """Return a name as a reader of a language knows it; whoever is none of our people keeps it."""
    same = select(Person).where(or_(Person.name == name, Person.name_en == name))
    row = session.scalars(same.order_by(Person.id)).first() if name else None
    return card_of(row).called(language) if row else name


def person_by_email(session: Session, email: str) -> PersonCard | None:
    """Return the active person with this address, whatever its case."""
    row = session.scalars(select(Person).where(Person.email == email.strip().lower())).one_or_none()
    return card_of(row) if row and row.active else None


def people(session: Session) -> list[PersonCard]:
    """Return everybody, by name."""
    return [card_of(row) for row in session.scalars(select(Person).order_by(Person.name))]


def holders_of(session: Session, role: Role, section: str | None = None) -> list[PersonCard]:
    """Return the active people with a role, in one section where asked."""
    return [
        person
        for person in people(session)
        if person.active and role in person.roles and section in (None, person.section)
    ]


def everyone_in_sales(session: Session) -> list[PersonCard]:
    """Return the active reps, leaders and managers."""
    return [person for person in people(session) if person.active and person.roles & SALES]


def person_of_token(session: Session, secret: str) -> PersonCard | None:
    """Return for whom a bearer token acts, or None."""
    known = select(ApiToken).where(ApiToken.digest == digest_of(secret))
    token = session.scalars(known.where(ApiToken.revoked_at.is_(None))).one_or_none()
    if token is None:
        return None
    person = person_card(session, token.person_id)
    return person if person.active else None


def tokens_of(session: Session) -> Sequence[ApiToken]:
    """Return the tokens that still open something, newest first."""
    live = select(ApiToken).where(ApiToken.revoked_at.is_(None))
    return session.scalars(live.order_by(ApiToken.created_at.desc())).all()


def generation_of(session: Session, person_id: str) -> int | None:
    """Return the session generation of an active person: a sign-in of an older one is over."""
    row = session.get(Person, person_id)
    return row.session_generation if row and row.active else None
