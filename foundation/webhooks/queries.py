"""Looking endpoints and their parcels up."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from foundation.db import found
from foundation.webhooks.models import Endpoint, Parcel


def endpoints(session: Session) -> Sequence[Endpoint]:
    """Return every endpoint, the oldest first."""
    return session.scalars(select(Endpoint).order_by(Endpoint.created_at, Endpoint.id)).all()


def endpoint(session: Session, endpoint_id: str) -> Endpoint:
    """Return one endpoint. Raises Missing."""
    return found(session, Endpoint, endpoint_id)


def parcels_of(endpoint_id: str, state: str = "") -> Select[Parcel]:
    """Return the query of what was sent to an endpoint, newest first."""
    query = select(Parcel).options(joinedload(Parcel.message))
    query = query.where(Parcel.endpoint_id == endpoint_id)
    if state:
        query = query.where(Parcel.state == state)
    return query.order_by(Parcel.created_at.desc(), Parcel.id)
