"""What to call those whom lists are for, and who is meant by what was typed."""

from sqlalchemy.orm import Session

from cpq.listing.wording import RANKS
from cpq.price_lists.whom import campaigns_in_english, campaigns_known
from customers.channels import LABELS as CHANNELS
from customers.queries import all_customers
from foundation.language import Text, say, speaking
from foundation.numbers import folded


def names_of(session: Session) -> dict[str, str]:
    """Return what to call channels and customers, by the key an assignment holds."""
    called = {channel.value: say(words) for channel, words in CHANNELS.items()}
    return called | {c.id: c.called(speaking()) for c in all_customers(session)}


def campaigns_called(session: Session) -> dict[str, str]:
    """Return what to call campaigns on quotes: by their own name, in English as their list is."""
    called = {name: name for name in campaigns_known(session)}
    return called if speaking() == "ja" else called | campaigns_in_english(session)


def targets_known(session: Session) -> list[tuple[str, Text]]:
    """Return whom a list may be assigned to, for choosing: what is typed, and what that is."""
    customers = all_customers(session)
    groups = sorted({c.price_group for c in customers if c.price_group})
    regions = sorted({c.region for c in customers if c.region})
    named = {
        "channel": [say(words) for words in CHANNELS.values()],
        "tier": groups,
        "region": regions,
        "campaign": campaigns_known(session),
        "customer": [c.called(speaking()) for c in customers],
    }
    return [(name, RANKS[rank]) for rank, names in named.items() for name in names]


def channel_meant(typed: str) -> str:
    """Return the channel that was typed by what it is called; else what was typed."""
    called = {folded(say(words)): channel.value for channel, words in CHANNELS.items()}
    return called.get(folded(typed), typed)


def customer_meant(session: Session, typed: str) -> str:
    """Return the customer that was typed by name, where only one has it; else what was typed."""
    wanted = folded(typed)
    there = all_customers(session)
    same = {c.id for c in there if wanted in (folded(c.name), folded(c.name_en))}
    return same.pop() if len(same) == 1 else typed
