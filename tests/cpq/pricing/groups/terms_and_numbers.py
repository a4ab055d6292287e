"""When a payment is due, what is withheld of it, numbers of companies, and claims of resellers."""

from datetime import date
from decimal import Decimal

from cpq.channels.claims import ship_and_debit_claim
from cpq.due_dates import closing_in, due_after
from cpq.withholding import withheld_from
from customers.corporate_number import check_digit, checked_number
from foundation.errors import Refusal
from foundation.money import Money

DAY = date(2026, 11, 25)


def withholding(given):
    fee = given["fee"]
    tax = given.first("tax", "consumption_tax", default=0)
    apart = given.first("tax_shown_separately", default=True)
    kept = withheld_from(
        Money(fee, "JPY"), DAY, tax=Money(tax, "JPY") if tax else None, shown_apart=apart
    ).amount
    return {"withholding": kept, "payable": fee + tax - kept}


def sixty_days(given):
    """In scope unless a truth says otherwise: "made_to_order": false, "in_scope": false."""
    received = date.fromisoformat(given["received"])
    in_scope = all(given.of(bool).values())
    closing = closing_in(given["terms"])
    assert closing is not None, given["terms"]
    due = due_after(received, closing, made_to_order=in_scope)
    return {"due": due.day.isoformat(), "days": due.days, "warn": due.late}


def number_check(given):
    """Twelve digits and the one that belongs to them; or thirteen, right or not."""
    if "base12" in given:
        digit = check_digit(given["base12"])
        number = f"{digit}{given['base12']}"
        return {"check": digit, "corporate_number": checked_number(number)}
    try:
        return {"valid": bool(checked_number(given["number"]))}
    except Refusal:
        return {"valid": False}


def claim(given):
    figures = (given["cost"], given["agreed_margin_pct"], given["resale"])
    return {"claim": ship_and_debit_claim(*(Decimal(str(one)) for one in figures))}
