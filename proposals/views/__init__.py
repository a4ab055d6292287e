"""The pages of the room: for the company's people, and for the customer who came by a link."""

from proposals.views import company, documents, library, making, reading, sharing
from proposals.views.blueprint import pages

VIEWS = (company, documents, library, making, reading, sharing)  # put their views on ``pages``

__all__ = ["pages"]
