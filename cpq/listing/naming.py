"""What to call those whom lists are for."""

from sqlalchemy.orm import Session

from cpq.price_lists.whom import campaigns_known
from customers.channels import LABELS as CHANNELS
from customers.queries import all_customers
from foundation.language import say, speaking


def names_of(session: Session) -> dict[str, str]:
    """Return what to call channels and customers, by the key an assignment holds."""
    called = {channel.value: say(words) for channel, words in CHANNELS.items()}
    return called | {c.id: c.called(speaking()) for c in all_customers(session)}


def targets_known(session: Session) -> list[tuple[str, str]]:
    """Return whom a list may be assigned to, for choosing: what is stored, and what to call it."""
    customers = all_customers(session)
    groups = sorted({c.price_group for c in customers if c.price_group})
    regions = sorted({c.region for c in customers if c.region})
    known = [(channel.value, say(words)) for channel, words in CHANNELS.items()]
    known += [(name, name) for name in (*groups, *regions, *campaigns_known(session))]
    return known + [(c.id, c.called(speaking())) for c in customers]
