"""Puts together what a document says: snapshot, company, addressee and library in, context out.

Pure. Both forms of a document, PDF and Word, are filled from the context made here, so their
figures cannot differ. ``gaps.py`` tells beforehand what is not there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from customers.addressing import Addressee
from customers.addressing import lines_of as address_lines
from foundation.language import Text, _, say
from proposals.attached import attached
from proposals.blocks import Block, Kind
from proposals.company import CompanyCard
from proposals.figures import figures
from proposals.seal import square_seal
from proposals.wording import Writer, lines_of, straight


@dataclass(frozen=True)
class Seller:
    """Who of us the customer talks to."""

    name: str = ""
    title: str = ""
    email: str = ""


@dataclass(frozen=True)
class Signer:
    """Somebody who signs an order form. ``ours``: a countersigner of our own company."""

    position: int
    name: str
    company: str
    title: str = ""
    ours: bool = False


@dataclass(frozen=True)
class Material:
    """Everything a document is made of."""

    snapshot: Mapping[str, Any]
    language: str
    fingerprint: str = field(default="", kw_only=True)
    company: CompanyCard
    addressee: Addressee
    seller: Seller = Seller()
    industry: str = ""
    signers: Sequence[Signer] = ()
    blocks: Sequence[Block] = field(default=())

    @property
    def writer(self) -> Writer:
        """Return who writes this document's amounts and days."""
        return Writer(self.snapshot["currency"], self.language)


def context_of(kind: str, material: Material) -> dict[str, Any]:
    """Return the context of a document: ``quote``, ``order_form`` or ``proposal``."""
    makers: dict[str, Callable[[Material], dict[str, Any]]] = {
        "quote": quote,
        "order_form": order_form,
        "proposal": proposal,
    }
    context = makers[kind](material)
    return straight(context) if material.language == "en" else context


def quote(material: Material) -> dict[str, Any]:
    """Return what a quotation says."""
    snapshot, writer = material.snapshot, material.writer
    return {
        "number": numbered(snapshot, material.language),
        "issued_on": writer.day(snapshot["issued_on"]),
        "valid_until": writer.day(snapshot["valid_until"]),
        "delivery": writer.said(snapshot["delivery"]),
        "payment_terms": writer.said(snapshot["payment_terms"]),
        "subject": subject(snapshot, writer),
        "subject_words": subject(snapshot, writer).split(),
        "recipient": {"lines": address_lines(material.addressee, material.language)},
        "issuer": issuer(material),
        "attachments": attached(snapshot, writer),
        **figures(snapshot, writer),
    }


def order_form(material: Material) -> dict[str, Any]:
    """Return what an order form says: from the customer to us, with a place for each signature."""
    language = material.language
    us = Addressee(material.company.called(language))
    return {
        **quote(material),
        "supplier": {"lines": address_lines(us, language)},
        "buyer": {"name": material.addressee.company, "division": material.addressee.division},
        "signers": _in_pairs([_signer(one, language) for one in material.signers if not one.ours]),
        "countersigners": _in_pairs(
            [_signer(one, language) for one in material.signers if one.ours]
        ),
    }


def proposal(material: Material) -> dict[str, Any]:
    """Return what a proposal says: who we are, what we offer, where it worked, what it costs."""
    common = quote(material)
    return {
        **common,
        "letter": _shown(material, Kind.COVER_LETTER, [""]),
        "profile": _shown(material, Kind.COMPANY_PROFILE, [""]),
        "products": _products(material),
        "case_study": _shown(material, Kind.CASE_STUDY, [material.industry, ""]),
        "terms": _shown(material, Kind.TERMS, [""]),
    }


def numbered(snapshot: Mapping[str, Any], language: str) -> str:
    """Return the number, with the revision from the second on."""
    if int(snapshot["revision"]) <= 1:
        return str(snapshot["number"])
    words = _(
        "%(number)s rev. %(revision)s", number=snapshot["number"], revision=snapshot["revision"]
    )
    return say(words, language)


def subject(snapshot: Mapping[str, Any], writer: Writer) -> str:
    """Return what the quote is about: its own title, else its first line and how many more."""
    if own := writer.said(snapshot.get("subject")):
        return own
    names = [writer.said(line["name"]) for line in snapshot["lines"]]
    if len(names) <= 1:
        return "".join(names)
    words: Text = _("%(name)s and %(n)s more", name=names[0], n=len(names) - 1)
    return say(words, writer.language)


def issuer(material: Material) -> dict[str, Any]:
    """Return our company as the head of a document shows it."""
    company, language = material.company, material.language
    address = lines_of(company.in_language("address", language))
    if company.postal_code and language == "ja":
        address = [f"〒{company.postal_code}", *address]
    tel = say(_("Tel. %(number)s", number=company.phone), language) if company.phone else ""
    sealed = language == "ja" and company.seal_words
    who = " ".join(part for part in (material.seller.title, material.seller.name) if part)
    return {
        "name": company.called(language),
        "address": address,
        "reach": [line for line in (tel, material.seller.email or company.email) if line],
        "registration": company.registration_number,
        "person": who
        if language == "ja"
        else ", ".join(part for part in (material.seller.name, material.seller.title) if part),
        "website": company.website,
        "bank": lines_of(company.in_language("bank", language)),
        "seal": square_seal(company.seal_words) if sealed else None,
    }


def _in_pairs(signers: list[dict[str, str]]) -> list[list[dict[str, str]]]:
    """Two blocks stand side by side."""
    return [signers[start : start + 2] for start in range(0, len(signers), 2)]


def _signer(signer: Signer, language: str) -> dict[str, str]:
    """``said`` is the name with its title, before it in Japanese and behind it in English."""
    parts = [part for part in (signer.title, signer.name) if part]
    return {
        "position": str(signer.position),
        "name": signer.name,
        "company": signer.company,
        "said": ", ".join(reversed(parts)) if language == "en" else " ".join(parts),
    }


def _products(material: Material) -> list[dict[str, Any]]:
    """Return the description of each product in the quote that the library has one for."""
    skus = dict.fromkeys(line["sku"] for line in material.snapshot["lines"])
    found = [(sku, _shown(material, Kind.PRODUCT, [sku])) for sku in skus]
    return [{**shown, "sku": sku} for sku, shown in found if shown]


def _shown(material: Material, kind: Kind, keys: Sequence[str]) -> dict[str, Any] | None:
    """Return the first block of a kind that fits one of the keys."""
    for key in keys:
        for block in material.blocks:
            if block.kind == kind and block.key == key:
                return {"title": block.title, "parts": block.parts, "picture": block.picture}
    return None
