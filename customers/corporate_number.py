"""The thirteen digits of a Japanese company (法人番号) and their check digit. Pure.

The first digit is 9 − (Σ Pn·Qn mod 9), Pn being the nth of the other twelve digits from the right
and Qn 1 for odd n and 2 for even n. A registration number for qualified invoices is T and thirteen
digits: for a company its corporate number, for others a number without a check digit.
"""

import unicodedata

from foundation.errors import Refusal
from foundation.language import Text, _

DIGITS = 13


def checked_number(text: str) -> str:
    """Return the thirteen digits, or an empty string for none.

    Raises:
        Refusal: there are not thirteen digits, or the check digit does not fit.
    """
    number = _digits(text, _("A corporate number has 13 digits."), "corporate_number")
    if number and int(number[0]) != check_digit(number[1:]):
        words = _(
            "%(number)s is not a corporate number: its check digit does not fit.", number=number
        )
        raise Refusal(words, field="corporate_number")
    return number


def registration_number(text: str) -> str:
    """Return T and thirteen digits, or an empty string for none. Raises Refusal."""
    words = _("A registration number is T and 13 digits.")
    number = _digits(text, words, "registration_number")
    return f"T{number}" if number else ""


def check_digit(twelve: str) -> int:
    """Return the first digit that belongs to the other twelve."""
    weighted = sum(int(d) * (1 if n % 2 else 2) for n, d in enumerate(reversed(twelve), start=1))
    return 9 - weighted % 9


def _digits(text: str, wrong: Text, field: str) -> str:
    plain = unicodedata.normalize("NFKC", text[:50]).strip().upper().removeprefix("T")
    number = plain.replace("-", "").replace(" ", "")
    if number and (len(number) != DIGITS or not (number.isascii() and number.isdigit())):
        raise Refusal(wrong, field=field)
    return number
