"""What the worker does for papers: it draws their pages, for reading in a browser."""

import structlog

from cpq.catalog.papers.events import PaperAdded
from cpq.catalog.papers.models import ProductDocument
from foundation.db import found, reading, transaction
from foundation.events import later
from foundation.rendering import NotRendered, page_views
from foundation.storage import store

log = structlog.get_logger()


@later(PaperAdded, "cpq.draw_paper")
def draw_paper(event: PaperAdded) -> None:
    """Draw every page once. What cannot be drawn is read as a file."""
    with reading() as session:
        paper = found(session, ProductDocument, event.paper_id)
        sha256, drawn = paper.sha256, bool(paper.views)
    if drawn:
        return
    try:
        pages = page_views(store().get(sha256))
    except NotRendered as failure:
        log.warning("a paper is not drawn", paper=event.paper_id, reason=str(failure))
        return
    views = [store().put(page.png) for page in pages]
    with transaction() as session:
        paper = found(session, ProductDocument, event.paper_id, lock=True)
        paper.views, paper.texts = views, [page.text for page in pages]
