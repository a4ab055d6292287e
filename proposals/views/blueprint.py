"""The blueprint of the room's pages."""

from flask import Blueprint

pages = Blueprint("proposals", __name__)
