"""Reads what was typed about companies and people, with a sentence for what is not right. Pure."""

from collections.abc import Collection, Mapping

from customers.channels import USUAL
from customers.corporate_number import checked_number, registration_number
from customers.industries import INDUSTRIES, SIZES
from customers.names import split_name
from foundation.errors import Refusal
from foundation.language import LANGUAGES, Text, _
from foundation.numbers import clean

Fields = Mapping[str, str]

CURRENCIES = ("JPY", "USD", "EUR")
COMPANY_WORDS: dict[str, Text] = {
    "name_en": _("Name in English"),
    "kana": _("Kana"),
    "price_group": _("Price group"),
    "region": _("Region"),
    "address": _("Address"),
}
COMPANY_CHOICES: dict[str, Collection[str]] = {
    "industry": ("", *INDUSTRIES),
    "size_band": ("", *SIZES),
    "channel": USUAL,
    "language": LANGUAGES,
    "currency": CURRENCIES,
}
CONTACT_WORDS: dict[str, Text] = {
    "name_en": _("Name in Latin letters"),
    "kana": _("Kana"),
    "title": _("Title"),
    "title_en": _("Title in English"),
    "phone": _("Telephone"),
}


def company_name(fields: Fields) -> str:
    """Return the company's name, which is required."""
    return clean(fields.get("name", ""), _("Company"), required=True, field="name")


def company_fields(fields: Fields) -> dict[str, str]:
    """Return the columns of a company that were given, checked."""
    read = _words(fields, COMPANY_WORDS)
    for column, known in COMPANY_CHOICES.items():
        if column in fields:
            read[column] = _one_of(fields[column], known, column)
    if "corporate_number" in fields:
        read["corporate_number"] = checked_number(fields["corporate_number"])
    if "registration_number" in fields:
        read["registration_number"] = registration_number(fields["registration_number"])
    return read


def contact_fields(fields: Fields) -> dict[str, str]:
    """Return the columns of a person that were given, checked."""
    read = _words(fields, CONTACT_WORDS)
    if "language" in fields:
        read["language"] = _one_of(fields["language"], LANGUAGES, "language")
    return read


def person_name(fields: Fields) -> tuple[str, str]:
    """Return family and given name, given apart or as one ``name`` (鈴木 一郎, Mary Anderson)."""
    if "family_name" not in fields:
        return split_name(clean(fields.get("name", ""), _("Name"), required=True, field="name"))
    return (
        clean(fields["family_name"], _("Family name"), required=True, field="family_name"),
        clean(fields.get("given_name", ""), _("Given name"), field="given_name"),
    )


def mail_address(fields: Fields) -> str:
    """Return the mail address, which is required, in lower case."""
    address = clean(fields.get("email", ""), _("Mail address"), required=True, field="email")
    local, at, domain = address.rpartition("@")
    if not (local and at and "." in domain.strip(".")) or {" ", ",", ";", "<"} & set(address):
        raise Refusal(_("%(email)s is not a mail address.", email=address), field="email")
    return address.lower()


def _words(fields: Fields, names: dict[str, Text]) -> dict[str, str]:
    return {
        column: clean(fields[column], name, field=column)
        for column, name in names.items()
        if column in fields
    }


def _one_of(value: str, known: Collection[str], field: str) -> str:
    if value not in known:
        raise Refusal(_("Please choose one of the list."), field=field)
    return str(value)
