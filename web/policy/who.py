"""The circles of people that the tables of routes name.

ANYONE: also without signing in (the route checks its own link or token). SIGNED_IN: every person.
Otherwise: the roles that may.
"""

from people.roles import EVERYBODY, SALES, Role

Who = frozenset[Role] | None

ANYONE: Who = None
SIGNED_IN: Who = EVERYBODY
ADMIN: Who = frozenset({Role.ADMIN})
SELLERS: Who = SALES | {Role.ADMIN}
SALESPEOPLE: Who = SALES  # who may see margins
READERS: Who = SALES | {
    Role.ADMIN, Role.APPROVER, Role.FINANCE, Role.SUCCESS, Role.CONTENT, Role.PRODUCT,
}  # fmt: skip
APPROVERS: Who = frozenset({Role.LEADER, Role.MANAGER, Role.APPROVER, Role.ADMIN})
PRICING: Who = frozenset({Role.MANAGER, Role.ADMIN})  # prices, and what depends on them
MODELS: Who = frozenset({Role.PRODUCT, Role.MANAGER, Role.ADMIN})  # products and their models
FINANCE: Who = frozenset({Role.FINANCE, Role.ADMIN})
CONTENT: Who = frozenset({Role.CONTENT, Role.ADMIN})
PAPERS: Who = frozenset({Role.PRODUCT, Role.MANAGER, Role.CONTENT, Role.ADMIN})  # spec sheets
