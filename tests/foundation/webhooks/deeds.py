"""What happens in stories about webhooks, and how to look at what came of it."""

from datetime import timedelta

from sqlalchemy import select

from foundation import jobs
from foundation.db import reading, transaction
from foundation.language import Text
from foundation.outbox import Fact
from foundation.webhooks import actions, offer, queries
from foundation.webhooks.models import Parcel

offer("thing.done", Text("A thing was done"))
offer("thing.undone", Text("A thing was undone"))


def connect(there, *kinds):
    with transaction() as session:
        endpoint, secret = actions.add_endpoint(
            session, url=there.url, name="ERP", kinds=kinds or ["thing.done"]
        )
    return endpoint.id, secret


def happen(kind="thing.done", **body):
    with transaction() as session:
        actions.announce(session, kind, body or {"id": "thing_1"})


def parcels():
    with reading() as session:
        return list(session.scalars(select(Parcel).order_by(Parcel.created_at)))


def endpoint_row(endpoint_id):
    with reading() as session:
        return queries.endpoint(session, endpoint_id)


def facts(name):
    with reading() as session:
        return [fact.payload for fact in session.scalars(select(Fact).where(Fact.name == name))]


def go_on(clock, seconds):
    clock.shift(timedelta(seconds=seconds))
    jobs.look_and_deliver()
