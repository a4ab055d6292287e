"""The pages of the shell; ``sign_in``, ``health``, ``outgoing`` and ``administration`` fill it."""

from flask import Blueprint

pages = Blueprint("web", __name__)
