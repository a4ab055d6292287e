"""The doors of every room: which blueprints the application opens."""

from apiflask import APIFlask
from flask import Blueprint

from approvals.api import approvals_api
from approvals.views import approvals
from cpq import quoting
from cpq.api import quotes_api
from cpq.blueprint import cpq
from cpq.catalog import attribute_views
from cpq.catalog import views as catalog_views
from cpq.catalog.api import products_api
from cpq.catalog.blueprint import catalog
from cpq.catalog.materials import history_views as bom_history
from cpq.catalog.materials import import_views as bom_importing
from cpq.catalog.materials import views as materials
from cpq.catalog.materials.api import materials_api
from cpq.catalog.modelling import pages as modelling
from cpq.catalog.modelling.api import models_api
from cpq.catalog.papers import views as papers
from cpq.channels import views as registered_deals
from cpq.channels.api import registrations_api
from cpq.completions_api import completions_api
from cpq.discounts import line_views as line_prices
from cpq.discounts import pattern_views as patterns
from cpq.discounts.api import line_prices_api, patterns_api
from cpq.importing import views as importing
from cpq.listing import (
    export_views,
    publish_views,
    rule_views,
    settings_views,
    try_views,
    whom_api,
    whom_views,
)
from cpq.listing import (
    quote_views as price_news,
)
from cpq.listing import views as listing
from cpq.listing.api import price_lists_api
from customers.api import customers_api
from customers.views import customers
from deals.api import deals_api, orders_api
from deals.views import deals
from flow import customer_page, deal_page, forecast_api, legs_views, quote_views, signing_views
from flow.api import flow_api
from flow.blueprint import pages as flow_pages
from flow.legs_api import legs_api
from people.api import people_api
from proposals.api import proposals_api
from proposals.views import pages as proposals_pages
from signing.api import api as signing_api
from signing.views import pages as signing_pages
from web import administration, health, outgoing, sign_in, webhooks
from web.blueprint import pages
from web.security import csrf

VIEWS = (  # they put themselves on a blueprint below as they are imported
    *(administration, health, outgoing, sign_in, webhooks),
    *(catalog_views, attribute_views, modelling, materials, bom_history, bom_importing, papers),
    *(importing, quoting, line_prices, patterns, registered_deals),
    *(listing, export_views, price_news, publish_views, rule_views, settings_views, try_views),
    *(whom_views, whom_api),
    *(customer_page, deal_page, legs_views, quote_views, signing_views, forecast_api),
)
PAGES: list[Blueprint] = [
    pages,
    approvals,
    catalog,
    cpq,
    customers,
    deals,
    flow_pages,
    proposals_pages,
    signing_pages,
]
APIS: list[Blueprint] = [
    approvals_api,
    customers_api,
    people_api,
    deals_api,
    orders_api,
    products_api,
    models_api,
    materials_api,
    price_lists_api,
    quotes_api,
    completions_api,
    line_prices_api,
    patterns_api,
    proposals_api,
    signing_api,
    flow_api,
    legs_api,
    registrations_api,
]


def open_doors(app: APIFlask) -> None:
    """Register the pages, and the APIs, which carry a bearer token and so need no CSRF token."""
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    for blueprint in APIS:
        csrf.exempt(blueprint)
        app.register_blueprint(blueprint)
