"""What is done with people: add, change, sign in, give tokens."""

import secrets
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation.db import found, utcnow
from foundation.errors import Conflict, Refusal
from foundation.language import LANGUAGES, _
from foundation.numbers import clean
from people.models import ApiToken, Person, digest_of, unmatched
from people.queries import PersonCard, card_of
from people.roles import Role

SHORTEST_PASSWORD = 10
NOBODY = unmatched()  # so that an unknown address takes as long as a known one


def add_person(
    session: Session,
    *,
    email: str,
    name: str,
    roles: Iterable[Role],
    name_en: str = "",
    title: str = "",
    title_en: str = "",
    language: str = "ja",
    section: str = "",
    password: str = "",
) -> PersonCard:
    """Add somebody. Without a password they cannot sign in until one is set.

    Raises:
        Conflict: somebody has this mail address.
        Refusal: a name, the address, the language or the password will not do.
    """
    address = _address(email)
    if session.scalar(select(Person.id).where(Person.email == address)):
        raise Conflict(_("Somebody with the address %(email)s exists already.", email=address))
    person = Person(
        email=address,
        name=clean(name, _("Name"), required=True, field="name"),
        name_en=clean(name_en, _("Name in Latin letters"), field="name_en"),
        title=clean(title, _("Title"), field="title"),
        title_en=clean(title_en, _("Title in English"), field="title_en"),
        language=_language(language),
        section=clean(section, _("Section"), field="section"),
        roles=sorted(Role(role).value for role in roles),
    )
    if password:
        person.set_password(_strong(password))
    session.add(person)
    session.flush()
    return card_of(person)


def change_person(
    session: Session,
    person_id: str,
    *,
    name: str,
    name_en: str,
    language: str,
    section: str,
    roles: Iterable[Role],
    active: bool,
) -> PersonCard:
    """Change what a person is called, may do, and whether they may sign in."""
    person = found(session, Person, person_id, lock=True)
    person.name = clean(name, _("Name"), required=True, field="name")
    person.name_en = clean(name_en, _("Name in Latin letters"), field="name_en")
    person.language = _language(language)
    person.section = clean(section, _("Section"), field="section")
    person.roles = sorted(Role(role).value for role in roles)
    if person.active and not active:
        person.session_generation += 1
    person.active = active
    return card_of(person)


def set_password(session: Session, person_id: str, password: str) -> None:
    """Give a person a new password; every session of theirs ends."""
    found(session, Person, person_id, lock=True).set_password(_strong(password))


def set_language(session: Session, person_id: str, language: str) -> None:
    """Remember the language a person reads."""
    found(session, Person, person_id, lock=True).language = _language(language)


def sign_in(session: Session, email: str, password: str) -> PersonCard:
    """Return the person, or refuse without telling which of the two was wrong."""
    known = select(Person).where(Person.email == email.strip().lower()[:200])
    person = session.scalars(known).one_or_none()
    if person is None:
        Person(email="", name="", password_hash=NOBODY).knows(password)
    if person is None or not person.knows(password):
        raise Refusal(_("Address or password is not right. Please try again."), field="password")
    return card_of(person)


def give_token(session: Session, person: PersonCard, name: str = "") -> str:
    """Make a bearer token and return it: it can be read this once only."""
    secret = f"mits_{secrets.token_urlsafe(32)}"
    session.add(
        ApiToken(
            person_id=person.id,
            name=clean(name, _("Name")),
            prefix=secret[:10],
            digest=digest_of(secret),
        )
    )
    return secret


def revoke_token(session: Session, token_id: str) -> None:
    """Let a bearer token open nothing any more."""
    found(session, ApiToken, token_id, lock=True).revoked_at = utcnow()


def _address(email: str) -> str:
    address = clean(email, _("Mail address"), required=True, field="email").lower()
    local, at, domain = address.rpartition("@")
    if not (local and at and "." in domain) or " " in address:
        raise Refusal(_("%(email)s is not a mail address.", email=address), field="email")
    return address


def _language(language: str) -> str:
    if language not in LANGUAGES:
        raise Refusal(_("Please choose Japanese or English."), field="language")
    return language


def _strong(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        text = _("A password needs at least %(n)s characters.", n=SHORTEST_PASSWORD)
        raise Refusal(text, field="password")
    return password
