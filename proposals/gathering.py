"""Collects what a document is made of. Reads only; pictures are read where they are printed."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.queries import revision_row
from cpq.snapshot import QuoteSnapshot, snapshot_of
from customers.queries import contact_card, customer_card
from foundation.errors import Missing
from foundation.storage import store
from people.queries import person_card
from proposals.assemble import Material, Seller, Signer
from proposals.blocks import Block, parts_of
from proposals.company import CompanyCard
from proposals.models import Company, ContentBlock, ContentVersion


def gathered(
    session: Session,
    revision_id: str,
    language: str,
    *,
    signers: Iterable[dict[str, Any]] = (),
    pinned: Sequence[str] | None = None,
) -> Material:
    """Return the material of a revision's documents in a language.

    ``pinned`` are the versions of the blocks to use; without them the newest that fit are taken.
    """
    snapshot = snapshot_of(session, revision_id)
    customer = customer_card(session, snapshot.customer_id)
    contact = contact_card(session, snapshot.contact_id)
    found = _pinned(session, pinned) if pinned is not None else _newest(session, language)
    return Material(
        snapshot=snapshot.public(),
        fingerprint=snapshot.fingerprint,
        language=language,
        company=_issuer(session, snapshot),
        addressee=contact.addressee(customer, language),
        seller=Seller() if snapshot.seller_id else _seller(session, revision_id, language),
        industry=customer.industry,
        signers=[_signer(one) for one in signers],
        blocks=[block_of(block, version) for block, version in found],
    )


def company_card(session: Session) -> CompanyCard:
    """Return our own company, empty where nothing is known yet."""
    row = session.get(Company, "company")
    return CompanyCard(**row.card) if row else CompanyCard()


def _issuer(session: Session, snapshot: QuoteSnapshot) -> CompanyCard:
    """Return who issues a document: we, or the company that sells on a leg which is not ours."""
    if not snapshot.seller_id:
        return company_card(session)
    seller = customer_card(session, snapshot.seller_id)
    return CompanyCard(
        name=seller.name,
        name_en=seller.name_en,
        address=seller.address,
        registration_number=seller.registration_number,
    )


def block_of(block: ContentBlock, version: ContentVersion) -> Block:
    """Return a version of a block without its picture."""
    parts = parts_of(version.body_html, block.language)
    return Block(version.id, block.kind, block.key, version.title, parts, version.picture or None)


def with_pictures(session: Session, blocks: Sequence[Block]) -> list[Block]:
    """Return blocks with their pictures read from the store."""
    return [_with_picture(session, block) for block in blocks]


def _with_picture(session: Session, block: Block) -> Block:
    if not block.picture:
        return block
    version = session.get_one(ContentVersion, block.version_id)
    content = b64encode(store().get(block.picture)).decode()
    data = f"data:{version.picture_type};base64,{content}"
    return Block(block.version_id, block.kind, block.key, block.title, block.parts, data)


def _newest(session: Session, language: str) -> Sequence[tuple[ContentBlock, ContentVersion]]:
    newest = (ContentVersion.block_id == ContentBlock.id) & (
        ContentVersion.n == ContentBlock.newest
    )
    query = select(ContentBlock, ContentVersion).join(ContentVersion, newest)
    query = query.where(ContentBlock.language == language, ContentBlock.archived.is_(False))
    return [
        (block, version) for block, version in session.execute(query.order_by(ContentBlock.kind))
    ]


def _pinned(
    session: Session, versions: Sequence[str]
) -> Sequence[tuple[ContentBlock, ContentVersion]]:
    same = ContentVersion.block_id == ContentBlock.id
    query = select(ContentBlock, ContentVersion).join(ContentVersion, same)
    return [
        (block, version)
        for block, version in session.execute(query.where(ContentVersion.id.in_(versions)))
    ]


def _seller(session: Session, revision_id: str, language: str) -> Seller:
    """Return the owner of the quote as the customer's contact."""
    try:
        person = person_card(session, revision_row(session, revision_id).owner_id)
    except Missing:
        return Seller()
    title = person.title_en if language == "en" else person.title
    return Seller(person.called(language), title, person.email)


def _signer(given: dict[str, Any]) -> Signer:
    return Signer(
        int(given["position"]),
        str(given["name"]),
        str(given["company"]),
        str(given.get("title", "")),
        ours=given.get("role") == "countersigner",
    )
