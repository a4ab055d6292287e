"""A deal with a way of three legs, and browsers and programs to look at it."""

from flow import legs
from foundation import db
from people.actions import give_token
from people.queries import person_card
from tests.cpq.channels.builders import a_way, three_legs


class Scene:
    """A way of three legs, and its people."""

    def __init__(self, app, **how):
        self.app = app
        with db.transaction() as session:
            way = a_way(session, **how)
            three_legs(session, way)
            self.source = way.draft.id
            self.owner = way.draft.owner_id
            self.ids = [way.distributor.id, way.dealer.id, way.customer.id]

    def browser(self, person_id="", language="en"):
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie.update(person=person_id or self.owner, generation=1, language=language)
        return client

    def machine(self, person_id=""):
        with db.transaction() as session:
            secret = give_token(session, person_card(session, person_id or self.owner), "test")
        client = self.app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
        return client

    def made(self):
        with db.transaction() as session:
            rep = person_card(session, self.owner)
            return legs.make_quotes(session, "dea_1", self.source, by=rep)
