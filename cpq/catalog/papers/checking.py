"""Papers that people bring: looked at in a process with limits before anybody opens them."""

import json
from dataclasses import dataclass

from foundation.contained import told_by
from foundation.errors import Refusal
from foundation.language import _

LARGEST = 20 * 1024 * 1024
REASONS = {
    "kind": _("This is neither a PDF nor a PNG, JPEG or WebP picture. Please choose another file."),
    "damaged": _("The PDF is damaged. Please save it again."),
    "encrypted": _("The PDF is protected by a password. Please save it without protection."),
    "active": _(
        "The PDF holds scripts, forms with commands or attached files. Please print it to a plain"
        " PDF first."
    ),
    "trailing": _("Behind the end of the PDF stands something else. Please save it again."),
    "pages": _("The PDF has too many pages. At most 100 are taken."),
    "pixels": _("The picture has too many pixels. At most 25 million are taken."),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A PDF that may be kept, and how many pages it has."""

    pdf: bytes
    pages: int


def check_upload(content: bytes, field: str = "file") -> Checked:
    """Return what somebody brought as a PDF; a picture becomes one.

    Raises:
        Refusal: it is no PDF or picture, too large, damaged, protected, or does things by itself.
        Conflict: too many files are being looked at.
    """
    if not content:
        raise Refusal(_("Please choose a file."), field=field)
    if len(content) > LARGEST:
        raise Refusal(_("The file is too large: at most %(n)s MB.", n=20), field=field)
    told = told_by("cpq.catalog.papers.looking", content) or b""
    head, _line, pdf = told.partition(b"\n")
    said = json.loads(head) if head else {"reason": "damaged"}
    if "reason" in said:
        raise Refusal(REASONS[str(said["reason"])], field=field)
    return Checked(pdf, int(said["pages"]))
