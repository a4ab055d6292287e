"""Who of the demo company can sign in: ``python -m web.demo_people`` prints them.

It loads no more than that takes, since it runs while the web server starts.
"""

import click
from sqlalchemy.orm import Session

from foundation import db
from people.queries import PersonCard, people

DEMO_PASSWORD = "mitsumori-demo"  # noqa: S105  (everybody may know it: the demo company's people)


def sign_ins(session: Session) -> list[PersonCard]:
    """Return the people of the demo company who can sign in."""
    return [one for one in people(session) if one.active and one.email.endswith(".example")]


def show() -> None:
    """Print them with their roles, if there are any."""
    with db.reading() as session:
        found = sign_ins(session)
    if found:
        click.echo("\n".join([_heading(), *map(_line, found)]))


def _heading() -> str:
    return f"The people of the demo company, all with the password {DEMO_PASSWORD}:"


def _line(person: PersonCard) -> str:
    roles = ", ".join(sorted(str(role.label) for role in person.roles))
    return f"  {person.email:<32} {person.name_en}, {roles}"


if __name__ == "__main__":
    db.connect()
    show()
