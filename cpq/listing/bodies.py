"""What the API of price lists takes and gives. Amounts and quantities are decimal strings."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from foundation.bodies import Body

MOST = 500
MOMENT = Field(default="", max_length=40)


class PriceListOut(BaseModel):
    """A list in one currency; ``version`` holds now, ``draft`` is worked on."""

    code: str
    name: str
    name_en: str
    currency: str
    kind: str
    active: bool
    version: int | None
    draft: int | None


class PriceListsOut(BaseModel):
    """Lists."""

    price_lists: list[PriceListOut]


class PriceListIn(Body):
    """A list to open. ``kind`` is list, end_user, dealer_net, contract or promotion."""

    code: str = Field(max_length=40)
    name: str = Field(max_length=200)
    name_en: str = Field(default="", max_length=200)
    currency: str = Field(max_length=3)
    kind: str = Field(default="list", max_length=20)


class EntryIn(Body):
    """A rule. Give a ``sku``, or as ``target`` ``category:NAME``, ``option:M/g/o`` or ``all``.

    Validity is a day or a moment such as ``2026-04-01 09:00``; a last day is included.
    ``formula`` is for the method ``expression``, such as ``max(cost * 1.1, list * 0.8)``.
    """

    sku: str = Field(default="", max_length=64)
    target: str = Field(default="", max_length=200)
    method: str = Field(default="fixed", max_length=20)
    unit_price: str = Field(default="", max_length=40)
    percent: str = Field(default="", max_length=40)
    base: str = Field(default="list", max_length=60)
    formula: str = Field(default="", max_length=500)
    round_to: str = Field(default="", max_length=40)
    surcharge: str = Field(default="", max_length=40)
    least_margin: str = Field(default="", max_length=40)
    most_margin: str = Field(default="", max_length=40)
    breaks: str = Field(default="range", max_length=10)
    min_quantity: str = Field(default="1", max_length=40)
    max_quantity: str = Field(default="", max_length=40)
    uom: str = Field(default="", max_length=20)
    valid_from: str = MOMENT
    valid_to: str = MOMENT
    priority: str = Field(default="0", max_length=10)


class EntryOut(EntryIn):
    """A rule that stands on a version."""

    id: str


class EntriesOut(BaseModel):
    """A page of a version's rules, and how many there are in all."""

    version: int | None
    entries: list[EntryOut]
    total: int
    page: int
    pages: int


class EntriesQuery(Body):
    """What to look for. Without a ``version``: the one that holds now, else the draft."""

    q: str = Field(default="", max_length=100)
    version: int = Field(default=0, ge=0, le=1_000_000)
    page: int = Field(default=1, ge=1, le=100_000)
    size: int = Field(default=100, ge=1, le=MOST)


class VersionOut(BaseModel):
    """A version. ``state`` is draft, published or retired."""

    number: int
    state: str
    valid_from: str
    valid_to: str
    published_at: str
    published_by: str
    content_sha256: str
    holds: bool


class VersionsOut(BaseModel):
    """The versions of a list, newest first."""

    versions: list[VersionOut]


class EffectOut(BaseModel):
    """An open quote that would change; ``after`` is null where a line would have no price."""

    revision_id: str
    number: str
    customer_id: str
    currency: str
    before: int
    after: int | None


class DraftOut(BaseModel):
    """What publishing the draft would do. It is published with exactly this ``content_sha256``.

    Where many quotes are open a worker reckons them: ask again until ``done`` is ``total``.
    """

    version: int
    content_sha256: str
    contradictions: list[str]
    added: int
    ended: int
    changes: list[str]
    done: int
    total: int
    effects: list[EffectOut]


class PublishDraftIn(Body):
    """The fingerprint of the draft as it was looked at."""

    content_sha256: str = Field(max_length=64)


class AssignmentIn(Body):
    """Whom a list is for: a rank and who has it (nothing for ``standard``)."""

    rank: Literal[
        "contract", "registration", "customer", "tier", "region", "channel", "campaign", "standard"
    ]
    target: str = Field(default="", max_length=64)
    priority: str = Field(default="0", max_length=10)
    valid_from: str = MOMENT
    valid_to: str = MOMENT


class AssignmentOut(BaseModel):
    """An assignment that holds, or will."""

    id: str
    rank: str
    target: str
    priority: int
    valid_from: str
    valid_to: str


class AssignmentsOut(BaseModel):
    """Whom a list is for."""

    assignments: list[AssignmentOut]


class PlaceBody(Body):
    """The place of a rank; ranks with one position are asked together."""

    rank: str = Field(max_length=20)
    position: int = Field(ge=1, le=99)
    exclusive: bool = False


class PrecedenceBody(Body):
    """The order in which ranks are asked: all of them, each once."""

    places: list[PlaceBody] = Field(max_length=20)


class RateIn(Body):
    """What one unit of a currency is worth in another, from a moment on (empty: now)."""

    from_currency: str = Field(max_length=3)
    to_currency: str = Field(max_length=3)
    rate: str = Field(max_length=40)
    valid_from: str = MOMENT


class RateOut(BaseModel):
    """A rate."""

    from_currency: str
    to_currency: str
    rate: str
    valid_from: str


class RatesOut(BaseModel):
    """Rates, the newest first, at most 500."""

    rates: list[RateOut]


Json = dict[str, Any]
