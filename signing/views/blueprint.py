"""The blueprint of the room's pages; files leave as everywhere in the house."""

from flask import Blueprint

from foundation.handing import handed_out, picture

pages = Blueprint("signing", __name__)

__all__ = ["handed_out", "pages", "picture"]
