"""Reading what people type: numbers and words, in any width, with a sentence when it is not right.

Full-width digits are as good as any (NFKC comes first). NaN, infinity, exponents and a comma
where a decimal point is meant are refused; at most 15 integer and 6 fraction digits are taken.
"""

import re
import unicodedata
from decimal import Decimal

from foundation.errors import Refusal
from foundation.language import Text, _

NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d{1,15})(\.\d{0,6})?|[+-]?\.\d{1,6}")
FINER = re.compile(r"[+-]?\d{0,15}\.\d{7,}")  # a number, with more decimals than are kept
MOST_PLACES = 6
BIDI = dict.fromkeys(
    [*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x61C]
)
LONGEST_NUMBER = 100
MOST_DIGITS = 15  # before the point
LONGEST_WORDS = 200
LONGEST_TEXT = 20_000


def parse_number(
    text: str,
    name: Text,
    *,
    minimum: Decimal | int | None = None,
    maximum: Decimal | int | None = None,
    places: int = 6,
    field: str | None = None,
) -> Decimal:
    """Return the decimal a person typed.

    Raises:
        Refusal: it is no plain number, has too many digits, or lies outside the bounds.
    """
    digits = unicodedata.normalize("NFKC", text[:LONGEST_NUMBER]).strip().replace("−", "-")
    whole = sum(map(str.isdigit, digits.partition(".")[0]))
    if not digits:
        raise Refusal(_("Please fill in: %(name)s.", name=name), field=field)
    if not NUMBER.fullmatch(digits) or whole > MOST_DIGITS or len(text) > LONGEST_NUMBER:
        raise Refusal(_no_number(digits, name), field=field)
    value = Decimal(digits.replace(",", "")) + 0  # minus nothing is nothing
    if value != round(value, places):
        raise Refusal(_decimals(name, places), field=field)
    _check_bounds(value, name, minimum, maximum, field)
    return value


def clean(
    text: str,
    name: Text,
    *,
    longest: int = LONGEST_WORDS,
    required: bool = False,
    field: str | None = None,
) -> str:
    """Return one line of words in NFC without invisible control characters.

    Raises:
        Refusal: it is empty though required, too long, or holds characters no text has.
    """
    words = " ".join(_without_controls(text, name, field).split())
    return _measured(words, name, longest, field, required=required)


def clean_text(
    text: str,
    name: Text,
    *,
    longest: int = LONGEST_TEXT,
    required: bool = False,
    field: str | None = None,
) -> str:
    """Return several lines of words, cleaned like ``clean``; line breaks stay."""
    lines = _without_controls(text, name, field).splitlines()
    words = "\n".join(line.rstrip() for line in lines).strip()
    return _measured(words, name, longest, field, required=required)


def folded(text: str) -> str:
    """Return text for comparing and searching: width, case and kana kind do not matter."""
    if text.isascii():
        return text.casefold()
    wide = unicodedata.normalize("NFKC", text).casefold()
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in wide)


def _no_number(digits: str, name: Text) -> Text:
    whole = digits.replace(",", "")
    if whole.isdecimal() and len(whole) > MOST_DIGITS:
        return _("%(name)s is too large: at most %(most)s digits.", name=name, most=MOST_DIGITS)
    if FINER.fullmatch(whole):
        return _decimals(name, MOST_PLACES)
    return _("%(name)s must be a plain number such as 1,234.5. Please type it again.", name=name)


def _decimals(name: Text, places: int) -> Text:
    if places == 0:
        return _("%(name)s must be a whole number.", name=name)
    return _("%(name)s may have at most %(places)s decimals.", name=name, places=places)


def _check_bounds(
    value: Decimal,
    name: Text,
    minimum: Decimal | int | None,
    maximum: Decimal | int | None,
    field: str | None,
) -> None:
    if minimum is not None and value < minimum:
        limit = Decimal(minimum)
        raise Refusal(
            _("%(name)s must be at least %(limit)s.", name=name, limit=limit), field=field
        )
    if maximum is not None and value > maximum:
        limit = Decimal(maximum)
        raise Refusal(_("%(name)s must be at most %(limit)s.", name=name, limit=limit), field=field)


def _without_controls(text: str, name: Text, field: str | None) -> str:
    if text.isascii() and text.isprintable():
        return text
    words = unicodedata.normalize("NFC", text).translate(BIDI)
    bad = [c for c in words if unicodedata.category(c) in {"Cc", "Cs"} and c not in "\t\r\n"]
    if bad:
        raise Refusal(
            _("%(name)s holds characters that cannot be shown. Please type it again.", name=name),
            field=field,
        )
    return words


def _measured(words: str, name: Text, longest: int, field: str | None, *, required: bool) -> str:
    if required and not words:
        raise Refusal(_("Please fill in: %(name)s.", name=name), field=field)
    if len(words) > longest:
        raise Refusal(
            _(
                "%(name)s has %(length)s characters; at most %(longest)s fit.",
                name=name,
                length=len(words),
                longest=longest,
            ),
            field=field,
        )
    return words
