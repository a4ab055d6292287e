"""The thirteen digits of a Japanese company (法人番号) and their check digit. Pure.

The first digit is 9 − (Σ Pn·Qn mod 9), Pn being the nth of the other twelve digits from the right
and Qn 1 for odd n and 2 for even n. A registration number for qualified invoices is T and these.
"""

import unicodedata

from foundation.errors import Refusal
from foundation.language import _

DIGITS = 13


def checked_number(text: str) -> str:
    """Return the thirteen digits, or an empty string for none.

    Raises:
        Refusal: there are not thirteen digits, or the check digit does not fit.
    """
    number = unicodedata.normalize("NFKC", text).strip().removeprefix("T").replace("-", "")
    if not number:
        return ""
    if len(number) != DIGITS or not number.isascii() or not number.isdigit():
        raise Refusal(_("A corporate number has 13 digits."), field="corporate_number")
    if int(number[0]) != check_digit(number[1:]):
        words = _(
            "%(number)s is not a corporate number: its check digit does not fit.", number=number
        )
        raise Refusal(words, field="corporate_number")
    return number


def check_digit(twelve: str) -> int:
    """Return the first digit that belongs to the other twelve."""
    weighted = sum(int(d) * (1 if n % 2 else 2) for n, d in enumerate(reversed(twelve), start=1))
    return 9 - weighted % 9
