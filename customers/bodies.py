"""What the API of customers takes and gives."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from foundation import bodies

Language = Literal["ja", "en"]


class Body(bodies.Body):
    """What is sent of a customer."""

    def given(self) -> dict[str, str]:
        """Return the fields that were sent, as a form would send them."""
        sent = self.model_dump(exclude_unset=True, exclude_none=True)
        return {k: _as_typed(value) for k, value in sent.items()}


class CustomerIn(Body):
    """What is to be changed of a company; what is left out stays as it is."""

    name: str | None = Field(default=None, min_length=1, max_length=200)
    name_en: str | None = Field(default=None, max_length=200)
    kana: str | None = Field(default=None, max_length=200)
    industry: str | None = Field(default=None, max_length=40)
    size_band: str | None = Field(default=None, max_length=40)
    corporate_number: str | None = Field(default=None, max_length=40)
    registration_number: str | None = Field(default=None, max_length=40)
    channel: Literal["direct", "web", "dealer", "distributor"] | None = None
    dealer_id: str | None = Field(default=None, max_length=40)
    distributor_id: str | None = Field(default=None, max_length=40)
    price_group: str | None = Field(default=None, max_length=200)
    region: str | None = Field(default=None, max_length=200)
    currency: Literal["JPY", "USD", "EUR"] | None = None
    language: Language | None = None
    address: str | None = Field(default=None, max_length=200)
    version: int | None = Field(default=None, ge=1)


class CustomerNew(CustomerIn):
    """A company to add."""

    name: str = Field(min_length=1, max_length=200)
    version: None = None


class ContactIn(Body):
    """What is to be changed of a person; what is left out stays as it is."""

    family_name: str | None = Field(default=None, min_length=1, max_length=200)
    given_name: str | None = Field(default=None, max_length=200)
    name_en: str | None = Field(default=None, max_length=200)
    kana: str | None = Field(default=None, max_length=200)
    title: str | None = Field(default=None, max_length=200)
    title_en: str | None = Field(default=None, max_length=200)
    division: str | None = Field(default=None, max_length=200)
    email: str | None = Field(default=None, min_length=3, max_length=200)
    phone: str | None = Field(default=None, max_length=200)
    language: Language | None = None
    active: bool | None = None


class ContactNew(ContactIn):
    """A person to add."""

    family_name: str = Field(min_length=1, max_length=200)
    email: str = Field(min_length=3, max_length=200)
    active: None = None


class Out(BaseModel):
    """What is given is read off a card."""

    model_config = ConfigDict(from_attributes=True)


class CustomerOut(Out):
    """A company; ``version`` counts its changes."""

    id: str
    name: str
    name_en: str
    kana: str
    industry: str
    size_band: str
    corporate_number: str
    registration_number: str
    channel: str
    dealer_id: str
    distributor_id: str
    price_group: str
    region: str
    currency: str
    language: str
    address: str
    version: int


class CustomersQuery(Body):
    """Which customers are listed."""

    q: str = Field(default="", max_length=100)
    sort: Literal["kana", "-kana", "industry", "-industry"] = "kana"
    page: int = Field(default=1, ge=1, le=1_000_000)


class CustomersOut(BaseModel):
    """One page of customers."""

    customers: list[CustomerOut]
    page: int
    pages: int
    total: int


class ContactOut(Out):
    """A person at a customer; somebody who has left is not active."""

    id: str
    customer_id: str
    division_id: str
    division: str
    family_name: str
    given_name: str
    name: str
    name_en: str
    kana: str
    title: str
    title_en: str
    email: str
    phone: str
    language: str
    active: bool


class ContactsOut(BaseModel):
    """The people of a customer."""

    contacts: list[ContactOut]


def _as_typed(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
