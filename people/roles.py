"""What a person may be. A person may have several roles."""

from enum import StrEnum

from foundation.language import Text, _


class Role(StrEnum):
    """The roles of the house."""

    REP = "rep"
    LEADER = "leader"
    MANAGER = "manager"
    APPROVER = "approver"
    FINANCE = "finance"
    SUCCESS = "success"
    CONTENT = "content"
    PRODUCT = "product"
    ADMIN = "admin"

    @property
    def label(self) -> Text:
        """Return what people call it."""
        return LABELS[self]


LABELS = {
    Role.REP: _("Sales rep"),
    Role.LEADER: _("Section leader"),
    Role.MANAGER: _("Manager"),
    Role.APPROVER: _("Approver"),
    Role.FINANCE: _("Finance"),
    Role.SUCCESS: _("Customer success"),
    Role.CONTENT: _("Content manager"),
    Role.PRODUCT: _("Product manager"),
    Role.ADMIN: _("Administrator"),
}

SALES = frozenset({Role.REP, Role.LEADER, Role.MANAGER})
EVERYBODY = frozenset(Role)
