"""The blueprint of quotes and price lists; the views put themselves on it when imported."""

from flask import Blueprint

cpq = Blueprint("cpq", __name__)
