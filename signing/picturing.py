"""Makes the pictures that people are shown of a document."""

from contextlib import suppress

from sqlalchemy.exc import IntegrityError

from foundation.db import reading, transaction
from foundation.rendering import page_views
from foundation.storage import store
from signing.models import DocumentView
from signing.revisions import view_of
from signing.sealing import page_sizes

PICTURE_WIDTH = 1240  # pixels: sharp on a phone at twice its width, and on a desktop


def make_view(sha256: str) -> None:
    """Make the pictures of a stored PDF, unless they are there."""
    with reading() as session:
        if view_of(session, sha256):
            return
    pdf = store().get(sha256)
    views = page_views(pdf, width=PICTURE_WIDTH)
    pages = [
        {"picture": store().put(view.png), "words": view.text, "width": width, "height": height}
        for view, (width, height) in zip(views, page_sizes(pdf), strict=True)
    ]
    with transaction() as session, suppress(IntegrityError), session.begin_nested():
        session.add(DocumentView(sha256=sha256, pages=pages))  # another worker may be quicker
