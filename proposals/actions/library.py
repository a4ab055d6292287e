"""Keeping the content library: a change is a new version, nothing is overwritten."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation.db import found, utcnow
from foundation.errors import Conflict, Refusal
from foundation.language import LANGUAGES, _
from foundation.numbers import clean, clean_text, folded
from foundation.storage import store
from proposals.blocks import Kind, plain_text
from proposals.models import ContentBlock, ContentVersion
from proposals.pictures import Picture
from proposals.rich_text import sanitised

KEYED = {Kind.PRODUCT, Kind.CASE_STUDY}  # a case study without a key fits every industry
LONGEST_BODY = 50_000


@dataclass(frozen=True)
class Content:
    """What a person typed. ``picture``: None keeps what is there; ``drop_picture`` removes it."""

    title: str
    body: str
    picture: Picture | None = None
    drop_picture: bool = False


def add_block(
    session: Session, *, kind: str, key: str, language: str, content: Content, by: str
) -> ContentBlock:
    """Add a block. There is one per kind, key and language.

    Raises:
        Conflict: there is one already.
        Refusal: the kind, the key, the language or the words will not do.
    """
    of_kind = _kind(kind)
    block = ContentBlock(
        kind=of_kind, key=_key(of_kind, key), language=_language(language), title=""
    )
    same = {"kind": block.kind, "key": block.key, "language": block.language}
    if session.scalar(select(ContentBlock.id).filter_by(**same)):
        raise Conflict(_("There is one already for this use and language. Please change that one."))
    session.add(block)
    session.flush()
    _write(session, block, 1, content, by, kept=None)
    return block


def change_block(session: Session, block_id: str, *, base: int, content: Content, by: str) -> None:
    """Write a new version. ``base`` is the version the person saw.

    Raises:
        Conflict: somebody else changed the block meanwhile.
    """
    block = found(session, ContentBlock, block_id, lock=True)
    if base != block.newest:
        raise Conflict(
            _(
                "%(name)s changed this meanwhile. Please look at the newest text.",
                name=block.changed_by,
            )
        )
    newest = select(ContentVersion).filter_by(block_id=block.id, n=block.newest)
    _write(session, block, block.newest + 1, content, by, kept=session.scalars(newest).one())


def archive_block(session: Session, block_id: str) -> None:
    """Take a block out of new documents; those made from it keep it."""
    found(session, ContentBlock, block_id, lock=True).archived = True


def restore_block(session: Session, block_id: str) -> None:
    """Let a block be used again."""
    found(session, ContentBlock, block_id, lock=True).archived = False


def _write(
    session: Session,
    block: ContentBlock,
    n: int,
    content: Content,
    by: str,
    *,
    kept: ContentVersion | None,
) -> None:
    title = clean(content.title, _("Heading"), required=True, field="title")
    body = clean_text(content.body, _("Text"), longest=LONGEST_BODY, required=True, field="body")
    html = sanitised(body)
    if not plain_text(html).strip():
        raise Refusal(_("Please fill in: %(name)s.", name=_("Text")), field="body")
    version = ContentVersion(block_id=block.id, n=n, title=title, body_html=html, created_by=by)
    if content.picture:
        version.picture = store().put(content.picture.content)
        version.picture_type = content.picture.media_type
    elif kept and not content.drop_picture:
        version.picture, version.picture_type = kept.picture, kept.picture_type
    session.add(version)
    block.newest, block.title, block.changed_by, block.changed_at = n, title, by, utcnow()
    block.search = folded(f"{title} {block.key} {plain_text(html)}")


def _kind(given: str) -> Kind:
    if given not in set(Kind):
        raise Refusal(_("Please choose what the content is for."), field="kind")
    return Kind(given)


def _key(kind: Kind, given: str) -> str:
    key = clean(given, _("Product number or industry"), longest=100, field="key")
    if kind is Kind.PRODUCT and not key:
        raise Refusal(_("Please give the product's number."), field="key")
    return key if kind in KEYED else ""


def _language(given: str) -> str:
    if given not in LANGUAGES:
        raise Refusal(_("Please choose Japanese or English."), field="language")
    return given
