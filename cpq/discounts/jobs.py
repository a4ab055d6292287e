"""Now and then: the owner of a quote hears of a promise that its customer did not keep."""

from typing import Any

from sqlalchemy.orm import Session

from cpq.catalog.queries import product_cards
from cpq.discounts.promises import PromiseRow, newly_missed
from foundation import mail
from foundation.db import utcnow
from foundation.jobs import sweep
from people.queries import person_card


@sweep
def tell_of_missed_promises(session: Session) -> None:
    """Mail each owner once about each promise whose day has passed."""
    for row in newly_missed(session):
        owner = person_card(session, row.promise.owner_id)
        mail.post(
            session,
            to=owner.address,
            template="promise_missed",
            cause=f"promise:{row.promise.id}",
            values=_said(session, row),
        )
        row.promise.told_at = utcnow()


def _said(session: Session, row: PromiseRow) -> dict[str, Any]:
    promise = row.promise
    cards = product_cards(session, [promise.sku])
    names = cards[promise.sku].names if promise.sku in cards else {}
    return {
        "customer": row.customer,
        "product": names or {"ja": promise.sku, "en": promise.sku},
        "number": promise.number,
        "deal_id": promise.deal_id,
        "promised": str(promise.quantity),
        "ordered": str(row.ordered),
        "until": promise.until.isoformat(),
    }
