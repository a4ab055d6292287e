"""When a payment is due, what is withheld of it, numbers of companies, and claims of resellers."""

import re
from datetime import date

from cpq.channels.ship_and_debit import ship_and_debit_claim
from cpq.due_dates import AFTER, BEFORE, Closing, closing_in, due_after
from cpq.withholding import withheld_from
from customers.corporate_number import check_digit, checked_number
from foundation.errors import Refusal
from foundation.money import Money
from tests.cpq.pricing.groups.given import each, number
from tests.cpq.pricing.groups.reading import day_of

DAY = date(2026, 11, 25)
RECEIVED = ("received", "from", "date", "invoice_date")
SHIFTS = {"next": AFTER, "following": AFTER, "previous": BEFORE, "before": BEFORE, "none": None}


def withholding(given):
    """Of a fee or of several; its consumption tax is an amount, or a rate."""
    apart = given.first("tax_shown_separately", "separate", default=True)
    apart = apart and not given.first("tax_included", default=False)
    rate = given.number("consumption_tax_rate", "tax_rate")
    day = day_of(given.first("on", "paid", default=DAY))

    def kept(fee):
        tax = given.number("tax", "consumption_tax") if "tax" in given else number(fee) * rate / 100
        if given.first("tax_included", default=False):
            tax = number(0)
        whole = {"tax": Money(int(tax), "JPY") if tax else None, "shown_apart": apart}
        amount = withheld_from(Money(int(number(fee)), "JPY"), day, **whole).amount
        return amount, int(number(fee)) + int(tax) - amount

    found = each(given.first("fee", "fees"), kept)
    return {
        "withholding": each(found, lambda one: one[0]),
        "payable": each(found, lambda one: one[1]),
    }


def sixty_days(given):
    """In scope unless it says otherwise: "made_to_order": false, "line": "standard good"."""
    received = day_of(given.first(*RECEIVED))
    words = " ".join(given.first(name, default="") for name in ("line", "kind", "flag", "sale"))
    in_scope = all(given.of(bool).values()) and "standard" not in words
    assert not words.strip() or re.search("standard|made.to.order|contract", words), words
    closing = closing_in(given["terms"]) if "terms" in given else _closing(given)
    assert closing is not None, given["terms"]
    due = due_after(received, closing, made_to_order=in_scope)
    return {"due": due.day.isoformat(), "days": due.days, "warn": due.late}


def _closing(given):
    """The model of terms: closing_day 31, +1 month, pay_day 31, what happens on holidays."""
    return Closing(
        int(given.number("closing_day", default=0)),
        int(given.number("month_offset", "months", default=0)),
        int(given.number("pay_day", default=31)),
        days=int(given.number("days", default=0)),
        shift=SHIFTS[given.first("holiday", "holiday_rule", default="none")],
    )


def number_check(given):
    """Twelve digits and the one that belongs to them; or thirteen, right or not."""
    if "base12" in given:
        said = given["base12"]  # as a number it has lost the zeros it began with
        twelve = f"{said:012}" if isinstance(said, int) else re.sub(r"\D", "", said)
        digit = check_digit(twelve)
        return {"check": digit, "corporate_number": checked_number(f"{digit}{twelve}")}
    names = ("number", "numbers", "corporate_number", "registration_number")
    return {"valid": each(given.first(*names), lambda one: _is_valid(str(one)))}


def _is_valid(text):
    try:
        return bool(checked_number(text))
    except Refusal:
        return False


def claim(given):
    margin = given.number("agreed_margin_pct", "margin_pct")
    one = ship_and_debit_claim(given.number("cost"), margin, given.number("resale"))
    return {"claim": one * given.number("qty", default=1)}
