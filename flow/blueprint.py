"""The blueprint of the pages that draw on several rooms; the views put themselves on it."""

from flask import Blueprint

pages = Blueprint("flow", __name__)
