"""Customers, their divisions and their people as the other rooms know them."""

from dataclasses import dataclass

from customers.addressing import Addressee
from customers.channels import Channel
from customers.names import full_name
from foundation.mail import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCard:
    """A company. ``price_group`` is empty where it has none."""

    id: str
    name: str
    name_en: str = ""
    kana: str = ""
    industry: str = ""
    size_band: str = ""
    corporate_number: str = ""
    registration_number: str = ""
    channel: str = Channel.DIRECT
    dealer_id: str = ""
    distributor_id: str = ""
    price_group: str = ""
    region: str = ""
    currency: str = "JPY"
    language: str = "ja"
    address: str = ""
    version: int = 1

    def called(self, language: str) -> str:
        """Return the company's name in a language, never abbreviated."""
        return self.name_en if language == "en" and self.name_en else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCard:
    """A person at a customer."""

    id: str
    customer_id: str
    division_id: str = ""
    division: str = ""
    division_en: str = ""
    family_name: str
    given_name: str = ""
    name_en: str = ""
    kana: str = ""
    title: str = ""
    title_en: str = ""
    email: str
    phone: str = ""
    language: str = "ja"
    active: bool = True

    @property
    def name(self) -> str:
        """Return the whole name, in the order of its script."""
        return full_name(self.family_name, self.given_name)

    def called(self, language: str) -> str:
        """Return the person's name in a language."""
        return self.name_en if language == "en" and self.name_en else self.name

    def titled(self, language: str) -> str:
        """Return the person's title in a language."""
        return self.title_en if language == "en" and self.title_en else self.title

    @property
    def mail(self) -> Address:
        """Return where mail to them goes."""
        return Address(self.called(self.language), self.email, self.language)

    def addressee(self, company: CustomerCard, language: str) -> Addressee:
        """Return them as the addressee of a document."""
        english = language == "en"
        return Addressee(
            company.called(language),
            (self.division_en or self.division) if english else self.division,
            self.titled(language),
            self.called(language),
        )


@dataclass(frozen=True, slots=True)
class DivisionCard:
    """A part of a company."""

    id: str
    customer_id: str
    name: str
    name_en: str = ""

    def called(self, language: str) -> str:
        """Return the division's name in a language."""
        return self.name_en if language == "en" and self.name_en else self.name
