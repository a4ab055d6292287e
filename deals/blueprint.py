"""The one blueprint that the room's pages share."""

from flask import Blueprint

deals = Blueprint("deals", __name__)
