"""What a document needs and does not find, in words, before anything is made. Pure."""

from dataclasses import dataclass

from foundation.language import Text, _, verbatim
from proposals.assemble import Material
from proposals.blocks import Kind
from proposals.company import registration_is_valid

ALWAYS = (Kind.COMPANY_PROFILE, Kind.TERMS)


@dataclass(frozen=True)
class Gap:
    """Something that is not there. ``needed``: without it nothing can be made.

    ``place`` is where to add it: ``company`` or ``library`` (then with the block's kind and key).
    """

    text: Text
    place: str
    needed: bool = True
    kind: str = ""
    key: str = ""


def gaps(kind: str, material: Material) -> list[Gap]:
    """Return everything a document of this kind does not find."""
    issuer = _of_seller if material.snapshot.get("seller_id") else _of_company
    found = [*issuer(material), *_of_quote(material)]
    return [*found, *_of_library(material)] if kind == "proposal" else found


def _of_company(material: Material) -> list[Gap]:
    company, language = material.company, material.language
    missing = []
    if not company.called(language):
        missing.append(_("The name of our company is not there."))
    if not company.in_language("address", language):
        missing.append(_("The address of our company is not there."))
    if not registration_is_valid(company.registration_number):
        missing.append(_("Our registration number (T and 13 digits) is not there, or not right."))
    return [Gap(text, "company") for text in missing]


def _of_seller(material: Material) -> list[Gap]:
    """Return what is missing of a reseller that issues the quote of its own leg."""
    company, language = material.company, material.language
    if company.in_language("address", language):
        return []
    words = _(
        "The address of %(name)s, who issues this quote, is not there. Add it to the customer.",
        name=company.called(language),
    )
    return [Gap(words, "quote")]


def _of_quote(material: Material) -> list[Gap]:
    snapshot, writer = material.snapshot, material.writer
    missing = []
    if not snapshot["lines"]:
        missing.append(_("The quote has no lines."))
    if not writer.said(snapshot["delivery"]):
        missing.append(_("The quote does not say when we deliver."))
    if not writer.said(snapshot["payment_terms"]):
        missing.append(_("The quote does not say how to pay."))
    return [Gap(text, "quote") for text in missing]


def _of_library(material: Material) -> list[Gap]:
    there = {(block.kind, block.key) for block in material.blocks}
    missing = [
        Gap(_("There is no “%(kind)s” in this language.", kind=kind.label), "library", kind=kind)
        for kind in ALWAYS
        if (kind, "") not in there
    ]
    return [*missing, *_of_products(material, there), *_of_case(material, there)]


def _of_products(material: Material, there: set[tuple[Kind, str]]) -> list[Gap]:
    writer = material.writer
    return [
        Gap(
            _("%(name)s (%(sku)s) has no description; it is left out.", name=name, sku=sku),
            "library",
            needed=False,
            kind=Kind.PRODUCT,
            key=sku,
        )
        for sku, name in {
            line["sku"]: writer.said(line["name"]) for line in material.snapshot["lines"]
        }.items()
        if (Kind.PRODUCT, sku) not in there
    ]


def _of_case(material: Material, there: set[tuple[Kind, str]]) -> list[Gap]:
    keys = {key for kind, key in there if kind is Kind.CASE_STUDY}
    if material.industry in keys or "" in keys:
        return []
    industry = verbatim(material.industry or "–")
    text = _(
        "There is no case study for the industry %(industry)s; it is left out.", industry=industry
    )
    return [Gap(text, "library", needed=False, kind=Kind.CASE_STUDY, key=material.industry)]
