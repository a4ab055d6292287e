"""What a rule's price hangs on: another price, or a quantity that its formula names. Pure."""

from decimal import Decimal

from cpq.pricing.formulas import formula_of
from cpq.pricing.values import Method, Rule

RELATIVE = {Method.PERCENT_OFF, Method.FORMULA}


def relative(rule: Rule) -> bool:
    """True for a rule that is nothing without a list price."""
    if rule.base != "list":
        return False
    if rule.method is Method.EXPRESSION:
        return "list" in formula_of(rule.formula).names
    return rule.method in RELATIVE


def begins_of(rule: Rule) -> tuple[Decimal, ...]:
    """Return the quantities at which the price of one rule may begin anew."""
    return formula_of(rule.formula).begins if rule.formula else ()


def of_a_price(rule: Rule) -> bool:
    """True for what is taken off a price, and so off the options of a model, too.

    A formula that is written is for what it is for, and for nothing else.
    """
    return rule.method in RELATIVE and rule.base != "cost"
