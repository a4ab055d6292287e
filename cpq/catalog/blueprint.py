"""The blueprint of products and imports; the views put themselves on it when imported."""

from flask import Blueprint

catalog = Blueprint("catalog", __name__)
