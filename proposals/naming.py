"""What documents and their files are called, in a document's own language."""

from foundation.handing import PDF, WORD
from foundation.language import _, say
from foundation.rendering.folders import folder
from proposals.queries import DocumentRow

PACKAGE_TITLE = _("Quotation with attached documents")
MEDIA_TYPES = {"pdf": PDF, "docx": WORD}


def title_of(kind: str, language: str) -> str:
    """Return the title that stands on a document: 御見積書, Quotation."""
    if kind == "package":
        return say(PACKAGE_TITLE, language)
    return folder(kind).labels[language]["title"]


def file_name(document: DocumentRow) -> str:
    """Return the name a document is saved under."""
    title = title_of(document.kind, document.language)
    return f"{title} {document.number}.{document.format}"
