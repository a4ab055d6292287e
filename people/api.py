"""Our own people for other systems: who can own a deal, approve, or countersign."""

from collections.abc import Mapping

from apiflask import APIBlueprint
from pydantic import BaseModel

from foundation.doors import session
from people import queries
from people.queries import PersonCard

people_api = APIBlueprint("people_api", __name__, url_prefix="/api/v1/people", tag="People")


class PersonOut(BaseModel):
    """One of our people."""

    id: str
    name: str
    name_en: str
    title: str
    email: str
    section: str
    roles: list[str]


class PeopleOut(BaseModel):
    """Everybody who works here now."""

    people: list[PersonOut]


@people_api.get("")
@people_api.output(PeopleOut)
@people_api.doc(responses={401: "A bearer token is needed", 403: "Not allowed"})
def list_people() -> Mapping[str, object]:
    """List our own people by name; those who have left are not among them."""
    return {"people": [_out(one) for one in queries.people(session()) if one.active]}


def _out(one: PersonCard) -> PersonOut:
    return PersonOut(
        id=one.id,
        name=one.name,
        name_en=one.name_en,
        title=one.title,
        email=one.email,
        section=one.section,
        roles=sorted(one.roles),
    )
