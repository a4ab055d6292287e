"""Fills an empty database with the demo company, in one transaction: it is there, or it is not."""

from collections.abc import Callable, Iterator

from sqlalchemy.orm import Session

from cpq.discounts.defaults import add_usual_patterns
from foundation.db import transaction
from people.queries import people
from web.demo import catalogue, companies, deals, making, prices

Tell = Callable[[str], None]


def load(tell: Tell) -> bool:
    """Load the demo company and say so as it goes; False when there is data already."""
    with transaction() as session:
        if people(session):
            return False
        for words in _steps(session):
            tell(words)
    return True


def _steps(session: Session) -> Iterator[str]:
    yield f"{companies.load_people(session)} people"
    yield f"{companies.load_customers(session)} customers"
    yield f"{catalogue.load_products(session)} products"
    yield f"{catalogue.load_models(session)} configurable products"
    yield f"{making.load_materials(session)} bills of materials"
    yield f"{making.load_papers(session)} papers of products"
    yield f"{prices.load_prices(session)} prices"
    yield f"{add_usual_patterns(session)} discount patterns"
    yield f"{companies.load_company(session)} pieces of content for proposals"
    yield f"{deals.load_deals(session)} deals"
