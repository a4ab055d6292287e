"""What prices depend on beside their lines: its fingerprint, and catalogues remembered under it.

A published version of a list never changes, nor does what held at a past moment. So the catalogue
of some products is the same again under the same fingerprint, which is the one that prices are kept
under, as long as these products have not been changed. A catalogue that holds a list the
fingerprint does not name is not remembered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from cpq.models import CurrencyRate, ListOfPrices
from cpq.price_lists import Asked, shelf_for
from cpq.pricing import Catalogue, ListVersion

MOST = 256  # catalogues of some products each
LARGEST = 20  # products of one
Key = tuple[str, tuple[tuple[str, str], ...]]

LISTS = select(
    *(ListOfPrices.id, ListOfPrices.code, ListOfPrices.name, ListOfPrices.name_en),
    *(ListOfPrices.kind, ListOfPrices.currency, ListOfPrices.active),
).where(or_(ListOfPrices.id.in_(bindparam("ids", expanding=True)), ~ListOfPrices.active))
RATES = select(CurrencyRate.from_currency, CurrencyRate.to_currency, CurrencyRate.rate).where(
    CurrencyRate.valid_from <= bindparam("at")
)

_known: dict[Key, Catalogue] = {}


@dataclass(frozen=True, slots=True)
class Header:
    """The fingerprint of what all lines of a quote depend on, and the lists it names, by code."""

    digest: str
    lists: frozenset[str]


def header_of(session: Session, asked: Asked) -> Header:
    """Return the fingerprint of who asks, when, which versions of which lists, and the rates."""
    lists = session.execute(LISTS, {"ids": list(asked.list_versions)}).all()
    rates = session.execute(RATES, {"at": asked.at}).all()
    facts = (asked.currency, asked.at.isoformat(), sorted(asked.whom.items()))
    told = (sorted(asked.list_versions.items()), sorted(map(str, lists)), sorted(map(str, rates)))
    digest = sha256(f"{facts}{told}".encode()).hexdigest()[:32]
    return Header(digest, frozenset(row.code for row in lists if row.id in asked.list_versions))


def catalogue_under(
    session: Session, header: Header, asked: Asked, changed: Mapping[str, str]
) -> Catalogue:
    """Return what the prices of some products depend on; ``changed``: when each was, by SKU."""
    key = (header.digest, tuple(sorted(changed.items())))
    if key in _known:
        return _known[key]
    found = shelf_for(session, changed, [asked]).catalogue(asked)
    if len(changed) <= LARGEST and {one.code for one in _lists(found)} <= header.lists:
        if len(_known) >= MOST:
            _known.clear()
        _known[key] = found
    return found


def _lists(catalogue: Catalogue) -> Iterator[ListVersion]:
    waiting = [*(one.prices for one in catalogue.assigned), *catalogue.bases]
    while waiting:
        prices = waiting.pop()
        yield prices
        waiting += prices.parents
