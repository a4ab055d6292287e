"""Our own company as documents show it: plain values, in both languages."""

from dataclasses import dataclass

from customers.corporate_number import check_digit
from foundation.language import _

REGISTRATION_LENGTH = 14


@dataclass(frozen=True)
class CompanyCard:
    """The issuer. Addresses may have several lines; empty means: not known yet."""

    name: str = ""
    name_en: str = ""
    postal_code: str = ""
    address: str = ""
    address_en: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    registration_number: str = ""  # T and 13 digits (適格請求書発行事業者登録番号)
    bank: str = ""
    bank_en: str = ""
    representative: str = ""
    representative_en: str = ""
    representative_title: str = ""
    representative_title_en: str = ""
    seal_words: str = ""  # what the square seal (角印) reads; empty: no seal

    def called(self, language: str) -> str:
        """Return the name in a language."""
        return self.in_language("name", language)

    def in_language(self, field: str, language: str) -> str:
        """Return a field's words in a language, or in the other where there are none."""
        own, other = str(getattr(self, field)), str(getattr(self, f"{field}_en"))
        return (other or own) if language == "en" else (own or other)


def registration_is_valid(number: str) -> bool:
    """True for T and a corporate number whose first digit checks the other twelve."""
    digits = number.removeprefix("T")
    if len(number) != REGISTRATION_LENGTH or not (digits.isascii() and digits.isdecimal()):
        return False
    return int(digits[0]) == check_digit(digits[1:])


FIELDS = {
    "name": _("Company name"),
    "name_en": _("Company name in English"),
    "postal_code": _("Postal code"),
    "address": _("Address"),
    "address_en": _("Address in English"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "website": _("Website"),
    "registration_number": _("Registration number for qualified invoices"),
    "bank": _("Bank account"),
    "bank_en": _("Bank account in English"),
    "representative": _("Representative"),
    "representative_en": _("Representative in English"),
    "representative_title": _("Title of the representative"),
    "representative_title_en": _("Title of the representative in English"),
    "seal_words": _("Words of the company seal"),
}
