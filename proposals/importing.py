"""Loads a folder of content blocks: the demo company's, or those a company brings along.

``blocks.toml`` names kind, key, language, title, body and a picture beside it. Blocks that are
there already are left alone, so it is safe to run twice.
"""

import tomllib
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from proposals.actions import add_block
from proposals.actions.library import Content
from proposals.models import ContentBlock
from proposals.pictures import Picture, picture_of


def load_content(session: Session, folder: Path, *, by: str) -> int:
    """Add the blocks that are not there yet and return how many."""
    blocks = tomllib.loads((folder / "blocks.toml").read_text("utf-8"))["block"]
    return sum(_add(session, block, folder / "pictures", by) for block in blocks)


def _add(session: Session, block: dict[str, Any], pictures: Path, by: str) -> bool:
    key = str(block.get("key", ""))
    same = {"kind": block["kind"], "key": key, "language": block["language"]}
    if session.scalar(select(ContentBlock.id).filter_by(**same)):
        return False
    name = block.get("picture")
    content = Content(block["title"], block["body"], _picture(pictures / name) if name else None)
    add_block(session, **same, content=content, by=by)
    return True


def _picture(place: Path) -> Picture:
    """Drawings of the installation's own are taken as they are; uploads never are."""
    if place.suffix == ".svg":
        return Picture(place.read_bytes(), "image/svg+xml")
    return picture_of(place.read_bytes())
