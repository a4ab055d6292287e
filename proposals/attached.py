"""The papers that go along with a quote, as its documents list them. Pure."""

from collections.abc import Mapping
from typing import Any

from cpq.attachments import Attachment
from cpq.catalog.papers.choosing import for_reader
from cpq.catalog.papers.kinds import PaperKind
from foundation.language import say
from proposals.wording import Writer


def attached(snapshot: Mapping[str, Any], writer: Writer) -> list[dict[str, str]]:
    """Return what goes along in the document's language: title, kind, pages and fingerprint."""
    papers = [Attachment.model_validate(one) for one in snapshot.get("attachments") or ()]
    return [
        {
            "no": str(number),
            "title": writer.said(paper.title),
            "kind": say(PaperKind(paper.kind).label, writer.language),
            "pages": str(paper.pages),
            "sha256": paper.sha256,
        }
        for number, paper in enumerate(for_reader(papers, writer.language), start=1)
    ]
